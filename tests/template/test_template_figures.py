"""The workbook reproduces the article, and shows the other answer in the other case."""

from __future__ import annotations

import pytest

from xlcost.functions.coercion import Domain
from xlcost.template.inputs import INPUTS
from xlcost.template.placing import AXIS_COLUMNS
from xlcost.template.references import letters

SCENARIOS = {"Low": "D", "Base": "E", "High": "F"}


def cell(model, sheet, label, column="C"):
    """The cell of a line, found by its label."""
    labels = model.recalculation.book.sheets_by_name[sheet.lower()].cells
    (row,) = {row for (row, at), value in labels.items() if at == 1 and value.value == label}
    return model[f"'{sheet}'!{column}{row}"]


@pytest.mark.parametrize(("scenario", "monthly"), [("Low", 2_040.0), ("Base", 3_540.0), ("High", 5_040.0)])
def test_fine_tuning_costs_what_the_article_says(article, scenario, monthly):
    assert cell(article, "Fine-tuning", "Fine-tuning, per month", SCENARIOS[scenario]) == pytest.approx(monthly)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_selector_drives_the_live_column(article, scenario):
    article["scenario"] = scenario
    expected = cell(article, "Fine-tuning", "Fine-tuning, per month", SCENARIOS[scenario])
    assert article["finetune_monthly"] == expected
    assert article["master_check"] == 1
    assert f"Scenario: {scenario}" in article["Dashboard!A3"]


def test_prompting_costs_450_in_every_scenario(article):
    assert [cell(article, "Prompting", "Prompting, per month", column) for column in "CDEF"] == [450.0] * 4


def test_the_other_reading_of_the_article_gives_450_too(article):
    article[f"Inputs!E{row_of(article, 'input_tokens')}"] = 875
    article[f"Inputs!E{row_of(article, 'output_tokens')}"] = 125
    assert article["prompt_monthly"] == pytest.approx(450.0)


def test_tuned_inference_costs_540(article):
    assert article["tuned_inference"] == pytest.approx(540.0)


def test_dataset_preparation_costs_4000_once(article):
    assert cell(article, "Fine-tuning", "Dataset preparation") == 4_000.0


@pytest.mark.parametrize(("scenario", "run"), [("Low", 500.0), ("High", 2_000.0)])
def test_a_training_run_costs_500_to_2000(article, scenario, run):
    assert cell(article, "Fine-tuning", "Training run", SCENARIOS[scenario]) == run


def test_the_article_never_breaks_even(article):
    for line in ("Months, by BREAKEVEN_MONTHS", "Months at the discount rate, by BREAKEVEN_MONTHS"):
        assert [cell(article, "Decision", line, column) for column in "CDEF"] == ["never"] * 4
    assert article["payback_first"] == article["payback_last"] == "never"


def test_the_price_ratio_of_the_article_is_five_sixths(article):
    line = "Price ratio before fixed cost, by BREAKEVEN_PRICE_RATIO"
    assert cell(article, "Decision", line) == pytest.approx(1 / 1.2)


def test_the_article_says_to_prompt(article):
    assert cell(article, "Decision", "Advice, by FINETUNE_ADVICE") == "Prompt"


def test_the_answer_reads_well_in_a_mail(article):
    assert cell(article, "Decision", "First sentence") == (
        "Keep prompting. At 100,000 requests a month, prompting claude-3-5-sonnet-20241022 costs 450 USD a month."
    )
    assert cell(article, "Decision", "Second sentence") == (
        "Fine-tuning it costs 3,540 USD a month, after 5,250 USD up front."
    )
    assert cell(article, "Decision", "Third sentence") == (
        "It never pays back: a month with the tuned model costs 3,090 USD more than prompting."
    )
    assert cell(article, "Decision", "Fourth sentence") == (
        "The tuned model's tokens cost 100.0% of the base price. To be cheaper they must cost less than 83.3% before "
        "any fixed cost; with it no price is low enough."
    )


def test_the_smaller_model_pays_back_within_the_year(smaller):
    assert cell(smaller, "Decision", "Advice, by FINETUNE_ADVICE") == "Fine-tune"
    assert 0 < cell(smaller, "Decision", "Months, by BREAKEVEN_MONTHS") < 12
    assert smaller["horizon_saving"] > 0
    assert smaller["master_check"] == 1


def test_the_timeline_crosses_in_the_month_after_the_break_even_of_a_steady_volume(smaller):
    for key in ("monthly_growth", "annual_price_decline"):
        smaller[f"Inputs!E{row_of(smaller, key)}"] = 0
    months = cell(smaller, "Decision", "Months, by BREAKEVEN_MONTHS")
    assert smaller["payback_first"] - 1 <= months <= smaller["payback_last"] + 1


def test_present_values_discount_every_month_at_the_effective_yearly_rate(smaller):
    smaller[f"Inputs!E{row_of(smaller, 'discount_rate')}"] = 0.1
    months = [letters(column) for column in AXIS_COLUMNS["time"][:37]]
    assert cell(smaller, "Timeline", "Discount factor", months[12]) == pytest.approx(1 / 1.1)
    for arm in ("prompting", "fine-tuning"):
        paid = [cell(smaller, "Timeline", f"Cost of {arm}", column) for column in months]
        worth = sum(usd / 1.1 ** (month / 12) for month, usd in enumerate(paid))
        assert cell(smaller, "Timeline", f"Present value of {arm}") == pytest.approx(worth)


def test_the_present_value_of_the_saving_adds_up_to_its_last_month(smaller):
    smaller[f"Inputs!E{row_of(smaller, 'discount_rate')}"] = 0.1
    total = cell(smaller, "Timeline", "Present value of the saving")
    last = letters(AXIS_COLUMNS["time"][36])
    assert cell(smaller, "Timeline", "Present value of the saving, cumulative", last) == pytest.approx(total)
    assert total < cell(smaller, "Timeline", "Saving")


@pytest.mark.parametrize("name", ["breakeven", "breakeven_price", "advice"])
def test_each_answer_of_decision_has_a_name(smaller, name):
    assert smaller.place(f"Decision.{name}") == smaller.place(name)
    assert smaller[name] not in ("", None)


def row_of(model, name):
    """The row of an input by its name."""
    return model.place(name)[1]


def test_no_requests_are_no_error(article):
    article[f"Inputs!E{row_of(article, 'requests')}"] = 0
    assert cell(article, "Decision", "Fourth sentence") == "Without requests there is no token price to compare."
    assert cell(article, "Decision", "Volume, by BREAKEVEN_REQUESTS") == "never"
    assert article["master_check"] == 1


def test_every_number_may_stand_at_either_end_of_its_domain(article):
    """No division by zero, no logarithm of nothing, no noise that the checks take for a difference."""
    ends = {
        name: (declared.kind.low + (1e-3 if declared.kind.above_low else 0), min(declared.kind.high, 1e7))
        for name, declared in INPUTS.items()
        if isinstance(declared.kind, Domain) and declared.shape != "range" and name != "stale_after_days"
    }
    columns = {"single": "C", "scenario": SCENARIOS["Base"]}
    settings = [
        {f"Inputs!{columns[INPUTS[name].shape]}{row_of(article, name)}": end}
        for name, both in ends.items()
        for end in both
    ]
    assert len(settings) > 40
    answered = article.runs(settings, ["master_check", *(f"Dashboard!A{row}" for row in range(8, 12))])
    for setting, (check, *sentences) in zip(settings, answered, strict=True):
        assert check == 1, setting
        assert not [sentence for sentence in sentences if sentence.startswith("#")], setting


def test_nothing_up_front_pays_back_at_once(smaller):
    for key in ("dataset_hours", "training_runs", "evaluation_cost"):
        smaller[f"Inputs!E{row_of(smaller, key)}"] = 0
    assert cell(smaller, "Decision", "Months, by BREAKEVEN_MONTHS") == 0
    assert smaller["payback_first"] == smaller["payback_last"] == "at once"
    assert smaller["master_check"] == 1


def test_the_cached_share_is_tested_up_to_what_writing_leaves(article):
    article[f"Inputs!E{row_of(article, 'cache_write_share')}"] = 0.5
    assert cell(article, "Cases", "Cached share", "F") == 0.5
    assert article["master_check"] == 1


def test_retraining_can_cross_back(smaller):
    """A training run of many months' saving, twice a year: the saving crosses zero more than once."""
    book = smaller
    book[f"Inputs!E{row_of(book, 'training_basis')}"] = "Quoted"
    book[f"Inputs!E{row_of(book, 'quoted_training_cost')}"] = 9_000
    book[f"Inputs!E{row_of(book, 'training_runs')}"] = 0
    book[f"Inputs!E{row_of(book, 'retrains_per_year')}"] = 2
    book[f"Inputs!E{row_of(book, 'dataset_hours')}"] = 40
    assert book["payback_first"] < book["payback_last"]


def test_the_cost_of_the_timeline_is_the_forecast(article):
    article[f"Inputs!E{row_of(article, 'monthly_growth')}"] = 0.05
    article[f"Inputs!E{row_of(article, 'annual_price_decline')}"] = 0.2
    expected = sum(450.0 * 1.05**month * 0.8 ** (month / 12) for month in range(36))
    assert cell(article, "Timeline", "Cost of prompting") == pytest.approx(expected, rel=1e-12)
    assert article["master_check"] == 1


def test_the_tornado_is_sorted_by_swing(article):
    swings = [article[f"Sensitivity!I{row}"] for row in range(7, 20)]
    assert swings == sorted(swings, reverse=True)
    assert len({article[f"Sensitivity!A{row}"] for row in range(7, 20)}) == 13


def test_models_are_ranked_by_cost(article):
    costs = [article[f"Models!E{row}"] for row in range(7, 47)]
    assert costs == sorted(costs)


def test_the_models_show_several_dozen_well_known_ones(any_book):
    from xlcost.calculate.model import open_model

    model = open_model(any_book)
    ranked = [model[f"Models!E{row}"] for row in range(7, 80)]
    assert 40 <= sum(isinstance(cost, float) for cost in ranked) <= 65

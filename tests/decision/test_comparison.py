"""compare: the worked figures of the decision, the failing cases of its reviewers, and every gate."""

from __future__ import annotations

import math
from datetime import date

import pytest

import xlcost
from xlcost.decision.case import CASE_NAMES, neutral_case, shipped_case, with_inputs
from xlcost.decision.comparison import compare
from xlcost.errors import BadArgument, UnknownModel

OPUS, HAIKU, SONNET = (f"anthropic/claude-{name}-5-5" for name in ("opus", "haiku", "sonnet"))
#: A way to do everything for a price a month: an open model on machines of one's own, which no price list knows.
TUNED = {"examples": 20_000, "stable": True}


def answer(**inputs):
    return compare(with_inputs(neutral_case(), inputs, "test"))


def changed(name, **inputs):
    return compare(with_inputs(shipped_case(name), inputs, "test"))


def gate(one, name):
    return next(gate for gate in one.gates if gate.name == name)


# The article


def test_the_article():
    result = compare("article")
    assert result["A"].month_1 == 450.0
    assert result["C"].schedule.tokens[0] == pytest.approx(540.0, rel=1e-12)
    assert result["C"].upfront == 4_000.0
    assert result["C"].payback_first is None
    assert result["C"].payback_last is None
    assert result.advice.text == "Prompt"
    assert result.advice.alternative == "A"
    assert changed("article", scenario="Low")["C"].month_1 == pytest.approx(2_040.0, rel=1e-12)
    assert changed("article", scenario="High")["C"].month_1 == pytest.approx(5_040.0, rel=1e-12)


def test_the_articles_break_evens_of_month_1():
    tuned = compare("article")["C"]
    assert tuned.month_1_token_breakeven_price_ratio == pytest.approx(1 / 1.2)
    assert tuned.month_1_breakeven_price_ratio == pytest.approx((450 - 3_000) / 540)
    assert tuned.month_1_breakeven_requests is None
    assert any("is cheaper than Claude 3.5 Sonnet at no volume" in why for why in compare("article").advice.why)


def test_the_break_even_volume_of_month_1():
    inputs = {"a_model": OPUS, "c_model": "azure/ft:gpt-4.1-nano", "horizon_months": 10, "requests": "1M", **TUNED}
    tuned = answer(**inputs, c_evaluation_cost=1_000, c_upkeep_hours=5)["C"]
    # 1,000 in and 200 out: 0.008 USD a request against 0.00018; 1,241 + 500 a month, and a tenth of what is up front
    assert tuned.month_1_breakeven_requests == pytest.approx((1_741 + tuned.upfront / 10) / (0.008 - 0.00018))
    assert tuned.month_1_breakeven_price_ratio == pytest.approx((8_000 - 1_741) / 8_000)


def test_the_articles_smaller_model_is_shown_and_nobody_has_tested_it():
    result = compare("article")
    assert result["B"].month_1 == pytest.approx(37.5)
    assert not gate(result["B"], "tested").passed
    assert any(why.startswith("Test prompting first: Claude 3 Haiku") for why in result.advice.why)


# Worked figures that need no prices: machines of one's own cost so much a month


def flat(upfront, requests=100_000, **inputs):
    """A baseline of 1,000 USD a month and an alternative of 700."""
    shared = {
        "a_model": OPUS,
        "a_input_tokens": 0,
        "a_output_tokens": 0,
        "annual_discount_rate": 0,
        "d_model": "Llama",
        "d_gpu_hour": 0,
    }
    fees = {"a_tool_fees": 10, "d_success_rate": 1, "requests": requests, "d_integration_cost": upfront}
    quality = {
        "d_bad_answer_cost": 0,
        "d_reviewed_share": 1,
        "d_review_minutes": 0.0042,
    }  # 0.007 USD at 100 USD an hour
    return answer(**shared, **fees, **quality, **inputs)


def test_a_flat_saving():
    result = flat(2_500)
    assert result["A"].month_1 == pytest.approx(1_000.0)
    assert result["D"].month_1 == pytest.approx(700.0)
    assert result["D"].payback_first == result["D"].payback_last == 9
    assert result["D"].saving == pytest.approx(1_100.0)
    assert (result.advice.text, result.advice.alternative) == ("Self-host", "D")


def test_shrinking_requests_never_pay_back_and_prompting_is_advised():
    result = flat(2_500, monthly_growth="-30%")
    assert result["D"].saving == pytest.approx(986.1587 - 2_500, abs=5e-5)
    assert result["D"].payback_first is None
    assert result.advice.text == "Prompt"


def test_growing_requests_pay_back_after_the_first_year():
    result = flat(2_500, requests=10_000, monthly_growth="30%", horizon_months=24)
    assert result["D"].payback_first == result["D"].payback_last == 13


# Prices, ends and hosting over the months


def test_a_price_that_doubles_reaches_the_month_after():
    result = answer(a_model="gemini-3.8-flash", model_date="2026-12-15", requests="1M", a_output_tokens=100)
    assert result["A"].schedule.cost == [1_125.0, *[2_250.0] * 11]


RETIRED = {
    "model_date": "2026-10-26",
    "a_model": OPUS,
    "c_model": "openai/ft:gpt-4.1-mini",
    "requests": "2M",
    "a_input_tokens": 2_500,
    "a_output_tokens": 250,
    "c_retrains_per_year": 4,
    **TUNED,
}


def test_a_model_that_ends_inside_the_horizon_is_never_advised():
    result = answer(**RETIRED)
    tuned = result["C"]
    assert tuned.available_until == date(2027, 1, 14)
    assert tuned.present_cost is None
    assert tuned.saving is None
    assert [math.isnan(cost) for cost in tuned.schedule.cost] == [False] * 3 + [True] * 9
    assert result.advice.alternative == "A"
    available = gate(tuned, "available")
    assert (available.passed, available.value, available.threshold) == (False, date(2027, 1, 14), date(2027, 10, 26))
    assert "goes off sale on 14 Jan 2027" in available.why
    assert any("14 Jan 2027" in why for why in result.advice.why)


def test_a_successor_takes_over():
    result = answer(
        **RETIRED,
        c_successor="aws-bedrock/ft:amazon.nova-2-lite-v1:0",
        c_successor_cost=3_000,
        c_new_organisation=False,
    )
    tuned = result["C"]
    assert tuned.available_until is None
    assert gate(tuned, "available").passed
    assert tuned.schedule.tuning[3] == 3_000.0
    assert tuned.schedule.hosting[:4] == [0.0, 0.0, 0.0, 1.95]
    assert result.advice.alternative == "C"


def test_a_horizon_before_the_end_is_no_end():
    tuned = answer(**RETIRED, horizon_months=2, c_new_organisation=False)["C"]
    assert gate(tuned, "available").passed
    assert tuned.present_cost is not None
    tuned = answer(**RETIRED, horizon_months=3, c_new_organisation=False)["C"]  # ends on 26 Jan, sold until the 14th
    assert not gate(tuned, "available").passed


def test_new_organisations_can_no_longer_start():
    tuned = answer(**RETIRED, horizon_months=2)["C"]
    assert not gate(tuned, "access").passed
    assert "since 7 May 2026" in gate(tuned, "access").why
    assert gate(answer(**{**RETIRED, "model_date": "2026-05-06"}, horizon_months=2)["C"], "access").passed


def test_training_that_closes_blocks_the_retraining_after_it():
    often = answer(**{**RETIRED, "c_retrains_per_year": 12, "model_date": "2026-12-10"}, horizon_months=1)["C"]
    assert gate(often, "available").passed
    often = answer(**{**RETIRED, "c_retrains_per_year": 12, "model_date": "2026-12-10"}, horizon_months=2)["C"]
    assert not gate(often, "available").passed
    assert often.available_until == date(2027, 1, 6)
    assert "can be trained until 6 Jan 2027 only" in gate(often, "available").why


def test_hosting_is_that_of_the_price_row():
    inputs = {
        "a_model": OPUS,
        "model_date": "2026-10-26",
        "c_model": "azure/ft:gpt-4.1-nano",
        "a_input_tokens": 2_500,
        "a_output_tokens": 250,
    }
    tuned = answer(**inputs, c_upkeep_hours=2, **TUNED)["C"]
    assert tuned.schedule.hosting == [1_241.0] * 12
    assert answer(**inputs, c_hosting_cost=10)["C"].schedule.hosting == [10.0] * 12


def test_a_model_that_its_maker_has_taken_off_the_list_is_not_available():
    inputs = {"a_model": OPUS, "b_model": "anthropic/claude-opus-4-0", "model_date": "2026-10-26"}
    gone = gate(answer(**inputs)["B"], "available")
    assert not gone.passed
    assert "goes off sale on 15 Jun 2026" in gone.why
    assert gate(compare("article")["A"], "available").passed  # its year was over before


def test_a_tier_is_billed_as_such():
    whole = answer(a_model="azure/gpt-4.1-nano", requests="1M", model_date="2026-06-01")["A"]
    zone = answer(a_model="azure/gpt-4.1-nano@datazone", requests="1M", model_date="2026-06-01")["A"]
    assert zone.model == "azure/gpt-4.1-nano@datazone"
    assert zone.month_1 == pytest.approx(1.1 * whole.month_1)


def test_a_price_that_nobody_published_is_said_and_is_no_error():
    result = answer(a_model=OPUS, c_model="azure/ft:gpt-4.1-nano", c_batch_share=0.5, **TUNED)
    assert "has no published batch price, and 50 % of the requests are batch" in gate(result["C"], "available").why
    assert result["C"].present_cost is None
    assert result.advice.alternative == "A"


def test_a_day_without_a_price_names_the_model_date():
    result = answer(a_model=OPUS, model_date="2026-09-01")
    assert "has no price on 1 Sep 2026; model_date says when month 1 starts" in gate(result["A"], "available").why
    assert result.advice.text == "None"
    assert result.advice.alternative is None


def test_a_training_price_that_nobody_published_has_to_be_quoted():
    result = answer(a_model=OPUS, c_model=OPUS, **TUNED)
    assert "has no training price" in gate(result["C"], "available").why
    assert gate(answer(a_model=OPUS, c_model=OPUS, c_training_cost=100, **TUNED)["C"], "available").passed


def test_a_gpu_without_a_price_is_not_free():
    result = answer(a_model=OPUS, d_model="Llama 3.3 70B")
    assert result["D"].present_cost is None
    assert "its GPUs have no price" in gate(result["D"], "available").why


# Gates and advice

CHEAP_TUNING = {
    "a_model": OPUS,
    "requests": "1M",
    "c_model": "aws-bedrock/ft:amazon.nova-2-lite-v1:0",
    **TUNED,
}


def test_fine_tuning_that_saves_and_passes_its_gates_is_advised():
    result = answer(**CHEAP_TUNING)
    assert (result.advice.text, result.advice.alternative) == ("Fine-tune", "C")
    assert all(gate.passed for gate in result["C"].gates)


@pytest.mark.parametrize(
    ("inputs", "name", "words"),
    [
        ({"examples": 10_000}, "data", "more than 10,000 good examples are needed, there are 10,000"),
        ({"stable": False}, "stability", "the task still changes"),
        ({"c_success_rate": 0.99, "a_success_rate": 0.98}, "evidence", "no tests show that it is better than"),
        (
            {"c_success_rate": 0.9, "required_success_rate": 0.95},
            "quality",
            "90 % good answers are fewer than the 95 %",
        ),
    ],
)
def test_a_failed_gate_bars_it_and_the_sentence_says_what_would_have_to_change(inputs, name, words):
    result = answer(**{**CHEAP_TUNING, **inputs})
    assert [gate.name for gate in result["C"].gates if not gate.passed] == [name]
    assert result.advice.alternative == "A"
    assert any("would cost" in why and "less, but" in why and words in why for why in result.advice.why)


def test_a_smaller_prompted_model_is_tested_before_anything_is_tuned():
    untested = answer(**CHEAP_TUNING, b_model=HAIKU)
    assert (untested.advice.text, untested.advice.alternative) == ("Test prompting first", "B")
    assert "Until then" in untested.advice.why[0]
    tested = answer(**CHEAP_TUNING, b_model=HAIKU, b_test_cases=100, b_test_passes=100)
    assert (tested.advice.text, tested.advice.alternative) == ("Prompt", "B")
    failed = answer(**CHEAP_TUNING, b_model=HAIKU, b_test_cases=100, b_test_passes=80)
    assert (failed.advice.text, failed.advice.alternative) == ("Fine-tune", "C")


def test_where_nothing_qualifies_nothing_is_said_to_do_until_the_test():
    gone = answer(a_model="anthropic/claude-opus-4-0", b_model=HAIKU)
    assert (gone.advice.text, gone.advice.alternative) == ("Test prompting first", "B")
    assert "Until then" not in gone.advice.why[0]


def test_fine_tuning_for_quality_states_its_premium():
    result = answer(
        **{**CHEAP_TUNING, "a_model": HAIKU},
        required_success_rate=0.95,
        c_upkeep_hours=10,
        a_test_cases=500,
        a_test_passes=450,
        c_test_cases=500,
        c_test_passes=485,
    )
    assert (result.advice.text, result.advice.alternative) == ("Fine-tune for quality", "C")
    assert not gate(result["C"], "saving").passed
    premium = next(why for why in result.advice.why if why.startswith("Only fine-tuning is good enough"))
    monthly = -result["C"].saving / 12
    assert f"costs {monthly:,.0f} USD a month" in premium


def test_the_shipped_case_on_quality():
    result = compare("quality")
    assert (result.advice.text, result.advice.alternative) == ("Fine-tune for quality", "C")
    assert gate(result["C"], "evidence").passed
    assert gate(result["C"], "evidence").value is True
    assert gate(result["B"], "tested").passed
    assert not gate(result["B"], "quality").passed


def test_tests_can_rule_out_a_loss_of_quality():
    inputs = {
        "a_model": OPUS,
        "b_model": HAIKU,
        "a_test_cases": 20_000,
        "a_test_passes": 19_000,
        "b_test_cases": 20_000,
    }
    assert gate(answer(**inputs, b_test_passes=18_900)["B"], "quality").passed
    assert not gate(answer(**inputs, b_test_passes=18_500)["B"], "quality").passed
    few = {key: value / 100 if "test" in key else value for key, value in inputs.items()}
    assert not gate(answer(**few, b_test_passes=189)["B"], "quality").passed


def test_the_same_cases_through_both():
    inputs = {**CHEAP_TUNING, "a_success_rate": 0.94, "c_success_rate": 0.97, "c_test_cases": 500}
    assert gate(answer(**inputs, c_only_passes=25, c_other_only_passes=10)["C"], "evidence").passed
    assert not gate(answer(**inputs, c_only_passes=15, c_other_only_passes=10)["C"], "evidence").passed


def test_routing_keeps_the_rest_with_the_baseline():
    result = answer(a_model=OPUS, b_model=HAIKU, b_share=0.8, a_success_rate=0.98, b_success_rate=0.9)
    whole = answer(a_model=OPUS, b_model=HAIKU)
    assert result["B"].month_1 == pytest.approx(0.8 * whole["B"].month_1 + 0.2 * whole["A"].month_1)
    assert gate(result["B"], "quality").value == pytest.approx(0.916)
    assert any("for 80 % of the requests" in why for why in result.advice.why)


def test_another_currency_is_in_every_amount_and_no_other():
    usd, eur = compare("current"), changed("current", currency="EUR", exchange_rate=0.9)
    for ours, theirs in zip(usd.alternatives, eur.alternatives, strict=True):
        for figure in ("month_1", "upfront", "present_cost", "saving", "cost_per_good_answer"):
            was = getattr(ours, figure)
            assert getattr(theirs, figure) == (None if was is None else pytest.approx(was * 0.9))
    assert not any("USD" in why or "$" in why for why in eur.advice.why)
    assert not any("USD" in gate.why for one in eur.alternatives for gate in one.gates)


@pytest.mark.parametrize("name", CASE_NAMES)
def test_the_advice_is_the_cheapest_that_passes_every_gate_but_that_of_saving(name):
    for scenario in ("Low", "Base", "High"):
        result = changed(name, scenario=scenario)
        passing = [one for one in result.alternatives if all(g.passed for g in one.gates if g.name != "saving")]
        assert result.advice.alternative == min(passing, key=lambda one: one.present_cost).key


def test_the_frame_has_every_month_of_every_alternative():
    result = compare("current")
    frame = result.to_frame()
    assert len(frame) == 4 * 12
    totals = frame.groupby("alternative")["present"].sum()
    for one in result.alternatives:
        assert totals[one.key] + one.upfront == pytest.approx(one.present_cost)
    parts = frame[["tokens", "fees", "hosting", "people", "tuning", "quality"]].sum(axis=1)
    assert parts.tolist() == pytest.approx(frame["cost"].tolist())


def test_python_takes_a_name_a_file_or_inputs(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(f'a_model = "{OPUS}"\n', "utf-8")
    assert xlcost.compare(path)["A"].present_cost == xlcost.compare({"a_model": OPUS})["A"].present_cost
    assert xlcost.compare("article").case.startswith("The article")


def test_what_cannot_be_answered_is_said():
    with pytest.raises(BadArgument, match="a_model is blank; name the model that is prompted today"):
        compare({})
    with pytest.raises(UnknownModel, match="claude-opus-9"):
        compare({"a_model": "claude-opus-9"})
    with pytest.raises(BadArgument, match="there is no case 'artcle'; there are current, quality, article"):
        compare("artcle")

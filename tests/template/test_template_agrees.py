"""One truth: the workbook says what Python says of the same inputs, in every figure, gate and sentence."""

from __future__ import annotations

import random
from typing import Any

import pytest
from answers import differences, labels_of, shown_by

from xlcost.decision.case import neutral_case, with_inputs
from xlcost.decision.inputs import INPUTS
from xlcost.scenarios.model import WhatIf, open_model
from xlcost.template.build import build_and_check


def agrees(model: WhatIf) -> None:
    found = differences(model)
    assert not found, "\n".join(found)


def test_a_shipped_workbook_says_what_python_says(any_book):
    agrees(open_model(any_book))


def random_changes(seed: int) -> dict[str, Any]:
    """Changes of inputs that a user could make, several at a time."""
    draw = random.Random(seed)
    numbers: dict[str, Any] = {
        "requests": lambda: draw.choice([0, 1, 5_000, 80_000, 2_500_000]),
        "monthly_growth": lambda: draw.uniform(-0.3, 0.3),
        "token_growth": lambda: draw.uniform(-0.05, 0.05),
        "annual_price_decline": lambda: draw.uniform(0, 0.9),
        "annual_discount_rate": lambda: draw.choice([0, 0.08, 0.5]),
        "horizon_months": lambda: draw.choice([1, 2, 7, 12, 24, 36]),
        "exchange_rate": lambda: draw.uniform(0.5, 1.5),
        "examples": lambda: draw.choice([0, 10_000, 10_001, 40_000]),
        "hourly_rate": lambda: draw.uniform(20, 200),
        "required_success_rate": lambda: draw.choice([0.9, 0.95, 0.99]),
        "stable": lambda: draw.random() < 0.7,
        "a_input_tokens": lambda: draw.choice([100, 2_500, 250_000]),
        "a_output_tokens": lambda: draw.choice([0, 10, 900]),
        "a_cached_share": lambda: draw.choice([0, 0.4]),
        "a_cache_write_share": lambda: draw.choice([0, 0.2]),
        "a_batch_share": lambda: draw.choice([0, 0, 0.5]),
        "a_retry_rate": lambda: draw.uniform(0, 0.1),
        "a_tool_fees": lambda: draw.uniform(0, 10),
        "a_discount": lambda: draw.uniform(0, 0.3),
        "a_bad_answer_cost": lambda: draw.uniform(0, 2),
        "a_success_rate": lambda: draw.uniform(0.8, 1),
        "b_success_rate": lambda: draw.uniform(0.8, 1),
        "b_share": lambda: draw.choice([0, 0.25, 1]),
        "b_on": lambda: draw.random() < 0.8,
        "b_batch_share": lambda: draw.choice([0, 0.5]),
        "b_upkeep_hours": lambda: draw.uniform(0, 30),
        "c_on": lambda: draw.random() < 0.8,
        "c_success_rate": lambda: draw.uniform(0.8, 1),
        "c_retrains_per_year": lambda: draw.choice([0, 1, 4, 12, 0.5]),
        "c_training_cost": lambda: draw.uniform(0, 5_000),
        "c_training_runs": lambda: draw.choice([0, 1, 3]),
        "c_hosting_cost": lambda: draw.uniform(0, 3_000),
        "c_reviewed_share": lambda: draw.uniform(0, 0.2),
        "c_review_minutes": lambda: draw.uniform(0, 5),
        "d_min_gpus": lambda: draw.choice([1, 2, 8]),
        "d_tokens_per_second": lambda: draw.uniform(10, 5_000),
        "d_gpu_hour": lambda: draw.uniform(0.5, 5),
        "d_on": lambda: draw.random() < 0.8,
    }
    keys = draw.sample(sorted(numbers), draw.randint(1, 12))
    return {key: numbers[key]() for key in keys}


@pytest.mark.parametrize("seed", range(8))
def test_any_inputs_give_what_python_gives(seed, books):
    model = open_model(books[random.Random(seed).choice(["current", "quality"])])
    for key, value in random_changes(seed).items():
        model[key] = value
    agrees(model)


#: A value of every format that no input has for a default.
BY_FORMAT = {"usd": 123.45, "hours": 3.5, "share": 0.07, "count": 40.0, "number": 1.5, "factor": 1.25, "ratio": 1.25}
#: Results of tests: how they hang together is another test's.
TEST_RESULTS = ("test_cases", "test_passes", "only_passes", "other_only_passes")


def test_every_number_of_every_alternative_reaches_the_sheets(books):
    """An input that Python reads and a sheet forgets, or the other way round, is found here, whatever it is."""
    model = open_model(books["current"])
    for letter in "bcd":
        model[f"{letter}_on"] = True
    for key, declared in INPUTS.items():
        if declared.alternative and declared.is_number and declared.row not in TEST_RESULTS:
            model[key] = BY_FORMAT[declared.format]
    agrees(model)


def test_every_key_that_is_drawn_is_an_input():
    assert set().union(*map(random_changes, range(100))) <= set(INPUTS)


@pytest.mark.parametrize(
    ("baseline", "tokens"),
    [
        ("ai21/jamba-large", 1_000),  # sells no batches
        ("anthropic/claude-haiku-5-5", 150_000),  # batches of long requests have their own price
        ("google-vertex/claude-haiku-5-5", 150_000),  # long requests cost more, and are sold in no batch
    ],
)
def test_break_evens_of_month_1_are_at_the_prices_that_the_baseline_has(baseline, tokens, tmp_path):
    inputs = {
        "model_date": "2026-10-26",
        "horizon_months": 2,
        "a_model": baseline,
        "c_model": "openai/ft:gpt-4.1-mini",
        "c_training_model": "openai/gpt-4.1-mini",
        "c_batch_share": 0.5,
        "c_input_tokens": tokens,
    }
    path = tmp_path / "book.xlsx"
    path.write_bytes(build_and_check(with_inputs(neutral_case(), inputs, "test")).data)
    agrees(open_model(path))


@pytest.mark.parametrize("letter", "abc")
def test_tokens_that_are_all_given_away_break_no_cell(letter, books):
    model = open_model(books["current"])
    model[f"{letter}_discount"] = 1.0
    agrees(model)


def test_an_alternative_that_is_not_considered_breaks_even_nowhere(books):
    """Its months cost nothing, which a static month would take for a price of 0 a request, paid back in month 0."""
    model = open_model(books["current"])
    model["c_on"] = False
    shown = shown_by(model)
    start = next(row for row, text in labels_of(model)["Decision"] if str(text).startswith("Month 1 alone"))
    rows = [(row, str(text)) for row, text in labels_of(model)["Decision"] if row > start]
    found = {text: shown.at("Decision", row, 3) for row, text in rows if text.startswith(("C: ", "C's token prices"))}
    assert len(found) == 8
    assert set(found.values()) == {"n/a"}


def test_an_alternative_that_is_not_considered_saves_nothing(books):
    """Its months cost nothing, so all that the baseline costs would stand there as saved."""
    model = open_model(books["current"])
    model["d_on"] = False
    agrees(model)
    shown = shown_by(model)
    rows = [row for row, text in labels_of(model)["Timeline"] if text == "Saving so far, present value"]
    saved = [{shown.at("Timeline", row, column) for column in range(5, 17)} for row in rows]
    assert [found == {"n/a"} for found in saved] == [False, False, True]


def test_an_alternative_that_is_not_considered_is_told_nowhere_as_one_that_is(books):
    """No gate that it fails, no line of the chart's legend, no bar among those of the tests."""
    model = open_model(books["current"])
    name = shown_by(model).at("Alternatives", shown_by(model).row("Alternatives", "Model"), 6)
    for considered in (True, False):
        model["d_on"] = considered
        shown = shown_by(model)
        gates = [row for row, text in labels_of(model)["Decision"] if str(text).startswith("D: ")]
        assert {shown.at("Decision", row, 6) for row in gates} == ({0.0, 1.0} if considered else {"-"})
        labels = [shown.at("Summary", row, column) for row in range(1, 60) for column in (2, 4)]
        assert (f"D: {name}" in labels) is considered
        chart = shown.at("Evidence", shown.row("Evidence", "In the chart"), 6)
        assert chart == (f"D: {name}, not tested" if considered else "")

"""Thousands of runs at once: each as if it were run alone."""

from __future__ import annotations

import numpy as np
import pytest

from xlcost.decision.case import CASE_NAMES, shipped_case, with_inputs
from xlcost.decision.comparison import compare
from xlcost.decision.runs import run_many
from xlcost.errors import BadArgument

COLUMNS = {
    "requests": (0.0, 1_500_000.0),
    "monthly_growth": (-0.3, 0.3),
    "annual_price_decline": (0.0, 0.9),
    "annual_discount_rate": (0.0, 0.5),
    "a_input_tokens": (100.0, 200_000.0),
    "b_success_rate": (0.85, 1.0),
    "c_success_rate": (0.9, 1.0),
    "c_retrains_per_year": (0.0, 24.0),
    "c_upkeep_hours": (0.0, 40.0),
    "examples": (5_000.0, 20_000.0),
    "hourly_rate": (50.0, 200.0),
}


@pytest.mark.parametrize("name", CASE_NAMES)
def test_each_run_is_what_it_is_alone(name):
    rng = np.random.default_rng(7)
    columns = {key: rng.uniform(*ends, 15) for key, ends in COLUMNS.items()}
    case = shipped_case(name)
    runs = run_many(case, columns)
    for number in range(15):
        alone = compare(with_inputs(case, {key: float(column[number]) for key, column in columns.items()}, "test"))
        for one in alone.alternatives:
            letter = one.key.lower()
            assert runs.present[letter][number] == pytest.approx(one.present_cost, rel=1e-12)
            if letter != "a":
                first = runs.first_payback[letter][number]
                assert (None if np.isinf(first) else int(first)) == one.payback_first
            passes = all(gate.passed for gate in one.gates if gate.name != "saving")
            assert bool(runs.qualifies[letter][number]) == passes
        if alone.advice.text != "Test prompting first":
            assert runs.advised[number].upper() == (alone.advice.alternative or "")


def test_retraining_after_training_closed_makes_only_those_runs_unavailable():
    case = with_inputs(
        shipped_case("article"),
        {"model_date": "2026-12-10", "horizon_months": 1, "a_model": "anthropic/claude-opus-5-5", "b_on": False,
         "c_model": "openai/ft:gpt-4.1-mini", "c_training_cost": "", "c_retrains_per_year": 0, "c_training_runs": 1},
        "test",
    )  # fmt: skip
    runs = run_many(with_inputs(case, {"horizon_months": 2}, "test"), {"c_retrains_per_year": [0.0, 12.0]})
    assert np.isnan(runs.present["c"]).tolist() == [False, True]


def test_what_is_no_number_for_each_run_is_refused():
    for key, column in (
        ("a_model", [1.0]),
        ("volumes", [1.0]),
        ("nonsense", [1.0]),
        ("requests", [-1.0]),
        ("requests", 1.0),
    ):
        with pytest.raises(BadArgument, match=key):
            run_many(shipped_case("current"), {key: column})

"""Why an alternative cannot be had: the workbook gives the reason that Python gives, whichever of several is said first.

Fixed cases of what random ones have found; each has a reason of its own in every alternative.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from answers import in_office, shown_by, unlike

from xlcost.decision.case import shipped_case, with_inputs
from xlcost.decision.comparison import Comparison, compare
from xlcost.scenarios.model import open_model
from xlcost.template.build import build_and_check

DAY = date(2026, 11, 28)
#: Inputs, and the reasons of A, B, C and D.
CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "the successor serves from month 1 and has no batch price; the training of C's successor ends": (
        {
            "model_date": DAY,
            "horizon_months": 7,
            "a_model": "mistral/open-mistral-7b",
            "a_successor": "deepseek/deepseek-v4-flash-vision-exp@peak",
            "a_successor_cost": 900.0,
            "a_batch_share": 0.5,
            "a_cached_share": 0.0,
            "a_cache_write_share": 0.0,
            "b_model": "openai/gpt-5.4",
            "b_share": 0.5,
            "c_model": "azure/ft:gpt-4.1@regional",
            "c_successor": "azure/ft:gpt-4.1-mini",
            "c_retrains_per_year": 12,
            "c_training_cost": "",
            "c_cached_share": 0.0,
        },
        ["no_batch_price", "rest", "training_closed", "own"],
    ),
    "batches have a price and their cache has none; a tuned model is trained in its own tier": (
        {
            "model_date": DAY,
            "horizon_months": 7,
            "a_model": "mistral/open-mistral-7b",
            "a_successor": "openai/gpt-5.4",
            "a_successor_cost": 900.0,
            "b_model": "google-vertex/claude-haiku-5-5",
            "b_batch_share": 0.5,
            "b_cached_share": 0.0,
            "b_cache_write_share": 0.25,
            "b_cache_write_1h_share": 0.25,
            "c_model": "azure/ft:gpt-4.1@regional",
            "c_retrains_per_year": 12,
            "c_training_cost": "",
            "c_cached_share": 0.0,
            "d_gpu_hour": "",
        },
        ["successor", "no_cache_price", "training_closed", "no_gpu_price"],
    ),
    "the prices of a tier end, and a trainer that is off sale trains no more": (
        {
            "model_date": date(2026, 12, 15),
            "horizon_months": 12,
            "a_model": "google/gemini-3.6-flash@priority",
            "a_successor": "aws-bedrock/mistral.ministral-3-3b-instruct",
            "a_batch_share": 0.0,
            "a_cached_share": 0.0,
            "a_cache_write_share": 0.0,
            "b_model": "openai/gpt-5.4",
            "b_share": 0.5,
            "c_model": "azure/ft:ministral-3b",
            "c_training_cost": "",
            "c_cached_share": 0.0,
        },
        ["successor", "yes", "training_closed", "own"],
    ),
    "a model ends although its batches have no price either; retraining alone has no price": (
        {
            "model_date": DAY,
            "horizon_months": 3,
            "a_model": "google/gemini-2.5-pro",
            "a_batch_share": 0.5,
            "b_model": "openai/gpt-5.4",
            "c_model": "azure/ft:o4-mini-2025-04-16@regional",
            "c_retrains_per_year": 12,
            "c_training_runs": 0,
            "c_training_cost": "",
        },
        ["ends", "yes", "no_training_price", "own"],
    ),
    "a tier has no price for requests so long as the standard tier has, nor for its batches": (
        {
            "model_date": DAY,
            "horizon_months": 7,
            "a_model": "openai/gpt-5.5-pro@flex",
            "a_input_tokens": 700_000.0,
            "a_batch_share": 0.5,
            "a_cached_share": 0.0,
            "a_cache_write_share": 0.0,
            "b_model": "openai/gpt-5.5-pro@flex",
            "b_input_tokens": 700_000.0,
            "b_cached_share": 0.0,
            "b_cache_write_share": 0.0,
        },
        ["no_token_price", "no_token_price", "yes", "own"],
    ),
}


def reasons(answer: Comparison) -> list[str]:
    return [one.gates[0].reason.key.removeprefix("available.") for one in answer.alternatives]


@pytest.mark.parametrize("what", CASES)
def test_the_reason_is_the_same_everywhere(office, tmp_path, what):
    given, expected = CASES[what]
    case = with_inputs(shipped_case("current"), given, "fixed")
    answer, built = compare(case), build_and_check(case)
    assert reasons(answer) == expected
    path = tmp_path / "book.xlsx"
    path.write_bytes(built.data)
    model = open_model(path)
    assert unlike(answer, shown_by(model)) == []
    assert unlike(answer, in_office(office.values(path), model)) == []


def test_what_costs_as_much_is_said_to_cost_as_much():
    """Two alternatives of one model and the same inputs differ by what floats leave over, and so by nothing."""
    base = shipped_case("current").values["a_model"][0]
    same = {f"{letter}_{row}": value for letter in "ab" for row, value in _EVEN.items()}
    given = {"a_model": base, "b_model": base, "b_share": 0.3, "c_on": False, "d_on": False, **same}
    answer = compare(with_inputs(shipped_case("current"), given, "even"))
    assert abs(answer["A"].present_cost - answer["B"].present_cost) < 1e-6  # type: ignore[operator]
    assert answer.advice.alternative == "A"
    assert not answer["B"].gates[-1].passed  # it does not cost less
    assert "costs as much as" in answer.changes[0]


#: What the two have in common.
_EVEN: dict[str, Any] = {
    "input_tokens": 1_717.0,
    "output_tokens": 333.0,
    "cached_share": 0.3,
    "cache_write_share": 0.1,
    "cache_write_1h_share": 0.0,
    "batch_share": 0.0,
    "retry_rate": 0.01,
    "tool_fees": 0.7,
    "discount": 0.1,
    "preparation_hours": 0.0,
    "labelling_cost": 0.0,
    "evaluation_cost": 0.0,
    "integration_cost": 0.0,
    "hosting_cost": 0.0,
    "upkeep_hours": 0.0,
    "maintenance_hours": 0.0,
    "success_rate": 0.93,
    "bad_answer_cost": 0.1,
    "reviewed_share": 0.0,
    "review_minutes": 0.0,
    "test_cases": 100.0,
    "test_passes": 93.0,
}

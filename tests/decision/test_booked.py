"""A case read back from the cells of a workbook, its models by their full names, and the prices of its own table."""

from __future__ import annotations

from datetime import date

import pytest

from xlcost.decision.booked import case_from_cells, catalogue_with, named_in_full
from xlcost.decision.case import CASE_NAMES, neutral_case, shipped_case, with_inputs
from xlcost.decision.comparison import compare
from xlcost.errors import BadFile, UnknownModel
from xlcost.prices.worksheet import worksheet_catalogue


def as_cells(case):
    """What a workbook has in the cells that the names mean: live values, days as numbers, blanks as None."""
    cells = {}
    for key, value in case.live().items():
        values = list(value) if isinstance(value, tuple) else [value]
        cells[key] = [(one - date(1899, 12, 30)).days if isinstance(one, date) else one for one in values]
    return cells


@pytest.mark.parametrize("name", CASE_NAMES)
def test_a_workbooks_cells_give_the_case_of_the_scenario_shown(name):
    for scenario in ("Low", "High"):
        case = with_inputs(shipped_case(name), {"scenario": scenario}, "test")
        again = compare(case_from_cells(as_cells(case)))
        assert [one.present_cost for one in again.alternatives] == [
            one.present_cost for one in compare(case).alternatives
        ]
        assert again.advice == compare(case).advice


def test_what_a_cell_may_not_hold_is_refused_and_other_names_are_not_looked_at():
    with pytest.raises(BadFile, match="requests must be a number of at least 0, not 'many'"):
        case_from_cells({"requests": ["many"]})
    assert case_from_cells({"something": [1], "requests": [None]}).live()["requests"] == 100_000.0


def test_models_get_the_names_that_the_price_list_writes():
    given = {"a_model": "claude-opus-5-5", "c_model": "openai/ft:gpt-4.1-mini", "d_model": "Llama 3.3 70B"}
    live = named_in_full(with_inputs(neutral_case(), given, "test")).live()
    assert live["a_model"] == "anthropic/claude-opus-5-5"
    assert live["c_model"] == "openai/ft:gpt-4.1-mini-2025-04-14"
    assert live["c_training_model"] is None  # the sheet Models says what a tuned model is made of
    assert live["d_model"] == "Llama 3.3 70B"
    assert live["b_model"] is None
    with pytest.raises(UnknownModel):
        named_in_full(with_inputs(neutral_case(), {"a_model": "claude-opus-9"}, "test"))


def test_a_workbooks_own_prices_stand_above_the_list_and_its_ends_stay_known():
    rows = [["model", "input", "output", "status"], ["claude-opus-5-5", 1, 2, "negotiated"]]
    catalogue = catalogue_with(worksheet_catalogue([["provider", *rows[0]], ["anthropic", *rows[1]]]))
    inputs = {"a_model": "anthropic/claude-opus-5-5", "a_input_tokens": 1_000, "a_output_tokens": 0, "requests": 1_000}
    case = with_inputs(neutral_case(), {**inputs, "c_model": "openai/ft:gpt-4.1-mini", "c_training_cost": 1}, "test")
    result = compare(case, catalogue)
    assert result["A"].month_1 == 1.0
    assert result["C"].available_until == date(2027, 1, 14)

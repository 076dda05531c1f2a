"""The sheet Risk: a new book carries a simulation of its case, and says whether the inputs have changed since."""

from __future__ import annotations

import pytest

from xlcost.decision.case import neutral_case, shipped_case, with_inputs
from xlcost.decision.risk import cells_of
from xlcost.decision.simulate import simulate
from xlcost.scenarios.model import open_model
from xlcost.template.sheets.risk import sheet

HOLDS = "they are those of the inputs as they stand"
CHANGED = "the inputs have changed since: simulate again"


def stands(model):
    row = next(
        row
        for sheet in model.book.sheets
        if sheet.name == "Risk"
        for (row, column), cell in sheet.cells.items()
        if column == 1 and cell.value == "Do these figures still hold?"
    )
    return model[f"Risk!C{row}"]


def test_a_shipped_book_carries_the_simulation_that_the_command_writes(books):
    model = open_model(books["current"])
    for name, value in cells_of(simulate(shipped_case("current"))).items():
        if not isinstance(value, list):
            assert model[name] == value, name
    assert stands(model) == HOLDS


@pytest.mark.parametrize("change", [{"requests": 250_000}, {"annual_discount_rate": 0.3}, {"b_on": False}])
def test_the_sheet_says_when_its_figures_are_of_other_inputs(books, change):
    model = open_model(books["current"])
    for name, value in change.items():
        model[name] = value
    assert stands(model) == CHANGED
    assert model["master_check"] == 1


def test_where_nothing_varies_nothing_is_simulated():
    case = with_inputs(neutral_case(), {"a_model": "anthropic/claude-opus-5-5"}, "test")
    blocks = {getattr(block, "key", ""): block for block in sheet(case).blocks}
    assert blocks["risk_runs"].cells[0].content == 0
    assert blocks["risk_present"].cells[0].content == "n/a"

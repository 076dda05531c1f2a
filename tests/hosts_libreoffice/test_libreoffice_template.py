"""The template in a real LibreOffice: each formula cell gets its headless value, and changed inputs move them alike."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from office import Office

from xlcost.calculate.certified import recalculate
from xlcost.calculate.results import Recalculation
from xlcost.decision.inputs import INPUTS
from xlcost.functions import FUNCTIONS
from xlcost.scenarios.model import open_model
from xlcost.workbook.addresses import address

#: The column of the scenario that the template shows, as it ships.
BASE = "E"
#: What a controller reads first; all follow from the inputs through our functions.
RESULTS = ("baseline_month_1", "advised_present", "advised_saving", "advice", "master_check")
Values = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def in_office(office: Office, article_book: Path) -> Values:
    return office.values(article_book)


@pytest.fixture(scope="module")
def headless(article_book: Path) -> Recalculation:
    return recalculate(article_book)


def same(office_value: Any, value: Any) -> bool:
    if value is None or isinstance(value, str):
        return (office_value or "") == (value or "")
    return isinstance(office_value, float) and math.isclose(office_value, float(value), rel_tol=1e-9, abs_tol=1e-9)


def test_every_formula_cell_has_its_headless_value(in_office: Values, headless: Recalculation) -> None:
    assert len(headless.values) > 4_000
    unlike = {
        (in_office[sheet].get(address(row, column)), value)
        for (sheet, row, column), value in headless.values.items()
        if not same(in_office[sheet].get(address(row, column)), value)
    }
    assert unlike == {("0, as older Excels do: fill in every input", "a blank")}  # the line that tells what is passed


def test_every_function_is_among_them(headless: Recalculation) -> None:
    formulas = [cell.formula or "" for sheet in headless.book.sheets for cell in sheet.formulas]
    assert all(any(f"{name}(" in formula for formula in formulas) for name in FUNCTIONS)


def test_the_master_check_passes(in_office: Values) -> None:
    assert in_office["Summary"]["A3"].startswith("Master check: OK")


@pytest.mark.parametrize(
    "changes",
    [
        [("requests", 250_000)],
        [("a_cached_share", 0.8), ("a_output_tokens", 500), ("a_model", "anthropic/claude-3-5-haiku-20241022")],
        [("a_model", "no such model")],
        [("a_input_tokens", 2_500)],
    ],
    ids=lambda changes: changes[0][0],
)
def test_changed_inputs_move_the_results_alike(
    office: Office, article_book: Path, in_office: Values, changes: list[tuple[str, Any]]
) -> None:
    model = open_model(article_book)
    set_in_office = []
    for name, value in changes:
        sheet, row, _ = model.place(name)
        column = BASE if INPUTS[name].shape == "scenario" else "C"
        set_in_office.append((sheet, f"{column}{row}", value))
        model[f"{sheet}!{column}{row}"] = value
    moved = office.values(article_book, set_in_office)
    results = {}
    for name in RESULTS:
        sheet, row, column = model.place(name)
        results[name] = moved[sheet][address(row, column)]
        assert same(results[name], model[name]), name
    before = {name: in_office[model.place(name)[0]][address(*model.place(name)[1:])] for name in RESULTS}
    assert results != before

"""What Excel itself calculated for a thousand formulas of every family, as figures in excel_facts.csv.

The figures come from workbooks that Excel saved, in the test data of ironcalc, formualizer and xlcalculator, with the
cells that a formula reads written out as constants. Where "reported" says yes, the cell is left to Excel and listed.
"""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest
from raw_package import formula_sheet, write_book

from xlcost.calculate.engines.translated import recalculate
from xlcost.calculate.results import Recalculation

with Path(__file__).with_name("excel_facts.csv").open(encoding="utf-8", newline="") as file:
    FACTS = [(row["formula"], json.loads(row["excel"]), row["reported"] == "yes") for row in csv.DictReader(file)]

#: Found by iteration: Excel's help says "accurate within 0.00001 percent".
ITERATED = ("IRR(", "XIRR(")


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculation:
    cells: dict[str, object] = {f"A{row}": f"={formula}" for row, (formula, _, _) in enumerate(FACTS, 1)}
    return recalculate(write_book(tmp_path_factory.mktemp("facts") / "facts.xlsx", formula_sheet(cells)))


def test_no_formula_is_there_twice() -> None:
    assert len({formula for formula, _, _ in FACTS}) == len(FACTS)


@pytest.mark.parametrize(
    ("row", "formula", "excel"),
    [
        pytest.param(row, formula, excel, id=formula)
        for row, (formula, excel, reported) in enumerate(FACTS, 1)
        if not reported
    ],
)
def test_the_value_is_excels(calculated: Recalculation, row: int, formula: str, excel: object) -> None:
    assert [cell.reason for cell in calculated.not_evaluated if cell.row == row] == []
    value = calculated.values["S1", row, 1]
    if isinstance(excel, float):
        assert isinstance(value, (int, float))
        tolerance = 1e-7 if formula.startswith(ITERATED) else 1e-9
        assert math.isclose(value, excel, rel_tol=tolerance, abs_tol=1e-12)
        assert not isinstance(value, bool)
    else:
        assert value == excel


@pytest.mark.parametrize(
    ("row", "formula"),
    [pytest.param(row, formula, id=formula) for row, (formula, _, reported) in enumerate(FACTS, 1) if reported],
)
def test_what_is_not_known_is_reported(calculated: Recalculation, row: int, formula: str) -> None:
    assert [cell.formula for cell in calculated.not_evaluated if cell.row == row] == [formula]

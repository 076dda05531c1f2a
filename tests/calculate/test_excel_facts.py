"""What Excel itself calculated for a thousand formulas of every family, as figures in excel_facts.csv.

The figures come from workbooks that Excel saved, in the test data of ironcalc, formualizer and xlcalculator, with the
cells that a formula reads written out as constants. Where no two engines agree, the cell is left to Excel and listed.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from raw_package import formula_sheet, write_book
from right_or_listed import is_right

from xlcost.calculate.certified import recalculate
from xlcost.calculate.results import Recalculation
from xlcost.hosts.engines import AUTO, ENGINES

with Path(__file__).with_name("excel_facts.csv").open(encoding="utf-8", newline="") as file:
    FACTS = [(row["formula"], json.loads(row["excel"])) for row in csv.DictReader(file)]

#: Found by iteration: Excel's help says "accurate within 0.00001 percent".
ITERATED = ("IRR(", "XIRR(")


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculation:
    cells: dict[str, object] = {f"A{row}": f"={formula}" for row, (formula, _) in enumerate(FACTS, 1)}
    return recalculate(write_book(tmp_path_factory.mktemp("facts") / "facts.xlsx", formula_sheet(cells)))


def test_no_formula_is_there_twice() -> None:
    assert len({formula for formula, _ in FACTS}) == len(FACTS)


@pytest.mark.parametrize(
    ("row", "formula", "excel"),
    [pytest.param(row, formula, excel, id=formula) for row, (formula, excel) in enumerate(FACTS, 1)],
)
def test_the_value_is_excels_or_the_cell_is_listed(
    calculated: Recalculation, row: int, formula: str, excel: object
) -> None:
    tolerance = 1e-7 if formula.startswith(ITERATED) else 1e-9
    is_right(calculated, ("S1", row, 1), excel, tolerance=tolerance)


def test_most_are_answered(calculated: Recalculation) -> None:
    assert len(FACTS) - len(calculated.not_evaluated) >= 860


def test_a_third_engine_that_is_wrong_like_the_first_proves_nothing(calculated: Recalculation) -> None:
    """LibreOffice has a dozen of these as formualizer has them, and otherwise than Excel."""
    with_office = recalculate(calculated.book, engines=ENGINES[AUTO]())
    right = [
        is_right(with_office, ("S1", row, 1), excel, tolerance=1e-7 if formula.startswith(ITERATED) else 1e-9)
        for row, (formula, excel) in enumerate(FACTS, 1)
    ]
    assert right.count(True) >= 885

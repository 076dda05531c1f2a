"""The engine's faults: here each value is Excel's, or the cell is listed; and the page that tells of them is true."""

from __future__ import annotations

import pytest
from raw_package import formula_sheet, write_book
from right_or_listed import is_right

from tools.upstream.cases import FAMILIES, Fault
from tools.upstream.notes import PAGE, page
from xlcost.calculate.certified import recalculate
from xlcost.calculate.disputed import DISPUTES, Dispute, is_disputed
from xlcost.calculate.results import Recalculation
from xlcost.formula.parser import parse

FAULTS = [fault for family in FAMILIES for fault in family.faults]


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculation:
    cells: dict[str, object] = {f"A{row}": f"={fault.formula}" for row, fault in enumerate(FAULTS, 1)}
    cells |= {address: f"={formula}" for fault in FAULTS for address, formula in fault.cells}
    return recalculate(write_book(tmp_path_factory.mktemp("notes") / "faults.xlsx", formula_sheet(cells)))


def test_the_page_is_made_from_the_cases() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.formula)
def test_here_the_value_is_excels_or_none_is_given(calculated: Recalculation, fault: Fault) -> None:
    is_right(calculated, ("S1", FAULTS.index(fault) + 1, 1), fault.excel)


@pytest.mark.parametrize("dispute", DISPUTES, ids=lambda dispute: dispute.case)
def test_each_dispute_has_its_case(dispute: Dispute) -> None:
    assert dispute.case in {fault.formula for fault in FAULTS}
    assert is_disputed(parse(dispute.case, 1, 1))

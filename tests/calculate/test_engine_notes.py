"""ENGINE_NOTES.md: what the page says of the engine's faults is what the engine does, and ours is what Excel does."""

from __future__ import annotations

import math
from pathlib import Path

import formualizer
import pytest
from raw_package import formula_sheet, write_book

from xlcost.calculate.recalc import Recalculation, recalculate
from xlcost.calculate.replacements import REPLACEMENTS
from xlcost.calculate.translation.enginevalues import from_engine
from xlcost.calculate.translation.faults import FAMILIES, NEVER, UNANSWERED, Fault
from xlcost.calculate.translation.notes import PAGE, page
from xlcost.formula.signatures import SIGNATURES

FAULTS = [fault for family in FAMILIES for fault in family.faults]
OF_NEVER = [never.fault for never in NEVER.values() if never.fault is not None]


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculation:
    formulas = [fault.formula for fault in (*FAULTS, *OF_NEVER)] + list(UNANSWERED)
    cells: dict[str, object] = {f"A{row}": f"={formula}" for row, formula in enumerate(formulas, 1)}
    return recalculate(write_book(tmp_path_factory.mktemp("notes") / "faults.xlsx", formula_sheet(cells)))


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9)
    return type(one) is type(other) and one == other


def test_the_page_is_made_from_the_faults() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_function_in_python_is_on_the_page_once() -> None:
    names = [name for family in FAMILIES for name in family.names]
    assert sorted(names) == sorted(REPLACEMENTS)


def test_what_is_never_calculated_is_a_function_of_excels_and_not_in_python() -> None:
    assert NEVER.keys().isdisjoint(REPLACEMENTS)
    assert NEVER.keys() - {"INFO"} <= SIGNATURES.keys()


@pytest.mark.parametrize("fault", [*FAULTS, *OF_NEVER], ids=lambda fault: fault.formula)
def test_the_engine_by_itself_still_has_the_fault(fault: Fault) -> None:
    work = formualizer.Workbook()
    work.set_temporal_egress("serial")
    work.add_sheet("S")
    work.set_formula("S", 1, 1, f"={fault.formula}")
    work.evaluate_all()
    assert same(from_engine(work.get_value("S", 1, 1)), fault.engine)
    assert not same(fault.engine, fault.excel)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.formula)
def test_here_the_value_is_excels_or_none_is_given(calculated: Recalculation, fault: Fault) -> None:
    row = FAULTS.index(fault) + 1
    if fault.formula in UNANSWERED:
        assert ("S1", row, 1) in {cell[:3] for cell in calculated.not_evaluated}
    else:
        assert same(calculated.values["S1", row, 1], fault.excel)


@pytest.mark.parametrize("formula", [*(fault.formula for fault in OF_NEVER), *UNANSWERED])
def test_no_answer_is_given_where_the_page_says_so(calculated: Recalculation, formula: str) -> None:
    assert formula in {cell.formula for cell in calculated.not_evaluated}


def test_the_page_names_no_path_of_a_machine() -> None:
    assert str(Path.home()) not in page()

"""The engine's faults: what is calculated in spite of them is Excel's, and what is not is left out."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from raw_package import formula_sheet, write_book

from tools.upstream.cases import FAMILIES, UNANSWERED, UNPROVEN, Fault
from tools.upstream.notes import PAGE, page
from xlcost.calculate.engines.translated import recalculate
from xlcost.calculate.replacements import REPLACEMENTS
from xlcost.calculate.results import Recalculation
from xlcost.calculate.translation.faults import NEVER
from xlcost.formula.signatures import SIGNATURES

FAULTS = [fault for family in FAMILIES for fault in family.faults]
OF_UNPROVEN = [fault for family in UNPROVEN for fault in family.faults]


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculation:
    formulas = [fault.formula for fault in (*FAULTS, *OF_UNPROVEN)] + list(UNANSWERED)
    cells: dict[str, object] = {f"A{row}": f"={formula}" for row, formula in enumerate(formulas, 1)}
    return recalculate(write_book(tmp_path_factory.mktemp("notes") / "faults.xlsx", formula_sheet(cells)))


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9)
    return type(one) is type(other) and one == other


def test_the_page_is_made_from_the_cases() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_function_in_python_is_on_the_page_once() -> None:
    names = [name for family in FAMILIES for name in family.names]
    assert sorted(names) == sorted(REPLACEMENTS)


def test_what_needs_proof_is_a_function_of_excels_and_on_the_page() -> None:
    assert NEVER.isdisjoint(REPLACEMENTS)
    assert NEVER - {"INFO"} <= SIGNATURES.keys()
    assert sorted(NEVER) == sorted(name for family in UNPROVEN for name in family.names)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.formula)
def test_here_the_value_is_excels_or_none_is_given(calculated: Recalculation, fault: Fault) -> None:
    row = FAULTS.index(fault) + 1
    if fault.formula in UNANSWERED:
        assert ("S1", row, 1) in {cell[:3] for cell in calculated.not_evaluated}
    else:
        assert same(calculated.values["S1", row, 1], fault.excel)


@pytest.mark.parametrize("formula", [*(fault.formula for fault in OF_UNPROVEN), *UNANSWERED])
def test_no_answer_is_given_where_the_page_says_so(calculated: Recalculation, formula: str) -> None:
    assert formula in {cell.formula for cell in calculated.not_evaluated}


def test_the_page_names_no_path_of_a_machine() -> None:
    assert str(Path.home()) not in page()

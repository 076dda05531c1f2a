"""The template's native edition, recalculated by engines that know no xlcost: every cell gets its headless value.

Formulon calculates all of it. IronCalc differs in what ``IRONCALC_DIFFERS`` lists, by cause; those cells are handed to it
as numbers, and then it has to agree on every other one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from agreement import agree
from native_engines import in_formulon, in_ironcalc
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from xlcost.calculate.certified import recalculate
from xlcost.hosts.native import add_native
from xlcost.workbook.addresses import parse_address
from xlcost.workbook.package import package_bytes, write_package
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book, CellValue, Place
from xlcost.workbook.writer import patched_sheet, without_formulas


class Difference(NamedTuple):
    """Formulas that IronCalc calculates otherwise than Excel, and a small one, with what Excel gives, that shows why."""

    formulas: re.Pattern[str]
    small: str
    excel: float


_ROW: Final = r"\w+!\$E\$\d+:\$AN\$\d+"
IRONCALC_DIFFERS: Final = {
    # our LAMBDAs ask ISNUMBER of what they are given, and here they are given a row of months
    "ISNUMBER of a range is FALSE, where Excel answers for each cell": Difference(
        re.compile(rf"PROMPT_COST\({_ROW}"), "=SUM(ISNUMBER(A1:C1)*1)", 3
    ),
    "INT of a range inside SUMPRODUCT is that of one cell, unless the cell is an array formula": Difference(
        re.compile(rf"SUMPRODUCT\(.*\bINT\([^()]*{_ROW}"), "=SUMPRODUCT(INT(A1:C1))", 6
    ),
}


@pytest.fixture(scope="module")
def high_book(article_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template with another scenario selected, and the values of the first one still cached in its cells."""
    book = open_book(article_book)
    (selector,) = (name.formula for name in book.names if name.name == "scenario")
    sheet_name, _, address = selector.replace("$", "").partition("!")
    (sheet,) = (sheet for sheet in book.sheets if sheet.name == sheet_name.strip("'"))
    place = parse_address(address)
    assert place is not None
    path = tmp_path_factory.mktemp("native") / "high.xlsx"
    changed = patched_sheet(book.package.parts[sheet.part], {place: "High"})
    write_package(book.package, {sheet.part: changed}, path)
    return path


@pytest.fixture(scope="module")
def expected(high_book: Path) -> Mapping[Place, CellValue]:
    return recalculate(high_book).values


def _as_formulon_has_it(high_book: Path, expected: Mapping[Place, CellValue]) -> Mapping[Place, Any]:
    return _read(in_formulon(add_native(high_book.read_bytes())), high_book, expected)


def _as_ironcalc_has_it(high_book: Path, expected: Mapping[Place, CellValue]) -> Mapping[Place, Any]:
    return _read(in_ironcalc(add_native(_handed_over(open_book(high_book), expected))), high_book, expected)


def _read(value: Callable[[int, int, int], Any], path: Path, places: Mapping[Place, Any]) -> Mapping[Place, Any]:
    numbers = {sheet.name: number for number, sheet in enumerate(open_book(path).sheets)}
    return {(name, row, column): value(numbers[name], row, column) for name, row, column in places}


def _handed_over(book: Book, expected: Mapping[Place, CellValue]) -> bytes:
    """The workbook with numbers in the cells that IronCalc has otherwise."""
    changed = {}
    for sheet in book.sheets:
        places = [
            (cell.row, cell.column)
            for cell in sheet.formulas
            if any(kind.formulas.search(cell.formula or "") for kind in IRONCALC_DIFFERS.values())
        ]
        if places:
            xml = without_formulas(book.package.parts[sheet.part], places)
            changed[sheet.part] = patched_sheet(xml, {place: expected[sheet.name, *place] for place in places})
    return package_bytes(book.package, changed)


@pytest.mark.parametrize("values_in", [_as_formulon_has_it, _as_ironcalc_has_it], ids=["formulon", "ironcalc"])
def test_every_formula_of_the_template_gets_its_headless_value(
    high_book: Path, expected: Mapping[Place, CellValue], values_in: Callable[..., Mapping[Place, Any]]
) -> None:
    book = open_book(high_book)
    cached = {(sheet.name, cell.row, cell.column): cell.value for sheet in book.sheets for cell in sheet.formulas}
    found = values_in(high_book, expected)
    assert {place: found[place] for place in found if not agree(expected[place], found[place])} == {}
    assert sum(not agree(cached[place], found[place]) for place in cached) > 100  # nobody showed what was cached


def test_few_cells_are_handed_to_ironcalc(high_book: Path) -> None:
    formulas = [cell.formula or "" for sheet in open_book(high_book).sheets for cell in sheet.formulas]
    handed = {
        cause: sum(bool(kind.formulas.search(formula)) for formula in formulas)
        for cause, kind in IRONCALC_DIFFERS.items()
    }
    assert all(handed.values())  # none is listed that no cell needs
    assert sum(handed.values()) < len(formulas) / 50


@pytest.mark.parametrize("cause", IRONCALC_DIFFERS)
def test_ironcalc_differs_for_the_cause_that_is_listed(cause: str, tmp_path: Path) -> None:
    """And where a later IronCalc does not, the cause and the cells that it excuses can go."""
    small = IRONCALC_DIFFERS[cause]
    book = Workbook()
    book.active.append([1.5, 2.5, 3.5])
    book.active["A2"] = small.small if "SUMPRODUCT" in small.small else ArrayFormula("A2", small.small)
    book.save(tmp_path / "small.xlsx")
    workbook = (tmp_path / "small.xlsx").read_bytes()
    assert in_formulon(workbook)(0, 2, 1) == small.excel
    assert in_ironcalc(workbook)(0, 2, 1) != small.excel

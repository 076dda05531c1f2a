"""The template's native edition, recalculated by an engine that knows no xlcost: every cell gets its headless value.

IronCalc, which the conformance matrix holds to single cells, is no second one here: it has no ISNUMBER of a range, and
the sheet Cases hands our functions whole rows of months.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from agreement import agree
from native_engines import in_formulon

from xlcost.calculate.recalc import recalculate
from xlcost.hosts.native import add_native
from xlcost.workbook.addresses import parse_address
from xlcost.workbook.package import write_package
from xlcost.workbook.reader import open_book
from xlcost.workbook.writer import patched_sheet


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


def test_every_formula_of_the_template_gets_its_headless_value(high_book: Path) -> None:
    book = open_book(high_book)
    numbers = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    cached = {(sheet.name, cell.row, cell.column): cell.value for sheet in book.sheets for cell in sheet.formulas}
    expected = recalculate(book).values
    value = in_formulon(add_native(high_book.read_bytes()))
    found = {(name, row, column): value(numbers[name], row, column) for name, row, column in expected}
    assert {place: found[place] for place in found if not agree(expected[place], found[place])} == {}
    assert sum(not agree(cached[place], found[place]) for place in cached) > 100  # nobody showed what was cached

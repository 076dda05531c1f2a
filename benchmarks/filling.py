"""Templates filled in differently, as the departments of a company send them: other volumes, every result fresh."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xlcost.calculate.certified import recalculate
from xlcost.calculate.engines.formulon import FORMULON
from xlcost.calculate.engines.series import Last, one_after_the_other
from xlcost.calculate.results import patched_parts
from xlcost.workbook.package import package_bytes, package_from_bytes, write_package
from xlcost.workbook.places import find_place
from xlcost.workbook.reader import open_book, read_book
from xlcost.workbook.writer import patched_sheet

_SCENARIOS = 3


def filled_in(template: Path, folder: Path, count: int) -> Iterator[Path]:
    """Writes so many workbooks, each with its own requests a month in the scenarios Low, Base and High."""
    book = open_book(template)
    left: Last = []
    name, row, live = find_place(book, "requests")
    inputs = book.sheets_by_name[name.lower()]
    for number in range(1, count + 1):
        volumes = {(row, live + scenario): 50_000.0 * number * scenario for scenario in range(1, _SCENARIOS + 1)}
        typed = package_bytes(book.package, {inputs.part: patched_sheet(book.package.parts[inputs.part], volumes)})
        filled = read_book(package_from_bytes(typed, book.package.path))
        result = recalculate(filled, engines=(one_after_the_other(left), FORMULON))
        path = folder / f"filled{number}.xlsx"
        write_package(filled.package, patched_parts(result), path)
        yield path

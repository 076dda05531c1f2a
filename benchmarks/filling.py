"""Templates filled in differently, as the departments of a company send them: other volumes, every result fresh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from xlcost.calculate.engines.translated import Last, recalculate
from xlcost.calculate.results import patched_parts
from xlcost.workbook.package import write_package
from xlcost.workbook.places import find_place
from xlcost.workbook.reader import open_book
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
        cells = {at: cell._replace(value=volumes.get(at, cell.value)) for at, cell in inputs.cells.items()}
        sheets = tuple(replace(sheet, cells=cells) if sheet is inputs else sheet for sheet in book.sheets)
        parts = patched_parts(recalculate(replace(book, sheets=sheets), last=left))
        fresh = parts.get(inputs.part, book.package.parts[inputs.part])
        path = folder / f"filled{number}.xlsx"
        write_package(book.package, parts | {inputs.part: patched_sheet(fresh, volumes)}, path)
        yield path

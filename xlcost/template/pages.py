"""A sheet as it is drawn: its rows, which ``writing.py`` writes, beside openpyxl's sheet, which holds all the rest.

openpyxl's cells would only be carried from the one to the other: making them took most of the time of drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.hyperlink import Hyperlink

from xlcost.workbook.records import BLANK, BOOL, NUMBER, TEXT, Cell, CellValue
from xlcost.workbook.tokens import as_shown

#: The cells of a sheet by row and column, row by row.
Cells = Mapping[tuple[int, int], Cell]


class Painted(NamedTuple):
    """A drawn cell: a constant or a formula, and openpyxl's style of it."""

    content: CellValue = None
    formula: str | None = None  # as the file has it, without the equals sign
    style: StyleArray | None = None  # None: the workbook's own


class Page(NamedTuple):
    """A sheet being drawn; cells and links by (row, column), heights in points by row."""

    sheet: Any  # openpyxl's Worksheet, which has no cells
    cells: dict[tuple[int, int], Painted]
    heights: dict[int, float]
    links: dict[tuple[int, int], Hyperlink]


def new_page(book: Any, name: str) -> Page:
    """The page of a new sheet at the end of an openpyxl workbook."""
    return Page(book.create_sheet(name), {}, {}, {})


def as_records(book: Workbook, pages: Mapping[str, Page]) -> dict[str, Cells]:
    """The cells of each sheet for the engine; their styles get their numbers here, as openpyxl numbers them."""
    return {page.sheet.title: dict(_records(book, page)) for page in pages.values()}


def _records(book: Any, page: Page) -> Iterator[tuple[tuple[int, int], Cell]]:
    numbers = {id(None): 0}  # by identity, as most cells share theirs: openpyxl hashes a style each time
    for place in sorted(page.cells):
        painted = page.cells[place]
        style = numbers.get(id(painted.style))
        if style is None:
            style = numbers[id(painted.style)] = book._cell_styles.add(painted.style)
        yield place, _record(place, painted, style)


def _record(place: tuple[int, int], painted: Painted, style: int) -> Cell:
    row, column = place
    if painted.formula is not None:
        return Cell(row, column, None, BLANK, as_shown(painted.formula), None, False, style)
    value = painted.content
    if isinstance(value, str):
        return Cell(row, column, value, TEXT, None, None, False, style)
    if isinstance(value, bool):
        return Cell(row, column, value, BOOL, None, None, False, style)
    if value is None:
        return Cell(row, column, None, BLANK, None, None, False, style)
    return Cell(row, column, float(value), NUMBER, None, None, False, style)

"""A sheet as it is drawn: its rows, which ``writing.py`` writes, beside openpyxl's sheet, which holds all the rest.

openpyxl's cells would only be carried from the one to the other: making them took most of the time of drawing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.hyperlink import Hyperlink

from xlcost.headless.records import CellValue


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

"""How the fresh models write their cells: along a row, down a column, in the looks that people give to inputs."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import column_index_from_string as number
from openpyxl.utils import get_column_letter as letters
from openpyxl.worksheet.worksheet import Worksheet

BLUE = Font(color="FF0000FF")
BOLD = Font(bold=True)
YELLOW = PatternFill("solid", fgColor="FFFFF2CC")


class Page:
    """A sheet and the ways of filling it."""

    def __init__(self, book: Workbook, title: str) -> None:
        if len(book.sheetnames) == 1 and book.active.dimensions == "A1:A1" and book.active["A1"].value is None:
            self.sheet: Worksheet = book.active
            self.sheet.title = title
        else:
            self.sheet = book.create_sheet(title)

    def put(self, at: str, *values: object, blue: bool = False, form: str | None = None) -> None:
        """Values along a row from a cell on; None leaves a cell empty."""
        start = self.sheet[at]
        for step, value in enumerate(values):
            if value is None:
                continue
            cell = self.sheet.cell(start.row, start.column + step, value)
            if blue and not str(value).startswith("="):
                cell.font = BLUE
            if form:
                cell.number_format = form

    def rows(self, at: str, rows: Iterable[Iterable[object]], *, blue: bool = False, form: str | None = None) -> None:
        """Rows below each other from a cell on."""
        start = self.sheet[at]
        for step, values in enumerate(rows):
            self.put(f"{start.column_letter}{start.row + step}", *values, blue=blue, form=form)

    def across(self, row: int, span: str, formula: str, form: str | None = None) -> None:
        """One formula copied along a row: {c} its column, {p} and {n} the ones beside, {pp} two before, {y} a year ago."""
        first, last = (number(end) for end in span.split(":"))
        for at in range(first, last + 1):
            cell = self.sheet.cell(row, at, formula.format(**columns(at), r=row, u=row - 1, d=row + 1))
            if form:
                cell.number_format = form

    def down(self, column: str, first: int, last: int, formula: str, form: str | None = None) -> None:
        """One formula copied down a column: {r} its row, {u} the row above, {d} the row below."""
        for row in range(first, last + 1):
            cell = self.sheet[f"{column}{row}"]
            cell.value = formula.format(**columns(cell.column), r=row, u=row - 1, d=row + 1)
            if form:
                cell.number_format = form


def columns(at: int) -> dict[str, str]:
    """The letters of a column and of those beside it; A stands in for what lies left of the sheet."""
    return {
        "c": letters(at),
        "p": letters(max(1, at - 1)),
        "pp": letters(max(1, at - 2)),
        "n": letters(at + 1),
        "y": letters(max(1, at - 12)),
    }

"""The cases as a workbook: one formula a case, its arguments in cells or typed into the formula, ranges on a sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import openpyxl
from cases import Case
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

SHEET: Final = "Cases"
RANGES: Final = "Ranges"
_FIRST_ARGUMENT: Final = 30  # a column to the right of the widest result
_GAP: Final = 1


class Placed(NamedTuple):
    """Where a case's result stands on the sheet of cases."""

    case: Case
    row: int
    rows: int
    columns: int


class Casebook(NamedTuple):
    """A workbook file and where each result is."""

    path: Path
    results: list[Placed]

    def read(self, value: Callable[[int, int], Any]) -> dict[str, Any]:
        """Case id -> result, from whatever reads a cell of the sheet of cases by row and column."""
        return {
            placed.case.id: value(placed.row, 1)
            if not isinstance(placed.case.expected, list)
            else [
                [value(placed.row + down, 1 + across) for across in range(placed.columns)]
                for down in range(placed.rows)
            ]
            for placed in self.results
        }


def write_casebook(path: Path, cases: Sequence[Case], *, in_cells: bool) -> Casebook:
    """Write the cases; single arguments are cells of their own, or literals in the formula."""
    book = openpyxl.Workbook()
    sheet, ranges = book.active, book.create_sheet(RANGES)
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    shelf = _Shelf(ranges)
    results: list[Placed] = []
    row = 1
    for case in cases:
        arguments = [
            shelf.reference(value)
            if isinstance(value, list)
            else _cell(sheet, row, _FIRST_ARGUMENT + position, value)
            if in_cells
            else literal(value)
            for position, value in enumerate(case.arguments)
        ]
        formula = f"={case.function}({','.join(arguments)})"
        placed = Placed(case, row, *size(case.expected))
        if not isinstance(case.expected, list):
            sheet.cell(row, 1, formula)
        else:
            area = f"A{row}:{get_column_letter(placed.columns)}{row + placed.rows - 1}"
            sheet.cell(row, 1).value = ArrayFormula(area, formula)
        results.append(placed)
        row += placed.rows + _GAP
    book.save(path)
    return Casebook(path, results)


class _Shelf:
    """The sheet of ranges; a range that several cases take stands there once."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._row = 1
        self._places: dict[str, str] = {}

    def reference(self, grid: list[list[Any]]) -> str:
        key = repr(grid)
        if key not in self._places:
            for down, line in enumerate(grid):
                for across, value in enumerate(line):
                    put(self._sheet, self._row + down, 1 + across, value)
            last = f"${get_column_letter(len(grid[0]))}${self._row + len(grid) - 1}"
            self._places[key] = f"{RANGES}!$A${self._row}:{last}"
            self._row += len(grid) + _GAP
        return self._places[key]


def _cell(sheet: Worksheet, row: int, column: int, value: Any) -> str:
    put(sheet, row, column, value)
    return f"{get_column_letter(column)}{row}"


def put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """A value into a cell; an empty text needs a formula to be one."""
    sheet.cell(row, column, '=""' if value == "" else value)


def literal(value: Any) -> str:
    """A single value as it is typed into a formula; None is an argument left out."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        time = f"+TIME({value.hour},{value.minute},0)" if hasattr(value, "hour") else ""
        return f"DATE({value.year},{value.month},{value.day}){time}"
    if isinstance(value, str):
        return value if value.startswith("#") else '"' + value.replace('"', '""') + '"'
    return repr(value)


def size(expected: Any) -> tuple[int, int]:
    """Rows and columns of a result."""
    return (len(expected), len(expected[0])) if isinstance(expected, list) else (1, 1)


def by_address(values: Mapping[str, Any]) -> Callable[[int, int], Any]:
    """A reader for ``Casebook.read`` over values by address, such as ``A1``."""
    return lambda row, column: values.get(f"{get_column_letter(column)}{row}")

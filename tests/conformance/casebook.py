"""The cases as a workbook, twice: arguments in cells on one sheet, typed into the formula on another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet
from reference_results import PACKAGE, PACKAGE_AS_OF
from written_cases import Case

IN_CELLS: Final = "In cells"
TYPED: Final = "Typed"
_RANGES: Final = "Ranges"
_PRICES: Final = "Prices"
_FIRST_ARGUMENT: Final = 30  # a column to the right of the widest result
_GAP: Final = 1


class Placed(NamedTuple):
    """Where a case's result stands, on both sheets of cases."""

    case: Case
    row: int
    rows: int
    columns: int


class Casebook(NamedTuple):
    """A workbook file and where each result is."""

    path: Path
    results: list[Placed]

    def read(self, value: Callable[[str, int, int], Any]) -> dict[str, list[Any]]:
        """Case id -> its results in both spellings, from whatever reads a cell by sheet, row and column."""

        def result(placed: Placed, sheet: str) -> Any:
            if not isinstance(placed.case.expected, list):
                return value(sheet, placed.row, 1)
            return [
                [value(sheet, placed.row + down, 1 + across) for across in range(placed.columns)]
                for down in range(placed.rows)
            ]

        return {placed.case.id: [result(placed, sheet) for sheet in (IN_CELLS, TYPED)] for placed in self.results}


def write_casebook(path: Path, cases: Sequence[Case]) -> Casebook:
    """Write the cases; a range stands on a sheet of its own, ``price_table`` names what the reference knows."""
    book = openpyxl.Workbook()
    in_cells, typed = book.active, book.create_sheet(TYPED)
    assert isinstance(in_cells, Worksheet)
    in_cells.title = IN_CELLS
    shelf = _Shelf(book.create_sheet(_RANGES))
    _price_table(book)
    results: list[Placed] = []
    row = 1
    for case in cases:
        placed = Placed(case, row, *size(case.expected))
        for sheet in (in_cells, typed):
            arguments = []
            for position, value in enumerate(case.arguments):
                if isinstance(value, list):
                    arguments.append(shelf.reference(value))
                elif sheet is in_cells:
                    arguments.append(_cell(sheet, row, _FIRST_ARGUMENT + position, value))
                else:
                    arguments.append(literal(value))
            _formula(sheet, placed, f"={case.function}({','.join(arguments)})")
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
                    _put(self._sheet, self._row + down, 1 + across, value)
            last = f"${get_column_letter(len(grid[0]))}${self._row + len(grid) - 1}"
            self._places[key] = f"{_RANGES}!$A${self._row}:{last}"
            self._row += len(grid) + _GAP
        return self._places[key]


def _price_table(book: openpyxl.Workbook) -> None:
    """The workbook's own prices, for the editions whose default they are."""
    rows = [[*PACKAGE[0], "checked_on"], *([*row, PACKAGE_AS_OF] for row in PACKAGE[1:])]
    sheet = book.create_sheet(_PRICES)
    for row in rows:
        sheet.append(row)
    area = f"{_PRICES}!$A$1:${get_column_letter(len(rows[0]))}${len(rows)}"
    book.defined_names["price_table"] = DefinedName("price_table", attr_text=area)


def _formula(sheet: Worksheet, placed: Placed, formula: str) -> None:
    if isinstance(placed.case.expected, list):
        area = f"A{placed.row}:{get_column_letter(placed.columns)}{placed.row + placed.rows - 1}"
        sheet.cell(placed.row, 1).value = ArrayFormula(area, formula)
    else:
        sheet.cell(placed.row, 1, formula)


def _cell(sheet: Worksheet, row: int, column: int, value: Any) -> str:
    _put(sheet, row, column, value)
    return f"{get_column_letter(column)}{row}"


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
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


def by_address(values: Mapping[str, Mapping[str, Any]]) -> Callable[[str, int, int], Any]:
    """A reader for ``Casebook.read`` over values by sheet and address, such as ``A1``."""
    return lambda sheet, row, column: values[sheet].get(f"{get_column_letter(column)}{row}")

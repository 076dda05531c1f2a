"""A workbook that calls every function as in its worked example: arguments in cells, price ranges on a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.functions import FUNCTIONS, Function, call

SHEET = "Examples"
TABLES = "Tables"
_RESULT_COLUMN = 20  # to the right of the longest argument list


class Placed(NamedTuple):
    """Where a function's result starts, and its size."""

    row: int
    column: int
    rows: int
    columns: int


class ExampleBook(NamedTuple):
    """The file, and where each function's result is on the sheet ``Examples``."""

    path: Path
    results: dict[str, Placed]


def write_example_book(path: Path) -> ExampleBook:
    book = openpyxl.Workbook()
    sheet, tables = book.active, book.create_sheet(TABLES)
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    results: dict[str, Placed] = {}
    row, table_row = 1, 1
    for function in FUNCTIONS.values():
        sheet.cell(row, 1, function.name)
        references = []
        for position, argument in enumerate(function.arguments, start=2):
            value = function.example.arguments.get(argument.name)
            if isinstance(value, list):
                references.append(_table(tables, table_row, value))
                table_row += len(value) + 1
            elif value is None:
                references.append("")
            else:
                sheet.cell(row, position, value)
                references.append(f"{get_column_letter(position)}{row}")
        size = _size(function)
        formula = f"={function.name}({','.join(references).rstrip(',')})"
        place = f"{get_column_letter(_RESULT_COLUMN)}{row}"
        if size == (1, 1):
            sheet[place] = formula
        else:
            last = f"{get_column_letter(_RESULT_COLUMN + size[1] - 1)}{row + size[0] - 1}"
            sheet[place] = ArrayFormula(f"{place}:{last}", formula)
        results[function.name] = Placed(row, _RESULT_COLUMN, *size)
        row += size[0] + 1
    book.save(path)
    return ExampleBook(path, results)


def _table(sheet: Worksheet, row: int, value: list[list[Any]]) -> str:
    for down, line in enumerate(value):
        for across, cell in enumerate(line):
            sheet.cell(row + down, 1 + across, cell)
    return f"{TABLES}!$A${row}:${get_column_letter(len(value[0]))}${row + len(value) - 1}"


def _size(function: Function) -> tuple[int, int]:
    result = call(function.name, [function.example.arguments.get(argument.name) for argument in function.arguments])
    return (len(result), len(result[0])) if isinstance(result, list) else (1, 1)

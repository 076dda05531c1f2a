"""Ways to plant a fault into an openpyxl workbook: on a cell, on a labelled line, on many cells, on a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

Plant = Callable[[Workbook], None]
Change = Callable[[Cell], None]


def on(place: str, change: Change) -> Plant:
    """Changes a cell such as ``Costs!J7``."""
    sheet, _, address = place.rpartition("!")
    return lambda work: change(work[sheet][address])


def on_line(sheet: str, label: str, column: str, change: Change) -> Plant:
    """Changes the cell of a labelled line, wherever the template moves it."""
    return lambda work: change(work[sheet][f"{column}{row_of(work[sheet], label)}"])


def on_each(pattern: str, parts: Iterable[object], change: Change) -> Plant:
    """Changes many cells: ``Plan!D{}`` with 4, 5, 6."""
    return all_of(*(on(pattern.format(part), change) for part in parts))


def on_sheet(name: str, change: Callable[[Worksheet], None]) -> Plant:
    return lambda work: change(work[name])


def all_of(*plants: Plant) -> Plant:
    def plant(work: Workbook) -> None:
        for part in plants:
            part(work)

    return plant


def put(place: str, value: object) -> Plant:
    return on(place, to(value))


def swap(place: str, old: str, new: str) -> Plant:
    return on(place, swapped(old, new))


def line(sheet: str, first_cell: str, label: str, unit: str, formula: object) -> Plant:
    """A new line: label, unit and value side by side."""
    column, row = first_cell[0], first_cell[1:]
    places = [f"{sheet}!{chr(ord(column) + step)}{row}" for step in range(3)]
    return all_of(*(put(place, value) for place, value in zip(places, (label, unit, formula), strict=True)))


def name(called: str, target: str) -> Plant:
    return lambda work: work.defined_names.__setitem__(called, DefinedName(called, attr_text=target))


def row_of(sheet: Worksheet, label: str) -> int:
    for row in range(1, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value or "").strip() == label:
            return row
    raise AssertionError(f"{sheet.title} has no line {label!r}")


def to(value: object) -> Change:
    return lambda cell: setattr(cell, "value", value)


def swapped(old: str, new: str) -> Change:
    """Another text in the formula; the old one must be there."""

    def change(cell: Cell) -> None:
        assert old in str(cell.value), f"{cell.coordinate} has {cell.value}"
        cell.value = str(cell.value).replace(old, new, 1)

    return change


def edited(pattern: str, new: str) -> Change:
    """The same by a regular expression."""

    def change(cell: Cell) -> None:
        formula, count = re.subn(pattern, new, str(cell.value), count=1)
        assert count, f"{cell.coordinate} has {cell.value}"
        cell.value = formula

    return change


def appended(text: str) -> Change:
    return lambda cell: setattr(cell, "value", f"{cell.value}{text}")


def times(factor: float) -> Change:
    return lambda cell: setattr(cell, "value", cell.value * factor)  # type: ignore[operator]


def older(days: int) -> Change:
    return lambda cell: setattr(cell, "value", cell.value - timedelta(days=days))  # type: ignore[operator]


def looking(**styles: object) -> Change:
    def change(cell: Cell) -> None:
        for key, style in styles.items():
            setattr(cell, key, style)

    return change


def without_validation(address: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        rules = sheet.data_validations.dataValidation
        kept = [rule for rule in rules if address not in rule.sqref]
        assert len(kept) < len(rules), f"{address} has no validation"
        sheet.data_validations.dataValidation = kept

    return change


def hidden_row(row: int) -> Callable[[Worksheet], None]:
    return lambda sheet: setattr(sheet.row_dimensions[row], "hidden", True)


def hidden_column(letter: str) -> Callable[[Worksheet], None]:
    return lambda sheet: setattr(sheet.column_dimensions[letter], "hidden", True)


def state(word: str) -> Callable[[Worksheet], None]:
    return lambda sheet: setattr(sheet, "sheet_state", word)

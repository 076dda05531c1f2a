"""Where everything stands, and how a formula template becomes a formula.

In a template ``{key}`` is the row of that key: on the same axis the cell of the same scenario or month, from anywhere
else its live cell, by its defined name where it has one.

| template | means |
| --- | --- |
| ``{requests}`` | the row's cell for this column, or its live cell |
| ``{requests:live}`` | the live cell, wherever it is asked |
| ``{saving:all}`` | all cells of the row, absolute |
| ``{requests:scenarios}`` | the cells Low, Base and High of a scenario row |
| ``{requests:at2}`` | the cell of scenario 2 of live, Low, Base, High; the live cell of any other row |
| ``{range_requests:low}``, ``:high`` | the cells of the scenarios Low and High, wherever it is asked |
| ``{grid_1:total}`` | the cell before the axis |
| ``{saving:past}`` | from the first month to this one |
| ``{breakdown.output}`` | one line of a spilled block |
| ``{breakdown:block}``, ``:parts`` | the whole block in this column; without its last line, the total |
| ``{forecast:months}`` | all cells of the row but the first |
| ``{@cost}`` | this row's cell of another column of the same table |
| ``{models.cost}`` | that column of table *models*, all rows, absolute |
| ``{month:before}`` | from the cell before the axis to the one before this: a count that does not touch itself |
| ``{gates.value:whole}`` | that column with its header cell |
| ``{drivers.low:row3}`` | that column, third row |
| ``{prices.input:same}`` | that column, in the row as far down its table as this one is |
| ``{prices:table}`` | the table with its header row, absolute |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from xlcost.template.records import Axis

_TOKEN: Final = re.compile(r"\{(@?[a-z][a-z0-9_]*)(?:\.([a-z0-9_]+))?(?::([a-z]+[0-9]*))?\}")
_SCENARIO_AT: Final = ("at0", "at1", "at2", "at3")
_PLAIN_SHEET: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row, a spilled block or a table is: ``columns`` one for each place of the axis, or of the table."""

    sheet: str
    row: int
    rows: int
    columns: tuple[int, ...]
    axis: Axis
    parts: tuple[str, ...] = ()  # of a block its lines, of a table its columns
    is_table: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """The cell whose formula is being written."""

    sheet: str
    row: int
    axis: Axis
    index: int  # position on the axis
    table: Place | None = None


class Places(dict[str, Place]):
    """Every keyed place of the workbook; ``extents`` has the working area of each sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.extents: dict[str, str] = {}

    def formula(self, template: str, here: Here) -> str:
        """The template with every reference in place."""
        return _TOKEN.sub(lambda found: self._reference(found.group(1), found.group(2), found.group(3), here), template)

    def _reference(self, key: str, part: str | None, how: str | None, here: Here) -> str:
        if key.startswith("@"):
            return _in_row(key[1:], how, here)
        place = self[key]
        if how == "sheet":
            return f"{quoted(place.sheet)}!{self.extents[place.sheet]}"
        if place.is_table:
            return _of_table(place, part, how, here)
        row = place.row + (place.parts.index(part) if part else 0)
        if how == "months":
            return _area(place, row, row, place.columns[1], place.columns[-1], here)
        if how == "all":
            return _area(place, row, row, place.columns[0], place.columns[-1], here)
        if how == "scenarios":
            return _area(place, row, row, place.columns[1], place.columns[-1], here, fixed=False)
        if how == "before":
            return f"${letters(place.columns[0] - 1)}{row}:{letters(place.columns[here.index] - 1)}{row}"
        if how == "total":
            return f"{_prefix(place, here)}${letters(place.columns[0] - 1)}{row}"
        if how in ("low", "high"):
            return f"{_prefix(place, here)}${letters(place.columns[1 if how == 'low' else -1])}${row}"
        if how == "past":
            return f"${letters(place.columns[0])}{row}:{letters(place.columns[here.index])}{row}"
        if how in _SCENARIO_AT:
            index = _SCENARIO_AT.index(how)
            if place.axis == "scenario":
                return f"{_prefix(place, here)}{letters(place.columns[index])}{row}"
            how = None
        same_axis = place.axis == here.axis and place.axis != "single"
        if how in ("block", "parts"):
            column = place.columns[here.index if same_axis else 0]
            bottom = place.row + place.rows - (1 if how == "block" else 2)
            return _area(place, place.row, bottom, column, column, here, fixed=not same_axis)
        if same_axis and how != "live":
            return f"{_prefix(place, here)}{letters(place.columns[here.index])}{row}"
        if place.name and not part:
            return place.name
        return f"{_prefix(place, here)}${letters(place.columns[0])}${row}"


def letters(column: int) -> str:
    """The letters of a column number: 1 is A."""
    result = ""
    while column:
        column, rest = divmod(column - 1, 26)
        result = chr(65 + rest) + result
    return result


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return sheet if _PLAIN_SHEET.match(sheet) else "'" + sheet.replace("'", "''") + "'"


def _in_row(column: str, how: str | None, here: Here) -> str:
    table = here.table
    assert table is not None, column  # noqa: S101 - a declaration's slip, caught by any build
    at = letters(table.columns[table.parts.index(column)])
    if how == "past":
        return f"{at}${table.row + 1}:{at}{here.row}"
    return f"${at}{here.row}"


def _of_table(place: Place, part: str | None, how: str | None, here: Here) -> str:
    last = place.row + place.rows
    if how == "table":
        return place.name or _area(place, place.row, last, place.columns[0], place.columns[-1], here)
    if how == "header":
        return _area(place, place.row, place.row, place.columns[0], place.columns[-1], here)
    if part is None:
        return _area(place, place.row + 1, last, place.columns[0], place.columns[-1], here)
    column = place.columns[place.parts.index(part)]
    if how == "whole":
        return _area(place, place.row, last, column, column, here)
    if how and how.startswith("row"):
        return f"{_prefix(place, here)}${letters(column)}${place.row + int(how[3:])}"
    if how == "same":
        assert here.table is not None, part  # noqa: S101 - a declaration's slip, caught by any build
        return f"{_prefix(place, here)}${letters(column)}{place.row + here.row - here.table.row}"
    return _area(place, place.row + 1, last, column, column, here)


def _area(place: Place, top: int, bottom: int, left: int, right: int, here: Here, *, fixed: bool = True) -> str:
    mark = "$" if fixed else ""
    return f"{_prefix(place, here)}{mark}{letters(left)}{mark}{top}:{mark}{letters(right)}{mark}{bottom}"


def _prefix(place: Place, here: Here) -> str:
    return "" if place.sheet == here.sheet else f"{quoted(place.sheet)}!"

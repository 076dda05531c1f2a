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
| ``{alt_input:of2}`` | the cell of the second alternative, wherever it is asked |
| ``{range_requests:low}``, ``:high`` | the cells of the scenarios Low and High, wherever it is asked |
| ``{grid_1:total}`` | the cell before the axis |
| ``{saving:past}`` | from the first month to this one |
| ``{saving:last}`` | the cell of the month before this one |
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
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, NamedTuple

from xlcost.template.records import Axis
from xlcost.workbook.addresses import named_sheet

_TOKEN: Final = re.compile(r"\{(@?[a-z][a-z0-9_]*)(?:\.([a-z0-9_]+))?(?::([a-z]+)([0-9]*))?\}")
#: Between the references to the two ends of a range.
_RANGE: Final = "}:{"
#: A range whose two ends name the sheet each; Excel writes it once.
_TWICE: Final = re.compile(r"(('[^']+'|[A-Za-z_][A-Za-z0-9_]*)!)(\$?[A-Z]+\$?[0-9]+):\1")


class Place(NamedTuple):
    """Where a row, a spilled block or a table is: ``columns`` one for each place of the axis, or of the table."""

    sheet: str
    row: int
    rows: int
    columns: tuple[int, ...]
    axis: Axis
    parts: tuple[str, ...] = ()  # of a block its lines, of a table its columns
    is_table: bool = False
    name: str = ""


class Here(NamedTuple):
    """The cell whose formula is being written."""

    sheet: str
    row: int
    axis: Axis
    position: int  # on the axis
    table: Place | None = None


class _Written(NamedTuple):
    """A reference as the template has it: {key.part:how4}."""

    key: str
    part: str
    how: str
    number: int


class _Asked(NamedTuple):
    """One reference of a template: what it names, which part of it, and from where it is asked."""

    place: Place
    part: str
    number: int  # what follows the colon's word
    here: Here

    @property
    def sheet(self) -> str:
        """The sheet's name with its exclamation mark; nothing on that sheet itself."""
        return "" if self.place.sheet == self.here.sheet else f"{named_sheet(self.place.sheet)}!"

    @property
    def row(self) -> int:
        """The row of the part, or of the whole."""
        return self.place.row + (self.place.parts.index(self.part) if self.part else 0)

    @property
    def column(self) -> int:
        """The column of a table's part."""
        return self.place.columns[self.place.parts.index(self.part)]

    @property
    def same_axis(self) -> bool:
        """Whether the place has a cell of its own for this scenario, month or case."""
        return self.place.axis == self.here.axis and self.place.axis != "single"

    def at(self, index: int) -> str:
        """The cell at a position of the axis, relative."""
        return f"{self.sheet}{letters(self.place.columns[index])}{self.row}"

    def fixed(self, index: int) -> str:
        """The cell at a position of the axis, absolute."""
        return f"{self.sheet}${letters(self.place.columns[index])}${self.row}"

    def across(self, first: int) -> str:
        """All cells from a position of the axis on, absolute."""
        return self.area(self.row, self.row, self.place.columns[first], self.place.columns[-1])

    def down(self, top: int, bottom: int) -> str:
        """Rows of a table's part, absolute."""
        return self.area(top, bottom, self.column, self.column)

    def area(self, top: int, bottom: int, left: int, right: int, mark: str = "$") -> str:
        """Any area; ``mark`` is "" for a relative one."""
        return f"{self.sheet}{mark}{letters(left)}{mark}{top}:{mark}{letters(right)}{mark}{bottom}"


class Places(dict[str, Place]):
    """Every keyed place of the workbook; ``extents`` has the working area of each sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.extents: dict[str, str] = {}
        self._known: dict[tuple[str, Axis, int], dict[_Written, str]] = {}  # by sheet, axis and position

    def formula(self, template: str, here: Here) -> str:
        """The template with every reference in place."""
        known = self._known.setdefault((here.sheet, here.axis, here.position), {})
        formula = "".join(
            [
                piece if isinstance(piece, str) else known.get(piece) or self._reference(piece, here, known)
                for piece in _pieces(template)
            ]
        )
        return _TWICE.sub(r"\1\3:", formula) if _RANGE in template else formula

    def _reference(self, written: _Written, here: Here, known: dict[_Written, str]) -> str:
        """What a reference becomes; ``known`` is told of it where every row of this column has the same."""
        key, part, how, number = written
        if key.startswith("@"):
            assert here.table is not None, key  # noqa: S101 - a declaration's slip, caught by any build
            return _IN_ROW[how](_Asked(here.table, key[1:], 0, here))
        place = self[key]
        asked = _Asked(place, part, number, here)
        if how == "same":
            return _same_row(asked)
        if how == "sheet":
            known[written] = f"{named_sheet(place.sheet)}!{self.extents[place.sheet]}"
        else:
            known[written] = _OF_TABLE[how](asked) if place.is_table else _OF_ROW[how](asked)
        return known[written]


@cache
def _pieces(template: str) -> tuple[str | _Written, ...]:
    """The text between the references, and these: cut once, however many cells have the formula."""
    pieces: list[str | _Written] = []
    position = 0
    for found in _TOKEN.finditer(template):
        key, part, how, number = found.groups(default="")
        pieces += [template[position : found.start()], _Written(key, part, how, int(number or 0))]
        position = found.end()
    return (*pieces, template[position:])


@cache
def letters(column: int) -> str:
    """The letters of a column number: 1 is A."""
    result = ""
    while column:
        column, rest = divmod(column - 1, 26)
        result = chr(65 + rest) + result
    return result


def _here(asked: _Asked) -> str:
    """The row's cell for this column, or its live cell."""
    return asked.at(asked.here.position) if asked.same_axis else _live(asked)


def _live(asked: _Asked) -> str:
    return asked.place.name if asked.place.name and not asked.part else asked.fixed(0)


def _scenario(asked: _Asked) -> str:
    """The cell of scenario ``number`` of live, Low, Base, High; the live cell of any other row."""
    return asked.at(asked.number) if asked.place.axis == "scenario" else _live(asked)


def _lines(asked: _Asked, lines: int) -> str:
    """So many lines of a spilled block, in this column."""
    place = asked.place
    column = place.columns[asked.here.position if asked.same_axis else 0]
    return asked.area(place.row, place.row + lines - 1, column, column, "" if asked.same_axis else "$")


def _to(asked: _Asked, first: int, last: int) -> str:
    return f"${letters(first)}{asked.row}:{letters(last)}{asked.row}"


def _whole_table(asked: _Asked) -> str:
    place = asked.place
    return place.name or asked.area(place.row, place.row + place.rows, place.columns[0], place.columns[-1])


def _body(asked: _Asked) -> str:
    """A column of a table without its header, or all of them."""
    place = asked.place
    if asked.part:
        return asked.down(place.row + 1, place.row + place.rows)
    return asked.area(place.row + 1, place.row + place.rows, place.columns[0], place.columns[-1])


def _same_row(asked: _Asked) -> str:
    assert asked.here.table is not None, asked.part  # noqa: S101 - a declaration's slip, caught by any build
    row = asked.place.row + asked.here.row - asked.here.table.row
    return f"{asked.sheet}${letters(asked.column)}{row}"


_Writer = Callable[[_Asked], str]

_OF_ROW: Final[Mapping[str, _Writer]] = {
    "": _here,
    "live": _live,
    "at": _scenario,
    "of": lambda asked: asked.fixed(asked.number - 1),
    "low": lambda asked: asked.fixed(1),
    "high": lambda asked: asked.fixed(-1),
    "scenarios": lambda a: a.area(a.row, a.row, a.place.columns[1], a.place.columns[-1], ""),
    "all": lambda asked: asked.across(0),
    "months": lambda asked: asked.across(1),
    "past": lambda a: _to(a, a.place.columns[0], a.place.columns[a.here.position]),
    "before": lambda a: _to(a, a.place.columns[0] - 1, a.place.columns[a.here.position] - 1),
    "last": lambda a: f"{letters(a.place.columns[a.here.position] - 1)}{a.row}",
    "total": lambda a: f"{a.sheet}${letters(a.place.columns[0] - 1)}{a.row}",
    "block": lambda asked: _lines(asked, asked.place.rows),
    "parts": lambda asked: _lines(asked, asked.place.rows - 1),
}
_OF_TABLE: Final[Mapping[str, _Writer]] = {
    "": _body,
    "at": _body,
    "table": _whole_table,
    "header": lambda a: a.area(a.place.row, a.place.row, a.place.columns[0], a.place.columns[-1]),
    "whole": lambda a: a.down(a.place.row, a.place.row + a.place.rows),
    "row": lambda a: f"{a.sheet}${letters(a.column)}${a.place.row + a.number}",
}
_IN_ROW: Final[Mapping[str, _Writer]] = {
    "": lambda a: f"${letters(a.column)}{a.here.row}",
    "past": lambda a: f"{letters(a.column)}${a.place.row + 1}:{letters(a.column)}{a.here.row}",
}

"""A1 addresses and rectangles, in numbers: rows and columns count from 1 as in Excel."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS

_CELL: Final = re.compile(r"^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")
_COLUMNS: Final = re.compile(r"^\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})$")
_ROWS: Final = re.compile(r"^\$?([0-9]{1,7}):\$?([0-9]{1,7})$")


class Area(NamedTuple):
    """A rectangle of cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.right - self.left + 1

    @property
    def size(self) -> int:
        """Number of cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)  # the checks ask it 100,000 times a file

    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of each cell, row by row."""
        return product(range(self.top, self.bottom + 1), range(self.left, self.right + 1))

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def overlaps(self, other: Area) -> bool:
        """Whether two areas of a sheet share a cell."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom

    def size_within(self, other: Area) -> int:
        """How many cells two areas of a sheet share."""
        rows = min(self.bottom, other.bottom) - max(self.top, other.top) + 1
        return max(rows, 0) * max(min(self.right, other.right) - max(self.left, other.left) + 1, 0)

    def __str__(self) -> str:
        first = address(self.top, self.left)
        return first if self.size == 1 else f"{first}:{address(self.bottom, self.right)}"


@lru_cache(maxsize=MAX_COLUMNS)
def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=MAX_COLUMNS)
def column_number(letters: str) -> int:
    """A -> 1, aa -> 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """(8, 4) -> D8."""
    return f"{column_letters(column)}{row}"


def parse_address(text: str) -> tuple[int, int]:
    """D8 or $D$8 -> (8, 4).

    Raises:
        ValueError: no address, or outside Excel's grid.
    """
    found = _CELL.match(text)
    if found is None:
        raise ValueError(f"{text[:40]!r} is no cell address")
    row, column = int(found.group(2)), column_number(found.group(1))
    if not (1 <= row <= MAX_ROWS and column <= MAX_COLUMNS):
        raise ValueError(f"the cell {text} lies outside Excel's grid")
    return row, column


def parse_area(text: str) -> Area:
    """D8, A1:D8, B:C or 3:4 -> Area; whole columns and rows reach to the edge of the grid.

    Raises:
        ValueError: no area, or outside Excel's grid.
    """
    first, _, last = text.partition(":")
    columns, rows = _COLUMNS.match(text), _ROWS.match(text)
    if columns:
        left, right = column_number(columns.group(1)), column_number(columns.group(2))
        area = Area(1, min(left, right), MAX_ROWS, max(left, right))
    elif rows:
        top, bottom = int(rows.group(1)), int(rows.group(2))
        area = Area(min(top, bottom), 1, max(top, bottom), MAX_COLUMNS)
    else:
        (top, left), (bottom, right) = parse_address(first), parse_address(last or first)
        area = Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
    if not (area.top >= 1 and area.bottom <= MAX_ROWS and area.right <= MAX_COLUMNS):
        raise ValueError(f"the area {text} lies outside Excel's grid")
    return area


def rectangles(cells: Iterable[tuple[int, int]]) -> tuple[Area, ...]:
    """Few rectangles that cover exactly the given (row, column) cells: runs along rows, joined where they stack."""
    closed: list[Area] = []
    growing: dict[tuple[int, int], Area] = {}  # by left and right edge: what the next row may continue
    for run in _runs(cells):
        edges = (run.left, run.right)
        above = growing.get(edges)
        if above is not None and above.bottom == run.top - 1:
            growing[edges] = above._replace(bottom=run.bottom)
        else:
            if above is not None:
                closed.append(above)
            growing[edges] = run
    return tuple(sorted([*closed, *growing.values()]))


def _runs(cells: Iterable[tuple[int, int]]) -> Iterator[Area]:
    top = left = right = 0
    for row, column in sorted(cells):
        if row == top and column == right + 1:
            right = column
            continue
        if top:
            yield Area(top, left, top, right)
        top, left, right = row, column, column
    if top:
        yield Area(top, left, top, right)


def cells_in(cells: Collection[tuple[int, int]], area: Area) -> list[tuple[int, int]]:
    """Those of the cells that lie in an area, by whichever way is shorter."""
    if area.size <= len(cells):
        return [at for at in area.cells() if at in cells]
    return [at for at in cells if area.holds(*at)]


def qualified(sheet: str, area: Area) -> str:
    """'My sheet'!A1:B2, always in quotes."""
    return f"{quoted_sheet(sheet)}{area}"


@lru_cache
def named_sheet(sheet: str) -> str:
    """A sheet as formulas and people write it: in quotes where Excel wants them."""
    plain = sheet.replace("_", "").isalnum() and not sheet[0].isdigit()
    return sheet if plain else quoted_sheet(sheet).removesuffix("!")


@lru_cache
def quoted_sheet(sheet: str) -> str:
    """'My sheet'!, always in quotes."""
    return "'" + sheet.replace("'", "''") + "'!"

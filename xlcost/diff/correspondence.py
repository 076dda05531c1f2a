"""Which sheet, row and column of the old workbook is which of the new one, and places carried from one to the other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from xlcost.workbook.addresses import Area
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS
from xlcost.workbook.records import Place


@dataclass(frozen=True)
class Line:
    """One direction of one sheet, rows or columns: positions here, and where they are on the other side.

    Positions without content have no item to pair; they keep their distance from the paired position before them.
    """

    pairs: tuple[tuple[int, int], ...]  # in order on both sides
    moved: tuple[tuple[int, int], ...]
    only_here: tuple[int, ...]  # with content, and without counterpart
    only_there: tuple[int, ...]
    limit: int  # the last position of the grid

    @cached_property
    def back(self) -> Line:
        """The same, seen from the other side."""
        turned = tuple(sorted((there, here) for here, there in self.moved))
        return Line(
            tuple((there, here) for here, there in self.pairs), turned, self.only_there, self.only_here, self.limit
        )

    @cached_property
    def is_identity(self) -> bool:
        """Whether every position is where it was."""
        return not self.moved and not self.only_here and not self.only_there and all(a == b for a, b in self.pairs)

    def other(self, here: int) -> int | None:
        """The position on the other side; None where this one is new (or gone) there."""
        known = self._known.get(here)
        if known is not None:
            return known
        if here in self._not_there:
            return None
        return self._between(here)

    def nearest(self, here: int, end: int) -> int | None:
        """The counterpart of the first position, from here towards ``end``, that has one."""
        key = (here, end)
        if key not in self._nearest:
            step = 1 if end >= here else -1
            self._nearest[key] = next(
                (other for at in range(here, end + step, step) if (other := self.other(at)) is not None), None
            )
        return self._nearest[key]

    @cached_property
    def _nearest(self) -> dict[tuple[int, int], int | None]:
        return {}

    @cached_property
    def _known(self) -> Mapping[int, int]:
        return dict((*self.pairs, *self.moved))

    @cached_property
    def _not_there(self) -> frozenset[int]:
        return frozenset(self.only_here)

    @cached_property
    def _single_here(self) -> Sequence[int]:
        return sorted([*self.only_here, *(here for here, _ in self.moved)])

    @cached_property
    def _single_there(self) -> Sequence[int]:
        return sorted([*self.only_there, *(there for _, there in self.moved)])

    @cached_property
    def _pairs_here(self) -> Sequence[int]:
        return [here for here, _ in self.pairs]

    def _between(self, here: int) -> int | None:
        index = bisect_left(self._pairs_here, here)
        first, base = self.pairs[index - 1] if index else (0, 0)
        end = self.pairs[index][1] if index < len(self.pairs) else self.limit + 1
        steps = here - first - _count(self._single_here, first, here)
        there = base + steps
        while (skipped := base + steps + _count(self._single_there, base, there)) != there:
            there = skipped
        return there if there < end else None


def _count(positions: Sequence[int], after: int, until: int) -> int:
    return bisect_right(positions, until) - bisect_right(positions, after)


class SheetPair(NamedTuple):
    """A sheet in both workbooks: its names, and its rows and columns seen from the old one."""

    old: str
    new: str
    rows: Line
    columns: Line

    @property
    def back(self) -> SheetPair:
        """The same, seen from the new workbook."""
        return SheetPair(self.new, self.old, self.rows.back, self.columns.back)


@dataclass(frozen=True)
class Correspondence:
    """Both workbooks matched; ``renamed`` sheets are among the pairs."""

    sheets: tuple[SheetPair, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]
    to_new: Carrier = field(init=False, repr=False)
    to_old: Carrier = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "to_new", Carrier(self.sheets))
        object.__setattr__(self, "to_old", Carrier(pair.back for pair in self.sheets))


class Carrier:
    """Carries places of one workbook to the other."""

    def __init__(self, sheets: Iterable[SheetPair]) -> None:
        self._by_name = {pair.old.lower(): pair for pair in sheets}
        self._plain = {
            name for name, pair in self._by_name.items() if pair.rows.is_identity and pair.columns.is_identity
        }

    def sheet(self, name: str) -> str | None:
        """The sheet's name on the other side."""
        pair = self._by_name.get(name.lower())
        return None if pair is None else pair.new

    def is_plain(self, sheet: str) -> bool:
        """Whether every cell of the sheet is where it was."""
        return sheet.lower() in self._plain

    def place(self, place: Place) -> Place | None:
        """The cell on the other side; None where it is new, or gone, there."""
        pair = self._by_name.get(place[0].lower())
        if pair is None:
            return None
        row, column = pair.rows.other(place[1]), pair.columns.other(place[2])
        return None if row is None or column is None else (pair.new, row, column)

    def area(self, sheet: str, area: Area) -> Area | None:
        """The area on the other side, without rows and columns that are new there; None where all of it is."""
        pair = self._by_name.get(sheet.lower())
        if pair is None:
            return None
        rows = _span(pair.rows, area.top, area.bottom, MAX_ROWS)
        columns = _span(pair.columns, area.left, area.right, MAX_COLUMNS)
        if rows is None or columns is None:
            return None
        return Area(rows[0], columns[0], rows[1], columns[1])


def _span(line: Line, first: int, last: int, limit: int) -> tuple[int, int] | None:
    """A stretch on the other side; whole columns and rows stay whole."""
    if (first, last) == (1, limit):
        return first, last
    start, end = line.nearest(first, last), line.nearest(last, first)
    return None if start is None or end is None else (min(start, end), max(start, end))

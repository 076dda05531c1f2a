"""Which of many areas hold a cell: asked of 20,000 areas, it costs no walk through those that do not."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from xlcost.workbook.addresses import Area

#: An area over more columns than this is given before others.
_WIDE = 64


class _Entry(NamedTuple):
    """An area, and how many are given before it."""

    top: int
    bottom: int
    rank: int
    area: Area


class AreaIndex:
    """Areas of sheets; those that hold a cell are given wide ones first, then the largest first.

    The columns of an area are cut into few stretches, each of 1, 2, 4... columns, so that a cell lies in one stretch of
    each length; the areas of a stretch are found by their rows.
    """

    def __init__(self, areas: Iterable[tuple[str, Area]]) -> None:
        self._stretches: defaultdict[tuple[str, int, int], _Stretch] = defaultdict(_Stretch)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        ordered = sorted(areas, key=lambda key: (key[1].columns <= _WIDE, -key[1].size))
        for rank, (sheet, area) in enumerate(ordered):
            for length, number in runs(area.left, area.right):
                lengths[sheet].add(length)
                self._stretches[sheet, length, number].entries.append(_Entry(area.top, area.bottom, rank, area))
        self._lengths = {sheet: sorted(found) for sheet, found in lengths.items()}

    def holding(self, sheet: str, row: int, column: int) -> list[Area]:
        """The areas that hold a cell."""
        found = [entry for stretch in self._over(sheet, column) for entry in stretch.holding(row)]
        return [entry.area for entry in sorted(found, key=lambda entry: entry.rank)]

    def has(self, sheet: str, row: int, column: int) -> bool:
        """Whether any area holds a cell."""
        return any(stretch.has(row) for stretch in self._over(sheet, column))

    def _over(self, sheet: str, column: int) -> Iterator[_Stretch]:
        for length in self._lengths.get(sheet, ()):
            stretch = self._stretches.get((sheet, length, column >> length))
            if stretch is not None:
                yield stretch


def runs(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Few stretches that make up columns from the first to the last, each of 1, 2, 4... of them.

    Given are the logarithm of its length and its number among its like, so that a column lies in ``column >> length``.
    """
    length, end = 0, last + 1
    while first < end:
        if first & 1:
            yield length, first
            first += 1
        if end & 1:
            end -= 1
            yield length, end
        first, end, length = first >> 1, end >> 1, length + 1


class _Stretch:
    """The areas of a stretch of columns, by their rows."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []

    @cached_property
    def _tops(self) -> list[int]:
        self.entries.sort()
        return [entry.top for entry in self.entries]

    @cached_property
    def _reach(self) -> list[int]:
        """The lowest row to which the areas up to each reach."""
        return list(accumulate((entry.bottom for entry in self.entries), max))

    @cached_property
    def _lowest(self) -> list[int]:
        """A binary tree over the areas: at 1 the lowest row of all, at 2 and 3 that of either half, and so on."""
        size = 1 << (len(self.entries) - 1).bit_length()
        lowest = [0] * size + [entry.bottom for entry in self.entries] + [0] * (size - len(self.entries))
        for node in range(size - 1, 0, -1):
            lowest[node] = max(lowest[2 * node], lowest[2 * node + 1])
        return lowest

    def has(self, row: int) -> bool:
        """Whether any area holds the row."""
        begun = bisect_right(self._tops, row)
        return begun > 0 and self._reach[begun - 1] >= row

    def holding(self, row: int) -> Iterator[_Entry]:
        """The areas that hold the row."""
        begun = bisect_right(self._tops, row)
        lowest = self._lowest
        size = len(lowest) // 2
        waiting = [(1, 0, size)]
        while waiting:
            node, first, count = waiting.pop()
            if first >= begun or lowest[node] < row:
                continue
            if count == 1:
                yield self.entries[first]
            else:
                half = count // 2
                waiting += [(2 * node + 1, first + half, half), (2 * node, first, half)]

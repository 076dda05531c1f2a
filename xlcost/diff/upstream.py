"""Which changes reach which formula cells, by what the formulas read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping

from xlcost.headless.addresses import Area
from xlcost.headless.graph import Graph
from xlcost.headless.limits import MAX_ROWS
from xlcost.headless.records import Place

_LEVELS = MAX_ROWS.bit_length()


def reached(graph: Graph, changes: Mapping[Place, int]) -> Mapping[Place, int]:
    """For each formula cell the changes that it depends on, directly or not; a change is a bit, ``changes`` says where.

    A cell that is itself changed depends on its own change.
    """
    marked = _Marked()
    for place, bits in changes.items():
        marked.add(place, bits)
    result: dict[Place, int] = {}
    for place in graph.order:
        bits = changes.get(place, 0)
        for sheet, area, _ in graph.reads[place]:
            bits |= marked.within(sheet, area)
        if bits:
            result[place] = bits
            for cell in _filled(graph, place):
                marked.add(cell, bits)
    return result


def positions(bits: int) -> tuple[int, ...]:
    """The changes in a set of bits."""
    return tuple(index for index in range(bits.bit_length()) if bits >> index & 1)


def _filled(graph: Graph, place: Place) -> Iterator[Place]:
    """The cell, and those that its array formula fills."""
    sheet, row, column = place
    array = graph.formulas.book.sheets_by_name[sheet.lower()].cells[row, column].array
    area = array or Area(row, column, row, column)
    for at in range(area.top, area.bottom + 1):
        for across in range(area.left, area.right + 1):
            yield sheet, at, across


class _Marked:
    """Cells with bits. Each column is a binary tree over its rows, so that a long range costs no more than a short one.

    A running total reads 1 + 2 + ... + n cells; looking at each of them would take hours on a long sheet.
    """

    def __init__(self) -> None:
        self._trees: dict[tuple[str, int], list[dict[int, int]]] = {}
        self._columns: dict[str, list[int]] = defaultdict(list)

    def add(self, place: Place, bits: int) -> None:
        """Adds bits to a cell."""
        sheet, row, column = place
        tree = self._trees.get((sheet, column))
        if tree is None:
            tree = self._trees[sheet, column] = [{} for _ in range(_LEVELS)]
            self._columns[sheet].insert(bisect_left(self._columns[sheet], column), column)
        for level in tree:
            before = level.get(row, 0)
            if before | bits == before:
                return
            level[row] = before | bits
            row >>= 1

    def within(self, sheet: str, area: Area) -> int:
        """The bits of all cells of an area."""
        bits = 0
        columns = self._columns.get(sheet, [])
        for column in columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]:
            bits |= _over(self._trees[sheet, column], area.top, area.bottom)
        return bits


def _over(tree: list[dict[int, int]], first: int, last: int) -> int:
    bits = 0
    end = last + 1
    for level in tree:
        if first >= end:
            break
        if first & 1:
            bits |= level.get(first, 0)
            first += 1
        if end & 1:
            end -= 1
            bits |= level.get(end, 0)
        first, end = first >> 1, end >> 1
    return bits

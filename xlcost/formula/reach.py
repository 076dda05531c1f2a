"""What depends on what over many steps: which changes reach which formulas, and which cells some formulas need."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from xlcost.budget import count
from xlcost.formula.graph import Graph
from xlcost.workbook.addresses import Area
from xlcost.workbook.holding import runs
from xlcost.workbook.limits import MAX_ROWS
from xlcost.workbook.records import Place

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
            for cell in graph.formulas.book.filled(place):
                marked.add(cell, bits)
    return result


def affected(graph: Graph, seeds: Iterable[Place]) -> Mapping[Place, Place]:
    """Each formula cell that reads one of the seeds or a cell that does, with one such cell that it reads.

    A seed with an array formula stands for every cell that it fills. A formula whose text does not name all cells that
    it reads counts as reading every one: INDIRECT on all sheets, OFFSET on the sheets that it names.
    """
    marks = _Marks()
    seeds = set(seeds)
    for place in sorted(seeds):
        for cell in graph.formulas.book.filled(place):
            marks.add(cell)
    found: dict[Place, Place] = {}
    waiting = [place for place in graph.order if place not in seeds]
    hidden = graph.reading_anywhere
    again = bool(graph.circles or hidden)  # otherwise every cell comes after those that it reads
    while True:
        rest = []
        for place in waiting:
            source = _marked_source(graph, marks, place, hidden.get(place))
            if source is None:
                rest.append(place)
                continue
            found[place] = source
            for cell in graph.formulas.book.filled(place):
                marks.add(cell)
        if not again or len(rest) == len(waiting):
            return found
        waiting = rest


def _marked_source(graph: Graph, marks: _Marks, place: Place, sheets: Collection[str] | None) -> Place | None:
    for sheet, area, _ in graph.reads[place]:
        source = marks.within(sheet, area)
        if source is not None:
            return source
    return None if sheets is None else marks.on(sheets)


def positions(bits: int) -> tuple[int, ...]:
    """The changes in a set of bits."""
    return tuple(index for index in range(bits.bit_length()) if bits >> index & 1)


def needed(graph: Graph, targets: Collection[Place]) -> Callable[[Place], bool]:
    """Whether the value of a cell goes into a target, directly or not; a target itself only if another needs it."""
    covered = _Covered()
    wanted = frozenset(targets)
    grew = True
    while grew:
        grew = False
        for place in reversed(graph.order):
            if place in wanted or any(map(covered.holds, graph.formulas.book.filled(place))):
                for sheet, area, _ in graph.reads[place]:
                    grew |= covered.add(sheet, area)
        grew &= bool(graph.circles)  # without circles every reader came before what it reads
    return covered.holds


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
        if area.top == area.bottom and area.left == area.right:  # as most are
            tree = self._trees.get((sheet, area.left))
            return 0 if tree is None else tree[0].get(area.top, 0)
        bits = 0
        columns = self._columns.get(sheet, [])
        within = columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]
        count(len(within))
        for column in within:
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


class _Marks:
    """A growing set of cells that gives one of those in an area; a column is a binary tree over its rows, as below."""

    def __init__(self) -> None:
        self._trees: dict[tuple[str, int], list[dict[int, int]]] = {}
        self._columns: dict[str, list[int]] = defaultdict(list)

    def add(self, place: Place) -> None:
        """Adds a cell."""
        sheet, row, column = place
        tree = self._trees.get((sheet, column))
        if tree is None:
            tree = self._trees[sheet, column] = [{} for _ in range(_LEVELS)]
            self._columns[sheet].insert(bisect_left(self._columns[sheet], column), column)
        index = row
        for level in tree:
            if index in level:
                return
            level[index] = row
            index >>= 1

    def within(self, sheet: str, area: Area) -> Place | None:
        """Some cell of an area."""
        columns = self._columns.get(sheet)
        if columns is None:
            return None
        top, left, bottom, right = area
        within = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        count(len(within))
        for column in within:
            tree = self._trees[sheet, column]
            row = tree[0].get(top) if top == bottom else _some(tree, top, bottom)
            if row is not None:
                return (sheet, row, column)
        return None

    def on(self, sheets: Iterable[str]) -> Place | None:
        """Some cell of one of the sheets."""
        for sheet in sheets:
            for column in self._columns.get(sheet, ()):
                return (sheet, next(iter(self._trees[sheet, column][0])), column)
        return None


def _some(tree: list[dict[int, int]], first: int, last: int) -> int | None:
    end = last + 1
    for level in tree:
        if first >= end:
            break
        if first & 1:
            if first in level:
                return level[first]
            first += 1
        if end & 1:
            end -= 1
            if end in level:
                return level[end]
        first, end = first >> 1, end >> 1
    return None


class _Covered:
    """A growing set of areas; columns, and runs of 2, 4, 8... of them, have their covered rows as stretches apart."""

    def __init__(self) -> None:
        self._added: set[tuple[str, Area]] = set()
        self._stretches: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
        self._lengths: dict[str, set[int]] = defaultdict(set)

    def add(self, sheet: str, area: Area) -> bool:
        """Adds an area; False if it was there already."""
        if (sheet, area) in self._added:
            return False
        self._added.add((sheet, area))
        for length, number in runs(area.left, area.right):
            self._lengths[sheet].add(length)
            _insert(self._stretches[sheet, length, number], area.top, area.bottom)
        return True

    def holds(self, place: Place) -> bool:
        """Whether an area holds a cell."""
        sheet, row, column = place
        for length in self._lengths.get(sheet, ()):
            stretches = self._stretches.get((sheet, length, column >> length), [])
            index = bisect_right(stretches, row, key=lambda stretch: stretch[0]) - 1
            if index >= 0 and stretches[index][1] >= row:
                return True
        return False


def _insert(stretches: list[tuple[int, int]], first: int, last: int) -> None:
    """Adds a stretch to a sorted list and joins it with those that it touches."""
    start = bisect_left(stretches, first - 1, key=lambda stretch: stretch[1])
    end = bisect_right(stretches, last + 1, key=lambda stretch: stretch[0])
    if start < end:
        first, last = min(first, stretches[start][0]), max(last, stretches[end - 1][1])
    stretches[start:end] = [(first, last)]

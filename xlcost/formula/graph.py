"""Who depends on whom: the order of calculation, the circles, and the readers of a cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from xlcost.budget import count
from xlcost.formula.offsets import fixed_offset
from xlcost.formula.references import Source
from xlcost.formula.tree import Call, Node, walk
from xlcost.formula.unique import Formulas, calls, cells_saying
from xlcost.workbook.addresses import Area
from xlcost.workbook.holding import AreaIndex
from xlcost.workbook.records import Place

#: Circles that are kept with their path, and how often a circle is closed before the rest is taken for a tangle.
_MOST_CIRCLES = 1_000
_MOST_ENDS = 1_000_000


@dataclass(frozen=True)
class Graph:
    """The dependencies of a workbook's formulas, as far as their text shows them (OFFSET and INDIRECT hide some)."""

    formulas: Formulas = field(repr=False)

    @property
    def reads(self) -> Mapping[Place, tuple[Source, ...]]:
        """The cells that each formula reads, by its place; found when somebody asks."""
        return self.formulas.reads

    @cached_property
    def order(self) -> tuple[Place, ...]:
        """The formula cells, each after those that it reads."""
        return self._walked.order

    @cached_property
    def circles(self) -> tuple[tuple[Place, ...], ...]:
        """One path round each circle found: each cell is read by the one before it, the first by the last.

        Of very many the first; ``circular`` knows every cell.
        """
        return self._walked.circles

    @property
    def circular(self) -> frozenset[Place]:
        """The cells that lie on a circle."""
        return self._walked.circular

    @cached_property
    def read_by(self) -> Mapping[tuple[str, Area], Sequence[Place]]:
        """What formulas read, each cell or area once, with the formula cells that read it (twice if they do twice)."""
        found: defaultdict[tuple[str, Area], list[Place]] = defaultdict(list)
        for place, sources in self.reads.items():
            for sheet, area, _ in sources:
                found[sheet, area].append(place)
        return dict(found)

    @cached_property
    def cells(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """Sheet name -> (row, column) of each cell that a formula reads by itself, not in an area."""
        found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for sheet, (top, left, bottom, right) in self.read_by:
            if top == bottom and left == right:
                found[sheet].append((top, left))
        return dict(found)

    @cached_property
    def areas(self) -> tuple[tuple[str, Area], ...]:
        """The areas of more than one cell that formulas read, each once."""
        return tuple(key for key in self.read_by if key[1][:2] != key[1][2:])

    @cached_property
    def across_sheets(self) -> Mapping[Place, tuple[Source, ...]]:
        """What formula cells read on other sheets than their own; of those that read something there."""
        found = ((place, [source for source in read if source.sheet != place[0]]) for place, read in self.reads.items())
        return {place: tuple(elsewhere) for place, elsewhere in found if elsewhere}

    @cached_property
    def reading_anywhere(self) -> Mapping[Place, Collection[str]]:
        """The formula cells that read cells which their text does not name, and on which sheets these may be."""
        book = self.formulas.book
        everywhere = tuple(sheet.name for sheet in book.sheets)
        found = dict.fromkeys(cells_saying(self.formulas, calls("INDIRECT")), everywhere)
        for place in cells_saying(self.formulas, _moves_cells):
            named = {source.sheet for source in self.reads[place]}
            found.setdefault(place, tuple(sheet for sheet in everywhere if sheet in named or sheet == place[0]))
        return found

    def readers(self, place: Place) -> tuple[Place, ...]:
        """The formula cells that read a cell directly."""
        return tuple(dict.fromkeys(self.reading(place)))

    def reading(self, place: Place) -> Iterator[Place]:
        """The same one by one, for who may have enough of them: once for each area that holds the cell."""
        sheet, row, column = place
        yield from self.read_by.get((sheet, Area(row, column, row, column)), ())
        for area in self._areas.holding(sheet, row, column):
            yield from self.read_by[sheet, area]

    def is_read(self, place: Place) -> bool:
        """Whether any formula reads the cell."""
        sheet, row, column = place
        return (sheet, Area(row, column, row, column)) in self.read_by or self._areas.has(sheet, row, column)

    @cached_property
    def _areas(self) -> AreaIndex:
        return AreaIndex(self.areas)

    @cached_property
    def _walked(self) -> _Walked:
        return _depth_first(self.reads)


def _moves_cells(tree: Node) -> bool:
    """Whether a tree has an OFFSET by steps that are calculated."""
    return any(isinstance(node, Call) and node.name == "OFFSET" and not fixed_offset(node) for node in walk(tree))


def read_graph(formulas: Formulas) -> Graph:
    """The dependencies of all formulas of a workbook.

    Raises:
        OverBudget: all of them together name more cells and ranges than limits.py allows.
    """
    formulas.refuse_too_many_references()
    return Graph(formulas)


class PlaceIndex:
    """A set of cells that can be asked for those in an area."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._rows: dict[tuple[str, int], list[int]] = {}
        for sheet, row, column in sorted(places):
            self._rows.setdefault((sheet, column), []).append(row)
        self._columns: dict[str, list[int]] = {}
        for sheet, column in sorted(self._rows):
            self._columns.setdefault(sheet, []).append(column)

    def inside(self, sheet: str, area: Area) -> Iterator[Place]:
        """The cells of the set in an area, column by column."""
        columns = self._columns.get(sheet, [])
        within = columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]
        count(len(within))
        for column in within:
            rows = self._rows[sheet, column]
            for index in range(bisect_left(rows, area.top), bisect_right(rows, area.bottom)):  # a slice would be a copy
                yield (sheet, rows[index], column)

    def count(self, sheet: str, area: Area) -> int:
        """How many cells of the set are in an area."""
        columns = self._columns.get(sheet, [])
        within = columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]
        count(len(within))
        found = (self._rows[sheet, column] for column in within)
        return sum(bisect_right(rows, area.bottom) - bisect_left(rows, area.top) for rows in found)

    def within(self, sheet: str, area: Area) -> Place | None:
        """Some cell of the set in an area."""
        return next(self.inside(sheet, area), None)

    def has(self, sheet: str) -> bool:
        """Whether any cell of the set is on a sheet."""
        return sheet in self._columns


class OpenPlaces:
    """The formula cells not finished yet; in an area, what is finished is skipped at no cost.

    A running total reads 1 + 2 + ... + n cells; asking only for open ones keeps the walk linear all the same.
    """

    def __init__(self, places: Collection[Place]) -> None:
        self._open = set(places)
        self._finished: set[tuple[str, Area]] = set()  # areas with nothing open left in them
        rows: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for sheet, row, column in places:
            rows[sheet, column].append(row)
        self._rows = {key: sorted(unsorted) for key, unsorted in rows.items()}
        self._next = {key: list(range(len(rows) + 1)) for key, rows in self._rows.items()}
        self._columns: dict[str, list[int]] = {}
        for sheet, column in sorted(self._rows):
            self._columns.setdefault(sheet, []).append(column)

    def inside(self, sources: Sequence[Source]) -> Iterator[Place]:
        """The open cells among the sources; what is closed meanwhile is no longer given."""
        for sheet, area, _ in sources:
            top, left, bottom, right = area
            if top != bottom or left != right:
                yield from self._inside_area(sheet, area)
            elif (place := (sheet, top, left)) in self._open:
                yield place

    def _inside_area(self, sheet: str, area: Area) -> Iterator[Place]:
        if (sheet, area) in self._finished:
            return
        any_open = False
        columns = self._columns.get(sheet, [])
        within = columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]
        count(len(within))
        for column in within:
            rows = self._rows[sheet, column]
            index = self._first_open(sheet, column, bisect_left(rows, area.top))
            while index < len(rows) and rows[index] <= area.bottom:
                any_open = True
                yield (sheet, rows[index], column)
                index = self._first_open(sheet, column, index + 1)
        if not any_open:
            self._finished.add((sheet, area))

    def close(self, place: Place) -> None:
        """Marks a cell as finished."""
        self._open.discard(place)

    def _first_open(self, sheet: str, column: int, index: int) -> int:
        """The position of the first open cell from ``index`` on; on the way, closed ones learn where it is."""
        rows, following = self._rows[sheet, column], self._next[sheet, column]
        while True:
            while following[index] != index:
                following[index] = following[following[index]]
                index = following[index]
            if index == len(rows) or (sheet, rows[index], column) in self._open:
                return index
            following[index] = index + 1


class _Walked(NamedTuple):
    """What a walk through all formula cells has met."""

    order: tuple[Place, ...]
    circles: tuple[tuple[Place, ...], ...]
    circular: frozenset[Place]


def _depth_first(reads: Mapping[Place, tuple[Source, ...]]) -> _Walked:
    walk = _Walk(reads)
    for start in reads:
        if start not in walk.done:
            walk.follow(start)
    return _Walked(tuple(walk.done), tuple(walk.circles), frozenset(walk.circular))


class _Walk:
    """Depth first, without recursion; ``done`` has the cells in the order in which they can be calculated."""

    def __init__(self, reads: Mapping[Place, tuple[Source, ...]]) -> None:
        self._reads = reads
        self._open = OpenPlaces(reads)
        self._path: dict[Place, int] = {}  # each cell with the number of those before it
        self._branches: list[Iterator[Place]] = []
        self._back: list[int] = []  # for each cell of the path, how far back along it a circle leads from there
        self._ends = 0  # how often a circle was closed
        self.done: dict[Place, None] = {}
        self.circles: list[tuple[Place, ...]] = []
        self.circular: set[Place] = set()

    def follow(self, start: Place) -> None:
        """Walks from a cell through everything that it depends on and that is not done."""
        self._enter(start)
        path = self._path
        while path:
            for place in self._branches[-1]:
                if place not in path:
                    self._enter(place)
                    break
                self._close_circle(path[place])
            else:
                self._leave()

    def _enter(self, place: Place) -> None:
        self._path[place] = len(self._path)
        self._back.append(len(self._path))
        self._branches.append(self._open.inside(self._reads[place]))
        if self._ends > _MOST_ENDS:
            self._give_up_on(place)

    def _leave(self) -> None:
        place, before = self._path.popitem()
        self._branches.pop()
        back = self._back.pop()
        if back <= before:
            self.circular.add(place)
            if back < before:
                self._back[-1] = min(self._back[-1], back)
        self._open.close(place)
        self.done[place] = None

    def _close_circle(self, first: int) -> None:
        self._ends += 1
        self._back[-1] = min(self._back[-1], first)
        if len(self.circles) < _MOST_CIRCLES:
            self.circles.append(tuple(self._path)[first:])
        if self._ends == _MOST_ENDS:
            for place in self._path:
                self._give_up_on(place)

    def _give_up_on(self, place: Place) -> None:
        """In a tangle of millions of circles a cell counts as on one, and nobody looks for more of them through it."""
        self.circular.add(place)
        self._open.close(place)

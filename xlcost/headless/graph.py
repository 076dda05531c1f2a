"""Who depends on whom: the order of calculation, the circles, and the readers of a cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xlcost.headless.addresses import Area
from xlcost.headless.analysis import Formulas, Source
from xlcost.headless.records import Place

#: An area over more columns than this is kept apart, rather than under each of its columns.
_WIDE = 64


@dataclass(frozen=True)
class Graph:
    """The dependencies of a workbook's formulas, as far as their text shows them (OFFSET and INDIRECT hide some)."""

    formulas: Formulas = field(repr=False)
    reads: Mapping[Place, tuple[Source, ...]] = field(repr=False)  # by formula cell

    @cached_property
    def order(self) -> tuple[Place, ...]:
        """The formula cells, each after those that it reads."""
        return self._walked[0]

    @cached_property
    def circles(self) -> tuple[tuple[Place, ...], ...]:
        """One path round each circle found: each cell is read by the one before it, the first by the last."""
        return self._walked[1]

    def readers(self, place: Place) -> tuple[Place, ...]:
        """The formula cells that read a cell directly."""
        sheet, row, column = place
        found = list(self._single_readers.get(place, ()))
        for area, places in self._areas.over(sheet, column):
            if area.holds(row, column):
                found += places
        return tuple(dict.fromkeys(found))

    def is_read(self, place: Place) -> bool:
        """Whether any formula reads the cell."""
        sheet, row, column = place
        return place in self._single_readers or any(
            area.holds(row, column) for area, _ in self._areas.over(sheet, column)
        )

    @cached_property
    def _single_readers(self) -> Mapping[Place, list[Place]]:
        result: dict[Place, list[Place]] = {}
        for place, sources in self.reads.items():
            for sheet, area, _ in sources:
                if area.size == 1:
                    result.setdefault((sheet, area.top, area.left), []).append(place)
        return result

    @cached_property
    def _areas(self) -> _Areas:
        return _Areas(self.reads)

    @cached_property
    def _walked(self) -> tuple[tuple[Place, ...], tuple[tuple[Place, ...], ...]]:
        return _depth_first(self.reads)


def read_graph(formulas: Formulas) -> Graph:
    """The dependencies of all formulas of a workbook."""
    return Graph(formulas, {place: formulas.sources(place) for place in formulas.at})


class _Areas:
    """The areas that formulas read, with their readers, by the columns they cover; the largest first."""

    def __init__(self, reads: Mapping[Place, tuple[Source, ...]]) -> None:
        readers: dict[tuple[str, Area], list[Place]] = {}
        for place, sources in reads.items():
            for sheet, area, _ in sources:
                if area.size > 1:
                    readers.setdefault((sheet, area), []).append(place)
        self._columns: dict[tuple[str, int], list[tuple[Area, list[Place]]]] = {}
        self._wide: dict[str, list[tuple[Area, list[Place]]]] = {}
        for (sheet, area), places in sorted(readers.items(), key=lambda item: -item[0][1].size):
            if area.columns > _WIDE:
                self._wide.setdefault(sheet, []).append((area, places))
                continue
            for column in range(area.left, area.right + 1):
                self._columns.setdefault((sheet, column), []).append((area, places))

    def over(self, sheet: str, column: int) -> Iterator[tuple[Area, list[Place]]]:
        """The areas that may hold a cell of a column, and who reads them."""
        yield from self._wide.get(sheet, ())
        yield from self._columns.get((sheet, column), ())


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
        for column in columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]:
            rows = self._rows[sheet, column]
            for row in rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]:
                yield (sheet, row, column)


class _Open:
    """The formula cells not finished yet, by sheet and column; what is finished is skipped at no cost.

    A running total reads 1 + 2 + ... + n cells; asking only for open ones keeps the walk linear all the same.
    """

    def __init__(self, places: Mapping[Place, object]) -> None:
        columns: dict[tuple[str, int], list[int]] = {}
        for sheet, row, column in places:
            columns.setdefault((sheet, column), []).append(row)
        self._rows: dict[tuple[str, int], list[int]] = {key: sorted(rows) for key, rows in columns.items()}
        self._next = {key: list(range(len(rows) + 1)) for key, rows in self._rows.items()}
        self._columns: dict[str, list[int]] = {}
        for sheet, column in sorted(self._rows):
            self._columns.setdefault(sheet, []).append(column)

    def inside(self, sources: Sequence[Source]) -> Iterator[Place]:
        """The open cells among the sources; what is closed meanwhile is no longer given."""
        for sheet, area, _ in sources:
            columns = self._columns.get(sheet, [])
            for column in columns[bisect_left(columns, area.left) :]:
                if column > area.right:
                    break
                rows = self._rows[sheet, column]
                index = self._first_open((sheet, column), bisect_left(rows, area.top))
                while index < len(rows) and rows[index] <= area.bottom:
                    yield (sheet, rows[index], column)
                    index = self._first_open((sheet, column), index + 1)

    def close(self, place: Place) -> None:
        """Marks a cell as finished."""
        sheet, row, column = place
        index = bisect_left(self._rows[sheet, column], row)
        self._next[sheet, column][index] = index + 1

    def _first_open(self, key: tuple[str, int], index: int) -> int:
        following = self._next[key]
        while following[index] != index:
            following[index] = following[following[index]]
            index = following[index]
        return index


def _depth_first(
    reads: Mapping[Place, tuple[Source, ...]],
) -> tuple[tuple[Place, ...], tuple[tuple[Place, ...], ...]]:
    still_open = _Open(reads)
    order: list[Place] = []
    circles: list[tuple[Place, ...]] = []
    on_path: dict[Place, int] = {}
    done: set[Place] = set()
    for start in reads:
        if start in done:
            continue
        path = [start]
        branches = [still_open.inside(reads[start])]
        on_path[start] = 0
        while path:
            for place in branches[-1]:
                if place in on_path:
                    circles.append(tuple(path[on_path[place] :]))
                else:
                    on_path[place] = len(path)
                    path.append(place)
                    branches.append(still_open.inside(reads[place]))
                    break
            else:
                place = path.pop()
                branches.pop()
                del on_path[place]
                done.add(place)
                still_open.close(place)
                order.append(place)
    return tuple(order), tuple(circles)

"""Which formula cells depend, directly or not, on given cells."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping

from xlcost.calculate.translation.translation import Ready
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Place


def dependents(seeds: Iterable[Place], formulas: Mapping[Place, Ready]) -> dict[Place, Place]:
    """Each formula cell that reads one of the seeds or a cell that does, with one seed or cell that it reads.

    A formula that reads cells its text does not name (INDIRECT, OFFSET) counts as reading every one on the sheets it
    names, INDIRECT on all sheets.
    """
    found: dict[Place, Place] = {}
    fresh = set(seeds)
    waiting = dict(formulas)
    for place in fresh:
        waiting.pop(place, None)
    while fresh and waiting:
        index = PlaceIndex(sorted(fresh))  # in order, or each run of Python would name another source
        fresh = set()
        for place, ready in waiting.items():
            source = _reads(ready, index)
            if source is not None:
                found[place] = source
                fresh.add(place)
        for place in fresh:
            del waiting[place]
        fresh |= {cell for place in fresh for cell in _filled(place, formulas[place])}
    return found


def _reads(ready: Ready, index: PlaceIndex) -> Place | None:
    translated = ready.translated
    if "INDIRECT" in translated.functions:
        return index.any()
    row, column = ready.cell.row, ready.cell.column
    for piece in translated.precedents:
        area = piece.area(row, column)
        hit = index.any_on(piece.sheet) if translated.reads_anywhere else index.within(piece.sheet, area)
        if hit is not None:
            return hit
    return None


def _filled(place: Place, ready: Ready) -> Iterable[Place]:
    """The other cells that an array formula fills."""
    area = ready.cell.array
    if area is None or area.size == 1:
        return ()
    return (
        (place[0], row, column)
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
        if (row, column) != place[1:]
    )


class PlaceIndex:
    """Cells by sheet and column, so that the question whether an area holds one is quick."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._columns: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for sheet, row, column in places:
            self._columns[sheet][column].append(row)
        for columns in self._columns.values():
            for rows in columns.values():
                rows.sort()

    def any(self) -> Place | None:
        """Some cell."""
        return next((self.any_on(sheet) for sheet in self._columns), None)

    def any_on(self, sheet: str) -> Place | None:
        """Some cell of a sheet."""
        for column, rows in self._columns.get(sheet, {}).items():
            return (sheet, rows[0], column)
        return None

    def has(self, sheet: str) -> bool:
        """Whether any cell is on a sheet."""
        return sheet in self._columns

    def within(self, sheet: str, area: Area) -> Place | None:
        """Some cell of an area."""
        columns = self._columns.get(sheet)
        if not columns:
            return None
        wanted: Iterable[int] = range(area.left, area.right + 1)
        if area.columns > len(columns):
            wanted = (column for column in columns if area.left <= column <= area.right)
        for column in wanted:
            rows = columns.get(column)
            if rows:
                position = bisect_left(rows, area.top)
                if position < len(rows) and rows[position] <= area.bottom:
                    return (sheet, rows[position], column)
        return None

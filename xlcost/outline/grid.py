"""The cells of a sheet by rows and by columns, each in order, so that rules that go along them need not sort them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Cell, Sheet


@dataclass(frozen=True)
class Grid:
    """One sheet."""

    sheet: Sheet = field(repr=False)

    @cached_property
    def cells(self) -> Sequence[Cell]:
        """Row by row, each from left to right."""
        return sorted(self.sheet.cells.values())  # no two share row and column, by which cells compare first

    @cached_property
    def rows(self) -> Mapping[int, Sequence[Cell]]:
        """Row -> its cells from left to right; from the top row to the bottom."""
        found: defaultdict[int, list[Cell]] = defaultdict(list)
        for cell in self.cells:
            found[cell.row].append(cell)
        return dict(found)

    @cached_property
    def columns(self) -> Mapping[int, Sequence[Cell]]:
        """Column -> its cells from top to bottom; columns in the order in which the rows reach them."""
        found: defaultdict[int, list[Cell]] = defaultdict(list)
        for cell in self.cells:
            found[cell.column].append(cell)
        return dict(found)

    def rows_between(self, rows: range) -> Iterator[Sequence[Cell]]:
        """The rows that have cells, of some, from top to bottom."""
        numbers = self._row_numbers
        for row in numbers[bisect_left(numbers, rows.start) : bisect_left(numbers, rows.stop)]:
            yield self.rows[row]

    @cached_property
    def _row_numbers(self) -> Sequence[int]:
        return list(self.rows)

    def inside(self, area: Area) -> Iterator[Cell]:
        """The cells in an area, column by column."""
        if area.rows == 1:
            cells = self.rows.get(area.top, ())
            start = bisect_left(cells, area.left, key=lambda cell: cell.column)
            yield from cells[start : bisect_right(cells, area.right, start, key=lambda cell: cell.column)]
            return
        columns = range(area.left, area.right + 1) if area.columns < len(self.columns) else self.columns
        for column in columns:
            if area.left <= column <= area.right:
                yield from self.between(column, range(area.top, area.bottom + 1))

    def between(self, column: int, rows: range) -> Sequence[Cell]:
        """The cells of a column in some rows, from top to bottom."""
        cells = self.columns.get(column, ())
        start = bisect_left(cells, rows.start, key=lambda cell: cell.row)
        return cells[start : bisect_left(cells, rows.stop, start, key=lambda cell: cell.row)]

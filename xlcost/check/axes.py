"""Finds the time axes of a sheet: rows, or columns, of periods that follow one another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from xlcost.check import words
from xlcost.check.grid import Grid
from xlcost.headless.records import Cell, CellValue, Sheet

#: Fewer periods than this in a row are no axis: 1, 2, 3 may be anything.
_SHORTEST = 5
_FIRST_YEAR = 1990
_TIME_HEADER = re.compile(r"^(month|period|year|quarter|week|day|date|time|t)s?\b", re.IGNORECASE)


class Axis(NamedTuple):
    """Consecutive periods along a row (or down a column), from ``first`` to ``last`` across."""

    along_row: bool
    line: int  # the row or column that it stands in
    first: int
    last: int

    @property
    def length(self) -> int:
        """Number of periods."""
        return self.last - self.first + 1

    @property
    def cells(self) -> Iterator[tuple[int, int]]:
        """(row, column) of each period."""
        along = range(self.first, self.last + 1)
        return ((self.line, at) if self.along_row else (at, self.line) for at in along)


def find_axes(grid: Grid, value: Callable[[Cell], CellValue]) -> tuple[Axis, ...]:
    """Every time axis of the sheet; those along rows first, each in the order of the sheet."""
    sheet = grid.sheet
    by_row: defaultdict[int, list[tuple[int, float | str]]] = defaultdict(list)
    by_column: defaultdict[int, list[tuple[int, float | str]]] = defaultdict(list)
    for cell in grid.cells:
        period = _as_period(value(cell))
        if period is not None:
            by_row[cell.row].append((cell.column, period))
            by_column[cell.column].append((cell.row, period))
    rows = [
        Axis(True, row, *span)
        for row, periods in by_row.items()
        for span in _spans(periods)
        if _is_time_across(sheet, row, span[0], value)
    ]
    columns = [
        Axis(False, column, *span)
        for column, periods in sorted(by_column.items())
        for span in _spans(periods)
        if _is_time_down(sheet, column, span[0], value)
    ]
    return (*rows, *columns)


def _as_period(value: CellValue) -> float | str | None:
    """What may be a period of an axis: any number, and the texts that name one."""
    if isinstance(value, str):
        return value if words.PERIOD.match(value.strip()) else None
    return None if value is None or isinstance(value, bool) else value


def _is_time_across(sheet: Sheet, row: int, first: int, value: Callable[[Cell], CellValue]) -> bool:
    """1, 2, 3... along a row may number cases; it is time if the row says so, or if it reads like dates."""
    if _reads_like_time(value(sheet.cells[row, first])):
        return True
    before = (sheet.cells.get((row, column)) for column in range(1, first))
    return any(cell is not None and _TIME_HEADER.match(str(value(cell)).strip()) for cell in before)


def _is_time_down(sheet: Sheet, column: int, first: int, value: Callable[[Cell], CellValue]) -> bool:
    """1, 2, 3... down a column may number lines or ranks; it is time if it says so, or if it reads like dates."""
    if _reads_like_time(value(sheet.cells[first, column])):
        return True
    above = sheet.cells.get((first - 1, column))
    return above is not None and bool(_TIME_HEADER.match(str(value(above)).strip()))


def _reads_like_time(start: CellValue) -> bool:
    return isinstance(start, str) or (_is_number(start) and float(start) >= _FIRST_YEAR)  # type: ignore[arg-type]


def _spans(periods: Sequence[tuple[int, float | str]]) -> Iterator[tuple[int, int]]:
    """First and last position of each run of periods, given with their positions, in order."""
    if len(periods) < _SHORTEST:
        return
    start = 0
    for index in range(1, len(periods) + 1):
        if index == len(periods) or not _follows(periods, start, index):
            if index - start >= _SHORTEST:
                yield periods[start][0], periods[index - 1][0]
            start = index


def _follows(periods: Sequence[tuple[int, float | str]], start: int, index: int) -> bool:
    """Whether one continues the run from ``start``: next to it, the next name, number, or a date one period on."""
    (at, before), (here, now) = periods[index - 1], periods[index]
    if here != at + 1:
        return False
    if isinstance(before, str) or isinstance(now, str):
        return isinstance(before, str) and isinstance(now, str)
    step = now - before
    if before < 20_000:  # counted periods or years, not day numbers
        return step == 1
    first_step = _step(periods, start) if index - start > 1 else step
    return any(low <= step <= high and low <= first_step <= high for low, high in _PERIOD_LENGTHS)


def _step(periods: Sequence[tuple[int, float | str]], start: int) -> float:
    return float(periods[start + 1][1]) - float(periods[start][1])


def _is_number(value: CellValue) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


#: Days of a week, a month, a quarter, a half-year and a year.
_PERIOD_LENGTHS = ((7, 7), (28, 31), (90, 92), (181, 184), (365, 366))

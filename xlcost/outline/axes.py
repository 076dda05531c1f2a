"""Finds the time axes of a sheet: rows, or columns, of periods that follow one another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from xlcost.outline import words
from xlcost.workbook.records import Cell, CellValue, Sheet

#: Fewer periods than this in a row are no axis: 1, 2, 3 may be anything.
_SHORTEST = 5
_FIRST_YEAR = 1990
#: From here on numbers are dates, in days.
_FIRST_DAY = 20_000
_TIME_HEADER = re.compile(r"^(month|period|year|quarter|week|day|date|time|t)s?\b", re.IGNORECASE)


#: Position, and the number that stands there; None for the name of a period.
_Period = tuple[int, float | None]


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


def find_axes(sheet: Sheet, rows: Mapping[int, Sequence[Cell]], value: Callable[[Cell], CellValue]) -> tuple[Axis, ...]:
    """Every time axis of the sheet; those along rows first, each in the order of the sheet.

    Args:
        sheet: where the axes stand.
        rows: its cells with content by rows; rows and cells in order.
        value: what a cell shows.
    """
    by_row: dict[int, list[_Period]] = {}
    by_column: defaultdict[int, list[_Period]] = defaultdict(list)
    for row, cells in rows.items():
        periods = by_row[row] = []
        for cell in cells:
            shown = value(cell)
            if isinstance(shown, str):
                if not words.PERIOD.match(shown.strip()):
                    continue
                shown = None
            elif shown is None or isinstance(shown, bool):
                continue
            periods.append((cell.column, shown))
            by_column[cell.column].append((row, shown))
    along_rows = [
        Axis(True, row, *span)
        for row, periods in by_row.items()
        for span in _spans(periods)
        if _is_time_across(sheet, row, span[0], value)
    ]
    along_columns = [
        Axis(False, column, *span)
        for column, periods in sorted(by_column.items())
        for span in _spans(periods)
        if _is_time_down(sheet, column, span[0], value)
    ]
    return (*along_rows, *along_columns)


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
    return above is not None and names_time(str(value(above)))


def names_time(label: str) -> bool:
    """Whether a label is one of periods that are counted."""
    return bool(_TIME_HEADER.match(label.strip()))


def _reads_like_time(start: CellValue) -> bool:
    return isinstance(start, str) or (_is_number(start) and float(start) >= _FIRST_YEAR)  # type: ignore[arg-type]


def _spans(periods: Sequence[_Period]) -> Iterator[tuple[int, int]]:
    """First and last position of each run of periods, which are given in order."""
    if len(periods) < _SHORTEST:
        return
    start = 0
    for index, ((at, before), (here, now)) in enumerate(pairwise(periods), start=1):
        if here != at + 1:
            follows = False
        elif before is None or now is None:
            follows = before is now  # two names of periods
        elif before < _FIRST_DAY:  # counted periods or years
            follows = now - before == 1
        else:
            follows = _is_a_period_later(periods, start, index)
        if not follows:
            if index - start >= _SHORTEST:
                yield periods[start][0], at
            start = index
    if len(periods) - start >= _SHORTEST:
        yield periods[start][0], periods[-1][0]


def _is_a_period_later(periods: Sequence[_Period], start: int, index: int) -> bool:
    """Whether a date is as far from the one before as the second of the run, from ``start``, is from the first."""
    step, first_step = _days(periods, index), _days(periods, min(start + 1, index))
    return any(low <= step <= high and low <= first_step <= high for low, high in _PERIOD_LENGTHS)


def _days(periods: Sequence[_Period], index: int) -> float:
    return (periods[index][1] or 0) - (periods[index - 1][1] or 0)


def _is_number(value: CellValue) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


#: Days of a week, a month, a quarter, a half-year and a year.
_PERIOD_LENGTHS = ((7, 7), (28, 31), (90, 92), (181, 184), (365, 366))

"""Finds the time axes of a sheet: rows, or columns, of periods that follow one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from xlcost.check import words
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


def find_axes(sheet: Sheet, value: Callable[[Cell], CellValue]) -> tuple[Axis, ...]:
    """Every time axis of the sheet; those along rows first, each in the order of the sheet."""
    by_row: dict[int, list[Cell]] = {}
    by_column: dict[int, list[Cell]] = {}
    for cell in sheet.cells.values():
        by_row.setdefault(cell.row, []).append(cell)
        by_column.setdefault(cell.column, []).append(cell)
    rows = [
        Axis(True, row, *span)
        for row in sorted(by_row)
        for span in _spans(by_row[row], value, along_row=True)
        if _is_time_across(sheet, row, span[0], value)
    ]
    columns = [
        Axis(False, column, *span)
        for column in sorted(by_column)
        for span in _spans(by_column[column], value, along_row=False)
        if _is_time_down(sheet, column, span[0], value)
    ]
    return (*rows, *columns)


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


def _spans(cells: Sequence[Cell], value: Callable[[Cell], CellValue], *, along_row: bool) -> Iterator[tuple[int, int]]:
    """First and last position of each run of periods."""
    ordered = sorted(((cell.column if along_row else cell.row), cell) for cell in cells)
    run: list[tuple[int, CellValue]] = []
    for position, cell in ordered:
        now = value(cell)
        if run and (position != run[-1][0] + 1 or not _follows(run, now)):
            if len(run) >= _SHORTEST:
                yield run[0][0], run[-1][0]
            run = []
        if _may_start(now):
            run.append((position, now))
    if len(run) >= _SHORTEST:
        yield run[0][0], run[-1][0]


def _may_start(value: CellValue) -> bool:
    if isinstance(value, str):
        return bool(words.PERIOD.match(value.strip()))
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _follows(run: Sequence[tuple[int, CellValue]], value: CellValue) -> bool:
    """Whether a value continues the run: another period's name, the next number, or a date one period on."""
    before = run[-1][1]
    if isinstance(value, str) or isinstance(before, str):
        return isinstance(value, str) and isinstance(before, str) and bool(words.PERIOD.match(value.strip()))
    if not _is_number(value) or not _is_number(before):
        return False
    step = float(value) - float(before)  # type: ignore[arg-type]
    if float(before) < 20_000:  # type: ignore[arg-type]  # counted periods or years, not day numbers
        return step == 1
    first_step = float(run[1][1]) - float(run[0][1]) if len(run) > 1 else step  # type: ignore[arg-type]
    return any(low <= step <= high and low <= first_step <= high for low, high in _PERIOD_LENGTHS)


def _is_number(value: CellValue) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


#: Days of a week, a month, a quarter, a half-year and a year.
_PERIOD_LENGTHS = ((7, 7), (28, 31), (90, 92), (181, 184), (365, 366))

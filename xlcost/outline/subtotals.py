"""Columns of totals between the periods: a year after its twelve months, a quarter after its three.

There the same row says something else, and the period after it reads the one before it over the total.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from functools import lru_cache
from typing import Final

from xlcost.formula.unique import Formulas
from xlcost.workbook.records import Cell
from xlcost.workbook.tokens import Pattern, Point

#: A range of the formula's own row that ends right beside it, in R1C1; of two cells or more.
_BESIDE: Final = re.compile(r"(?<![!\w\]'])RC\[-([2-9]|[1-9][0-9]+)\]:RC\[-1\]")
_COLUMN: Final = re.compile(r"(?<=[\]RC0-9])C\[(-?[0-9]+)\]")
#: What a stock at the end of a year is: that of its last month.
_CARRIED: Final = "RC[-1]"
#: One column of totals is the last; between periods there are more.
_FEWEST: Final = 2


def subtotal_columns(formulas: Formulas) -> Mapping[str, Set[int]]:
    """Sheet name -> its columns of totals between periods; not those where each cell sums a few before it.

    A balance sheet sums nothing: there the columns that have totals on another sheet repeat the period before them.
    """
    found: defaultdict[str, set[int]] = defaultdict(set)
    for unique in formulas.uniques:
        if _BESIDE.search(unique.formula.r1c1):
            found[unique.sheet].update(cell.column for cell in unique.cells)
    apart = {
        sheet: frozenset(at for at in columns if not columns & {at - 1, at + 1}) for sheet, columns in found.items()
    }
    known = {sheet: columns for sheet, columns in apart.items() if len(columns) >= _FEWEST}
    for sheet, cells in formulas.by_sheet.items() if known else ():
        if sheet not in known:
            carried = Counter(column for (_, column), formula in cells.items() if formula.r1c1 == _CARRIED)
            alike = (columns for columns in known.values() if all(carried[column] >= _FEWEST for column in columns))
            columns = next((one for one in alike if all(carried[at - 1] < carried[at] / 2 for at in one)), None)
            if columns is not None:
                known[sheet] = columns
    return known


def parted(cells: list[Cell], totals: Set[int]) -> tuple[list[Cell], ...]:
    """The periods of a row, and the totals between them."""
    if not any(cell.column in totals for cell in cells):
        return (cells,)
    return [cell for cell in cells if cell.column not in totals], [cell for cell in cells if cell.column in totals]


@lru_cache(maxsize=32_768)
def in_periods(r1c1: str, column: int, totals: Set[int]) -> str:
    """A formula of a column with its relative columns counted in periods, so that copies over a total read the same."""
    if not totals:
        return r1c1

    def counted(found: re.Match[str]) -> str:
        target = column + int(found[1])
        return found[0] if target in totals else f"C<{_periods(column, target, totals)}>"

    return _COLUMN.sub(counted, r1c1)


def copied(formula: Pattern, origin: int, row: int, column: int, totals: Set[int]) -> str:
    """A formula of the column ``origin`` as it reads once it is copied to another cell, over the totals between."""

    def moved(point: Point) -> Point:
        if point.column_fixed or origin + point.column in totals:
            return point
        left, target = _periods(origin, origin + point.column, totals), column
        while left:
            step = 1 if left > 0 else -1
            target += step
            left -= step * (target not in totals)
        return point._replace(column=target - column)

    pieces = (piece if isinstance(piece, str) else tuple(map(moved, piece)) for piece in formula.pieces)
    return Pattern(tuple(pieces)).a1(row, column)


def _periods(column: int, target: int, totals: Set[int]) -> int:
    """How many periods on, or back, a column is."""
    first, last = sorted((column, target))
    passed = sum(first < at < last for at in totals)
    return target - column + (passed if target < column else -passed)

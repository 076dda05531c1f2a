"""When two values of cells are the same: numbers but for the last digits, which the order of calculation decides."""

from __future__ import annotations

import math
from datetime import date
from typing import Final

from xlcost.workbook.records import CellValue

#: Excel shows 15 digits, so a number that another program wrote again may differ behind them.
_TYPED: Final = 1e-14
_CALCULATED: Final = 1e-9


def same(one: CellValue | date, other: CellValue | date) -> bool:
    """Whether two typed values are the same; an empty text is a blank cell."""
    return _within(one, other, _TYPED)


def same_result(one: CellValue | date, other: CellValue | date) -> bool:
    """Whether two calculated values are the same to nine digits."""
    return _within(one, other, _CALCULATED)


def _within(one: CellValue | date, other: CellValue | date, tolerance: float) -> bool:
    if one.__class__ is float and other.__class__ is float:
        return math.isclose(one, other, rel_tol=tolerance)
    one, other = (None if value == "" else value for value in (one, other))
    return one.__class__ is other.__class__ and one == other

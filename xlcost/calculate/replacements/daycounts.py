"""YEARFRAC and the day counts of bonds."""

from __future__ import annotations

import math
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, serial, strict_number
from xlcost.calculate.replacements.days import civil, month_length, whole_day

_ACTUAL_360: Final = 2


def yearfrac(start: Any, end: Any, basis: Any = MISSING) -> float:
    """YEARFRAC: the fraction of a year between two days, in any order."""
    first, last = strict_number(start), strict_number(end)
    count = 0 if basis is MISSING else math.trunc(strict_number(basis))
    one, other = sorted((whole_day(first), whole_day(last)))
    if count not in {0, 1, 2, 3, 4}:
        raise Failed("Num")
    if one == 0:  # Excel's January 0
        raise Failed("NImpl")
    if count == 0:
        return _american(one, other) / 360
    if count == 4:
        return _european(one, other) / 360
    return (other - one) / (_average_year(one, other) if count == 1 else 360 if count == 2 else 365)


def _european(first: int, last: int) -> int:
    year, month, day = civil(first)
    other_year, other_month, other_day = civil(last)
    return (other_year - year) * 360 + (other_month - month) * 30 + min(other_day, 30) - min(day, 30)


def _american(first: int, last: int) -> int:
    """30/360 as in the bond markets of the United States: the last of February counts as the 30th."""
    year, month, day = civil(first)
    other_year, other_month, other_day = civil(last)
    if month == 2 and day == month_length(year, month):
        if other_month == 2 and other_day == month_length(other_year, other_month):
            other_day = 30
        day = 30
    day = min(day, 30)
    if other_day == 31 and day == 30:
        other_day = 30
    return (other_year - year) * 360 + (other_month - month) * 30 + other_day - day


def _average_year(first: int, last: int) -> float:
    """The length of a year for the basis actual/actual."""
    year, month, day = civil(first)
    other_year, other_month, other_day = civil(last)
    within = year == other_year or (year + 1 == other_year and (month, day) >= (other_month, other_day))
    if not within:
        lengths = [_year_length(each) for each in range(year, other_year + 1)]
        return sum(lengths) / len(lengths)
    if year == other_year:
        return _year_length(year)
    leap_day = serial(year, 2, 29) if _year_length(year) == 366 else serial(other_year, 2, 29)
    return 366 if leap_day is not None and first <= leap_day <= last else 365


def _year_length(year: int) -> int:
    return 337 + month_length(year, 2)


def basis(given: Any) -> float:
    """The day count of PRICE and YIELD, which the engine has wrong for actual/360."""
    count = strict_number(given)
    if math.trunc(count) == _ACTUAL_360:
        raise Failed("NImpl")
    return count

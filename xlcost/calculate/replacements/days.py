"""Excel's calendar, and how its functions read dates: DATE, YEAR, EDATE and their kin.

Day 1 is 1 January 1900, day 60 the 29 February 1900 that there never was, the last one 31 December 9999.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any, Final

from xlcost.calculate.replacements.coercion import (
    Failed,
    number,
    parse_date,
    parse_moment,
    serial,
    strict_number,
    text,
)

LAST_DAY: Final = 2_958_465
_EPOCH: Final = date(1899, 12, 30)
_MOST_TIME: Final = 32_767

#: Between these Excel counts days as everybody does, from 1900 and from 1904.
_FIRST_SURE: Final = 61
_LAST_SURE: Final = LAST_DAY - 1462


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month."""
    if day == 0:
        return 1900, 1, 0
    if day == 60:
        return 1900, 2, 29
    moment = _EPOCH + timedelta(days=day + (day < 60))
    return moment.year, moment.month, moment.day


def whole_day(given: float) -> int:
    """The day of a moment; before 1900 or after 9999 Excel has none."""
    day = math.floor(given)
    if not 0 <= day <= LAST_DAY:
        raise Failed("Num")
    return day


def month_shifted(day: int, months: int) -> tuple[int, int, int]:
    """Year and month so many months later, and the day of the month as it was."""
    year, month, day_of_month = civil(day)
    years, month = divmod(month - 1 + months, 12)
    year += years
    if not 1900 <= year <= 9999:
        raise Failed("Num")
    return year, month + 1, day_of_month


def month_length(year: int, month: int) -> int:
    """Days of a month, in Excel's calendar."""
    if month == 2:
        return 29 if year == 1900 or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def date_of(year: Any, month: Any, day: Any) -> float:
    """DATE: months and days beyond the year's and the month's go on counting."""
    years, months, days = (math.floor(number(part)) for part in (year, month, day))
    if 0 <= years < 1900:
        years += 1900
    if not 0 <= years <= 9999 or abs(months) > 1_000_000 or abs(days) > 10_000_000:
        raise Failed("Num")
    over, index = divmod(months - 1, 12)
    years += over
    if not 1899 <= years <= 9999:
        raise Failed("Num")
    first = serial(years, index + 1, 1) if years >= 1900 else float(date(years, index + 1, 1).toordinal() - 693_595)
    if first is None:
        raise Failed("Num")
    return float(whole_day(first + days - 1))


def year_of(day: Any) -> float:
    """YEAR."""
    return float(civil(whole_day(number(day)))[0])


def month_of(day: Any) -> float:
    """MONTH."""
    return float(civil(whole_day(number(day)))[1])


def day_of(day: Any) -> float:
    """DAY."""
    return float(civil(whole_day(number(day)))[2])


def edate(start: Any, months: Any) -> float:
    """EDATE: the same day some months later, or the last of a shorter month."""
    first, shift = strict_number(start), strict_number(months)
    year, month, day_of_month = month_shifted(whole_day(first), math.trunc(shift))
    if day_of_month == 0:  # Excel's January 0
        raise Failed("NImpl")
    found = serial(year, month, min(day_of_month, month_length(year, month)))
    if found is None:
        raise Failed("Num")
    return found


def eomonth(start: Any, months: Any) -> float:
    """EOMONTH: the last day of the month some months later."""
    first, shift = strict_number(start), strict_number(months)
    year, month, _ = month_shifted(whole_day(first), math.trunc(shift))
    found = serial(year, month, month_length(year, month))
    if found is None:
        raise Failed("Num")
    return found


def sure_day(given: Any) -> float:
    """A day for a function of the engine's, which has other days than Excel before March 1900 and after 9999."""
    moment = number(given)
    if not _FIRST_SURE <= moment <= _LAST_SURE:
        raise Failed("NImpl")
    return moment


def time_of(hour: Any, minute: Any, second: Any) -> float:
    """TIME: the fraction of a day; whole days are dropped."""
    parts = [math.trunc(number(part)) for part in (hour, minute, second)]
    if max(parts) > _MOST_TIME:
        raise Failed("Num")
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    if seconds < 0:
        raise Failed("Num")
    return seconds % 86_400 / 86_400


def datevalue(given: Any) -> float:
    """DATEVALUE: the day that a text means."""
    return math.floor(parse_date(_only_text(given).strip()))


def timevalue(given: Any) -> float:
    """TIMEVALUE: the time of day that a text means."""
    moment = parse_moment(_only_text(given).strip())
    return moment - math.floor(moment)


def _only_text(given: Any) -> str:
    if isinstance(given, (dict, str)):
        return text(given)
    raise Failed("Value")

"""Excel's calendar, and how its functions read dates: DATE, YEAR, EDATE, WEEKDAY and their kin.

Day 1 is 1 January 1900, day 60 the 29 February 1900 that there never was, the last one 31 December 9999.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any, Final

from xlcost.calculate.replacements.coercion import (
    MISSING,
    Failed,
    number,
    optional,
    parse_date,
    parse_moment,
    serial,
    strict_number,
    text,
)

LAST_DAY: Final = 2_958_465
_EPOCH: Final = date(1899, 12, 30)
_MOST_TIME: Final = 32_767

#: Excel's numbers for where a week begins: WEEKDAY's types and WEEKNUM's, Monday being 0.
_WEEK_STARTS: Final = {1: 6, 2: 0, 11: 0, 12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6}
_ISO_WEEKS: Final = 21


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


def weekday_of(day: int) -> int:
    """0 for Monday."""
    return (day + 5) % 7


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


def days_between(end: Any, start: Any) -> float:
    """DAYS."""
    last, first = number(end), number(start)
    return float(whole_day(last) - whole_day(first))


def weekday(day: Any, kind: Any = MISSING) -> float:
    """WEEKDAY; kind 3 counts from 0 on Monday."""
    moment = number(day)
    count_as = math.trunc(optional(kind, 1.0))
    at = weekday_of(whole_day(moment))
    if count_as == 3:
        return float(at)
    if count_as not in _WEEK_STARTS:
        raise Failed("Num")
    return float((at - _WEEK_STARTS[count_as]) % 7 + 1)


def weeknum(day: Any, kind: Any = MISSING) -> float:
    """WEEKNUM: the week with 1 January is the first; kind 21 as ISOWEEKNUM."""
    at = whole_day(strict_number(day))
    count_as = 1 if kind is MISSING else math.trunc(strict_number(kind))
    if count_as == _ISO_WEEKS:
        return isoweeknum(float(at))
    if count_as not in _WEEK_STARTS:
        raise Failed("Num")
    first = serial(civil(at)[0], 1, 1) or 1.0
    return float((at - int(first) + (weekday_of(int(first)) - _WEEK_STARTS[count_as]) % 7) // 7 + 1)


def isoweeknum(day: Any) -> float:
    """ISOWEEKNUM: the week with the year's first Thursday is the first."""
    at = whole_day(number(day))
    thursday = at - weekday_of(at) + 3
    if thursday < 1:
        return 52.0
    first = serial(civil(thursday)[0], 1, 1) or 1.0
    return float((thursday - int(first)) // 7 + 1)


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

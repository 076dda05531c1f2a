"""Excel's calendar, and the days and times that texts mean: DATEVALUE, TIMEVALUE.

Day 1 is 1 January 1900, day 60 the 29 February 1900 that there never was, the last one 31 December 9999.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any, Final

from xlcost.calculate.replacements.coercion import (
    Failed,
    parse_date,
    parse_moment,
    text,
)

LAST_DAY: Final = 2_958_465
_EPOCH: Final = date(1899, 12, 30)


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month."""
    if day == 0:
        return 1900, 1, 0
    if day == 60:
        return 1900, 2, 29
    moment = _EPOCH + timedelta(days=day + (day < 60))
    return moment.year, moment.month, moment.day


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

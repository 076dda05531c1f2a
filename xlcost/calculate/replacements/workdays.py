"""WORKDAY, NETWORKDAYS and their INTL forms."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, strict_number
from xlcost.calculate.replacements.days import LAST_DAY, weekday_of, whole_day

#: Excel's numbers for weekends: the days off, Monday being 0.
_WEEKENDS: Final = {
    **{kind: frozenset({(kind + 4) % 7, (kind + 5) % 7}) for kind in range(1, 8)},
    **{kind: frozenset({(kind - 12) % 7}) for kind in range(11, 18)},
}
_ALL: Final = frozenset(range(7))
_DEFAULT: Final = _WEEKENDS[1]


def workday(start: Any, days: Any, holidays: Any = MISSING) -> float:
    """WORKDAY."""
    return _workday(strict_number(start), strict_number(days), _DEFAULT, _holidays(holidays))


def workday_intl(start: Any, days: Any, weekend: Any = MISSING, holidays: Any = MISSING) -> float:
    """WORKDAY.INTL."""
    first, count, off = strict_number(start), strict_number(days), _weekend(weekend)
    if off == _ALL:
        raise Failed("Value")
    return _workday(first, count, off, _holidays(holidays))


def networkdays(start: Any, end: Any, holidays: Any = MISSING) -> float:
    """NETWORKDAYS: both ends count; backwards the result is negative."""
    return _networkdays(strict_number(start), strict_number(end), _DEFAULT, _holidays(holidays))


def networkdays_intl(start: Any, end: Any, weekend: Any = MISSING, holidays: Any = MISSING) -> float:
    """NETWORKDAYS.INTL."""
    first, last, off = strict_number(start), strict_number(end), _weekend(weekend)
    return _networkdays(first, last, off, _holidays(holidays))


def _workday(start: float, days: float, off: frozenset[int], holidays: frozenset[int]) -> float:
    day, left = whole_day(start), math.floor(days)
    step = 1 if left > 0 else -1
    worked = 7 - len(off)
    if abs(left) > LAST_DAY:
        raise Failed("Num")
    closed = sorted((at for at in holidays if weekday_of(at) not in off and (at - day) * step > 0), reverse=step < 0)
    weeks, left = divmod(abs(left), worked)
    if left == 0 and weeks:  # whole weeks end on the workday before, not on a weekend after it
        weeks, left = weeks - 1, worked
    end = day + step * 7 * weeks
    end = _stepped(end, left, step, off, frozenset())
    for at in closed:
        if (end - at) * step < 0:
            break
        end = _stepped(end, 1, step, off, frozenset())
    return float(whole_day(end))


def _stepped(day: int, count: int, step: int, off: frozenset[int], holidays: frozenset[int]) -> int:
    while count > 0:
        day += step
        count -= weekday_of(day) not in off and day not in holidays
    return day


def _networkdays(start: float, end: float, off: frozenset[int], holidays: frozenset[int]) -> float:
    first, last = whole_day(start), whole_day(end)
    sign = 1 if first <= last else -1
    first, last = min(first, last), max(first, last)
    weeks, rest = divmod(last - first + 1, 7)
    count = weeks * (7 - len(off)) + sum(weekday_of(first + day) not in off for day in range(rest))
    count -= sum(first <= day <= last and weekday_of(day) not in off for day in holidays)
    return float(sign * count)


def _weekend(given: Any) -> frozenset[int]:
    """The days off: a number that stands for them, or a text of seven 0 and 1 from Monday."""
    if given is MISSING:
        return _DEFAULT
    if isinstance(given, list):
        given = given[0][0]
    if isinstance(given, str):
        if len(given) != 7 or set(given) - {"0", "1"}:
            raise Failed("Value")
        return frozenset(day for day, mark in enumerate(given) if mark == "1")
    found = _WEEKENDS.get(math.trunc(strict_number(given)))
    if found is None:
        raise Failed("Num")
    return found


def _holidays(given: Any) -> frozenset[int]:
    if given is MISSING:
        return frozenset()
    return frozenset(whole_day(strict_number(value)) for value in _values(given) if value is not None)


def _values(given: Any) -> Iterator[Any]:
    for row in given if isinstance(given, list) else [[given]]:
        yield from row

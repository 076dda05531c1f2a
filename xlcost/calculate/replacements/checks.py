"""Arguments with which the engine's own function is Excel's: with others a call gets no answer, unless it is an error.

Days before 1901 and after 9995, payments with blanks or texts among them, rates that several returns answer to: what is
rare is not calculated, and what is not calculated is said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, number
from xlcost.calculate.replacements.days import LAST_DAY, civil

#: Between these both count days alike, from 1900 and from 1904.
_FIRST_SURE: Final = 367
_LAST_SURE: Final = LAST_DAY - 1462
_TO_1904: Final = 1462
_ACTUAL_360: Final = 2
_MOST_TIME: Final = 32_767


def sure(name: str, *arguments: Any) -> bool:
    """Whether the engine's function may be called.

    Raises:
        Failed: it may not; with the error that Excel has, or because its answer is not known here.
    """
    _CHECKS[name](*arguments)
    return True


def filled(cells: Any, beside: Any = MISSING) -> Any:
    """The numbers of a range, which alone are payments; of payments and their dates, those that are not both blank."""
    if not isinstance(cells, list):
        return cells
    flat = [cell for row in cells for cell in row]
    if beside is MISSING:
        kept = [cell for cell in flat if cell.__class__ is float or isinstance(cell, dict)]
    else:
        others = [cell for row in beside for cell in row] if isinstance(beside, list) else [beside]
        _unless(len(flat) == len(others), "Num")
        kept = [cell for cell, other in zip(flat, others, strict=True) if (cell, other) != (None, None)]
    _unless(bool(kept))
    return [[cell] for cell in kept]


def found(value: Any) -> Any:
    """A rate that the engine found; where it finds none Excel may."""
    if isinstance(value, dict):
        raise Failed("NImpl")
    return value


def _unless(holds: bool, kind: str = "NImpl") -> None:
    if not holds:
        raise Failed(kind)


def _days(*days: Any) -> None:
    for day in days:
        _unless(_FIRST_SURE <= number(day) <= _LAST_SURE)


def _date(year: Any, month: Any, day: Any) -> None:
    years, months, days = (math.floor(number(part)) for part in (year, month, day))
    years += 1900 if 0 < years < 1900 else 0
    least = (years - 1904) * 365 + min(months - 1, 0) * 31 + days
    most = (years - 1904) * 366 + max(months, 0) * 31 + days
    _unless(least >= 0 and most + _TO_1904 <= _LAST_SURE)


def _months_later(day: Any, months: Any) -> None:
    shift = 31 * math.trunc(number(months))
    _days(day, number(day) + shift + (31 if shift > 0 else -31))


def _time(*parts: Any) -> None:
    hour, minute, second = (math.trunc(number(part)) for part in parts)
    _unless(hour * 3600 + minute * 60 + second >= 0 and max(hour, minute, second) <= _MOST_TIME, "Num")


def _share_of_year(start: Any, end: Any, basis: Any = MISSING) -> None:
    """In months of 30 days the engine has a day too much from the last day of February to the 31st of a month."""
    _days(start, end)
    if math.trunc(number(basis)) == 0:
        first, last = sorted(math.floor(number(day)) for day in (start, end))
        for shift in (0, _TO_1904):
            _unless(civil(first + shift + 1)[1:] != (3, 1) or civil(last + shift)[2] != 31)


def _bond(*arguments: Any) -> None:
    _unless(len(arguments) < 7 or math.trunc(number(arguments[6])) != _ACTUAL_360)


def _worth(rate: Any, *flows: Any) -> None:
    _unless(number(rate) != -1)
    for flow in flows:
        list(_numbers(flow))


def _return(flows: Any, guess: Any = MISSING) -> None:
    _unless(guess is MISSING or number(guess) > -1)
    signs = [flow > 0 for flow in _numbers(flows) if flow]
    changes = sum(one != other for one, other in pairwise(signs))
    _unless(changes > 0, "Num")
    _unless(changes == 1)  # of several rates it may be another


def _dated_return(flows: Any, dates: Any, guess: Any = MISSING) -> None:
    _return(flows, guess)
    _dated(flows, dates)


def _dated_worth(rate: Any, flows: Any, dates: Any) -> None:
    _unless(number(rate) > 0, "Num")
    _dated(flows, dates)


def _dated(flows: Any, dates: Any) -> None:
    days = list(_numbers(dates))
    _unless(min(days) >= 0)
    _unless(len(days) == len(list(_numbers(flows))) and min(days) >= days[0], "Num")


def _payment(rate: Any, periods: Any, *_: Any) -> None:
    _unless(number(rate) > -1 and number(periods) != 0, "Num")


def _part_of_payment(rate: Any, period: Any, periods: Any, *others: Any) -> None:
    _payment(rate, periods)
    _unless(number(period) == math.floor(number(period)) and (len(others) < 3 or number(others[2]) == 0))


def _chi_square(value: Any, *_: Any) -> None:
    """At 0 the engine has no density, where Excel has one for two degrees of freedom."""
    _unless(number(value) > 0)


def _log(value: Any, base: Any = 10.0) -> None:
    _unless(number(value) > 0 and number(base) > 0, "Num")
    _unless(number(base) != 1, "Div")


def _numbers(cells: Any) -> Iterator[float]:
    """The numbers of a range, if it has nothing else."""
    for row in cells if isinstance(cells, list) else [[cells]]:
        for cell in row:
            if isinstance(cell, dict):
                raise Failed(cell.get("kind", "Value"))
            _unless(cell.__class__ is float)
            yield cell


_CHECKS: Final[Mapping[str, Callable[..., None]]] = {
    "DATE": _date,
    "EDATE": _months_later,
    "EOMONTH": _months_later,
    "TIME": _time,
    **dict.fromkeys(["WEEKDAY", "WEEKNUM", "ISOWEEKNUM"], lambda day, *_: _days(day)),
    **dict.fromkeys(["DAYS", "NETWORKDAYS"], _days),
    "YEARFRAC": _share_of_year,
    "PRICE": _bond,
    "YIELD": _bond,
    "NPV": _worth,
    "IRR": _return,
    "XNPV": _dated_worth,
    "XIRR": _dated_return,
    "PMT": _payment,
    "IPMT": _part_of_payment,
    "PPMT": _part_of_payment,
    "LOG": _log,
    "CHISQ.DIST": _chi_square,
}

#: The functions that are checked, and those of them whose value is.
CHECKED: Final = frozenset(_CHECKS)
SEARCHED: Final = frozenset({"IRR", "XIRR"})
#: The first argument with payments, and the one with their dates; without dates all that follow are payments.
PAYMENTS: Final[Mapping[str, tuple[int, int | None]]] = {"NPV": (1, None), "IRR": (0, None)} | {
    "XNPV": (1, 2),
    "XIRR": (0, 1),
}

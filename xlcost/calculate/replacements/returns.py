"""IRR, XIRR, XNPV and NPV: the worth and the return of payments."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, number, optional, strict_number
from xlcost.calculate.replacements.days import whole_day

_GUESS: Final = 0.1
_IRR_STEPS: Final = 25
_XIRR_STEPS: Final = 100
_CLOSE: Final = 1e-13
_YEAR: Final = 365.0
_FLAT: Final = 1e-6  # where the worth only touches 0 every search stops elsewhere
_LOWEST: Final = -0.999999  # so near to losing all that Excel finds no rate, or another


def irr(values: Any, guess: Any = MISSING) -> float:
    """IRR: the rate at which equally spaced payments are worth nothing; texts, truth values and blanks are left out.

    Of several such rates the one that Newton's method finds from the guess, as in Excel. Where it finds none this
    gives up (Excel says #NUM! after 20 steps, but its steps are not documented).
    """
    flows = _numbers(values)
    start = optional(guess, _GUESS)
    if start <= -1:
        raise Failed("Value")
    if not (any(flow > 0 for flow in flows) and any(flow < 0 for flow in flows)):
        raise Failed("Num")
    return _root(lambda rate: _worth(flows, range(len(flows)), rate), start, _IRR_STEPS)


def xirr(values: Any, dates: Any, guess: Any = MISSING) -> float:
    """XIRR: the yearly rate at which dated payments are worth nothing; where neither is there, there is no payment."""
    values, dates = _without_blank_pairs(values, dates)
    flows = _strict_column(values)
    times = _times(dates)
    start = optional(guess, _GUESS)
    if len(flows) != len(times) or start <= -1:
        raise Failed("Num")
    if not (any(flow > 0 for flow in flows) and any(flow < 0 for flow in flows)):
        raise Failed("Num")
    return _root(lambda rate: _worth(flows, times, rate), start, _XIRR_STEPS)


def _without_blank_pairs(values: Any, dates: Any) -> tuple[Any, Any]:
    """Payments and dates without the cells that are blank in both."""
    if not (isinstance(values, list) and isinstance(dates, list)):
        return values, dates
    flat = [[cell for row in rows for cell in row] for rows in (values, dates)]
    if len(flat[0]) != len(flat[1]):
        return values, dates
    kept = [pair for pair in zip(*flat, strict=True) if pair != (None, None)]
    return [[value] for value, _ in kept], [[day] for _, day in kept]


def xnpv(rate: Any, values: Any, dates: Any) -> float:
    """XNPV: the worth of dated payments on the first date."""
    interest = strict_number(rate)
    flows = _numbers(values)
    times = _times(dates)
    if len(flows) != len(times) or interest <= 0:
        raise Failed("Num")
    return math.fsum(flow / (1 + interest) ** time for flow, time in zip(flows, times, strict=True))


def npv(rate: Any, *values: Any) -> float:
    """NPV: of ranges and arrays only the numbers; whether a single text or truth value is in a cell is not known."""
    growth = 1 + number(rate)
    flows: list[float] = []
    for value in values:
        if isinstance(value, (str, bool)):
            raise Failed("NImpl")
        if value is MISSING:
            flows.append(0.0)
        elif value is not None:
            flows += _numbers(value)
    if growth == 0:
        raise Failed("Div")
    return math.fsum(flow / growth**time for time, flow in enumerate(flows, 1))


def _worth(flows: list[float], times: Any, rate: float) -> tuple[float, float, float]:
    """The worth at a rate, how it changes with the rate, and the size of what that change is made of."""
    growth = 1 + rate
    value = slope = size = 0.0
    for flow, time in zip(flows, times, strict=True):
        part = flow * growth**-time
        value += part
        slope -= time * part / growth
        size += abs(time * part / growth)
    return value, slope, size


def _root(worth: Callable[[float], tuple[float, float, float]], start: float, steps: int) -> float:
    rate = start
    for _ in range(steps):
        try:
            value, slope, size = worth(rate)
            change = value / slope
        except (OverflowError, ZeroDivisionError):
            break
        if rate - change <= -1:  # no rate is below -100 %: half the way there
            change = (rate + 1) / 2
        rate -= change
        if abs(change) <= _CLOSE * max(1.0, abs(rate)):
            if rate < _LOWEST or abs(slope) < _FLAT * size:
                break
            return rate
    raise Failed("NImpl")


def _numbers(values: Any) -> list[float]:
    """The numbers of a range; of a single value whatever it reads as."""
    if not isinstance(values, list):
        return [number(values)]
    found = []
    for value in _cells(values):
        if isinstance(value, dict):
            raise Failed(value.get("kind", "Value"))
        if value.__class__ is float or (isinstance(value, int) and not isinstance(value, bool)):
            found.append(float(value))
    return found


def _strict_column(values: Any) -> list[float]:
    """Every cell of a range as a number, blanks as 0; texts and truth values are refused."""
    found = []
    for value in _cells(values):
        if isinstance(value, (str, bool)):
            raise Failed("Value")
        found.append(number(value))
    return found


def _times(dates: Any) -> list[float]:
    """Years since the first date; none may be before it."""
    days = [whole_day(strict_number(value)) for value in _cells(dates)]
    if not days or min(days) < days[0]:
        raise Failed("Num")
    return [(day - days[0]) / _YEAR for day in days]


def _cells(values: Any) -> Iterator[Any]:
    for row in values if isinstance(values, list) else [[values]]:
        yield from row

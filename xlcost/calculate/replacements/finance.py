"""Loans and depreciation: the functions that the engine lacks or calculates wrongly for payments in advance."""

from __future__ import annotations

import math
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, number, optional, strict_number

_MOST_PERIODS: Final = 100_000


def pmt(rate: Any, nper: Any, pv: Any, fv: Any = MISSING, when: Any = MISSING) -> float:
    """PMT: the payment of an annuity."""
    return _payment(number(rate), number(nper), number(pv), optional(fv, 0.0), optional(when, 0.0) != 0)


def ispmt(rate: Any, per: Any, nper: Any, pv: Any) -> float:
    """ISPMT: the interest when equal parts are paid back."""
    interest, period, periods, value = number(rate), number(per), number(nper), number(pv)
    if periods == 0:
        raise Failed("Div")
    return value * interest * (period / periods - 1)


def effect(nominal_rate: Any, npery: Any) -> float:
    """EFFECT: the yearly rate of one that is compounded within the year."""
    rate, periods = _yearly(nominal_rate, npery)
    return float((1 + rate / periods) ** periods) - 1


def nominal(effect_rate: Any, npery: Any) -> float:
    """NOMINAL: the rate that compounds to a yearly one."""
    rate, periods = _yearly(effect_rate, npery)
    return periods * (float((1 + rate) ** (1 / periods)) - 1)


def dollarde(fractional: Any, fraction: Any) -> float:
    """DOLLARDE: a price whose decimals count a fraction, as a decimal number."""
    price, whole, below, digits = _price_parts(fractional, fraction)
    return math.copysign(whole + (abs(price) - whole) * 10**digits / below, price)


def dollarfr(decimal: Any, fraction: Any) -> float:
    """DOLLARFR: a decimal price as one whose decimals count a fraction."""
    price, whole, below, digits = _price_parts(decimal, fraction)
    return math.copysign(whole + (abs(price) - whole) * below / 10**digits, price)


def _price_parts(price: Any, fraction: Any) -> tuple[float, int, int, int]:
    """The price, its whole part, the fraction, and how many digits its decimals take."""
    given, by = strict_number(price), strict_number(fraction)
    if by < 0:
        raise Failed("Num")
    below = math.trunc(by)
    if below == 0:
        raise Failed("Div")
    return given, math.trunc(abs(given)), below, math.ceil(math.log10(below))


def _yearly(rate: Any, npery: Any) -> tuple[float, int]:
    given, periods = strict_number(rate), math.trunc(strict_number(npery))
    if given <= 0 or periods < 1:
        raise Failed("Num")
    return given, periods


def pduration(rate: Any, pv: Any, fv: Any) -> float:
    """PDURATION: the periods until a value has grown to another."""
    growth, now, then = number(rate), number(pv), number(fv)
    if min(growth, now, then) <= 0:
        raise Failed("Num")
    return (math.log(then) - math.log(now)) / math.log1p(growth)


def ipmt(rate: Any, per: Any, nper: Any, pv: Any, fv: Any = MISSING, when: Any = MISSING) -> float:
    """IPMT: the interest part of one payment."""
    numbers = number(rate), number(per), number(nper), number(pv), optional(fv, 0.0), optional(when, 0.0) != 0
    return _interest(*numbers)


def ppmt(rate: Any, per: Any, nper: Any, pv: Any, fv: Any = MISSING, when: Any = MISSING) -> float:
    """PPMT: the part of one payment that pays back."""
    interest, period, periods, value = number(rate), number(per), number(nper), number(pv)
    future, early = optional(fv, 0.0), optional(when, 0.0) != 0
    part = _interest(interest, period, periods, value, future, early)
    return _payment(interest, periods, value, future, early) - part


def cumipmt(rate: Any, nper: Any, pv: Any, start: Any, end: Any, when: Any) -> float:
    """CUMIPMT: the interest of several payments together."""
    interest, periods, value, first, last, early = _span(rate, nper, pv, start, end, when)
    return sum(_interest(interest, float(per), periods, value, 0.0, early) for per in range(first, last + 1))


def cumprinc(rate: Any, nper: Any, pv: Any, start: Any, end: Any, when: Any) -> float:
    """CUMPRINC: what several payments together pay back."""
    interest, periods, value, first, last, early = _span(rate, nper, pv, start, end, when)
    # The parts grow by the rate from one payment to the next: no small difference of large numbers is taken.
    smallest = -interest * value / (math.pow(1 + interest, periods) - 1)
    parts = [smallest * math.pow(1 + interest, per - 1 - early) for per in range(first, last + 1)]
    if early and first == 1:
        parts[0] = _payment(interest, periods, value, 0.0, early)
    return math.fsum(parts)


def fvschedule(principal: Any, schedule: Any) -> float:
    """FVSCHEDULE: a value after a series of rates."""
    value = number(principal)
    for row in schedule if isinstance(schedule, list) else [[schedule]]:
        for rate in row:
            if isinstance(rate, (str, bool)):
                raise Failed("Value")
            value *= 1 + number(rate)
    return value


def _payment(rate: float, periods: float, value: float, future: float, early: bool) -> float:
    if periods == 0 or rate <= -1:
        raise Failed("Num")
    if rate == 0:
        return -(value + future) / periods
    growth = math.pow(1 + rate, periods)
    return -(value * growth + future) * rate / ((1 + rate * early) * (growth - 1))


def _future(rate: float, periods: float, payment: float, value: float, early: bool) -> float:
    if rate == 0:
        return -(value + payment * periods)
    growth = math.pow(1 + rate, periods)
    return -(value * growth + payment * (1 + rate * early) * (growth - 1) / rate)


def _interest(rate: float, per: float, periods: float, value: float, future: float, early: bool) -> float:
    if not 1 <= per < periods + 1:
        raise Failed("Num")
    payment = _payment(rate, periods, value, future, early)
    if per == 1:
        return 0.0 if early else -value * rate
    if early:
        return (_future(rate, per - 2, payment, value, early) - payment) * rate
    return _future(rate, per - 1, payment, value, early) * rate


def _span(rate: Any, nper: Any, pv: Any, start: Any, end: Any, when: Any) -> tuple[float, float, float, int, int, bool]:
    interest, periods, value = strict_number(rate), strict_number(nper), strict_number(pv)
    first, last, early = strict_number(start), strict_number(end), strict_number(when)
    if min(interest, periods, value) <= 0 or not 1 <= first <= last <= periods or early not in {0, 1}:
        raise Failed("Num")
    if first != int(first) or last != int(last) or periods != int(periods) or last - first > _MOST_PERIODS:
        raise Failed("NImpl")
    return interest, periods, value, int(first), int(last), bool(early)

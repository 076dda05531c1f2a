"""Loans: PMT, IPMT and PPMT, of which the engine gives numbers for impossible rates."""

from __future__ import annotations

import math
from typing import Any

from xlcost.calculate.replacements.coercion import MISSING, Failed, number, optional


def pmt(rate: Any, nper: Any, pv: Any, fv: Any = MISSING, when: Any = MISSING) -> float:
    """PMT: the payment of an annuity."""
    return _payment(number(rate), number(nper), number(pv), optional(fv, 0.0), optional(when, 0.0) != 0)


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

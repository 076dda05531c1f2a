"""What Excel finds by steps: rates at which flows are worth nothing, in Python alone, for ``functions``.

Excel's help says where the steps begin, at 10 %, and that there are few. Where they lead nowhere from there, Excel
gives #NUM! though there may be a rate, and engines that look harder prove nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

from xlcost.evaluate.reading import Ambiguous, Error, NotKnown, cells_of, number, numbers_in

_MOST_STEPS: Final = 20
_CLOSE: Final = 1e-7
_NEAR: Final = 1e-6  # for slopes
_LOST: Final = "Excel finds it by steps, which may lead nowhere"


def irr(flows: Any, guess: Any = 0.1) -> float:
    """IRR: the numbers among cells one period after the other."""
    found = numbers_in([flows if isinstance(flows, list) else [[flows]]])
    return _rate_of(list(enumerate(found)), 0.1 if guess is None else number(guess))


def xirr(flows: Any, days: Any, guess: Any = 0.1) -> float:
    """XIRR: amounts and their days."""
    amounts, dates = list(cells_of(flows)), list(cells_of(days))
    if len(amounts) != len(dates):
        raise NotKnown
    pairs = [pair for pair in zip(amounts, dates, strict=True) if pair != (None, None)]
    if not pairs or not all(isinstance(value, float) for pair in pairs for value in pair):
        raise NotKnown
    amounts, dates = map(list, zip(*pairs, strict=True))
    if amounts[0] == 0 or min(dates) < dates[0]:
        raise NotKnown
    years = [(math.floor(day) - math.floor(dates[0])) / 365 for day in dates]
    return _rate_of(list(zip(years, amounts, strict=True)), 0.1 if guess is None else number(guess))


def _rate_of(flows: Sequence[tuple[float, float]], guess: float) -> float:
    signs = [amount > 0 for _, amount in flows if amount]
    if len(set(signs)) < 2:
        raise NotKnown
    try:
        return _root(lambda at: math.fsum(amount / (1 + at) ** time for time, amount in flows), guess)
    except Ambiguous:  # from 10 % a month the first step of a long loan goes too far; Excel finds these
        if sum(one is not other for one, other in pairwise(signs)) > 1:
            raise
        last = max(time for time, _ in flows)
        found = _root(
            lambda rate: math.fsum(amount * (1 + rate) ** (last - time) for time, amount in flows), guess, 100
        )
        if found < 0:
            raise
        return found


def rate(periods: Any, payment: Any, present: Any, future: Any = 0.0, begin: Any = 0.0, guess: Any = 0.1) -> Any:
    """RATE of a loan."""
    values = [periods, payment, present, future, begin, 0.1 if guess is None else guess]
    if any(isinstance(value, list) for value in values):
        raise NotKnown
    count, paid, now, then, when, first = map(number, values)
    if count <= 0:
        raise Error("#NUM!")

    def left(at: float) -> float:
        growth = math.pow(1 + at, count)
        paid_in = count if abs(at) < _CLOSE else (growth - 1) / at
        return now * growth + paid * (1 + at * (when != 0)) * paid_in + then

    return _root(left, first, 100)


def _root(value_at: Callable[[float], float], guess: float, most: int = _MOST_STEPS) -> float:
    """Newton's way from a guess, as long as it stays where rates are."""
    rate = guess
    try:
        for step in range(2 * most):
            slope = (value_at(rate + _NEAR) - value_at(rate - _NEAR)) / (2 * _NEAR)
            change = value_at(rate) / slope
            rate -= change
            if not -0.99 < rate < 100 or (step == most and abs(change) > _CLOSE):
                raise Ambiguous(_LOST)
            if abs(change) <= 1e-14 * max(1.0, abs(rate)):
                break
    except (ArithmeticError, TypeError, ValueError):  # beyond all numbers, or a root of a negative one
        raise Ambiguous(_LOST) from None
    return rate

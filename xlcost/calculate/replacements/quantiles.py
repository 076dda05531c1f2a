"""T.DIST, T.INV, CONFIDENCE.T and BETA.INV: from the incomplete beta function, by its continued fraction, and halving.

The formulas are those of any handbook of mathematical functions (Abramowitz and Stegun 26.5.8, 26.7.1).
"""

from __future__ import annotations

import math
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, boolean, number, optional

_TERMS: Final = 10_000
_CLOSE: Final = 1e-16
_SMALL: Final = 1e-300
_HALVINGS: Final = 2_000
_MOST_FREEDOM: Final = 1e10
_CERTAIN: Final = 1e-10  # so near to 1 the probability itself has too few digits


def t_dist(value: Any, freedom: Any, cumulative: Any) -> float:
    """T.DIST: of the left tail, or the density."""
    at, degrees = number(value), _degrees(freedom)
    if boolean(cumulative):
        beyond = _beyond(at, degrees)
        return beyond if at < 0 else 1 - beyond
    scale = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2) - math.log(degrees * math.pi) / 2
    return math.exp(scale - (degrees + 1) / 2 * math.log1p(at * at / degrees))


def t_dist_rt(value: Any, freedom: Any) -> float:
    """T.DIST.RT: of the right tail."""
    at, degrees = number(value), _degrees(freedom)
    beyond = _beyond(at, degrees)
    return 1 - beyond if at < 0 else beyond


def t_dist_2t(value: Any, freedom: Any) -> float:
    """T.DIST.2T: of both tails."""
    at, degrees = number(value), _degrees(freedom)
    if at < 0:
        raise Failed("Num")
    return 2 * _beyond(at, degrees)


def tdist(value: Any, freedom: Any, tails: Any) -> float:
    """TDIST."""
    at, degrees, sides = number(value), _degrees(freedom), math.trunc(number(tails))
    if at < 0 or sides not in {1, 2}:
        raise Failed("Num")
    return sides * _beyond(at, degrees)


def _beyond(at: float, degrees: float) -> float:
    """The probability beyond a value on one side."""
    square = at * at
    if square < degrees:
        return 0.5 - _beta(square / (degrees + square), 0.5, degrees / 2) / 2
    return _beta(degrees / (degrees + square), degrees / 2, 0.5) / 2


def t_inv(probability: Any, freedom: Any) -> float:
    """T.INV: of the left tail."""
    chance, degrees = number(probability), _degrees(freedom)
    if not 0 < chance < 1:
        raise Failed("Num")
    if chance == 0.5:
        return 0.0
    return math.copysign(_t_of(chance, degrees), chance - 0.5)


def t_inv_2t(probability: Any, freedom: Any) -> float:
    """T.INV.2T and TINV: of both tails."""
    chance, degrees = number(probability), _degrees(freedom)
    if not 0 < chance <= 1:
        raise Failed("Num")
    return 0.0 if chance == 1 else _t_of(chance / 2, degrees)


def confidence_t(alpha: Any, deviation: Any, size: Any) -> float:
    """CONFIDENCE.T."""
    chance, spread, count = number(alpha), number(deviation), math.trunc(number(size))
    if not 0 < chance < 1 or spread <= 0 or count < 1:
        raise Failed("Num")
    if count == 1:
        raise Failed("Div")
    return _t_of(chance / 2, float(count - 1)) * spread / math.sqrt(count)


def beta_inv(probability: Any, alpha: Any, beta: Any, low: Any = MISSING, high: Any = MISSING) -> float:
    """BETA.INV and BETAINV."""
    chance, one, other = number(probability), number(alpha), number(beta)
    start, end = optional(low, 0.0), optional(high, 1.0)
    if not 0 < chance < 1 or one <= 0 or other <= 0 or start >= end:
        raise Failed("Num")
    if 1 - chance < _CERTAIN:
        raise Failed("NImpl")
    return start + (end - start) * _beta_quantile(chance, one, other)


def _degrees(freedom: Any) -> float:
    degrees = math.trunc(number(freedom))
    if not 1 <= degrees <= _MOST_FREEDOM:
        raise Failed("Num")
    return float(degrees)


def _t_of(tail: float, degrees: float) -> float:
    """The size of t with this probability beyond it on one side, or before it if it is more than a half."""
    tail = min(tail, 1 - tail)
    if tail > 0.25:  # near the middle what lies between is known to more digits than what lies outside
        share = _beta_quantile(1 - 2 * tail, 0.5, degrees / 2)
        return math.sqrt(degrees * share / (1 - share))
    share = _beta_quantile(2 * tail, degrees / 2, 0.5)
    return math.sqrt(degrees * (1 - share) / share)


def _beta_quantile(chance: float, one: float, other: float) -> float:
    """Where the incomplete beta function has this value."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2 if low > 0 or high > 1e-3 else high / 2
        if middle in {low, high}:
            break
        if _beta(middle, one, other) < chance:
            low = middle
        else:
            high = middle
        if high - low <= _CLOSE * high:
            break
    return (low + high) / 2


def _beta(x: float, one: float, other: float) -> float:
    """The regularized incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(
        math.lgamma(one + other) - math.lgamma(one) - math.lgamma(other) + one * math.log(x) + other * math.log1p(-x)
    )
    if x < (one + 1) / (one + other + 2):
        return front * _fraction(x, one, other) / one
    return 1 - front * _fraction(1 - x, other, one) / other


def _fraction(x: float, one: float, other: float) -> float:
    """Its continued fraction, from the front (Lentz)."""
    upper, lower = 1.0, 1 / _kept(1 - (one + other) * x / (one + 1))
    result = lower
    for term in range(1, _TERMS):
        for factor in (
            term * (other - term) * x / ((one + 2 * term - 1) * (one + 2 * term)),
            -(one + term) * (one + other + term) * x / ((one + 2 * term) * (one + 2 * term + 1)),
        ):
            lower = 1 / _kept(1 + factor * lower)
            upper = _kept(1 + factor / upper)
            result *= lower * upper
        if abs(lower * upper - 1) < _CLOSE * 4:
            return result
    raise Failed("NImpl")


def _kept(value: float) -> float:
    return value if abs(value) > _SMALL else _SMALL

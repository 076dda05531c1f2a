"""POWER, which the engine has otherwise than Excel."""

from __future__ import annotations

import math
from typing import Any, Final

from xlcost.calculate.replacements.coercion import Failed, number

_MOST_ROOT: Final = 99


def power(base: Any, exponent: Any) -> float:
    """POWER and ^: 0^0 is no number, and odd roots of negative numbers are taken."""
    low, high = number(base), number(exponent)
    if low == 0:
        if high <= 0:
            raise Failed("Num" if high == 0 else "Div")
        return 0.0
    if low < 0 and high != math.floor(high):
        return -_root(-low, high)
    try:
        result = math.pow(low, high)
    except (OverflowError, ValueError):
        raise Failed("Num") from None
    return result


def _root(base: float, exponent: float) -> float:
    degree = round(1 / exponent) if abs(exponent) > 1e-9 else 0
    if degree % 2 and abs(degree) <= _MOST_ROOT and abs(degree * exponent - 1) < 1e-15:
        return math.pow(base, exponent)
    if any(abs(exponent * odd - round(exponent * odd)) < 1e-9 for odd in range(3, _MOST_ROOT, 2)):
        raise Failed("NImpl")
    raise Failed("Num")

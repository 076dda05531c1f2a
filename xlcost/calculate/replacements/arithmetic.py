"""POWER, LOG and ERROR.TYPE, which the engine has otherwise than Excel."""

from __future__ import annotations

import math
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, number, optional

_MOST_ROOT: Final = 99
_ERROR_TYPES: Final = {
    "Null": 1.0,
    "Div": 2.0,
    "Ref": 4.0,
    "Name": 5.0,
    "Num": 6.0,
    "Na": 7.0,
    "Spill": 9.0,
    "Calc": 14.0,
}


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


def log(value: Any, base: Any = MISSING) -> float:
    """LOG."""
    given, by = number(value), optional(base, 10.0)
    if given <= 0 or by <= 0:
        raise Failed("Num")
    if by == 1:
        raise Failed("Div")
    return math.log10(given) if by == 10 else math.log(given) / math.log(by)


def error_type(value: Any) -> float:
    """ERROR.TYPE; #VALUE! in a file may stand for one of the newer errors, which only Excel itself tells apart."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "Value":
        raise Failed("NImpl")
    if kind not in _ERROR_TYPES:
        raise Failed("Na")
    return _ERROR_TYPES[kind]

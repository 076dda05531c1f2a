"""CEILING, FLOOR and their kin, and MROUND."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from xlcost.calculate.replacements.coercion import MISSING, Failed, number, optional, strict_number


def _multiple(value: float, step: float, towards: Callable[[float], int]) -> float:
    """The multiple of step: a quotient that is whole but for rounding counts as whole."""
    quotient = value / step
    if not math.isfinite(quotient):
        raise Failed("Num")
    nearest = round(quotient)
    whole = nearest if abs(quotient - nearest) <= 1e-15 * abs(quotient) else towards(quotient)
    return whole * step + 0.0


def ceiling(value: Any, significance: Any) -> float:
    """CEILING(number, significance)."""
    given, step = number(value), number(significance)
    if given > 0 and step < 0:
        raise Failed("Num")
    return 0.0 if step == 0 else _multiple(given, step, math.ceil)


def floor(value: Any, significance: Any) -> float:
    """FLOOR(number, significance)."""
    given, step = number(value), number(significance)
    if given > 0 and step < 0:
        raise Failed("Num")
    if step == 0:
        if given == 0:
            return 0.0
        raise Failed("Div")
    return _multiple(given, step, math.floor)


def ceiling_math(value: Any, significance: Any = MISSING, mode: Any = MISSING) -> float:
    """CEILING.MATH: up, and with a mode negative numbers away from 0."""
    given, step = number(value), abs(optional(significance, 1.0))
    away = optional(mode, 0.0) != 0 and given < 0
    return 0.0 if step == 0 else _multiple(given, step, math.floor if away else math.ceil)


def floor_math(value: Any, significance: Any = MISSING, mode: Any = MISSING) -> float:
    """FLOOR.MATH: down, and with a mode negative numbers towards 0."""
    given, step = number(value), abs(optional(significance, 1.0))
    towards = optional(mode, 0.0) != 0 and given < 0
    return 0.0 if step == 0 else _multiple(given, step, math.ceil if towards else math.floor)


def ceiling_precise(value: Any, significance: Any = MISSING) -> float:
    """CEILING.PRECISE and ISO.CEILING: up whatever the signs."""
    return ceiling_math(value, significance)


def floor_precise(value: Any, significance: Any = MISSING) -> float:
    """FLOOR.PRECISE: down whatever the signs."""
    return floor_math(value, significance)


def mround(value: Any, multiple: Any) -> float:
    """MROUND: to the nearest multiple, halves away from 0."""
    if value is MISSING or multiple is MISSING:
        raise Failed("Na")
    given, step = strict_number(value), strict_number(multiple)
    if given == 0 or step == 0:
        return 0.0
    if (given < 0) != (step < 0):
        raise Failed("Num")
    return math.floor(given / step + 0.5) * step

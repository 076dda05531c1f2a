"""Numbers: POWER, CEILING and its kin, MROUND, MMULT and SUMPRODUCT, where the engine's differ from Excel's."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, number, optional, strict_number

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


_MOST: Final = 200  # rows and columns; more would take seconds

Matrix = list[list[float]]


def mmult(left: Any, right: Any) -> Matrix:
    """The matrix product."""
    one, other = _matrix(left), _matrix(right)
    if len(one[0]) != len(other):
        raise Failed("Value")
    columns = list(zip(*other, strict=True))
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in one]


def sumproduct(*arrays: Any) -> float:
    """SUMPRODUCT: what is no number counts nothing, truth values included."""
    grids = [_grid(array) for array in arrays]
    if len({(len(grid), len(grid[0])) for grid in grids}) > 1:
        raise Failed("Value")
    columns = [[value for row in grid for value in row] for grid in grids]
    for values in columns:
        for value in values:
            if isinstance(value, dict):
                raise Failed(value.get("kind", "Value"))
    return math.fsum(
        math.prod(value if value.__class__ is float else 0.0 for value in values)
        for values in zip(*columns, strict=True)
    )


def _grid(values: Any) -> list[list[Any]]:
    return values if isinstance(values, list) else [[values]]


def _matrix(values: Any) -> Matrix:
    rows = values if isinstance(values, list) else [[values]]
    for value in (value for row in rows for value in row):
        if isinstance(value, dict):
            raise Failed(value.get("kind", "Value"))
        if value.__class__ is not float:
            raise Failed("Value")
    if len(rows) > _MOST or len(rows[0]) > _MOST:
        raise Failed("NImpl")
    return [list(row) for row in rows]

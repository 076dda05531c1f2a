"""POWER, LOG and other functions of single numbers that the engine has otherwise than Excel."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, number, optional, strict_number

#: Beyond, the last digits of a tangent near its pole are those of the machine's own reduction of the angle.
_POLE: Final = 1e7
_MOST_BITS: Final = 2**48
_MOST_SHIFT: Final = 53
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


def quotient(value: Any, divisor: Any) -> float:
    """QUOTIENT."""
    given, by = strict_number(value), strict_number(divisor)
    if by == 0:
        raise Failed("Div")
    return float(math.trunc(given / by))


def is_odd(value: Any) -> bool:
    """ISODD."""
    return math.trunc(abs(strict_number(value))) % 2 == 1


def is_even(value: Any) -> bool:
    """ISEVEN."""
    return not is_odd(value)


def delta(one: Any, other: Any = MISSING) -> float:
    """DELTA: to the last digit."""
    left = strict_number(one)
    return float(left == (0.0 if other is MISSING else strict_number(other)))


def gestep(value: Any, step: Any = MISSING) -> float:
    """GESTEP."""
    given = strict_number(value)
    return float(given >= (0.0 if step is MISSING else strict_number(step)))


def combina(count: Any, chosen: Any) -> float:
    """COMBINA."""
    of, take = math.trunc(number(count)), math.trunc(number(chosen))
    if of < 0 or take < 0 or (of == 0 and take > 0):
        raise Failed("Num")
    return 1.0 if of == 0 else float(math.comb(of + take - 1, take))


def bit_lshift(value: Any, shift: Any) -> float:
    """BITLSHIFT; a negative shift goes right."""
    return _shifted(value, math.trunc(number(shift)))


def bit_rshift(value: Any, shift: Any) -> float:
    """BITRSHIFT; a negative shift goes left."""
    return _shifted(value, -math.trunc(number(shift)))


def _shifted(value: Any, left: int) -> float:
    given = number(value)
    if given < 0 or given != int(given) or given >= _MOST_BITS or abs(left) > _MOST_SHIFT:
        raise Failed("Num")
    result = int(given) << left if left >= 0 else int(given) >> -left
    if result >= _MOST_BITS:
        raise Failed("Num")
    return float(result)


def steep(function: Callable[[float], float]) -> Callable[[Any], float]:
    """TAN, SEC, CSC and COT: given up near their poles."""

    def call(angle: Any) -> float:
        given = number(angle)
        if abs(given) >= 2**27:
            raise Failed("Num")
        try:
            result = function(given)
        except ZeroDivisionError:
            raise Failed("Div") from None
        if abs(result) > _POLE:
            raise Failed("NImpl")
        return result

    return call


def gamma(value: Any) -> float:
    """GAMMA."""
    given = number(value)
    if given == math.floor(given) and given <= 0:
        raise Failed("Num")
    try:
        return math.gamma(given)
    except (OverflowError, ValueError):
        raise Failed("Num") from None


def seriessum(base: Any, first: Any, step: Any, coefficients: Any) -> float:
    """SERIESSUM."""
    x, n, m = strict_number(base), strict_number(first), strict_number(step)
    rows = coefficients if isinstance(coefficients, list) else [[coefficients]]
    terms = []
    for place, value in enumerate(value for row in rows for value in row):
        if isinstance(value, str):
            raise Failed("Value")
        terms.append(strict_number(value) * power(x, n + place * m))
    return math.fsum(terms)


def multinomial(*values: Any) -> float:
    """MULTINOMIAL."""
    counts = []
    for value in values:
        for cell in (cell for row in value for cell in row) if isinstance(value, list) else (value,):
            if cell is None or cell is MISSING:
                continue
            counts.append(math.trunc(strict_number(cell)))
    if any(count < 0 for count in counts):
        raise Failed("Num")
    result = math.factorial(min(sum(counts), 1_000))
    for count in counts:
        result //= math.factorial(count)
    if sum(counts) > 1_000:
        raise Failed("NImpl")
    return float(result)


def error_type(value: Any) -> float:
    """ERROR.TYPE; #VALUE! in a file may stand for one of the newer errors, which only Excel itself tells apart."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "Value":
        raise Failed("NImpl")
    if kind not in _ERROR_TYPES:
        raise Failed("Na")
    return _ERROR_TYPES[kind]

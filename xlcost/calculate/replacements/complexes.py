"""Complex numbers: COMPLEX and the functions IM..., on texts such as 3+4i."""

from __future__ import annotations

import cmath
import math
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from xlcost.calculate.replacements.coercion import MISSING, Failed, general, number, strict_number, text

_PART: Final = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_COMPLEX: Final = re.compile(
    rf"(?P<real>[+-]?{_PART}(?![\d.]*[ij]))?(?:(?P<imaginary>[+-]?(?:{_PART})?)(?P<unit>[ij]))?"
)
#: Smaller parts are nothing but rounding in most results, and Excel writes the others in a way of its own.
_TINY: Final = 1e-9


class Number(NamedTuple):
    """A complex number and its imaginary unit, "" where the text has none."""

    value: complex
    unit: str


def combined(real: Any, imaginary: Any, unit: Any = MISSING) -> str:
    """COMPLEX."""
    parts = complex(strict_number(real), strict_number(imaginary))
    suffix = "i" if unit is MISSING else text(unit) or "i"
    if suffix not in {"i", "j"}:
        raise Failed("Value")
    return _written(parts, suffix)


def real(given: Any) -> float:
    """IMREAL."""
    return _read(given).value.real


def imaginary(given: Any) -> float:
    """IMAGINARY."""
    return _read(given).value.imag


def absolute(given: Any) -> float:
    """IMABS."""
    return abs(_read(given).value)


def argument(given: Any) -> float:
    """IMARGUMENT."""
    value = _read(given).value
    if value == 0:
        raise Failed("Div")
    return cmath.phase(value)


def conjugate(given: Any) -> str:
    """IMCONJUGATE."""
    found = _read(given)
    return _written(found.value.conjugate(), found.unit or "i")


def total(*values: Any) -> str:
    """IMSUM."""
    numbers, unit = _all(values)
    return _written(sum(numbers, 0j), unit)


def product(*values: Any) -> str:
    """IMPRODUCT."""
    numbers, unit = _all(values)
    return _written(math.prod(numbers, start=1 + 0j), unit)


def difference(one: Any, other: Any) -> str:
    """IMSUB."""
    (left, right), unit = _all((one, other))
    return _written(left - right, unit)


def ratio(one: Any, other: Any) -> str:
    """IMDIV."""
    (left, right), unit = _all((one, other))
    if right == 0:
        raise Failed("Num")
    return _written(left / right, unit)


def power(base: Any, exponent: Any) -> str:
    """IMPOWER."""
    found, high = _read(base), number(exponent)
    if found.value == 0:
        if high <= 0:
            raise Failed("Num")
        return "0"
    size, angle = cmath.polar(found.value)
    return _written(cmath.rect(math.pow(size, high), angle * high), found.unit or "i")


def function(call: Callable[[complex], complex]) -> Callable[[Any], str]:
    """IMSIN and its kin, from the function of complex numbers."""

    def applied(given: Any) -> str:
        found = _read(given)
        try:
            result = call(found.value)
        except (ValueError, ZeroDivisionError, OverflowError):
            raise Failed("Num") from None
        return _written(result, found.unit or "i")

    return applied


def _all(values: tuple[Any, ...]) -> tuple[list[complex], str]:
    """The numbers, and their common unit."""
    found = [_read(value) for value in _flat(values) if value is not MISSING]
    units = {each.unit for each in found if each.unit}
    if len(units) > 1:
        raise Failed("Value")
    return [each.value for each in found], units.pop() if units else "i"


def _flat(values: tuple[Any, ...]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list):
            yield from (cell for row in value for cell in row if cell is not None)
        else:
            yield value


def _read(given: Any) -> Number:
    if isinstance(given, bool):
        raise Failed("Value")
    if not isinstance(given, str):
        return Number(complex(number(given)), "")
    found = _COMPLEX.fullmatch(given)
    if found is None or not given:
        raise Failed("Num")
    part = found["imaginary"]
    size = 0.0 if part is None else float(part + "1") if part in {"", "+", "-"} else float(part)
    if part is not None and found["real"] is not None and part[:1] not in {"+", "-"}:
        raise Failed("Num")
    return Number(complex(float(found["real"] or 0), size), found["unit"] or "")


def _written(value: complex, unit: str) -> str:
    for part in (value.real, value.imag):
        if not math.isfinite(part):
            raise Failed("Num")
        if 0 < abs(part) < _TINY:
            raise Failed("NImpl")
    if value.imag == 0:
        return general(value.real)
    size = "" if abs(value.imag) == 1 else general(abs(value.imag))
    if value.real == 0:
        return f"{'-' if value.imag < 0 else ''}{size}{unit}"
    return f"{general(value.real)}{'-' if value.imag < 0 else '+'}{size}{unit}"

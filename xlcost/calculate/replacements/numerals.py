"""ROMAN, and the conversions between binary, octal, decimal and hexadecimal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, number, strict_number, text

_VALUES: Final = (1000, 500, 100, 50, 10, 5, 1)
_LETTERS: Final = "MDCLXVI"
_MOST_ROMAN: Final = 3999

#: Base -> digits of a number with sign in its two's complement: 10 places each.
_PLACES: Final = 10
_DIGITS: Final = "0123456789ABCDEF"


def roman(value: Any, form: Any = MISSING) -> str:
    """ROMAN(number, [form]); forms 1 to 4 are ever shorter."""
    given = int(number(value))
    style = _roman_form(form)
    if not 0 <= given <= _MOST_ROMAN or not 0 <= style <= 4:
        raise Failed("Value")
    result = ""
    for position in range(0, len(_VALUES), 2):
        digit = given // _VALUES[position]
        given -= digit * _VALUES[position]
        if digit % 5 == 4:
            large, small, given = _subtraction(position, digit, style, given)
            result += _LETTERS[small] + _LETTERS[large]
        else:
            if digit > 4:
                result += _LETTERS[position - 1]
            result += _LETTERS[position] * (digit % 5)
    return result


def _subtraction(position: int, digit: int, style: int, rest: int) -> tuple[int, int, int]:
    """Which letters stand for a 4 or 9: in shorter forms a smaller one is taken away, which uses up digits to come."""
    large = position - (1 if digit == 4 else 2)
    small = position
    left = rest + digit * _VALUES[position]
    steps = 0
    while steps < style and small + 1 < len(_VALUES) and _VALUES[large] - _VALUES[small + 1] <= left:
        small += 1
        steps += 1
    return large, small, left - (_VALUES[large] - _VALUES[small])


def _roman_form(form: Any) -> int:
    if form is MISSING:
        return 0
    if isinstance(form, bool):
        return 0 if form else 4
    return int(number(form))


def converter(source: int, target: int) -> Callable[..., Any]:
    """A conversion such as BIN2HEX: 2 to 16. The result is a text, a number where the target is decimal."""

    def convert(value: Any, places: Any = MISSING) -> Any:
        if places is not MISSING and not isinstance(places, (str, bool, dict)) and not 1 <= number(places) < 11:
            raise Failed("Num")
        given = _read(value, source)
        return float(given) if target == 10 else _written(given, target, places)

    return convert


def _read(value: Any, base: int) -> int:
    if isinstance(value, bool):
        raise Failed("Value")
    if base == 10:
        return int(strict_number(value))
    digits = text(value).strip().upper()
    if not digits:
        return 0
    if len(digits) > _PLACES or any(digit not in _DIGITS[:base] for digit in digits):
        raise Failed("Num")
    given = int(digits, base)
    limit = base**_PLACES
    return given - limit if given >= limit // 2 else given


def _written(given: int, base: int, places: Any) -> str:
    limit = base**_PLACES
    if not -limit // 2 <= given < limit // 2:
        raise Failed("Num")
    width = 0
    if places is not MISSING:
        width = int(strict_number(places))
        if not 1 <= width <= _PLACES:
            raise Failed("Num")
    if given < 0:
        return _digits(given + limit, base)
    digits = _digits(given, base)
    if places is not MISSING and len(digits) > width:
        raise Failed("Num")
    return digits.rjust(width, "0")


def _digits(given: int, base: int) -> str:
    digits = ""
    while given:
        given, digit = divmod(given, base)
        digits = _DIGITS[digit] + digits
    return digits or "0"

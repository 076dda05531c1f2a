"""Functions on texts: those that the engine lets grow beyond a cell, or reads numbers into with too many digits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, Final

from xlcost.calculate.replacements.coercion import (
    MISSING,
    Failed,
    boolean,
    number,
    optional,
    parse_number,
    text,
    within_limit,
)
from xlcost.calculate.replacements.wildcards import first_like

_MOST_DECIMALS: Final = 127
_MOST_DIGITS: Final = 500


def concatenate(*values: Any) -> str:
    """CONCATENATE and CONCAT: every value, ranges row by row."""
    return within_limit("".join(text(value) for value in _flat(values)))


def textjoin(delimiter: Any, ignore_empty: Any, *values: Any) -> str:
    """TEXTJOIN; several delimiters take turns."""
    delimiters = [text(value) for value in _flat((delimiter,))]
    skip = ignore_empty is MISSING or bool(number(ignore_empty))
    parts = [text(value) for value in _flat(values)]
    if skip:
        parts = [part for part in parts if part]
    joined = parts[:1]
    for position, part in enumerate(parts[1:]):
        joined += [delimiters[position % len(delimiters)], part]
    return within_limit("".join(joined))


def substitute(value: Any, old: Any, new: Any, instance: Any = MISSING) -> str:
    """SUBSTITUTE: all occurrences, or only the given one."""
    within, wanted, fresh = text(value), text(old), text(new)
    if not wanted:
        return within
    if instance is MISSING:
        _refuse_growth(within.count(wanted), len(wanted), len(fresh), len(within))
        return within_limit(within.replace(wanted, fresh))
    count = int(number(instance))
    if count < 1:
        raise Failed("Value")
    position = -len(wanted)
    for _ in range(count):
        position = within.find(wanted, position + len(wanted))
        if position < 0:
            return within
    return within_limit(within[:position] + fresh + within[position + len(wanted) :])


def _refuse_growth(count: int, old: int, new: int, length: int) -> None:
    """Refuses before the text is made what would be refused after."""
    within_limit(" " * min(length + count * (new - old), 100_000))


def replace(value: Any, start: Any, count: Any, new: Any) -> str:
    """REPLACE: some characters by others."""
    within, first, number_of = text(value), int(number(start)), int(number(count))
    if first < 1 or number_of < 0:
        raise Failed("Value")
    return within_limit(within[: first - 1] + text(new) + within[first - 1 + number_of :])


def value(given: Any) -> float:
    """VALUE: the number, date or time that a text reads as."""
    if isinstance(given, bool):
        raise Failed("Value")
    return parse_number(given) if isinstance(given, str) else number(given)


def character(code: Any) -> str:
    """CHAR: of the Windows character set, in which five codes stand for themselves."""
    given = int(number(code))
    if not 1 <= given <= 255:
        raise Failed("Value")
    return bytes([given]).decode("cp1252", "ignore") or chr(given)


def fixed(value: Any, decimals: Any = MISSING, no_commas: Any = MISSING) -> str:
    """FIXED."""
    shown = _rounded(number(value), math.trunc(optional(decimals, 2.0)))
    return shown.replace(",", "") if no_commas is not MISSING and boolean(no_commas) else shown


def _rounded(value: float, decimals: int) -> str:
    """A number of 15 digits with so many decimals, halves away from 0."""
    if decimals > _MOST_DECIMALS:
        raise Failed("Value")
    with localcontext(prec=_MOST_DIGITS):
        unit = Decimal(1).scaleb(-decimals)
        amount = (Decimal(f"{value:.15g}") / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
    return f"{amount + 0:,.{max(decimals, 0)}f}"


def search(wanted: Any, within: Any, start: Any = MISSING) -> float:
    """SEARCH: without regard to case, with the wildcards ? and *, and ~ before one that is meant itself."""
    looked_for, whole, first = text(wanted), text(within), int(optional(start, 1.0))
    if not 1 <= first <= len(whole) + 1:
        raise Failed("Value")
    found = first_like(looked_for, whole, first - 1)
    if found is None:
        raise Failed("Value")
    return float(found + 1)


def _flat(values: Any) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list):
            yield from _flat(value)
        else:
            yield value

"""Functions that the engine lacks or gets wrong, in Python. They take and give engine values.

Names with the prefix XLC. are not Excel's: translate.py writes them where the engine's own operator or function would
differ from Excel only in some cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from xlcost.calculate.engines.values import OMITTED
from xlcost.calculate.replacements import (
    checks,
    criteria,
    days,
    lookups,
    numbers,
    operators,
    texts,
)
from xlcost.calculate.replacements.coercion import MISSING, Failed, boolean, is_date, number, strict_number, text
from xlcost.calculate.replacements.numberformat import formatted, shows_date, shows_duration
from xlcost.calculate.translation.reading import INDEX, NUMBER, STRICT_NUMBER, TRUTH
from xlcost.workbook.records import Book

#: Comparison and joining as Excel does them, see operators.py.
COMPARE: Final = "XLC.COMPARE"
TEXT_OF: Final = "XLC.TEXT"
JOIN: Final = "XLC.JOIN"
POWER: Final = "XLC.POWER"

#: Whether the engine's own function understands criteria, and ours for those that it does not, see criteria.py.
PLAIN: Final = "XLC.PLAIN"
MATCH: Final = "XLC.MATCH"
SUMPRODUCT: Final = "XLC.SUMPRODUCT"

#: Whether the engine's own function may be called with some arguments, see checks.py.
SURE: Final = "XLC.SURE"
FOUND: Final = "XLC.FOUND"  # the same of its value
FILLED: Final = "XLC.FILLED"  # the payments of a range

#: Days from 1900 to 1904, for workbooks that count from there.
_SHIFT: Final = 1462.0


class Replacement(NamedTuple):
    """A function that takes the place of the engine's own."""

    call: Callable[..., Any]
    min_args: int
    max_args: int


def _text_in_format(value: Any, form: Any) -> str:
    """TEXT(value, format)."""
    shape = text(form)
    if isinstance(value, bool):
        return text(value)
    if isinstance(value, str):
        try:
            value = number(value)
        except Failed:
            return formatted(value, shape)
    return formatted(number(value), shape)


def _text_in_format_1904(value: Any, form: Any) -> str:
    """TEXT in a workbook that counts days from 1904."""
    if isinstance(value, (str, bool)) or not shows_date(text(form), number(value)):
        return _text_in_format(value, form)
    size = abs(number(value))  # such workbooks show what lies before their first day with a minus sign
    shown = _text_in_format(size if shows_duration(text(form), size) else size + _SHIFT, form)
    return f"-{shown}" if number(value) < 0 else shown


def _value_1904(given: Any) -> float:
    """VALUE in a workbook that counts days from 1904."""
    value = texts.value(given)
    return value - _SHIFT if isinstance(given, str) and is_date(given) else value


def _datevalue_1904(given: Any) -> float:
    """DATEVALUE in a workbook that counts days from 1904."""
    day = days.datevalue(given) - _SHIFT
    if day < 0:
        raise Failed("Num")
    return day


def _adapted(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as the engine calls it: failures become its error values."""

    def call(*given: Any) -> Any:
        arguments = [MISSING if isinstance(value, str) and value == OMITTED else value for value in given]
        try:
            result = function(*arguments)
        except Failed as failure:
            return {"type": "Error", "kind": failure.kind}
        except (OverflowError, ZeroDivisionError):
            return {"type": "Error", "kind": "Num"}
        # A blank that was looked up is 0 in a sum but nothing in a text: which of them only the engine would know.
        return {"type": "Error", "kind": "NImpl"} if result is None else result

    return call


_TABLE: Final[Mapping[str, tuple[Callable[..., Any], int, int]]] = {
    COMPARE: (operators.compare, 3, 3),
    TEXT_OF: (operators.as_text, 1, 1),
    JOIN: (operators.joined, 2, 255),
    NUMBER: (number, 1, 1),
    STRICT_NUMBER: (strict_number, 1, 1),
    TRUTH: (boolean, 1, 1),
    INDEX: (lookups.line, 1, 1),
    SURE: (checks.sure, 1, 255),
    FOUND: (checks.found, 1, 1),
    FILLED: (checks.filled, 1, 2),
    POWER: (numbers.power, 2, 2),
    PLAIN: (criteria.is_plain, 1, 127),
    SUMPRODUCT: (numbers.sumproduct, 1, 255),
    MATCH: (lookups.match, 2, 3),
    "XLC.COUNTIF": (criteria.countif, 2, 2),
    "XLC.COUNTIFS": (criteria.countifs, 2, 254),
    "XLC.SUMIF": (criteria.sumif, 2, 3),
    "XLC.SUMIFS": (criteria.sumifs, 3, 255),
    "XLC.AVERAGEIF": (criteria.averageif, 2, 3),
    "XLC.AVERAGEIFS": (criteria.averageifs, 3, 255),
    "XLC.MAXIFS": (criteria.maxifs, 3, 255),
    "XLC.MINIFS": (criteria.minifs, 3, 255),
    "DATEVALUE": (days.datevalue, 1, 1),
    "TIMEVALUE": (days.timevalue, 1, 1),
    "POWER": (numbers.power, 2, 2),
    "FIXED": (texts.fixed, 1, 3),
    "CHAR": (texts.character, 1, 1),
    "SEARCH": (texts.search, 2, 3),
    "CEILING": (numbers.ceiling, 2, 2),
    "CEILING.MATH": (numbers.ceiling_math, 1, 3),
    "CEILING.PRECISE": (numbers.ceiling_precise, 1, 2),
    "ISO.CEILING": (numbers.ceiling_precise, 1, 2),
    "FLOOR": (numbers.floor, 2, 2),
    "FLOOR.MATH": (numbers.floor_math, 1, 3),
    "FLOOR.PRECISE": (numbers.floor_precise, 1, 2),
    "MROUND": (numbers.mround, 2, 2),
    "MMULT": (numbers.mmult, 2, 2),
    "TEXT": (_text_in_format, 2, 2),
    "VALUE": (texts.value, 1, 1),
    "CONCAT": (texts.concatenate, 1, 255),
    "CONCATENATE": (texts.concatenate, 1, 255),
    "TEXTJOIN": (texts.textjoin, 3, 255),
    "SUBSTITUTE": (texts.substitute, 3, 4),
    "REPLACE": (texts.replace, 4, 4),
    "XLC.VLOOKUP": (lookups.vlookup, 3, 3),
    "XLC.HLOOKUP": (lookups.hlookup, 3, 3),
    "XLC.LOOKUP": (lookups.lookup, 2, 3),
    "XLC.XLOOKUP": (lookups.xlookup, 3, 6),
    "XLC.XMATCH": (lookups.xmatch, 2, 4),
}

REPLACEMENTS: Final[Mapping[str, Replacement]] = {
    name: Replacement(_adapted(function), least, most) for name, (function, least, most) in _TABLE.items()
}

_REPLACEMENTS_1904: Final[Mapping[str, Replacement]] = {
    **REPLACEMENTS,
    "TEXT": Replacement(_adapted(_text_in_format_1904), 2, 2),
    "VALUE": Replacement(_adapted(_value_1904), 1, 1),
    "DATEVALUE": Replacement(_adapted(_datevalue_1904), 1, 1),
}


def replacements_for(book: Book) -> Mapping[str, Replacement]:
    """The functions for a workbook, by the day that it counts from."""
    return _REPLACEMENTS_1904 if book.calculation.date1904 else REPLACEMENTS

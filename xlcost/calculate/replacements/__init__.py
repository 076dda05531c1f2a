"""Functions that the engine lacks or gets wrong, in Python. They take and give engine values.

Names with the prefix XLC. are not Excel's: translate.py writes them where the engine's own operator or function would
differ from Excel only in some cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from xlcost.calculate.engines.values import OMITTED
from xlcost.calculate.replacements import (
    arithmetic,
    criteria,
    daycounts,
    days,
    finance,
    lookups,
    matrices,
    operators,
    returns,
    rounding,
    texts,
)
from xlcost.calculate.replacements.coercion import MISSING, Failed, boolean, is_date, number, strict_number, text
from xlcost.calculate.replacements.epoch import SHIFT, from_1904
from xlcost.calculate.replacements.numberformat import formatted, shows_date, shows_duration
from xlcost.calculate.translation.reading import BASIS, DAY, INDEX, NUMBER, STRICT_NUMBER, TRUTH
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
    shown = _text_in_format(size if shows_duration(text(form), size) else size + SHIFT, form)
    return f"-{shown}" if number(value) < 0 else shown


def _value_1904(given: Any) -> float:
    """VALUE in a workbook that counts days from 1904."""
    value = texts.value(given)
    return value - SHIFT if isinstance(given, str) and is_date(given) else value


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
    BASIS: (daycounts.basis, 1, 1),
    DAY: (days.sure_day, 1, 1),
    INDEX: (lookups.line, 1, 1),
    POWER: (arithmetic.power, 2, 2),
    PLAIN: (criteria.is_plain, 1, 127),
    SUMPRODUCT: (matrices.sumproduct, 1, 255),
    MATCH: (lookups.match, 2, 3),
    "XLC.COUNTIF": (criteria.countif, 2, 2),
    "XLC.COUNTIFS": (criteria.countifs, 2, 254),
    "XLC.SUMIF": (criteria.sumif, 2, 3),
    "XLC.SUMIFS": (criteria.sumifs, 3, 255),
    "XLC.AVERAGEIF": (criteria.averageif, 2, 3),
    "XLC.AVERAGEIFS": (criteria.averageifs, 3, 255),
    "XLC.MAXIFS": (criteria.maxifs, 3, 255),
    "XLC.MINIFS": (criteria.minifs, 3, 255),
    "DATE": (days.date_of, 3, 3),
    "YEAR": (days.year_of, 1, 1),
    "MONTH": (days.month_of, 1, 1),
    "DAY": (days.day_of, 1, 1),
    "EDATE": (days.edate, 2, 2),
    "EOMONTH": (days.eomonth, 2, 2),
    "YEARFRAC": (daycounts.yearfrac, 2, 3),
    "TIME": (days.time_of, 3, 3),
    "DATEVALUE": (days.datevalue, 1, 1),
    "TIMEVALUE": (days.timevalue, 1, 1),
    "NPV": (returns.npv, 2, 255),
    "IRR": (returns.irr, 1, 2),
    "XIRR": (returns.xirr, 2, 3),
    "XNPV": (returns.xnpv, 3, 3),
    "PMT": (finance.pmt, 3, 5),
    "POWER": (arithmetic.power, 2, 2),
    "LOG": (arithmetic.log, 1, 2),
    "ERROR.TYPE": (arithmetic.error_type, 1, 1),
    "FIXED": (texts.fixed, 1, 3),
    "CHAR": (texts.character, 1, 1),
    "SEARCH": (texts.search, 2, 3),
    "TEXTSPLIT": (texts.textsplit, 2, 6),
    "CEILING": (rounding.ceiling, 2, 2),
    "CEILING.MATH": (rounding.ceiling_math, 1, 3),
    "CEILING.PRECISE": (rounding.ceiling_precise, 1, 2),
    "ISO.CEILING": (rounding.ceiling_precise, 1, 2),
    "FLOOR": (rounding.floor, 2, 2),
    "FLOOR.MATH": (rounding.floor_math, 1, 3),
    "FLOOR.PRECISE": (rounding.floor_precise, 1, 2),
    "MROUND": (rounding.mround, 2, 2),
    "MMULT": (matrices.mmult, 2, 2),
    "TEXT": (_text_in_format, 2, 2),
    "VALUE": (texts.value, 1, 1),
    "CONCAT": (texts.concatenate, 1, 255),
    "CONCATENATE": (texts.concatenate, 1, 255),
    "TEXTJOIN": (texts.textjoin, 3, 255),
    "SUBSTITUTE": (texts.substitute, 3, 4),
    "REPLACE": (texts.replace, 4, 4),
    "IPMT": (finance.ipmt, 4, 6),
    "PPMT": (finance.ppmt, 4, 6),
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
    **{
        name: Replacement(_adapted(from_1904(name, function)), least, most)
        for name, (function, least, most) in _TABLE.items()
    },
    "TEXT": Replacement(_adapted(_text_in_format_1904), 2, 2),
    "VALUE": Replacement(_adapted(_value_1904), 1, 1),
}


def replacements_for(book: Book) -> Mapping[str, Replacement]:
    """The functions for a workbook, by the day that it counts from."""
    return _REPLACEMENTS_1904 if book.calculation.date1904 else REPLACEMENTS

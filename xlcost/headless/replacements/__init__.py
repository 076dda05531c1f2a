"""Functions that the engine lacks or gets wrong, in Python. They take and give engine values.

Names with the prefix XLC. are not Excel's: translate.py writes them where the engine's own operator or function would
differ from Excel only in some cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from xlcost.headless.replacements import finance, lookups, matrices, numerals, operators, rounding, texts
from xlcost.headless.replacements.coercion import MISSING, Failed, number, text
from xlcost.headless.replacements.numberformat import formatted

#: Stands for an argument that was left out: the engine itself would hand over 0.
OMITTED: Final = "\u2400omitted"

#: Comparison and joining as Excel does them, see operators.py.
COMPARE: Final = "XLC.COMPARE"
TEXT_OF: Final = "XLC.TEXT"


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
    "CEILING": (rounding.ceiling, 2, 2),
    "CEILING.MATH": (rounding.ceiling_math, 1, 3),
    "CEILING.PRECISE": (rounding.ceiling_precise, 1, 2),
    "ISO.CEILING": (rounding.ceiling_precise, 1, 2),
    "FLOOR": (rounding.floor, 2, 2),
    "FLOOR.MATH": (rounding.floor_math, 1, 3),
    "FLOOR.PRECISE": (rounding.floor_precise, 1, 2),
    "MROUND": (rounding.mround, 2, 2),
    "GCD": (rounding.gcd, 1, 255),
    "LCM": (rounding.lcm, 1, 255),
    "ROMAN": (numerals.roman, 1, 2),
    "BIN2OCT": (numerals.converter(2, 8), 1, 2),
    "BIN2DEC": (numerals.converter(2, 10), 1, 1),
    "BIN2HEX": (numerals.converter(2, 16), 1, 2),
    "OCT2BIN": (numerals.converter(8, 2), 1, 2),
    "OCT2DEC": (numerals.converter(8, 10), 1, 1),
    "OCT2HEX": (numerals.converter(8, 16), 1, 2),
    "DEC2BIN": (numerals.converter(10, 2), 1, 2),
    "DEC2OCT": (numerals.converter(10, 8), 1, 2),
    "DEC2HEX": (numerals.converter(10, 16), 1, 2),
    "HEX2BIN": (numerals.converter(16, 2), 1, 2),
    "HEX2OCT": (numerals.converter(16, 8), 1, 2),
    "HEX2DEC": (numerals.converter(16, 10), 1, 1),
    "MMULT": (matrices.mmult, 2, 2),
    "MINVERSE": (matrices.minverse, 1, 1),
    "MDETERM": (matrices.mdeterm, 1, 1),
    "MUNIT": (matrices.munit, 1, 1),
    "TEXT": (_text_in_format, 2, 2),
    "VALUE": (texts.value, 1, 1),
    "CONCAT": (texts.concatenate, 1, 255),
    "CONCATENATE": (texts.concatenate, 1, 255),
    "TEXTJOIN": (texts.textjoin, 3, 255),
    "SUBSTITUTE": (texts.substitute, 3, 4),
    "REPLACE": (texts.replace, 4, 4),
    "TEXTBEFORE": (texts.textbefore, 2, 6),
    "TEXTAFTER": (texts.textafter, 2, 6),
    "IPMT": (finance.ipmt, 4, 6),
    "PPMT": (finance.ppmt, 4, 6),
    "CUMIPMT": (finance.cumipmt, 6, 6),
    "CUMPRINC": (finance.cumprinc, 6, 6),
    "FVSCHEDULE": (finance.fvschedule, 2, 2),
    "XLC.XLOOKUP": (lookups.xlookup, 3, 6),
    "XLC.XMATCH": (lookups.xmatch, 2, 4),
}

REPLACEMENTS: Final[Mapping[str, Replacement]] = {
    name: Replacement(_adapted(function), least, most) for name, (function, least, most) in _TABLE.items()
}

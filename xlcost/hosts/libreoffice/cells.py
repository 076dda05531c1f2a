"""Cell values between LibreOffice and the functions. Runs inside LibreOffice: the standard library only.

What an add-in sees (measured, LibreOffice 25.2): a number or date as float, TRUE as 1.0, an omitted argument as None,
a range as a tuple of rows with "" for blank cells, and **a single blank cell as 0.0**. A cell that holds an error never
reaches an add-in: LibreOffice shows the error itself, and for a range with an error in it Err:504.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, Final

from xlcost.errors import ERROR_TEXTS, NA, NUM, VALUE
from xlcost.functions import FUNCTIONS, Function, call
from xlcost.functions.blanks import zeros_as_blanks

#: LibreOffice's own numbers for the errors that Excel has too.
_ERROR_CODES: Final = {
    NUM: 503,
    VALUE: 519,
    "#NULL!": 521,
    "#REF!": 524,
    "#NAME?": 525,
    "#DIV/0!": 532,
    NA: 0x7FFF,
}
_QUIET_NAN: Final = 0x7FF8_0000_0000_0000


def gives_text(function: Function) -> bool:
    """Whether the result is one text, which must not come as rows.

    Calc takes a text in rows from an add-in for unequal to any other text (``=`` and exact look-ups fail, silently).
    """
    return function.body.__annotations__["return"] is str


def cells(name: str, args: Sequence[Any]) -> Any:
    """What LibreOffice takes for ``=NAME(args)``: one value where the function gives a text, else rows of cells.

    Rows even for one number, because a function that is given ranges gives rows, and a method has one type of result.
    """
    function = FUNCTIONS[name]
    result = call(name, zeros_as_blanks(name, args))
    if gives_text(function):
        return error_number(VALUE) if result.__class__ is list else _cell(result)
    rows = result if result.__class__ is list else [[result]]
    return tuple(tuple(_cell(value) for value in row) for row in rows)


def error_number(text: str) -> float:
    """The float that LibreOffice shows as this error: a NaN whose low bits are the error's number."""
    code = _ERROR_CODES.get(text, _ERROR_CODES[VALUE])
    number: float = struct.unpack("<d", struct.pack("<Q", _QUIET_NAN | code))[0]
    return number


def _cell(value: Any) -> Any:
    if value.__class__ is str:
        return error_number(value) if value in ERROR_TEXTS else value
    return "" if value is None else float(value)  # TRUE as 1: LibreOffice 25.2 shows FALSE from an add-in as TRUE

"""What xlwings imports (``UDF_MODULES = xlcost.udfs``): every registered function, decorated for Excel.

One module serves classic xlwings on Windows, xlwings Server and xlwings Lite. Every argument comes as rows of cells
(``ndim=2`` keeps a column a column) with error values as their texts (``err_to_str``; without it an error would look
like a blank cell and be priced by a default). Nothing is annotated, because a type hint would make xlwings convert
ranges. An error leaves as its text: Server and Lite show it as the real error, classic does so through the wrappers
of ``xlcost.hosts.classic``, which know the texts. What xlwings itself does not turn into an error or out of one, and
would hand on as a text or a number, is turned here.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from typing import Any, Final

import xlwings as xw

from xlcost.errors import ERROR_TEXTS, VALUE
from xlcost.functions import CATEGORY, FUNCTIONS, Argument, Function, call
from xlcost.functions.blanks import zeros_as_blanks

#: Whether this is Server or Lite, by which xlwings itself chooses its call path.
_ON_SERVER: Final = os.environ.get("XLWINGS_ON_SERVER") == "true"

if _ON_SERVER and sys.platform != "emscripten":
    # For every cell of an argument xlwings asks whether it is Pyodide's JsNull. Told that there is no Pyodide, Python
    # does not search the disk for it each time: a call with a price range takes 10 ms instead of 150.
    sys.modules.setdefault("pyodide", None)  # type: ignore[arg-type]  # None: how Python is told of an absent module

#: What xlwings makes an error on the Office.js path. Another would be a text there, which SUM passes over.
_ERRORS_OF_OFFICE_JS: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", VALUE})

#: What COM makes of Excel's error 2000; each has a number of its own above it. xlwings knows those of old, not #CALC!.
_FIRST_COM_ERROR: Final = -2_146_826_288
_COM_ERRORS: Final = range(_FIRST_COM_ERROR, _FIRST_COM_ERROR + 1000)
_ERROR_BY_COM_NUMBER: Final = {
    _FIRST_COM_ERROR + number - 2000: text
    for number, text in {
        2043: "#GETTING_DATA",
        2045: "#SPILL!",
        2046: "#CONNECT!",
        2047: "#BLOCKED!",
        2048: "#UNKNOWN!",
        2049: "#FIELD!",
        2050: "#CALC!",
        2051: "#BUSY!",
    }.items()
}


def _excel_form(function: Function) -> Callable[..., Any]:
    """The function as xlwings registers it: Excel's name, the registered arguments, blank for what is omitted."""

    def udf(*args: Any) -> Any:
        if _ON_SERVER:
            return _each(call(function.name, zeros_as_blanks(function.name, args)), _shown_by_office_js)
        return call(function.name, [_each(value, _error_over_com) for value in args])

    udf.__name__ = udf.__qualname__ = function.name
    udf.__module__ = __name__
    udf.__doc__ = function.summary
    udf.__signature__ = inspect.Signature([_parameter(argument) for argument in function.arguments])  # type: ignore[attr-defined]
    for argument in function.arguments:
        udf = xw.arg(argument.name, ndim=2, err_to_str=True, doc=argument.help)(udf)
    registered: Callable[..., Any] = xw.func(category=CATEGORY)(udf)
    return registered


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """A value, or every cell of a range, changed."""
    if isinstance(value, list):
        return [[change(cell) for cell in row] for row in value]
    return change(value)


def _shown_by_office_js(cell: Any) -> Any:
    return VALUE if cell.__class__ is str and cell in ERROR_TEXTS and cell not in _ERRORS_OF_OFFICE_JS else cell


def _error_over_com(cell: Any) -> Any:
    """A cell with the text of an error that came as a number; Excel's own numbers never come as integers."""
    return _ERROR_BY_COM_NUMBER.get(cell, VALUE) if cell.__class__ is int and cell in _COM_ERRORS else cell


def _parameter(argument: Argument) -> inspect.Parameter:
    default = inspect.Parameter.empty if argument.required else None
    return inspect.Parameter(argument.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)


for _function in FUNCTIONS.values():
    globals()[_function.name] = _excel_form(_function)

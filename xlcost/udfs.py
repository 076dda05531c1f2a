"""What xlwings imports (``UDF_MODULES = xlcost.udfs``): every registered function, decorated for Excel.

One module serves classic xlwings on Windows, xlwings Server and xlwings Lite. Every argument comes as rows of cells
(``ndim=2`` keeps a column a column) with error values as their texts (``err_to_str``; without it an error would look
like a blank cell and be priced by a default). Nothing is annotated, because a type hint would make xlwings convert
ranges. An error leaves as its text: Server and Lite show it as the real error, classic does so through the wrappers
of ``xlcost.hosts.classic``, which know the texts.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import xlwings as xw

from xlcost.functions import CATEGORY, FUNCTIONS, Argument, Function, call


def _excel_form(function: Function) -> Callable[..., Any]:
    """The function as xlwings registers it: Excel's name, the registered arguments, blank for what is omitted."""

    def udf(*args: Any) -> Any:
        return call(function.name, args)

    udf.__name__ = udf.__qualname__ = function.name
    udf.__module__ = __name__
    udf.__doc__ = function.summary
    udf.__signature__ = inspect.Signature([_parameter(argument) for argument in function.arguments])  # type: ignore[attr-defined]
    for argument in function.arguments:
        udf = xw.arg(argument.name, ndim=2, err_to_str=True, doc=argument.help)(udf)
    registered: Callable[..., Any] = xw.func(category=CATEGORY)(udf)
    return registered


def _parameter(argument: Argument) -> inspect.Parameter:
    default = inspect.Parameter.empty if argument.required else None
    return inspect.Parameter(argument.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)


for _function in FUNCTIONS.values():
    globals()[_function.name] = _excel_form(_function)

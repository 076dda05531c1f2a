"""Registers Excel functions: what each is called, takes, gives and says. Everything else is made from it.

A function is declared once, as a typed Python function whose annotations carry the arguments' metadata. From that come
the xlwings module, the headless binding, the LibreOffice add-in, the VBA wrappers, the Functions sheet, the reference,
the checker's arity table and the tests of every worked example.
"""

from __future__ import annotations

import ast
import functools
import inspect
import sys
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal, ParamSpec, TypeVar, get_args

from xlcost.functions.python import python_form
from xlcost.functions.records import FUNCTIONS, Argument, Example, Function

P = ParamSpec("P")
R = TypeVar("R")


def excel_function(
    *,
    unit: str,
    errors: Mapping[str, str],
    example: Example,
    shape: Literal["numpy", "cells", "table"],
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a function for Excel and give back its Python form, which checks its arguments and raises.

    The Excel name is the Python name in capitals, the summary the first line of the docstring.
    """

    def register(body: Callable[P, R]) -> Callable[P, R]:
        arguments = tuple(_arguments(body))
        function = Function(
            name=body.__name__.upper(),
            python_name=body.__name__,
            summary=docstring(body).strip().split("\n", 1)[0],
            unit=unit,
            errors=errors,
            example=example,
            arguments=arguments,
            body=body,
            shape=shape,
            plan=tuple((argument.name, argument.coerce, argument.default) for argument in arguments),
            defaults=tuple(argument.default for argument in arguments),
            min_args=sum(argument.required for argument in arguments),
            max_args=len(arguments),
        )
        FUNCTIONS[function.name] = function
        form = functools.wraps(body)(python_form(function))
        form.__doc__ = documentation(function, docstring(body))
        form.__signature__ = _plain_signature(body)  # type: ignore[attr-defined]
        return form

    return register


def docstring(function: Callable[..., Any]) -> str:
    """What a function says of itself; python -OO takes that away, and it is read in the source."""
    if function.__doc__ is None and sys.flags.optimize > 1:
        (definition,) = ast.parse(inspect.getsource(function)).body
        return ast.get_docstring(definition) or ""  # type: ignore[arg-type]
    return function.__doc__ or ""


def documentation(function: Function, text: str) -> str:
    """The docstring of a function's Python form: what its author says of it, and what is declared of its arguments."""
    lines = [inspect.cleandoc(text), *(["", "Args:"] if function.arguments else [])]
    for argument in function.arguments:
        indented = textwrap.wrap(
            f"{argument.name}: {argument.help}", 110, initial_indent="    ", subsequent_indent=" " * 8
        )
        lines += indented
    columns = (
        ""
        if function.shape == "table" or not function.arguments
        else "; of columns (lists, NumPy, pandas) a column of the same length"
    )
    lines += ["", "Returns:", *_indented(f"{function.unit or 'A value without a unit'}{columns}.")]
    if function.errors:
        lines += ["", "Raises:", *_indented("XlcostError: one line says what is wrong; a cell shows")]
    for error, why in function.errors.items():
        lines += textwrap.wrap(f"{error}: {why}", 110, initial_indent=" " * 8, subsequent_indent=" " * 12)
    return "\n".join(lines)


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, 110, initial_indent="    ", subsequent_indent=" " * 8)


def _plain_signature(body: Callable[..., Any]) -> inspect.Signature:
    """The signature without what the registry keeps in its annotations."""
    signature = inspect.signature(body)
    parameters = [
        parameter.replace(annotation=get_args(parameter.annotation)[0]) for parameter in signature.parameters.values()
    ]
    return signature.replace(parameters=parameters)


def _arguments(body: Callable[..., Any]) -> list[Argument]:
    """The declared arguments of a function, each named and given its default by the signature."""
    arguments = []
    for name, parameter in inspect.signature(body).parameters.items():
        (declared,) = parameter.annotation.__metadata__
        arguments.append(_named(declared, name, parameter.default))
    return arguments


def _named(declared: Argument, name: str, default: Any) -> Argument:
    return replace(declared, name=name, default=default)

"""The register of Excel functions: what each is called, takes, gives and says. Everything else is made from it.

A function is declared once, as a typed Python function whose annotations carry the arguments' metadata. From that come
the xlwings module, the headless binding, the LibreOffice add-in, the VBA wrappers, the Functions sheet, the reference,
the checker's arity table and the tests of every worked example.
"""

from __future__ import annotations

import functools
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, ParamSpec, TypeVar, get_args

from xlcost.errors import BadArgument
from xlcost.functions.coercion import Coerce, is_blank

CATEGORY: Final = "XLCOST"
#: Excel cuts a description, of a function or of an argument, after this many characters.
DESCRIPTION_LIMIT: Final = 255

REQUIRED: Final = inspect.Parameter.empty

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as Excel shows it. The name and default come from the Python signature that uses it."""

    description: str
    unit: str
    domain: str  # in words, for people: "0 to 1", ">= 0", "a catalogue id"
    coerce: Coerce
    is_table: bool = False  # takes a whole table (of prices) as one value
    is_series: bool = False  # takes a whole row or column of numbers as one value
    name: str = ""
    default: Any = REQUIRED

    @property
    def takes_range(self) -> bool:
        """Whether a range is one value of this argument, so that the function does not broadcast over it."""
        return self.is_table or self.is_series

    @property
    def required(self) -> bool:
        """Whether a blank cell is refused rather than read as the default."""
        return self.default is REQUIRED

    def accept(self, value: Any) -> Any:
        """A cell as the body takes it: the default for a blank one, else coerced.

        Raises:
            BadArgument: it is blank and required.
            XlcostError: whatever the coercion refuses.
        """
        if not is_blank(value):
            return self.coerce(value, self.name)
        if self.required:
            raise BadArgument(f"{self.name} is blank")
        return self.default

    @property
    def help(self) -> str:
        """The line Excel's function wizard shows: description, unit, domain and default, within Excel's limit."""
        unit = f" [{self.unit}]" if self.unit else ""
        default = "" if self.required or self.default in (None, "") else f" Default {_as_excel_literal(self.default)}."
        return f"{self.description}{unit}. {self.domain[:1].upper()}{self.domain[1:]}.{default}"


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: arguments as Excel values, and the value the cell shows (a table shows its rows).

    ``result`` is None where it is the price data itself, which grows with every refresh.
    """

    arguments: Mapping[str, Any]
    result: Any


@dataclass(frozen=True, slots=True)
class Function:
    """One Excel function, with everything any host or page needs to know about it."""

    name: str  # as in Excel: PROMPT_COST
    python_name: str
    summary: str
    unit: str
    errors: Mapping[str, str]  # Excel error -> when
    example: Example
    arguments: tuple[Argument, ...]
    body: Callable[..., Any] = field(repr=False)
    #: "numpy": the body takes columns; "cells": one call a cell; "table": gives a range and takes single cells.
    shape: Literal["numpy", "cells", "table"]
    #: What a call needs of each argument: name, coercion, default. A flat tuple, because every cell goes through it.
    plan: tuple[tuple[str, Coerce, Any], ...] = field(repr=False)
    #: The default of each argument, REQUIRED for those before ``min_args``.
    defaults: tuple[Any, ...] = field(repr=False)
    min_args: int  # that Excel insists on
    max_args: int  # that Excel accepts

    @property
    def returns_array(self) -> bool:
        """Whether the result of single cells is a range that spills."""
        return self.shape == "table"

    @property
    def signature(self) -> str:
        """The function as a person writes it: optional arguments in brackets."""
        shown = [a.name if a.required else f"[{a.name}]" for a in self.arguments]
        return f"{self.name}({', '.join(shown)})"

    @property
    def example_formula(self) -> str:
        """The worked example as a cell formula; omitted arguments before the last given one stay empty."""
        given = [
            _as_excel_literal(self.example.arguments[a.name]) if a.name in self.example.arguments else ""
            for a in self.arguments
        ]
        while given and not given[-1]:
            given.pop()
        return f"={self.name}({','.join(given)})"


#: Every Excel function, by its Excel name, in the order people meet them.
FUNCTIONS: Final[dict[str, Function]] = {}


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
        from xlcost.functions.python import python_form  # the Python form needs the registry's records

        arguments = tuple(_arguments(body))
        function = Function(
            name=body.__name__.upper(),
            python_name=body.__name__,
            summary=(body.__doc__ or "").strip().split("\n", 1)[0],
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
        form.__doc__ = documentation(function, body.__doc__ or "")
        form.__signature__ = _plain_signature(body)  # type: ignore[attr-defined]
        return form

    return register


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


def _as_excel_literal(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, list):
        return "{" + ";".join(",".join(_as_excel_literal(cell) for cell in row) for row in value) + "}"
    return f"{value:.15g}"

"""What an Excel function is: its record, its arguments, its worked example, and the register of all of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from xlcost.errors import BadArgument
from xlcost.functions.coercion import Coerce, is_blank

CATEGORY: Final = "XLCOST"
#: Excel cuts a description, of a function or of an argument, after this many characters.
DESCRIPTION_LIMIT: Final = 255

REQUIRED: Final = inspect.Parameter.empty


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


def _as_excel_literal(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, list):
        return "{" + ";".join(",".join(_as_excel_literal(cell) for cell in row) for row in value) + "}"
    return f"{value:.15g}"

"""Calling a function with cell values: as a cell does, where errors are values, or as Python does, where they raise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from xlcost.errors import VALUE, BadArgument, OutOfDomain, XlcostError
from xlcost.functions.broadcasting import is_range, over_ranges
from xlcost.functions.registry import FUNCTIONS, REQUIRED, Function


def call(name: str, args: Sequence[Any]) -> Any:
    """What a cell shows for ``=NAME(args)``: a value, the text of an Excel error, or rows of them.

    Args:
        name: the Excel name of a registered function.
        args: cell values in order: None for blank or omitted, numbers, texts, booleans, dates, the text of an error;
            a range is a list of rows.
    """
    function = FUNCTIONS[name]
    if len(args) > function.max_args:
        return VALUE
    for value in args:
        if value.__class__ is list or value.__class__ is tuple:
            args = unwrap_single_cells(function, args)
            if function.shape != "table" and has_ranges(function, args):
                cells = over_ranges(function, args, evaluate)
                values = [value.excel if isinstance(value, XlcostError) else value for value in cells.values]
                return cells._replace(values=values).grid()
            break
    try:
        return evaluate(function, args)
    except XlcostError as error:
        return error.excel


def evaluate(function: Function, args: Sequence[Any]) -> Any:
    """The result for single cells (and price ranges); raises what ``xlcost.errors`` declares."""
    result = function.body(*coerced(function, args))
    if result.__class__ is float and not math.isfinite(result):
        raise OutOfDomain(f"{function.name}: the result is too large for a number")
    return result


def coerced(function: Function, args: Sequence[Any]) -> list[Any]:
    """The arguments as the body takes them, defaults filled in; the first wrong one, from the left, raises.

    An empty text is a blank cell: classic xlwings and LibreOffice cannot tell the two apart, and neither can a reader.
    """
    values = []
    given = len(args)
    for position, (name, coerce, default) in enumerate(function.plan):
        value = args[position] if position < given else None
        if value is not None and not (value.__class__ is str and not value):
            values.append(coerce(value, name))
        elif default is REQUIRED:
            raise BadArgument(f"{name} is blank")
        else:
            values.append(default)
    return values


def has_ranges(function: Function, args: Sequence[Any]) -> bool:
    """Whether an argument that is not a price range is a range."""
    return any(is_range(value) and not argument.is_table for argument, value in zip(function.arguments, args))


def unwrap_single_cells(function: Function, args: Sequence[Any]) -> list[Any]:
    """The arguments with ranges of one cell as that cell; an empty range is a blank cell."""
    return [
        value if argument.is_table or not is_range(value) else _unwrapped(value)
        for argument, value in zip(function.arguments, args)
    ]


def _unwrapped(grid: Sequence[Sequence[Any]]) -> Any:
    if not grid or not grid[0]:
        return None
    return grid[0][0] if len(grid) == 1 and len(grid[0]) == 1 else grid

"""Calling a function with cell values: as a cell does, where errors are values, or as Python does, where they raise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from xlcost.errors import VALUE, BadArgument, OutOfDomain, XlcostError
from xlcost.functions.blocks import is_range
from xlcost.functions.broadcasting import over_ranges
from xlcost.functions.records import FUNCTIONS, REQUIRED, Argument, Function


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
    try:
        for value in args:
            if value.__class__ is list or value.__class__ is tuple:
                args = unwrap_single_cells(function, args)
                if function.shape != "table" and has_ranges(function, args):
                    return over_ranges(function, args, evaluate, lambda error, row, column: error.excel)
                break
        return evaluate(function, args)
    except XlcostError as error:
        return error.excel


def evaluate(function: Function, args: Sequence[Any]) -> Any:
    """The result for single cells (and price ranges); raises what ``xlcost.errors`` declares."""
    result = function.body(*coerced(function, args))
    if result.__class__ is float:
        finite = math.isfinite(result)
    elif result.__class__ is list:
        finite = all(math.isfinite(cell) for row in result for cell in row if cell.__class__ is float)
    else:
        return result
    if not finite:
        raise OutOfDomain(f"{function.name}: the result is too large for a number")
    return result


def coerced(function: Function, args: Sequence[Any]) -> list[Any]:
    """The arguments as the body takes them, defaults filled in; the first wrong one, from the left, raises.

    It is ``Argument.accept`` for each argument, written out because every cell of every workbook passes here.
    """
    values = []
    for value, (name, coerce, default) in zip(args, function.plan):
        if value is not None and (value.__class__ is not str or value):
            values.append(coerce(value, name))
        elif default is REQUIRED:
            raise BadArgument(f"{name} is blank")
        else:
            values.append(default)
    given = len(values)
    if given < function.min_args:
        raise BadArgument(f"{function.plan[given][0]} is blank")
    values += function.defaults[given:]
    return values


def has_ranges(function: Function, args: Sequence[Any]) -> bool:
    """Whether an argument that is not a price range is a range."""
    return any(is_range(value) and not argument.takes_range for argument, value in zip(function.arguments, args))


def unwrap_single_cells(function: Function, args: Sequence[Any]) -> list[Any]:
    """The arguments with ranges of one cell as that cell; an empty range is a blank cell, but for a price range."""
    return [
        _unwrapped(value, argument) if is_range(value) else value for argument, value in zip(function.arguments, args)
    ]


def _unwrapped(grid: Sequence[Any], argument: Argument) -> Any:
    first = grid[0] if grid else []
    if not is_range(first):
        return grid
    if not first and not argument.takes_range:
        return None
    return first[0] if len(grid) == 1 and len(first) == 1 else grid

"""The functions as Python calls them: keywords, exceptions, and pandas or NumPy columns where Excel has ranges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from xlcost.errors import BadArgument, XlcostError
from xlcost.functions.registry import REQUIRED, Function


def python_form(function: Function) -> Callable[..., Any]:
    """A callable with the function's Python signature that checks its arguments and raises what is wrong."""
    from xlcost.functions.calling import evaluate

    places = {argument.name: position for position, argument in enumerate(function.arguments)}

    def form(*args: Any, **named: Any) -> Any:
        values = _placed(function, places, args, named) if named or len(args) < function.min_args else args
        if len(values) > function.max_args:
            raise TypeError(f"{function.python_name}() takes {function.max_args} arguments, {len(values)} were given")
        if function.shape != "table" and any(
            hasattr(value, "__len__") and not isinstance(value, str) and not argument.is_table
            for value, argument in zip(values, function.arguments)
        ):
            return _over_columns(function, values)
        return evaluate(function, values)

    return form


def _placed(function: Function, places: dict[str, int], args: Sequence[Any], named: dict[str, Any]) -> list[Any]:
    values = [*args, *[REQUIRED] * (function.max_args - len(args))]
    for name, value in named.items():
        place = places.get(name)
        if place is None:
            raise TypeError(f"{function.python_name}() has no argument {name!r}; it takes {', '.join(places)}")
        if place < len(args):
            raise TypeError(f"{function.python_name}() was given {name!r} twice")
        values[place] = value
    for argument, value in zip(function.arguments, values):
        if value is REQUIRED and argument.required:
            raise TypeError(f"{function.python_name}() needs {argument.name!r}")
    return [None if value is REQUIRED else value for value in values]


def _over_columns(function: Function, values: Sequence[Any]) -> Any:
    """Broadcast; the result is shaped like what was given: a pandas column, a NumPy array or rows of cells."""
    from xlcost.functions.broadcasting import is_range, over_ranges
    from xlcost.functions.calling import evaluate

    ranges = [
        _as_grid(value, argument.name) if _is_column(value) and not argument.is_table else value
        for value, argument in zip(values, function.arguments)
    ]
    cells = over_ranges(function, ranges, evaluate)
    for index, value in enumerate(cells.values):
        if isinstance(value, XlcostError):
            row, column = divmod(index, cells.columns)
            value.args = (f"row {row + 1}, column {column + 1}: {value}",)
            raise value
    columns = [value for value in values if _is_column(value) and not is_range(value)]
    series = [value for value in columns if hasattr(value, "index")]
    if series and cells.columns == 1:
        return type(series[0])(cells.values, index=series[0].index)
    if columns:
        import numpy as np

        return np.array(cells.values if cells.columns == 1 else cells.grid())
    return cells.grid()


def _is_column(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str)


def _as_grid(value: Any, name: str) -> list[list[Any]]:
    """Rows of cells; a column of pandas or NumPy, or a flat list, is one column of cells."""
    rows = value.tolist() if hasattr(value, "tolist") else list(value)
    if not rows:
        raise BadArgument(f"{name} is an empty range")
    if not isinstance(rows[0], list | tuple):
        return [[cell] for cell in rows]
    return [list(row) for row in rows]

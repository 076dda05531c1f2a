"""The functions as Python calls them: keywords, exceptions, and pandas or NumPy columns where Excel has ranges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final, NoReturn

from xlcost.errors import BadArgument, XlcostError
from xlcost.functions.blocks import Block, block
from xlcost.functions.broadcasting import over_ranges
from xlcost.functions.calling import evaluate
from xlcost.functions.records import Function

#: What is certainly a single value; anything else may be a column.
_SINGLE: Final = frozenset({float, int, str, bool, type(None), date, datetime})


def python_form(function: Function) -> Callable[..., Any]:
    """A callable with the function's Python signature that checks its arguments and raises what is wrong."""
    places = {argument.name: place for place, argument in enumerate(function.arguments)}
    required = list(places)[: function.min_args]
    least, most = function.min_args, function.max_args

    def form(*args: Any, **named: Any) -> Any:
        values = (
            args
            if not named and least <= len(args) <= most
            else _placed(function.python_name, places, required, args, named)
        )
        return evaluate(function, values) if _SINGLE.issuperset(map(type, values)) else _maybe_columns(function, values)

    return form


def _placed(
    name: str, places: dict[str, int], required: Sequence[str], args: Sequence[Any], named: dict[str, Any]
) -> list[Any]:
    """Positional and keyword arguments in their places; what does not fit is a TypeError, as in any Python function."""
    given = len(args)
    if given > len(places):
        raise TypeError(f"{name}() takes at most {len(places)} arguments, {given} were given")
    values = [*args, *[None] * (len(places) - given)]
    for keyword, value in named.items():
        place = places.get(keyword)
        if place is None:
            raise TypeError(f"{name}() has no argument {keyword!r}; it takes {', '.join(places) or 'none'}")
        if place < given:
            raise TypeError(f"{name}() was given {keyword!r} twice")
        values[place] = value
    for needed in required[given:]:
        if needed not in named:
            raise TypeError(f"{name}() needs {needed!r}")
    return values


def _maybe_columns(function: Function, values: Sequence[Any]) -> Any:
    """The result for single values, or for columns if there are any: one row of results for each of their rows."""
    args = [
        value if argument.takes_range else _as_block(value, argument.name)
        for argument, value in zip(function.arguments, values)
    ]
    columns = [value for value, arg in zip(values, args) if isinstance(arg, Block)]
    if not columns or function.shape == "table":
        return evaluate(function, args)
    flat = all(_dimensions(column) == 1 for column in columns)

    def failed(error: XlcostError, row: int, column: int) -> NoReturn:
        place = f"row {row + 1}" if flat else f"row {row + 1}, column {column + 1}"
        error.args = (f"{place}: {error}",)
        raise error

    results = over_ranges(function, args, evaluate, failed)
    return _like(columns, [row[0] for row in results] if flat else results, flat=flat)


def _as_block(value: Any, name: str) -> Any:
    """A column or a table of cells as a block; whatever else as it is."""
    if hasattr(value, "tolist") and hasattr(value, "ndim"):
        return _array_as_block(value, name)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray):
        return block(value, name) if _dimensions(value) > 1 else Block(len(value), 1, list(value))
    return value


def _array_as_block(value: Any, name: str) -> Any:
    import numpy as np

    if value.ndim == 0:
        return value[()]
    if value.ndim > 2:
        raise BadArgument(f"{name} must have one or two dimensions, not {value.ndim}")
    array = np.asarray(value)
    rows, columns = array.shape if array.ndim > 1 else (len(array), 1)
    cells = array.reshape(-1)
    if array.dtype.kind in "iuf":
        return Block(rows, columns, cells)
    # a NumPy time as a list would become a count of nanoseconds, which looks like a number
    return Block(rows, columns, list(cells) if array.dtype.kind in "mM" else cells.tolist())


def _dimensions(column: Any) -> int:
    if hasattr(column, "ndim"):
        return int(column.ndim)
    return 2 if len(column) and isinstance(column[0], list | tuple) else 1


def _like(columns: Sequence[Any], results: list[Any], *, flat: bool) -> Any:
    """The results as what was given: a pandas column, a NumPy array, a list or rows of cells."""
    if not any(hasattr(column, "ndim") for column in columns):
        return results
    import numpy as np

    array = np.array(results)
    series = [column for column in columns if hasattr(column, "iloc") and len(column) == len(results)]
    if not series or not flat:
        return array
    first = series[0]
    if not all(first.index.equals(other.index) for other in series[1:]):
        raise BadArgument("the pandas columns have different indexes; align them first")
    return type(first)(array, index=first.index)

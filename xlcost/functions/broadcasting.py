"""Ranges as arguments: broadcast them as Excel does, compute numbers by NumPy, keep each row's error in its row.

The scalar path is the only judge. NumPy computes all rows at once; every row that is not plainly a number there (a
wrong type, a number outside its domain, a missing price, no break-even) is asked again as a scalar, and what that
says, value or error, is the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlcost.errors import SizesDoNotFit, XlcostError

if TYPE_CHECKING:
    import numpy as np

    from xlcost.functions.registry import Argument, Function

#: Fewer cells than this are cheaper one by one than importing NumPy.
_WORTH_NUMPY: Final = 64

Grid = Sequence[Sequence[Any]]
Scalar = Callable[["Function", Sequence[Any]], Any]


class Cells(NamedTuple):
    """The results of a broadcast call, row by row; a cell that failed holds its exception."""

    rows: int
    columns: int
    values: list[Any]

    def grid(self) -> list[list[Any]]:
        """The results as rows of cells."""
        return [self.values[start : start + self.columns] for start in range(0, len(self.values), self.columns)]


def is_range(value: Any) -> bool:
    """Whether a value is a range: rows of cells."""
    return value.__class__ is list or value.__class__ is tuple


def is_blank(value: Any) -> bool:
    """Whether a cell is blank; an empty text is."""
    return value is None or (value.__class__ is str and not value)


def over_ranges(function: Function, args: Sequence[Any], scalar: Scalar) -> Cells:
    """Evaluate a function some of whose arguments are ranges; ``scalar`` evaluates one cell of it or raises."""
    ranged = [is_range(value) and not argument.is_table for argument, value in zip(function.arguments, args)]
    shapes = [(len(value), len(value[0])) for value, ranges in zip(args, ranged, strict=True) if ranges]
    rows, columns = max(shape[0] for shape in shapes), max(shape[1] for shape in shapes)
    flat = [_spread(value, rows, columns) if ranges else value for value, ranges in zip(args, ranged, strict=True)]
    if function.shape == "numpy" and rows * columns >= _WORTH_NUMPY:
        values, doubtful = _by_numpy(function, flat, ranged, rows * columns)
    else:
        values, doubtful = [None] * (rows * columns), range(rows * columns)
    for index in doubtful:
        cell = [value[index] if ranges else value for value, ranges in zip(flat, ranged, strict=True)]
        values[index] = _one(function, cell, scalar)
    return Cells(rows, columns, values)


class _Beyond:
    """A cell beyond a range that is too small for the others."""


_BEYOND: Final = _Beyond()


def _spread(grid: Grid, rows: int, columns: int) -> list[Any]:
    """A range as a flat list of the common size: one row or one column repeats, anything else ends where it ends."""
    height, width = len(grid), len(grid[0])
    wide = [list(row) * columns if width == 1 else [*row, *[_BEYOND] * (columns - width)] for row in grid]
    tall = wide * rows if height == 1 else [*wide, *[[_BEYOND] * columns] * (rows - height)]
    return [value for row in tall for value in row]


def _one(function: Function, cell: Sequence[Any], scalar: Scalar) -> Any:
    if any(value is _BEYOND for value in cell):
        return SizesDoNotFit(
            f"{function.name}: the ranges have different sizes and none of them is a single row or column"
        )
    try:
        return scalar(function, cell)
    except XlcostError as error:
        return error


def _by_numpy(
    function: Function, flat: Sequence[Any], ranged: Sequence[bool], size: int
) -> tuple[list[Any], Sequence[int]]:
    """All cells at once, and the indices of those the scalar path must judge."""
    try:
        import numpy as np
    except ImportError:  # xlwings Lite may run without it
        return [None] * size, range(size)
    doubtful = np.zeros(size, dtype=bool)
    coerced: list[Any] = []
    try:
        for argument, value, ranges in zip(function.arguments, flat, ranged):
            if ranges:
                coerced.append(_column(argument, value, doubtful))
            elif is_blank(value):
                if argument.required:
                    return [None] * size, range(size)
                coerced.append(argument.default)
            else:
                coerced.append(argument.coerce(value, argument.name))
        with np.errstate(all="ignore"):
            result = np.broadcast_to(np.asarray(function.body(*coerced), dtype=float), (size,))
    except XlcostError:  # a single argument is wrong, so every row is: the scalar path says how
        return [None] * size, range(size)
    doubtful |= ~np.isfinite(result)
    return result.tolist(), np.flatnonzero(doubtful).tolist()


def _column(argument: Argument, values: list[Any], doubtful: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A range as a NumPy column, its wrong cells marked doubtful."""
    import numpy as np

    domain = getattr(argument.coerce, "domain", None)
    if domain is None:
        return _coerced_once(argument, values, doubtful)
    blank = np.nan if argument.required else float(argument.default)
    column = np.array(
        [
            value if value.__class__ is float or value.__class__ is int else blank if is_blank(value) else np.nan
            for value in values
        ],
        dtype=float,
    )
    inside = (column > domain.low if domain.above_low else column >= domain.low) & (column <= domain.high)
    doubtful |= ~(inside & np.isfinite(column))
    return column


def _coerced_once(argument: Argument, values: list[Any], doubtful: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A column of texts, dates or flags: each distinct value is coerced once."""
    import numpy as np

    known: dict[Any, Any] = {}
    column = np.empty(len(values), dtype=object)
    for index, value in enumerate(values):
        key = (value.__class__, value)  # 1, 1.0 and TRUE are equal to Python but not to a cell
        if key not in known:
            known[key] = _tried(argument, value)
        column[index], wrong = known[key]
        if wrong:
            doubtful[index] = True
    return column


def _tried(argument: Argument, value: Any) -> tuple[Any, bool]:
    if is_blank(value):
        return argument.default, argument.required
    try:
        return argument.coerce(value, argument.name), False
    except XlcostError:
        return None, True

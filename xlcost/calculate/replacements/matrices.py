"""MMULT and SUMPRODUCT."""

from __future__ import annotations

import math
from typing import Any, Final

from xlcost.calculate.replacements.coercion import Failed

_MOST: Final = 200  # rows and columns; more would take seconds

Matrix = list[list[float]]


def mmult(left: Any, right: Any) -> Matrix:
    """The matrix product."""
    one, other = _matrix(left), _matrix(right)
    if len(one[0]) != len(other):
        raise Failed("Value")
    columns = list(zip(*other, strict=True))
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in one]


def sumproduct(*arrays: Any) -> float:
    """SUMPRODUCT: what is no number counts nothing, truth values included."""
    grids = [_grid(array) for array in arrays]
    if len({(len(grid), len(grid[0])) for grid in grids}) > 1:
        raise Failed("Value")
    columns = [[value for row in grid for value in row] for grid in grids]
    for values in columns:
        for value in values:
            if isinstance(value, dict):
                raise Failed(value.get("kind", "Value"))
    return math.fsum(
        math.prod(value if value.__class__ is float else 0.0 for value in values)
        for values in zip(*columns, strict=True)
    )


def _grid(values: Any) -> list[list[Any]]:
    return values if isinstance(values, list) else [[values]]


def _matrix(values: Any) -> Matrix:
    rows = values if isinstance(values, list) else [[values]]
    for value in (value for row in rows for value in row):
        if isinstance(value, dict):
            raise Failed(value.get("kind", "Value"))
        if value.__class__ is not float:
            raise Failed("Value")
    if len(rows) > _MOST or len(rows[0]) > _MOST:
        raise Failed("NImpl")
    return [list(row) for row in rows]

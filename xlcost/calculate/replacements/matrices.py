"""MMULT, MINVERSE, MDETERM, MUNIT, SUMPRODUCT and its kin."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from xlcost.calculate.replacements.coercion import Failed, number

_MOST: Final = 200  # rows and columns; more would take seconds

Matrix = list[list[float]]


def mmult(left: Any, right: Any) -> Matrix:
    """The matrix product."""
    one, other = _matrix(left), _matrix(right)
    if len(one[0]) != len(other):
        raise Failed("Value")
    columns = list(zip(*other, strict=True))
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in one]


def minverse(values: Any) -> Matrix:
    """The inverse, by elimination with row exchange."""
    matrix = _square(values)
    size = len(matrix)
    work = [
        [*row, *(float(column == number_of_row) for column in range(size))] for number_of_row, row in enumerate(matrix)
    ]
    if _eliminated(work) == 0:
        raise Failed("Num")
    for column in range(size - 1, -1, -1):
        pivot = work[column][column]
        work[column] = [value / pivot for value in work[column]]
        for row in range(column):
            factor = work[row][column]
            work[row] = [a - factor * b for a, b in zip(work[row], work[column], strict=True)]
    return [row[size:] for row in work]


def mdeterm(values: Any) -> float:
    """The determinant."""
    return _eliminated(_square(values))


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


def pairwise_sum(function: Callable[[float, float], float]) -> Callable[[Any, Any], float]:
    """SUMX2MY2 and its kin: pairs that are not two numbers are left out."""

    def call(left: Any, right: Any) -> float:
        one, other = ([value for row in _grid(side) for value in row] for side in (left, right))
        for value in (*one, *other):
            if isinstance(value, dict):
                raise Failed(value.get("kind", "Value"))
        if len(one) != len(other):
            raise Failed("Na")
        return math.fsum(
            function(x, y) for x, y in zip(one, other, strict=True) if x.__class__ is float and y.__class__ is float
        )

    return call


def _grid(values: Any) -> list[list[Any]]:
    return values if isinstance(values, list) else [[values]]


def munit(size: Any) -> Matrix:
    """The unit matrix."""
    count = int(number(size))
    if not 1 <= count <= _MOST:
        raise Failed("Value")
    return [[float(row == column) for column in range(count)] for row in range(count)]


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


def _square(values: Any) -> Matrix:
    matrix = _matrix(values)
    if len(matrix) != len(matrix[0]):
        raise Failed("Value")
    return matrix


def _eliminated(work: Matrix) -> float:
    """Makes the left part triangular; the result is its determinant."""
    determinant = 1.0
    for column in range(len(work)):
        best = max(range(column, len(work)), key=lambda row: abs(work[row][column]))
        if work[best][column] == 0:
            return 0.0
        if best != column:
            work[best], work[column] = work[column], work[best]
            determinant = -determinant
        determinant *= work[column][column]
        for row in range(column + 1, len(work)):
            factor = work[row][column] / work[column][column]
            if factor:
                work[row] = [a - factor * b for a, b in zip(work[row], work[column], strict=True)]
    return determinant

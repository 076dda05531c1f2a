"""Ranges as arguments: broadcast them as Excel does, compute them with NumPy, keep each row's error in its row.

The scalar path is the only judge. NumPy computes all cells at once; every cell that is not plainly a result there (a
wrong type, a number outside its domain, a missing price, no break-even) is asked again as a scalar, and what that
says, value or error, is the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any, Final

from xlcost.errors import OutOfDomain, XlcostError
from xlcost.functions.blocks import Block, block, is_range
from xlcost.functions.records import Function

#: Fewer cells than this are cheaper one by one than importing NumPy.
_WORTH_NUMPY: Final = 64
#: A worksheet, which no result can be larger than, and four whole columns of it, beyond which memory would run out: a
#: column against a row is refused before anything is allocated. A cell takes some 200 bytes.
_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384
_MOST_CELLS: Final = 4 * _MOST_ROWS

Scalar = Callable[[Function, Sequence[Any]], Any]
#: What stands for a cell that failed, given its error, row and column (from 0).
Failed = Callable[[XlcostError, int, int], Any]


def over_ranges(function: Function, args: Sequence[Any], scalar: Scalar, failed: Failed) -> list[list[Any]]:
    """Evaluate a function some of whose arguments are ranges, as rows of results.

    ``scalar`` evaluates one cell of it or raises; ``failed`` says what stands for a cell that raised.

    Raises:
        BadArgument: a range whose rows are not all of one length.
        OutOfDomain: the result would have more cells than any sheet needs.
    """
    args = [
        value
        if argument.takes_range or not is_range(value) or isinstance(value, Block)
        else block(value, argument.name)
        for argument, value in zip(function.arguments, args)
    ]
    blocks = [value for value in args if isinstance(value, Block)]
    rows, columns = max(each.rows for each in blocks), max(each.columns for each in blocks)
    _refuse_what_no_sheet_holds(function.name, rows, columns)
    grid, doubtful = _all_at_once(function, args, rows, columns)
    for row, column in doubtful:
        try:
            cell = [value.cell(row, column) if value.__class__ is Block else value for value in args]
            grid[row][column] = scalar(function, cell)
        except XlcostError as error:
            grid[row][column] = failed(error, row, column)
    return grid


def _refuse_what_no_sheet_holds(name: str, rows: int, columns: int) -> None:
    if rows > _MOST_ROWS or columns > _MOST_COLUMNS:
        raise OutOfDomain(f"{name}: {rows:,} x {columns:,} results are more than a sheet has rows or columns")
    if rows * columns > _MOST_CELLS:
        raise OutOfDomain(f"{name}: {rows:,} x {columns:,} results are more than {_MOST_CELLS:,}")


def _all_at_once(
    function: Function, args: Sequence[Any], rows: int, columns: int
) -> tuple[list[list[Any]], Iterable[Sequence[int]]]:
    """What NumPy makes of the whole range, and the cells that the scalar path must judge: all where it cannot help."""
    if function.shape == "numpy" and rows * columns >= _WORTH_NUMPY:
        try:
            from xlcost.functions.arrays import results_and_doubts

            return results_and_doubts(function, args, rows, columns)
        except ImportError:  # xlwings Lite may run without NumPy
            pass
        except XlcostError:  # a single argument is wrong, so every cell is: the scalar path says how
            pass
    return [[None] * columns for _ in range(rows)], product(range(rows), range(columns))

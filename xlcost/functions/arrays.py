"""Ranges as NumPy arrays: numbers held against their domain at once, texts and dates read once per distinct value.

Imported only when a range comes, so that single cells need no NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from xlcost.errors import XlcostError
from xlcost.functions.blocks import Block
from xlcost.functions.coercion import Domain, flag, is_blank
from xlcost.functions.records import Argument, Function

Array = npt.NDArray[Any]

_NUMBERS: Final = frozenset({float, int})


class Coded(NamedTuple):
    """A column with few distinct values: for each cell the place of its value in ``values``; None is a wrong one."""

    codes: npt.NDArray[np.intp]
    values: Sequence[Any]


def results_and_doubts(
    function: Function, args: Sequence[Any], rows: int, columns: int
) -> tuple[list[list[Any]], list[list[int]]]:
    """The results of all cells in one computation, and row and column of each that is not plainly a result.

    Raises:
        XlcostError: an argument that is no range is wrong.
    """
    doubtful = np.zeros((rows, columns), dtype=bool)
    taken: list[Any] = []
    for argument, value in zip(function.arguments, args):
        if not isinstance(value, Block):
            taken.append(argument.accept(value))
            continue
        domain: Domain | None = getattr(argument.coerce, "domain", None)
        array, wrong = _numbers(argument, domain, value) if domain else _coded(argument, value)
        doubtful |= _fitted(wrong, rows, columns, fill=True)
        taken.append(
            array._replace(codes=_fitted(array.codes, rows, columns))
            if isinstance(array, Coded)
            else _fitted(array, rows, columns)
        )
    with np.errstate(all="ignore"):
        results = np.broadcast_to(np.asarray(function.body(*taken)), (rows, columns))
    if results.dtype.kind == "f":
        doubtful |= ~np.isfinite(results)
    return results.tolist(), np.argwhere(doubtful).tolist()


def _numbers(argument: Argument, domain: Domain, block: Block) -> tuple[Array, Array]:
    """The numbers of a range, NaN for what is none, and which cells are wrong."""
    cells = block.cells
    if isinstance(cells, list) and not _NUMBERS.issuperset(map(type, cells)):
        blank = np.nan if argument.required else float(argument.default)
        cells = [cell if type(cell) in _NUMBERS else blank if is_blank(cell) else np.nan for cell in cells]
    try:
        column = np.asarray(cells, dtype=float)
    except OverflowError:  # an integer beyond floats: every cell of this range is asked one by one
        column = np.full(len(cells), np.nan)
    column = column.reshape(block.rows, block.columns) + 0.0  # + 0.0: a negative zero is no sign of anything
    return column, ~domain.admits(column)


def _coded(argument: Argument, block: Block) -> tuple[Coded | Array, Array]:
    """Texts, dates or flags, each distinct cell read once, and which cells are wrong."""
    cells = block.cells if isinstance(block.cells, list) else block.cells.tolist()
    # 1, 1.0 and TRUE are one key to Python but three different cells
    keys: Sequence[Any] = cells if len(set(map(type, cells))) == 1 else list(zip(map(type, cells), cells))
    try:
        distinct = dict(zip(keys, cells))
    except TypeError:  # something unhashable in a cell
        keys = list(map(id, cells))
        distinct = dict(zip(keys, cells))
    number = dict(zip(distinct, range(len(distinct))))
    codes = np.fromiter(map(number.__getitem__, keys), np.intp, len(keys)).reshape(block.rows, block.columns)
    values, wrong = zip(*(_tried(argument, cell) for cell in distinct.values()), strict=True)
    column = np.array(values, dtype=bool)[codes] if argument.coerce is flag else Coded(codes, values)
    return column, np.array(wrong)[codes]


def _tried(argument: Argument, cell: Any) -> tuple[Any, bool]:
    try:
        return argument.accept(cell), False
    except XlcostError:
        return None, True


def _fitted(array: Array, rows: int, columns: int, fill: Any = 0) -> Array:
    """The array, extended where it neither has the size of the result nor repeats."""
    height, width = array.shape
    if height in (1, rows) and width in (1, columns):
        return array
    extended = np.full((1 if height == 1 else rows, 1 if width == 1 else columns), fill, dtype=array.dtype)
    extended[:height, :width] = array
    return extended

"""Ranges as blocks of cells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from xlcost.errors import BadArgument, SizesDoNotFit

if TYPE_CHECKING:
    import numpy.typing as npt


class Block(NamedTuple):
    """A range: its cells row by row, as a list, or as a NumPy array of numbers."""

    rows: int
    columns: int
    cells: list[Any] | npt.NDArray[Any]

    def cell(self, row: int, column: int) -> Any:
        """The cell that stands at a place of the result: a single row or column repeats."""
        row, column = row if self.rows > 1 else 0, column if self.columns > 1 else 0
        if row >= self.rows or column >= self.columns:
            raise SizesDoNotFit("the ranges have different sizes and this cell is beyond the smaller one")
        return self.cells[row * self.columns + column]


def is_range(value: Any) -> bool:
    """Whether a value is a range: rows of cells."""
    return value.__class__ is list or value.__class__ is tuple or value.__class__ is Block


def block(rows: Sequence[Sequence[Any]], name: str) -> Block:
    """A range from its rows of cells.

    Raises:
        BadArgument: the rows are not all of one length, or not rows.
    """
    try:
        columns = len(rows[0])
        if isinstance(rows[0], str) or (columns != 1 and set(map(len, rows)) != {columns}):
            raise ValueError
        cells = [cell for (cell,) in rows] if columns == 1 else list(chain.from_iterable(rows))
    except (TypeError, ValueError):
        raise BadArgument(f"{name} must be rows of cells, all of the same length") from None
    return Block(len(rows), columns, cells)

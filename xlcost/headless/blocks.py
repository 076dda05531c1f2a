"""Cells in rectangles: the engine takes and gives the values of one in a sixth of the time of single cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from xlcost.headless.addresses import Area
from xlcost.headless.records import Cell

#: Cells go in a rectangle where it is dense enough, else one by one.
_MAX_ROW_GAP: Final = 50
_MIN_DENSITY: Final = 0.2


def rectangles(cells: Iterable[Cell]) -> Iterator[tuple[Area | None, list[Cell]]]:
    """The cells in row order, parted where many rows are empty; with the rectangle round them where it is dense."""
    for block in _blocks(cells):
        columns = [cell.column for cell in block]
        area = Area(block[0].row, min(columns), block[-1].row, max(columns))
        yield (area if len(block) >= _MIN_DENSITY * area.size else None), block


def _blocks(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    block: list[Cell] = []
    for cell in sorted(cells):
        if block and cell.row - block[-1].row > _MAX_ROW_GAP:
            yield block
            block = []
        block.append(cell)
    if block:
        yield block


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas of a sheet share a cell."""
    return one.top <= other.bottom and other.top <= one.bottom and one.left <= other.right and other.left <= one.right

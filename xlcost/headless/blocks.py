"""Cells in rectangles: exactly those in which formulas run, and dense ones in which the engine is asked for values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from xlcost.headless.addresses import Area
from xlcost.headless.records import Cell

#: Values are asked for in a rectangle where it is dense enough: that takes a sixth of the time of single cells.
_MAX_ROW_GAP: Final = 50
_MIN_DENSITY: Final = 0.2


def rectangles(cells: Iterable[tuple[int, int]]) -> tuple[Area, ...]:
    """Few rectangles that cover exactly the given (row, column) cells: runs along rows, joined where they stack."""
    closed: list[Area] = []
    growing: dict[tuple[int, int], Area] = {}  # by left and right edge: what the next row may continue
    for run in _runs(cells):
        edges = (run.left, run.right)
        above = growing.get(edges)
        if above is not None and above.bottom == run.top - 1:
            growing[edges] = above._replace(bottom=run.bottom)
        else:
            if above is not None:
                closed.append(above)
            growing[edges] = run
    return tuple(sorted([*closed, *growing.values()]))


def _runs(cells: Iterable[tuple[int, int]]) -> Iterator[Area]:
    top = left = right = 0
    for row, column in sorted(cells):
        if row == top and column == right + 1:
            right = column
            continue
        if top:
            yield Area(top, left, top, right)
        top, left, right = row, column, column
    if top:
        yield Area(top, left, top, right)


def cells_in(cells: Collection[tuple[int, int]], area: Area) -> list[tuple[int, int]]:
    """Those of the cells that lie in an area, by whichever way is shorter."""
    if area.size <= len(cells):
        inside = (
            (row, column) for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1)
        )
        return [at for at in inside if at in cells]
    return [at for at in cells if area.holds(*at)]


def dense_blocks(cells: Iterable[Cell]) -> Iterator[tuple[Area | None, list[Cell]]]:
    """The cells in row order, parted where many rows are empty; with the rectangle round them where it is dense."""
    for block in _bands(cells):
        columns = [cell.column for cell in block]
        area = Area(block[0].row, min(columns), block[-1].row, max(columns))
        yield (area if len(block) >= _MIN_DENSITY * area.size else None), block


def _bands(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    band: list[Cell] = []
    for cell in sorted(cells):
        if band and cell.row - band[-1].row > _MAX_ROW_GAP:
            yield band
            band = []
        band.append(cell)
    if band:
        yield band

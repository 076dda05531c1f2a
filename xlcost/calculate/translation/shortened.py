"""Shortens the ranges of COUNTIF, SUMIFS, look-ups and their kin to the used part of the sheets.

The rest is blank and alike. Over whole rows and columns the engine takes minutes (COUNTIFS with two criteria
over a row) or counts wrongly (COUNTIFS leaves the blank rest out). Shortened ranges, and for the counting
ones the rest counted once and multiplied, are right and quick.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xlcost.calculate.translation.emission import call
from xlcost.calculate.translation.pieces import BLANK_CELL, Cells, Piece
from xlcost.workbook.addresses import Area
from xlcost.workbook.tokens import Point

#: Look-ups that are calculated in Python, to which whole columns must not be handed; the positions of their ranges.
_LOOKUPS: Final = {"XLC.XLOOKUP": (1, 2), "XLC.XMATCH": (1,), "XLC.MATCH": (1,)}

#: Fewer blank rows or columns than this are not worth the longer formula.
_WORTH: Final = 100


def shortened(name: str, arguments: list[list[Piece]], used: Mapping[str, Area]) -> list[Piece] | None:
    """The call with short ranges, None where nothing can or need be shortened."""
    ranges = [position for position in range(len(arguments)) if _is_range(name, position)]
    cells = [arguments[position][0] for position in ranges if len(arguments[position]) == 1]
    areas = [piece for piece in cells if isinstance(piece, Cells)]
    if len(areas) != len(ranges):
        return None
    for by_row in (True, False):
        ends = {_span(area, by_row=by_row) for area in areas}
        fixed = all(area.last.row_fixed if by_row else area.last.column_fixed for area in areas)
        if len(ends) != 1 or not fixed:
            continue
        (_, _, end) = ends.pop()
        last = max(used[area.sheet].bottom if by_row else used[area.sheet].right for area in areas)
        rest = end - last
        if rest >= _WORTH:
            return _written(name, arguments, ranges, last, rest, by_row=by_row)
    return None


def _is_range(name: str, position: int) -> bool:
    name = name if name in _LOOKUPS else name.removeprefix("XLC.")
    if name in _LOOKUPS:
        return position in _LOOKUPS[name]
    if name in {"SUMIF", "AVERAGEIF"}:
        return position != 1
    return position % 2 == (0 if name in {"COUNTIF", "COUNTIFS"} else 1) or position == 0


def _span(area: Cells, *, by_row: bool) -> tuple[int, bool, int]:
    first, last = area.first, area.last
    return (first.row, first.row_fixed, last.row) if by_row else (first.column, first.column_fixed, last.column)


def _written(
    name: str, arguments: list[list[Piece]], ranges: list[int], last: int, rest: int, *, by_row: bool
) -> list[Piece]:
    short = list(arguments)
    for position in ranges:
        area = arguments[position][0]
        if isinstance(area, Cells):
            short[position] = [area._replace(last=_cut(area.last, last, by_row=by_row))]
    pieces = call(name, *short)
    if name.removeprefix("XLC.") in {"COUNTIF", "COUNTIFS"}:
        blank = [[BLANK_CELL] if position in ranges else argument for position, argument in enumerate(arguments)]
        other = _other_side(arguments[0][0], by_row=by_row)
        if other is None:
            return call(name, *arguments)
        pieces = ["(", *pieces, f"+{rest * other}*", *call(name, *(list(argument) for argument in blank)), ")"]
    return pieces


def _cut(corner: Point, last: int, *, by_row: bool) -> Point:
    return corner._replace(row=last) if by_row else corner._replace(column=last)


def _other_side(area: Piece, *, by_row: bool) -> int | None:
    """The number of columns of a range cut by row, and of rows of one cut by column; None if it depends on the cell."""
    if not isinstance(area, Cells):
        return None
    first, last = area.first, area.last
    if by_row:
        return abs(last.column - first.column) + 1 if first.column_fixed == last.column_fixed else None
    return abs(last.row - first.row) + 1 if first.row_fixed == last.row_fixed else None

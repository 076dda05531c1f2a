"""One look through an evaluated workbook: what its formulas give, and cells that functions may take amiss."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from xlcost.calculate.replacements.coercion import Failed, parse_number
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Cell, Place

#: Values are asked for in a rectangle where it is dense enough: that takes a sixth of the time of single cells.
_MAX_ROW_GAP: Final = 50
_MIN_DENSITY: Final = 0.2


#: Numbers in texts that the engine's operators read as Excel does.
_PLAIN: Final = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*%?\s*")
_DIGIT: Final = re.compile(r"\d")  # of any script


class Survey(NamedTuple):
    """What there is in the cells, as the engine has it."""

    values: dict[Place, Any]  # of the formula cells
    errors: list[Place]
    counted: list[Place]  # truth values, and numbers written as texts
    odd: list[Place]  # texts that only Excel reads as numbers


def survey(cells: Iterable[tuple[Place, Any]], formulas: Container[Place]) -> Survey:
    """The survey of all cells of a workbook, given with their values."""
    found = Survey({}, [], [], [])
    for place, value in cells:
        if place in formulas:
            found.values[place] = value
        if value.__class__ is float:
            continue
        if value.__class__ is dict:
            found.errors.append(place)
        elif value.__class__ is bool:
            found.counted.append(place)
        elif value.__class__ is str and value:
            if is_odd(value):
                found.odd.append(place)
            elif _PLAIN.fullmatch(value):
                found.counted.append(place)
    return found


@lru_cache(maxsize=16_384)
def is_odd(text: str) -> bool:
    """Whether Excel reads a text as a number or truth value where the engine's operators do not."""
    if text.upper() in {"TRUE", "FALSE"}:
        return True
    if not _DIGIT.search(text) or _PLAIN.fullmatch(text):
        return False
    try:
        parse_number(text)
    except Failed as failure:
        return failure.kind != "Value" or text != text.strip()
    return True


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

"""The part of a workbook that some outputs need: what is calculated again and again has no other formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from xlcost.calculate.translation.translation import Ready
from xlcost.formula.graph import PlaceIndex
from xlcost.workbook.addresses import Area
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS
from xlcost.workbook.records import Book, Cell, Place

#: Functions whose text does not tell which cells they read.
_HIDE_WHAT_THEY_READ = frozenset({"INDIRECT", "OFFSET"})


def needed(formulas: Mapping[Place, Ready], outputs: Iterable[Place]) -> frozenset[Place] | None:
    """The formula cells on which the outputs depend, themselves included; None where the text of one hides that."""
    index = PlaceIndex(formulas)
    arrays = [(place, reach) for place, ready in formulas.items() if (reach := _reach(ready.cell)) is not None]
    found: set[Place] = set()
    pending = [(sheet, Area(row, column, row, column)) for sheet, row, column in outputs]
    while pending:
        sheet, area = pending.pop()
        filling = (place for place, reach in arrays if place[0] == sheet and reach.overlaps(area))
        for place in (*index.inside(sheet, area), *filling):
            if place in found:
                continue
            found.add(place)
            translated = formulas[place].translated
            if translated.reads_anywhere or translated.functions & _HIDE_WHAT_THEY_READ:
                return None
            pending += [(piece.sheet, piece.area(*place[1:])) for piece in translated.precedents]
    return frozenset(found)


def narrowed(book: Book, formulas: Mapping[Place, Ready], kept: frozenset[Place]) -> Book:
    """The workbook without the formula cells that are not kept."""

    def goes(place: Place) -> bool:
        return place in formulas and place not in kept

    return replace(
        book,
        sheets=tuple(
            replace(sheet, cells={at: cell for at, cell in sheet.cells.items() if not goes((sheet.name, *at))})
            for sheet in book.sheets
        ),
    )


def _reach(cell: Cell) -> Area | None:
    """The cells that a formula may fill besides its own: where it spills, nobody knows how many."""
    return Area(cell.row, cell.column, MAX_ROWS, MAX_COLUMNS) if cell.dynamic else cell.array

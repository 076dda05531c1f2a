"""The part of a workbook that some outputs need: what is calculated again and again has no other formulas."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace

from xlcost.formula.graph import Graph, PlaceIndex
from xlcost.workbook.addresses import Area
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS
from xlcost.workbook.package import package_bytes, package_from_bytes
from xlcost.workbook.records import Book, Cell, Place
from xlcost.workbook.writer import without_formulas


def needed(graph: Graph, outputs: Iterable[Place]) -> frozenset[Place] | None:
    """The formula cells on which the outputs depend, themselves included; None where the text of one hides that."""
    index = PlaceIndex(graph.reads)
    cells = ((place, graph.formulas.book.sheets_by_name[place[0].lower()].cells[place[1:]]) for place in graph.reads)
    arrays = [(place, reach) for place, cell in cells if (reach := _reach(cell)) is not None]
    found: set[Place] = set()
    pending = [(sheet, Area(row, column, row, column)) for sheet, row, column in outputs]
    while pending:
        sheet, area = pending.pop()
        filling = (place for place, reach in arrays if place[0] == sheet and reach.overlaps(area))
        for place in (*index.inside(sheet, area), *filling):
            if place in found:
                continue
            found.add(place)
            if place in graph.reading_anywhere:
                return None
            pending += [(source.sheet, source.area) for source in graph.reads[place]]
    return frozenset(found)


def narrowed(book: Book, formulas: Container[Place], kept: frozenset[Place]) -> Book:
    """The workbook without the formula cells that are not kept."""

    def goes(place: Place) -> bool:
        return place in formulas and place not in kept

    parts = {}
    for sheet in book.sheets:
        gone = {(cell.row, cell.column) for cell in sheet.formulas if goes((sheet.name, cell.row, cell.column))}
        if gone:
            parts[sheet.part] = without_formulas(book.package.parts[sheet.part], gone)
    return replace(
        book,
        package=package_from_bytes(package_bytes(book.package, parts), book.package.path),
        sheets=tuple(
            replace(sheet, cells={at: cell for at, cell in sheet.cells.items() if not goes((sheet.name, *at))})
            for sheet in book.sheets
        ),
    )


def _reach(cell: Cell) -> Area | None:
    """The cells that a formula may fill besides its own: where it spills, nobody knows how many."""
    return Area(cell.row, cell.column, MAX_ROWS, MAX_COLUMNS) if cell.dynamic else cell.array

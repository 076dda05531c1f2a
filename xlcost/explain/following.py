"""What a cell moves: the formulas that depend on it, directly or not."""

from __future__ import annotations

from pathlib import Path

from xlcost.explain.records import Dependents, Moved
from xlcost.formula.reach import reached
from xlcost.formula.signatures import READ_ANYWHERE
from xlcost.outline.captions import content_of, spot
from xlcost.outline.model import Model
from xlcost.workbook.addresses import rectangles
from xlcost.workbook.places import find_place
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book, Place


def dependents(book: Book | str | Path, where: str) -> Dependents:
    """The formulas that depend on a cell, unique formula by unique formula, as one would walk through the workbook.

    Args:
        book: a workbook; the file is not touched.
        where: ``Sheet!A1``, a defined name, or ``Sheet.name``.

    Raises:
        BadFile: the workbook cannot be read, or must not be.
        BadArgument: there is no such cell.
    """
    opened = book if isinstance(book, Book) else open_book(book)
    model = Model(opened)
    place = find_place(opened, where)
    moved = reached(model.graph, {place: 1}).keys() - {place}
    direct = frozenset(model.graph.readers(place))
    return Dependents(
        path=str(opened.package.path),
        spot=spot(model, place),
        value=content_of(model, place),
        moved=tuple(_groups(model, moved, direct)),
        hidden=count_hidden(model),
    )


def count_hidden(model: Model) -> int:
    """How many formula cells read cells that their text does not name."""
    return sum(
        len(unique.cells)
        for unique in model.formulas.uniques
        if any(call.name in READ_ANYWHERE for call in unique.formula.calls)
    )


def _groups(model: Model, moved: set[Place], direct: frozenset[Place]) -> list[Moved]:
    groups = []
    for unique in model.formulas.uniques:
        places = [(unique.sheet, cell.row, cell.column) for cell in unique.cells]
        found = [place for place in places if place in moved]
        if found:
            areas = rectangles(place[1:] for place in found)
            first = found[0]
            groups.append(
                Moved(spot(model, first), areas, len(found), not direct.isdisjoint(found), content_of(model, first))
            )
    order = {sheet.name: sheet.index for sheet in model.book.sheets}
    return sorted(groups, key=lambda group: (order[group.spot.sheet], group.spot.row, group.spot.column))

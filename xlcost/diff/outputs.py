"""The results that a reader of the workbook looks at, those that moved, and the cells that now show an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xlcost.calculate.evidence import saved_by
from xlcost.diff.correspondence import Correspondence
from xlcost.diff.records import Counts, ErrorChange
from xlcost.diff.values import same_result
from xlcost.errors import ERROR_TEXTS
from xlcost.explain.results import importance, named_cells
from xlcost.outline.model import Model
from xlcost.outline.roles import OUTPUT
from xlcost.workbook.addresses import rectangles
from xlcost.workbook.records import BLANK, CellValue, Place


class Moved(NamedTuple):
    """Results of one line that moved: the first cell, and how many."""

    old: Place
    new: Place
    cells: int
    important: bool  # named, or on a sheet that is there to be read


def moved_results(old: Model, new: Model, correspondence: Correspondence) -> tuple[list[Moved], Counts]:
    """The moved results line by line, the important ones first; and how many formula cells there are and moved.

    A cell that cannot be calculated here is compared by the values that Excel saved, where those differ.
    """
    moved: list[tuple[Place, Place]] = []
    unknown = 0
    for place in new.formulas.at:
        before = correspondence.to_old.place(place)
        if before is None or before not in old.formulas.at:
            unknown += place in new.not_evaluated
            continue
        if place in new.recalculation.volatile or before in old.recalculation.volatile:
            continue
        known = place not in new.not_evaluated and before not in old.not_evaluated
        if not known and not (_is_saved(old, before) and _is_saved(new, place)):
            unknown += 1
        elif not same_result(old.value(before), new.value(place)):
            moved.append((place, before))
        elif not known:
            unknown += 1  # two saved values that are equal prove nothing: one of them may be stale
    named = named_cells(new)
    lines: dict[tuple[str, int, bool], list[tuple[Place, Place]]] = {}
    for place, before in moved:
        rank = importance(new, place, named)
        if rank is not None:
            lines.setdefault((place[0], place[1], rank), []).append((place, before))
    results = [
        Moved(old=cells[0][1], new=cells[0][0], cells=len(cells), important=important)
        for (_, _, important), cells in lines.items()
    ]
    order = {sheet.name: (new.roles[sheet.name] != OUTPUT, sheet.index) for sheet in new.book.sheets}
    results.sort(key=lambda found: (not found.important, order[found.new[0]], found.new[1:]))
    return results, Counts(len(new.formulas.at), len(moved), unknown)


def new_errors(old: Model, new: Model, correspondence: Correspondence) -> Iterator[ErrorChange]:
    """Formula cells that show an error value and did not, or were not there, before."""
    groups: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for place in new.formulas.at:
        value = new.value(place)
        if not _is_error(value) or place in new.recalculation.volatile:
            continue
        before = correspondence.to_old.place(place)
        if before is None or not _is_error(old.value(before)):
            groups.setdefault((place[0], str(value)), []).append(place[1:])
    for (sheet, error), cells in groups.items():
        yield ErrorChange(sheet, rectangles(cells), error, len(cells))


def _is_saved(model: Model, place: Place) -> bool:
    """Whether a program that calculates saved the value of a cell."""
    cell = model.cell(place)
    return cell is not None and cell.kind != BLANK and saved_by(model.book) is not None


def _is_error(value: CellValue) -> bool:
    return isinstance(value, str) and value in ERROR_TEXTS

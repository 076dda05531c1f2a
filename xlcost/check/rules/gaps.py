"""Finds texts and empty cells between the copies of a formula."""

from __future__ import annotations

from collections.abc import Iterator

from xlcost.check.rules.lines import FEWEST
from xlcost.check.rules.stretches import Suspect
from xlcost.formula.tree import Unary
from xlcost.formula.trees import is_link, is_operand
from xlcost.formula.unique import Formulas, Unique
from xlcost.outline.model import Model
from xlcost.workbook.records import BLANK, NUMBER, TEXT, Place


def holes(model: Model) -> Iterator[Suspect]:
    """Texts, and cells with nothing in them, between two cells of one formula that goes on further."""
    for suspect, right in model.formulas.fact(_gaps):
        if _is_hole(model, suspect.place, right) and not _is_text_among_texts(model, suspect):
            yield suspect


def _is_text_among_texts(model: Model, suspect: Suspect) -> bool:
    """Whether a label is typed where its neighbours show texts, or where what they repeat is nothing."""
    cell = model.cell(suspect.place)
    if cell is None or cell.kind != TEXT or str(cell.value).startswith("="):
        return False
    sheet, _, _ = suspect.place
    return model.shows_text((sheet, suspect.example.row, suspect.example.column)) or _repeats_nothing(model, suspect)


def _repeats_nothing(model: Model, suspect: Suspect) -> bool:
    """Whether the neighbours only repeat other cells, and the one for this place is empty: no number is lost."""
    tree = suspect.pattern.tree
    if isinstance(tree, Unary) and tree.operator == "+":
        tree = tree.operand
    if not (is_link(tree) and is_operand(tree)):
        return False
    read = model.formulas.sources_of_part(tree, suspect.place)
    return all(source.area.size == 1 and model.value((source.sheet, *source.area[:2])) in {None, ""} for source in read)


def _gaps(formulas: Formulas) -> list[tuple[Suspect, int]]:
    """Cells without the formula, between two cells of one that goes on further; and whether along a row (1) or not."""
    found: list[tuple[Suspect, int]] = []
    for unique in formulas.uniques:
        if len(unique.cells) < FEWEST or _is_rectangle(unique):
            continue
        at = {(copy.row, copy.column): copy for copy in unique.cells}
        for (row, column), copy in at.items():
            for down, right in ((0, 1), (1, 0)):
                gap = (row + down, column + right)
                further = ((row + 3 * down, column + 3 * right), (row - down, column - right))
                between = gap not in at and (row + 2 * down, column + 2 * right) in at
                if between and any(other in at for other in further):
                    found.append((Suspect((unique.sheet, *gap), unique.formula, copy), right))
    return found


def _is_rectangle(unique: Unique) -> bool:
    rows, columns = [copy.row for copy in unique.cells], [copy.column for copy in unique.cells]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) == len(unique.cells)


def _is_hole(model: Model, place: Place, right: int) -> bool:
    """A typed text; or nothing, where the lines beside it go on, so that it is no gap between two parts.

    Down a column both sides must go on: a column of totals has gaps where a row has no total.
    """
    cell = model.cell(place)
    if place in model.spilled or (cell is not None and (cell.formula is not None or cell.kind not in {TEXT, BLANK})):
        return False
    sheet, row, column = place
    typed = cell is not None and cell.kind == TEXT and cell.value != ""
    if typed and model.shows_text((sheet, row - 1 + right, column - right)):
        return False  # a text among texts is one of them
    beside = ((row + side * right, column + side * (1 - right)) for side in (-1, 1))
    going_on = [(sheet, *other) in model.formulas.at for other in beside]
    if typed:
        return bool(right) or any(going_on) or _has_numbers(model, place)
    return any(going_on) if right else all(going_on)


def _has_numbers(model: Model, place: Place) -> bool:
    """Whether a row has numbers; one with a text alone is a heading between two parts."""
    sheet, row, _ = place
    return any(cell.formula is not None or cell.kind == NUMBER for cell in model.grid(sheet).rows[row])

"""Tells a slip from a design: a line that breaks off alone, where the lines beside it go on.

Where other lines hold the same formula on both sides of a seam (see seams.py), their periods, or rows of a list, do
alike, and a line that changes there changes alone. Where most of them change too, another part of the table begins: a
year among quarters, the forecast after the actuals, a total under a list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from xlcost.check.rules.likeness import has_one_piece_otherwise, is_nearly
from xlcost.check.rules.lines import FEWEST, columns_with_pattern, rows_with_pattern, stretches
from xlcost.check.rules.seams import MEANT, NO_FORMULA, SEVERAL, Keys, Line, Seam, keys_of
from xlcost.check.rules.stretches import Suspect, is_explained
from xlcost.formula.references import Copy, Source, sources
from xlcost.formula.trees import is_link, is_operand
from xlcost.outline.model import Model
from xlcost.outline.subtotals import subtotal_columns
from xlcost.workbook.addresses import cells_in
from xlcost.workbook.records import Cell, Place, Sheet

#: At the end of a line so many must go on, and so many times as many.
_AT_AN_END: Final = 3
_TIMES_AT_AN_END: Final = 5
#: Between copies of one formula another one is a slip, whatever other lines do, where there are so many copies.
_COPIES: Final = 3
#: The end of a line that others do not contradict needs so many copies beside it.
_ALL_BUT_ONE: Final = 4


def lone_breaks(model: Model) -> Iterator[Suspect]:
    """The cells that differ from the copies right beside them in their row or column, and are alone in it."""
    rows, columns = model.formulas.fact(rows_with_pattern), model.formulas.fact(columns_with_pattern)
    for sheet in model.book.sheets:
        if sheet.kind == "worksheet" and sheet.formulas:
            for along_row, lines in ((True, rows), (False, columns)):
                grid = model.grid(sheet.name)
                for line in sorted(lines.get(sheet.name, ())):
                    cells = grid.rows[line] if along_row else grid.columns[line]
                    yield from _in_line(model, sheet, cells, along_row=along_row)


def _in_line(model: Model, sheet: Sheet, cells: Sequence[Cell], *, along_row: bool) -> Iterator[Suspect]:
    keys = keys_of(model, sheet.name, along_row=along_row)
    counted = Counter(keys.get(cell[:2]) for cell in cells)
    at = model.formulas.by_sheet[sheet.name]
    for stretch in stretches(model, sheet, cells, along_row=along_row):
        said = [keys.get(cell[:2]) for cell in stretch]
        for index, cell in enumerate(stretch):
            for beside in (index - 1, index + 1):
                usual = said[beside] if 0 <= beside < len(stretch) else None
                if (
                    usual in NO_FORMULA
                    or usual == said[index]
                    or counted[usual] < max(FEWEST, counted[said[index]] + 1)
                ):
                    continue
                example = stretch[beside]
                if not any(map(is_operand, at[example.row, example.column].nodes)):
                    continue  # =0 is a number that is written as a formula
                suspect = Suspect(
                    (sheet.name, cell.row, cell.column),
                    at[example.row, example.column],
                    Copy(example.row, example.column, example.formula or ""),
                )
                if is_alone(model, suspect) and (
                    _is_in_a_field(keys, suspect, usual)
                    or not is_explained(model, sheet, stretch, said, index, suspect.pattern, along_row=along_row)
                ):
                    yield suspect
                    break


def _is_in_a_field(keys: Keys, suspect: Suspect, usual: str | None) -> bool:
    """Whether the lines on both sides, or two on one, have the formula at the same place: it can stand there."""
    _, row, column = suspect.place
    down, right = (1, 0) if suspect.example.row == row else (0, 1)
    near = {by for by in (-2, -1, 1, 2) if keys.get((row + by * down, column + by * right)) == usual}
    return {-1, 1} <= near or {-2, -1} <= near or {1, 2} <= near


def is_alone(model: Model, suspect: Suspect) -> bool:
    """Whether a cell breaks its line where the lines beside it go on, so that it is next to certainly a slip."""
    sheet, row, column = suspect.place
    along_row = suspect.example.row == row
    line, at = (row, column) if along_row else (column, row)
    totals = model.formulas.fact(subtotal_columns).get(sheet, frozenset()) if along_row else frozenset()
    here = Line(model, sheet, line, totals, along_row=along_row)
    usual, own = here.key(suspect.example.row, suspect.example.column), here[at]
    first, last = here.run(at)
    before, after = here.beside(first, -1), here.beside(last, 1)
    ends = [pair for pair, other in (((before, first), before), ((last, after), after)) if here[other] == usual]
    if usual is None or not ends or not here.is_single(own, first, last, usual, MEANT):
        return False
    slip = own in NO_FORMULA or is_nearly(str(own), usual) or _repeats_letter_for_letter(model, suspect)
    is_told_beside = slip or (along_row and len(ends) > 1)  # or none, whatever the lines beside do
    if not is_told_beside or here.is_a_mapping(own, usual):
        return False
    seams = [seam for pair in ends for seam in here.seams(pair, usual)]
    if len(ends) == 1:
        return slip and own is not None and _is_at_an_end(here, own, usual, seams, along_row=along_row)
    if any(seam.is_whole() for seam in seams):
        return slip or (along_row and not any(seam.is_cut for seam in seams))
    if own not in NO_FORMULA:
        return slip and here.count(usual) >= _COPIES
    return (
        own is not None
        and here.is_single(own, first, last, usual, 1)
        and here.is_of_copies(first, last, usual)
        and _would_be_more_than_a_sum(model, suspect)
    )


def _repeats_letter_for_letter(model: Model, suspect: Suspect) -> bool:
    """Whether a formula is the text of its neighbour's, which was typed again and not copied."""
    cell = model.cell(suspect.place)
    return cell is not None and cell.formula is not None and cell.formula == suspect.example.formula


def _is_at_an_end(here: Line, own: str, usual: str, seams: Sequence[Seam], *, along_row: bool) -> bool:
    """Whether the first or last of a line is a slip: the lines beside it go on there, or none says otherwise.

    A first period may be the opening, or a part of a year; the first row of a list is as the others.
    """
    beside = seams[0]
    if any(seam.is_whole(_AT_AN_END, _TIMES_AT_AN_END) for seam in seams):
        return True
    if beside.broken or here.count(usual) < _ALL_BUT_ONE:
        return False
    if along_row or own in NO_FORMULA:
        return has_one_piece_otherwise(own, usual) or (beside.joined >= SEVERAL and not along_row)
    return True


def is_parted(model: Model, place: Place, beside: Place) -> bool:
    """Whether another part of the table begins between two cells beside each other, by the lines beside theirs."""
    sheet, *at = place
    along_row = place[1] == beside[1]
    line, one, two = (at[0], at[1], beside[2]) if along_row else (at[1], at[0], beside[1])
    here = Line(model, sheet, line, frozenset(), along_row=along_row)
    return here.seams((min(one, two), max(one, two)), "")[0].is_cut


def says_the_same(model: Model, suspect: Suspect) -> bool:
    """Whether a formula reads, for a cell that the pattern would read, another that only repeats it, or is repeated.

    The balance after a year's total: from the total, which repeats the last month.
    """
    sheet = suspect.place[0]
    here, there = (
        sources(model.book, tree, *suspect.place)
        for tree in (model.formulas.at[suspect.place].tree, suspect.pattern.tree)
    )
    if here == there:  # a copy, but over a total between
        totals = model.formulas.fact(subtotal_columns).get(sheet, frozenset())
        read = [source for source in here if source.sheet == sheet and source.area.left in totals]
        return bool(read) and all(_repeats(model, source, None) for source in read)
    return len(here) == len(there) and all(
        one == other or _repeats(model, one, other) or _repeats(model, other, one)
        for one, other in zip(here, there, strict=True)
    )


def _repeats(model: Model, one: Source, other: Source | None) -> bool:
    """Whether a cell repeats another; any where none is given."""
    place = (one.sheet, *one.area[:2])
    formula = model.formulas.at.get(place)
    if one.area.size > 1 or formula is None or not is_link(formula.tree):
        return False
    return other is None or [(read.sheet, read.area) for read in model.graph.reads[place]] == [
        (other.sheet, other.area)
    ]


def _would_be_more_than_a_sum(model: Model, suspect: Suspect) -> bool:
    """Whether the pattern reads no range, or formulas in it: where a line is typed, its total is typed too."""
    at = model.formulas.by_sheet[suspect.place[0]]
    read = sources(model.book, suspect.pattern.tree, *suspect.place)
    ranges = [source.area for source in read if source.sheet == suspect.place[0] and source.area.size > 1]
    return not ranges or any(place in at for area in ranges for place in cells_in(at, area))

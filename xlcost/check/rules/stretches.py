"""Finds the cells, filled or empty, that do not do as the formulas beside them do.

A *stretch* is a row (or a column of a list) of formulas and numbers without a gap. Its *pattern* is the formula that
most of its cells hold; a cell that holds another one is suspect unless something else explains it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from xlcost.check.rules.likeness import is_nearly, likeness
from xlcost.check.rules.lines import FEWEST, by_column, columns_with_pattern, list_columns, rows_with_pattern, stretches
from xlcost.formula.references import Copy
from xlcost.formula.tree import Reference
from xlcost.formula.trees import is_link
from xlcost.formula.unique import Formula
from xlcost.outline.axes import Axis
from xlcost.outline.layout import Block
from xlcost.outline.model import Model
from xlcost.outline.roles import CALCULATION, CHECKS, INPUTS, OUTPUT
from xlcost.outline.subtotals import in_periods, parted, subtotal_columns
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import NUMBER, Cell, Place, Sheet
from xlcost.workbook.tokens import Point

#: A pattern needs this share of its stretch.
SHARE: Final = 0.6
#: Down a column that is no list by its headers, copies of one formula are a pattern if there are so many, nearly all.
_MANY: Final = 5
_NEARLY_ALL: Final = 0.8
#: Further away than two periods a cell is of another table, or of the year before.
_FURTHEST_PERIOD: Final = 2
#: What starts a list or is its measure: one unit of the product, nothing, the whole. Nobody types these over a result.
_MEASURES: Final = frozenset({0.0, 1.0, -1.0, 100.0})
#: How much of two formulas must be alike for one to be a copy of the other that went wrong.
_ALMOST: Final = 0.7
_SAME: Final = 0.9  # the first of a list is often something else
#: How a copy in a list takes a negative amount where the others take positive ones.
_MINUS: Final = ("*-1", "*(-1)", "-1*")
#: So many rows of a list that do alike are of another kind than the rest.
_OF_A_KIND: Final = 3


class Suspect(NamedTuple):
    """A cell, filled or empty, that does not do as its neighbours do."""

    place: Place
    pattern: Formula
    example: Copy  # a neighbour that follows the pattern


def breaks(model: Model) -> tuple[Suspect, ...]:
    """The cells that break the pattern of their row, or of a column of a list."""
    return tuple({suspect.place: suspect for suspect in _all_breaks(model)}.values())


def _all_breaks(model: Model) -> Iterator[Suspect]:
    rows, columns = model.formulas.fact(rows_with_pattern), model.formulas.fact(columns_with_pattern)
    totals = model.formulas.fact(subtotal_columns)
    for sheet in model.book.sheets:
        if sheet.kind != "worksheet" or not sheet.formulas:
            continue
        lists = [block.rows for block in model.layouts[sheet.name].blocks if block.records]
        for row in sorted(rows.get(sheet.name, ())):
            of_a_list = any(row in span for span in lists)
            for stretch in stretches(model, sheet, model.grid(sheet.name).rows[row], along_row=True):
                for cells in parted(stretch, totals.get(sheet.name, frozenset())):
                    copies = _most_of_them_copies(model, sheet, cells, along_row=True) if of_a_list else cells
                    yield from _breaks(model, sheet, copies, along_row=True)
        for stretch in list_columns(model, sheet, columns.get(sheet.name, frozenset())):
            yield from _breaks(model, sheet, stretch, along_row=False)
        if model.roles[sheet.name] == INPUTS:
            continue  # a column of what each scenario has is no list
        for column in sorted(columns.get(sheet.name, ())):
            for stretch in stretches(model, sheet, model.grid(sheet.name).columns[column], along_row=False):
                yield from _breaks(
                    model, sheet, _most_of_them_copies(model, sheet, stretch, along_row=False), along_row=False
                )


def _most_of_them_copies(model: Model, sheet: Sheet, stretch: Sequence[Cell], *, along_row: bool) -> list[Cell]:
    """From the first copy of a formula to the last, where nearly all cells between them are copies; else nothing."""
    own = _as_copied(model, sheet, stretch, along_row=along_row)
    formula, count = Counter(own).most_common(1)[0] if own else (None, 0)
    if formula is None or count < _MANY:
        return []
    first, last = own.index(formula), len(own) - 1 - own[::-1].index(formula)
    return list(stretch[first : last + 1]) if count >= _NEARLY_ALL * (last - first + 1) else []


def _as_copied(model: Model, sheet: Sheet, stretch: Sequence[Cell], *, along_row: bool) -> list[str | None]:
    """What each cell of a stretch calculates, the same for all copies; None for a number."""
    totals = model.formulas.fact(subtotal_columns).get(sheet.name, frozenset()) if along_row else frozenset()
    at = model.formulas.by_sheet[sheet.name]
    formulas = ((cell, at.get((cell.row, cell.column))) for cell in stretch)
    return [
        None if formula is None else in_periods(formula.r1c1.lstrip("+"), cell.column, totals)
        for cell, formula in formulas
    ]


def _breaks(model: Model, sheet: Sheet, stretch: list[Cell], *, along_row: bool) -> Iterator[Suspect]:
    if len(stretch) <= FEWEST:
        return
    at = model.formulas.by_sheet[sheet.name]
    formulas = [at.get((cell.row, cell.column)) for cell in stretch]
    keys = _as_copied(model, sheet, stretch, along_row=along_row)
    if len(set(keys)) == 1:
        return
    counted = Counter(filter(None, keys)).most_common(1)
    if not counted or counted[0][1] < max(FEWEST, SHARE * len(stretch)):
        return
    usual = counted[0][0]
    pattern = next(formula for formula, key in zip(formulas, keys, strict=True) if formula is not None and key == usual)
    example = next(cell for cell, its in zip(stretch, formulas, strict=True) if its is pattern)
    for index, cell in enumerate(stretch):
        if keys[index] != usual and not is_explained(model, sheet, stretch, keys, index, pattern, along_row=along_row):
            yield Suspect((sheet.name, cell.row, cell.column), pattern, _copy(example))


def is_explained(
    model: Model,
    sheet: Sheet,
    stretch: list[Cell],
    keys: Sequence[str | None],
    index: int,
    pattern: Formula,
    *,
    along_row: bool,
) -> bool:
    """Whether something else than a slip explains a cell of a stretch that does not do as its pattern does."""
    cell = stretch[index]
    place = (sheet.name, cell.row, cell.column)
    formula = model.formulas.at.get(place)
    example = next(copy for copy in stretch if model.formulas.at.get((sheet.name, copy.row, copy.column)) is pattern)
    sliding = _sums_neighbours(model, (sheet.name, example.row, example.column), stretch)
    ends = {stretch[0][:2], stretch[-1][:2]}
    reach = _reach(pattern, along_row=along_row)
    return (
        index < reach[0]
        or (index == 0 and _is_operand_of(model, place, stretch[1:], pattern))
        or (along_row and index == 0 and _is_a_caption(model, place, stretch[1:]))
        or index >= len(stretch) - reach[1]
        or (not along_row and formula is None and cell.value in _MEASURES)
        or (
            formula is None
            and (cell[:2] in ends or not along_row)
            and _is_of_a_typed_line(model, place, along_row=along_row)
        )
        or (formula is not None and _says_something_else(formula, pattern, index, along_row=along_row))
        or (not along_row and _runs_on(keys, index))
        or (cell[:2] in ends and _is_off_axis(model, sheet, cell))
        or (formula is not None and along_row and is_link(pattern.tree) and not _is_on_axis(model, sheet, cell))
        or (_sums_neighbours(model, place, stretch) and not sliding)
        or _has_twins_across(model, place, along_row=along_row)
    )


def _is_a_caption(model: Model, place: Place, others: list[Cell]) -> bool:
    """Whether a row's first cell shows a text before numbers: its unit, made by a formula from the currency chosen."""
    return model.shows_text(place) and not all(model.shows_text((place[0], cell.row, cell.column)) for cell in others)


def _reach(pattern: Formula, *, along_row: bool) -> tuple[int, int]:
    """How many periods back, and how many on, a pattern reads beside itself: the first and last must be others."""
    if "OFFSET" in pattern.called:
        return 1, 0
    steps = [0]
    for node in pattern.nodes:
        if isinstance(node, Reference) and node.prefix is None:
            ends = [_step(point, along_row=along_row) for point in (node.first, node.last)]
            if min(map(abs, ends)) <= _FURTHEST_PERIOD:  # a range that ends beside the formula counts as a whole
                steps += ends if not node.single else ends[:1]
    return -min(steps), max(steps)


def _step(point: Point, *, along_row: bool) -> int:
    """Periods from the formula to a cell; 0 where it is fixed."""
    if along_row:
        return 0 if point.column_fixed else point.column
    return 0 if point.row_fixed else point.row


def _is_operand_of(model: Model, place: Place, others: list[Cell], pattern: Formula) -> bool:
    """Whether the cells that follow the pattern all read the cell: it is their row's heading, not one of them."""
    return all(
        any(source.sheet == place[0] and source.area[:2] == place[1:] for source in model.graph.reads[at])
        for cell in others
        if model.formulas.at.get(at := (place[0], cell.row, cell.column)) is pattern
    )


def _runs_on(keys: Sequence[str | None], index: int) -> bool:
    """Whether the cells beside one in its column do as it does: rows of another kind, not one that went wrong."""
    first = last = index
    while first and keys[first - 1] == keys[index]:
        first -= 1
    while last + 1 < len(keys) and keys[last + 1] == keys[index]:
        last += 1
    return last - first + 1 >= _OF_A_KIND


def _is_of_a_typed_line(model: Model, place: Place, *, along_row: bool) -> bool:
    """Whether a typed number goes on across the stretch: years beside their rows, a line of factors over a table.

    Only numbers beside which formulas stand count, as this one: a column of inputs says nothing of the one next to it.
    """
    sheet, row, column = place
    cells, at = model.sheet(sheet).cells, model.formulas.by_sheet.get(sheet, {})
    across, along = ((1, 0), (0, 1)) if along_row else ((0, 1), (1, 0))
    beside = [(row + by * across[0], column + by * across[1]) for by in (-1, 1)]
    if any(other in at for other in beside):
        return False
    typed = [other for other in beside if (cell := cells.get(other)) is not None and cell.kind == NUMBER]
    return any((r + by * along[0], c + by * along[1]) in at for r, c in typed for by in (-1, 1))


def _says_something_else(formula: Formula, pattern: Formula, index: int, *, along_row: bool) -> bool:
    """Whether a formula is of another kind, not a copy that went wrong: in a list, and in the first cell of a row."""
    negated = any(formula.r1c1.replace(minus, "") == pattern.r1c1 for minus in _MINUS)  # LN of a negative amount
    if not along_row and negated:
        return True
    if (along_row and index) or is_nearly(formula.r1c1, pattern.r1c1):
        return False
    least = _ALMOST if along_row else (_ALMOST, _SAME)[index == 0]
    return likeness(formula.r1c1, pattern.r1c1) < least


def _axes_above(model: Model, sheet: Sheet, cell: Cell) -> list[Axis]:
    return [axis for axis in model.layouts[sheet.name].axes if axis.along_row and axis.line < cell.row]


def _is_on_axis(model: Model, sheet: Sheet, cell: Cell) -> bool:
    return any(axis.first <= cell.column <= axis.last for axis in _axes_above(model, sheet, cell))


def _is_off_axis(model: Model, sheet: Sheet, cell: Cell) -> bool:
    """Whether the cell stands beside the sheet's time axis: a total, an opening balance."""
    return bool(_axes_above(model, sheet, cell)) and not _is_on_axis(model, sheet, cell)


def _sums_neighbours(model: Model, place: Place, stretch: list[Cell]) -> bool:
    """Whether a formula reads a range of its own stretch: a total or subtotal."""
    box = Area(stretch[0].row, stretch[0].column, stretch[-1].row, stretch[-1].column)
    return any(
        source.sheet == place[0] and source.area.size > 1 and source.area.overlaps(box)
        for source in model.graph.reads.get(place, ())
    )


def _has_twins_across(model: Model, place: Place, *, along_row: bool) -> bool:
    """Whether the same formula stands on both sides across the stretch, or twice on one: a column of totals."""
    sheet, row, column = place
    own = model.formulas.at.get(place)
    if own is None:
        return False
    steps = [(-1, 0), (1, 0)] if along_row else [(0, -1), (0, 1)]
    found = 0
    for down, right in steps:
        for distance in (1, 2):
            other = model.formulas.at.get((sheet, row + down * distance, column + right * distance))
            if other is not own:
                break
            found += 1
    return found >= 2


def typed_over_in_columns(model: Model) -> Iterator[Suspect]:
    """Numbers not marked as inputs between two lines that calculate alike: the live column of an input sheet."""
    with_pattern = model.formulas.fact(columns_with_pattern)
    for name, layout in model.layouts.items():
        if model.roles[name] in {INPUTS, CALCULATION, OUTPUT, CHECKS} and name in with_pattern:
            for block in layout.blocks:
                columns = with_pattern[name] & {cell.column for line in block.lines for cell in line.values}
                yield from _typed_over(model, name, block, columns)


def _typed_over(model: Model, name: str, block: Block, columns: Collection[int]) -> Iterator[Suspect]:
    at = model.formulas.by_sheet.get(name, {})
    rows = model.grid(name).rows
    for cells in by_column((rows[line.row] for line in block.lines), columns):
        keys = [at.get((cell.row, cell.column)) for cell in cells]
        counted = Counter(key.r1c1 for key in keys if key is not None).most_common(1)
        if not counted or counted[0][1] < max(FEWEST, SHARE * len(cells)):
            continue
        pattern, example = next(
            (key, cell) for key, cell in zip(keys, cells, strict=True) if key is not None and key.r1c1 == counted[0][0]
        )
        alike = [at for at, key in enumerate(keys) if key is pattern]
        said = [None if key is None else key.r1c1 for key in keys]
        for index, (cell, key) in enumerate(zip(cells, keys, strict=True)):
            place = (name, cell.row, cell.column)
            typed = key is None and cell.kind == NUMBER and cell.value not in _MEASURES and place not in model.spilled
            typed = typed and not _runs_on(said, index)
            within = alike[0] < index < alike[-1]
            at_an_end = _is_right_at(cells, index, alike) and len(alike) >= _NEARLY_ALL * (len(cells) - 1)
            alone = typed and not _is_of_a_typed_line(model, place, along_row=False)
            if alone and (within or at_an_end) and not model.looks_like_input(cell):
                yield Suspect(place, pattern, _copy(example))


def _is_right_at(cells: Sequence[Cell], index: int, alike: Sequence[int]) -> bool:
    """Whether a cell stands in the row above the first copy, or in the row below the last."""
    return (index, cells[index].row) in {
        (alike[0] - 1, cells[alike[0]].row - 1),
        (alike[-1] + 1, cells[alike[-1]].row + 1),
    }


def _copy(cell: Cell) -> Copy:
    return Copy(cell.row, cell.column, cell.formula or "")

"""Rules about formulas beside each other: the same along a row or a list, no number typed between, no range cut short.

A *stretch* is a row (or a column of a list) of formulas and numbers without a gap. Its *pattern* is the formula that
most of its cells hold; a cell that holds another one is suspect unless something else explains it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from xlcost.check.axes import Axis
from xlcost.check.model import Model
from xlcost.check.registry import Hit, Severity, rule
from xlcost.check.roles import CALCULATION, CHECKS, INPUTS, OUTPUT
from xlcost.headless.addresses import Area, address
from xlcost.headless.analysis import Formula
from xlcost.headless.blocks import rectangles
from xlcost.headless.grammar import Reference
from xlcost.headless.records import BLANK, NUMBER, TEXT, Cell, Place, Sheet
from xlcost.headless.sources import Copy
from xlcost.headless.tokens import as_shown, pattern
from xlcost.headless.walking import walk

#: A pattern needs this many cells, and this share of its stretch.
_FEWEST = 3
_SHARE = 0.6
#: Characters of a formula that a message shows, and of what stands on either side of a difference.
_SHOWN = 80
_AROUND = 12


class Suspect(NamedTuple):
    """A cell, filled or empty, that does not do as its neighbours do."""

    place: Place
    pattern: Formula
    example: Cell | Copy  # a neighbour that follows the pattern


@rule(
    "F02",
    Severity.ERROR,
    "One formula per row along the time axis",
    why="A formula that changes on the way is the most common grave error: half the row says one thing, half another.",
    mend="Copy the formula of the neighbours across the whole row; where a period differs, say so with a flag row.",
    risk="Low to medium. Totals at the end of a row, opening balances and columns of totals are recognised.",
    source="FAST 2.01-03, ExceLint",
)
def one_formula_per_row(model: Model) -> Iterator[Hit]:
    """Formulas that break the pattern of their stretch; what would stand there is told for the first of them."""
    suspects = [suspect for suspect in _suspects(model) if suspect.place in model.formulas.at]
    for sheet, area, example in _grouped(suspects, lambda suspect: model.formulas.at[suspect.place].r1c1):
        found, expected = _contrast(_at(model.sheet(sheet).cells[area.top, area.left], area), _at(example, area))
        like = address(example.row, example.column)
        yield Hit(f"{found} differs from its neighbours: as in {like}, it would be {expected}", sheet, area)


@rule(
    "F03",
    Severity.ERROR,
    "No constant inside a run of formulas",
    why="Somebody typed over a formula: the number stays when everything around it moves.",
    mend="Copy the formula of the neighbours into the cell.",
    risk="Low. Opening balances are recognised; actuals typed into a forecast row are reported.",
    source="PerfectXL",
)
def no_constant_among_formulas(model: Model) -> Iterator[Hit]:
    """Numbers where the pattern of the stretch says a formula should stand; texts and gaps between two of its cells."""
    suspects = [
        suspect
        for suspect in (*_suspects(model), *_typed_over_in_columns(model), *_holes(model))
        if suspect.place not in model.formulas.at
    ]
    for sheet, area, example in _grouped(suspects, lambda suspect: _what_is_there(model.cell(suspect.place))):
        there = _what_is_there(model.cell((sheet, area.top, area.left)))
        like, formula = address(example.row, example.column), _cut(as_shown(f"={example.formula}"))
        yield Hit(f"{there} where its neighbours calculate, as {like} does: {formula}", sheet, area)


def _grouped(suspects: Iterable[Suspect], by: Callable[[Suspect], str]) -> Iterator[tuple[str, Area, Cell | Copy]]:
    """Areas of suspects of one kind beside one pattern, with a neighbour of the first."""
    groups: dict[tuple[str, str, str], dict[tuple[int, int], Cell | Copy]] = {}
    for suspect in suspects:
        sheet, row, column = suspect.place
        group = groups.setdefault((sheet, by(suspect), suspect.pattern.r1c1), {})
        group.setdefault((row, column), suspect.example)
    for (sheet, _, _), examples in groups.items():
        for area in rectangles(examples):
            yield sheet, area, examples[area.top, area.left]


def _what_is_there(cell: Cell | None) -> str:
    if cell is None or cell.kind == BLANK or cell.value == "":
        return "nothing stands"
    if cell.kind == TEXT:
        return "a formula stands as a text" if str(cell.value).startswith("=") else "a text is typed"
    return "a number is typed"


def _at(cell: Cell | Copy, area: Area) -> str:
    """The formula of a cell as it would read in the first cell of an area."""
    return as_shown("=" + pattern(cell.formula or "", cell.row, cell.column).a1(area.top, area.left))


def _contrast(own: str, expected: str) -> tuple[str, str]:
    """Two formulas; of long ones what differs, with a little of what they share."""
    if len(own) + len(expected) <= 2 * _SHOWN:
        return own, expected
    start = max(0, _alike(own, expected) - _AROUND)
    end = max(0, _alike(own[start:][::-1], expected[start:][::-1]) - _AROUND)
    first, second = (
        ("..." if start else "") + _cut(text[start : len(text) - end]) + ("..." if end else "")
        for text in (own, expected)
    )
    return first, second


def _alike(one: str, other: str) -> int:
    """How many characters two texts share at their beginning."""
    return next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _suspects(model: Model) -> Iterator[Suspect]:
    for sheet in model.book.sheets:
        if sheet.kind != "worksheet" or not sheet.formulas:
            continue
        for stretch in _rows(model, sheet):
            yield from _breaks(model, sheet, stretch, along_row=True)
        for stretch in _list_columns(model, sheet):
            yield from _breaks(model, sheet, stretch, along_row=False)


def _rows(model: Model, sheet: Sheet) -> Iterator[list[Cell]]:
    """Cells side by side in a row: formulas and numbers, without those that a spill fills."""
    run: list[Cell] = []
    for cell in sorted(sheet.cells.values(), key=lambda cell: (cell.row, cell.column)):
        if run and (cell.row, cell.column) != (run[-1].row, run[-1].column + 1):
            yield run
            run = []
        if _counts(model, sheet, cell):
            run.append(cell)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _list_columns(model: Model, sheet: Sheet) -> Iterator[list[Cell]]:
    """Cells below each other in the columns of lists, tables and periods that run down the sheet."""
    layout = model.layouts[sheet.name]
    spans = [block.rows for block in layout.blocks if block.records and len(block.lines) > _FEWEST]
    spans += _periods_down(layout.axes)
    spans += [
        range(model.book.tables_by_name[name.lower()].data.top, model.book.tables_by_name[name.lower()].data.bottom + 1)
        for name in sheet.tables
    ]
    columns: dict[int, list[Cell]] = {}
    for cell in sheet.cells.values():
        columns.setdefault(cell.column, []).append(cell)
    for span in {(span.start, span.stop): span for span in spans}.values():
        for cells in columns.values():
            inside = sorted((cell for cell in cells if cell.row in span), key=lambda cell: cell.row)
            run: list[Cell] = []
            for cell in inside:
                if run and cell.row != run[-1].row + 1:
                    yield run
                    run = []
                if _counts(model, sheet, cell):
                    run.append(cell)
            if run:
                yield run


def _periods_down(axes: Sequence[Axis]) -> list[range]:
    """The rows of the axes down the sheet; one that goes on after a period left out is one axis with a fault in it."""
    spans: list[range] = []
    for axis in sorted(axis for axis in axes if not axis.along_row):
        if spans and spans[-1].stop == axis.first:
            spans[-1] = range(spans[-1].start, axis.last + 1)
        else:
            spans.append(range(axis.first, axis.last + 1))
    return spans


def _counts(model: Model, sheet: Sheet, cell: Cell) -> bool:
    place = (sheet.name, cell.row, cell.column)
    return place in model.formulas.at or (cell.formula is None and cell.kind == NUMBER and place not in model.spilled)


def _breaks(model: Model, sheet: Sheet, stretch: list[Cell], *, along_row: bool) -> Iterator[Suspect]:
    if len(stretch) <= _FEWEST:
        return
    formulas = [model.formulas.at.get((sheet.name, cell.row, cell.column)) for cell in stretch]
    counted = Counter(formula.r1c1 for formula in formulas if formula is not None).most_common(1)
    if not counted or counted[0][1] < max(_FEWEST, _SHARE * len(stretch)) or counted[0][1] == len(stretch):
        return
    pattern = next(formula for formula in formulas if formula is not None and formula.r1c1 == counted[0][0])
    ends = {stretch[0][:2], stretch[-1][:2]}
    for index, (cell, formula) in enumerate(zip(stretch, formulas, strict=True)):
        if formula is not None and formula.r1c1 == pattern.r1c1:
            continue
        place = (sheet.name, cell.row, cell.column)
        opening = index == 0 and (
            _reads_before(pattern, along_row=along_row) or _is_operand_of(model, place, stretch[1:], pattern)
        )
        outside = cell[:2] in ends and _is_off_axis(model, sheet, cell)
        if (
            opening
            or outside
            or _sums_neighbours(model, place, stretch)
            or _has_twins_across(model, place, along_row=along_row)
        ):
            continue
        example = next(other for other, its in zip(stretch, formulas, strict=True) if its is pattern)
        yield Suspect(place, pattern, example)


def _reads_before(pattern: Formula, *, along_row: bool) -> bool:
    """Whether the pattern continues from the period before, so that the first must be something else."""
    for node in walk(pattern.tree):
        if isinstance(node, Reference) and node.prefix is None:
            for point in (node.first, node.last):
                back = (
                    (not point.column_fixed and point.column == -1)
                    if along_row
                    else (not point.row_fixed and point.row == -1)
                )
                if back:
                    return True
    return False


def _is_operand_of(model: Model, place: Place, others: list[Cell], pattern: Formula) -> bool:
    """Whether the cells that follow the pattern all read the cell: it is their row's heading, not one of them."""
    return all(
        any(source.sheet == place[0] and source.area[:2] == place[1:] for source in model.graph.reads[at])
        for cell in others
        if model.formulas.at.get(at := (place[0], cell.row, cell.column)) is pattern
    )


def _is_off_axis(model: Model, sheet: Sheet, cell: Cell) -> bool:
    """Whether the cell stands beside the sheet's time axis: a total, an opening balance."""
    axes = [axis for axis in model.layouts[sheet.name].axes if axis.along_row and axis.line < cell.row]
    return bool(axes) and not any(axis.first <= cell.column <= axis.last for axis in axes)


def _sums_neighbours(model: Model, place: Place, stretch: list[Cell]) -> bool:
    """Whether a formula reads a range of its own stretch: a total or subtotal."""
    box = Area(stretch[0].row, stretch[0].column, stretch[-1].row, stretch[-1].column)
    return any(
        source.sheet == place[0] and source.area.size > 1 and _overlap(source.area, box)
        for source in model.graph.reads.get(place, ())
    )


def _overlap(one: Area, other: Area) -> bool:
    return one.top <= other.bottom and other.top <= one.bottom and one.left <= other.right and other.left <= one.right


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


def _typed_over_in_columns(model: Model) -> Iterator[Suspect]:
    """Numbers not marked as inputs between two lines that calculate alike: the live column of an input sheet."""
    for name, layout in model.layouts.items():
        if model.roles[name] not in {INPUTS, CALCULATION, OUTPUT, CHECKS}:
            continue
        for block in layout.blocks:
            columns = {cell.column for line in block.lines for cell in line.values}
            for column in columns:
                yield from _typed_over(model, name, [line.row for line in block.lines], column)


def _typed_over(model: Model, name: str, rows: list[int], column: int) -> Iterator[Suspect]:
    cells = [cell for row in rows if (cell := model.cell((name, row, column))) is not None]
    keys = [model.formulas.at.get((name, cell.row, cell.column)) for cell in cells]
    counted = Counter(key.r1c1 for key in keys if key is not None).most_common(1)
    if not counted or counted[0][1] < max(_FEWEST, _SHARE * len(cells)):
        return
    for cell, key in zip(cells, keys, strict=True):
        if (
            key is None
            and cell.kind == NUMBER
            and not model.looks_like_input(cell)
            and (name, cell.row, column) not in model.spilled
        ):
            example = next(i for i, other in enumerate(keys) if other is not None and other.r1c1 == counted[0][0])
            pattern = keys[example]
            if pattern is not None:
                yield Suspect((name, cell.row, column), pattern, cells[example])


def _holes(model: Model) -> Iterator[Suspect]:
    """Texts, and cells with nothing in them, between two cells of one formula that goes on further."""
    for unique in model.formulas.uniques:
        at = {(cell.row, cell.column): cell for cell in unique.cells}
        for (row, column), cell in at.items():
            for down, right in ((0, 1), (1, 0)):
                hole = (row + down, column + right)
                further = ((row + 3 * down, column + 3 * right), (row - down, column - right))
                between = hole not in at and (row + 2 * down, column + 2 * right) in at
                if between and any(other in at for other in further) and _is_hole(model, unique.sheet, hole, right):
                    yield Suspect((unique.sheet, *hole), unique.formula, cell)


def _is_hole(model: Model, sheet: str, hole: tuple[int, int], right: int) -> bool:
    """A typed text; or nothing, where the lines beside it go on, so that it is no gap between two parts.

    Down a column both sides must go on: a column of totals has gaps where a row has no total.
    """
    place = (sheet, *hole)
    cell = model.cell(place)
    if place in model.spilled or (cell is not None and (cell.formula is not None or cell.kind not in {TEXT, BLANK})):
        return False
    if cell is not None and cell.kind == TEXT and cell.value != "":
        return True
    row, column = hole
    beside = ((row + side * right, column + side * (1 - right)) for side in (-1, 1))
    going_on = [(sheet, *other) in model.formulas.at for other in beside]
    return any(going_on) if right else all(going_on)

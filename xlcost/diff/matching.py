"""Finds which sheet, row and column of one workbook is which of another, by what stands on them.

A row is recognised by its texts, by its formulas without their references (which change when rows are inserted) and,
where that is not enough, by its numbers; the columns then by what the paired rows hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Final, NamedTuple

from xlcost.diff.correspondence import Correspondence, Line, SheetPair
from xlcost.diff.sequences import Keys, align
from xlcost.diff.shapes import Shapes
from xlcost.outline.model import Model
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS
from xlcost.workbook.records import BLANK, TEXT, Cell, Sheet

#: Sheets of other names that share no more than this of their rows are two sheets, not one renamed.
_RENAMED: Final = 0.5
#: What two rows have in common: their content for the most part, else their form (which columns hold what kind).
_CONTENT, _FORM = 0.7, 0.3
_FLAGS: Final = frozenset({"TRUE()", "FALSE()"})


class _Mark(NamedTuple):
    """A cell as the matching sees it."""

    at: int  # the column in a row, the row in a column
    kind: str  # text, number or formula
    key: Hashable  # what must be the same for the cell to be the same
    value: Hashable  # the number of a constant, too


_Marked = Mapping[int, Sequence[_Mark]]


def match(old: Model, new: Model) -> Correspondence:
    """Matches two workbooks."""
    old_shapes, new_shapes = Shapes(old), Shapes(new)
    old_marks = {sheet.name: _marks(old, old_shapes, sheet) for sheet in old.book.sheets}
    new_marks = {sheet.name: _marks(new, new_shapes, sheet) for sheet in new.book.sheets}
    names = _same_names(old, new)
    names |= _renamed(
        {name: marks for name, marks in old_marks.items() if name not in names},
        {name: marks for name, marks in new_marks.items() if name not in names.values()},
    )
    pairs = tuple(
        _paired(name, names[name], old_marks[name], new_marks[names[name]]) for name in old_marks if name in names
    )
    return Correspondence(
        sheets=pairs,
        removed=tuple(name for name in old_marks if name not in names),
        added=tuple(name for name in new_marks if name not in names.values()),
    )


def content(model: Model, sheet: Sheet) -> list[Cell]:
    """The cells that hold something of their own: a formula or a constant, not a part of another cell's array.

    =TRUE() is the constant TRUE: LibreOffice writes it so.
    """
    return [
        cell._replace(formula=None) if cell.formula in _FLAGS else cell
        for cell in sheet.cells.values()
        if (cell.formula is not None or (cell.kind != BLANK and cell.value != ""))
        and (sheet.name, cell.row, cell.column) not in model.spilled
    ]


def _same_names(old: Model, new: Model) -> dict[str, str]:
    others = new.book.sheets_by_name
    return {sheet.name: others[sheet.name.lower()].name for sheet in old.book.sheets if sheet.name.lower() in others}


def _marks(model: Model, shapes: Shapes, sheet: Sheet) -> dict[int, list[_Mark]]:
    rows: dict[int, list[_Mark]] = {}
    for cell in sorted(content(model, sheet)):
        rows.setdefault(cell.row, []).append(_mark(shapes, sheet.name, cell))
    return dict(sorted(rows.items()))


def _mark(shapes: Shapes, sheet: str, cell: Cell) -> _Mark:
    if cell.formula is not None:
        shape = shapes.at((sheet, cell.row, cell.column))
        fixed = cell.formula if shape is None else shape.skeleton
        return _Mark(cell.column, "formula", fixed, fixed)
    if cell.kind == TEXT:
        text = " ".join(str(cell.value).split())
        return _Mark(cell.column, "text", text, text)
    return _Mark(cell.column, "number", None, cell.value)


def _renamed(old: Mapping[str, _Marked], new: Mapping[str, _Marked]) -> dict[str, str]:
    """Sheets that changed their name, the most alike first."""
    bags = {(side, name): _bag(marks) for side, sheets in enumerate((old, new)) for name, marks in sheets.items()}
    scored = sorted(
        ((_overlap(bags[0, one], bags[1, other]), one, other) for one in old for other in new),
        key=lambda found: -found[0],
    )
    names: dict[str, str] = {}
    for share, one, other in scored:
        if share > _RENAMED and one not in names and other not in names.values():
            names[one] = other
    return names


def _bag(marks: _Marked) -> Counter[Hashable]:
    return Counter(_keys(row) for row in marks.values())


def _overlap(one: Counter[Hashable], other: Counter[Hashable]) -> float:
    larger = max(one.total(), other.total())
    return (one & other).total() / larger if larger else 0.0


def _paired(old_name: str, new_name: str, old: _Marked, new: _Marked) -> SheetPair:
    """Rows by their texts, columns by the paired rows; and both again where columns came or went."""
    rows = _matched(old, new, MAX_ROWS)
    columns = _columns(old, new, rows)
    if columns.only_here or columns.only_there:
        kept = dict(columns.pairs)
        within = {row: [mark for mark in marks if mark.at in kept] for row, marks in old.items()}
        others = set(kept.values())
        there = {row: [mark for mark in marks if mark.at in others] for row, marks in new.items()}
        rows = _matched(within, there, MAX_ROWS)
        columns = _columns(old, new, rows)
    return SheetPair(old_name, new_name, rows, columns)


def _columns(old: _Marked, new: _Marked, rows: Line) -> Line:
    return _matched(
        _turned(old, {here: number for number, (here, _) in enumerate(rows.pairs)}),
        _turned(new, {there: number for number, (_, there) in enumerate(rows.pairs)}),
        MAX_COLUMNS,
    )


def _turned(rows: _Marked, numbers: Mapping[int, int]) -> dict[int, list[_Mark]]:
    """The columns of the paired rows, and those that only other rows use; each row by its number among the pairs."""
    columns: dict[int, list[_Mark]] = {}
    for row, marks in rows.items():
        for mark in marks:
            column = columns.setdefault(mark.at, [])
            if row in numbers:
                number = numbers[row]
                column.append(_Mark(number, mark.kind, (number, mark.key), (number, mark.value)))
    return dict(sorted(columns.items()))


def _matched(old: _Marked, new: _Marked, limit: int) -> Line:
    olds, news = list(old), list(new)
    old_marks, new_marks = list(old.values()), list(new.values())
    old_bags = [Counter(mark.value for mark in marks) for marks in old_marks]
    new_bags = [Counter(mark.value for mark in marks) for marks in new_marks]
    old_forms = [_form(marks) for marks in old_marks]
    new_forms = [_form(marks) for marks in new_marks]

    def likeness(one: int, other: int) -> float:
        return _CONTENT * _overlap(old_bags[one], new_bags[other]) + _FORM * _overlap(old_forms[one], new_forms[other])

    levels: list[Keys] = [
        ([_values(marks) for marks in old_marks], [_values(marks) for marks in new_marks]),
        ([_keys(marks) for marks in old_marks], [_keys(marks) for marks in new_marks]),
        ([_label(marks) for marks in old_marks], [_label(marks) for marks in new_marks]),
        ([_heading(marks) for marks in old_marks], [_heading(marks) for marks in new_marks]),
    ]
    found = align(levels, likeness)
    paired_old = {one for one, _ in (*found.pairs, *found.moved)}
    paired_new = {other for _, other in (*found.pairs, *found.moved)}
    return Line(
        pairs=tuple((olds[one], news[other]) for one, other in found.pairs),
        moved=tuple((olds[one], news[other]) for one, other in found.moved),
        only_here=tuple(at for number, at in enumerate(olds) if number not in paired_old),
        only_there=tuple(at for number, at in enumerate(news) if number not in paired_new),
        limit=limit,
    )


def _form(marks: Sequence[_Mark]) -> Counter[Hashable]:
    """Which columns hold what kind of content."""
    return Counter((mark.at, mark.kind) for mark in marks)


def _values(marks: Sequence[_Mark]) -> Hashable:
    return tuple((mark.kind, mark.value) for mark in marks) or None


def _keys(marks: Sequence[_Mark]) -> Hashable:
    return tuple((mark.kind, mark.key) for mark in marks) or None


def _label(marks: Sequence[_Mark]) -> Hashable:
    """The first text; none is no label."""
    return next((mark.key for mark in marks if mark.kind == "text"), None)


def _heading(marks: Sequence[_Mark]) -> Hashable:
    """What stands first, where that is no number: a label may be a formula, and each case fills in what is below."""
    return (marks[0].kind, marks[0].key) if marks and marks[0].kind != "number" else None

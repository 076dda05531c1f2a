"""Reads a sheet as a person does: which column holds labels, units and notes, which rows are lines, where time runs.

A *line* is a row with a label and at least one value to its right. Lines stand in *blocks*, between empty rows. A
block of *records* is a list under headers (a price table), where labels may repeat and headers carry the units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from xlcost.outline import words
from xlcost.outline.axes import Axis, find_axes
from xlcost.outline.grid import Grid
from xlcost.workbook.records import BLANK, TEXT, Cell, CellValue, Sheet

#: Share of a block's lines from which on a column counts as used by all of them.
_MOST = 0.6
#: Kinds of constants that are a value only where they are typed as an input.
_NO_VALUE = frozenset({TEXT, BLANK})


class Line(NamedTuple):
    """A row with a label and values."""

    row: int
    label: str
    label_column: int
    unit: str | None
    note: str | None
    values: tuple[Cell, ...]


class Block(NamedTuple):
    """Lines between empty rows."""

    lines: tuple[Line, ...]
    records: bool  # a list under headers
    has_units: bool  # its lines say their unit in the unit column

    @property
    def rows(self) -> range:
        """From the first line to the last."""
        return range(self.lines[0].row, self.lines[-1].row + 1)


@dataclass(frozen=True)
class Layout:
    """What stands where on a sheet."""

    sheet: Sheet = field(repr=False)
    label_column: int | None
    unit_column: int | None
    note_column: int | None
    blocks: tuple[Block, ...]
    beside: tuple[Line, ...]  # of tables to the right of others
    axes: tuple[Axis, ...]
    headers: Callable[[int, int], str] = field(repr=False)  # (row, column) -> the header above, or ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all blocks."""
        return tuple(line for block in self.blocks for line in block.lines)


class Sight(NamedTuple):
    """What a reader of the sheet sees beyond its cells."""

    value: Callable[[Cell], CellValue]
    is_input: Callable[[Cell], bool]  # by its style, its validation or its lock


def read_layout(grid: Grid, sight: Sight) -> Layout:
    """The layout of a sheet."""
    sheet = grid.sheet
    rows = _rows(grid)
    axes = find_axes(sheet, rows, sight.value)
    axis_rows = {axis.line for axis in axes if axis.along_row}
    lines = [line for row, cells in rows.items() if row not in axis_rows and (line := _line(row, cells, sight))]
    unit_column, note_column = _named_columns(sheet)
    if unit_column is None:
        unit_column = _common(_texts_before_values(lines, rows), len(lines), words.names_a_unit)
    if note_column is None:
        note_column = _common(_texts_after_values(lines, rows, unit_column), len(lines), lambda text: len(text) > 3)
    label_column = _most_common(line.label_column for line in lines)
    lines = [
        line
        for line in lines
        if line.label_column == label_column or (is_typed(sheet, line) and line.label_column != unit_column)
    ]
    lines = [_completed(line, sheet, unit_column, note_column, sight) for line in lines]
    headers = _HeaderFinder(sheet, rows, sight).above
    blocks = tuple(_block(group, rows, headers) for group in _grouped(lines, rows))
    apart = {unit_column, note_column}
    tables = [line for block in blocks if not block.records for line in block.lines]  # a list has texts in its columns
    beside = [part for line in tables for part in _beside(line, rows[line.row], apart, sight)]
    return Layout(sheet, label_column, unit_column, note_column, blocks, tuple(beside), axes, headers)


def _rows(grid: Grid) -> dict[int, list[Cell]]:
    """The cells with content, by rows."""
    rows = {
        row: [cell for cell in cells if cell.formula is not None or (cell.kind != BLANK and cell.value != "")]
        for row, cells in grid.rows.items()
    }
    return {row: cells for row, cells in rows.items() if cells}


def _line(row: int, cells: Sequence[Cell], sight: Sight) -> Line | None:
    """The row as a line: its first text is the label, what is no text beyond it are the values."""
    label = next((cell for cell in cells if _is_text(cell, sight) and not _is_number_text(cell)), None)
    if label is None:
        return None
    values = tuple([cell for cell in cells if cell.column > label.column and is_value(cell, sight)])
    if not values:
        return None
    return Line(row, str(sight.value(label)).strip(), label.column, None, None, values)


def is_typed(sheet: Sheet, line: Line) -> bool:
    """Whether the label is typed; a calculated text elsewhere than in the label column is a result, not a label."""
    return sheet.cells[line.row, line.label_column].formula is None


def is_value(cell: Cell, sight: Sight) -> bool:
    """Whether a cell holds what the model works with: a formula, a number, a flag, or a text typed as an input."""
    return cell.formula is not None or cell.kind not in _NO_VALUE or sight.is_input(cell)


def _is_text(cell: Cell, sight: Sight) -> bool:
    value = sight.value(cell)
    return isinstance(value, str) and bool(value.strip()) and not value.startswith("#")


def _is_number_text(cell: Cell) -> bool:
    """A numbering such as 1.2 or a) before the label is none; R&D is one."""
    text = str(cell.value).strip()
    return cell.formula is None and len(text) <= 4 and not text.isalpha() and sum(map(str.isalpha, text)) < 2


def _named_columns(sheet: Sheet) -> tuple[int | None, int | None]:
    """The columns whose header says unit and note; the first of each."""
    unit = note = None
    for cell in sheet.cells.values():
        if unit is not None and note is not None:
            break
        if cell.kind == TEXT and cell.formula is None:
            text = str(cell.value).strip()
            if unit is None and words.UNIT_HEADER.match(text):
                unit = cell.column
            elif note is None and words.NOTE_HEADER.match(text):
                note = cell.column
    return unit, note


def _texts_before_values(lines: Iterable[Line], rows: Mapping[int, Sequence[Cell]]) -> list[tuple[int, str]]:
    return [
        (cell.column, str(cell.value))
        for line in lines
        for cell in rows[line.row]
        if line.label_column < cell.column < line.values[0].column and cell.kind == TEXT and cell.formula is None
    ]


def _texts_after_values(
    lines: Iterable[Line], rows: Mapping[int, Sequence[Cell]], unit_column: int | None
) -> list[tuple[int, str]]:
    return [
        (cell.column, str(cell.value))
        for line in lines
        for cell in rows[line.row]
        if cell.column > line.values[-1].column
        and cell.kind == TEXT
        and cell.formula is None
        and cell.column != unit_column
    ]


def _common(texts: Sequence[tuple[int, str]], lines: int, fits: Callable[[str], bool]) -> int | None:
    """The column that most lines use, if what they write there fits."""
    column = _most_common(column for column, _ in texts)
    if column is None:
        return None
    written = [text for at, text in texts if at == column]
    fitting = sum(map(fits, written))
    return column if len(written) >= lines * 0.4 and fitting >= len(written) * _MOST else None


def _most_common(columns: Iterable[int]) -> int | None:
    counted = Counter(columns).most_common(1)
    return counted[0][0] if counted else None


def _completed(line: Line, sheet: Sheet, unit_column: int | None, note_column: int | None, sight: Sight) -> Line:
    """The line with its unit and note, and without those among its values."""
    unit, note = (_said(sheet.cells.get((line.row, column or 0)), sight) for column in (unit_column, note_column))
    own = {unit_column, note_column} - {line.label_column}
    values = tuple([cell for cell in line.values if cell.column not in own])
    return Line(line.row, line.label, line.label_column, unit, note, values or line.values)


def _beside(line: Line, cells: Sequence[Cell], apart: Set[int | None], sight: Sight) -> Iterator[Line]:
    """The lines of tables further right: each begins with a typed text behind a gap, and has values."""
    first = line.values[0].column
    filled = {cell.column for cell in cells}
    labels = [
        cell
        for cell in cells
        if cell.column > first
        and cell.formula is None
        and cell.kind == TEXT
        and cell.column not in apart
        and cell.column - 1 not in filled
        and not sight.is_input(cell)
    ]
    for at, label in enumerate(labels):
        end = labels[at + 1].column if at + 1 < len(labels) else None
        values = [cell for cell in line.values if cell.column > label.column and (end is None or cell.column < end)]
        if values:
            yield Line(line.row, str(label.value).strip(), label.column, None, None, tuple(values))


def _said(cell: Cell | None, sight: Sight) -> str | None:
    value = None if cell is None else sight.value(cell)
    return None if value is None or value == "" else str(value)


def _grouped(lines: Sequence[Line], rows: Mapping[int, Sequence[Cell]]) -> list[list[Line]]:
    """Lines with no empty row between them."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and all(row in rows for row in range(groups[-1][-1].row + 1, line.row)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _block(lines: list[Line], rows: Mapping[int, Sequence[Cell]], headers: Callable[[int, int], str]) -> Block:
    has_units = sum(line.unit is not None for line in lines) >= _MOST * len(lines)
    above = [headers(lines[0].row, cell.column) for cell in lines[0].values]
    named = [text for text in above if text and not words.PERIOD.match(text) and not words.VALUE_HEADER.match(text)]
    records = not has_units and len(named) >= max(2, len(above) * _MOST)
    return Block(tuple(lines), records, has_units)


class _HeaderFinder:
    """The header of a column: the nearest text above the values, within the block or in the frozen rows."""

    def __init__(self, sheet: Sheet, rows: Mapping[int, Sequence[Cell]], sight: Sight) -> None:
        self._cells = sheet.cells
        self._rows = rows
        self._sight = sight
        self._top = sheet.frozen_at[0] if sheet.frozen_at else 0
        self._found: dict[tuple[int, int], str] = {}

    def above(self, row: int, column: int) -> str:
        """The header over (row, column), or nothing."""
        path = []
        text = ""
        at = row - 1
        while at > 0:
            if (at, column) in self._found:
                text = self._found[at, column]
                break
            if at not in self._rows:
                text = self._frozen(column)
                break
            path.append(at)
            cell = self._cells.get((at, column))
            if cell is not None and not is_value(cell, self._sight) and cell.kind == TEXT and cell.value:
                text = str(cell.value).strip()
                path.pop()
                break
            at -= 1
        for passed in (row, *path):
            self._found[passed, column] = text
        return text

    def _frozen(self, column: int) -> str:
        for row in range(self._top - 1, 0, -1):
            cell = self._cells.get((row, column))
            if cell is not None and cell.kind == TEXT and cell.formula is None and cell.value:
                return str(cell.value).strip()
        return ""

"""The lines of a sheet along which formulas are copied: rows, columns, and the columns of lists, cut at their gaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from operator import attrgetter
from typing import Final

from xlcost.formula.references import Copy
from xlcost.formula.unique import Formulas
from xlcost.outline.axes import Axis
from xlcost.outline.model import Model
from xlcost.workbook.records import NUMBER, Cell, Sheet

#: A pattern needs this many cells.
FEWEST: Final = 3


def rows_with_pattern(formulas: Formulas) -> Mapping[str, Set[int]]:
    """Sheet name -> its rows in which a formula stands often enough to be a pattern."""
    return _with_pattern(formulas, attrgetter("row"))


def columns_with_pattern(formulas: Formulas) -> Mapping[str, Set[int]]:
    """The same for columns."""
    return _with_pattern(formulas, attrgetter("column"))


def _with_pattern(formulas: Formulas, line_of: Callable[[Copy], int]) -> Mapping[str, Set[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for unique in formulas.uniques:
        if len(unique.cells) >= FEWEST:
            counted = Counter(map(line_of, unique.cells))
            found[unique.sheet].update(line for line, count in counted.items() if count >= FEWEST)
    return dict(found)


def stretches(model: Model, sheet: Sheet, cells: Sequence[Cell], *, along_row: bool) -> Iterator[list[Cell]]:
    """Formulas and numbers next to each other in a row or column, without those that a spill fills."""
    at = model.formulas.by_sheet[sheet.name]
    run: list[Cell] = []
    for cell in cells:
        if run and (cell.column != run[-1].column + 1 if along_row else cell.row != run[-1].row + 1):
            yield run
            run = []
        place = (cell.row, cell.column)
        typed = cell.formula is None and cell.kind == NUMBER and (sheet.name, *place) not in model.spilled
        if typed or place in at:
            run.append(cell)
    if run:
        yield run


def list_columns(model: Model, sheet: Sheet, columns: Collection[int]) -> Iterator[list[Cell]]:
    """Cells below each other in the columns of lists, tables and periods that run down the sheet."""
    layout = model.layouts[sheet.name]
    spans = [block.rows for block in layout.blocks if block.records and len(block.lines) > FEWEST]
    spans += _periods_down(layout.axes)
    tables = [model.book.tables_by_name[name.lower()].data for name in sheet.tables]
    spans += [range(data.top, data.bottom + 1) for data in tables]
    for span in {(span.start, span.stop): span for span in spans}.values() if columns else ():
        for cells in by_column(model.grid(sheet.name).rows_between(span), columns):
            yield from stretches(model, sheet, cells, along_row=False)


def by_column(rows: Iterator[Sequence[Cell]], columns: Collection[int]) -> Collection[list[Cell]]:
    """The cells of rows that stand in some columns: for each column those from top to bottom."""
    found: defaultdict[int, list[Cell]] = defaultdict(list)
    for cells in rows:
        for cell in cells:
            if cell.column in columns:
                found[cell.column].append(cell)
    return found.values()


def _periods_down(axes: Sequence[Axis]) -> list[range]:
    """The rows of the axes down the sheet; one that goes on after a period left out is one axis with a fault in it."""
    spans: list[range] = []
    for axis in sorted(axis for axis in axes if not axis.along_row):
        if spans and spans[-1].stop == axis.first:
            spans[-1] = range(spans[-1].start, axis.last + 1)
        else:
            spans.append(range(axis.first, axis.last + 1))
    return spans

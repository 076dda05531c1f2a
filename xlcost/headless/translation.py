"""Every formula of a workbook translated for the engine, once for each unique formula of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from xlcost.headless.addresses import Area
from xlcost.headless.emission import NONE_NAMED, CannotEvaluate, Named, Site, Translated
from xlcost.headless.grammar import parse
from xlcost.headless.pieces import render
from xlcost.headless.records import Book, Cell, Place, Sheet, Table
from xlcost.headless.signatures import TURN
from xlcost.headless.tokens import FormulaError, r1c1
from xlcost.headless.translate import translate

#: Cells that one formula may read; beyond, one formula alone would take seconds.
_MAX_READ = 20_000_000


class Ready(NamedTuple):
    """A formula cell that the engine can evaluate."""

    cell: Cell
    translated: Translated
    text: str  # the engine's formula, without the equals sign


@dataclass(frozen=True)
class Translation:
    """The formulas of a workbook: those ready for the engine, and why the others are not."""

    ready: Mapping[Place, Ready]
    refused: Mapping[Place, str]


def translate_book(
    book: Book, ours: Collection[str], hand_over: Callable[[str, Area], str], named: Named = NONE_NAMED
) -> Translation:
    """Translates all formulas; for ``hand_over`` see ``render``, for the others ``translate``."""
    ready: dict[Place, Ready] = {}
    refused: dict[Place, str] = {}
    used = {sheet.name: sheet.used for sheet in book.sheets}
    largest = max((area.size for area in used.values()), default=0)
    for sheet in book.sheets:
        known: dict[tuple[str, bool, str | None], Translated | str] = {}
        tables = [table for table in book.tables if table.sheet == sheet.name]
        for cell in sheet.formulas:
            place = (sheet.name, cell.row, cell.column)
            outcome = _translated(book, ours, named, sheet, tables, cell, known)
            if isinstance(outcome, str):
                refused[place] = outcome
            elif _works_on(outcome, cell, used, largest) > _MAX_READ:
                refused[place] = f"it works on more than {_MAX_READ // 1_000_000} million cells"
            else:
                ready[place] = Ready(cell, outcome, render(outcome.pieces, cell.row, cell.column, hand_over))
    return Translation(ready, refused)


def translate_cell(
    book: Book,
    ours: Collection[str],
    sheet: Sheet,
    cell: Cell,
    hand_over: Callable[[str, Area], str],
    named: Named = NONE_NAMED,
) -> Ready | str:
    """One formula more, as if it stood in the workbook; or why it cannot be evaluated there."""
    tables = [table for table in book.tables if table.sheet == sheet.name]
    outcome = _translated(book, ours, named, sheet, tables, cell, {})
    if isinstance(outcome, str):
        return outcome
    return Ready(cell, outcome, render(outcome.pieces, cell.row, cell.column, hand_over))


def _translated(
    book: Book,
    ours: Collection[str],
    named: Named,
    sheet: Sheet,
    tables: list[Table],
    cell: Cell,
    known: dict[tuple[str, bool, str | None], Translated | str],
) -> Translated | str:
    """The translation, or why there is none; the same object for every copy of a formula."""
    text = cell.formula or ""
    array = cell.array is not None
    try:
        table = _around(tables, cell) if "[" in text else None
        key = (r1c1(text, cell.row, cell.column), array, table and table.name)
        outcome = known.get(key)
        if outcome is None:
            site = Site(sheet.name, cell.row, cell.column, table)
            outcome = translate(book, ours, parse(text, cell.row, cell.column), site, array=array, named=named)
    except FormulaError as reason:
        return f"the formula {reason}"
    except CannotEvaluate as reason:
        outcome = str(reason)
    known[key] = outcome
    return outcome


def _around(tables: list[Table], cell: Cell) -> Table | None:
    return next((table for table in tables if table.area.holds(cell.row, cell.column)), None)


def _works_on(translated: Translated, cell: Cell, used: Mapping[str, Area], largest: int) -> int:
    """How many cells a formula works on at most; counted exactly only where a bound says that it may be too many."""
    bound = len(translated.precedents) * largest
    read = bound if bound <= _MAX_READ else _cells_read(translated, cell, used)
    return max(read, _largest_array(translated, cell)) if translated.arrays else read


def _cells_read(translated: Translated, cell: Cell, used: Mapping[str, Area]) -> int:
    """How many cells a formula reads at most, of those that hold something."""
    total = 0
    for piece in translated.precedents:
        area = piece.area(cell.row, cell.column)
        limit = used[piece.sheet]
        rows = min(area.bottom, limit.bottom) - area.top + 1
        columns = min(area.right, limit.right) - area.left + 1
        if rows > 0 and columns > 0:
            total += rows * columns
    return total


def _largest_array(translated: Translated, cell: Cell) -> int:
    """The size that arrays can reach when rows and columns are combined."""
    areas = [piece.area(cell.row, cell.column) for piece in translated.arrays]
    rows, columns = max(area.rows for area in areas), max(area.columns for area in areas)
    if not translated.functions.isdisjoint(TURN):
        rows = columns = max(rows, columns)
    return rows * columns

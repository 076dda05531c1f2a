"""Every formula of a workbook translated for the engine, once for each unique formula of a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from xlcost.budget import at, at_cell
from xlcost.calculate.engines.vast import MAX_READ
from xlcost.calculate.translation.emission import NONE_NAMED, CannotEvaluate, Named, Site, Translated
from xlcost.calculate.translation.pieces import Writer, render
from xlcost.calculate.translation.translate import translate
from xlcost.formula.offsets import with_offsets_read
from xlcost.formula.parser import parse
from xlcost.formula.signatures import TURN
from xlcost.formula.tree import Binary, Unary
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Book, Cell, Place, Sheet, Table
from xlcost.workbook.tokens import FormulaError, r1c1, tokenize

#: A1#, as people and as files write it.
_SPILL: Final = re.compile(r"[\w)]#|\bANCHORARRAY\(", re.IGNORECASE)


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
    at("formulas were translated")
    largest = max((area.size for area in book.used.values()), default=0)
    writer = Writer(hand_over)
    for sheet in book.sheets:
        translator = _Translator(book, ours, sheet, named)
        for cell in sheet.formulas:
            place = (sheet.name, cell.row, cell.column)
            at_cell(*place)
            outcome = translator.translated(cell)
            if isinstance(outcome, str):
                refused[place] = outcome
            elif (outcome.arrays and _largest_array(outcome, cell) > MAX_READ) or (
                len(outcome.precedents) * largest > MAX_READ and _cells_read(outcome, cell, book.used) > MAX_READ
            ):
                refused[place] = f"it works on more than {MAX_READ // 1_000_000} million cells"
            else:
                ready[place] = Ready(cell, outcome, writer.text(outcome.pieces, cell.row, cell.column))
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
    outcome = _Translator(book, ours, sheet, named).translated(cell)
    if isinstance(outcome, str):
        return outcome
    return Ready(cell, outcome, render(outcome.pieces, cell.row, cell.column, hand_over))


class _Translator:
    """Translates the formulas of one sheet; every copy of a formula gets the same object."""

    def __init__(self, book: Book, ours: Collection[str], sheet: Sheet, named: Named) -> None:
        self._book, self._ours, self._sheet, self._named = book, ours, sheet, named
        self._tables = [table for table in book.tables if table.sheet == sheet.name]
        self._known: dict[tuple[object, ...], Translated | str] = {}

    def translated(self, cell: Cell) -> Translated | str:
        """The translation, or why there is none."""
        text = cell.formula or ""
        array = cell.array is not None
        try:
            table = self._around(cell) if "[" in text else None
            key = (r1c1(text, cell.row, cell.column), array, table and table.name, self._spills(text, cell))
            outcome = self._known.get(key)
            if outcome is None:
                outcome = self._known[key] = self._translate(text, cell, table, array=array)
        except FormulaError as reason:
            return f"the formula {reason}"
        return outcome

    def _translate(self, text: str, cell: Cell, table: Table | None, *, array: bool) -> Translated | str:
        """Anew for each formula, not for its copies, be it that there is none: reading a hostile one takes long."""
        site = Site(self._sheet.name, cell.row, cell.column, table)
        try:
            tree = with_offsets_read(parse(text, cell.row, cell.column))
        except FormulaError as reason:
            return f"the formula {reason}"
        if isinstance(tree, Binary) and _is_bracketed(text):
            tree = Unary("+", tree)  # what is left of numbers that cancel is 0 only where nothing follows, no bracket
        try:
            return translate(self._book, self._ours, tree, site, array=array, named=self._named)
        except CannotEvaluate as reason:
            return str(reason)
        except FormulaError as reason:
            return f"the formula {reason}"
        except (IndexError, ValueError):  # no formula that Excel lets anybody enter
            return "a function in it has fewer or more arguments than it takes"

    @staticmethod
    def _spills(text: str, cell: Cell) -> tuple[int, int] | None:
        """The place, where a formula says A1#: what spills from there has another size for each copy."""
        marked = "#" in text or "ANCHORARRAY" in text.upper()
        return (cell.row, cell.column) if marked and _SPILL.search(text) else None

    def _around(self, cell: Cell) -> Table | None:
        return next((table for table in self._tables if table.area.holds(cell.row, cell.column)), None)


def _is_bracketed(text: str) -> bool:
    """Whether brackets enclose a whole formula."""
    if not text.startswith("("):
        return False
    depth = 0
    tokens = [part for kind, part in tokenize(text) if kind != "space"]
    for position, part in enumerate(tokens):
        depth += part.endswith("(") - (part == ")")
        if depth == 0:
            return position == len(tokens) - 1
    return False


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

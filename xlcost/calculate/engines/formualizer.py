"""Formualizer, the embedded engine: it reads the file itself and takes each formula as it stands there.

But for what would be lost on the way: calls of our functions are spelled out, see spelling.py, and a few functions of
numbers, which it takes no arrays for, are ours. What it makes of a formula is proved elsewhere, see evidence.py and
agreement.py.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from decimal import ROUND_UP
from functools import partial
from typing import Any, Final

import formualizer

from xlcost.budget import at, seconds_left
from xlcost.calculate.engines.protocol import SENTINEL, Answer, Engine, NoAnswer, is_text, without_values
from xlcost.calculate.engines.ranges import OWN_SHEET, STORE, Ranges, called
from xlcost.calculate.engines.spelling import NAMED, OVER_ARRAYS, Speller
from xlcost.calculate.engines.values import GIVES_UP, OMITTED, constant, excel_error, fitted, from_engine, to_engine
from xlcost.errors import BadFile
from xlcost.evaluate.binding import BoundFunction, named_functions
from xlcost.evaluate.functions import rounded, whole
from xlcost.formula.references import other_book
from xlcost.workbook.addresses import Area, parse_area, qualified, rectangles
from xlcost.workbook.limits import MAX_EVALUATION_MS, MAX_TEXT
from xlcost.workbook.records import Book, Cell, CellValue, Place, Sheet
from xlcost.workbook.tokens import FormulaError, tokenize

#: Functions of the engine's: for an argument left out, and an array cut to the cells that it fills.
_LEFT_OUT: Final = "XLC.LEFTOUT"
_FIT: Final = "XLC.FIT"
_NO_ANSWER: Final = "XLC.NOANSWER"
#: What a file may have before the name of one of our functions.
_PREFIXES: Final = ("", "_XLDUDF_", "_XLL.", "XLCOST_", "XLCOST.", "_XLDUDF_XLCOST_", "_XLFN.")
#: What the engine raises for a formula that it cannot read.
_UNREADABLE: Final = (RuntimeError, ValueError, formualizer.ParserError)
#: What the engine's own kinds of errors mean for a cell.
_ODDITIES: Final = {"Circ": "it is part of a circular reference"}
#: Excel's own limit for circles that are calculated in steps.
_MOST_ITERATIONS: Final = 32_767


class Formualizer:
    """A workbook open in formualizer."""

    def __init__(self, book: Book, frame: bytes | None = None) -> None:
        """``frame`` is a file with the workbook's names whose sheets are empty: of one that is not written yet."""
        self._book = book
        self._is_empty = frame is not None
        self._set: set[Place] = set()
        self._why: dict[tuple[str, Area] | str, str] = {}
        self._without: dict[Place, str] = {}
        self._work: Any = None
        with _failures_told(book):
            self._work = formualizer.Workbook.from_bytes(frame or without_values(book), config=_settings(book))
        self._work.set_temporal_egress("serial")

    def bind(self, functions: Mapping[str, BoundFunction]) -> None:
        """Binds functions of ours; the ranges that they take as tables are handed over once, see ranges.py.

        One that the workbook defines itself by another LAMBDA than ours is the workbook's.
        """
        book, ranges = self._book, Ranges()
        named = named_functions(book, functions)
        defined = {name.name.upper() for name in book.names} - named.keys()
        ours = {name: function for name, function in functions.items() if name not in defined}
        self._register(_LEFT_OUT, lambda: OMITTED, 0)
        self._register(_FIT, fitted, 3)
        self._register(STORE, ranges.keep, 2)
        for name, (call, most) in _OVER_ARRAYS.items():
            self._register(name, call, most)
        for name, test in _TESTS.items():
            self._register(OVER_ARRAYS + name, _each(test), 1)
        for name, function in ours.items():
            bound = called(name, function, ranges, self._why)
            for prefix in _PREFIXES if name not in named else ():
                self._register(prefix + name, bound, function.max_args)
        for name, leading in named.items():
            own = leading.bound
            self._register(NAMED + name, called(NAMED + name, own, ranges, self._why), own.max_args)
        self._register(_NO_ANSWER, lambda: GIVES_UP, 0)
        kept = self._work.cached_external_link_indices
        self._kept_books = frozenset(map(str, kept() if callable(kept) else kept))
        self._speller = Speller(book, ours, named, ranges, _LEFT_OUT)
        self._ranges = ranges
        for sheet in book.sheets:
            for cell in sheet.formulas:
                text = self._text(sheet, cell)
                if text is not None or self._is_empty:
                    self._put_formula(sheet, cell, text or cell.formula or "")
        self._store(0)
        if self._is_empty:
            for sheet in book.sheets:
                self._put_constants(sheet.name, sheet.cells)

    def _text(self, sheet: Sheet, cell: Cell) -> str | None:
        """The formula of a cell as the engine is to read it, None where it reads the file's own."""
        outside = _other_books(cell.formula or "") - self._kept_books
        if outside:
            self._without[sheet.name, cell.row, cell.column] = "a reference to another workbook"
            return f"{_NO_ANSWER}()"
        text = self._speller.spelled(cell.formula or "", sheet.name, cell.row, cell.column)
        area = cell.array
        if area is None or cell.dynamic or area.size == 1 or (cell.formula or "").startswith("TABLE("):
            return text
        return f"{_FIT}({text or cell.formula},{area.rows},{area.columns})"

    def _put_formula(self, sheet: Sheet, cell: Cell, text: str) -> None:
        with suppress(*_UNREADABLE):  # then the cell keeps what stands for no value
            self._work.set_formula(sheet.name, cell.row, cell.column, f"={text}")

    def _put_constants(self, sheet: str, cells: Mapping[tuple[int, int], Cell]) -> None:
        """Puts what stands in the cells without a formula."""
        values = {at: constant(cell) for at, cell in cells.items() if cell.formula is None and cell.value is not None}
        for area in rectangles(values):  # without gaps, that would become blanks: a formula in one costs ten times
            columns = range(area.left, area.right + 1)
            rows = [[values[row, column] for column in columns] for row in range(area.top, area.bottom + 1)]
            self._work.set_values_batch(sheet, area.top, area.left, rows)

    def _store(self, known: int) -> None:
        """The ranges that our functions use whole, but for those already there."""
        if len(self._ranges) > known:
            if not known:
                self._work.add_sheet(OWN_SHEET)
            for number, text in self._ranges.formulas(known):
                self._work.set_formula(OWN_SHEET, number, 1, text)

    def _register(self, name: str, call: Callable[..., Any], most: int) -> None:
        self._work.register_function(name, call, min_args=0, max_args=most, allow_override_builtin=True)

    def set(self, place: Place, value: CellValue) -> None:
        """Puts a constant into a cell."""
        self._set.add(place)
        text = isinstance(value, str) and is_text(self._book, place)
        self._work.set_value(*place, value if text or value is None else to_engine(value))

    def recalculate(self) -> None:
        """Calculates whatever is not up to date; for what it raises see ``Session``."""
        at("formualizer calculated the file as it is")
        self._why.clear()
        with _failures_told(self._book):
            self._work.evaluate_all()

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        """The values of cells."""
        value, answer = self._work.get_value, self._answer
        found = {place: answer(value(*place)) for place in places}
        for place, why in self._without.items():
            if place in found and place not in self._set:
                found[place] = NoAnswer(why)
        return found

    def _answer(self, value: Any) -> Answer:
        if value.__class__ is float:
            is_number = math.isfinite(value) and (value == 0 or abs(value) >= sys.float_info.min)
            return value + 0.0 if is_number else NoAnswer("the engine gives no number of Excel's")  # which knows no -0
        if value == SENTINEL:
            return NoAnswer("the engine cannot read it")
        if excel_error(value) == "":
            kind = value.get("kind")
            told = next(iter(self._why.values()), None) if value == GIVES_UP else _ODDITIES.get(str(kind))
            return NoAnswer(told or f"the engine gives up ({kind})")
        found: CellValue = from_engine(value)
        if isinstance(found, str) and len(found) > MAX_TEXT:
            return NoAnswer("its text is longer than Excel allows")
        return found

    def spilled(self, place: Place) -> Area | None:
        """The cells that an array result fills, None if it is a single value."""
        where = qualified(place[0], Area(*place[1:], *place[1:]))
        spill = self._work.inspect_cell(where, include_values=False).cell.spill
        return None if spill is None or spill.extent is None else parse_area(spill.extent.rpartition("!")[2])

    def ask(self, questions: Sequence[tuple[str, Cell]]) -> list[CellValue]:
        """What formulas would give in the place of others: the sheet, and the cell with the formula.

        Each cell has its own formula again afterwards. None where the engine has no answer.
        """
        return [self._asked(sheet, cell) for sheet, cell in questions]

    def _asked(self, name: str, cell: Cell) -> CellValue:
        sheet = self._book.sheets_by_name[name.lower()]
        own = sheet.cells[cell.row, cell.column]
        known = len(self._ranges)
        text = self._speller.spelled(cell.formula or "", name, cell.row, cell.column) or cell.formula
        self._store(known)
        try:
            self._work.set_formula(name, cell.row, cell.column, f"={text}")
            found = self._answer(self._work.evaluate_cell(name, cell.row, cell.column))
        except _UNREADABLE:
            return None
        finally:
            self._put_formula(sheet, own, self._text(sheet, own) or own.formula or "")
        return None if isinstance(found, NoAnswer) else found

    @property
    def untouched(self) -> Book | None:
        """The workbook, as long as nothing was set in it and none of our functions gave up."""
        return None if self._set or self._why else self._book

    def take(self, book: Book, changed: Mapping[str, Mapping[tuple[int, int], Cell]]) -> None:
        """Goes on with another workbook, which has the same formulas and other constants: those by sheet and place."""
        self._book = book
        for name, cells in changed.items():
            self._put_constants(name, cells)

    def close(self) -> None:
        """Lets go of the workbook."""
        self._work = None


def _settings(book: Book) -> Any:
    """How formualizer is to open a workbook."""
    config = formualizer.EvaluationConfig()
    config.max_eval_time_ms = int(1000 * seconds_left(MAX_EVALUATION_MS / 1000))
    config.cycle_detection = "runtime"  # what a formula names but does not read closes no circle in Excel
    if book.calculation.iterate:
        config.cycle_policy = "iterate"
        config.iterate_max_iterations = min(max(book.calculation.iterations, 1), _MOST_ITERATIONS)
        config.iterate_max_change = book.calculation.change
    # Our functions are Python: threads that call them only wait for each other, five times as long as one thread takes
    config.enable_parallel = False
    if book.calculation.date1904:
        config.date_system = "1904"
    return formualizer.WorkbookConfig(
        mode=formualizer.WorkbookMode.Interactive, eval_config=config, enable_changelog=False
    )


def _other_books(formula: str) -> frozenset[str]:
    """The other workbooks that references in a formula name, by their numbers in the file."""
    if "[" not in formula:
        return frozenset()
    try:
        tokens = tokenize(formula)
    except FormulaError:
        return frozenset()
    prefixes = zip(tokens, (*tokens[1:], tokens[-1]), strict=True)
    named = (other_book(token.text) for token, then in prefixes if token.kind == "prefix" and then.kind != "call")
    return frozenset(book for book in named if book is not None)


def _over_arrays(function: Callable[..., float]) -> Callable[..., Any]:
    """A function of a number, and of each number of an array, as the engine calls it."""

    def call(given: Any, *others: Any) -> Any:
        if isinstance(given, list):
            return [[call(cell, *others) for cell in row] for row in given]
        values = (given, *others)
        wrong = next((value for value in values if isinstance(value, dict)), None)
        if wrong is not None:
            return wrong
        try:
            return function(*(float(value or 0) for value in values))
        except (ArithmeticError, TypeError):
            return GIVES_UP
        except ValueError:  # a text
            return {"type": "Error", "kind": "Value"} if not any(map(str.isdigit, str(values))) else GIVES_UP

    return call


_OVER_ARRAYS: Final[Mapping[str, tuple[Callable[..., Any], int]]] = {
    "ABS": (_over_arrays(abs), 1),
    "INT": (_over_arrays(whole), 1),
    "ROUNDUP": (_over_arrays(partial(rounded, how=ROUND_UP)), 2),
}


def _each(test: Callable[[Any], bool]) -> Callable[..., Any]:
    """A test of a value, and of each value of an array, as the engine calls it."""

    def call(given: Any) -> Any:
        return [[test(cell) for cell in row] for row in given] if isinstance(given, list) else test(given)

    return call


_TESTS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "ISERROR": lambda value: isinstance(value, dict),
    "ISNA": lambda value: isinstance(value, dict) and value.get("kind") == "Na",
    "ISNUMBER": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "ISTEXT": lambda value: isinstance(value, str),
    "ISBLANK": lambda value: value is None,
}


@contextmanager
def _failures_told(book: Book) -> Iterator[None]:
    """Raises BadFile for whatever the engine raises, be it a panic of Rust code, which is no Exception."""
    try:
        yield
    except BaseException as reason:
        if isinstance(reason, (KeyboardInterrupt, SystemExit, MemoryError, BadFile)):
            raise
        raise BadFile(f"{book.package.path}: the engine failed ({str(reason)[:120]})") from None


FORMUALIZER = Engine("formualizer", Formualizer)

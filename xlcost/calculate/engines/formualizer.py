"""Formualizer reading the file itself: it takes each formula as it stands there, but for what would be lost on the way.

Arguments left out of our functions are spelled out, as it hands them over as 0; and a few functions of numbers, which
it takes no arrays for, are ours.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import formualizer

from xlcost.budget import at
from xlcost.calculate.binding import BoundFunction
from xlcost.calculate.engines.lifting import lifter
from xlcost.calculate.engines.protocol import SENTINEL, Answer, Engine, NoAnswer, is_text, without_values
from xlcost.calculate.engines.ranges import OWN_SHEET, STORE, Ranges, called
from xlcost.calculate.engines.settings import constants, put_constants, settings
from xlcost.calculate.engines.spelling import Speller
from xlcost.calculate.engines.values import GIVES_UP, OMITTED, excel_error, first_of, from_engine, to_engine
from xlcost.calculate.replacements import replacements_for
from xlcost.calculate.replacements.coercion import Failed, number
from xlcost.calculate.translation.emission import FIRST, LIFT, CannotEvaluate
from xlcost.errors import BadFile
from xlcost.workbook.records import Book, Cell, CellValue, Place, Sheet

_OWN: Final = "XLC."
#: Functions of the engine's that stand for an argument left out, and for a formula that nobody can tell it.
_LEFT_OUT: Final = "XLC.LEFTOUT"
_NO_ANSWER: Final = "XLC.NOANSWER"
_MOST_ARGUMENTS: Final = 255


class Plain:
    """A workbook open in formualizer."""

    def __init__(self, book: Book, frame: bytes | None = None) -> None:
        """``frame`` is a file with the workbook's names whose sheets are empty: of one that is not written yet."""
        self._book = book
        self._is_empty = frame is not None
        self._work: Any = None
        with _failures_told(book):
            self._work = formualizer.Workbook.from_bytes(frame or without_values(book), config=settings(book))
        self._work.set_temporal_egress("serial")

    def bind(self, functions: Mapping[str, BoundFunction]) -> None:
        """Binds functions of ours; the ranges that they take as tables are handed over once, see ranges.py."""
        ranges = Ranges()
        self._register(_LEFT_OUT, lambda: OMITTED, 0)
        self._register(_NO_ANSWER, lambda: GIVES_UP, 0)
        self._register(STORE, ranges.keep, 2)
        for name, (call, most) in _OVER_ARRAYS.items():
            self._register(name, call, most)
        for name, function in functions.items():
            self._register(name, called(name, function, ranges, {}), function.max_args)
        replacements = replacements_for(self._book)
        self._register(FIRST, first_of, 1)
        self._register(LIFT, lifter(replacements), _MOST_ARGUMENTS)
        for name, replacement in replacements.items():
            if name.startswith(_OWN):  # the others would take the place of the engine's, which is asked as it is
                self._register(name, replacement.call, replacement.max_args)
        speller = Speller(self._book, functions, ranges, _LEFT_OUT)
        for sheet in self._book.sheets:
            for cell in sheet.formulas:
                text = None if cell.array is not None else self._spelled(speller, sheet, cell)
                if text is not None or self._is_empty:
                    self._work.set_formula(sheet.name, cell.row, cell.column, f"={text or cell.formula}")
        if len(ranges):
            self._work.add_sheet(OWN_SHEET)
            for number, text in ranges.formulas(0):
                self._work.set_formula(OWN_SHEET, number, 1, text)
        if self._is_empty:
            for sheet in self._book.sheets:
                put_constants(self._work, sheet.name, constants(sheet.cells))

    @staticmethod
    def _spelled(speller: Speller, sheet: Sheet, cell: Cell) -> str | None:
        try:
            return speller.spelled(sheet, cell)
        except CannotEvaluate:
            return f"{_NO_ANSWER}()"

    def _register(self, name: str, call: Callable[..., Any], most: int) -> None:
        self._work.register_function(name, call, min_args=0, max_args=most, allow_override_builtin=True)

    def set(self, place: Place, value: CellValue) -> None:
        """Puts a constant into a cell."""
        text = isinstance(value, str) and is_text(self._book, place)
        self._work.set_value(*place, value if text or value is None else to_engine(value))

    def recalculate(self) -> None:
        """Calculates whatever is not up to date; for what it raises see ``Session``."""
        at("formualizer calculated the file as it is")
        with _failures_told(self._book):
            self._work.evaluate_all()

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        """The values of cells."""
        return {place: _answer(self._work.get_value(*place)) for place in places}

    def close(self) -> None:
        """Lets go of the workbook."""
        self._work = None


def _over_arrays(function: Callable[..., float]) -> Callable[..., Any]:
    """A function of a number, and of each number of an array, as the engine calls it."""

    def call(given: Any, *others: Any) -> Any:
        if isinstance(given, list):
            return [[call(cell, *others) for cell in row] for row in given]
        try:
            return function(number(given), *(number(other) for other in others))
        except Failed as failure:
            return {"type": "Error", "kind": failure.kind}
        except (OverflowError, TypeError):
            return GIVES_UP

    return call


def _rounded_up(given: float, digits: float) -> float:
    scale = 10.0 ** int(digits)
    return math.copysign(math.ceil(abs(given) * scale) / scale, given)


_OVER_ARRAYS: Final[Mapping[str, tuple[Callable[..., Any], int]]] = {
    "ABS": (_over_arrays(abs), 1),
    "INT": (_over_arrays(lambda given: float(math.floor(given))), 1),
    "ROUNDUP": (_over_arrays(_rounded_up), 2),
}


def _answer(value: Any) -> Answer:
    if value == SENTINEL:
        return NoAnswer("the engine cannot read it")
    if excel_error(value) == "":
        return NoAnswer(f"the engine gives up ({value.get('kind')})")
    found: CellValue = from_engine(value)
    return found


@contextmanager
def _failures_told(book: Book) -> Iterator[None]:
    """Raises BadFile for whatever the engine raises, be it a panic of Rust code, which is no Exception."""
    try:
        yield
    except BaseException as reason:
        if isinstance(reason, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise BadFile(f"{book.package.path}: the engine failed ({str(reason)[:120]})") from None


PLAIN = Engine("formualizer as it is", Plain)

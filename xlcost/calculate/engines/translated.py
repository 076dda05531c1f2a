"""Formualizer with formulas written for it: Excel's reading of texts, ranges and names spelled out by translation/.

Whoever calculates with it knows this module alone.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path

from xlcost.calculate.binding import BoundFunction, our_functions
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer
from xlcost.calculate.results import Recalculation, write_values
from xlcost.calculate.translation.doubts import evaluate
from xlcost.calculate.translation.loaded import Loaded
from xlcost.calculate.translation.outcome import outcome
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book, Cell, CellValue, Place

#: What a workbook leaves for the next one, if that differs in constants alone: its engine, or nothing.
Last = list[Loaded]


class Translated:
    """A workbook open in formualizer, each formula translated.

    ``last`` holds the engine of the workbook before, if it may serve this one, and then that of this one.
    """

    def __init__(self, book: Book, last: Last | None = None) -> None:
        self._book = book
        self._last = last
        self._functions: Mapping[str, BoundFunction] = {}
        self._loaded: Loaded | None = None
        self._set: dict[Place, CellValue] = {}
        self._outcome: Recalculation | None = None
        self._refused: Mapping[Place, NoAnswer] = {}

    def bind(self, functions: Mapping[str, BoundFunction]) -> None:
        """Binds functions of ours."""
        self._functions = functions

    def set(self, place: Place, value: CellValue) -> None:
        """Puts a constant into a cell."""
        self._set[place] = value
        self._outcome = None
        self._opened.set_value(*place, value)

    def recalculate(self) -> None:
        """Calculates whatever is not up to date; for what it raises see ``Session``."""
        self._outcome = None
        start = time.perf_counter()
        engine = self._opened
        loaded = time.perf_counter()
        evaluate(engine)
        seconds = {"load": loaded - start, "evaluate": time.perf_counter() - loaded}
        self._outcome = outcome(engine, seconds, self._set)
        self._refused = {cell[:3]: NoAnswer(cell.reason) for cell in self._outcome.not_evaluated}

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        """The values of cells."""
        values = self.outcome().values
        return {
            place: self._set[place]
            if place in self._set
            else self._refused.get(place) or (values[place] if place in values else self._opened.value(*place))
            for place in places
        }

    def close(self) -> None:
        """Lets go of the workbook."""
        if self._last is not None and self._loaded is not None and self._outcome is not None and not self._set:
            self._last[:] = [self._loaded]
        self._loaded = self._outcome = None

    def outcome(self) -> Recalculation:
        """What calculation finds for the workbook as a whole."""
        if self._outcome is None:
            self.recalculate()
        assert self._outcome is not None  # noqa: S101 - for the type checker
        return self._outcome

    def ask(self, questions: Sequence[tuple[str, Cell]]) -> list[CellValue]:
        """What formulas would give if they stood in the workbook: the sheet, and the cell with the formula.

        None where one would not be evaluated as Excel does. No cell of the workbook changes.
        """
        return self._opened.ask(questions)

    @property
    def _opened(self) -> Loaded:
        if self._loaded is None:
            known = self._last.pop() if self._last else None
            same = known is not None and known.take(self._book)
            self._loaded = known if known is not None and same else Loaded(self._book, self._functions)
        return self._loaded


TRANSLATED = Engine("formualizer", Translated)


def one_after_the_other(last: Last) -> Engine:
    """The same engine for a series of workbooks: what a next one shares is not calculated again."""
    return Engine(TRANSLATED.name, partial(Translated, last=last))


def recalculate(
    book: Book | str | Path, functions: Mapping[str, BoundFunction] | None = None, last: Last | None = None
) -> Recalculation:
    """Calculates every formula of a workbook by this engine alone, with our functions (or the given ones) bound.

    Args:
        book: a workbook, or where its file is.
        functions: those to be bound, ours unless they are given.
        last: what the workbook before left, of which only the constants may differ; then what this one leaves.

    Raises:
        BadFile: the file cannot be read, or the calculation takes longer than limits.py allows.
    """
    session = Translated(book if isinstance(book, Book) else open_book(book), last)
    session.bind(our_functions() if functions is None else functions)
    try:
        return session.outcome()
    finally:
        session.close()


def recalc_file(src: str | Path, dst: str | Path) -> Recalculation:
    """Writes ``src`` to ``dst`` with fresh cached values and nothing else changed; both may be the same file.

    Raises:
        BadFile: ``src`` cannot be read or ``dst`` not written; ``dst`` is then as it was.
    """
    result = recalculate(src)
    write_values(result, dst)
    return result

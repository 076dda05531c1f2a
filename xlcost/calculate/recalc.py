"""Recalculation by the embedded engine alone: fresh values for every formula cell, and those that could not be had."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from xlcost.calculate.binding import BoundFunction, our_functions
from xlcost.calculate.results import Recalculation, write_values
from xlcost.calculate.translation.doubts import evaluate
from xlcost.calculate.translation.engine import Engine
from xlcost.calculate.translation.outcome import outcome
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book


def recalculate(book: Book | str | Path, functions: Mapping[str, BoundFunction] | None = None) -> Recalculation:
    """Calculates every formula of a workbook, with our functions (or the given ones) bound.

    Raises:
        BadFile: the file cannot be read, or the calculation takes longer than limits.py allows.
    """
    return Recalculator(functions).recalculate(book if isinstance(book, Book) else open_book(book))


class Recalculator:
    """Recalculates one workbook after the other; of one with the formulas of the last only what its constants change.

    Args:
        functions: those to be bound, ours unless they are given.
    """

    def __init__(self, functions: Mapping[str, BoundFunction] | None = None) -> None:
        self._functions = our_functions() if functions is None else functions
        self._last: Engine | None = None

    def recalculate(self, book: Book) -> Recalculation:
        """Calculates every formula of a workbook; for what it raises see the function ``recalculate``."""
        start = time.perf_counter()
        engine, self._last = self._last, None
        if engine is None or not engine.take(book):
            engine = Engine(book, self._functions)
        loaded = time.perf_counter()
        evaluate(engine)
        evaluated = time.perf_counter()
        result = outcome(engine, {"load": loaded - start, "evaluate": evaluated - loaded})
        self._last = engine
        return result


def recalc_file(src: str | Path, dst: str | Path) -> Recalculation:
    """Writes ``src`` to ``dst`` with fresh cached values and nothing else changed; both may be the same file.

    Raises:
        BadFile: ``src`` cannot be read or ``dst`` not written; ``dst`` is then as it was.
    """
    result = recalculate(src)
    write_values(result, dst)
    return result

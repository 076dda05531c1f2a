"""Formualizer with formulas written for it: Excel's reading of texts, ranges and names spelled out by translation/."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from xlcost.calculate.binding import BoundFunction
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer
from xlcost.calculate.results import Recalculation
from xlcost.calculate.translation.doubts import evaluate
from xlcost.calculate.translation.engine import Engine as Translating
from xlcost.calculate.translation.outcome import outcome
from xlcost.workbook.records import Book, CellValue, Place


class Translated:
    """A workbook open in formualizer, each formula translated.

    ``last`` holds the engine of the workbook before, if it may serve this one, and then that of this one.
    """

    def __init__(self, book: Book, last: list[Translating] | None = None) -> None:
        self._book = book
        self._last = last
        self._functions: Mapping[str, BoundFunction] = {}
        self._engine: Translating | None = None
        self._result: Recalculation | None = None
        self._set: dict[Place, CellValue] = {}

    def bind(self, functions: Mapping[str, BoundFunction]) -> None:
        """Binds functions of ours."""
        self._functions = functions

    def set(self, place: Place, value: CellValue) -> None:
        """Puts a constant into a cell."""
        self._set[place] = value
        self._result = None
        self._opened.set_value(*place, value)

    def recalculate(self) -> None:
        """Calculates whatever is not up to date; for what it raises see ``Session``."""
        evaluate(self._opened)
        self._result = outcome(self._opened, {}, self._set)

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        """The values of cells."""
        if self._result is None:
            self.recalculate()
        assert self._result is not None  # noqa: S101 - for the type checker
        refused = {cell[:3]: NoAnswer(cell.reason) for cell in self._result.not_evaluated}
        values = self._result.values
        return {
            place: self._set[place] if place in self._set else refused.get(place) or values.get(place)
            for place in places
        }

    def close(self) -> None:
        """Lets go of the workbook."""
        if self._last is not None and self._engine is not None and not self._set:
            self._last[:] = [self._engine]
        self._engine = self._result = None

    @property
    def _opened(self) -> Translating:
        if self._engine is None:
            known = self._last.pop() if self._last else None
            same = known is not None and known.take(self._book)
            self._engine = known if known is not None and same else Translating(self._book, self._functions)
        return self._engine


TRANSLATED = Engine("formualizer", Translated)


def one_after_the_other() -> Engine:
    """The same engine for a series of workbooks: what a next one shares is not calculated again."""
    last: list[Translating] = []
    return Engine(TRANSLATED.name, lambda book: Translated(book, last))

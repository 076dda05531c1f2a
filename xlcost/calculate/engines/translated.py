"""Formualizer with formulas written for it: Excel's reading of texts, ranges and names spelled out by translation/."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from xlcost.calculate.binding import BoundFunction
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer
from xlcost.calculate.recalc import Recalculation, outcome
from xlcost.calculate.translation.doubts import evaluate
from xlcost.calculate.translation.engine import Engine as Translating
from xlcost.workbook.records import Book, CellValue, Place


class Translated:
    """A workbook open in formualizer, each formula translated."""

    def __init__(self, book: Book) -> None:
        self._book = book
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
        self._engine = self._result = None

    @property
    def _opened(self) -> Translating:
        if self._engine is None:
            self._engine = Translating(self._book, self._functions)
        return self._engine


TRANSLATED = Engine("formualizer", Translated)

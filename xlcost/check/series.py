"""Workbooks checked one after the other: what the formulas of one say serves the next, where they are the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from xlcost.headless.analysis import Formulas, read_formulas
from xlcost.headless.graph import Graph, read_graph
from xlcost.headless.recalc import Recalculation, Recalculator
from xlcost.headless.records import Book
from xlcost.headless.siblings import changed_constants


@dataclass(frozen=True)
class Analysis:
    """What follows from the formulas of a workbook, whatever its constants and saved values are."""

    book: Book = field(repr=False)

    @cached_property
    def formulas(self) -> Formulas:
        """What they say."""
        return read_formulas(self.book)

    @cached_property
    def graph(self) -> Graph:
        """Which cell depends on which."""
        return read_graph(self.formulas)


class Series:
    """Remembers of the last workbook what may serve the next."""

    def __init__(self) -> None:
        self._recalculator = Recalculator()
        self._last: Analysis | None = None

    def analysis(self, book: Book) -> Analysis:
        """The analysis of a workbook: that of the last one where they differ in nothing that formulas see."""
        if self._last is None or changed_constants(self._last.book, book) is None:
            self._last = Analysis(book)
        return self._last

    def recalculate(self, book: Book) -> Recalculation:
        """The fresh values of a workbook; see ``Recalculator``."""
        return self._recalculator.recalculate(book)

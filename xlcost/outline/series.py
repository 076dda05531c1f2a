"""Workbooks checked one after the other: what the formulas of one say serves the next, where they are the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from xlcost.calculate.certified import EMBEDDED, recalculate_with
from xlcost.calculate.engines.series import Last, changed_constants, one_after_the_other
from xlcost.calculate.results import Recalculation
from xlcost.formula.graph import Graph, read_graph
from xlcost.formula.unique import Formulas, read_formulas
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book
from xlcost.workbook.sheet_reader import Known, Rereader

#: Cells of a workbook that is remembered: 150 MB where half of them are formulas.
MOST_CELLS: Final = 100_000


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
    """Remembers of the last workbook what may serve the next, unless it was so large that two would fill the memory."""

    def __init__(self) -> None:
        self._sheets: Mapping[str, Known] = {}
        self._last: Analysis | None = None
        self._left: Last = []

    def open(self, path: str | Path) -> Book:
        """Opens and parses a workbook file; see ``open_book``."""
        reader = Rereader(self._sheets)
        book = open_book(path, reader)
        self._sheets = {} if _is_large(book) else reader.known
        return book

    def analysis(self, book: Book) -> Analysis:
        """The analysis of a workbook: that of the last one where they differ in nothing that formulas see."""
        last, self._last = self._last, None
        if last is None or changed_constants(last.book, book) is None:
            last = Analysis(book)
        if not _is_large(book):
            self._last = last
        return last

    def recalculate(self, book: Book) -> Recalculation:
        """The fresh values of a workbook; what its saved values do not prove keeps them."""
        graph = self.analysis(book).graph  # a workbook of which it cannot be had is for no engine
        first = one_after_the_other(self._left)
        result = recalculate_with((first, *EMBEDDED[1:]), book, graph=graph)
        if _is_large(book):
            self._left.clear()
        return result


def _is_large(book: Book) -> bool:
    return sum(len(sheet.cells) for sheet in book.sheets) > MOST_CELLS

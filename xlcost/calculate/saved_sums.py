"""Plain sums held to the values that a workbook was saved with: what they give is what tells a workbook's age.

No engine gets a sum of cells wrong. Where one has another value than was saved, it began from others, or what was
saved is older than what it rests on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from xlcost.calculate.surely import is_plain, may_cancel
from xlcost.evaluate.binding import BoundFunction
from xlcost.evaluate.opinions import Opinions
from xlcost.evaluate.reading import NotKnown
from xlcost.formula.graph import Graph
from xlcost.workbook.records import Book, Place

_ALIKE: Final = 1e-9
#: Numbers that cancel leave rounding within this share of the largest; files have 15 digits of some.
_LEFT: Final = 1e-12
#: Cells that are looked at for one formula.
_MOST_READ: Final = 10_000


class SavedSums:
    """The plain sums of a workbook, each calculated from saved values."""

    def __init__(self, book: Book, graph: Graph, functions: Mapping[str, BoundFunction]) -> None:
        self._book, self._graph, self._functions = book, graph, functions

    def follows(self, place: Place) -> bool | None:
        """Whether a sum gives what was saved for it; None where that tells nothing, or the formula is none."""
        formula = self._graph.formulas.at.get(place)
        cell = self._book.cell(place)
        if formula is None or cell is None or cell.array is not None or place in self._graph.circular:
            return None
        if not is_plain(formula.tree) or not self._book.calculation.full_precision:
            return None
        try:
            value = self._opinions.value(place)
        except NotKnown:
            return None if self._reads_text(place) else False
        return bool(value == cell.value or self._is_rounding(place, value, cell.value))

    @cached_property
    def _opinions(self) -> Opinions:
        book = self._book
        cells = ((sheet.name, cell.row, cell.column) for sheet in book.sheets for cell in sheet.formulas)
        values = {filled: book.value(filled) for place in cells for filled in book.filled(place)}
        return Opinions(book, self._functions, self._graph.formulas, values)

    def _is_rounding(self, place: Place, one: Any, other: Any) -> bool:
        """Whether two numbers are no further apart than what is left of numbers as large as those read."""
        if one.__class__ is not float or other.__class__ is not float:
            return False
        if math.isclose(one, other, rel_tol=_ALIKE):
            return True
        if not may_cancel(self._graph.formulas.at[place].tree):
            return False
        read = map(self._book.value, self._read(place))
        largest = max((abs(value) for value in read if isinstance(value, float)), default=0.0)
        return bool(abs(one - other) <= _LEFT * largest)

    def _reads_text(self, place: Place) -> bool:
        """Whether a formula reads a text that was typed: the computer's region says what number that is."""
        read = (self._book.cell(at) for at in self._read(place))
        return any(cell is not None and cell.formula is None and isinstance(cell.value, str) for cell in read)

    def _read(self, place: Place) -> Iterator[Place]:
        """The cells that a formula reads; none where they are too many."""
        sources = self._graph.reads[place]
        if sum(area.size for _, area, _ in sources) <= _MOST_READ:
            yield from ((sheet, *at) for sheet, area, _ in sources for at in area.cells())

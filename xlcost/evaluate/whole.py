"""All formulas of a workbook in Python alone: what a browser has, where no engine can be installed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from xlcost.errors import BadFile
from xlcost.evaluate.binding import BoundFunction
from xlcost.evaluate.opinions import Opinions
from xlcost.evaluate.ranges import OF_RANGES
from xlcost.evaluate.reading import NotKnown
from xlcost.formula.tree import Call, NameUse, Reference, children
from xlcost.formula.unique import Formula, Formulas, read_formulas
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Book, CellValue, Place


def plain_values(book: Book, functions: Mapping[str, BoundFunction]) -> dict[Place, CellValue]:
    """The value of each formula; an error is its text.

    Raises:
        BadFile: a formula has what is not known here, or depends on itself.
    """
    formulas = read_formulas(book)
    for (sheet, row, column), why in formulas.unreadable.items():
        raise BadFile(f"{sheet}: the formula in row {row}, column {column} {why}")
    return _InTurn(book, functions, formulas).all()


class _InTurn(Opinions):
    """All formulas of a workbook, each after those that it reads, without recursion: a chain of months is long."""

    def __init__(self, book: Book, functions: Mapping[str, BoundFunction], formulas: Formulas) -> None:
        self._found: dict[Place, Any] = {}
        super().__init__(book, functions, formulas, self._found)
        self._left = math.inf  # nobody else calculates them
        self._open = set(formulas.at)
        self._ready: set[tuple[str, Area]] = set()  # areas without a formula that is still to be calculated

    def all(self) -> dict[Place, CellValue]:
        """The value of each formula."""
        for start in self._formulas.at:
            pending = [start]
            waiting: set[Place] = set()
            while pending:
                place = pending[-1]
                if place not in self._open:
                    pending.pop()
                    continue
                before = [] if place in waiting else list(self._not_yet(place))
                if not before:
                    self._calculate(place)
                    pending.pop()
                waiting.add(place)
                pending += before
        return self._found

    def _calculate(self, place: Place) -> None:
        try:
            self._found[place] = self.value(place)
        except NotKnown as reason:
            what = str(reason) or "the formula"
            raise BadFile(
                f"{place[0]}, row {place[1]}, column {place[2]}: {what} is not calculated in Python alone"
            ) from None
        self._open.remove(place)

    def _value(self, sheet: str, row: int, column: int) -> Any:
        if (sheet, row, column) in self._open:
            raise BadFile(f"{sheet}: a formula in row {row}, column {column} depends on itself")
        return super()._value(sheet, row, column)

    def _not_yet(self, place: Place) -> Iterator[Place]:
        """The cells to be calculated before a formula."""
        for node in _read(self._formulas.at[place]):
            for sheet, area, _ in self._formulas.sources_of_part(node, place):
                if (sheet, area) in self._ready:
                    continue
                rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
                before = [
                    (sheet, row, column) for row in rows for column in columns if (sheet, row, column) in self._open
                ]
                yield from (cell for cell in before if cell != place)
                if not before:
                    self._ready.add((sheet, area))


@lru_cache(maxsize=2048)
def _read(formula: Formula) -> tuple[Reference | NameUse, ...]:
    """What stands for cells whose values a formula reads; ROWS of cells reads none."""
    found: list[Reference | NameUse] = []
    pending = [formula.tree]
    while pending:
        node = pending.pop()
        if isinstance(node, (Reference, NameUse)):
            found.append(node)
        elif not (isinstance(node, Call) and node.name in OF_RANGES):
            pending += children(node)
    return tuple(found)

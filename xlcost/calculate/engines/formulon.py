"""Formulon (the extra ``formulon``): it reads the file itself; our functions are calculated by us, in two phases.

It takes no Python functions. So a cell that calls one of ours is a constant to it: its value is calculated by the
embedded engine from what Formulon has for the cells that it reads, and again until nothing changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from importlib.util import find_spec
from typing import Any, Final

from xlcost.calculate.binding import BoundFunction, our_name
from xlcost.calculate.engines.protocol import SENTINEL, Answer, Engine, NoAnswer, Session, without_values
from xlcost.calculate.engines.translated import Translated
from xlcost.errors import BadFile
from xlcost.formula.graph import read_graph
from xlcost.formula.tree import Call, Node, walk
from xlcost.formula.unique import cells_saying, read_formulas
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book
from xlcost.workbook.records import ERROR, Book, CellValue, Place

_ERRORS: Final = {"#NULL!": 0, "#DIV/0!": 1, "#VALUE!": 2, "#REF!": 3, "#NAME?": 4, "#NUM!": 5, "#N/A": 6}
_MOST_ROUNDS: Final = 20


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("formulon") is not None


class Formulon:
    """A workbook open in Formulon."""

    def __init__(self, book: Book) -> None:
        if not is_installed():
            raise BadFile('Formulon is not installed; pip install "xlcost[formulon]"')
        import formulon

        self._book = book
        self._sheets = {sheet.name: sheet.index for sheet in book.sheets}
        self._functions: Mapping[str, BoundFunction] = {}
        self._calculated: Book | None = None
        try:
            self._work: Any = formulon.Workbook.load(without_values(book))
        except formulon.FormulonError as reason:
            raise BadFile(f"{book.package.path}: Formulon cannot read it ({str(reason)[:120]})") from None

    def bind(self, functions: Mapping[str, BoundFunction]) -> None:
        """Binds functions of ours."""
        self._functions = functions

    def set(self, place: Place, value: CellValue) -> None:
        """Puts a constant into a cell."""
        if place in self._ours:
            raise BadFile(f"{self._book.package.path}: Formulon can set no cell that calls one of our functions")
        self._put(place, value)
        self._second_phase.set(place, value)

    def recalculate(self) -> None:
        """Calculates whatever is not up to date, our functions in turn with all others."""
        self._work.recalc()
        known: dict[Place, Answer] = {}
        for _ in range(_MOST_ROUNDS if self._ours else 0):
            fed = self._fed()
            for place, value in fed.items():
                self._second_phase.set(place, value)
            self._second_phase.recalculate()
            found = self._second_phase.read(self._ours)
            if found == known:
                break
            known = dict(found)
            for place, answer in found.items():
                self._put(place, "#VALUE!" if isinstance(answer, NoAnswer) else answer)
            self._work.recalc()
        self._answers_of_ours = known
        self._calculated = read_book(package_from_bytes(self._work.save(), self._book.package.path))

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        """The values of cells."""
        if self._calculated is None:
            self.recalculate()
        assert self._calculated is not None  # noqa: S101 - for the type checker
        sheets = {sheet.index: sheet for sheet in self._calculated.sheets}
        found: dict[Place, Answer] = {}
        for place in places:
            if place in self._ours:
                found[place] = self._answers_of_ours.get(place)
                continue
            cell = sheets[self._sheets[place[0]]].cells.get(place[1:])
            found[place] = None if cell is None else cell.value
            if cell is not None and (cell.value == SENTINEL or (cell.kind == ERROR and cell.value == "#NAME?")):
                found[place] = NoAnswer("Formulon does not know a function or a name in it")
        return found

    def close(self) -> None:
        """Lets go of the workbook."""
        self._work.close()

    def _put(self, place: Place, value: CellValue) -> None:
        at = (self._sheets[place[0]], place[1] - 1, place[2] - 1)
        if value is None:
            self._work.set_blank(*at)
        elif isinstance(value, bool):
            self._work.set_bool(*at, value)
        elif isinstance(value, (int, float)):
            self._work.set_number(*at, float(value))
        elif value in _ERRORS:
            self._work.set_error(*at, _ERRORS[value])
        else:
            self._work.set_text(*at, value)

    def _fed(self) -> dict[Place, CellValue]:
        """What Formulon has for the formula cells that calls of our functions read."""
        found: dict[Place, CellValue] = {}
        for sheet, row, column in self._read_by_ours:
            value = self._work.get_value(self._sheets[sheet], row - 1, column - 1)
            found[sheet, row, column] = _plain(value)
        return found

    @cached_property
    def _second_phase(self) -> Session:
        session = Translated(self._book)
        session.bind(self._functions)
        return session

    @cached_property
    def _ours(self) -> frozenset[Place]:
        """The formula cells that call our functions."""

        def says(tree: Node) -> bool:
            return any(isinstance(node, Call) and our_name(node.name, self._functions) for node in walk(tree))

        return frozenset(cells_saying(read_formulas(self._book), says))

    @cached_property
    def _read_by_ours(self) -> tuple[Place, ...]:
        graph = read_graph(read_formulas(self._book))
        formulas = set(graph.reads)
        read: dict[Place, None] = {}
        for place in self._ours:
            for sheet, area, _ in graph.reads[place]:
                read |= {
                    (sheet, row, column): None
                    for row in range(area.top, area.bottom + 1)
                    for column in range(area.left, area.right + 1)
                    if (sheet, row, column) in formulas
                }
        return tuple(place for place in read if place not in self._ours)


def _plain(value: Any) -> CellValue:
    kind = value.kind.name.lower()
    if kind == "number":
        return float(value.number)
    if kind in {"bool", "boolean"}:
        return bool(value.boolean)
    if kind == "text":
        return str(value.text)
    if kind == "error":
        return next((text for text, code in _ERRORS.items() if code == value.error_code), "#VALUE!")
    return None


FORMULON = Engine("formulon", Formulon)

"""Formulon, a second engine: it reads the file itself and takes no Python functions.

A cell that calls one of ours is a constant to it, which whoever asks it sets.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from xlcost.budget import at
from xlcost.calculate.engines.protocol import SENTINEL, Answer, Engine, NoAnswer, without_values
from xlcost.errors import BadFile
from xlcost.evaluate.binding import BoundFunction, our_name
from xlcost.formula.tree import Call, Node, walk
from xlcost.formula.unique import cells_saying, read_formulas
from xlcost.workbook.limits import MAX_TEXT
from xlcost.workbook.records import Book, CellValue, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

_ERRORS: Final = {
    "#NULL!": 0,
    "#DIV/0!": 1,
    "#VALUE!": 2,
    "#REF!": 3,
    "#NAME?": 4,
    "#NUM!": 5,
    "#N/A": 6,
}
_TEXTS: Final = {code: text for text, code in _ERRORS.items()}


class Formulon:
    """A workbook open in Formulon."""

    def __init__(self, book: Book) -> None:
        import formulon

        self._book = book
        self._sheets = {sheet.name: sheet.index for sheet in book.sheets}
        self._ours: frozenset[Place] = frozenset()
        self._set: set[Place] = set()
        self._what_if = {
            cell: (sheet.name, formula.row, formula.column)
            for sheet in book.sheets
            for formula in sheet.formulas
            if formula.array is not None and (formula.formula or "").startswith("TABLE(")
            for cell in book.filled((sheet.name, formula.row, formula.column))
        }
        at("Formulon calculated")
        with _failures_told(book):
            self._work: Any = formulon.Workbook.load(without_values(book))

    def bind(self, functions: Mapping[str, BoundFunction]) -> None:
        """Takes the cells that call functions of ours for constants, as they were saved."""
        defined = {name.name.upper() for name in self._book.names}  # as LAMBDAs, which it calculates

        def says(tree: Node) -> bool:
            called = (node.name for node in walk(tree) if isinstance(node, Call) and node.name not in defined)
            return any(our_name(name, functions) for name in called)

        self._ours = frozenset(cells_saying(read_formulas(self._book), says))
        for place in self._ours:
            self._put(place, self._book.value(place))

    def set(self, place: Place, value: CellValue) -> None:
        """Puts a constant into a cell."""
        self._set.add(place)
        with _failures_told(self._book):
            if place in self._what_if:
                self._remove_table(self._what_if[place])
            self._put(place, value)

    def _remove_table(self, first: Place) -> None:
        """Makes constants of what a what-if table fills, as saved: no single cell of it can be set before."""
        self._work.remove_data_table(self._sheets[first[0]], first[1] - 1, first[2] - 1)
        for cell in self._book.filled(first):
            del self._what_if[cell]
            self._put(cell, self._book.value(cell))

    def recalculate(self) -> None:
        """Calculates whatever is not up to date."""
        with _failures_told(self._book):
            self._work.recalc()

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        """The values of cells."""
        return {place: self._value(place) for place in places}

    def spilled(self, place: Place) -> None:
        """Nothing: it fills no cells that the file does not say."""

    def close(self) -> None:
        """Lets go of the workbook."""
        self._work.close()

    def _value(self, place: Place) -> Answer:  # noqa: PLR0911 - one line a kind of value
        if place in self._ours and place not in self._set:
            return NoAnswer("Formulon has no functions of ours")
        value = self._work.get_value(self._sheets[place[0]], place[1] - 1, place[2] - 1)
        kind = value.kind.name.lower()
        if kind == "number":
            return float(value.number)
        if kind in {"bool", "boolean"}:
            return bool(value.boolean)
        if kind == "text":
            text = str(value.text)
            if text == SENTINEL:
                return NoAnswer("Formulon cannot read it")
            return text if len(text) <= MAX_TEXT else NoAnswer("its text is longer than Excel allows")
        if kind == "error":
            text = _TEXTS.get(value.error_code, "")
            if text in {"", "#NAME?"}:
                return NoAnswer("Formulon does not know a function or a name in it")
            return text
        return None

    def _put(self, place: Place, value: CellValue) -> None:
        at_cell = (self._sheets[place[0]], place[1] - 1, place[2] - 1)
        if value is None:
            self._work.set_blank(*at_cell)
        elif isinstance(value, bool):
            self._work.set_bool(*at_cell, value)
        elif isinstance(value, (int, float)):
            self._work.set_number(*at_cell, float(value))
        elif value in _ERRORS:
            self._work.set_error(*at_cell, _ERRORS[value])
        else:
            self._work.set_text(*at_cell, value)


@contextmanager
def _failures_told(book: Book) -> Iterator[None]:
    """Raises BadFile for whatever Formulon raises: its own errors, and those of the machine that it runs on."""
    try:
        yield
    except BadFile:
        raise
    except Exception as reason:  # noqa: BLE001 - a trap of WebAssembly has no type of its own to be told by
        raise BadFile(f"{book.package.path}: Formulon failed ({str(reason).partition(chr(10))[0][:120]})") from None


FORMULON = Engine("formulon", Formulon)

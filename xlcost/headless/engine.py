"""The calculation engine: a Book loaded into formualizer with our functions bound, edited and recalculated in steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import formualizer

from xlcost.headless.records import Book, Cell, CellValue

_KINDS: Final = {
    "Null": "#NULL!",
    "Div": "#DIV/0!",
    "Value": "#VALUE!",
    "Ref": "#REF!",
    "Name": "#NAME?",
    "Num": "#NUM!",
    "Na": "#N/A",
    "Spill": "#SPILL!",
    "Calc": "#CALC!",
}
_KIND_OF: Final = {text: kind for kind, text in _KINDS.items()}


class BoundFunction(NamedTuple):
    """A function that the engine calls with Excel values (see the contract in functions)."""

    call: Callable[[Sequence[Any]], Any]
    min_args: int
    max_args: int


class Engine:
    """One workbook being calculated."""

    def __init__(self, book: Book, functions: Mapping[str, BoundFunction]) -> None:
        self._book = book
        self._work = formualizer.Workbook()
        self._work.set_temporal_egress("serial")
        for name, function in functions.items():
            self._work.register_function(
                name, _adapted(function.call), min_args=function.min_args, max_args=function.max_args
            )
        for sheet in book.sheets:
            self._work.add_sheet(sheet.name)
        for sheet in book.sheets:
            for cell in sheet.cells.values():
                self._load(sheet.name, cell)

    def evaluate_all(self) -> None:
        """Calculates whatever is not up to date."""
        self._work.evaluate_all()

    def value(self, sheet: str, row: int, column: int) -> CellValue:
        """The current value of a cell; an error value is its text."""
        fresh: CellValue = from_engine(self._work.get_value(sheet, row, column))
        return fresh

    def set_value(self, sheet: str, row: int, column: int, value: CellValue) -> None:
        """Puts a constant into a cell; ``evaluate_all`` then recalculates what depends on it."""
        self._work.set_value(sheet, row, column, to_engine(value))

    def _load(self, sheet: str, cell: Cell) -> None:
        if cell.formula is not None:
            self._work.set_formula(sheet, cell.row, cell.column, "=" + cell.formula)
        elif cell.value is not None:
            self._work.set_value(sheet, cell.row, cell.column, to_engine(cell.value))


def from_engine(value: Any) -> Any:
    """An engine value as an Excel value; arrays become lists of lists."""
    if isinstance(value, dict):
        return _KINDS.get(value.get("kind", ""), "#VALUE!")
    if isinstance(value, list):
        return [[from_engine(item) for item in row] for row in value]
    return value


def to_engine(value: Any) -> Any:
    """An Excel value as the engine takes it: neither None nor NaN ever gets in."""
    if isinstance(value, str) and value in _KIND_OF:
        return {"type": "Error", "kind": _KIND_OF[value]}
    if isinstance(value, list):
        return [[to_engine(item) for item in row] for row in value]
    if value is None:
        return ""
    return value


def _adapted(call: Callable[[Sequence[Any]], Any]) -> Callable[..., Any]:
    return lambda *args: to_engine(call([from_engine(arg) for arg in args]))

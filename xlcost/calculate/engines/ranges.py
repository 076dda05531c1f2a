"""Ranges that our functions take whole: handed over once however many cells use them, and read as tables once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any, Final

from xlcost.calculate.engines.values import GIVES_UP, OMITTED, from_engine, to_engine
from xlcost.evaluate.binding import BoundFunction, GivesUp
from xlcost.workbook.addresses import Area, qualified, quoted_sheet

#: A sheet of the engine's own, for what is calculated once and used by many cells.
OWN_SHEET: Final = "\u2400xlcost"
STORE: Final = "XLC.STORE"
_RANGE: Final = "\u2400range:"


class Ranges:
    """The ranges of one workbook; each has a cell of the engine's own sheet, which our functions read instead."""

    def __init__(self) -> None:
        self._rows: dict[str, list[list[Any]]] = {}
        self._tables: dict[tuple[str, str], Any] = {}
        self._stored: dict[str, int] = {}
        self._areas: dict[int, tuple[str, Area]] = {}

    def __len__(self) -> int:
        return len(self._stored)

    def place(self, sheet: str, area: Area) -> str:
        """The engine's own cell that stands for a range."""
        reference = qualified(sheet, area)
        found = self.place_of(reference)
        self._areas[self._stored[reference]] = sheet, area
        return found

    def place_of(self, reference: str) -> str:
        """The same for a reference that means one range wherever it stands; it means one cell wherever it is copied."""
        number = self._stored.setdefault(reference, len(self._stored) + 1)
        return f"{quoted_sheet(OWN_SHEET)}$A${number}"

    def formulas(self, known: int) -> Iterator[tuple[int, str]]:
        """The rows and formulas of these cells, but for those already there."""
        for reference, number in list(self._stored.items())[known:]:
            yield number, f"={STORE}({number},{reference})"

    def keep(self, number: float, rows: Any) -> str:
        """Keeps a range that many cells use, and stands for it by a text that changes when the range does."""
        rows = from_engine(rows)
        if not isinstance(rows, list):
            rows = [[rows]]
        old = f"{_RANGE}{number:.0f}:"
        version = 0
        for key in [key for key in self._rows if key.startswith(old)]:
            version = int(key.removeprefix(old)) + 1
            del self._rows[key]
            for table in [table for table in self._tables if table[1] == key]:
                del self._tables[table]
        name = f"{old}{version}"
        self._rows[name] = rows
        return name

    def argument(self, name: str, function: BoundFunction, position: int, text: str) -> Any:
        """A text argument of a function: itself, nothing where it was omitted, or the range that it stands for.

        Raises:
            GivesUp: the range is a table that cannot be read as it would be in Excel.
        """
        if not text.startswith("\u2400"):
            return text
        if text == OMITTED:
            return None
        rows = self._rows.get(text)
        if rows is None or position not in function.tables:
            return text if rows is None else rows
        key = (name, text)
        if key not in self._tables:
            self._tables[key] = self._read_table(function, text, rows)
        table = self._tables[key]
        if isinstance(table, GivesUp):
            raise table
        return table

    def _read_table(self, function: BoundFunction, text: str, rows: list[list[Any]]) -> Any:
        try:
            return function.read_table(rows)
        except GivesUp as reason:
            number = int(text.removeprefix(_RANGE).partition(":")[0])
            return GivesUp(str(reason), self._areas.get(number))


def called(
    name: str, function: BoundFunction, ranges: Ranges, gave_up: MutableMapping[tuple[str, Area] | str, str]
) -> Callable[..., Any]:
    """A function of ours as the engine calls it; ``gave_up`` is told why it has no answer."""

    def call(*args: Any) -> Any:
        try:
            values = [
                arg
                if arg.__class__ is float
                else ranges.argument(name, function, position, arg)
                if arg.__class__ is str
                else from_engine(arg)
                for position, arg in enumerate(args)
            ]
            return to_engine(function.call(values))
        except GivesUp as reason:
            gave_up.setdefault(reason.source or name, str(reason))
            return GIVES_UP

    return call

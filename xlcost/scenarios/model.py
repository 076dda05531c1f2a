"""A workbook as a model: name an input, change it, read what follows. The Python side of ``xlcost run`` and of tests.

    >>> book = open_model("model.xlsx")
    >>> book["Inputs.requests"] = 200_000
    >>> book["Decision!B4"]

A place is written ``Sheet!A1``, by a defined name (``requests``), or ``Sheet.name`` for a name that lies on that sheet.
Setting a cell that has a formula puts the value in its place, for this model in memory only: the file is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from numbers import Real
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from xlcost.calculate.certificates import Certificates
from xlcost.calculate.certified import EMBEDDED, recalculate_with
from xlcost.calculate.engines.protocol import Engine, NoAnswer
from xlcost.calculate.results import Recalculation
from xlcost.errors import ERROR_TEXTS, BadArgument, BadFile
from xlcost.evaluate.binding import our_functions
from xlcost.formula.graph import read_graph
from xlcost.formula.unique import read_formulas
from xlcost.functions.coercion import serial
from xlcost.scenarios.behind import input_behind, narrowed, needed
from xlcost.scenarios.route import LeftOpen, Route
from xlcost.workbook.limits import MAX_TEXT
from xlcost.workbook.places import find_place, shown
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book, CellValue, Place

#: A value that a cell may be given.
Settable = float | str | bool | date | None

_DAYS_TO_1904: Final = 1462


class WhatIf:
    """One workbook being asked "what if". Values are recalculated when one is read, and only what changed."""

    def __init__(self, book: Book, engines: Sequence[Engine] = EMBEDDED, proved: Recalculation | None = None) -> None:
        """``proved`` is the workbook recalculated before, whose certificates then count here too."""
        left = LeftOpen(engines[0])
        result = recalculate_with((left.engine, *engines[1:]), book) if proved is None else proved
        self._open(book, engines, result.certificates, left)

    def _open(
        self, book: Book, engines: Sequence[Engine], certificates: Certificates | None, left: LeftOpen | None = None
    ) -> None:
        self.book = book
        self._engines = engines
        self._certificates = certificates
        first, *others = engines
        second = next((engine for engine in others if engine in EMBEDDED), None)
        self._routes = [Route(first, book, our_functions(), certificates, left, second)]
        self._routes += [Route(engine, book, our_functions(), certificates) for engine in others]
        self._set: dict[Place, CellValue] = {}
        self._open_first()  # what cannot be calculated is said when it is opened

    def _open_first(self) -> None:
        """Opens the workbook in the first engine that can calculate it; those before it are asked nothing.

        Raises:
            BadFile: none can.
        """
        while True:
            try:
                self._routes[0].open()
            except BadFile:
                if len(self._routes) == 1:
                    raise
                del self._routes[0]
            else:
                return

    def __getitem__(self, where: str) -> CellValue:
        """The value of a cell after everything that was set.

        Raises:
            BadArgument: no such place, or the cell cannot be calculated here as Excel would.
        """
        return self.value(self.place(where))

    def __setitem__(self, where: str, value: Settable) -> None:
        """Set a cell; a date is set as Excel's day number.

        Raises:
            BadArgument: no such place, or no cell holds such a value.
        """
        self.set(self.place(where), value)

    def value(self, place: Place) -> CellValue:
        """The value at a place (sheet, row, column), current with everything that was set."""
        if place in self._set:
            return self._set[place]
        cell = self.book.cell(place)
        if cell is not None and cell.formula is None and place not in self._filled:
            return cell.value
        reason: str | None = None
        for route in self._routes:
            answer = route.value(place, self._set)
            if not isinstance(answer, NoAnswer):
                return answer
            reason = reason or answer.why
        raise BadArgument(f"{shown(place)} cannot be calculated here as Excel would: {reason}")

    @cached_property
    def _filled(self) -> frozenset[Place]:
        """The cells that array formulas fill."""
        return frozenset(
            place
            for sheet in self.book.sheets
            for cell in sheet.formulas
            if cell.array is not None
            for place in self.book.filled((sheet.name, cell.row, cell.column))
        )

    def set(self, place: Place, value: Settable) -> None:
        """Set the cell at a place.

        Raises:
            BadArgument: no cell holds such a value.
        """
        plain = _plain(value, place)
        if isinstance(value, date):
            plain -= _DAYS_TO_1904 if self.book.calculation.date1904 else 0
        if self._set.get(place, _NOTHING) != plain:
            self._set[place] = plain

    def runs(
        self, scenarios: Iterable[Mapping[str, Settable]], outputs: Sequence[str]
    ) -> Iterator[tuple[CellValue, ...]]:
        """The outputs of each scenario; what a scenario does not set has the value that it has here.

        They run on a model of their own, which has only the formulas that the outputs need: this one stays as it is.
        """
        wanted = [self.place(output) for output in outputs]
        copy = self._copy_for(wanted)
        for scenario in scenarios:
            settings = self.inputs(scenario)
            for place in [place for place in copy._set if place not in settings]:
                copy.set(place, self._set[place] if place in self._set else self.book.value(place))
            for place, value in settings.items():
                copy.set(place, value)
            yield tuple(copy.value(place) for place in wanted)

    def _copy_for(self, outputs: Sequence[Place]) -> WhatIf:
        """Another model that gives the same outputs as this one, with as few formulas as that takes."""
        values = [self.value(place) for place in outputs]  # refused here, if it is to be
        graph = read_graph(read_formulas(self.book)) if self._certificates is None else self._certificates.graph
        kept = needed(graph, outputs)
        if kept is not None:
            copy = self._copy(narrowed(self.book, graph.reads, kept))
            if [copy.value(place) for place in outputs] == values:
                return copy
        return self._copy(self.book)

    def _copy(self, book: Book) -> WhatIf:
        """A model of the same workbook, or of a part of it: what is proved of its formulas holds for both."""
        copy = WhatIf.__new__(WhatIf)
        copy._open(book, self._engines, self._certificates)
        for place, value in self._set.items():
            copy.set(place, value)
        return copy

    def fitting(self, where: str, written: str, value: Settable) -> Settable:
        """What a text means for the cell: of a text cell the text itself, of a date cell a date, else ``value``.

        Args:
            where: the cell.
            written: the text as a person wrote it.
            value: what it reads like by itself.

        Raises:
            BadArgument: no such cell, or one that holds a number, or TRUE or FALSE, and the text is none; a blank cell
                with the format of a date holds one.
        """
        place = self.input(where)
        cell = self.book.cell(place)
        now = None if cell is None else cell.value
        if isinstance(now, str) and now not in ERROR_TEXTS:
            return written.strip()
        if isinstance(now, bool) and not isinstance(value, bool):
            raise BadArgument(f"{where} is TRUE or FALSE, and {written!r} is neither")
        if isinstance(now, float | None) and isinstance(value, (str, bool)):
            if cell is not None and self.book.style(cell).is_date:
                return _date(where, written)
            if now is None:
                return value
            raise BadArgument(
                f"{where} is a number ({now:,.10g}), and {written!r} is none; write it like 250000, 250k, 1.5M or 20%"
            )
        return value

    def place(self, where: str) -> Place:
        """The cell that a text means; see ``find_place``."""
        return find_place(self.book, where)

    def inputs(self, settings: Mapping[str, Settable]) -> dict[Place, Settable]:
        """What is set by settings that hold together: the scenario among them decides which inputs live cells mean.

        Raises:
            BadArgument: as ``input``.
        """
        places = {where: self.place(where) for where in settings}
        made = {place: settings[where] for where, place in places.items() if not self._is_formula(place)}
        for where, place in places.items():
            if self._is_formula(place):
                made[self.input(where, made)] = settings[where]
        return made

    def _is_formula(self, place: Place) -> bool:
        cell = self.book.cell(place)
        return cell is not None and cell.formula is not None

    def input(self, where: str, pending: Mapping[Place, Settable] = MappingProxyType({})) -> Place:
        """The input that a text means: a live cell, which picks the value of a scenario, means that scenario's input.

        Args:
            where: as for ``place``.
            pending: what will have been set as well, before the cells in it are read.

        Raises:
            BadArgument: no such cell, or a formula that calculates something; nothing overwrites one.
        """

        def now(place: Place) -> CellValue:
            for known in (pending, self._set):
                if place in known:
                    value = known[place]
                    return serial(value) if isinstance(value, date) else value
            cell = self.book.cell(place)
            return self.value(place) if cell is not None and cell.formula is not None else cell and cell.value

        place = self.place(where)
        found = input_behind(self.book, place, now, self.place)
        if found is None:
            raise BadArgument(
                f"{shown(place)} has a formula, which is never overwritten; set an input that it follows from "
                f"(xlcost trace {self.book.package.path} {shown(place)} shows them)"
            )
        return found


def _plain(value: Any, place: Place) -> Any:
    """A value as cells hold it: a number as a float, a date as its day number."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, date):
        return serial(value)
    if isinstance(value, str):
        if len(value) > MAX_TEXT or any(0xD800 <= ord(char) < 0xE000 for char in value):
            raise BadArgument(
                f"{shown(place)}: no text of a cell; it has at most {MAX_TEXT:,} characters, all of Unicode"
            )
        return value
    try:
        if isinstance(value, Real | Decimal):  # NumPy's too
            return float(value)
    except OverflowError:
        raise BadArgument(f"{shown(place)}: a number beyond all that a cell holds") from None
    raise BadArgument(
        f"{shown(place)} takes a number, a text, TRUE or FALSE, a date or None, not a value of the type "
        f"{type(value).__name__}"
    )


def _date(where: str, written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise BadArgument(f"{where} is a date, and {written!r} is none; write it like 2026-12-31") from None


class _Nothing:
    """What a cell holds that was never set."""


_NOTHING: Final = _Nothing()


def open_model(path: str | Path, engines: Sequence[Engine] = EMBEDDED) -> WhatIf:
    """Open and calculate a workbook with the engines, each asked for what those before it do not prove.

    Raises:
        BadFile: it cannot be read, or must not be.
    """
    return WhatIf(open_book(path), engines)

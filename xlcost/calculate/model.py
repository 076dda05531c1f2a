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
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from xlcost.calculate.binding import our_functions
from xlcost.calculate.certified import EMBEDDED, Route, filled
from xlcost.calculate.engines.formualizer import PLAIN
from xlcost.calculate.engines.protocol import Engine as Asked
from xlcost.calculate.engines.protocol import NoAnswer
from xlcost.calculate.engines.translated import TRANSLATED
from xlcost.calculate.evidence import Certificates, certify, refused_after
from xlcost.calculate.narrowing import narrowed, needed
from xlcost.calculate.picking import input_behind
from xlcost.calculate.results import Recalculation
from xlcost.calculate.translation.doubts import evaluate
from xlcost.calculate.translation.engine import Engine
from xlcost.calculate.translation.outcome import outcome
from xlcost.calculate.translation.survey import is_odd
from xlcost.errors import ERROR_TEXTS, BadArgument
from xlcost.functions.coercion import serial
from xlcost.workbook.places import find_place, shown
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book, CellValue, Place

#: A value that a cell may be given.
Settable = float | str | bool | date | None

_DAYS_TO_1904: Final = 1462


class Model:
    """One workbook being asked "what if". Values are recalculated when one is read, and only what changed."""

    def __init__(self, book: Book, engines: Sequence[Asked] = EMBEDDED, proved: Recalculation | None = None) -> None:
        """``proved`` is the workbook recalculated before, whose certificates then count here too."""
        found = certify(book, engines, our_functions()) if proved is None else proved.certificates
        self._open(book, engines, found)

    def _open(self, book: Book, engines: Sequence[Asked], certificates: Certificates | None) -> None:
        self.book = book
        self._engines = engines
        self._certificates = certificates
        self._routes: dict[str, Route] = {}
        self._set: dict[Place, CellValue] = {}
        self._engine = Engine(book, our_functions())
        self._kept = self._kept_values()
        for place, value in self._kept.items():
            self._engine.set_value(*place, value)
        evaluate(self._engine)
        self._base = outcome(self._engine, {}, self._kept)
        self._refused = self._reasons(self._base)
        self._unanswered = len(self._engine.unanswered)
        self._stale = False

    @property
    def recalculation(self) -> Recalculation:
        """Every value of the workbook as it was opened, freshly calculated, and the cells that could not be."""
        return self._base

    def __getitem__(self, where: str) -> CellValue:
        """The value of a cell after everything that was set.

        Raises:
            BadArgument: no such place, or the cell cannot be calculated here as Excel would.
        """
        return self.value(self.place(where))

    def __setitem__(self, where: str, value: Settable) -> None:
        """Set a cell; a date is set as Excel's day number."""
        self.set(self.place(where), value)

    def value(self, place: Place) -> CellValue:
        """The value at a place (sheet, row, column), current with everything that was set."""
        if place in self._set:
            return self._set[place]
        if self._stale:
            self._calculate()
        reason = self._refused.get(place)
        if self._engines[0] is not TRANSLATED:
            return self._value_elsewhere(place, None)
        if reason is not None:
            return self._value_elsewhere(place, reason)
        cell = self.book.sheets_by_name[place[0].lower()].cells.get(place[1:])
        if cell is not None and place not in self._base.values:
            return cell.value
        value = self._engine.value(*place)
        return 0.0 if value is None and cell is not None else value

    def _value_elsewhere(self, place: Place, reason: str | None) -> CellValue:
        """The value from the first other engine that answers for it."""
        for engine in self._engines:
            if engine is TRANSLATED or (reason is not None and self._certificates is None and engine is PLAIN):
                continue  # nothing proves the embedded engine's own reading
            route = self._routes.get(engine.name)
            if route is None:
                route = self._routes[engine.name] = Route(engine, self.book, our_functions(), self._certificates)
            answer = route.value(place, self._set)
            if not isinstance(answer, NoAnswer):
                return answer
            reason = reason or answer.why
        raise BadArgument(f"{shown(place)} cannot be calculated here as Excel would: {reason}")

    def _kept_values(self) -> dict[Place, CellValue]:
        """The saved values of the cells that the translation does not prove, and of those that they fill."""
        if self._certificates is None or self._engines[0] is not TRANSLATED:
            return {}
        formulas = self.book.sheets_by_name
        return {
            cell: _saved(self.book, cell)
            for place in self._certificates.kept_by(TRANSLATED.name)
            if place[1:] in formulas[place[0].lower()].cells
            for cell in filled(self.book, place)
        }

    def _reasons(self, result: Recalculation) -> dict[Place, str]:
        """Why cells are refused with what is set now."""
        found = {(cell.sheet, cell.row, cell.column): cell.reason for cell in result.not_evaluated}
        if self._certificates is not None:
            found |= refused_after(self._certificates, TRANSLATED.name, self._set)
        return found

    def _calculate(self) -> None:
        evaluate(self._engine)
        self._stale = False
        odd = any(value.__class__ is str and is_odd(str(value)) for value in self._set.values())
        grown = len(self._engine.unanswered) > self._unanswered
        # With other texts, or calls that got no answer, other cells than at first cannot be had.
        self._refused = self._reasons(outcome(self._engine, {}, self._kept) if odd or grown else self._base)

    def set(self, place: Place, value: Settable) -> None:
        """Set the cell at a place."""
        plain: Any = value
        if isinstance(value, date):
            plain = serial(value) - (_DAYS_TO_1904 if self.book.calculation.date1904 else 0)
        if plain.__class__ is int:
            plain = float(plain)
        if self._set.get(place, _NOTHING) != plain:
            self._engine.set_value(*place, plain)
            self._set[place] = plain
            self._stale = True

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
                copy.set(place, self._set[place] if place in self._set else self._original(place))
            for place, value in settings.items():
                copy.set(place, value)
            yield tuple(copy.value(place) for place in wanted)

    def _copy_for(self, outputs: Sequence[Place]) -> Model:
        """Another model that gives the same outputs as this one, with as few formulas as that takes."""
        for place in outputs:
            self.value(place)  # refused here, if it is to be
        formulas = self._engine.translation.ready
        kept = needed(formulas, outputs)
        copy = self._copy(self.book if kept is None else narrowed(self.book, formulas, kept))
        if any(copy.value(place) != self._base.values.get(place, copy.value(place)) for place in outputs):
            copy = self._copy(self.book)
        for place, value in self._set.items():
            copy.set(place, value)
        return copy

    def _copy(self, book: Book) -> Model:
        """A model of the same workbook, or of a part of it: what is proved of its formulas holds for both."""
        copy = Model.__new__(Model)
        copy._open(book, self._engines, self._certificates)
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
        now = self._base.values.get(place)
        cell = self.book.sheets_by_name[place[0].lower()].cells.get(place[1:])
        if now is None and cell is not None:
            now = cell.value
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
        cell = self.book.sheets_by_name[place[0].lower()].cells.get(place[1:])
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
            cell = self.book.sheets_by_name[place[0].lower()].cells.get(place[1:])
            return self.value(place) if cell is not None and cell.formula is not None else cell and cell.value

        place = self.place(where)
        found = input_behind(self.book, place, now, self.place)
        if found is None:
            raise BadArgument(
                f"{shown(place)} has a formula, which is never overwritten; set an input that it follows from "
                f"(xlcost trace {self.book.package.path} {shown(place)} shows them)"
            )
        return found

    def _original(self, place: Place) -> CellValue:
        cell = self.book.sheets_by_name[place[0].lower()].cells.get(place[1:])
        return None if cell is None else cell.value


def _saved(book: Book, place: Place) -> CellValue:
    cell = book.sheets_by_name[place[0].lower()].cells.get(place[1:])
    return None if cell is None else cell.value


def _date(where: str, written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise BadArgument(f"{where} is a date, and {written!r} is none; write it like 2026-12-31") from None


class _Nothing:
    """What a cell holds that was never set."""


_NOTHING: Final = _Nothing()


def open_model(path: str | Path, engines: Sequence[Asked] = EMBEDDED) -> Model:
    """Open and calculate a workbook with the engines, each asked for what those before it do not prove.

    Raises:
        BadFile: it cannot be read, or must not be.
    """
    return Model(open_book(path), engines)

"""Recalculation by whichever engine the saved values prove right, one engine after the other.

Where a workbook holds no evidence, the first engine's values stand; what it cannot answer is taken from two others that
agree.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from xlcost.calculate.binding import BoundFunction, our_functions
from xlcost.calculate.engines.formualizer import PLAIN
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer, Session
from xlcost.calculate.engines.translated import TRANSLATED, recalculate
from xlcost.calculate.evidence import Certificates, agree, certify, refused_after
from xlcost.calculate.results import Recalculation, recalculation
from xlcost.errors import BadFile
from xlcost.formula.graph import Graph, read_graph
from xlcost.formula.reach import affected
from xlcost.formula.signatures import VOLATILE
from xlcost.formula.unique import calls, cells_saying, read_formulas
from xlcost.workbook.addresses import address
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book, CellValue, Place

#: The engine that comes with xlcost, and its own reading of a file for what the translation leaves open.
EMBEDDED: Final = (TRANSLATED, PLAIN)


def recalculate_with(
    engines: Sequence[Engine],
    book: Book | str | Path,
    functions: Mapping[str, BoundFunction] | None = None,
    graph: Graph | None = None,
) -> Recalculation:
    """Calculates every formula of a workbook with the engines, and says what the saved values prove of them.

    ``graph`` is the workbook's, where it is known already.

    Raises:
        BadFile: the file cannot be read, or no engine can calculate it.
    """
    book = book if isinstance(book, Book) else open_book(book)
    functions = our_functions() if functions is None else functions
    start = time.perf_counter()
    certificates = certify(book, engines, functions, graph)
    if certificates is None:
        return _without_evidence(engines, book, functions)
    failed = dict(certificates.kept)
    failed |= {place: _told(book, place, value, certificates) for place, value in certificates.different.items()}
    values = dict(certificates.answers)
    volatile: Collection[Place] = ()
    if certificates.volatile:
        volatile = certificates.volatile | affected(certificates.graph, certificates.volatile).keys()
        _renew(engines[0], book, functions, certificates, values, failed, volatile)
    seconds = {"evaluate": time.perf_counter() - start}
    return replace(recalculation(book, values, failed, volatile, seconds), certificates=certificates)


def _renew(
    engine: Engine,
    book: Book,
    functions: Mapping[str, BoundFunction],
    certificates: Certificates,
    values: dict[Place, CellValue],
    failed: dict[Place, str],
    volatile: Collection[Place],
) -> None:
    """Calculates anew what the clock or chance decides; what is kept among it is stale, and so is what rests on it."""
    kept = certificates.kept_by(engine.name)
    stale = {place: failed.get(place, f"only {certificates.certified.get(place)} calculates it") for place in kept}
    stale = {place: why for place, why in stale.items() if place in volatile}
    answers = _calculated(engine, book, functions, kept)
    stale |= {
        place: answer.why
        for place in volatile
        if place in certificates.graph.reads and isinstance(answer := answers.get(place), NoAnswer)
    }
    failed |= stale
    failed |= {place: _rests_on(source) for place, source in affected(certificates.graph, stale).items()}
    for place, answer in answers.items():
        if place in volatile and place not in failed and not isinstance(answer, NoAnswer):
            values[place] = 0.0 if answer is None else answer
    for place in failed:
        values.pop(place, None)


def _without_evidence(engines: Sequence[Engine], book: Book, functions: Mapping[str, BoundFunction]) -> Recalculation:
    first, *others = engines
    if first.name == TRANSLATED.name:
        result = recalculate(book, functions)
    else:
        start = time.perf_counter()
        formulas = read_formulas(book)
        graph = read_graph(formulas)
        answers = _calculated(first, book, functions, ())
        failed = _refused(answers, graph)
        failed |= {place: f"the formula {reason}" for place, reason in formulas.unreadable.items()}
        failed |= {place: _rests_on(source) for place, source in affected(graph, failed).items()}
        values = {place: _shown(answer) for place, answer in answers.items() if place not in failed}
        chance = set(cells_saying(formulas, calls(*VOLATILE)))
        seconds = {"evaluate": time.perf_counter() - start}
        result = recalculation(book, values, failed, chance | affected(graph, chance).keys(), seconds)
    return _with_agreement(result, others, functions) if len(others) > 1 and result.not_evaluated else result


def _with_agreement(
    result: Recalculation, others: Iterable[Engine], functions: Mapping[str, BoundFunction]
) -> Recalculation:
    """What could not be had, from two other engines that agree; what depends on the clock or chance is left out."""
    book = result.book
    open_cells = {cell[:3]: cell.reason for cell in result.not_evaluated}
    found: list[Mapping[Place, Answer]] = []
    for engine in others:
        try:
            found.append(_calculated(engine, book, functions, ()))
        except BadFile:
            continue
    agreed: dict[Place, CellValue] = {}
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            for place in open_cells.keys() - result.volatile - agreed.keys():
                answer = one.get(place)
                if not isinstance(answer, NoAnswer) and agree(other.get(place), _shown(answer)):
                    agreed[place] = _shown(answer)
    failed = {place: why for place, why in open_cells.items() if place not in agreed}
    values = {place: value for place, value in result.values.items() if place not in open_cells} | agreed
    return recalculation(book, values, failed, result.volatile, result.seconds)


def _calculated(
    engine: Engine, book: Book, functions: Mapping[str, BoundFunction], kept: Collection[Place]
) -> Mapping[Place, Answer]:
    """What an engine has for every formula cell and what these fill, where some keep their saved value."""
    session = engine.load(book)
    session.bind(functions)
    try:
        keep(session, book, kept)
        session.recalculate()
        wanted = [(sheet.name, cell.row, cell.column) for sheet in book.sheets for cell in sheet.formulas]
        return session.read([cell for place in wanted for cell in book.filled(place)])
    finally:
        session.close()


class Route:
    """One engine's way to the values of a workbook with other inputs; opened when it is first asked."""

    def __init__(
        self,
        engine: Engine,
        book: Book,
        functions: Mapping[str, BoundFunction],
        certificates: Certificates | None,
    ) -> None:
        self.engine = engine
        self._book, self._functions, self._certificates = book, functions, certificates
        self._given: dict[Place, CellValue] = {}
        self._is_current = False
        self._refused_after: dict[frozenset[Place], Mapping[Place, str]] = {}

    def value(self, place: Place, given: Mapping[Place, CellValue]) -> Answer:
        """The value of a cell with what is set, or why this engine does not answer for it."""
        refused = self._refused(frozenset(given))
        if place in refused:
            return NoAnswer(refused[place])
        try:
            self._take(given)
            found = self.session.read([place])[place]
        except BadFile as reason:
            return NoAnswer(str(reason))
        cell = self._book.cell(place)
        return 0.0 if found is None and cell is not None and cell.formula is not None else found

    def _refused(self, changed: frozenset[Place]) -> Mapping[Place, str]:
        """Why it does not answer for cells with what is set: that hangs on which cells are, not on their values."""
        if self._certificates is None:
            return {}
        if changed not in self._refused_after:
            self._refused_after[changed] = refused_after(self._certificates, self.engine.name, changed)
        return self._refused_after[changed]

    def _take(self, given: Mapping[Place, CellValue]) -> None:
        session = self.session
        changed = {at: value for at, value in given.items() if at not in self._given or self._given[at] != value}
        back = self._given.keys() - given.keys()
        if not changed and not back and self._is_current:
            return
        self._is_current = False
        for at, value in changed.items():
            session.set(at, value)
        for at in back:
            session.set(at, self._book.value(at))
        self._given = dict(given)
        session.recalculate()
        self._is_current = True

    def open(self) -> None:
        """Opens the workbook in the engine and calculates it as it stands.

        Raises:
            BadFile: it cannot be read or calculated.
        """
        self._take({})

    @cached_property
    def session(self) -> Session:
        """The workbook open in the engine; what the engine does not prove has the saved values."""
        session = self.engine.load(self._book)
        session.bind(self._functions)
        keep(session, self._book, () if self._certificates is None else self._certificates.kept_by(self.engine.name))
        return session


def keep(session: Session, book: Book, kept: Iterable[Place]) -> None:
    """Puts the saved values in the place of formulas that an engine does not prove."""
    for place in kept:
        if book.cell(place) is not None:  # of a part of the workbook some are left out
            for cell in book.filled(place):
                session.set(cell, book.value(cell))


def _refused(answers: Mapping[Place, Answer], graph: Graph) -> dict[Place, str]:
    return {place: answer.why for place in graph.reads if isinstance(answer := answers.get(place), NoAnswer)}


def _shown(answer: Answer) -> CellValue:
    return None if isinstance(answer, NoAnswer) else answer


def _rests_on(source: Place) -> str:
    return f"it depends on '{source[0]}'!{address(*source[1:])}, which was not evaluated"


def _told(book: Book, place: Place, value: CellValue, certificates: Certificates) -> str:
    saved = _written(book.value(place))
    return f"it is calculated as {_written(value)}, and {certificates.saved_by} saved {saved}"


def _written(value: CellValue) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else repr(value)

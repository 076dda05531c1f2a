"""One engine's way to the values of a workbook with other inputs, as far as its formulas are proved for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Final

from xlcost.calculate.certificates import Certificates, refused_after
from xlcost.calculate.comparing import agree, alike, rests_on
from xlcost.calculate.disputed import is_disputed
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer, Session, keep
from xlcost.calculate.surely import is_well_known
from xlcost.errors import ERROR_TEXTS, BadFile
from xlcost.evaluate.binding import BoundFunction
from xlcost.evaluate.opinions import Opinions
from xlcost.evaluate.reading import Ambiguous, NotKnown
from xlcost.formula.reach import affected
from xlcost.scenarios.second import SecondOpinion
from xlcost.workbook.records import Book, CellValue, Place

_LONG: Final = re.compile(r"[0-9]+\.[0-9]{10,}")
#: Functions for which the engine passes over errors among the cells that it sums; Excel gives the error.
_OVER_ERRORS: Final = frozenset(["SUMIF", "SUMIFS"])
_CHANGED: Final = "it is proved for numbers, and what it reads is a text or an error now"
_OTHERWISE: Final = "it is proved for the numbers of the file, and others have it otherwise for these"
_NOT_KNOWN: Final = NoAnswer("")
#: What steps may leave of a circle, of its size.
_SETTLED: Final = 1e-6


class LeftOpen:
    """An engine that leaves open what it calculated last, for a route that goes on with it: it loads nothing again."""

    def __init__(self, engine: Engine) -> None:
        self.engine = Engine(engine.name, self._loaded)
        self._load = engine.load
        self._session: _Watched | None = None

    def _loaded(self, book: Book) -> Session:
        self._session = _Watched(self._load(book))
        return self._session

    def taken(self, kept: Mapping[Place, CellValue]) -> Session | None:
        """What is open, unless it failed or a formula is gone from it that is not to be kept."""
        watched, self._session = self._session, None
        if watched is None or watched.failed or not watched.constants <= kept.keys():
            return None
        return watched.session


class _Watched:
    """A session that is not closed, and knows which cells were set in it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.constants: set[Place] = set()
        self.failed = True  # until it has calculated
        self.bind, self.read, self.spilled = session.bind, session.read, session.spilled

    def set(self, place: Place, value: CellValue) -> None:
        """As the session's."""
        self.constants.add(place)
        self.session.set(place, value)

    def recalculate(self) -> None:
        """As the session's."""
        self.failed = True
        self.session.recalculate()
        self.failed = False

    def close(self) -> None:
        """Nothing: somebody goes on with it."""


class Route:
    """One engine's way to the values of a workbook with other inputs; opened when it is first asked."""

    def __init__(
        self,
        engine: Engine,
        book: Book,
        functions: Mapping[str, BoundFunction],
        certificates: Certificates | None,
        left: LeftOpen | None = None,
        second: Engine | None = None,
    ) -> None:
        """``left`` has the workbook as it was proved, open in the engine.

        ``second`` is an engine that is asked for what Python alone does not know of other inputs.
        """
        self.engine = engine
        self._left = left
        self._second = None if second is None else SecondOpinion(second, book, functions)
        self._book, self._functions, self._certificates = book, functions, certificates
        self._given: dict[Place, CellValue] = {}
        self._is_current = False
        self._refused_after: dict[frozenset[Place], Mapping[Place, str]] = {}
        self._at_first: Mapping[Place, Answer] = {}
        self._doubtful: Mapping[Place, str] = {}
        self._passed_over: dict[Place, CellValue] = {}  # errors that the engine passed over, put into it
        self._again: dict[frozenset[Place], frozenset[Place]] = {}
        self._written: dict[Place, CellValue] = {}  # texts with numbers of fifteen digits, as Excel writes them

    def value(self, place: Place, given: Mapping[Place, CellValue]) -> Answer:
        """The value of a cell with what is set, or why this engine does not answer for it."""
        refused = self._refused(frozenset(given))
        if place in refused:
            return NoAnswer(refused[place])
        try:
            self._take(given)
            found = self.session.read([place])[place]
        except BadFile as reason:
            return NoAnswer(str(reason) or _OTHERWISE)
        if place in self._doubtful:
            return NoAnswer(self._doubtful[place])
        if place in self._written:
            return self._written[place]
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
        changed = {at: value for at, value in given.items() if at not in self._given or self._given[at] != value}
        back = self._given.keys() - given.keys()
        if not changed and not back and self._is_current:
            return
        self._is_current = False
        if self._passed_over:  # what stands in the place of formulas
            del self.session
            self._passed_over, changed, back = {}, dict(given), set()
        session = self.session
        for at, value in changed.items():
            session.set(at, value)
        for at in back:
            session.set(at, self._book.value(at))
        self._given = dict(given)
        known = -1
        while len(self._passed_over) > known:
            known = len(self._passed_over)
            for at, error in self._passed_over.items():
                session.set(at, error)
            session.recalculate()
            self._doubtful = self._doubts(given)
        self._is_current = True

    def _doubts(self, given: Mapping[Place, CellValue]) -> Mapping[Place, str]:
        """The cells for which the certificate does not stand, and why.

        It stands for other numbers. Where a number becomes a text or an error, or one text another, Python alone
        must have the same for what reads it, but for an error that the engine passed over.
        """
        self._written = {}
        if self._certificates is None:
            return {}
        now = self.session.read(self._cells)
        if not self._at_first:
            self._at_first = now
        if not given:
            return {}
        graph = self._certificates.graph
        moved = [place for place, answer in now.items() if _kind(answer) is not _kind(self._at_first[place])]
        moved += [at for at, answer in now.items() if isinstance(answer, str) and answer != self._at_first[at]]
        moved += [place for place in given if _is_other_kind(given[place], self._book.value(place))]
        again = self._looked_at_again(frozenset(at for at in given if given[at] != self._book.value(at)))
        if not moved and not again:
            return {}
        values = {place: answer for place, answer in now.items() if not isinstance(answer, NoAnswer)}
        known = {**values, **given}
        opinions = Opinions(self._book, self._functions, graph.formulas, known)
        asked = {place for place in moved if place in now}
        asked.update(reader for place in moved for reader in graph.readers(place) if reader in now)
        found: dict[Place, str] = {}
        unknown: list[Place] = []
        unsure: list[Place] = []
        loose = (_SETTLED, max(_SETTLED, self._book.calculation.change))
        for place in graph.order if asked or again else ():
            if (place in asked or place in again) and place not in given:
                is_open = not is_disputed(graph.formulas.at[place].tree)
                opinion = _opinion(opinions, place) if is_open else NoAnswer(_OTHERWISE)
                mine = 0.0 if now[place] is None else now[place]
                if isinstance(opinion, str) and _rounded(mine) == _rounded(opinion):
                    self._written[place] = known[place] = opinion
                elif opinion == _NOT_KNOWN:
                    (unsure if place in asked else unknown).append(place)
                elif place in self._circular and not isinstance(opinion, NoAnswer) and agree(mine, opinion, loose):
                    continue
                elif not alike(mine, opinion, graph.formulas.at[place].called):
                    if opinion in ERROR_TEXTS and graph.formulas.at[place].called & _OVER_ERRORS:
                        self._passed_over[place] = opinion
                        continue
                    why = opinion.why if isinstance(opinion, NoAnswer) and opinion.why != _OTHERWISE else ""
                    found[place] = why or (_CHANGED if place in asked else _OTHERWISE)
        found |= self._by_the_second(unsure, unknown, known, given)
        return {**{place: rests_on(source) for place, source in affected(graph, found).items()}, **found}

    def _by_the_second(
        self,
        unsure: Collection[Place],
        unknown: Collection[Place],
        known: Mapping[Place, Answer],
        given: Mapping[Place, CellValue],
    ) -> Mapping[Place, str]:
        """Of the cells that Python alone does not know, what the second engine does not prove, or has otherwise."""
        second, certificates = self._second, self._certificates
        if second is None or certificates is None:
            return dict.fromkeys(unsure, _CHANGED)
        formulas = certificates.graph.formulas
        proved = second.alike(unsure, known, formulas) if unsure else ()
        found = {place: _CHANGED for place in unsure if place not in proved}
        if unknown:
            before = {**self._at_first, **{at: self._book.value(at) for at in given}}
            found |= dict.fromkeys(second.against(unknown, known, before, formulas), _OTHERWISE)
        return found

    def _looked_at_again(self, changed: frozenset[Place]) -> frozenset[Place]:
        """The cells behind what is set whose formulas may be proved for the numbers of the file alone."""
        if changed not in self._again:
            graph = self._certificates.graph if self._certificates is not None else None
            reached = affected(graph, changed) if graph is not None else {}
            self._again[changed] = frozenset(reached.keys() & self._not_well_known)
        return self._again[changed]

    @cached_property
    def _circular(self) -> Collection[Place]:
        """The cells of circles, which one more step must leave as they are: a sum of all steps is no value."""
        graph = None if self._certificates is None else self._certificates.graph
        return graph.circular if graph is not None and self._book.calculation.iterate else ()

    @cached_property
    def _not_well_known(self) -> frozenset[Place]:
        if self._certificates is None:
            return frozenset()
        kept = self._certificates.kept_by(self.engine.name)
        found = set(self._circular)
        for unique in self._certificates.graph.formulas.uniques:
            if is_disputed(unique.formula.tree) or not is_well_known(unique.formula, self._functions):
                found.update(unique.places)
        return frozenset(
            place
            for place in found - kept
            if (cell := self._book.cell(place)) is not None and cell.formula is not None and cell.array is None
        )

    @cached_property
    def _cells(self) -> list[Place]:
        places = ((sheet.name, cell.row, cell.column) for sheet in self._book.sheets for cell in sheet.formulas)
        return [cell for place in places for cell in self._book.filled(place)]

    def open(self) -> None:
        """Opens the workbook in the engine and calculates it as it stands.

        Raises:
            BadFile: it cannot be read or calculated.
        """
        self._take({})

    @cached_property
    def session(self) -> Session:
        """The workbook open in the engine; what the engine does not prove has the saved values."""
        kept: Mapping[Place, CellValue] = {}
        if self._certificates is not None:
            kept = self._certificates.kept_values(self._book, self.engine.name)
        session = None if self._left is None else self._left.taken(kept)
        if session is None:
            session = self.engine.load(self._book)
            session.bind(self._functions)
        keep(session, kept)
        return session


def _kind(value: Answer) -> object:
    """Number, text, truth value or error."""
    if value is None:
        return float
    return ERROR_TEXTS if isinstance(value, str) and value in ERROR_TEXTS else value.__class__


def _is_other_kind(value: CellValue, before: CellValue) -> bool:
    return _kind(value) is not _kind(before) or (isinstance(value, str) and value != before)


def _opinion(opinions: Opinions, place: Place) -> Answer:
    """What Python alone has for a cell."""
    try:
        found: CellValue = opinions.value(place)
    except Ambiguous as reason:
        return NoAnswer(str(reason) or _OTHERWISE)
    except NotKnown:
        return _NOT_KNOWN
    return found


def _rounded(text: Answer) -> Answer:
    """A text with the numbers in it as Excel writes them; the engine writes more digits."""
    return _LONG.sub(lambda found: f"{float(found.group()):.15g}", text) if isinstance(text, str) else text

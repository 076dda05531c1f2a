"""What engines' values are worth: proved by the values that the workbook was saved with.

A workbook that Excel saved holds Excel's own answer for every formula. A formula (in R1C1 form, with all its copies)
is *certified* for an engine once the engine, given Excel's own values for what it reads, reproduced the saved value of
one of its copies at least, and contradicted none. What is not certified keeps its value and is said, and so is what
rests on it as soon as anything behind it changes. So a difference from what Excel saved can never pass in silence, and
no list of an engine's faults is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final

from xlcost.calculate.certificates import Certificates
from xlcost.calculate.comparing import CRUMB, RELATIVE, agree, relative_for
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer, Session, with_numbers
from xlcost.calculate.saved_sums import SavedSums
from xlcost.calculate.surely import cells_reading_outside, hanging_on_formulas, unknown_functions, volatile_cells
from xlcost.calculate.walks import refuse_long_walks
from xlcost.errors import BadFile
from xlcost.evaluate.binding import BoundFunction
from xlcost.formula.graph import Graph, PlaceIndex, read_graph
from xlcost.formula.reach import affected
from xlcost.formula.unique import read_formulas
from xlcost.workbook.records import Book, CellValue, Place

#: How often what an engine cannot answer is put in as saved, so that what reads it is judged by itself.
_MOST_ROUNDS: Final = 8

_DIFFERS: Final = "it is calculated otherwise than it was saved"

_NAME: Final = "#NAME?"

_GOOGLE: Final = b'xmlns:mv="urn:schemas-microsoft-com:mac:vml"'


def saved_by(book: Book) -> str | None:
    """The program whose values the workbook holds, None where they are no evidence.

    A file that asks to be calculated when it is opened says itself that its values are not to be relied on.
    """
    if book.calculation.full_on_load:
        return None
    program, version = book.properties.get("Application", ""), book.properties.get("AppVersion", "")
    if "Excel" in program:  # openpyxl and XlsxWriter call themselves Excel, with another version or fullCalcOnLoad
        return (
            "Excel"
            if version.isascii() and version.partition(".")[0].isdecimal() and int(version.partition(".")[0]) >= 11
            else None
        )
    if program.startswith("LibreOffice"):
        return "LibreOffice"
    first = next((sheet.part for sheet in book.sheets if sheet.kind == "worksheet"), None)
    if first is not None and _GOOGLE in book.package.parts[first][:2000]:
        return "Google Sheets"
    return None


def certify(
    book: Book, engines: Sequence[Engine], functions: Mapping[str, BoundFunction], graph: Graph | None = None
) -> Certificates | None:
    """Judges the formulas of a workbook by its saved values, with one engine after the other for what is left open.

    ``graph`` is the workbook's, where it is known already.

    None where the saved values are no evidence: nobody knows what saved them, or they are older than what they rest on.

    Raises:
        BadFile: the first engine cannot read the workbook, or takes too long.
    """
    source = saved_by(book)
    if source is None:
        return None
    graph = graph or read_graph(read_formulas(book))
    refuse_long_walks(graph)
    judge = _Judge(book, graph, functions)
    for number, engine in enumerate(engines):
        try:
            judge.ask(engine)
        except BadFile:
            if number == 0 and len(engines) == 1:
                raise
            continue
        if judge.stale:
            return None
        if not judge.open:
            break
    return judge.certificates(source)


class _Judge:
    """One workbook's formulas being judged."""

    def __init__(self, book: Book, graph: Graph, functions: Mapping[str, BoundFunction]) -> None:
        self._book, self._graph = book, graph
        self._formulas, self._functions = graph.formulas, functions
        self._with_saved = SavedSums(book, graph, functions)
        self._unknown = unknown_functions(self._formulas, functions)
        self._cells = {(sheet.name, cell.row, cell.column): cell for sheet in book.sheets for cell in sheet.formulas}
        self._volatile = self._formulas.fact(volatile_cells)
        self._certified: dict[Place, str] = {}
        self._answers: dict[Place, CellValue] = {}
        self._kept: dict[Place, str] = {}
        self._different: dict[Place, CellValue] = {}
        self._unproved: set[Place] = set()
        self._not_by: dict[str, Callable[[], frozenset[Place]]] = {}
        self.open = set(self._cells) - self._volatile
        self.stale = False

    def ask(self, engine: Engine) -> None:
        """Judges what is still open by what an engine makes of it and of its copies."""
        asked = self._asked()
        answers, refused, different = self._answered(engine, asked)
        if self.stale:
            return
        for cells in self._uniques():
            contradicted = any(place in different for place in cells)
            for place in cells:
                if place not in self.open:
                    continue
                if place in different:  # an engine that is asked later and is wrong tells nothing
                    if place not in self._kept:
                        self._different.setdefault(place, different[place])
                elif contradicted:
                    self._kept[place] = "a copy of its formula is calculated otherwise than it was saved"
                elif place in refused:
                    self._kept.setdefault(place, refused[place])
                else:
                    self._accept(place, engine.name, answers)
        self.open -= self._certified.keys() | self._unproved
        self._not_by[engine.name] = cache(partial(self._not_proved, engine))
        if self._cells.keys() - asked <= self._volatile:
            not_proved = self._without_proof(refused, different)
            self._not_by[engine.name] = lambda: not_proved

    def _asked(self) -> Collection[Place]:
        """What is open, and its copies, since one of them may contradict it; all where numbers cannot stand for it."""
        if not self.open.isdisjoint(self._formulas.fact(hanging_on_formulas)):
            return self._cells.keys()
        return {place for cells in self._uniques() if not self.open.isdisjoint(cells) for place in cells}

    def _not_proved(self, engine: Engine) -> frozenset[Place]:
        """The cells that an engine does not prove, which was asked for some alone: who asks what if wants all."""
        try:
            _, refused, different = self._answered(engine, self._cells.keys())
        except BadFile:
            return frozenset(self._cells)
        return self._without_proof(refused, different)

    def _without_proof(self, refused: Collection[Place], different: Collection[Place]) -> frozenset[Place]:
        found = set(refused)
        for cells in self._uniques():
            if any(place in different for place in cells):
                found.update(cells)
        return frozenset(found)

    def certificates(self, source: str) -> Certificates:
        """What was found."""
        different = {place: value for place, value in self._different.items() if place in self.open}
        kept = {place: why for place, why in self._kept.items() if place in self.open and place not in different}
        return Certificates(
            source,
            self._graph,
            self._certified,
            self._answers,
            kept,
            different,
            self._volatile,
            self._formulas.fact(cells_reading_outside),
            frozenset(self._unproved),
            self._not_by,
        )

    def _accept(self, place: Place, engine: str, answers: Mapping[Place, Answer]) -> None:
        if self._cells[place].value is None:
            self._unproved.add(place)
        else:
            self._certified[place] = engine
        for cell in self._book.filled(place):
            answer, saved = answers[cell], self._book.value(cell)
            if answer.__class__ is float and saved.__class__ is float:
                answer = saved  # alike but for rounding, which is then that of who saved it
            if not isinstance(answer, NoAnswer):
                self._answers[cell] = answer
        self._kept.pop(place, None)
        self._different.pop(place, None)

    def _answered(
        self, engine: Engine, asked: Collection[Place]
    ) -> tuple[Mapping[Place, Answer], dict[Place, str], dict[Place, CellValue]]:
        """An engine's answers for formulas, with what it cannot answer or gets otherwise put in as it was saved.

        Where it is not asked for all, the file has the saved numbers in the place of the others.
        """
        others = (self._cells.keys() - asked) - self._volatile
        book = with_numbers(self._book, {place: self._book.value(place) for place in others}) if others else self._book
        formulas = [(sheet.name, cell.row, cell.column) for sheet in book.sheets for cell in sheet.formulas]
        session = engine.load(book)
        session.bind(self._functions)
        try:
            return self._in_rounds(session, formulas)
        finally:
            session.close()

    def _in_rounds(
        self, session: Session, formulas: Sequence[Place]
    ) -> tuple[Mapping[Place, Answer], dict[Place, str], dict[Place, CellValue]]:
        refused: dict[Place, str] = {}
        different: dict[Place, CellValue] = {}
        frozen: set[Place] = set()
        for place in self._volatile:
            self._freeze(session, place, frozen)
        wanted = [cell for place in formulas for cell in self._book.filled(place)]
        answers: dict[Place, Answer] = {}
        for last in (*[False] * (_MOST_ROUNDS - 1), True):
            session.recalculate()
            answers |= session.read([place for place in wanted if place not in frozen])
            bad = {place: why for place in formulas if place not in frozen and (why := self._doubt(place, answers))}
            followed = self._followed([place for place, why in bad.items() if why == _DIFFERS])
            if self.stale or not bad:
                break
            for place in followed:
                del bad[place]
                self._freeze(session, place, frozen)
                answers[place] = self._book.value(place)
            for place in bad if last else self._roots(bad):
                if bad[place] == _DIFFERS:
                    different[place] = _value(answers[place])
                else:
                    refused[place] = bad[place]
                self._freeze(session, place, frozen)
        return answers, refused, different

    def _doubt(self, place: Place, answers: Mapping[Place, Answer]) -> str | None:
        """Why the engine's answers for a cell and those that it fills are not taken, if so."""
        if place in self._unknown:
            return self._unknown[place]
        tolerance = self._tolerance(place, loose=place in self._loose)
        for at in self._book.filled(place):
            answer = answers[at]
            if isinstance(answer, NoAnswer):
                return answer.why
            value = self._book.value(at)
            if value is None and (at == place or answer in (None, "")):
                continue  # nothing was saved for it, or nothing is shown there
            if answer == _NAME and value != _NAME:
                return "the engine does not know a function or a name in it"
            if not agree(answer, value, tolerance):
                return _DIFFERS
        return None

    def _followed(self, differing: Collection[Place]) -> Sequence[Place]:
        """The plain sums for which an engine has another value only because it has others for what they read."""
        followed = []
        for place in differing:
            follows = self._with_saved.follows(place)
            if follows:
                followed.append(place)
            elif follows is False and not self._certified:
                self.stale = True
                break
        return followed

    def _tolerance(self, place: Place, *, loose: bool) -> tuple[float, float]:
        if loose:
            return 1e-6, max(self._book.calculation.change, CRUMB)
        return (relative_for(self._formulas.at[place].called) if place in self._formulas.at else RELATIVE), CRUMB

    @property
    def _loose(self) -> Collection[Place]:
        """The cells that circles reach: steps end where they change little, not where they are right."""
        if self._reached_by_circles is None:
            circular = self._graph.circular if self._book.calculation.iterate else frozenset()
            self._reached_by_circles = circular | affected(self._graph, circular).keys() if circular else frozenset()
        return self._reached_by_circles

    _reached_by_circles: Collection[Place] | None = None

    def _roots(self, bad: Collection[Place]) -> Iterable[Place]:
        """Those of the cells that read none of the others; all where each reads one."""
        filled = PlaceIndex(cell for place in bad for cell in self._book.filled(place))
        found = [place for place in bad if not self._reads(place, filled)]
        return found or [place for place in bad if place in self._graph.circular] or list(bad)

    def _reads(self, place: Place, index: PlaceIndex) -> bool:
        own = set(self._book.filled(place))
        return any(
            cell not in own
            for sheet, area, _ in self._graph.reads.get(place, ())
            for cell in _first_two(index.inside(sheet, area), own)
        )

    def _freeze(self, session: Session, place: Place, frozen: set[Place]) -> None:
        """Puts the saved values in the place of a formula."""
        for cell in self._book.filled(place):
            session.set(cell, self._book.value(cell))
            frozen.add(cell)

    def _uniques(self) -> Iterator[Sequence[Place]]:
        for unique in self._formulas.uniques:
            yield unique.places
        yield from ([place] for place in self._formulas.unreadable)


def _value(answer: Answer) -> CellValue:
    return None if isinstance(answer, NoAnswer) else answer


def _first_two(cells: Iterator[Place], own: Collection[Place]) -> Iterator[Place]:
    """Cells until one is none of a formula's own."""
    for cell in cells:
        yield cell
        if cell not in own:
            return

"""A second engine's word against what another calculates for other inputs than those for which it was proved."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from xlcost.calculate.comparing import alike
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer, Session
from xlcost.errors import ERROR_TEXTS, BadFile
from xlcost.evaluate.binding import BoundFunction
from xlcost.formula.unique import Formulas
from xlcost.workbook.records import Book, Place


class SecondOpinion:
    """Another engine, asked for single cells with the values of all others; loaded when it is first asked."""

    def __init__(self, engine: Engine, book: Book, functions: Mapping[str, BoundFunction]) -> None:
        self._engine, self._book, self._functions = engine, book, functions
        self._session: Session | None = None
        self._frozen: set[Place] = set()  # formulas in whose place a value stands

    def against(
        self,
        places: Collection[Place],
        values: Mapping[Place, Answer],
        before: Mapping[Place, Answer],
        formulas: Formulas,
    ) -> Collection[Place]:
        """Those of the cells that it has otherwise now; what it never had right proves nothing."""

        def contradicts(place: Place, theirs: Answer, mine: Answer) -> bool:
            return not (isinstance(theirs, NoAnswer) or _same(formulas, place, theirs, mine))

        try:
            now = self._found(places, values)
            found = [place for place in places if contradicts(place, now[place], values.get(place))]
            then = self._found(found, before) if found else {}
        except BadFile:
            return []
        return [place for place in found if not contradicts(place, then[place], before[place])]

    def alike(self, places: Collection[Place], values: Mapping[Place, Answer], formulas: Formulas) -> Collection[Place]:
        """Those of the cells that it has alike now; errors prove nothing, since engines read fewer texts than Excel."""
        try:
            now = self._found(places, values)
        except BadFile:
            return []
        proved = [place for place in places if not isinstance(now[place], NoAnswer) and now[place] not in ERROR_TEXTS]
        return [place for place in proved if _same(formulas, place, now[place], values.get(place))]

    def _found(self, places: Collection[Place], values: Mapping[Place, Answer]) -> Mapping[Place, Answer]:
        asked = set(places)
        if self._session is None or asked & self._frozen:
            self._session, self._frozen = self._engine.load(self._book), set()
            self._session.bind(self._functions)
        for at, value in values.items():
            cell = self._book.cell(at)
            fills = cell is not None and cell.array is not None
            if at not in asked and not fills and not isinstance(value, NoAnswer):
                self._session.set(at, value)
                self._frozen.add(at)
        self._session.recalculate()
        return self._session.read(places)


def _same(formulas: Formulas, place: Place, theirs: Answer, mine: Answer) -> bool:
    called = formulas.at[place].called
    return alike(0.0 if mine is None else mine, 0.0 if theirs is None else theirs, called)

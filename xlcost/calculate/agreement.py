"""What engines' values are worth where no known program saved any: two that agree.

The first engine calculates the workbook. Each of its values is then held to a second opinion, cell by cell and with the
first engine's own values of the cells that are read, so that by induction the whole is proved: the value that somebody
saved; the text of the formula, where no engine can get it wrong; Python alone (``evaluate``); another engine. What two
others have alike is taken in the place of what the first has. All else is not evaluated, and so is what rests on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

from xlcost.budget import count
from xlcost.calculate.comparing import alike, rests_on, two_that_differ, written
from xlcost.calculate.disputed import disputed_cells
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer, Session, with_numbers
from xlcost.calculate.engines.values import fitted
from xlcost.calculate.surely import (
    SIMPLE,
    cancelling,
    filling_more,
    found_by_steps,
    hanging_on_chance,
    is_plain,
    unknown_functions,
    volatile_cells,
)
from xlcost.calculate.walks import refuse_long_walks
from xlcost.errors import ERROR_TEXTS, BadFile
from xlcost.evaluate.binding import BoundFunction
from xlcost.evaluate.opinions import Opinions
from xlcost.evaluate.reading import Ambiguous, NotKnown
from xlcost.formula.graph import Graph, PlaceIndex
from xlcost.formula.reach import affected
from xlcost.formula.tree import Binary
from xlcost.formula.unique import Unique
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import ERROR, Book, CellValue, Place

#: How often cells that two others have otherwise are put into the first engine, so that what reads them is right.
_MOST_ROUNDS: Final = 4
_DUST: Final = 1e-12
#: Numbers that cancel leave less than this; Excel may show nothing for it.
_CRUMB: Final = 1e-9

#: Cells that a second engine walks through while xlcost takes a step.
_CELLS_A_STEP: Final = 64

_UNKNOWN: Final = "no second engine knows it"
_SEVERAL: Final = "it gives several values where one is expected"
_CIRCLE: Final = "it is part of a circular reference"
_DISPUTED: Final = "engines have a function in it alike, and Excel otherwise"
_REGION: Final = "Excel reads a text or a day in it otherwise than engines do, or as the computer's region has them"
_CHANCE: Final = "it hangs on the clock or chance, and no two engines can be compared"


class Agreed(NamedTuple):
    """What two engines have alike: the values of formula cells and of those that they fill; and why others have none.

    ``against`` are the cells whose value is not the first engine's.
    """

    values: Mapping[Place, CellValue]
    failed: Mapping[Place, str]
    against: frozenset[Place]
    volatile: frozenset[Place]


def agreed(book: Book, engines: Sequence[Engine], functions: Mapping[str, BoundFunction], graph: Graph) -> Agreed:
    """Calculates a workbook with the first engine and holds each value to a second opinion.

    Raises:
        BadFile: the first engine cannot read the workbook, or takes too long.
    """
    refuse_long_walks(graph)
    first, *others = engines
    session = first.load(book)
    try:
        session.bind(functions)
        return _Agreement(book, session, others, functions, graph).found()
    finally:
        session.close()


class _Agreement:
    """One workbook's values being held to second opinions."""

    def __init__(
        self,
        book: Book,
        session: Session,
        others: Sequence[Engine],
        functions: Mapping[str, BoundFunction],
        graph: Graph,
    ) -> None:
        self._book, self._session, self._others, self._functions = book, session, others, functions
        self._graph, self._formulas = graph, graph.formulas
        self._cells = {(sheet.name, cell.row, cell.column): cell for sheet in book.sheets for cell in sheet.formulas}
        self._volatile = self._formulas.fact(volatile_cells)
        self._chance = self._formulas.fact(hanging_on_chance)
        self._unknown = unknown_functions(self._formulas, functions)
        self._never = dict(self._unknown)  # no two engines can prove them
        self._never |= dict.fromkeys(self._formulas.fact(disputed_cells), _DISPUTED)
        self._by_steps = self._formulas.fact(found_by_steps)
        self._cancelling = self._formulas.fact(cancelling)
        self._circular = graph.circular if book.calculation.iterate else frozenset()
        self._given: dict[Place, CellValue] = {}  # two others have it
        self._answers: dict[Place, Answer] = {}
        self._values: dict[Place, CellValue] = {}
        self._open: dict[Place, str] = {}

    def found(self) -> Agreed:
        """What two have alike, and why others have none."""
        wanted = [cell for place in self._cells for cell in self._book.filled(place)]
        for _ in range(_MOST_ROUNDS):
            self._session.recalculate()
            self._answers = dict(self._session.read(wanted))
            self._values = {
                place: 0.0 if answer is None and place in self._cells else answer
                for place, answer in self._answers.items()
                if not isinstance(answer, NoAnswer)
            }
            self._values |= self._given
            self._answers |= self._given
            corrections = self._corrections()
            if not corrections:
                break
            self._given |= corrections
            for place, value in corrections.items():
                self._session.set(place, value)
        failed = {place: _CIRCLE if place in self._graph.circular else why for place, why in self._open.items()}
        surprises = self._surprises()
        failed |= dict.fromkeys(surprises, _SEVERAL)
        failed |= {place: f"the formula {reason}" for place, reason in self._formulas.unreadable.items()}
        if failed:
            seeds = {*failed, *(cell for cells in surprises.values() for cell in cells)}
            failed |= {place: rests_on(source) for place, source in affected(self._graph, seeds).items()}
        gone = {cell for place in failed for cell in self._book.filled(place)}
        values = {place: value for place, value in self._values.items() if place not in gone}
        return Agreed(values, failed, frozenset(self._given), self._volatile)

    def _corrections(self) -> Mapping[Place, CellValue]:
        """The cells that two others have alike and the first otherwise; ``_open`` has those on which no two agree."""
        self._open = dict(self._not_settled())
        corrections: dict[Place, CellValue] = {}
        if not self._open:
            return {}
        single = [place for place in self._open if self._cells[place].array is None]
        in_python = {place: found for place in single if (found := self._plain(place)) is not None}
        answers: dict[Place, list[CellValue]] = {
            place: [value for value in (self._values.get(place), in_python.get(place)) if value is not None]
            for place in single
        }
        contradicted = {  # by another: the next is alike the first where both are wrong
            place
            for place, opinion in in_python.items()
            if place in self._values and not self._alike(place, self._values[place], opinion)
        }
        for engine in self._others:
            asked = [place for place in self._open if place not in self._chance and place not in self._never]
            if not asked:
                break
            theirs = self._asked(engine, asked)
            for place in asked:
                value = theirs.get(place)
                if all(self._same(cell, theirs.get(cell)) for cell in self._book.filled(place)):
                    if place not in contradicted:
                        del self._open[place]
                elif value is not None and not isinstance(value, NoAnswer):
                    known = answers.get(place, [])
                    is_proof = place not in contradicted or value not in ERROR_TEXTS or value == in_python.get(place)
                    if is_proof and any(self._alike(place, other, value) for other in known):
                        corrections[place] = value
                        del self._open[place]
                    else:
                        known.append(value)
                        contradicted.add(place)
        for place, known in answers.items():
            if place in self._open and len(known) > 1:
                self._open[place] = f"engines differ: {' and '.join(map(written, two_that_differ(known)))}"
        return corrections

    def _plain(self, place: Place) -> CellValue:
        try:
            found: CellValue = self._opinions.value(place)
            return found
        except NotKnown:
            return None

    def _asked(self, engine: Engine, places: Collection[Place]) -> Mapping[Place, Answer]:
        """What another engine has for cells, with the first one's values in all others.

        It is given numbers in the file, in the place of their formulas: to read these, and to be told the numbers one
        by one, took it a minute for 40,000 formulas of which 5,000 were asked.
        """
        asked = set(places)
        others = [place for place in self._cells if place not in asked]
        try:
            count(sum(map(self._size, places)) // _CELLS_A_STEP)
            book = with_numbers(self._book, {place: self._values.get(place) for place in others})
            session = engine.load(book)
            try:
                session.bind(self._functions)
                for sheet, row, column in others:
                    if book.sheets_by_name[sheet.lower()].cells[row, column].formula is not None:
                        for cell in self._book.filled((sheet, row, column)):
                            session.set(cell, self._values.get(cell))
                session.recalculate()
                return session.read([cell for place in places for cell in self._book.filled(place)])
            finally:
                session.close()
        except BadFile:
            return {}

    def _size(self, place: Place) -> int:
        """The cells that a formula reads, within what their sheets use."""
        used = self._book.used
        return sum(area.size_within(used[sheet]) for sheet, area, _ in self._graph.reads.get(place, ()))

    def _not_settled(self) -> Iterator[tuple[Place, str]]:
        """The formula cells whose value nothing in this process proves, and why."""
        self._opinions = Opinions(self._book, self._functions, self._formulas, self._values)
        self._zeros_prove = self._were_zeros_calculated()
        odd = PlaceIndex(self._odd())
        for unique in self._formulas.uniques:
            sure = is_plain(unique.formula.tree) and not self._circular
            clear = sure and self._is_clear(unique, odd)
            is_sum = isinstance(unique.formula.tree, Binary) and unique.formula.tree.operator in "+-"
            for place in unique.places:
                value = self._values.get(place)
                if (
                    sure
                    and value.__class__ is float
                    and not (is_sum and 0 < abs(value) < _CRUMB)
                    and (clear or not any(odd.within(sheet, area) for sheet, area, _ in self._graph.reads[place]))
                ):
                    continue
                why = self._doubt(place)
                if why is not None:
                    yield place, why

    def _is_clear(self, unique: Unique, odd: PlaceIndex) -> bool:
        """Whether no copy reads anything but numbers, as the box round all that they read tells."""
        for area in unique.areas:
            corners = (
                self._formulas.sources((unique.sheet, row, column))
                for row, column in ((area.top, area.left), (area.bottom, area.right))
            )
            for one, other in zip(*corners, strict=True):
                (top, left, bottom, right), (low, near, lower, far) = one.area, other.area
                box = Area(min(top, low), min(left, near), max(bottom, lower), max(right, far))
                if odd.within(one.sheet, box) is not None:
                    return False
        return True

    def _odd(self) -> Iterator[Place]:
        """The cells that hold anything but a number."""
        for sheet in self._book.sheets:
            name = sheet.name
            for at, cell in sheet.cells.items():
                if cell.formula is None and not (cell.value is None or cell.value.__class__ is float):
                    yield (name, *at)
        for place, answer in self._answers.items():
            if not (answer is None or answer.__class__ is float):
                yield place

    def _doubt(self, place: Place) -> str | None:  # noqa: PLR0911 - one line a reason
        """Why the first engine's value of a cell is not settled, None where it is."""
        if place in self._given:
            return None
        if place in self._unknown:
            return self._unknown[place]
        answer = next((a for cell in self._book.filled(place) if isinstance(a := self._answers[cell], NoAnswer)), None)
        if answer is not None:
            return answer.why
        size = self._wrong_size(place)
        if size is not None:
            return size
        if self._is_as_saved(place):
            return None
        if place in self._never:
            return self._never[place]
        if place in self._chance:
            known_well = self._formulas.at[place].called <= SIMPLE
            return None if known_well else _CHANCE
        try:
            opinion = self._opinions.value(place)
        except Ambiguous as reason:
            self._never[place] = str(reason) or _REGION
            return self._never[place]
        except NotKnown:
            return _UNKNOWN
        grid = fitted(opinion, 1, 1) if self._cells[place].array is None else self._fitted(place, opinion)
        for cell, one in zip(self._book.filled(place), chain.from_iterable(grid), strict=True):
            value = self._values.get(cell)
            if not self._alike(place, one, value):
                return f"two engines differ: {written(value)} and {written(one)}"
            if one == 0 and one.__class__ is float:
                self._values[cell] = 0.0  # where Excel shows nothing of what is left of numbers that cancel; never -0
        return None

    def _fitted(self, place: Place, opinion: Any) -> Any:
        area = self._cells[place].array
        return fitted(opinion, area.rows, area.columns) if area is not None else opinion

    def _is_as_saved(self, place: Place) -> bool:
        """Whether the workbook was saved with the same value, by whomever."""
        saved_here = self._cells[place].value
        is_zero = self._zeros_prove and not self._answers[place]  # not next to nothing
        if self._book.calculation.full_on_load or saved_here is None or not (saved_here or is_zero):
            return False
        for cell in self._book.filled(place):
            saved = self._book.cell(cell)
            if saved is None or saved.kind == ERROR or not alike(saved.value, self._answers[cell]):
                return False
        return True

    def _were_zeros_calculated(self) -> bool:
        """Whether zeros and empty texts were saved as values: some programs write them in the place of any."""
        saved = ((cell.value, self._values.get(place)) for place, cell in self._cells.items())
        nothing = (alike(value, now) for value, now in saved if value is not None and not value)
        return any(cell.value for cell in self._cells.values()) and all(nothing)

    def _same(self, place: Place, other: Answer) -> bool:
        mine = self._answers[place]
        if isinstance(mine, NoAnswer) or isinstance(other, NoAnswer) or other is None:
            return mine is None and other is None and place not in self._cells
        return self._alike(place, self._values[place], other)

    def _alike(self, place: Place, one: Answer, other: Answer) -> bool:
        """Whether two values of a cell are the same: where nothing cancels, next to nothing is not nothing."""
        formula = self._formulas.at.get(place)  # none of a cell that another fills
        called = () if formula is None else formula.called
        if not alike(one, other, called) or (one == "#NUM!" and place in self._by_steps):
            return False
        if place in self._cancelling or not (isinstance(one, float) and isinstance(other, float)) or (one and other):
            return True
        return abs(one - other) < _DUST

    def _wrong_size(self, place: Place) -> str | None:
        """Why a result that fills several cells, or only one, does not fit the cell."""
        cell = self._cells[place]
        if cell.array is None or not cell.dynamic:
            return None
        filled = self._session.spilled(place) or Area(cell.row, cell.column, cell.row, cell.column)
        return None if filled == cell.array else f"its result no longer fills {cell.array}; enter it again in Excel"

    def _surprises(self) -> Mapping[Place, tuple[Place, ...]]:
        """The formulas of one value that fill more cells in the first engine, and these; Excel takes one of them."""
        found: dict[Place, tuple[Place, ...]] = {}
        for place in self._formulas.fact(filling_more):
            if self._cells[place].array is None and place not in self._given and not self._is_hemmed_in(place):
                area = self._session.spilled(place)
                if area is not None:
                    found[place] = tuple((place[0], *at) for at in area.cells() if at != place[1:])
        return found

    def _is_hemmed_in(self, place: Place) -> bool:
        """Whether no second value could go into the cell to the right or below; asking the engine takes longer."""
        sheet, row, column = place
        beside = (self._book.cell((sheet, row, column + 1)), self._book.cell((sheet, row + 1, column)))
        return all(cell is not None and (cell.value is not None or cell.formula is not None) for cell in beside)

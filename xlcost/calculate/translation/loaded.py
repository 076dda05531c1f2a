"""A workbook loaded into formualizer with our functions bound, edited and recalculated in steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import formualizer

from xlcost.calculate.binding import BoundFunction
from xlcost.calculate.engines.lifting import lifter
from xlcost.calculate.engines.ranges import OWN_SHEET, STORE, Ranges, called
from xlcost.calculate.engines.settings import constant, put_constants, settings
from xlcost.calculate.engines.values import GIVES_UP, first_of, fitted, from_engine, picked, to_engine
from xlcost.calculate.named import named_functions
from xlcost.calculate.replacements import replacements_for
from xlcost.calculate.siblings import changed_constants
from xlcost.calculate.translation.emission import FIRST, LIFT, NAMED, ONE_VALUE, PICK
from xlcost.calculate.translation.survey import Survey, dense_blocks, survey
from xlcost.calculate.translation.translation import Ready, Translation, translate_book, translate_cell
from xlcost.errors import BadFile
from xlcost.formula.graph import Graph, read_graph
from xlcost.formula.signatures import PASS_OVER_ERRORS
from xlcost.formula.unique import read_formulas
from xlcost.workbook.addresses import Area, cells_in, parse_area, qualified, rectangles
from xlcost.workbook.records import Book, Cell, CellValue, Place, Sheet

_QUESTIONS: Final = 3  # the column for formulas that are only asked for
_FIT: Final = "XLC.FIT"
_MOST_ARGUMENTS: Final = 255
#: Each change goes through all that depends on it, in 3 ms for an input of the template; loading takes 0.2 s.
_MOST_CHANGES: Final = 50

#: What the engine raises for a formula that it cannot read.
_UNREADABLE: Final = (RuntimeError, ValueError, formualizer.ParserError)


class Loaded:
    """One workbook being calculated.

    ``refused`` says, for each formula cell that the engine would not evaluate as Excel does, why; such a cell is a
    constant here, with the value that the file has cached for it. ``named`` are our functions that the workbook defines
    itself, see named.py. ``gave_up`` says why calls could not be answered: those with a certain range, or all those of
    a function. ``unanswered`` are the functions of replacements/ that could not answer a call, ``restated`` the cells
    whose formula was loaded anew.
    """

    def __init__(self, book: Book, functions: Mapping[str, BoundFunction]) -> None:
        self.book = book
        self._ours = functions.keys()
        named = named_functions(book, functions)
        self.named = {name: function.leading for name, function in named.items()}
        self._functions = {**functions, **{NAMED + name: function.bound for name, function in named.items()}}
        self.gave_up: dict[tuple[str, Area] | str, str] = {}
        self.unanswered: set[str] = set()
        self.restated: set[Place] = set()
        self._survey: Survey | None = None
        self._ranges = Ranges()
        self._work = _new_workbook(book)
        self._bind()
        self.translation: Translation = translate_book(book, self._ours, self._ranges.place, self.named)
        self.refused: dict[Place, str] = dict(self.translation.refused)
        self._load_stored(0)
        for place, ready in self.translation.ready.items():  # before constants: into a sheet that holds some, each
            self._load_formula(place, ready)  # formula below them takes thirty times as long
        for sheet in book.sheets:
            self._load_constants(sheet)

    def take(self, book: Book) -> bool:
        """Whether another workbook is this one but for constants; they are taken over, to be calculated from there.

        Only where nothing of the last evaluation can linger: no cell is refused, in doubt or restated, and none fills
        others or depends on what its text does not tell.
        """
        changed = changed_constants(self.book, book) if self._is_plain() else None
        if changed is None or sum(len(rectangles(cells)) for cells in changed.values()) > _MOST_CHANGES:
            return False
        self.book = book
        self._survey = None
        for name, cells in changed.items():
            put_constants(self._work, name, {place: constant(cell) for place, cell in cells.items()})
        return True

    def _is_plain(self) -> bool:
        if self.refused or self.gave_up or self.unanswered or self.restated:
            return False
        return not any(
            ready.cell.array is not None or ready.translated.reads_anywhere or ready.translated.volatile
            for ready in self.translation.ready.values()
        )

    def evaluate_all(self) -> None:
        """Calculates whatever is not up to date.

        Raises:
            BadFile: it takes longer than limits.py allows, or the engine fails.
        """
        self._survey = None
        try:
            try:
                self._work.evaluate_all()
            except formualizer.ExcelEvaluationError:
                if not self._refuse_moving():
                    raise
                self._work.evaluate_all()
        except formualizer.ExcelEvaluationError as reason:
            raise BadFile(f"{self.book.package.path}: the calculation was stopped ({_short(reason)})") from None
        except BaseException as reason:
            if type(reason).__name__ != "PanicException":  # what Rust code raises when it fails; no Exception
                raise
            raise BadFile(f"{self.book.package.path}: the engine failed ({_short(reason)})") from None

    def _refuse_moving(self) -> bool:
        """Refuses the formulas of which calculation decides what they read or fill; False where there are none.

        After a few rounds in which that changes the engine stops, and with it the whole workbook.
        """
        moving = {
            place: ready.cell
            for place, ready in self.translation.ready.items()
            if place not in self.refused
            and (ready.translated.reads_anywhere or (ready.translated.volatile and ready.cell.array is not None))
        }
        for (sheet, row, column), cell in moving.items():
            self.refused[sheet, row, column] = "what it reads or fills changes while it is calculated, without end"
            area = cell.array or Area(row, column, row, column)
            cells = self.book.sheets_by_name[sheet.lower()].cells
            for at in cells_in(cells, area):
                self._work.set_value(sheet, *at, None if cells[at].value is None else constant(cells[at]))
        return bool(moving)

    def value(self, sheet: str, row: int, column: int) -> CellValue:
        """The current value of a cell; an error value is its text."""
        fresh: CellValue = from_engine(self.raw(sheet, row, column))
        return fresh

    def raw(self, sheet: str, row: int, column: int) -> Any:
        """The engine's own value: errors are dicts with a ``kind``, some of which Excel does not have."""
        return self._work.get_value(sheet, row, column)

    def survey(self) -> Survey:
        """What there is in the cells after an evaluation; looked at once, and anew only after a change."""
        if self._survey is None:
            self._survey = survey(self._cells(), self.translation.ready)
        return self._survey

    def _cells(self) -> Iterator[tuple[Place, Any]]:
        for area, places in self._blocks:
            if area is None:
                yield from ((place, self.raw(*place)) for place in places)
                continue
            name = places[0][0]
            rows = self._work.sheet(name).get_values(formualizer.RangeAddress(name, *area))
            for place in places:
                yield place, rows[place[1] - area.top][place[2] - area.left]

    @cached_property
    def _blocks(self) -> list[tuple[Area | None, list[Place]]]:
        """The cells parted for reading; the same for every workbook with these formulas."""
        return [
            (area, [(sheet.name, cell.row, cell.column) for cell in cells])
            for sheet in self.book.sheets
            for area, cells in dense_blocks(sheet.cells.values())
        ]

    def spilled(self, sheet: str, row: int, column: int) -> Area | None:
        """The cells that an array result fills, None if it is a single value."""
        place = qualified(sheet, Area(row, column, row, column))
        spill = self._work.inspect_cell(place, include_values=False).cell.spill
        if spill is None or spill.extent is None:
            return None
        return parse_area(spill.extent.rpartition("!")[2])

    def set_value(self, sheet: str, row: int, column: int, value: CellValue) -> None:
        """Puts a constant into a cell; ``evaluate_all`` then recalculates what depends on it."""
        self._survey = None
        self._work.set_value(sheet, row, column, None if value is None else to_engine(value))

    def ask(self, questions: Sequence[tuple[str, Cell]]) -> list[CellValue]:
        """What formulas would give if they stood in the workbook: the sheet, and the cell with the formula.

        They are calculated apart, so no cell of the workbook changes. None where the engine would not evaluate one as
        Excel does.
        """
        known = len(self._ranges)
        asked = [self._question(number, *question) for number, question in enumerate(questions, 1)]
        self._load_stored(known)
        self.evaluate_all()
        return [
            self.value(OWN_SHEET, number, _QUESTIONS) if can_be_asked else None
            for number, can_be_asked in enumerate(asked, 1)
        ]

    def _question(self, number: int, name: str, cell: Cell) -> bool:
        sheet = self.book.sheets_by_name[name.lower()]
        ready = translate_cell(self.book, self._ours, sheet, cell, self._ranges.place, self.named)
        if isinstance(ready, str):
            return False
        try:
            self._work.set_formula(OWN_SHEET, number, _QUESTIONS, f"={ready.text}")
        except _UNREADABLE:
            return False
        return True

    def _load_stored(self, known: int) -> None:
        """The ranges that our functions use whole, but for those already there."""
        for number, text in self._ranges.formulas(known):
            self._work.set_formula(OWN_SHEET, number, 1, text)

    def restate(self, place: Place, text: str) -> None:
        """Another text for the formula of a cell; ``evaluate_all`` then recalculates what depends on it."""
        self.restated.add(place)
        self._survey = None
        self._load_formula(place, self.translation.ready[place]._replace(text=text))

    @cached_property
    def graph(self) -> Graph:
        """What depends on what; the same for every workbook with these formulas."""
        return read_graph(read_formulas(self.book))

    @cached_property
    def passing_over(self) -> tuple[Place, ...]:
        """The formula cells with functions that take errors or truth values otherwise than Excel, see doubts.py."""
        return tuple(
            place
            for place, ready in self.translation.ready.items()
            if (ready.translated.counts_cells or not ready.translated.functions.isdisjoint(PASS_OVER_ERRORS))
            and place not in self.refused
        )

    def _bind(self) -> None:
        """Registers every function.

        What is registered does not know this object: the engine holds it where Python sees no cycles, and a whole
        workbook would stay in memory for each file that is checked.
        """

        def register(name: str, call: Callable[..., Any], least: int, most: int) -> None:
            self._work.register_function(name, call, min_args=least, max_args=most, allow_override_builtin=True)

        replacements = replacements_for(self.book)
        register(FIRST, first_of, 1, 1)
        register(_FIT, fitted, 3, 3)
        register(PICK, picked, 1, 1)
        register(LIFT, self._watched(LIFT, lifter(replacements)), 1, _MOST_ARGUMENTS)
        register(STORE, self._ranges.keep, 2, 2)
        for name, replacement in replacements.items():
            register(name, self._watched(name, replacement.call), replacement.min_args, replacement.max_args)
        for name, function in self._functions.items():
            whole = called(name, function, self._ranges, self.gave_up)
            register(name, whole, 0, function.max_args)
            register(ONE_VALUE + name, lambda *args, _call=whole: first_of(_call(*args)), 0, function.max_args)

    def _watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, but it is remembered when it has no answer."""
        unanswered = self.unanswered

        def watched(*args: Any) -> Any:
            result = call(*args)
            if result.__class__ is dict:
                if result == GIVES_UP:
                    unanswered.add(name)
            elif result.__class__ is list and any(GIVES_UP in row for row in result):
                unanswered.add(name)
            return result

        return watched

    def _load_constants(self, sheet: Sheet) -> None:
        """Constants, and cached values where the formula is refused; cells that an array formula fills stay empty."""
        filled = {
            at
            for cell in sheet.formulas
            if cell.array is not None and (sheet.name, cell.row, cell.column) in self.translation.ready
            for at in cells_in(sheet.cells, cell.array)
        }
        at = {
            place: constant(cell)
            for place, cell in sheet.cells.items()
            if cell.value is not None
            and (cell.formula is None or (sheet.name, *place) in self.refused)
            and place not in filled
        }
        put_constants(self._work, sheet.name, at)

    def _load_formula(self, place: Place, ready: Ready) -> None:
        cell = ready.cell
        text = ready.text
        if cell.array is not None and not cell.dynamic:
            text = f"{_FIT}({text},{cell.array.rows},{cell.array.columns})"
        try:
            self._work.set_formula(*place, "=" + text)
        except _UNREADABLE as reason:
            self.refused[place] = f"the engine cannot read it ({_short(reason)})"
            if cell.value is not None:
                self._work.set_value(*place, constant(cell))


def _new_workbook(book: Book) -> Any:
    work = formualizer.Workbook(config=settings(book))
    work.set_temporal_egress("serial")
    for sheet in book.sheets:
        work.add_sheet(sheet.name)
    work.add_sheet(OWN_SHEET)
    return work


def _short(reason: BaseException) -> str:
    return str(reason).partition("[")[0].strip()[:120] or type(reason).__name__

"""A workbook as a person sees it: parsed, analysed and recalculated once, each when somebody first asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar, cast

from xlcost.budget import OverBudget
from xlcost.calculate.results import Recalculation
from xlcost.errors import XlcostError
from xlcost.formula.graph import Graph
from xlcost.formula.trees import gives_text
from xlcost.formula.unique import Formulas
from xlcost.functions import FUNCTIONS
from xlcost.outline.grid import Grid
from xlcost.outline.layout import Layout, Line, Sight, read_layout
from xlcost.outline.roles import COVER, REFERENCE, role_of
from xlcost.outline.series import Analysis, Series
from xlcost.outline.validated import by_cell
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import BLANK, BOOL, NUMBER, TEXT, Book, Cell, CellValue, Place, Sheet
from xlcost.workbook.styles import Style

#: Kinds of constants that formulas calculate with.
_AMOUNTS = frozenset({NUMBER, BOOL})

_Answer = TypeVar("_Answer")


class CannotApply(Exception):
    """Raised where this workbook cannot be looked at so; the text says why. A rule that raises it counts as skipped."""


@dataclass(frozen=True)
class Model:
    """One workbook under examination."""

    book: Book = field(repr=False)
    calculated: Recalculation | None = field(default=None, repr=False)  # where the workbook was recalculated already
    series: Series = field(default_factory=Series, repr=False)  # that of the workbooks checked before it

    @property
    def formulas(self) -> Formulas:
        """What its formulas say."""
        return self._analysis.formulas

    @property
    def graph(self) -> Graph:
        """Which cell depends on which."""
        return self._analysis.graph

    @cached_property
    def _analysis(self) -> Analysis:
        return self.series.analysis(self.book)

    @property
    def recalculation(self) -> Recalculation:
        """The fresh values.

        Raises:
            CannotApply: the engine cannot take this workbook; rules that need fresh values are then skipped.
        """
        outcome = self._recalculated
        if isinstance(outcome, str):
            raise CannotApply(f"the workbook could not be recalculated: {outcome}")
        return outcome

    @cached_property
    def _recalculated(self) -> Recalculation | str:
        if self.calculated is not None:
            return self.calculated
        try:
            return self.series.recalculate(self.book)
        except OverBudget:
            raise
        except XlcostError as reason:
            return str(reason)

    @cached_property
    def not_evaluated(self) -> Mapping[Place, str]:
        """The formula cells that keep their cached value, and why."""
        return {(cell.sheet, cell.row, cell.column): cell.reason for cell in self.recalculation.not_evaluated}

    @property
    def count_not_evaluated(self) -> int:
        """How many formula cells the engine could not calculate: all of them where it cannot take the workbook."""
        outcome = self._recalculated
        return len(self.formulas.at) if isinstance(outcome, str) else len(outcome.not_evaluated)

    @cached_property
    def unstable(self) -> frozenset[Place]:
        """The cells whose fresh value says nothing about the saved one: not evaluated, or dependent on the clock."""
        return frozenset({*self.not_evaluated, *self.recalculation.volatile})

    @cached_property
    def calls_our_functions(self) -> bool:
        """Whether any formula calls a function of xlcost."""
        return any(call.name in FUNCTIONS for unique in self.formulas.uniques for call in unique.formula.calls)

    def sheet(self, name: str) -> Sheet:
        """A sheet by its name, written as the workbook writes it."""
        return self._sheets[name]

    @cached_property
    def _sheets(self) -> Mapping[str, Sheet]:
        return {sheet.name: sheet for sheet in self.book.sheets}

    def cell(self, place: Place) -> Cell | None:
        """The cell at a place, if anything is there."""
        sheet, row, column = place
        return self.sheet(sheet).cells.get((row, column))

    def value(self, place: Place) -> CellValue:
        """The fresh value of a formula cell where there is one, else the saved value."""
        fresh = self._fresh
        if place in fresh:
            return fresh[place]
        cell = self.cell(place)
        return None if cell is None else cell.value

    def shows_text(self, place: Place) -> bool:
        """Whether a cell shows a text; the form of its formula tells where the value is not known."""
        return isinstance(self.value(place), str) or (
            self.is_unknown(place) and gives_text(self.formulas.at[place].tree)
        )

    def is_unknown(self, place: Place) -> bool:
        """Whether a formula could not be calculated and has no saved value."""
        return place in self.formulas.at and self.value(place) is None

    @cached_property
    def _fresh(self) -> Mapping[Place, CellValue]:
        outcome = self._recalculated
        return {} if isinstance(outcome, str) else outcome.values

    def style(self, cell: Cell) -> Style:
        """How a cell looks and whether it is locked."""
        return self.book.style(cell)

    def grid(self, sheet: str) -> Grid:
        """The cells of a sheet by rows and columns."""
        return self._grids[sheet]

    @cached_property
    def _grids(self) -> Mapping[str, Grid]:
        return {sheet.name: Grid(sheet) for sheet in self.book.sheets}

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """Sheet name -> what it is for; see roles.py."""
        return {sheet.name: role_of(sheet) for sheet in self.book.sheets}

    @cached_property
    def layouts(self) -> Mapping[str, Layout]:
        """Sheet name -> what stands where."""
        return {sheet.name: self._layout(sheet) for sheet in self.book.sheets if sheet.kind == "worksheet"}

    def _layout(self, sheet: Sheet) -> Layout:
        name, fresh, marked = sheet.name, self._fresh, self.looks_like_input  # not self, or it would hold itself
        typed_in = self.validated[name] | {at for at in self.graph.cells.get(name, ()) if self._chooses((name, *at))}
        return read_layout(
            self.grid(name),
            Sight(
                value=lambda cell: (
                    cell.value if cell.formula is None else fresh.get((name, cell.row, cell.column), cell.value)
                ),
                is_input=lambda cell: marked(cell) or (cell.row, cell.column) in typed_in,
            ),
        )

    def selects(self, place: Place) -> bool:
        """Whether a formula that shows no text reads a cell by itself: a scenario that MATCH or IF looks for."""
        sheet, row, column = place
        readers = self.graph.read_by.get((sheet, Area(row, column, row, column)), ())
        return any(not self.shows_text(reader) for reader in readers)

    def _chooses(self, place: Place) -> bool:
        """Whether a text is the answer to its label: it selects, with a text on its left and none on its right."""
        sheet, row, column = place
        own, left, right = (self.sheet(sheet).cells.get((row, column + by)) for by in (0, -1, 1))
        answers = own is not None and is_text(own) and left is not None and is_text(left)
        return answers and (right is None or not is_text(right)) and self.selects(place)

    def remembered(self, ask: Callable[[Model], _Answer]) -> _Answer:
        """What a function says of this workbook; each is asked once."""
        if ask not in self._answers:
            self._answers[ask] = ask(self)
        return cast("_Answer", self._answers[ask])

    @cached_property
    def _answers(self) -> dict[Callable[[Model], Any], Any]:
        return {}

    def line_at(self, place: Place) -> Line | None:
        """The line on which a cell stands, of the table that it belongs to where two are side by side."""
        sheet, row, column = place
        lines = self._lines_by_row[sheet].get(row, ()) if sheet in self.layouts else ()
        return next((line for line in lines if line.label_column <= column), lines[-1] if lines else None)

    @cached_property
    def _lines_by_row(self) -> Mapping[str, Mapping[int, Sequence[Line]]]:
        """Sheet name -> row -> its lines from right to left."""
        found: dict[str, dict[int, list[Line]]] = {}
        for name, layout in self.layouts.items():
            rows = found.setdefault(name, {line.row: [line] for line in layout.lines})
            for line in layout.beside:
                rows[line.row].insert(0, line)
        return found

    @cached_property
    def input_style(self) -> str | None:
        """How this workbook marks inputs: "Input" by the cell style, "blue" by a blue font; None where it does not."""
        cells = [cell for sheet in self.book.sheets for cell in sheet.cells.values()]
        if self._any_style({cell.style: cell for cell in cells if is_filled(cell)}, _is_named_input):
            return "Input"
        typed = {cell.style: cell for cell in cells if cell.formula is None and cell.kind in _AMOUNTS}
        return "blue" if self._any_style(typed, _is_written_blue) else None

    def _any_style(self, by_style: Mapping[int, Cell], test: Callable[[Style], bool]) -> bool:
        return any(test(self.style(cell)) for cell in by_style.values())

    @cached_property
    def looks_like_input(self) -> Callable[[Cell], bool]:
        """Whether a cell is marked as an input."""
        tests = {"Input": _is_named_input, "blue": _is_written_blue}
        test = tests.get(self.input_style or "")
        marks = [test is not None and test(style) for style in self.book.styles]
        return lambda cell: marks[cell.style] if cell.style < len(marks) else marks[0]  # as Book.style takes others

    @cached_property
    def inputs(self) -> tuple[Place, ...]:
        """Every constant that the model works with.

        Numbers and flags that a formula reads, and whatever is marked as an input; headers, time axes and line numbers
        are none.
        """
        return tuple(
            (sheet.name, *at)
            for sheet in self.book.sheets
            if sheet.kind == "worksheet"
            for at in self._inputs_on(sheet)
        )

    def _inputs_on(self, sheet: Sheet) -> Iterator[tuple[int, int]]:
        name = sheet.name
        on_axis = {at for axis in self.layouts[name].axes for at in axis.cells}
        legend = self.roles[name] in {COVER, REFERENCE}  # there a marked cell shows what the mark means
        for at, cell in sheet.cells.items():
            if cell.formula is not None or cell.kind == BLANK or at in on_axis or (name, *at) in self.spilled:
                continue
            marked = self.looks_like_input(cell) and not legend
            if marked or (cell.kind in _AMOUNTS and self.graph.is_read((name, *at))):
                yield at

    @cached_property
    def inputs_by_sheet(self) -> Mapping[str, Sequence[Place]]:
        """Sheet name -> its inputs, for the sheets that have some."""
        return {name: tuple(places) for name, places in groupby(self.inputs, key=itemgetter(0))}

    @cached_property
    def arrays(self) -> Mapping[Place, Area]:
        """The cells whose formula fills others too -> all that it fills."""
        return {
            (sheet.name, cell.row, cell.column): cell.array
            for sheet in self.book.sheets
            for cell in sheet.formulas
            if cell.array is not None and cell.array.size > 1
        }

    @cached_property
    def validated(self) -> Mapping[str, frozenset[tuple[int, int]]]:
        """Sheet name -> the cells in the file that a data validation covers."""
        return {sheet.name: frozenset(by_cell(sheet, sheet.validations)) for sheet in self.book.sheets}

    @cached_property
    def spilled(self) -> frozenset[Place]:
        """The cells that an array formula of another cell fills."""
        found: set[Place] = set()
        for place in self.arrays:
            found |= self.filled_by(place)
            found.discard(place)
        return frozenset(found)

    def filled_by(self, place: Place) -> set[Place]:
        """The cells in the file that the array formula at a place fills; none for another formula."""
        area = self.arrays.get(place)
        cells = () if area is None else self.grid(place[0]).inside(area)
        return {(place[0], cell.row, cell.column) for cell in cells}


def is_filled(cell: Cell) -> bool:
    """Whether anything stands in a cell; some have only a look."""
    return cell.kind != BLANK or cell.formula is not None


def _is_named_input(style: Style) -> bool:
    return style.named.lower().startswith("input")


def _is_written_blue(style: Style) -> bool:
    return is_blue(style.font_color)


def is_blue(colour: str | None) -> bool:
    """Whether a font colour is the modeller's blue for inputs: much more blue than red or green."""
    if colour is None or not all(digit in "0123456789abcdefABCDEF" for digit in colour) or len(colour) not in {6, 8}:
        return False
    red, green, blue = (int(colour[-6:][index : index + 2], 16) for index in (0, 2, 4))
    return blue >= 100 and blue > 1.5 * max(red, green)


def needs_xlcost(model: Model) -> str | None:
    """Skipped where the workbook calls no xlcost function."""
    return None if model.calls_our_functions else "it calls no xlcost function"


def is_text(cell: Cell) -> bool:
    """Whether a cell holds a text constant."""
    return cell.formula is None and cell.kind == TEXT

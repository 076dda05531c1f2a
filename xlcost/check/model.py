"""A workbook as the rules see it: parsed, analysed and recalculated once, each when a rule first asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from xlcost.check.registry import CannotApply
from xlcost.check.settings import Settings
from xlcost.errors import XlcostError
from xlcost.functions import FUNCTIONS
from xlcost.headless.analysis import Formulas, Place, read_formulas
from xlcost.headless.graph import Graph, read_graph
from xlcost.headless.recalc import Recalculation, recalculate
from xlcost.headless.records import Book, Cell, CellValue


@dataclass(frozen=True)
class Model:
    """One workbook under examination."""

    book: Book = field(repr=False)
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def formulas(self) -> Formulas:
        """What its formulas say."""
        return read_formulas(self.book)

    @cached_property
    def graph(self) -> Graph:
        """Which cell depends on which."""
        return read_graph(self.formulas)

    @cached_property
    def recalculation(self) -> Recalculation:
        """The fresh values.

        Raises:
            CannotApply: the engine cannot take this workbook; rules that need fresh values are then skipped.
        """
        try:
            return recalculate(self.book)
        except XlcostError as reason:
            raise CannotApply(f"the workbook could not be recalculated: {reason}") from None

    @cached_property
    def not_evaluated(self) -> dict[Place, str]:
        """The formula cells that keep their cached value, and why."""
        return {(cell.sheet, cell.row, cell.column): cell.reason for cell in self.recalculation.not_evaluated}

    @cached_property
    def unstable(self) -> set[Place]:
        """The cells whose fresh value says nothing about the saved one: not evaluated, or dependent on the clock."""
        return {*self.not_evaluated, *getattr(self.recalculation, "volatile", ())}

    @cached_property
    def calls_our_functions(self) -> bool:
        """Whether any formula calls a function of xlcost."""
        return any(call.name in FUNCTIONS for unique in self.formulas.uniques for call in unique.formula.calls())

    def cell(self, place: Place) -> Cell | None:
        """The cell at a place, if anything is there."""
        sheet, row, column = place
        return self.book.sheets_by_name[sheet.lower()].cells.get((row, column))

    def value(self, place: Place) -> CellValue:
        """The fresh value of a formula cell, the saved one of any other."""
        fresh = self.recalculation.values
        if place in fresh:
            return fresh[place]
        cell = self.cell(place)
        return None if cell is None else cell.value


def needs_xlcost(model: Model) -> str | None:
    """Rules about our functions, prices and checks make sense only where our functions are called."""
    return None if model.calls_our_functions else "it calls no xlcost function"

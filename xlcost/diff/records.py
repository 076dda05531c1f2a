"""What changed, as plain records that every report prints: a ``Difference`` and the kinds of change in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from xlcost.outline.captions import Spot
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import CellValue, Place

#: A cell's value as a person means it: a number that shows as a date is a date, an error value is its text.
Value = CellValue | date


class ValueChange(NamedTuple):
    """A typed cell that changed: an input where formulas read it, else a text or a number for people.

    ``old`` is None where it was added (the cell was blank), ``new`` where it was removed.
    """

    old: Spot | None
    new: Spot | None
    old_value: Value
    new_value: Value

    @property
    def spot(self) -> Spot:
        """Where it is: in the new workbook, unless it is only in the old one."""
        found = self.new or self.old
        assert found is not None  # noqa: S101 - a change is somewhere
        return found


#: changed: another formula; overwritten: a value was typed over it; calculated: a formula took a value's place.
FormulaKind = Literal["changed", "overwritten", "calculated", "added", "removed"]


class FormulaChange(NamedTuple):
    """One formula that changed in the same way wherever it runs; formulas have no equals sign."""

    kind: FormulaKind
    spot: Spot  # its first cell, in the new workbook unless it was removed
    areas: tuple[Area, ...]  # where it runs, on the sheet of ``spot``
    cells: int
    old: str | None  # in R1C1
    new: str | None
    old_a1: str | None  # as the first cell shows it
    new_a1: str | None
    old_value: Value  # of the first cell: what was calculated, or typed, there; None where that is not known
    new_value: Value


class LineChange(NamedTuple):
    """Rows or columns that were inserted, removed or moved; a stretch of them that lie together is one change."""

    kind: Literal["inserted", "removed", "moved"]
    axis: Literal["row", "column"]
    sheet: str
    first: int
    last: int
    moved_to: int | None  # where the first one went
    labels: tuple[str, ...]
    contents: tuple[tuple[str, str], ...]  # address and formula (with equals sign) or value
    formulas: int
    places: tuple[Place, ...]


class SheetChange(NamedTuple):
    """A sheet that came, went or has another name."""

    kind: Literal["added", "removed", "renamed"]
    name: str
    new_name: str | None  # of a renamed one
    formulas: int
    constants: int


class PriceField(NamedTuple):
    """One column of a price row that changed."""

    name: str
    old: Value
    new: Value
    old_place: Place | None
    new_place: Place | None


class PriceChange(NamedTuple):
    """A row of a price table that changed, came or went; prices are in the table's own unit."""

    kind: Literal["changed", "added", "removed"]
    provider: str
    model: str
    where: str
    unit: str
    fields: tuple[PriceField, ...]
    old_source: str  # where the prices came from and since when, in words
    new_source: str


class SettingChange(NamedTuple):
    """A defined name, a validation or a setting of the workbook that changed; empty where there was or is none."""

    subject: str
    old: str
    new: str


class Driver(NamedTuple):
    """A change that may have moved results, and the cells where it is seen."""

    kind: Literal["input", "text", "price", "formula", "name", "rows and columns", "sheet"]
    text: str
    old_places: tuple[Place, ...] = ()
    new_places: tuple[Place, ...] = ()
    #: Cells whose typed values are the whole change, in both workbooks; none where a change is more than values.
    typed: tuple[tuple[Place | None, Place | None], ...] = ()


class Effect(NamedTuple):
    """What drivers do to one result: the value that it has with these changes alone."""

    drivers: tuple[int, ...]  # positions in ``Difference.drivers``
    alone: Value


class ResultChange(NamedTuple):
    """A result that moved. ``cells`` counts the cells of its line that did, ``spot`` is the first of them."""

    spot: Spot
    old_value: Value
    new_value: Value
    cells: int
    important: bool  # named, or on a sheet of outputs
    drivers: tuple[int, ...]  # all that it depends on
    effects: tuple[Effect, ...]  # of those that could be measured alone; none where there is only one driver

    @property
    def change(self) -> float | None:
        """New less old, for numbers."""
        return _less(self.new_value, self.old_value)

    @property
    def together(self) -> float | None:
        """What the effects do not add up to: changes that act on each other."""
        parts = [_less(effect.alone, self.old_value) for effect in self.effects]
        if self.change is None or not parts or None in parts:
            return None
        return self.change - sum(part for part in parts if part is not None)


class ErrorChange(NamedTuple):
    """Cells that show an error value now and did not before."""

    sheet: str
    areas: tuple[Area, ...]
    error: str
    cells: int


class DecisionChange(NamedTuple):
    """The advice of two workbooks with a case of xlcost, answered from their inputs and prices, and why it flipped."""

    old: str
    new: str
    flipped: bool
    why: tuple[str, ...]
    cost: str = ""  # what is advised costs before and now, and the change that moves it most, where several were made


class Counts(NamedTuple):
    """How much was compared: formula cells of the new workbook, those that moved, those whose value is not known."""

    formulas: int = 0
    moved: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class Difference:
    """Everything that changed from the old workbook to the new one."""

    old: str  # the files
    new: str
    sheets: tuple[SheetChange, ...] = ()
    lines: tuple[LineChange, ...] = ()
    inputs: tuple[ValueChange, ...] = ()
    prices: tuple[PriceChange, ...] = ()
    formulas: tuple[FormulaChange, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    texts: tuple[ValueChange, ...] = ()
    results: tuple[ResultChange, ...] = ()
    new_errors: tuple[ErrorChange, ...] = ()
    drivers: tuple[Driver, ...] = field(default=(), repr=False)
    counts: Counts = field(default=Counts())
    decision: DecisionChange | None = None  # where both have a case
    not_compared: str = ""  # why results were not compared, where they were not

    @property
    def changed(self) -> bool:
        """Whether anything did."""
        return any(
            (self.sheets, self.lines, self.inputs, self.prices, self.formulas, self.settings, self.texts, self.results)
        )


def _less(one: Value, other: Value) -> float | None:
    if isinstance(one, float) and isinstance(other, float):
        return one - other
    return None

"""What a trace and a map say, as plain records that every report prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from xlcost.explain.calls import Explanation
from xlcost.outline.captions import Spot
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import CellValue, Place

#: A cell's value as a person means it: a number that shows as a date is a date, an error value is its text.
Value = CellValue | date

#: typed: a value in the file; formula; range: several cells; blank. And two short cuts. run: a cell that reads a
#: copy of its own formula, which reads another one and so on: the last of these. copy: in a range, a cell with the
#: formula of one before it: not followed.
StepKind = Literal["typed", "formula", "range", "blank", "run", "copy"]


class RangeFacts(NamedTuple):
    """A range in short: its size, what is in it, and the values it begins with."""

    rows: int
    columns: int
    filled: int
    numbers: int
    total: float | None  # of the numbers; None where most of what is in it is none
    formulas: int
    first: tuple[Value, ...]


@dataclass(frozen=True)
class Step:
    """One cell or range of a trace, with the cells it comes from.

    ``spot`` is the cell, of several cells the first. A cell that several formulas use is followed once: elsewhere it is
    ``repeated`` and has no steps below it.
    """

    kind: StepKind
    spot: Spot
    area: Area
    value: Value
    through: str | None = None  # the name or table by which the formula above calls it
    formula: str | None = None  # without the equals sign
    explanations: tuple[Explanation, ...] = ()
    facts: RangeFacts | None = None
    alike: int = 1  # cells that this one stands for, itself included
    repeated: bool = False
    not_followed: int = 0  # precedents left out: too deep, or too many
    note: str = ""  # why the value is the saved one, if so
    steps: tuple[Step, ...] = ()

    @property
    def name(self) -> str:
        """What the cell is called; of a range what its cells have in common."""
        if self.area.size == 1:
            return self.spot.name
        return self.spot.label if self.area.rows == 1 else self.spot.header if self.area.columns == 1 else ""


@dataclass(frozen=True)
class Trace:
    """Where the value of a cell comes from, down to the typed values."""

    path: str
    root: Step
    cells: int  # how many cells and ranges were followed


class Moved(NamedTuple):
    """Cells of one formula that depend on a cell; ``direct`` where they read it themselves."""

    spot: Spot  # the first of them
    areas: tuple[Area, ...]
    cells: int
    direct: bool
    value: Value  # of the first


@dataclass(frozen=True)
class Dependents:
    """What a cell moves."""

    path: str
    spot: Spot
    value: Value
    moved: tuple[Moved, ...]
    hidden: int  # formulas that may depend on it without naming it (INDIRECT, OFFSET)


class MappedSheet(NamedTuple):
    """A sheet: what it is for, and how much is on it."""

    name: str
    role: str  # see xlcost.outline.roles
    state: str  # visible, hidden, veryHidden
    used: Area
    formulas: int
    unique_formulas: int
    inputs: tuple[Area, ...]


class Flow(NamedTuple):
    """Formula cells of one sheet that read another; ``figures`` of them give numbers, the others texts or a status."""

    giver: str
    reader: str
    cells: int
    figures: int


class MappedFormula(NamedTuple):
    """A formula and the cells of one sheet in which it runs, copied or typed."""

    spot: Spot  # the first of them
    areas: tuple[Area, ...]
    cells: int
    a1: str  # as the first cell shows it, without the equals sign
    r1c1: str
    reads: tuple[str, ...]  # other sheets
    value: Value  # of the first


class Loose(NamedTuple):
    """Cells that are tied to nothing: inputs that no result needs, or results that need nothing typed."""

    spot: Spot  # the first of them
    area: Area
    cells: int
    value: Value  # of the first
    why: str


class Unreadable(NamedTuple):
    """A formula that is none, and why."""

    where: str
    formula: str
    why: str


@dataclass(frozen=True)
class Map:
    """A workbook as one sees it from above.

    ``hidden`` counts the formula cells that read cells which they do not name (INDIRECT, OFFSET): what is said of
    dependencies leaves those out. ``links`` are the other workbooks that formulas name. A circle is a path round it.
    """

    path: str
    sheets: tuple[MappedSheet, ...]
    flows: tuple[Flow, ...]
    formulas: tuple[MappedFormula, ...]  # sheet by sheet, row by row
    inputs_without_effect: tuple[Loose, ...]
    outputs_without_input: tuple[Loose, ...]
    circles: tuple[tuple[Place, ...], ...]
    links: tuple[str, ...]
    unreadable: tuple[Unreadable, ...]
    hidden: int
    not_calculated: int

    @property
    def inputs(self) -> int:
        """How many inputs there are."""
        return sum(area.size for sheet in self.sheets for area in sheet.inputs)

    @property
    def formula_cells(self) -> int:
        """How many formula cells there are."""
        return sum(sheet.formulas for sheet in self.sheets)

    @cached_property
    def formulas_on(self) -> Mapping[str, Sequence[MappedFormula]]:
        """Sheet name -> its formulas, for the sheets that have some."""
        found: defaultdict[str, list[MappedFormula]] = defaultdict(list)
        for formula in self.formulas:
            found[formula.spot.sheet].append(formula)
        return dict(found)

    @cached_property
    def flows_from(self) -> Mapping[str, Sequence[Flow]]:
        """Sheet name -> where others read it, for the sheets that are read."""
        found: defaultdict[str, list[Flow]] = defaultdict(list)
        for flow in self.flows:
            found[flow.giver].append(flow)
        return dict(found)

    @cached_property
    def flows_to(self) -> Mapping[str, Sequence[Flow]]:
        """Sheet name -> where it reads others, for the sheets that do."""
        found: defaultdict[str, list[Flow]] = defaultdict(list)
        for flow in self.flows:
            found[flow.reader].append(flow)
        return dict(found)

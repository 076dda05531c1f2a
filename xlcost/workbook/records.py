"""The parsed workbook: frozen records that recalculation, rules, comparison and maps all read and none changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple

from xlcost.budget import count
from xlcost.workbook.addresses import Area, address
from xlcost.workbook.holding import AreaIndex
from xlcost.workbook.package import Package
from xlcost.workbook.styles import Style

#: What a cell holds: blank None, number float, text str, TRUE/FALSE bool; an error value is its text, of kind "error".
CellValue = float | str | bool | None

#: A cell of the workbook: sheet name, row, column.
Place = tuple[str, int, int]

BLANK: Final = "blank"
NUMBER: Final = "number"
TEXT: Final = "text"
BOOL: Final = "bool"
ERROR: Final = "error"


class Cell(NamedTuple):
    """One cell as saved: the cached value, and the formula behind it if there is one."""

    row: int
    column: int
    value: CellValue
    kind: str  # BLANK, NUMBER, TEXT, BOOL or ERROR: tells an error from a text that reads like one
    formula: str | None  # without the equals sign, as Excel shows it; None for a constant
    array: Area | None  # the cells that an array formula or a spill fills
    dynamic: bool  # a dynamic array formula (it spills), against an old Ctrl+Shift+Enter one
    style: int  # index into Book.styles

    @property
    def address(self) -> str:
        """The address without the sheet."""
        return address(self.row, self.column)


class Name(NamedTuple):
    """A defined name; ``formula`` has no equals sign and ``scope`` is a sheet name, or None for the whole workbook."""

    name: str
    scope: str | None
    formula: str
    comment: str
    hidden: bool


class Column(NamedTuple):
    """A column of a table."""

    name: str
    calculated: str | None  # the formula that every row has
    total: str | None  # the formula or label of the totals row


@dataclass(frozen=True)
class Table:
    """An Excel table (list object)."""

    name: str
    sheet: str
    area: Area  # header and totals rows included
    header_rows: int
    total_rows: int
    columns: tuple[Column, ...]
    filtered: bool = False  # its filter hides rows

    @property
    def data(self) -> Area:
        """The rows between header and totals."""
        area = self.area
        return Area(area.top + self.header_rows, area.left, area.bottom - self.total_rows, area.right)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """A column's name in lower case, its line breaks as formulas write them -> its number from 0."""
        return {plain_column(column.name): number for number, column in enumerate(self.columns)}


def plain_column(name: str) -> str:
    """The name of a table's column as formulas compare it."""
    return name.replace("\r\n", "\n").lower()


class Validation(NamedTuple):
    """A data validation over some areas."""

    areas: tuple[Area, ...]
    kind: str  # none, whole, decimal, list, date, time, textLength, custom
    operator: str  # between, greaterThanOrEqual, ...
    formula1: str | None
    formula2: str | None
    allow_blank: bool
    title: str | None
    prompt: str | None
    error: str | None


class Link(NamedTuple):
    """A hyperlink of a cell area."""

    area: Area
    target: str


class ConditionalFormat(NamedTuple):
    """A conditional format over some areas."""

    areas: tuple[Area, ...]
    kind: str
    formulas: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet. Chart sheets and the like have no cells."""

    name: str
    index: int
    kind: str  # worksheet, chartsheet, dialogsheet, macrosheet
    state: str  # visible, hidden, veryHidden
    part: str
    cells: Mapping[tuple[int, int], Cell] = field(repr=False)
    copied: Mapping[tuple[int, int], str] = field(default_factory=dict, repr=False)  # what copies of shared formulas
    # say in R1C1: of each formula one text
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False  # a filter hides rows
    merged: tuple[Area, ...] = ()
    validations: tuple[Validation, ...] = ()
    conditional_formats: tuple[ConditionalFormat, ...] = ()
    links: tuple[Link, ...] = ()
    protected: bool = False
    frozen_at: tuple[int, int] | None = None  # first row and column that scroll
    headers_and_footers: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[str, ...] = ()  # their names
    charts: int = 0
    pictures: int = 0
    comments: int = 0

    @cached_property
    def used(self) -> Area:
        """The smallest area that holds every cell and array (A1 for an empty sheet)."""
        if not self.cells:
            return Area(1, 1, 1, 1)
        rows = {row for row, _ in self.cells}
        columns = {column for _, column in self.cells}
        for array in (cell.array for cell in self.formulas if cell.array is not None):
            rows |= {array.top, array.bottom}
            columns |= {array.left, array.right}
        return Area(min(rows), min(columns), max(rows), max(columns))

    @cached_property
    def formulas(self) -> tuple[Cell, ...]:
        """The cells with a formula, row by row."""
        return tuple(cell for cell in self.cells.values() if cell.formula is not None)


class Calculation(NamedTuple):
    """How Excel calculates the workbook."""

    mode: str = "auto"  # auto, autoNoTable, manual
    iterate: bool = False
    iterations: int = 100
    change: float = 0.001
    date1904: bool = False
    full_on_load: bool = False
    full_precision: bool = True  # False: with the decimals that are shown


@dataclass(frozen=True)
class Book:
    """A whole workbook; ``package`` is the file it came from."""

    package: Package = field(repr=False)
    sheets: tuple[Sheet, ...]
    names: tuple[Name, ...]
    tables: tuple[Table, ...]
    calculation: Calculation
    styles: tuple[Style, ...] = field(repr=False)
    external_links: tuple[str, ...]  # targets; formulas refer to them as [1], [2]...
    has_macros: bool
    properties: Mapping[str, str]  # title, creator, lastModifiedBy, created, modified, company...

    @cached_property
    def sheets_by_name(self) -> Mapping[str, Sheet]:
        """Lower-case sheet name -> sheet: Excel's sheet names know no case."""
        return {sheet.name.lower(): sheet for sheet in self.sheets}

    @cached_property
    def used(self) -> Mapping[str, Area]:
        """Sheet name -> its used area."""
        return {sheet.name: sheet.used for sheet in self.sheets}

    @cached_property
    def tables_by_name(self) -> Mapping[str, Table]:
        """Lower-case table name -> table."""
        return {table.name.lower(): table for table in self.tables}

    def table_at(self, place: Place) -> Table | None:
        """The table in which a cell lies."""
        sheet, row, column = place
        found = [self._tables_by_area[sheet, area] for area in self._table_areas.holding(sheet, row, column)]
        return min(found, key=self.tables.index) if len(found) > 1 else next(iter(found), None)

    @cached_property
    def _tables_by_area(self) -> Mapping[tuple[str, Area], Table]:
        return {(table.sheet, table.area): table for table in reversed(self.tables)}

    @cached_property
    def _table_areas(self) -> AreaIndex:
        return AreaIndex(self._tables_by_area)

    @cached_property
    def names_by_scope(self) -> Mapping[tuple[str | None, str], Name]:
        """(lower-case sheet name or None, lower-case name) -> name."""
        return {(name.scope and name.scope.lower(), name.name.lower()): name for name in self.names}

    def name(self, name: str, sheet: str | None = None) -> Name | None:
        """The name as a formula on ``sheet`` sees it: the sheet's own before the workbook's."""
        found = self.names_by_scope
        local = found.get((sheet.lower(), name.lower())) if sheet else None
        return local or found.get((None, name.lower()))

    def cell(self, place: Place) -> Cell | None:
        """What stands at a place, None where nothing does."""
        return self.sheets_by_name[place[0].lower()].cells.get(place[1:])

    def value(self, place: Place) -> CellValue:
        """The saved value at a place."""
        cell = self.cell(place)
        return None if cell is None else cell.value

    def filled(self, place: Place) -> Iterable[Place]:
        """A cell, and those that its array formula fills; the cell itself comes first."""
        cell = self.cell(place)
        if cell is None or cell.array is None:
            return (place,)
        count(cell.array.size)
        return chain((place,), ((place[0], *at) for at in cell.array.cells() if at != place[1:]))

    def style(self, cell: Cell) -> Style:
        """How a cell looks and whether it is locked."""
        return self.styles[cell.style] if cell.style < len(self.styles) else self.styles[0]

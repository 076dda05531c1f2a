"""What a person calls a cell: where it is, the label of its line, the header over it, its unit."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from xlcost.outline.model import Model
from xlcost.report.texts import typed
from xlcost.workbook.addresses import Area
from xlcost.workbook.places import shown
from xlcost.workbook.records import TEXT, CellValue, Place

#: A text further to the left than this many columns is no label.
_FAR: Final = 50
#: A longer text over a cell is a sentence about the sheet, not a header.
_LONGEST_HEADER: Final = 40


class Spot(NamedTuple):
    """A cell and what it is called; texts are those of the workbook, empty where it has none."""

    sheet: str
    row: int
    column: int
    label: str
    header: str
    unit: str
    number_format: str

    @property
    def place(self) -> Place:
        """The cell."""
        return self.sheet, self.row, self.column

    @property
    def where(self) -> str:
        """``Sheet!A1``."""
        return shown(self.place)

    @property
    def name(self) -> str:
        """Label and header: ``Requests, Base``."""
        return ", ".join(part for part in (self.label, self.header) if part)


def spot(model: Model, place: Place) -> Spot:
    """What a cell of a workbook is called."""
    sheet, row, column = place
    line = model.line_at(place)
    layout = model.layouts.get(sheet)
    cell = model.cell(place)
    at_label = line is not None and line.label_column == column
    label = _left_of(model, place) if line is None or at_label else line.label
    header = "" if layout is None or at_label else layout.headers(row, column)
    unit_cell = None if layout is None else model.cell((sheet, row, layout.unit_column or 0))
    has_unit = unit_cell is not None and unit_cell.formula is None and not at_label
    return Spot(
        sheet=sheet,
        row=row,
        column=column,
        label=label,
        header=header if header != label and len(header) <= _LONGEST_HEADER else "",
        unit=(line.unit or "") if line is not None and has_unit else "",
        number_format="General" if cell is None else model.style(cell).number_format,
    )


def content_of(model: Model, place: Place) -> CellValue | date:
    """The value of a cell as a person means it, dates as dates; fresh where the cell has a formula."""
    value = model.value(place)
    cell = model.cell(place)
    return value if cell is None else typed(value, model.style(cell), date1904=model.book.calculation.date1904)


def area_text(sheet: str, area: Area) -> str:
    """``Sheet!A1:B2``."""
    first = shown((sheet, area.top, area.left))
    return first if area.size == 1 else f"{first}:{str(area).partition(':')[2]}"


def _left_of(model: Model, place: Place) -> str:
    """On sheets and rows that have no lines: the text in the column of labels, else the nearest one to the left."""
    sheet, row, column = place
    layout = model.layouts.get(sheet)
    labels = 0 if layout is None else layout.label_column or 0
    nearest = range(column - 1, max(column - _FAR, 0), -1)
    columns = [labels, *nearest] if 0 < labels < column else nearest
    return next(filter(None, (_label(model, sheet, row, at) for at in columns)), "")


def _label(model: Model, sheet: str, row: int, column: int) -> str:
    """The typed text in a cell."""
    cell = model.sheet(sheet).cells.get((row, column))
    return str(cell.value).strip() if cell is not None and cell.formula is None and cell.kind == TEXT else ""

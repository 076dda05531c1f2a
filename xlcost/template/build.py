"""Builds the workbook: declares the sheets, places and draws them, calculates every value and seals the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple
from zipfile import ZIP_STORED

from openpyxl import Workbook

from xlcost import __version__
from xlcost.decision.booked import named_in_full
from xlcost.decision.case import Case
from xlcost.template import charts, seal
from xlcost.template.calculation import as_read, calculated
from xlcost.template.declare import declare
from xlcost.template.highlights import highlight
from xlcost.template.pages import Page, Painted, as_records, new_page
from xlcost.template.placing import place
from xlcost.template.references import Place
from xlcost.template.render import Painter
from xlcost.template.styles import TAB_COLOURS
from xlcost.workbook.records import CellValue

#: Tables that have a defined name.
_TABLE_NAMES: Final = {"prices": "price_table"}
#: Excel recalculates a file on opening when this is older than its own: then the last values would be gone.
_CALCULATION_ENGINE: Final = 191029
#: Thousandths of the window's width that the tabs may take: there are many.
_TAB_RATIO: Final = 850
#: An empty cell of the sheet of settings: nobody wants it on paper.
_NOT_PRINTED: Final = "D1"
_SETTINGS_SHEET: Final = "xlwings.conf"
#: What classic xlwings reads on starting: the module that holds the functions, and to leave the workbook's folder off
#: Python's path, since that fails on OneDrive and lets a stray xlcost.py there take our place.
_XLWINGS_SETTINGS: Final = {"UDF MODULES": "xlcost.udfs", "ADD_WORKBOOK_TO_PYTHONPATH": "false"}


class Built(NamedTuple):
    """A workbook: the bytes of its .xlsx file, and the checks of Audit that fail in it, with what they found."""

    data: bytes
    failed: tuple[str, ...]


def build(case: Case) -> bytes:
    """The workbook of a case as the bytes of an .xlsx file; the same case gives the same bytes."""
    return build_and_check(case).data


def build_and_check(case: Case) -> Built:
    """The workbook of a case, and which of its checks fail."""
    case = named_in_full(case)
    sheets = declare(case)
    places, placed = place(sheets, _TABLE_NAMES)
    book = Workbook()
    painter = Painter(book, places)
    footer = f"xlcost {__version__}; master check: row 3 of every sheet"
    pages = {sheet.name: painter.sheet(sheet, placed[sheet.name], footer) for sheet in sheets}
    painter.names()
    pages[_SETTINGS_SHEET] = _settings(book)
    del book[book.sheetnames[0]]
    cells = as_records(book, pages)
    highlight(book, sheets, places)
    drawn = charts.draw(book, places, int(case.values["horizon_months"][0]), str(case.values["currency"][0]))
    book.views[0].tabRatio = _TAB_RATIO
    book.properties.title = f"xlcost: {case.title}"
    book.properties.creator = book.properties.lastModifiedBy = "xlcost"
    book.properties.description = case.description
    book.calculation.calcId = _CALCULATION_ENGINE
    book.calculation.fullCalcOnLoad = False
    parts = seal.frame_parts(book, pages, drawn)
    values = calculated(as_read(book, pages, cells), seal.zipped(parts, ZIP_STORED))
    data = seal.sealed(parts, pages, cells, values)
    return Built(data, tuple(_failed(places["checks"], pages["Audit"], values["Audit"])))


def _failed(checks: Place, page: Page, values: Mapping[tuple[int, int], CellValue]) -> Iterator[str]:
    """The checks of Audit that do not pass."""
    label, found, limit, passed = (
        checks.columns[checks.parts.index(key)] for key in ("what", "found", "limit", "passed")
    )
    for row in range(checks.row + 1, checks.row + checks.rows + 1):
        if values[row, passed] != 1:
            what, most = _shown(values[row, found]), _shown(values[row, limit])
            yield f"{page.cells[row, label].content}: found {what}, at most {most}"


def _shown(value: CellValue) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _settings(book: Workbook) -> Page:
    """The sheet that classic xlwings reads from cell A1 on: no title, no status line."""
    page = new_page(book, _SETTINGS_SHEET)
    for row, setting in enumerate(_XLWINGS_SETTINGS.items(), 1):
        page.cells[row, 1], page.cells[row, 2] = map(Painted, setting)
    dimensions = page.sheet.column_dimensions
    dimensions["A"].width, dimensions["B"].width = 36, 24
    page.sheet.sheet_properties.tabColor = TAB_COLOURS["settings"]
    page.sheet.print_area = _NOT_PRINTED
    return page

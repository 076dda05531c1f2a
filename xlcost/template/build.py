"""Builds the workbook: declares the sheets, places and draws them, calculates every value and seals the package."""

from __future__ import annotations

from typing import Final

from openpyxl import Workbook

from xlcost import __version__
from xlcost.template import charts, seal
from xlcost.template.calculation import Calculation, as_read
from xlcost.template.case import Case
from xlcost.template.highlights import highlight
from xlcost.template.pages import Page, Painted, as_records, new_page
from xlcost.template.placing import place
from xlcost.template.records import Sheet, Table
from xlcost.template.render import Painter
from xlcost.template.sheets import (
    audit,
    cases,
    cover,
    dashboard,
    decision,
    finetuning,
    functions,
    inputs,
    models,
    prices,
    prompting,
    sensitivity,
    timeline,
)
from xlcost.template.styles import TAB_COLOURS

#: Tables that have a defined name.
_TABLE_NAMES: Final = {"prices": "price_table"}
#: Excel recalculates a file on opening when this is older than its own: then the last values would be gone.
_CALCULATION_ENGINE: Final = 191029
#: Thousandths of the window's width that the tabs may take: there are many.
_TAB_RATIO: Final = 850
_SETTINGS_SHEET: Final = "xlwings.conf"
#: What classic xlwings reads on starting: the module that holds the functions, and to leave the workbook's folder off
#: Python's path, since that fails on OneDrive and lets a stray xlcost.py there take our place.
_XLWINGS_SETTINGS: Final = {"UDF MODULES": "xlcost.udfs", "ADD_WORKBOOK_TO_PYTHONPATH": "false"}


def build(case: Case) -> bytes:
    """The workbook of a case as the bytes of an .xlsx file; the same case gives the same bytes."""
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
    calculation = Calculation(as_read(book, pages, cells))
    highlight(book, sheets, places)
    drawn = charts.draw(book, places)
    book.views[0].tabRatio = _TAB_RATIO
    book.properties.title = f"xlcost: {case.title}"
    book.properties.creator = book.properties.lastModifiedBy = "xlcost"
    book.properties.description = case.description
    book.calculation.calcId = _CALCULATION_ENGINE
    book.calculation.fullCalcOnLoad = False
    return seal.sealed(book, pages, cells, case, drawn, calculation)


def declare(case: Case) -> list[Sheet]:
    """The sheets in the order of their tabs."""
    priced = prices.sheet(case)
    calculated = [
        inputs.sheet(case),
        priced,
        prompting.sheet(),
        finetuning.sheet(),
        timeline.sheet(),
        decision.sheet(),
        cases.sheet(),
        sensitivity.sheet(),
        models.sheet(_rows(priced)),
        dashboard.sheet(),
    ]
    explained = functions.sheet()
    audited = audit.sheet([*calculated, explained])
    others = [*calculated, audited, explained]
    return [cover.sheet(case, others), *others]


def _settings(book: Workbook) -> Page:
    """The sheet that classic xlwings reads from cell A1 on: no title, no status line."""
    page = new_page(book, _SETTINGS_SHEET)
    for row, setting in enumerate(_XLWINGS_SETTINGS.items(), 1):
        page.cells[row, 1], page.cells[row, 2] = map(Painted, setting)
    dimensions = page.sheet.column_dimensions
    dimensions["A"].width, dimensions["B"].width = 36, 24
    page.sheet.sheet_properties.tabColor = TAB_COLOURS["settings"]
    return page


def _rows(sheet: Sheet) -> int:
    return next(block.rows for block in sheet.blocks if isinstance(block, Table))

"""Builds the workbook: declares the sheets, places and draws them, calculates every value and seals the package."""

from __future__ import annotations

from openpyxl import Workbook

from xlcost import __version__
from xlcost.template import seal
from xlcost.template.case import Case
from xlcost.template.placing import place
from xlcost.template.records import Sheet
from xlcost.template.render import Painter
from xlcost.template.sheets import audit, decision, finetuning, inputs, prices, prompting

#: Tables that have a defined name.
_TABLE_NAMES = {"prices": "price_table"}
#: Excel recalculates a file on opening when this is older than its own: then the last values would be gone.
_CALCULATION_ENGINE = 191029


def build(case: Case) -> bytes:
    """The workbook of a case as the bytes of an .xlsx file; the same case gives the same bytes."""
    sheets = declare(case)
    places, placed = place(sheets, _TABLE_NAMES)
    book = Workbook()
    painter = Painter(book, places)
    for sheet in sheets:
        painter.sheet(sheet, placed[sheet.name], f"xlcost {__version__}")
    painter.names()
    settings = book.create_sheet("xlwings.conf")
    settings.append(["UDF MODULES", "xlcost.udfs"])
    del book[book.sheetnames[0]]
    book.calculation.calcId = _CALCULATION_ENGINE
    book.calculation.fullCalcOnLoad = False
    return seal.sealed(book, case)


def declare(case: Case) -> list[Sheet]:
    """The sheets in the order of their tabs."""
    calculated = [inputs.sheet(case), prices.sheet(case), prompting.sheet(), finetuning.sheet(), decision.sheet()]
    return [*calculated, audit.sheet(calculated)]

"""A model as large as those of companies: 50,000 formulas, most of them copies along time, the units added up.

Each unit has its sheet of months, with a typed actual half-year and a year's total after every twelve months; `Group`
adds the sheets up, `Inputs` has what changes. Saved as openpyxl saves it, with no value in it.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter as letters
from openpyxl.worksheet.worksheet import Worksheet

UNITS = 27
YEARS = 10
_MONTHS = 12
_FIRST = 3
_ACTUALS = 6
_DRIVERS = (("Growth, share per month", 0.004), ("Gross margin, share", 0.58), ("Opex, share of sales", 0.31))
_LINES = (
    ("Sales, USD", "={0}4*(1+Inputs!$B{row})"),
    ("Cost of sales, USD", "=-{1}4*(1-Inputs!$C{row})"),
    ("Gross profit, USD", "=SUM({1}4:{1}5)"),
    ("Operating costs, USD", "=-{1}4*Inputs!$D{row}"),
    ("EBITDA, USD", "={1}6+{1}7"),
    ("Depreciation, USD", "=-{0}17/Inputs!$B$34"),
    ("EBIT, USD", "={1}8+{1}9"),
    ("Tax, USD", "=-MAX(0,{1}10)*Inputs!$B$35"),
    ("Receivables, USD", "={1}4*Inputs!$B$36/30"),
    ("Payables, USD", "=-{1}5*Inputs!$B$37/30"),
    ("Capital spending, USD", "=-{1}4*Inputs!$B$38"),
    ("Free cash flow, USD", "={1}8+{1}11+{1}14-({1}12-{0}12)+({1}13-{0}13)"),
    ("Cash, cumulative, USD", "={0}16+{1}15"),
)
_FIXED_ASSETS = ("Fixed assets, USD", "={0}17-{1}14+{1}9")
_STOCKS = frozenset({12, 13, 16, 17})


def make(path: Path, units: int = UNITS, years: int = YEARS) -> int:
    """Writes the model and gives the number of its formulas."""
    book = openpyxl.Workbook()
    inputs = book.active
    assert inputs is not None
    inputs.title = "Inputs"
    inputs.append(["Unit", *(label for label, _ in _DRIVERS)])
    for number in range(1, units + 1):
        inputs.append([f"Unit {number}", *(value * (1 + number / 100) for _, value in _DRIVERS)])
    common = ("Life of assets, months", 96), ("Tax, share", 0.25), ("Days of receivables", 38), ("Days of payables", 29)
    for row, (label, value) in enumerate((*common, ("Capital spending, share of sales", 0.05)), 34):
        inputs.cell(row, 1, label)
        inputs.cell(row, 2, value)
    for number in range(1, units + 1):
        _unit(book.create_sheet(f"Unit {number}"), number + 1, years)
    _group(book.create_sheet("Group"), units, years)
    book.save(path)
    return sum(cell.data_type == "f" for sheet in book for line in sheet.iter_rows() for cell in line)


def _headers(sheet: Worksheet, years: int) -> list[tuple[int, bool]]:
    """The columns of months, and of years (True) after every twelve of them."""
    columns: list[tuple[int, bool]] = []
    for year in range(years):
        for month in range(1, _MONTHS + 2):
            at = _FIRST + len(columns)
            columns.append((at, month > _MONTHS))
            sheet.cell(3, at, f"FY{2026 + year}" if month > _MONTHS else f"{2026 + year}-{month:02}")
    return columns


def _unit(sheet: Worksheet, row: int, years: int) -> None:
    sheet["A1"] = sheet.title
    columns = _headers(sheet, years)
    for line, (label, formula) in enumerate((*_LINES, _FIXED_ASSETS), 4):
        sheet.cell(line, 1, label)
        sheet.cell(line, 2, {4: 90_000 + 1_000 * row, 12: 100_000, 13: 60_000, 16: 0, 17: 800_000}.get(line))
        before = _FIRST - 1
        for at, is_year in columns:
            if is_year:
                start, end = letters(at - _MONTHS), letters(at - 1)
                sheet.cell(line, at, f"={end}{line}" if line in _STOCKS else f"=SUM({start}{line}:{end}{line})")
                continue
            typed = line == 4 and at < _FIRST + _ACTUALS
            text = formula.format(letters(before), letters(at), row=row)
            sheet.cell(line, at, 90_000 + 1_000 * row + 370 * at if typed else text)
            before = at


def _group(sheet: Worksheet, units: int, years: int) -> None:
    sheet["A1"] = "Group"
    columns = _headers(sheet, years)
    for line, (label, _) in enumerate((*_LINES, _FIXED_ASSETS), 4):
        sheet.cell(line, 1, label)
        for at, _ in columns:
            sheet.cell(line, at, f"=SUM('Unit 1:Unit {units}'!{letters(at)}{line})")
    sheet["A19"] = "EBITDA, share of sales"
    for at, _ in columns:
        sheet.cell(19, at, f"={letters(at)}8/{letters(at)}4")

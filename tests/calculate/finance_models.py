"""Small models of the kinds that finance people have, and their saved values.

The values are LibreOffice's, which stands in for Excel: it is asked for functions only for which its help and Excel's
say the same. They are put into the file as Excel saves them, with Excel's name in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter as letters

from xlcost.calculate.engines.libreoffice import convert
from xlcost.workbook.package import package_bytes
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import CellValue, Place
from xlcost.workbook.writer import patched_sheet

APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>"
)


Values = dict[Place, CellValue]


class Change(NamedTuple):
    """An input, and another value for it."""

    cell: str
    value: float


class Made(NamedTuple):
    """A model as saved, and as LibreOffice has it with its input changed."""

    path: Path
    change: Change
    changed: Values


def three_statements() -> tuple[openpyxl.Workbook, Change]:
    """Profit and loss, balance sheet and cash flow over five years; interest on the average debt closes a circle."""
    book = openpyxl.Workbook()
    book.calculation.iterate = True
    book.calculation.iterateCount = 100
    book.calculation.iterateDelta = 1e-9
    inputs = book.active
    inputs.title = "Inputs"
    for row, (label, value) in enumerate(
        [
            ("Growth", 0.08),
            ("Margin", 0.35),
            ("Rate", 0.06),
            ("Tax", 0.25),
            ("Revenue", 1000),
            ("Debt", 900),
            ("Capex", 90),
        ],
        1,
    ):
        inputs.cell(row, 1, label)
        inputs.cell(row, 2, value)
    sheet = book.create_sheet("Model")
    labels = [
        "Year",
        "Revenue",
        "EBITDA",
        "Depreciation",
        "Interest",
        "Tax",
        "Profit",
        "Opening",
        "Repayment",
        "Closing",
        "Cash",
        "Assets",
        "Equity",
        "Check",
    ]
    for row, label in enumerate(labels, 1):
        sheet.cell(row, 1, label)
    sheet["B2"], sheet["B10"], sheet["B12"], sheet["B13"] = "=Inputs!B5", "=Inputs!B6", 1500, "=B12-B10"
    for at in range(3, 8):
        here, before = letters(at), letters(at - 1)
        formulas = {
            2: f"={before}2*(1+Inputs!$B$1)",
            3: f"={here}2*Inputs!$B$2",
            4: f"={before}12*0.1",
            5: f"=AVERAGE({here}8,{here}10)*Inputs!$B$3",
            6: f"=MAX(0,{here}3-{here}4-{here}5)*Inputs!$B$4",
            7: f"={here}3-{here}4-{here}5-{here}6",
            8: f"={before}10",
            9: f"=MIN({here}8,MAX(0,{here}11))",
            10: f"={here}8-{here}9",
            11: f"={here}7+{here}4-Inputs!$B$7",
            12: f"={before}12+Inputs!$B$7-{here}4",
            13: f"={before}13+{here}7",
            14: f"=ROUND({here}12-{here}10-{here}13-({here}11-{here}9)-SUM($B14:{before}14),6)",
        }
        sheet.cell(1, at, 2024 + at)
        for row, formula in formulas.items():
            sheet.cell(row, at, formula)
    sheet["B14"] = 0
    return book, Change("Inputs!B1", 0.12)


def three_statements_by_hand(growth: float) -> Values:
    """The circle of each year solved: interest is the rate on the mean of the debt before and after it is repaid."""
    margin, rate, tax, capex = 0.35, 0.06, 0.25, 90.0
    revenue, debt, assets, equity = 1000.0, 900.0, 1500.0, 600.0
    found: Values = {("Model", 2, 2): revenue, ("Model", 10, 2): debt, ("Model", 13, 2): equity}
    checks = 0.0
    for at in range(3, 8):
        revenue *= 1 + growth
        earned, worn = revenue * margin, assets * 0.1
        interest = debt * rate
        for _ in range(500):
            taxed = max(0.0, earned - worn - interest) * tax
            profit = earned - worn - interest - taxed
            cash = profit + worn - capex
            repaid = min(debt, max(0.0, cash))
            interest = (debt + debt - repaid) / 2 * rate
        assets, equity = assets + capex - worn, equity + profit
        values = [revenue, earned, worn, interest, taxed, profit, debt, repaid, debt - repaid, cash, assets, equity]
        found |= {("Model", row, at): value for row, value in enumerate(values, 2)}
        debt -= repaid
        check = round(assets - debt - equity - (cash - repaid) - checks, 6)
        found["Model", 14, at] = check
        checks += check
    return found


def buyout() -> tuple[openpyxl.Workbook, Change]:
    """A leveraged buyout: balances by OFFSET of their own row, a cash sweep, returns by IRR and XIRR, a price by goal."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Debt"
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "Multiple", 7, "EBITDA", 100
    sheet["A3"], sheet["B3"], sheet["A4"], sheet["B4"] = "Leverage", 4.5, "Rate", 0.07
    for row, label in enumerate(["Period", "Flow", "Closing", "Average", "Interest", "Sum of three"], 6):
        sheet.cell(row, 1, label)
    sheet["B8"] = "=B2*B3"
    for at in range(3, 9):
        here = letters(at)
        sheet.cell(6, at, at - 2)
        sheet.cell(7, at, f"=$B$2*(1.05^{here}6)*0.5")
        sheet.cell(8, at, f"=MAX(0,OFFSET({here}8,0,-1)*(1+$B$4)-{here}7)")
        sheet.cell(9, at, f"=({here}8+OFFSET({here}8,0,-1))/2")
        sheet.cell(10, at, f"=OFFSET({here}9,-1,-1)*$B$4")
        if at > 4:
            sheet.cell(11, at, f"=SUM(OFFSET({here}7,0,-2,1,3))")
    sheet["B13"] = "=-(B1-B3)*B2"
    for at in range(3, 8):
        sheet.cell(13, at, 0)
    sheet["H13"] = "=B1*B2*1.05^6-H8"
    for at in range(2, 9):
        sheet.cell(14, at, datetime.date(2024 + at, 12, 31))
    sheet["A15"], sheet["B15"], sheet["B16"] = "IRR", "=IRR(B13:H13,0.2)", "=XIRR(B13:H13,B14:H14,0.2)"
    sheet["B17"] = "=H13/-B13"
    sheet["B18"] = '=IF(B15>0.2,"above","below")&" the hurdle: "&TEXT(B15,"0.0%")'
    return book, Change("Debt!B2", 110)


def rolling_forecast() -> tuple[openpyxl.Workbook, Change]:
    """Actuals to a month that is chosen, forecast after it; windows of three months; look-ups by date and name."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Forecast"
    sheet["A1"], sheet["B1"] = "Closed", 4
    sheet["A2"], sheet["B2"] = "Growth", 0.02
    for at in range(3, 15):
        here, before = letters(at), letters(at - 1)
        sheet.cell(4, at, datetime.date(2025, 1, 31) if at == 3 else f"=EOMONTH({before}4,1)")
        sheet.cell(5, at, 100 + 3 * at if at < 9 else None)
        sheet.cell(6, at, f"=IF(COLUMN()-2<=$B$1,{here}5,{before}6*(1+$B$2))" if at > 3 else "=C5")
        sheet.cell(7, at, f"=SUM(OFFSET({here}6,0,-2,1,3))" if at > 4 else None)
        sheet.cell(8, at, f'=TEXT({here}4,"mmm yy")')
    sheet["A10"], sheet["B10"] = "Half year", '=SUMIFS(C6:N6,C4:N4,">="&DATE(2025,1,1),C4:N4,"<="&DATE(2025,6,30))'
    sheet["B11"] = '=INDEX(C6:N6,MATCH("Sep 25",C8:N8,0))'
    sheet["B12"] = "=HLOOKUP(DATE(2025,8,15),C4:N6,3,TRUE)"
    sheet["B13"] = "=AVERAGE(INDEX(C6:N6,1):INDEX(C6:N6,B1))"
    sheet["B14"] = "=SUMPRODUCT((MONTH(C4:N4)>6)*C6:N6)"
    return book, Change("Forecast!B2", 0.05)


def budget() -> tuple[openpyxl.Workbook, Change]:
    """Departments over sheets that are added through, with subtotals, allocations and rounding."""
    book = openpyxl.Workbook()
    book.active.title = "Total"
    for number, name in enumerate(["Sales", "Research", "Office"], 1):
        sheet = book.create_sheet(name)
        for row in range(2, 8):
            sheet.cell(row, 1, f"Item {row}")
            sheet.cell(row, 2, number * 100 + row)
            sheet.cell(row, 3, f"=ROUND(B{row}*Total!$B$1,2)")
        sheet["C8"], sheet["C9"] = "=SUBTOTAL(9,C2:C7)", "=SUBTOTAL(9,C2:C8)/COUNTA(A2:A7)"
    total = book["Total"]
    total["A1"], total["B1"] = "Inflation", 1.03
    total["B3"], total["B4"] = "=SUM(Sales:Office!C8)", "=Sales!C8+Research!C8+Office!C8-B3"
    total["B5"] = '=IFERROR(VLOOKUP("Item 5",Research!A2:C7,3,FALSE),0)'
    total["B6"] = "=PMT(B1-1,10,-B3)"
    total["B7"] = "=NPV(0.1,Sales!C2:C7)"
    return book, Change("Total!B1", 1.1)


def monte_carlo() -> tuple[openpyxl.Workbook, Change]:
    """Draws of demand, and what follows from them; beside them a part that chance does not touch."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Draws"
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "Mean", 100, "Spread", 15
    for row in range(4, 54):
        sheet.cell(row, 1, "=RAND()")
        sheet.cell(row, 2, f"=NORMINV(A{row},$B$1,$B$2)")
        sheet.cell(row, 3, f"=MAX(0,B{row}-$B$1)*2")
    sheet["E1"], sheet["E2"], sheet["E3"] = "=AVERAGE(C4:C53)", "=PERCENTILE(C4:C53,0.9)", "=B1*2-B2"
    sheet["E4"] = "=IF(E3>0,SQRT(E3),0)"
    return book, Change("Draws!B1", 200)


MODELS: dict[str, Callable[[], tuple[openpyxl.Workbook, Change]]] = {
    "three statements": three_statements,
    "buyout": buyout,
    "rolling forecast": rolling_forecast,
    "budget": budget,
    "monte carlo": monte_carlo,
}


def made(folder: Path) -> dict[str, Made]:
    """Every model, as Excel would have saved it, and with its input changed."""
    plain: list[Path] = []
    changes: dict[str, Change] = {}
    for name, build in MODELS.items():
        for kind in ("saved", "changed"):
            book, change = build()
            if kind == "changed":
                sheet, _, cell = change.cell.partition("!")
                book[sheet][cell] = change.value
            plain.append(folder / f"{name} {kind}.xlsx")
            book.save(plain[-1])
            changes[name] = change
    results = folder / "calculated"
    results.mkdir()
    calculated = convert(plain, results, "xlsx")
    found = dict(zip([path.stem for path in plain], calculated, strict=True))
    return {
        name: Made(
            as_excel_saves(folder / f"{name} saved.xlsx", _values(found[f"{name} saved"], name, 0.08)),
            changes[name],
            _values(found[f"{name} changed"], name, changes[name].value),
        )
        for name in MODELS
    }


def _values(calculated: Path, name: str, growth: float) -> Values:
    """LibreOffice's values; not where it stops before a circle has settled."""
    book = open_book(calculated)
    found: Values = {(sheet.name, *at): cell.value for sheet in book.sheets for at, cell in sheet.cells.items()}
    return found | (three_statements_by_hand(growth) if name == "three statements" else {})


def as_excel_saves(path: Path, values: Values) -> Path:
    """The workbook with the values in it, and Excel's name; not to be calculated when it is opened."""
    book = open_book(path)
    workbook = book.package.parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    parts: dict[str, bytes] = {"docProps/app.xml": APP.encode(), "xl/workbook.xml": workbook}
    for sheet in book.sheets:
        saved = {(cell.row, cell.column): values[sheet.name, cell.row, cell.column] for cell in sheet.formulas}
        parts[sheet.part] = patched_sheet(book.package.parts[sheet.part], saved)
    target = path.with_name(path.name.replace(" saved", ""))
    target.write_bytes(package_bytes(book.package, parts))
    return target

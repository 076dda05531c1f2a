"""Models of somebody who keeps cash and books: thirteen weeks, a triangle of claims, a trial balance, a margin bridge."""

from __future__ import annotations

from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter as letters

from fresh_models.laying import BLUE, BOLD, Page


def weeks() -> Workbook:
    """Thirteen weeks of cash: actuals for three, receipts by due week, month totals beside the weeks."""
    book = Workbook()
    page = Page(book, "13 weeks")
    page.put("A1", "Week ending", date(2025, 10, 10))
    for at in range(3, 15):
        page.put(f"{letters(at)}1", f"={letters(at - 1)}1+7", form="dd mmm")
    page.put("A2", "", "Actual", "Actual", "Actual", *["Forecast"] * 10)
    page.put("P1", "Oct", "Nov", "Dec", "Total")
    lines = {
        4: ("Customers - collected", (212, 188, 240, 205, 190, 220, 230, 215, 205, 240, 250, 130, 90)),
        5: ("Customers - overdue", (14, 0, 22, 15, 15, 10, 10, 10, 5, 5, 5, 0, 0)),
        6: ("Tax refund", (0, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0, 0)),
        9: ("Suppliers", (-96, -101, -88, None)), 10: ("Payroll", (0, 0, -171, 0, 0, 0, -171, 0, 0, 0, -176, 0, 0)),
        11: ("Social security", (-62, 0, 0, 0, -64, 0, 0, 0, -64, 0, 0, 0, 0)), 12: ("Rent", (-24, 0, 0, 0, -24, 0, 0, 0, -24, 0, 0, 0, -24)),
        13: ("VAT", (0, -45, 0, 0, 0, -51, 0, 0, 0, 0, -48, 0, 0)), 14: ("Capex", (0, 0, -12, 0, 0, 0, 0, -60, 0, 0, 0, 0, 0)),
    }  # fmt: skip
    for row, (label, values) in lines.items():
        page.put(f"A{row}", label)
        page.put(f"B{row}", *(value for value in values if value is not None))
    page.across(9, "E:N", "=-AVERAGE($B$4:$D$4)*0.45")
    page.put("A7", "Receipts")
    page.across(7, "B:N", "=SUM({c}4:{c}6)")
    page.put("A15", "Payments")
    page.across(15, "B:N", "=SUM({c}9:{c}14)")
    page.put("A17", "Opening cash", 418)
    page.across(17, "C:N", "={p}19")
    page.put("A18", "Net flow")
    page.across(18, "B:N", "={c}7+{c}15")
    page.put("A19", "Closing cash")
    page.across(19, "B:N", "={c}17+{c}18")
    page.put("A20", "Facility", *[250] * 6, *[300] * 7)
    page.put("A21", "Headroom")
    page.across(21, "B:N", "={c}19+{c}20")
    for row in (*range(4, 8), *range(9, 16), 18):
        page.put(
            f"P{row}", f"=SUM(B{row}:E{row})", f"=SUM(F{row}:I{row})", f"=SUM(J{row}:N{row})", f"=SUM(P{row}:R{row})"
        )
    page.put("P17", "=B17", "=F17", "=J17", "=B17")
    page.put("P19", "=E19", "=I19", "=N19", "=N19")
    page.put("A23", "Lowest headroom", "=MIN(B21:N21)", "in week ending", "=INDEX(B1:N1,MATCH(B23,B21:N21,0))")
    page.sheet["D23"].number_format = "dd mmm"
    return book


def triangle() -> Workbook:
    """Claims paid by year of accident and of development, chain-ladder factors, a tail by judgement, reserves."""
    book = Workbook()
    page = Page(book, "Triangle")
    page.put("A1", "Paid claims, cumulative")
    page.put("A2", "Accident year", *range(1, 8))
    paid = [
        (1_020, 1_660, 2_010, 2_190, 2_260, 2_300, 2_315),
        (1_105, 1_790, 2_150, 2_330, 2_420, 2_455),
        (980, 1_640, 2_005, 2_180, 2_245),
        (1_230, 1_985, 2_390, 2_610),
        (1_310, 2_140, 2_590),
        (1_270, 2_060),
        (1_405,),
    ]
    for row, values in enumerate(paid, 3):
        page.put(f"A{row}", 2016 + row, *values)
    page.put("A11", "Factors")
    for row in range(12, 18):
        page.put(f"A{row}", f"=A{row - 9}")
        for at in range(2, 2 + 18 - row):
            page.put(f"{letters(at)}{row}", f"={letters(at + 1)}{row - 9}/{letters(at)}{row - 9}", form="0.000")
    page.put("A18", "Volume weighted")
    for at in range(2, 8):
        last = 10 - at + 1
        page.put(
            f"{letters(at)}18",
            f"=SUM({letters(at + 1)}3:{letters(at + 1)}{last})/SUM({letters(at)}3:{letters(at)}{last})",
            form="0.000",
        )
    page.put("A19", "Selected")
    page.across(19, "B:F", "={c}18", "0.000")
    page.put("G19", "=G18", 1.004, form="0.000")
    page.put("I19", "tail by judgement")
    page.put("A20", "To ultimate")
    page.put("H20", "=H19", form="0.000")
    page.across(20, "B:G", "={c}19*{n}20", "0.000")
    page.put("K2", "Accident year", "Paid", "Ultimate", "Reserve", "Premium", "Loss ratio")
    premium = (3_300, 3_450, 3_400, 3_900, 4_100, 4_150, 4_400)
    for index, row in enumerate(range(3, 10)):
        newest = letters(8 - index)
        page.put(
            f"K{row}",
            f"=A{row}",
            f"={newest}{row}",
            f"=L{row}*{newest}$20",
            f"=M{row}-L{row}",
            premium[index],
            f"=M{row}/O{row}",
        )
    page.put("K10", "Total", "=SUM(L3:L9)", "=SUM(M3:M9)", "=SUM(N3:N9)", "=SUM(O3:O9)", "=M10/O10")
    return book


def trial_balance() -> Workbook:
    """A trial balance with adjustments, mapped to lines of a balance sheet and of a profit and loss account."""
    book = Workbook()
    page = Page(book, "TB")
    page.put(
        "A1", "Account", "Name", "Map", "Debit", "Credit", "Balance", "Adjustment", "Adjusted", "Prior year", "Change"
    )
    accounts = [(1000, "Cash", "Cash", 4_210, 0), (1100, "Receivables", "Receivables", 18_300, 0), (1190, "Allowance", "Receivables", 0, 640),
                (1200, "Stock", "Stock", 9_870, 0), (1500, "Machines", "Fixed assets", 31_000, 0), (1590, "Depreciation machines", "Fixed assets", 0, 12_400),
                (2000, "Payables", "Payables", 0, 11_050), (2100, "Accruals", "Payables", 0, 1_900), (2500, "Loan", "Loan", 0, 15_000), (3000, "Capital", "Equity", 0, 10_000),
                (3100, "Retained earnings", "Equity", 0, 7_120), (4000, "Sales", "Sales", 0, 88_400), (4900, "Rebates", "Sales", 1_250, 0), (5000, "Material", "Material", 41_300, 0),
                (6000, "Wages", "Personnel", 29_200, 0), (6100, "Social cost", "Personnel", 6_080, 0), (6500, "Rent", "Other costs", 4_800, 0), (7000, "Interest", "Interest", 500, 0)]  # fmt: skip
    for row, (number, name, kind, debit, credit) in enumerate(accounts, 2):
        page.put(f"A{row}", number, name, kind, debit, credit, f"=D{row}-E{row}")
        page.put(f"H{row}", f"=F{row}+G{row}", round((debit - credit) * 0.93, 0), f"=H{row}-I{row}")
    for row, value in ((7, -3_100), (9, -420), (16, 420)):
        page.put(f"G{row}", value)
        page.sheet[f"G{row}"].font = BLUE
    page.put(
        "B20", "Depreciation of the year", "Depreciation", None, None, "=D20-E20", 3_100, "=F20+G20", 2_900, "=H20-I20"
    )
    page.put("A20", 6900)
    page.put("B21", "Total", None)
    page.across(21, "D:J", "=SUM({c}2:{c}20)")
    page.put("B22", "Debit less credit", None, None, "=D21-E21")
    page = Page(book, "Statements")
    page.put("A1", "", "Year", "Prior year", "Change", "%")
    lines = [("Sales", -1), ("Material", -1), ("Gross profit", None), ("Personnel", -1), ("Other costs", -1), ("Depreciation", -1), ("Operating result", None), ("Interest", -1), ("Result", None), ("", None),
             ("Fixed assets", 1), ("Stock", 1), ("Receivables", 1), ("Cash", 1), ("Total assets", None), ("Payables", -1), ("Loan", -1), ("Equity", -1), ("Result of the year", None), ("Total liabilities", None), ("Difference", None)]  # fmt: skip
    sums = {"Gross profit": "=SUM({c}2:{c}3)", "Operating result": "=SUM({c}4:{c}7)", "Result": "={c}8+{c}9", "Total assets": "=SUM({c}12:{c}15)",
            "Result of the year": "={c}10", "Total liabilities": "=SUM({c}17:{c}20)", "Difference": "=ROUND({c}16-{c}21,0)"}  # fmt: skip
    for row, (label, sign) in enumerate(lines, 2):
        if not label:
            continue
        page.put(f"A{row}", label)
        for column, source in (("B", "H"), ("C", "I")):
            if sign:
                page.put(
                    f"{column}{row}",
                    f"={'-' if sign < 0 else ''}SUMIF(TB!$C$2:$C$20,$A{row},TB!${source}$2:${source}$20)",
                )
            else:
                page.put(f"{column}{row}", sums[label].format(c=column))
        page.put(f"D{row}", f"=B{row}-C{row}", f"=IF(C{row}=0,0,D{row}/ABS(C{row}))")
        if sign is None:
            page.sheet[f"A{row}"].font = BOLD
    return book


def bridge() -> Workbook:
    """Price, volume and mix between two years by product, and what explains the change of profit."""
    book = Workbook()
    page = Page(book, "Bridge")
    page.put(
        "A2",
        "Product",
        "Units 24",
        "Units 25",
        "Price 24",
        "Price 25",
        "Cost 24",
        "Cost 25",
        "Sales 24",
        "Sales 25",
        "Volume",
        "Mix",
        "Price",
        "Cost",
        "Margin 24",
        "Margin 25",
        "Check",
    )
    goods = [
        ("Basic", 12_000, 12_900, 8.0, 8.2, 5.1, 5.2),
        ("Plus", 7_400, 6_900, 12.5, 13.1, 7.2, 7.5),
        ("Pro", 2_100, 2_600, 24.0, 24.0, 12.9, 13.0),
        ("Service", 900, 950, 40.0, 43.0, 22.0, 23.5),
        ("New line", 0, 410, 0, 18.0, 0, 11.2),
    ]
    for row, values in enumerate(goods, 3):
        page.put(f"A{row}", *values, f"=B{row}*D{row}", f"=C{row}*E{row}")
        page.put(
            f"J{row}",
            f"=B{row}*($C$8/$B$8-1)*(D{row}-F{row})",
            f"=(C{row}-B{row}*$C$8/$B$8)*(D{row}-F{row})",
            f"=C{row}*(E{row}-D{row})",
            f"=-C{row}*(G{row}-F{row})",
        )
        page.put(
            f"N{row}",
            f"=B{row}*(D{row}-F{row})",
            f"=C{row}*(E{row}-G{row})",
            f"=ROUND(O{row}-N{row}-SUM(J{row}:M{row}),2)",
        )
    page.put("A8", "Total", "=SUM(B3:B7)", "=SUM(C3:C7)", "=H8/B8", "=I8/C8", "=(H8-N8)/B8", "=(I8-O8)/C8")
    page.across(8, "H:P", "=SUM({c}3:{c}7)")
    page.put("A11", "Margin 2024", "=N8")
    page.put("A12", "Volume", "=J8")
    page.put("A13", "Mix", "=K8")
    page.put("A14", "Price", "=L8")
    page.put("A15", "Cost", "=M8")
    page.put("A16", "Margin 2025", "=SUM(B11:B15)")
    page.put("A17", "Check", "=ROUND(B16-O8,2)")
    return book

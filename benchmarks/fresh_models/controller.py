"""Workbooks as a controller keeps them: quarters with years, budget against actual, lists with subtotals."""

from __future__ import annotations

from datetime import date

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from fresh_models.laying import BOLD, YELLOW, Page


def departments() -> Workbook:
    """Costs of departments: budget, actual, variance by month for a quarter, and the year's outlook."""
    book = Workbook()
    page = Page(book, "Report")
    page.put("A1", "Cost centre report, Q3")
    for at, month in ((3, "July"), (7, "August"), (11, "September"), (15, "Q3")):
        cell = page.sheet.cell(2, at, month)
        cell.font = BOLD
        for step, head in enumerate(("Budget", "Actual", "Var", "Var %")):
            page.sheet.cell(3, at + step, head)
    page.put("A3", "Account", "Owner")
    groups = (
        ("Personnel", ((5001, "Salaries", "HR", 210, 214), (5002, "Bonus", "HR", 20, 20), (5003, "Training", "HR", 6, 2.5))),
        ("Premises", ((5101, "Rent", "CFO", 44, 44), (5102, "Energy", "CFO", 9, 11.2), (5103, "Cleaning", "CFO", 3, 3.1))),
        ("IT", ((5201, "Licences", "CIO", 31, 30.2), (5202, "Cloud", "CIO", 18, 24.9), (5203, "Hardware", "CIO", 5, 0),
                (5204, "Consultants", "CIO", 12, 15.5))),
    )  # fmt: skip
    row = 4
    totals = []
    for group, accounts in groups:
        start = row
        for number, name, owner, budget, actual in accounts:
            page.put(f"A{row}", f"{number} {name}", owner)
            for step, column in enumerate(("C", "G", "K")):
                page.put(f"{column}{row}", budget)
                beside = chr(ord(column) + 1)
                page.put(f"{beside}{row}", round(actual * (1 + 0.03 * step), 1))
            page.put(f"O{row}", f"=C{row}+G{row}+K{row}", f"=D{row}+H{row}+L{row}")
            row += 1
        page.put(f"A{row}", f"Total {group}")
        for column in "CDGHKLOP":
            page.put(f"{column}{row}", f"=SUM({column}{start}:{column}{row - 1})")
        page.sheet[f"A{row}"].font = BOLD
        totals.append(row)
        row += 1
    page.put(f"A{row}", "Total costs")
    for column in "CDGHKLOP":
        page.put(f"{column}{row}", "=" + "+".join(f"{column}{at}" for at in totals))
    for at in range(4, row + 1):
        for budget, actual, by, share in (
            ("C", "D", "E", "F"),
            ("G", "H", "I", "J"),
            ("K", "L", "M", "N"),
            ("O", "P", "Q", "R"),
        ):
            page.put(f"{by}{at}", f"={budget}{at}-{actual}{at}")
            page.put(f"{share}{at}", f"=IF({budget}{at}=0,0,{by}{at}/{budget}{at})", form="0%")
    page.put("T3", "FY budget", "YTD actual", "Outlook", "Comment")
    for at in range(4, row):
        if at not in totals:
            page.put(f"T{at}", f"=C{at}*12", f"=P{at}*3", f"=U{at}+O{at}")
    for at in totals:
        start = 4 if at == totals[0] else totals[totals.index(at) - 1] + 1
        for column in "TUV":
            page.put(f"{column}{at}", f"=SUM({column}{start}:{column}{at - 1})")
    for column in "TUV":
        page.put(f"{column}{row}", "=" + "+".join(f"{column}{at}" for at in totals))
    page.put("W11", "price increase from July")
    page.put("W14", "migration, see board paper")
    return book


def plan_and_year() -> Workbook:
    """A budget by quarters with the year beside the last quarter, last year on the left, growth on the right."""
    book = Workbook()
    page = Page(book, "Budget 2026")
    page.put("A1", "Budget 2026", None, "kEUR")
    page.put("A3", "", "FY 2025", "Q1 2026", "Q2 2026", "Q3 2026", "Q4 2026", "FY 2026", "Change", "Change %")
    lines = [
        ("Product sales", 8_240, "={share}*$B{r}*(1+$L$3)"),
        ("Service sales", 3_310, "={share}*$B{r}*(1+$L$4)"),
        ("Licence income", 640, 165),
        ("Total sales", None, "=SUM({c}4:{c}6)"),
        ("Material", -3_905, "={c}4*$L$5"),
        ("Personnel", -4_120, "=$B{r}/4*(1+$L$6)"),
        ("Depreciation", -480, -123),
        ("Other costs", -1_730, "=$B{r}/4"),
        ("Total costs", None, "=SUM({c}8:{c}11)"),
        ("Operating result", None, "={c}7+{c}12"),
        ("Margin", None, "={c}13/{c}7"),
    ]
    shares = {"C": 0.22, "D": 0.25, "E": 0.23, "F": 0.30}
    page.put("A17", "Season", None, *shares.values(), "=SUM(C17:F17)")
    for row, (label, before, said) in enumerate(lines, 4):
        page.put(f"A{row}", label)
        if before is None:
            page.put(f"B{row}", str(said).format(c="B", r=row))
        else:
            page.put(f"B{row}", before)
        for column in shares:
            value = said.format(c=column, r=row, share=f"{column}$17") if isinstance(said, str) else said
            page.put(f"{column}{row}", value)
        page.put(f"G{row}", "=G13/G7" if label == "Margin" else f"=SUM(C{row}:F{row})")
        page.put(f"H{row}", f"=G{row}-B{row}", f"=IF(B{row}=0,0,H{row}/ABS(B{row}))")
    page.sheet["I14"].value = None
    page.put("E11", "=$B11/4-60")  # a fair in the third quarter, on purpose and said beside it
    page.put("J11", "trade fair in Q3: 60")
    page.put("D9", "=$B9/4*(1+$L$6)")
    page.rows(
        "K2",
        [
            ("Growth",),
            ("Products", 0.05),
            ("Services", 0.09),
            ("Material, % of products", -0.48),
            ("Wage round", 0.034),
        ],
    )
    page.put("A19", "Headcount", 61, 62, 63, 63, 64, "=AVERAGE(C19:F19)", "=G19-B19", "=H19/B19")
    page.put("A20", "Sales per head")
    for column in "BCDEFG":
        page.put(f"{column}20", f"={column}7/{column}19")
    return book


def stock() -> Workbook:
    """A stock list by warehouse with subtotals, slow movers written down, and a count beside the book."""
    book = Workbook()
    page = Page(book, "Stock list")
    page.put("A1", "Stock at 31.12.2025")
    page.put(
        "A3",
        "Item",
        "Description",
        "Qty",
        "Unit cost",
        "Value",
        "Months since sale",
        "Write-down %",
        "Write-down",
        "Net value",
        "Counted",
        "Difference",
    )
    items = {
        "Warehouse North": (
            ("N-100", "Bearing 6204", 412, 3.15, 1, 412), ("N-101", "Bearing 6205", 288, 3.6, 2, 286),
            ("N-140", "Seal kit", 75, 14.9, 8, 75), ("N-155", "Motor 0.75 kW", 22, 141.0, 3, 22),
            ("N-160", "Motor 1.1 kW", 9, 178.5, 14, 9), ("N-171", "Coupling", 130, 8.4, 26, 128),
        ),
        "Warehouse South": (
            ("S-200", "Belt A38", 940, 2.05, 1, 940), ("S-201", "Belt A42", 610, 2.2, 1, 612),
            ("S-230", "Pulley 120", 84, 19.9, 7, 84), ("S-231", "Pulley 160", 61, 26.3, 13, 61),
        ),
        "Consignment": (("C-001", "Gearbox, customer owned", 4, 0, 5, 4), ("C-002", "Gearbox, spare", 2, 880.0, 30, 2)),
    }  # fmt: skip
    row = 4
    totals = []
    for place, rows in items.items():
        page.put(f"A{row}", place)
        page.sheet[f"A{row}"].font = BOLD
        row += 1
        start = row
        for code, name, quantity, cost, months, counted in rows:
            page.put(f"A{row}", code, name, quantity, cost, f"=C{row}*D{row}", months)
            page.put(
                f"G{row}",
                f"=VLOOKUP(F{row},Rules!$A$4:$B$8,2,TRUE)",
                f"=-E{row}*G{row}",
                f"=E{row}+H{row}",
                counted,
                f"=J{row}-C{row}",
            )
            row += 1
        if place == "Consignment":
            page.sheet[f"G{row - 2}"].value = 0
            page.sheet[f"G{row - 2}"].fill = YELLOW
        page.put(f"A{row}", f"Subtotal {place}")
        for column in "EHI":
            page.put(f"{column}{row}", f"=SUBTOTAL(9,{column}{start}:{column}{row - 1})")
        totals.append(row)
        row += 2
    page.put(f"A{row}", "Total")
    for column in "EHI":
        page.put(f"{column}{row}", f"=SUBTOTAL(9,{column}5:{column}{row - 2})")
    page.put(f"A{row + 1}", "General ledger", None, None, None, 12_395.2)
    page.put(f"A{row + 2}", "Difference to ledger", None, None, None, f"=E{row}-E{row + 1}")
    rules = Page(book, "Rules")
    rules.rows(
        "A1",
        [
            ("Write-down by months since the last sale",),
            (),
            ("from month", "share"),
            (0, 0),
            (6, 0.1),
            (12, 0.25),
            (18, 0.5),
            (24, 0.8),
        ],
    )
    return book


def receivables() -> Workbook:
    """A list of open invoices with ageing buckets, an exchange rate look-up and totals by customer."""
    book = Workbook()
    page = Page(book, "Open items")
    page.put("A1", "Open items at", date(2025, 11, 30))
    page.put(
        "A3",
        "Invoice",
        "Customer",
        "Date",
        "Terms",
        "Due",
        "Curr",
        "Amount",
        "Rate",
        "Amount EUR",
        "Days late",
        "Not due",
        "1-30",
        "31-60",
        "61-90",
        "> 90",
    )
    rows = [
        (90112, "Aster AG", date(2025, 7, 2), 30, "EUR", 4_120.50), (90145, "Aster AG", date(2025, 9, 19), 30, "EUR", 980.00),
        (90151, "Bramble Ltd", date(2025, 9, 30), 45, "GBP", 7_700.00), (90160, "Clover Inc", date(2025, 10, 4), 60, "USD", 15_300.00),
        (90161, "Clover Inc", date(2025, 10, 4), 60, "USD", -1_200.00), (90170, "Dahlia BV", date(2025, 10, 21), 14, "EUR", 310.25),
        (90182, "Bramble Ltd", date(2025, 11, 3), 45, "GBP", 2_450.00), (90188, "Erica SpA", date(2025, 11, 12), 30, "EUR", 8_899.90),
        (90190, "Aster AG", date(2025, 11, 20), 30, "EUR", 1_505.00),
    ]  # fmt: skip
    for row, (number, customer, day, terms, currency, amount) in enumerate(rows, 4):
        page.put(f"A{row}", number, customer, day, terms, f"=C{row}+D{row}", currency, amount)
        page.put(
            f"H{row}", f"=VLOOKUP(F{row},FX!$A$3:$B$6,2,FALSE)", f"=ROUND(G{row}/H{row},2)", f"=MAX(0,$B$1-E{row})"
        )
        page.put(f"K{row}", f"=IF($J{row}=0,$I{row},0)", f"=IF(AND($J{row}>0,$J{row}<=30),$I{row},0)",
                 f"=IF(AND($J{row}>30,$J{row}<=60),$I{row},0)", f"=IF(AND($J{row}>60,$J{row}<=90),$I{row},0)",
                 f"=IF($J{row}>90,$I{row},0)")  # fmt: skip
        for column in "CE":
            page.sheet[f"{column}{row}"].number_format = "dd.mm.yyyy"
    page.put("A13", "Total")
    page.across(13, "I:I", "=SUM({c}4:{c}12)")
    page.across(13, "K:O", "=SUM({c}4:{c}12)")
    page.put("A14", "Share")
    page.across(14, "K:O", "={c}13/$I$13", "0%")
    page.put("A15", "Allowance %", *[None] * 9, 0, 0.02, 0.1, 0.3, 0.75)
    page.put("A16", "Allowance")
    page.across(16, "K:O", "=ROUND({c}13*{c}15,2)")
    page.put("I16", "=SUM(K16:O16)")
    page.put("A17", "Check", *[None] * 7, "=ROUND(I13-SUM(K13:O13),2)")
    page.put("A20", "By customer", "EUR", "overdue")
    for row, name in enumerate(("Aster AG", "Bramble Ltd", "Clover Inc", "Dahlia BV", "Erica SpA"), 21):
        page.put(
            f"A{row}",
            name,
            f"=SUMIF($B$4:$B$12,A{row},$I$4:$I$12)",
            f'=SUMIFS($I$4:$I$12,$B$4:$B$12,A{row},$J$4:$J$12,">0")',
        )
    page.put("A26", "Total", "=SUM(B21:B25)", "=SUM(C21:C25)")
    rates = Page(book, "FX")
    rates.rows(
        "A1",
        [
            ("Units per EUR", "30.11.2025"),
            ("Currency", "Rate"),
            ("EUR", 1),
            ("USD", 1.1572),
            ("GBP", 0.8764),
            ("CHF", 0.9331),
        ],
    )
    return book


def translation() -> Workbook:
    """Subsidiaries in their currencies, translated at average and closing rates and consolidated."""
    book = Workbook()
    rates = Page(book, "Rates")
    rates.rows(
        "A1",
        [
            ("EUR per unit", "EUR", "USD", "GBP", "PLN"),
            ("Average 2025", 1, 0.8862, 1.1683, 0.2359),
            ("Closing 2025", 1, 0.8641, 1.1410, 0.2364),
            ("Opening 2025", 1, 0.9626, 1.2060, 0.2339),
        ],
    )
    page = Page(book, "Consolidation")
    page.put(
        "A1",
        "kLC / kEUR",
        "Parent",
        "US Inc",
        "UK Ltd",
        "PL Sp",
        None,
        "Parent",
        "US Inc",
        "UK Ltd",
        "PL Sp",
        "Sum",
        "Elimination",
        "Group",
    )
    page.put("A2", "Currency", "EUR", "USD", "GBP", "PLN", None, "EUR", "EUR", "EUR", "EUR", "EUR", "EUR", "EUR")
    page.put("A3", "Average rate")
    page.put("A4", "Closing rate")
    for source, target in zip("BCDE", "GHIJ", strict=True):
        page.put(f"{target}3", f"=HLOOKUP({source}$2,Rates!$B$1:$E$4,2,FALSE)")
        page.put(f"{target}4", f"=HLOOKUP({source}$2,Rates!$B$1:$E$4,3,FALSE)")
    lines = [
        (6, "Revenue", (5200, 3100, 1900, 8400), 3, -640), (7, "Cost of sales", (-2900, -1850, -1120, -5600), 3, 640),
        (8, "Other costs", (-1500, -900, -560, -1900), 3, 0), (9, "Result", None, None, None),
        (11, "Fixed assets", (2100, 640, 320, 2800), 4, 0), (12, "Investments", (1450, 0, 0, 0), 4, -1450),
        (13, "Receivables", (900, 610, 300, 1500), 4, -85), (14, "Cash", (420, 150, 95, 310), 4, 0),
        (15, "Total assets", None, None, None), (17, "Payables", (1020, 480, 260, 1330), 4, -85), (18, "Loans", (1500, 300, 0, 900), 4, 0),
        (19, "Equity", (2350, 620, 455, 2380), 4, None), (20, "Total", None, None, None),
    ]  # fmt: skip
    sums = {9: "=SUM({c}6:{c}8)", 15: "=SUM({c}11:{c}14)", 20: "=SUM({c}17:{c}19)"}
    for row, label, local, rate, elimination in lines:
        page.put(f"A{row}", label)
        for index, (source, target) in enumerate(zip("BCDE", "GHIJ", strict=True)):
            if local is None:
                page.put(f"{source}{row}", sums[row].format(c=source))
                page.put(f"{target}{row}", sums[row].format(c=target))
            else:
                page.put(f"{source}{row}", local[index])
                page.put(f"{target}{row}", f"={source}{row}*{target}${rate}")
        page.put(f"K{row}", f"=SUM(G{row}:J{row})")
        if row in sums:
            page.put(f"L{row}", sums[row].format(c="L"))
        elif row == 19:
            page.put("L19", "=L12")
            page.sheet["L19"].fill = PatternFill("solid", fgColor="FFE2EFDA")
        else:
            page.put(f"L{row}", elimination)
        page.put(f"M{row}", f"=K{row}+L{row}")
    page.put("A21", "Check")
    for column in "BCDEGHIJKM":
        page.put(f"{column}21", f"=ROUND({column}15-{column}20,0)")
    return book

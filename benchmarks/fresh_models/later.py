"""Models written after the rules were mended by the others, and read once: by landlords, treasurers, actuaries, buyers."""

from __future__ import annotations

from datetime import date, timedelta

from openpyxl import Workbook
from openpyxl.utils import get_column_letter as letters

from fresh_models.laying import BLUE, BOLD, Page


def rental() -> Workbook:
    """A block of flats over ten years: rent, vacancy, a new roof in year 4, a loan with interest only at first, a sale."""
    book = Workbook()
    page = Page(book, "Inputs")
    rows = [("Purchase price", 3_500_000), ("Closing costs", 0.06), ("Equity share", 0.3), ("Loan rate", 0.052), ("Loan years", 20),
            ("Interest-only years", 2), ("Rent per month, year 1", 25_000), ("Rent growth", 0.02), ("Vacancy", 0.05), ("Opex, % of rent", 0.28),
            ("Reserve per year", 18_000), ("Sale cap rate", 0.065), ("Selling costs", 0.03)]  # fmt: skip
    page.rows("A3", rows, blue=True)
    page = Page(book, "Cash flow")
    page.put("A1", "Year", *range(11))
    page.put("A2", "Gross rent")
    page.put("C2", "=Inputs!B9*12")
    page.across(2, "D:L", "={p}2*(1+Inputs!$B$10)")
    page.put("A3", "Vacancy")
    page.across(3, "C:L", "=-{c}2*Inputs!$B$11")
    page.put("A4", "Other income", None, 4_800, 4_800, 4_800, 5_400, 5_400, 5_400, 5_400, 6_000, 6_000, 6_000)
    page.put("A5", "Effective income")
    page.across(5, "C:L", "=SUM({c}2:{c}4)")
    page.put("A6", "Operating costs")
    page.across(6, "C:L", "=-{c}5*Inputs!$B$12")
    page.put("A7", "Reserve")
    page.across(7, "C:L", "=-Inputs!$B$13")
    page.put("A8", "Net operating income")
    page.across(8, "C:L", "=SUM({c}5:{c}7)")
    page.put("A9", "Roof", None, None, None, None, -120_000)
    page.put("A10", "Interest")
    page.across(10, "C:L", "=-{p}12*Inputs!$B$6")
    page.put("A11", "Principal")
    page.across(11, "C:L", "=IF({c}$1<=Inputs!$B$8,0,-PMT(Inputs!$B$6,Inputs!$B$7-Inputs!$B$8,$B$12)+{c}10)")
    page.put("A12", "Loan balance", "=Inputs!B3*(1-Inputs!B5)")
    page.across(12, "C:L", "={p}12-{c}11")
    page.put("A13", "Purchase", "=-Inputs!B3*(1+Inputs!B4)")
    page.put("A14", "Loan drawn", "=B12")
    page.put("A15", "Sale")
    page.put("L15", "=L8/Inputs!B14*(1-Inputs!B15)")
    page.put("A16", "Loan repaid")
    page.put("L16", "=-L12")
    page.put("A17", "Cash flow to equity")
    page.across(17, "B:L", "={c}8+{c}9+{c}10-{c}11+{c}13+{c}14+{c}15+{c}16")
    page.put("A18", "Cash on cash")
    page.across(18, "C:K", "={c}17/-$B$17", "0.0%")
    page.put("A19", "Debt cover")
    page.across(19, "C:L", "={c}8/({c}11-{c}10)", "0.00")
    page.put("A21", "IRR", "=IRR(B17:L17)", form="0.0%")
    page.put("A22", "Multiple", "=SUM(C17:L17)/-B17")
    return book


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


def grant() -> Workbook:
    """A research grant: partners by cost kind, person-months by work package, a flat rate, a ceiling for one partner."""
    book = Workbook()
    effort = Page(book, "Effort")
    effort.put("A1", "Work package", "Uni A", "Uni B", "SME C", "Hospital D", "Total")
    work = [
        ("WP1 Management", 12, 2, 1, 1),
        ("WP2 Methods", 30, 18, 6, 4),
        ("WP3 Pilot", 10, 14, 20, 18),
        ("WP4 Study", 4, 8, 10, 36),
        ("WP5 Dissemination", 6, 6, 3, 3),
    ]
    for row, values in enumerate(work, 2):
        effort.put(f"A{row}", *values, f"=SUM(B{row}:E{row})")
    effort.put("A7", "Total")
    effort.across(7, "B:F", "=SUM({c}2:{c}6)")
    budget = Page(book, "Budget")
    budget.put("A1", "EUR", "Uni A", "Uni B", "SME C", "Hospital D", "Total")
    budget.put("A2", "Person-months")
    budget.across(2, "B:E", "=Effort!{c}7")
    budget.put("A3", "Rate per month", 6_100, 5_450, 7_200, 6_800)
    budget.put("A4", "Personnel")
    budget.across(4, "B:E", "={c}2*{c}3")
    budget.put("A5", "Travel", 18_000, 14_000, 9_000, 12_000)
    budget.put("A6", "Equipment", 0, 22_000, 41_000, 0)
    budget.put("A7", "Other goods", 9_500, 7_000, 15_000, 64_000)
    budget.put("A8", "Subcontracting", 0, 0, 30_000, 0)
    budget.put("A9", "Indirect 25 % of direct, without subcontracting")
    budget.across(9, "B:E", "=({c}4+{c}5+{c}6+{c}7)*0.25")
    budget.put("A10", "Total cost")
    budget.across(10, "B:E", "=SUM({c}4:{c}9)")
    budget.put("A11", "Funding rate", 1, 1, 0.7, 1)
    budget.put("A12", "Requested")
    budget.put("B12", "=B10*B11", "=C10*C11", "=MIN(D10*D11,300000)", "=E10*E11")
    budget.put("G12", "SME C: ceiling of the call, 300 k")
    for row in (2, 4, 5, 6, 7, 8, 9, 10, 12):
        budget.put(f"F{row}", f"=SUM(B{row}:E{row})")
    budget.put("F3", "=F4/F2")
    budget.put("F11", "=F12/F10")
    budget.put("A14", "Share of request")
    budget.across(14, "B:E", "={c}12/$F$12", "0.0%")
    budget.put("A16", "Payments", "Pre-financing", "Interim", "Final", "Check")
    budget.put("A17", "Share", 0.5, 0.35, "=1-B17-C17")
    budget.put("A18", "Amount")
    budget.across(18, "B:D", "=$F$12*{c}17")
    budget.put("E18", "=ROUND(SUM(B18:D18)-F12,2)")
    return book


def pipeline() -> Workbook:
    """Deals by stage with probabilities, a forecast by quarter and owner, a commit typed by the head of sales."""
    book = Workbook()
    deals = Page(book, "Deals")
    deals.put("A1", "Deal", "Owner", "Stage", "Amount", "Close", "Quarter", "Probability", "Weighted", "Override")
    people, stages = ("Uma", "Vic", "Wes"), ("Lead", "Qualified", "Proposal", "Negotiation", "Won")
    for step in range(18):
        row = step + 2
        deals.put(
            f"A{row}",
            f"Deal {step + 1:02}",
            people[step % 3],
            stages[(step * 2) % 5],
            12_000 + (step * 7_300) % 61_000,
            date(2026, 1, 15) + timedelta(days=17 * step),
        )
        deals.put(
            f"F{row}",
            f'="Q"&ROUNDUP(MONTH(E{row})/3,0)',
            f"=VLOOKUP(C{row},Stages!$A$2:$B$6,2,FALSE)",
            f'=D{row}*IF(I{row}="",G{row},I{row})',
        )
        deals.sheet[f"E{row}"].number_format = "yyyy-mm-dd"
    deals.put("I7", 0.9)
    deals.put("I15", 0)
    deals.put("A20", "Total", None, None, "=SUM(D2:D19)", None, None, "=H20/D20", "=SUM(H2:H19)")
    table = Page(book, "Stages")
    table.rows(
        "A1",
        [
            ("Stage", "Probability"),
            ("Lead", 0.05),
            ("Qualified", 0.2),
            ("Proposal", 0.45),
            ("Negotiation", 0.7),
            ("Won", 1),
        ],
    )
    page = Page(book, "Forecast")
    page.put("A1", "Weighted", "Q1", "Q2", "Q3", "Q4", "Year", "Quota", "Coverage")
    for row, name in enumerate(people, 2):
        page.put(f"A{row}", name)
        page.across(row, "B:E", "=SUMIFS(Deals!$H$2:$H$19,Deals!$B$2:$B$19,$A{r},Deals!$F$2:$F$19,{c}$1)")
        page.put(f"F{row}", f"=SUM(B{row}:E{row})", (210_000, 190_000, 120_000)[row - 2], f"=F{row}/G{row}")
    page.put("A5", "Total")
    page.across(5, "B:G", "=SUM({c}2:{c}4)")
    page.put("H5", "=F5/G5")
    page.put("A6", "Commit (head of sales)", 85_000, 120_000, 90_000, 0, "=SUM(B6:E6)")
    page.put("A7", "Commit less weighted")
    page.across(7, "B:F", "={c}6-{c}5")
    page.put(
        "A9",
        "Won",
        *(f'=SUMIFS(Deals!$D$2:$D$19,Deals!$C$2:$C$19,"Won",Deals!$F$2:$F$19,{c}1)' for c in "BCDE"),
        "=SUM(B9:E9)",
    )
    return book


def costing() -> Workbook:
    """What a product costs: a bill of materials with assemblies, routing times, overheads, a price by margin."""
    book = Workbook()
    page = Page(book, "Costing")
    page.put("A1", "Product", "Hand pump HP-3")
    page.put("A2", "Lot", 250)
    page.put("A4", "Level", "Part", "Qty", "Unit", "Price", "Scrap", "Cost", "Remark")
    parts = [(1, "Body, machined", 1, "pc", None, 0), (2, "  Casting", 1, "pc", 14.2, 0.03), (2, "  Bushing", 2, "pc", 1.85, 0), (1, "Piston", 1, "pc", 6.4, 0.01),
             (1, "Seal kit", 1, "set", 4.1, 0), (1, "Handle", 1, "pc", None, 0), (2, "  Tube", 0.42, "m", 5.6, 0.05), (2, "  Grip", 1, "pc", 0.9, 0), (1, "Packaging", 1, "set", 1.35, 0)]  # fmt: skip
    for row, (level, name, quantity, unit, price, scrap) in enumerate(parts, 5):
        page.put(f"A{row}", level, name, quantity, unit, price, scrap)
        page.put(f"G{row}", f"=C{row}*E{row}*(1+F{row})" if price else {5: "=SUM(G6:G7)", 10: "=SUM(G11:G12)"}[row])
    page.put("H8", "quote of May")
    page.put("A14", "", "Material", None, None, None, None, "=SUMIF(A5:A13,1,G5:G13)")
    page.put("A16", "Op", "Step", "Setup min", "Run min", "Rate / h", "Lots", "Cost")
    for row, (step, setup, run, rate) in enumerate(
        (
            ("Turn", 45, 6.5, 68),
            ("Mill", 60, 8.0, 74),
            ("Deburr", 0, 2.0, 41),
            ("Assemble", 15, 11.5, 44),
            ("Test", 10, 3.0, 52),
        ),
        17,
    ):
        page.put(f"A{row}", (row - 16) * 10, step, setup, run, rate, "=$B$2", f"=(C{row}/F{row}+D{row})/60*E{row}")
    page.put("B22", "Labour", "=SUM(C17:C21)", "=SUM(D17:D21)", "=G22/(D22+C22/B2)*60", None, "=SUM(G17:G21)")
    page.put("B24", "Material overhead", None, None, None, 0.08, "=G14*F24")
    page.put("B25", "Production cost", None, None, None, None, "=G14+G22+G24")
    page.put("B26", "Administration", None, None, None, 0.07, "=G25*F26")
    page.put("B27", "Sales", None, None, None, 0.05, "=G25*F27")
    page.put("B28", "Full cost", None, None, None, None, "=SUM(G25:G27)")
    page.put("B29", "Margin", None, None, None, 0.18, "=G28*F29/(1-F29)")
    page.put("B30", "Price", None, None, None, None, "=CEILING(G28+G29,0.5)")
    page.put("J4", "Lot", "Cost", "Price at margin")
    for row, lot in enumerate((50, 100, 250, 500, 1000), 5):
        page.put(f"J{row}", lot, f"=$G$25+$C$22/60*$E$22*(1/J{row}-1/$B$2)", f"=K{row}*(1+$F$26+$F$27)/(1-$F$29)")
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


def energy() -> Workbook:
    """Electricity by month down the page: a peak and an off-peak tariff, a block tariff, estimated readings, years."""
    book = Workbook()
    page = Page(book, "Tariff")
    page.rows(
        "A1",
        [
            ("Peak, EUR/kWh", 0.231),
            ("Off-peak, EUR/kWh", 0.174),
            ("Block limit, kWh", 9_000),
            ("Discount above", 0.012),
            ("Standing charge / month", 96.0),
            ("Tax, EUR/kWh", 0.0205),
            ("VAT", 0.19),
        ],
    )
    page = Page(book, "Meter")
    page.put(
        "A1",
        "Month",
        "Reading peak",
        "Reading off",
        "kWh peak",
        "kWh off",
        "kWh",
        "Energy",
        "Discount",
        "Standing",
        "Tax",
        "Net",
        "VAT",
        "Gross",
        "Billed",
        "Difference",
        "Note",
    )
    page.put("A2", "Start", 104_310, 88_020)
    peak, off, row = 104_310, 88_020, 3
    starts = {}
    for year in (2024, 2025):
        starts[year] = row
        for month in range(1, 13):
            peak += 5_200 + (month * 977) % 2_300
            off += 3_300 + (month * 613) % 1_500
            before = row - 1 if month > 1 or year == 2024 else row - 2
            page.put(
                f"A{row}",
                date(year, month, 1),
                peak,
                off,
                f"=B{row}-B{before}",
                f"=C{row}-C{before}",
                f"=D{row}+E{row}",
            )
            page.put(f"G{row}", f"=D{row}*Tariff!$B$1+E{row}*Tariff!$B$2", f"=-MAX(0,F{row}-Tariff!$B$3)*Tariff!$B$4", "=Tariff!$B$5",
                     f"=F{row}*Tariff!$B$6", f"=SUM(G{row}:J{row})", f"=ROUND(K{row}*Tariff!$B$7,2)", f"=K{row}+L{row}")  # fmt: skip
            page.sheet[f"A{row}"].number_format = "mmm yyyy"
            row += 1
        page.put(f"A{row}", f"Total {year}")
        for column in "DEFGHIJKLM":
            page.put(f"{column}{row}", f"=SUM({column}{row - 12}:{column}{row - 1})")
        page.sheet[f"A{row}"].font = BOLD
        row += 1
    page.put("P8", "estimated")
    page.put("P9", "corrected by reading")
    for at, billed in ((3, 2_540.1), (4, 2_610.0), (5, 2_477.3), (16, 2_702.2)):
        page.put(f"N{at}", billed, f"=M{at}-N{at}")
    page.put("R1", "Year", "kWh", "Cost", "per kWh")
    for at, year in enumerate((2024, 2025), 2):
        total = starts[year] + 12
        page.put(f"R{at}", year, f"=F{total}", f"=M{total}", f"=T{at}/S{at}")
    page.put("R4", "Change", "=S3/S2-1", "=T3/T2-1", "=U3/U2-1")
    return book


def earned() -> Workbook:
    """Earned value of a building project: tasks with weights and progress by month, indices, a forecast at completion."""
    book = Workbook()
    page = Page(book, "Tasks")
    months = "FGHIJK"
    page.put(
        "A1",
        "Task",
        "Budget",
        "Start",
        "Months",
        "Weight",
        *(f"M{at}" for at in range(1, 7)),
        "Planned to date",
        "% done",
        "Earned",
        "Actual",
        "CPI",
        "SPI",
        "EAC",
    )
    page.put("T1", "Status month", 4)
    tasks = [
        ("Survey", 40_000, 1, 1, 1, 41_500),
        ("Foundations", 260_000, 1, 2, 1, 271_000),
        ("Frame", 410_000, 2, 3, 0.85, 352_000),
        ("Roof", 180_000, 4, 2, 0.3, 61_000),
        ("Services", 220_000, 3, 4, 0.25, 63_000),
        ("Finishes", 150_000, 5, 2, 0, 0),
        ("Site office", 60_000, 1, 6, 0.667, 44_000),
    ]
    for row, (name, budget, start, length, done, actual) in enumerate(tasks, 2):
        page.put(f"A{row}", name, budget, start, length, f"=B{row}/$B$9")
        for at, column in enumerate(months, 1):
            page.put(f"{column}{row}", f"=IF(AND({at}>=$C{row},{at}<$C{row}+$D{row}),$B{row}/$D{row},0)")
        page.put(f"L{row}", f"=SUM($F{row}:INDEX($F{row}:$K{row},$U$1))", done, f"=B{row}*M{row}", actual)
        page.put(
            f"P{row}",
            f'=IF(O{row}=0,"",N{row}/O{row})',
            f'=IF(L{row}=0,"",N{row}/L{row})',
            f'=IF(P{row}="",B{row},O{row}+(B{row}-N{row})/P{row})',
        )
    page.put("A9", "Project", "=SUM(B2:B8)", None, None, "=SUM(E2:E8)")
    page.across(9, "F:L", "=SUM({c}2:{c}8)")
    page.put("M9", "=N9/B9", "=SUM(N2:N8)", "=SUM(O2:O8)", "=N9/O9", "=N9/L9", "=O9+(B9-N9)/P9")
    page.put("A10", "Cumulative")
    page.put("F10", "=F9")
    page.across(10, "G:K", "={p}10+{c}9")
    page.put("A11", "% planned")
    page.across(11, "F:K", "={c}10/$B$9", "0%")
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

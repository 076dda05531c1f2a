"""Workbooks of advisers and students: several tables on a sheet, switches, simulations, exports."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from fresh_models.laying import BLUE, YELLOW, Page


def simulation() -> Workbook:
    """A Monte Carlo of a product launch: drawn inputs, trials down the page, percentiles and a histogram."""
    book = Workbook()
    page = Page(book, "Simulation")
    page.put("A1", "Driver", "Low", "Mode", "High", "Distribution")
    page.rows(
        "A2",
        [
            ("Units", 8_000, 11_000, 16_000, "triangular"),
            ("Price", 22.0, 24.5, 26.0, "triangular"),
            ("Unit cost", 11.0, 12.5, 15.0, "triangular"),
            ("Fixed cost", 88_000, None, 104_000, "uniform"),
        ],
    )
    page.put("A8", "Trial", "u1", "Units", "u2", "Price", "u3", "Unit cost", "u4", "Fixed cost", "Profit")
    for row in range(9, 109):
        page.put(f"A{row}", row - 8)
        for drawn, value, line in (("B", "C", 2), ("D", "E", 3), ("F", "G", 4)):
            page.put(f"{drawn}{row}", "=RAND()")
            page.put(
                f"{value}{row}",
                f"=IF({drawn}{row}<($C${line}-$B${line})/($D${line}-$B${line}),"
                f"$B${line}+SQRT({drawn}{row}*($D${line}-$B${line})*($C${line}-$B${line})),"
                f"$D${line}-SQRT((1-{drawn}{row})*($D${line}-$B${line})*($D${line}-$C${line})))",
            )
        page.put(f"H{row}", "=RAND()", f"=$B$5+H{row}*($D$5-$B$5)", f"=C{row}*(E{row}-G{row})-I{row}")
    page.put("L1", "Result")
    page.rows(
        "L2",
        [
            ("Mean", "=AVERAGE(J9:J108)"),
            ("Deviation", "=STDEV(J9:J108)"),
            ("P10", "=PERCENTILE(J9:J108,0.1)"),
            ("P50", "=PERCENTILE(J9:J108,0.5)"),
            ("P90", "=PERCENTILE(J9:J108,0.9)"),
            ("Loss probability", '=COUNTIF(J9:J108,"<0")/COUNT(J9:J108)'),
        ],
    )
    page.put("L10", "Bin up to", "Count", "Share")
    for row, top in enumerate((0, 20_000, 40_000, 60_000, 80_000, 100_000), 11):
        below = f'-COUNTIF($J$9:$J$108,"<="&L{row - 1})' if row > 11 else ""
        page.put(f"L{row}", top, f'=COUNTIF($J$9:$J$108,"<="&L{row}){below}', f"=M{row}/COUNT($J$9:$J$108)")
    page.put("L17", "more", '=COUNTIF($J$9:$J$108,">"&L16)', "=M17/COUNT($J$9:$J$108)")
    page.put("L18", "Total", "=SUM(M11:M17)", "=SUM(N11:N17)")
    return book


def scenarios() -> Workbook:
    """A market entry case: three scenarios by CHOOSE, overrides by hand in yellow, tables side by side."""
    book = Workbook()
    page = Page(book, "Inputs")
    page.put("A1", "Scenario (1 base, 2 high, 3 low)", 1)
    choice = DataValidation(type="whole", operator="between", formula1="1", formula2="3")
    choice.add("B1")
    page.sheet.add_data_validation(choice)
    page.put("A3", "", "Live", "Base", "High", "Low", "Source")
    rows = [("Market, m units", 41, 44, 38, "industry report"), ("Market growth", 0.03, 0.05, 0.01, "industry report"), ("Share in year 1", 0.004, 0.006, 0.002, "management"),
            ("Share gain p.a.", 0.003, 0.004, 0.0015, "management"), ("Price, EUR", 3.9, 4.1, 3.6, "survey"), ("Price change", -0.02, -0.01, -0.03, ""),
            ("Unit cost, EUR", 2.1, 2.0, 2.3, "engineering"), ("Launch cost, kEUR", 900, 900, 1_100, "agency offer")]  # fmt: skip
    for row, (label, base, high, low, source) in enumerate(rows, 4):
        page.put(f"A{row}", label, f"=CHOOSE($B$1,C{row},D{row},E{row})")
        page.put(f"C{row}", base, high, low, source, blue=True)
    page = Page(book, "Case")
    page.put("A1", "kEUR unless stated")
    page.put("A2", "", "2026", "2027", "2028", "2029", "2030", None, "Peer", "Margin", "Growth")
    peers = [("Ondine", 0.31, 0.04), ("Perdix", 0.27, 0.09), ("Quarry", 0.22, 0.01), ("Rill", 0.35, 0.12)]
    for row, peer in enumerate(peers, 3):
        page.put(f"H{row}", *peer)
    page.put("H7", "Average", "=AVERAGE(I3:I6)", "=AVERAGE(J3:J6)")
    page.put("A3", "Market, m units", "=Inputs!B4")
    page.across(3, "C:F", "={p}3*(1+Inputs!$B$5)")
    page.put("A4", "Share", "=Inputs!B6")
    page.across(4, "C:F", "={p}4+Inputs!$B$7")
    page.put("A5", "Share, override")
    page.sheet["D5"].value = 0.012
    page.sheet["D5"].fill = YELLOW
    page.put("G5", "<- key account signed for 2028")
    page.put("A6", "Share used")
    page.across(6, "B:F", '=IF({c}5="",{c}4,{c}5)')
    page.put("A7", "Units, k")
    page.across(7, "B:F", "={c}3*{c}6*1000")
    page.put("A8", "Price", "=Inputs!B8")
    page.across(8, "C:F", "={p}8*(1+Inputs!$B$9)")
    page.put("A9", "Sales")
    page.across(9, "B:F", "={c}7*{c}8")
    page.put("A10", "Unit cost")
    page.across(10, "B:F", "=Inputs!$B$10")
    page.put("A11", "Cost of sales")
    page.across(11, "B:F", "=-{c}7*{c}10")
    page.put("A12", "Launch", "=-Inputs!B11*0.7", "=-Inputs!B11*0.3")
    page.put("A13", "Team", -210, -260, -260, -260, -260)
    page.put("A14", "Contribution")
    page.across(14, "B:F", "={c}9+{c}11+{c}12+{c}13")
    page.put("A15", "Cumulative", "=B14")
    page.across(15, "C:F", "={p}15+{c}14")
    page.put("A16", "Year of break-even", '=IFERROR(INDEX(B2:F2,MATCH(TRUE,INDEX(B15:F15>0,0),0)),"later")')
    page.put("A17", "NPV at 10 %", "=B14+NPV(0.1,C14:F14)")
    page.put("A18", "Margin vs peers", "=SUM(B14:F14)/SUM(B9:F9)-I7")
    page.put("A21", "Saved results", "NPV", "Cumulative 2030")
    page.rows("A22", [("Base", 1_052.4, 1_611.0), ("High", 3_860.0, 5_301.0), ("Low", -1_420.7, -1_655.0)])
    page.put("D21", "(pasted as values, run of 12 May)")
    return book


def household() -> Workbook:
    """A student's budget and a mortgage comparison: two small tables beside each other, some typed figures."""
    book = Workbook()
    page = Page(book, "Sheet1")
    page.put("A1", "Monthly budget", "Plan", "Jan", "Feb", "Mar", "Apr", "Average", "Left of plan")
    rows = [
        ("Rent", 780, 780, 780, 780, 795),
        ("Food", 320, 341.2, 298.6, 355, 312.9),
        ("Transport", 58, 58, 58, 58, 58),
        ("Phone", 20, 19.99, 19.99, 24.5, 19.99),
        ("Fun", 150, 210, 90, 132, 80),
        ("Books", 40, 0, 118.4, 0, 0),
    ]
    for row, values in enumerate(rows, 2):
        page.put(f"A{row}", *values, f"=AVERAGE(C{row}:F{row})", f"=B{row}*4-SUM(C{row}:F{row})")
    page.put("A8", "Sum")
    page.across(8, "B:H", "=SUM({c}2:{c}7)")
    page.put("A9", "Income", 1_450, 1_450, 1_450, 1_520, 1_450, "=AVERAGE(C9:F9)", "=SUM(C9:F9)-4*B9")
    page.put("A10", "Saved")
    page.across(10, "B:G", "={c}9-{c}8")
    page.put("H10", "=SUM(C10:F10)")
    page.put("A11", "Balance", 2_300)
    page.put("C11", "=B11+C10")
    page.across(11, "D:F", "={p}11+{c}10")
    page.put("A14", "Offer", "Bank A", "Bank B", "Broker", None, "Best")
    page.put("A15", "Amount", 210_000, "=B15", "=B15")
    page.put("A16", "Rate", 0.0365, 0.0359, 0.0341, None, "=MIN(B16:D16)")
    page.put("A17", "Years", 25, 25, 25)
    page.put("A18", "Fee", 0, 1_200, 2_900, None, "=MIN(B18:D18)")
    page.put("A19", "Per month")
    page.across(19, "B:D", "=-PMT({c}16/12,{c}17*12,{c}15)", "0.00")
    page.put("F19", "=MIN(B19:D19)")
    page.put("A20", "All in", "=B19*B17*12+B18", "=C19*C17*12+C18", "=D19*D17*12+D18", None, "=MIN(B20:D20)")
    page.put("A21", "Winner", None, None, None, None, "=INDEX(B14:D14,MATCH(F20,B20:D20,0))")
    return book


def exported() -> Workbook:
    """A marketing plan as a browser sheet exports it: an empty first row, plus signs, whole columns, typed weeks."""
    book = Workbook()
    page = Page(book, "Plan")
    page.put(
        "B2", "Campaign", "Start", "End", "Daily", "Days", "Budget", "Clicks", "CPC", "Leads", "CPL", "Booked", "Left"
    )
    rows = [
        ("Search brand", 45658, 45747, 40, 8_400, 310),
        ("Search generic", 45658, 45747, 120, 9_900, 205),
        ("Social", 45672, 45716, 75, 5_100, 88),
        ("Video", 45689, 45716, 110, 2_650, 21),
        ("Fair Munich", 45700, 45702, None, None, 140),
        ("Newsletter", 45658, 45747, None, 3_300, 190),
    ]
    for row, (name, start, end, daily, clicks, leads) in enumerate(rows, 3):
        page.put(f"B{row}", name, start, end, daily, f"=D{row}-C{row}+1")
        page.put(f"G{row}", f"=+E{row}*F{row}" if daily else {"Fair Munich": 6_500, "Newsletter": 900}[name])
        page.put(f"H{row}", clicks, f'=IF(H{row}>0,G{row}/H{row},"")', leads, f"=IFERROR(G{row}/J{row},0)")
        page.put(f"L{row}", f"=SUMIF(Bookings!$B:$B,B{row},Bookings!$D:$D)", f"=G{row}-L{row}")
        for column in "CD":
            page.sheet[f"{column}{row}"].number_format = "d/m/yyyy"
    for at in ("G7", "G8"):
        page.sheet[at].font = BLUE
    page.put("B9", "Total")
    for column in "GHJLM":
        page.put(f"{column}9", f"=SUM({column}3:{column}8)")
    page.put("I9", "=G9/H9")
    page.put("K9", "=G9/J9")
    page.put("B11", "of which search", *[None] * 4, "=G3+G4", "=H3+H4", "=G11/H11", "=J3+J4", "=G11/J11")
    page.put("B12", "of which other", *[None] * 4, "=G9-G11", "=H9-H11", "=G12/H12", "=J9-J11", "=G12/J12")
    page = Page(book, "Bookings")
    page.put("A1", "Date", "Campaign", "Invoice", "Net", "VAT", "Gross", "Running")
    bookings = [
        (45670, "Search brand", "G-1", 1_200),
        (45670, "Search generic", "G-1", 3_350),
        (45690, "Social", "M-17", 1_480),
        (45701, "Fair Munich", "F-3", 6_350),
        (45702, "Fair Munich", "T-9", 412.5),
        (45715, "Search brand", "G-2", 1_180),
        (45716, "Video", "Y-4", 2_970),
        (45730, "Newsletter", "N-1", 900),
        (45747, "Social", "M-18", 1_720),
    ]
    for row, (day, name, invoice, net) in enumerate(bookings, 2):
        page.put(f"A{row}", day, name, invoice, net, f"=D{row}*0.19" if invoice[0] != "Y" else 0, f"=D{row}+E{row}")
        page.put(f"G{row}", "=F2" if row == 2 else f"=G{row - 1}+F{row}")
        page.sheet[f"A{row}"].number_format = "d/m/yyyy"
    page.put("C8", "Y-4 (reverse charge, no VAT)")
    return book

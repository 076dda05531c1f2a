"""Models as an analyst at a bank lays them out: years across, 2022A beside 2025E, inputs in blue."""

from __future__ import annotations

from openpyxl import Workbook

from fresh_models.laying import BOLD, Page

YEARS = ("2021A", "2022A", "2023A", "2024A", "2025E", "2026E", "2027E", "2028E", "2029E")


def statements() -> Workbook:
    """Three statements of one company on one sheet, four years of actuals and five of forecast."""
    book = Workbook()
    page = Page(book, "Model")
    page.put("B2", "Northgate Packaging plc")
    page.put("B3", "USD in thousands, fiscal year ending 31 December")
    page.put("B5", "Drivers")
    page.put("D5", *YEARS)
    page.put("B6", "Revenue growth")
    page.across(6, "E:G", "={c}16/{p}16-1", "0.0%")
    page.put("H6", 0.06, 0.055, 0.05, 0.05, 0.045, blue=True, form="0.0%")
    page.put("B7", "Gross margin")
    page.across(7, "D:G", "=({c}16-{c}17)/{c}16", "0.0%")
    page.put("H7", 0.41, 0.415, 0.42, 0.42, 0.42, blue=True, form="0.0%")
    page.put("B8", "SG&A, % of revenue")
    page.across(8, "D:G", "={c}19/{c}16", "0.0%")
    page.put("H8", 0.21, 0.208, 0.206, 0.204, 0.202, blue=True, form="0.0%")
    page.put("B9", "Tax rate")
    page.across(9, "D:G", "={c}24/{c}23", "0.0%")
    page.put("H9", 0.25, 0.25, 0.25, 0.25, 0.25, blue=True, form="0.0%")
    page.put("B10", "Receivable days")
    page.across(10, "D:G", "={c}30/{c}16*365", "0")
    page.put("H10", 48, 47, 46, 45, 45, blue=True)
    page.put("B11", "Inventory days")
    page.across(11, "D:G", "={c}31/{c}17*365", "0")
    page.put("H11", 62, 61, 60, 60, 60, blue=True)
    page.put("B12", "Capex")
    page.put("D12", 4_100, 3_800, 5_250, 4_700, 5_000, 5_000, 5_200, 5_200, 5_400, blue=True)
    page.put("B13", "Restructuring (one-off)")
    page.put("D13", 0, 0, 1_450, 300, 0, 0, 0, 0, 0, blue=True)

    page.put("B15", "Income statement")
    page.put("D15", *YEARS)
    page.put("B16", "Revenue")
    page.put("D16", 88_410, 93_120, 97_005, 103_760, blue=True)
    page.across(16, "H:L", "={p}16*(1+{c}6)")
    page.put("B17", "Cost of goods sold")
    page.put("D17", 53_120, 55_300, 57_700, 61_300, blue=True)
    page.across(17, "H:L", "={c}16*(1-{c}7)")
    page.put("B18", "Gross profit")
    page.across(18, "D:L", "={c}16-{c}17")
    page.put("B19", "SG&A")
    page.put("D19", 19_020, 19_900, 20_650, 21_800, blue=True)
    page.across(19, "H:L", "={c}16*{c}8")
    page.put("B20", "EBITDA")
    page.across(20, "D:L", "={c}18-{c}19-{c}13")
    page.put("B21", "Depreciation & amortisation")
    page.put("D21", 4_010, 4_120, 4_300, 4_350, blue=True)
    page.across(21, "H:L", "={p}32*0.12")
    page.put("B22", "Interest")
    page.put("D22", 1_210, 1_150, 1_090, 1_020, blue=True)
    page.across(22, "H:L", "={p}36*$C$22")
    page.put("C22", 0.06, blue=True, form="0.0%")
    page.put("B23", "Profit before tax")
    page.across(23, "D:L", "={c}20-{c}21-{c}22")
    page.put("B24", "Tax")
    page.put("D24", 2_760, 3_160, 2_950, 3_750, blue=True)
    page.across(24, "H:L", "={c}23*{c}9")
    page.put("B25", "Net income")
    page.across(25, "D:L", "={c}23-{c}24")

    page.put("B27", "Balance sheet")
    page.put("D27", *YEARS)
    page.put("B28", "Cash")
    page.put("D28", 6_200, 7_450, 7_100, 9_300, blue=True)
    page.across(28, "H:L", "={c}50")
    page.put("B30", "Receivables")
    page.put("D30", 11_900, 12_400, 13_050, 13_900, blue=True)
    page.across(30, "H:L", "={c}16*{c}10/365")
    page.put("B31", "Inventory")
    page.put("D31", 9_100, 9_300, 9_900, 10_500, blue=True)
    page.across(31, "H:L", "={c}17*{c}11/365")
    page.put("B32", "PP&E, net")
    page.put("D32", 33_000, 32_680, 33_630, 33_980, blue=True)
    page.across(32, "H:L", "={p}32+{c}12-{c}21")
    page.put("B33", "Total assets")
    page.across(33, "D:L", "=SUM({c}28:{c}32)")
    page.put("B35", "Payables")
    page.put("D35", 8_700, 9_000, 9_400, 9_950, blue=True)
    page.across(35, "H:L", "={p}35*{c}17/{p}17")
    page.put("B36", "Debt")
    page.put("D36", 20_100, 19_100, 18_100, 17_100, blue=True)
    page.across(36, "H:L", "={p}36-{c}48")
    page.put("B37", "Equity")
    page.across(37, "D:G", "={c}33-{c}35-{c}36")
    page.across(37, "H:L", "={p}37+{c}25")
    page.put("B38", "Total equity and liabilities")
    page.across(38, "D:L", "=SUM({c}35:{c}37)")
    page.put("B39", "Check")
    page.across(39, "D:L", "=ROUND({c}33-{c}38,0)")

    page.put("B41", "Cash flow")
    page.put("H41", *YEARS[4:])
    page.put("B42", "Net income")
    page.across(42, "H:L", "={c}25")
    page.put("B43", "Depreciation & amortisation")
    page.across(43, "H:L", "={c}21")
    page.put("B44", "Change in receivables")
    page.across(44, "H:L", "={p}30-{c}30")
    page.put("B45", "Change in inventory")
    page.across(45, "H:L", "={p}31-{c}31")
    page.put("B46", "Change in payables")
    page.across(46, "H:L", "={c}35-{p}35")
    page.put("B47", "Capex")
    page.across(47, "H:L", "=-{c}12")
    page.put("B48", "Debt repayment")
    page.put("H48", 1_000, 1_000, 1_000, 1_000, 2_500, blue=True)
    page.put("B49", "Net change in cash")
    page.across(49, "H:L", "=SUM({c}42:{c}47)-{c}48")
    page.put("B50", "Closing cash")
    page.across(50, "H:L", "={p}28+{c}49")
    page.put("N5", "CAGR 21-24", "CAGR 24-29")
    for row in (16, 18, 20, 25):
        page.put(f"N{row}", f"=(G{row}/D{row})^(1/3)-1", f"=(L{row}/G{row})^(1/5)-1", form="0.0%")
    page.sheet.freeze_panes = "D6"
    return book


def discounted() -> Workbook:
    """A valuation: free cash flow, mid-year discounting, terminal value, and a sensitivity written out in formulas."""
    book = Workbook()
    page = Page(book, "DCF")
    page.put("A1", "Discounted cash flow")
    page.rows(
        "A3",
        [("WACC", 0.091), ("Terminal growth", 0.02), ("Tax rate", 0.26), ("Valuation date", "2025-06-30"),
         ("Net debt", 312.4), ("Shares (m)", 54.2), ("Stub (share of the year left)", 0.5)],
        blue=True,
    )  # fmt: skip
    page.put("A11", "USD m")
    page.put("C11", "2024A", "2025E", "2026E", "2027E", "2028E", "2029E", "Terminal")
    page.put("A12", "Revenue")
    page.put("C12", 640.0, blue=True)
    page.across(12, "D:H", "={p}12*(1+{c}13)")
    page.put("I12", "=H12*(1+$B$4)")
    page.put("A13", "  growth")
    page.put("D13", 0.08, 0.07, 0.06, 0.05, 0.04, blue=True, form="0.0%")
    page.put("I13", "=I12/H12-1", form="0.0%")
    page.put("A14", "EBIT margin")
    page.put("C14", "=C15/C12", form="0.0%")
    page.put("D14", 0.17, 0.172, 0.175, 0.178, 0.18, blue=True, form="0.0%")
    page.put("I14", "=H14", form="0.0%")
    page.put("A15", "EBIT")
    page.put("C15", 106.2, blue=True)
    page.across(15, "D:I", "={c}12*{c}14")
    page.put("A16", "Tax on EBIT")
    page.across(16, "C:I", "=-{c}15*$B$5")
    page.put("A17", "D&A")
    page.put("C17", 31.0, 33.0, 34.5, 36.0, 37.0, 38.0, blue=True)
    page.put("I17", "=-I18*0.95")
    page.put("A18", "Capex")
    page.put("C18", -40.0, -41.0, -41.5, -42.0, -42.5, -43.0, blue=True)
    page.put("I18", "=H18*(1+$B$4)")
    page.put("A19", "Change in working capital")
    page.put("C19", -6.1, blue=True)
    page.across(19, "D:I", "=-({c}12-{p}12)*0.11")
    page.put("A20", "Unlevered free cash flow")
    page.across(20, "C:I", "=SUM({c}15:{c}19)")
    page.sheet["A20"].font = BOLD
    page.put("A21", "Share of the year")
    page.put("D21", "=B9", 1, 1, 1, 1)
    page.put("A22", "Years to discount")
    page.put("D22", "=D21/2")
    page.put("E22", "=D21+E21/2")
    page.across(22, "F:H", "={p}22+({p}21+{c}21)/2")
    page.put("A23", "Discount factor")
    page.across(23, "D:H", "=1/(1+$B$3)^{c}22", "0.000")
    page.put("A24", "Present value")
    page.across(24, "D:H", "={c}20*{c}21*{c}23")
    page.put("A26", "Sum of present values", "=SUM(D24:H24)")
    page.put("A27", "Terminal value", "=I20/(B3-B4)")
    page.put("A28", "PV of terminal value", "=B27*H23")
    page.put("A29", "Enterprise value", "=B26+B28")
    page.put("A30", "Less: net debt", "=-B7")
    page.put("A31", "Equity value", "=B29+B30")
    page.put("A32", "Per share", "=B31/B8")
    page.put("A33", "Terminal share", "=B28/B29", form="0%")
    page.put("D26", "Equity value per share by WACC and growth")
    page.put("D27", "=B32", "=$B$4-0.01", "=$B$4-0.005", "=$B$4", "=$B$4+0.005", "=$B$4+0.01")
    page.put("D28", "=$B$3-0.01")
    page.put("D29", "=$B$3-0.005")
    page.put("D30", "=$B$3")
    page.put("D31", "=$B$3+0.005")
    page.put("D32", "=$B$3+0.01")
    for row in range(28, 33):
        page.across(
            row, "E:I",
            f"=(SUMPRODUCT($D$20:$H$20,$D$21:$H$21,1/(1+$D{row})^$D$22:$H$22)"
            f"+$H$20*(1+{{c}}$27)/($D{row}-{{c}}$27)/(1+$D{row})^$H$22-$B$7)/$B$8",
            "0.00",
        )  # fmt: skip
    comps = Page(book, "Comps")
    comps.put("A1", "Trading comparables")
    comps.put(
        "A3",
        "Company",
        "Price",
        "Shares",
        "Market cap",
        "Net debt",
        "EV",
        "EBITDA LTM",
        "EBITDA NTM",
        "EV/LTM",
        "EV/NTM",
    )
    peers = [
        ("Alder", 22.1, 80.0, 410.0, 210.0, 231.0), ("Birch", 8.75, 310.5, -60.0, 245.0, 251.0),
        ("Cedar", 54.0, 41.2, 815.0, 288.0, 300.0), ("Dogwood (NM)", 3.1, 95.0, 120.0, -8.0, 11.0),
        ("Elm", 17.9, 150.0, 0.0, 260.0, 281.0), ("Fir", 101.5, 22.0, 390.0, 233.0, 240.0),
    ]  # fmt: skip
    for row, (name, price, shares, debt, last, following) in enumerate(peers, 4):
        comps.put(f"A{row}", name, price, shares, f"=B{row}*C{row}", debt, f"=D{row}+E{row}", last, following)
        comps.put(f"I{row}", "NM" if last < 0 else f"=F{row}/G{row}", f"=F{row}/H{row}", form='0.0"x"')
    for row, (word, name) in enumerate(
        (("Mean", "AVERAGE"), ("Median", "MEDIAN"), ("High", "MAX"), ("Low", "MIN")), 11
    ):
        comps.put(f"A{row}", word)
        comps.across(row, "I:J", f"={name}({{c}}$4:{{c}}$9)", '0.0"x"')
    comps.put("A16", "Implied EV at median LTM", "=I12*(DCF!C15+DCF!C17)")
    return book


def buyout() -> Workbook:
    """A buyout with sources and uses, two loans, a cash sweep and returns by exit year."""
    book = Workbook()
    deal = Page(book, "Transaction")
    deal.put("B2", "Project Harrier")
    deal.rows(
        "B4",
        [("Entry multiple", 8.5), ("LTM EBITDA", 42.0), ("Fees, % of EV", 0.025), ("Minimum cash", 5.0)],
        blue=True,
    )
    deal.put("B9", "Sources", "USD m", "x EBITDA")
    deal.put("F9", "Uses", "USD m")
    deal.put("B10", "Senior term loan", "=D10*C5", 3.5)
    deal.put("B11", "Mezzanine", "=D11*C5", 1.25)
    deal.put("B12", "Sponsor equity", "=C13-C10-C11", "=C12/C5")
    deal.put("B13", "Total sources", "=G13", "=SUM(D10:D12)")
    deal.put("F10", "Purchase price", "=C4*C5")
    deal.put("F11", "Fees", "=G10*C6")
    deal.put("F12", "Cash to balance sheet", "=C7")
    deal.put("F13", "Total uses", "=SUM(G10:G12)")
    for at in ("D10", "D11"):
        deal.sheet[at].font = deal.sheet["C4"].font.copy()
    page = Page(book, "LBO")
    page.put("A1", "USD m")
    page.put("C1", "Close", "Year 1", "Year 2", "Year 3", "Year 4", "Year 5")
    page.put("A2", "Revenue", None, 310.0)
    page.put("A3", "  growth %", None, None, 0.05, 0.06, 0.06, 0.05, 0.04, blue=True, form="0.0%")
    page.across(2, "D:H", "={p}2*(1+{c}3)")
    page.put("A4", "EBITDA", None, "=Transaction!C5")
    page.put("A5", "  margin %", None, "=C4/C2", 0.138, 0.141, 0.144, 0.147, 0.15, blue=True, form="0.0%")
    page.across(4, "D:H", "={c}2*{c}5")
    page.put("A6", "Capex")
    page.across(6, "D:H", "=-{c}2*$B$6")
    page.put("B6", 0.025, blue=True, form="0.0%")
    page.put("A7", "Change in NWC")
    page.across(7, "D:H", "=-({c}2-{p}2)*$B$7")
    page.put("B7", 0.12, blue=True, form="0.0%")
    page.put("A8", "Cash taxes")
    page.across(8, "D:H", "=-MAX(0,{c}4*0.85-{c}9-{c}10)*$B$8")
    page.put("B8", 0.25, blue=True, form="0.0%")
    page.put("A9", "Senior interest")
    page.across(9, "D:H", "={p}15*$B$9")
    page.put("B9", 0.075, blue=True, form="0.00%")
    page.put("A10", "Mezzanine interest (cash)")
    page.across(10, "D:H", "={p}18*$B$10")
    page.put("B10", 0.1, blue=True, form="0.00%")
    page.put("A11", "Cash available for debt service")
    page.across(11, "D:H", "={c}4+{c}6+{c}7+{c}8-{c}9-{c}10")
    page.put("A13", "Mandatory repayment", None, None, 7.35, 7.35, 14.7, 14.7, 14.7, blue=True)
    page.put("A14", "Cash sweep")
    page.across(14, "D:H", "=MAX(0,MIN({p}15-{c}13,{c}11-{c}13))*$B$14")
    page.put("B14", 1, blue=True, form="0%")
    page.put("A15", "Senior term loan", None, "=Transaction!C10")
    page.across(15, "D:H", "={p}15-{c}13-{c}14")
    page.put("A17", "PIK accrual")
    page.across(17, "D:H", "={p}18*$B$17")
    page.put("B17", 0.03, blue=True, form="0.00%")
    page.put("A18", "Mezzanine", None, "=Transaction!C11")
    page.across(18, "D:H", "={p}18+{c}17")
    page.put("A19", "Cash", None, "=Transaction!C7")
    page.across(19, "D:H", "={p}19+{c}11-{c}13-{c}14")
    page.put("A20", "Net debt / EBITDA")
    page.across(20, "C:H", "=({c}15+{c}18-{c}19)/{c}4", '0.0"x"')
    page.put("A22", "Exit multiple", 8.5, blue=True)
    page.put("A23", "Exit equity")
    page.across(23, "F:H", "=$B$22*{c}4-{c}15-{c}18+{c}19")
    page.put("A24", "Multiple of money")
    page.across(24, "F:H", "={c}23/Transaction!$C$12", '0.00"x"')
    page.put("A25", "IRR")
    page.across(25, "F:H", "={c}24^(1/{c}26)-1", "0.0%")
    page.put("A26", "Years held", None, None, None, None, 3, 4, 5)
    page.put("A28", "Sponsor cash flows, exit in year 5", None, "=-Transaction!C12", 0, 0, 0, 0, "=H23")
    page.put("A29", "IRR, exit in year 5", "=IRR(C28:H28)", form="0.0%")
    page.put("A31", "IRR by exit multiple and year")
    page.put("D31", "Year 3", "Year 4", "Year 5")
    for row, step in enumerate((-1, -0.5, 0, 0.5, 1), 32):
        page.put(f"C{row}", f"=$B$22+{step}" if step >= 0 else f"=$B$22{step}")
        for column, year in (("D", "F"), ("E", "G"), ("F", "H")):
            page.put(
                f"{column}{row}",
                f"=(($C{row}*{year}$4-{year}$15-{year}$18+{year}$19)/Transaction!$C$12)^(1/{year}$26)-1",
                form="0.0%",
            )
    return book


def refinancing() -> Workbook:
    """A quarterly debt model with fiscal-year columns among the quarters, covenants and a maturity wall."""
    book = Workbook()
    page = Page(book, "Debt")
    page.put("B2", "Quarterly debt model")
    quarters = [f"Q{quarter} {year}" for year in (2025, 2026) for quarter in (1, 2, 3, 4)]
    heads = [*quarters[:4], "FY 2025", *quarters[4:], "FY 2026"]
    page.put("D4", *heads)
    flows = {
        5: ("EBITDA", (12.1, 13.4, 13.0, 15.2, 12.9, 14.1, 14.0, 16.3)),
        6: ("Capex", (-2.0, -2.0, -2.5, -4.1, -2.1, -2.1, -2.1, -3.0)),
        7: ("Tax paid", (0, -1.9, 0, -2.2, 0, -2.0, 0, -2.4)),
    }
    for row, (label, values) in flows.items():
        page.put(f"B{row}", label)
        page.put(f"D{row}", *values[:4], f"=SUM(D{row}:G{row})", *values[4:], f"=SUM(I{row}:L{row})", blue=True)
    page.put("B8", "Interest paid")
    page.put("D8", "=-C15*$C$8/4")
    for span in ("E:G", "J:L"):
        page.across(8, span, "=-{p}15*$C$8/4")
    page.put("C8", 0.068, blue=True, form="0.0%")
    page.put("H8", "=SUM(D8:G8)")
    page.put("I8", "=-G15*$C$8/4")
    page.put("M8", "=SUM(I8:L8)")
    page.put("B9", "Cash flow before financing")
    page.across(9, "D:M", "=SUM({c}5:{c}8)")
    page.put("B11", "Opening debt")
    page.put("D11", "=C15")
    page.across(11, "E:G", "={p}15")
    page.put("H11", "=D11")
    page.put("I11", "=G15")
    page.across(11, "J:L", "={p}15")
    page.put("M11", "=I11")
    page.put("B12", "Drawings", None, 0, 0, 10.0, 0, "=SUM(D12:G12)", 0, 0, 0, 0, "=SUM(I12:L12)", blue=True)
    page.put(
        "B13",
        "Repayments",
        None,
        -2.5,
        -2.5,
        -2.5,
        -2.5,
        "=SUM(D13:G13)",
        -2.5,
        -2.5,
        -2.5,
        -40.0,
        "=SUM(I13:L13)",
        blue=True,
    )
    page.put("B15", "Closing debt", 180.0, blue=True)
    page.across(15, "D:M", "=SUM({c}11:{c}13)")
    page.put("B17", "EBITDA, last twelve months")
    page.put("C17", "Covenant")
    page.put("D17", 49.8, 50.9, 51.9, blue=True)
    page.put("G17", "=SUM(D5:G5)")
    page.put("H17", "=G17")
    page.put("I17", "=SUM(E5:G5,I5)")
    page.put("J17", "=SUM(F5:G5,I5:J5)")
    page.put("K17", "=SUM(G5,I5:K5)")
    page.put("L17", "=SUM(I5:L5)")
    page.put("M17", "=L17")
    page.put("B18", "Leverage")
    page.across(18, "D:M", "={c}15/{c}17", '0.00"x"')
    page.put("B19", "Covenant, maximum", None, 4.5, 4.5, 4.25, 4.25, "=G19", 4.25, 4.0, 4.0, 4.0, "=L19", blue=True)
    page.put("B20", "Headroom")
    page.across(20, "D:M", "=1-{c}18/{c}19", "0%")
    page.put("B21", "Covenant met?")
    page.across(21, "D:M", '=IF({c}18<={c}19,"yes","NO")')
    return book

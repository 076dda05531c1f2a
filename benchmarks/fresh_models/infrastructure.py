"""Models as project financiers build them: label, constant, unit and total left of a long time line with flags."""

from __future__ import annotations

from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter as letters

from fresh_models.laying import Page


def windfarm() -> Workbook:
    """A wind farm half-yearly: flags, corkscrews, sculpted debt with a reserve account, semi-annual line."""
    book = Workbook()
    page = Page(book, "InpC")
    page.rows(
        "B2",
        [
            ("Construction start", date(2025, 1, 1), "date"), ("Construction periods", 4, "#"), ("Operating periods", 20, "#"),
            ("Capacity", 48, "MW"), ("P50 yield", 3_050, "h/year"), ("Tariff", 71.5, "EUR/MWh"), ("Tariff periods", 16, "#"),
            ("Merchant price", 52.0, "EUR/MWh"), ("Indexation", 0.015, "% p.a."), ("Opex", 2_150, "kEUR p.a."),
            ("Gearing", 0.72, "%"), ("Interest", 0.047, "% p.a."), ("DSCR", 1.25, "x"), ("Tax", 0.285, "%"), ("Land lease", 0.04, "% of revenue"),
        ],
        blue=True,
    )  # fmt: skip
    page.put("B19", "Capex profile")
    page.put("C19", None)
    page.put("D19", "kEUR")
    page.put("E19", 12_000, 21_500, 24_000, 8_500, blue=True)
    calc = Page(book, "Calc")
    last = 29
    span = f"F:{letters(last)}"
    calc.put("B1", "Line", "Constant", "Unit", "Total")
    calc.put("B2", "Period number", None, "#")
    calc.across(2, span, "={p}2+1")
    calc.put("F2", 1)
    calc.put("B3", "Period start", None, "date")
    calc.put("F3", "=InpC!C2")
    calc.across(3, f"G:{letters(last)}", "={p}4+1", "dd mmm yy")
    calc.put("B4", "Period end", None, "date")
    calc.across(4, span, "=EOMONTH({c}3,5)", "dd mmm yy")
    calc.put("B5", "Construction flag", "=InpC!C3", "flag", f"=SUM(F5:{letters(last)}5)")
    calc.across(5, span, "=IF({c}$2<=$C5,1,0)")
    calc.put("B6", "Operations flag", "=InpC!C4", "flag", f"=SUM(F6:{letters(last)}6)")
    calc.across(6, span, "=IF(AND({c}$2>$C5,{c}$2<=$C5+$C6),1,0)")
    calc.put("B7", "Tariff flag", "=InpC!C8", "flag", f"=SUM(F7:{letters(last)}7)")
    calc.across(7, span, "={c}6*IF({c}$2<=$C5+$C7,1,0)")
    calc.put("B8", "Index", "=InpC!C10", "factor")
    calc.across(8, span, "=(1+$C8)^(({c}4-$F$3)/365.25)", "0.000")
    lines = [
        (10, "Generation", "=InpC!C5*InpC!C6/2/1000", "GWh", "=$C10*{c}6"),
        (11, "Tariff revenue", "=InpC!C7", "kEUR", "={c}10*$C11*{c}7"),
        (12, "Merchant revenue", "=InpC!C9", "kEUR", "={c}10*$C12*{c}8*({c}6-{c}7)"),
        (13, "Revenue", None, "kEUR", "={c}11+{c}12"),
        (14, "Operating cost", "=InpC!C11/2", "kEUR", "=-$C14*{c}8*{c}6"),
        (15, "Land lease", "=InpC!C16", "kEUR", "=-{c}13*$C15"),
        (16, "EBITDA", None, "kEUR", "=SUM({c}13:{c}15)"),
        (18, "Capex", None, "kEUR", "=-IF({c}5=1,INDEX(InpC!$E$19:$H$19,{c}2),0)"),
        (19, "Depreciation", "=-E18/C6", "kEUR", "=-$C19*{c}6"),
    ]
    for row, label, constant, unit, formula in lines:
        calc.put(f"B{row}", label, constant, unit, f"=SUM(F{row}:{letters(last)}{row})")
        calc.across(row, span, formula)
    calc.put("B21", "Debt")
    calc.put("B22", "Opening", None, "kEUR")
    calc.across(22, span, "={p}26")
    calc.put("B23", "Drawdown", "=InpC!C12", "kEUR", f"=SUM(F23:{letters(last)}23)")
    calc.across(23, span, "=-{c}18*$C23")
    calc.put("B24", "Interest rolled up", "=InpC!C13/2", "kEUR", f"=SUM(F24:{letters(last)}24)")
    calc.across(24, span, "={c}22*$C24*{c}5")
    calc.put("B25", "Repayment", "=InpC!C14", "kEUR", f"=SUM(F25:{letters(last)}25)")
    calc.across(25, span, "=-MIN({c}22,MAX(0,{c}16/$C25-{c}27))*{c}6")
    calc.put("B26", "Closing", None, "kEUR")
    calc.across(26, span, "=SUM({c}22:{c}25)")
    calc.put("B27", "Interest paid", "=InpC!C13/2", "kEUR", f"=SUM(F27:{letters(last)}27)")
    calc.across(27, span, "={c}22*$C27*{c}6")
    calc.put("B28", "Debt service cover", None, "x", f"=MIN(F28:{letters(last)}28)")
    calc.across(28, span, '=IF({c}27-{c}25>0.5,{c}16/({c}27-{c}25),"")', "0.00")
    calc.put("B30", "Tax", "=InpC!C15", "kEUR", f"=SUM(F30:{letters(last)}30)")
    calc.across(30, span, "=-MAX(0,{c}16+{c}19-{c}27)*$C30")
    calc.put("B31", "Equity", None, "kEUR", f"=SUM(F31:{letters(last)}31)")
    calc.across(31, span, "={c}18+{c}23")
    calc.put("B32", "Cash to equity", None, "kEUR", f"=SUM(F32:{letters(last)}32)")
    calc.across(32, span, "={c}31+{c}16+{c}30+{c}25-{c}27")
    calc.put("B33", "Equity IRR p.a.", f"=(1+IRR(F32:{letters(last)}32))^2-1", "%")
    calc.put("B34", "Debt repaid?", f"=IF(ABS({letters(last)}26)<1,1,0)", "check")
    calc.sheet.freeze_panes = "F5"
    return book


def loans() -> Workbook:
    """A loan schedule: an annuity month by month with an extra payment, and a summary by year."""
    book = Workbook()
    page = Page(book, "Loan")
    page.rows(
        "A1",
        [
            ("Amount", 250_000),
            ("Rate p.a.", 0.0425),
            ("Months", 60),
            ("First payment", date(2025, 2, 28)),
            ("Payment", "=ROUND(-PMT(B2/12,B3,B1),2)"),
        ],
    )
    page.put("A8", "No", "Date", "Opening", "Interest", "Repayment", "Extra", "Payment", "Closing")
    page.put("A9", 1, "=B4", "=B1")
    for row in range(10, 69):
        page.put(f"A{row}", f"=A{row - 1}+1", f"=EOMONTH(B{row - 1},1)", f"=H{row - 1}")
    for row in range(9, 69):
        page.put(
            f"D{row}",
            f"=ROUND(C{row}*$B$2/12,2)",
            f"=MIN(C{row},$B$5-D{row})",
            0,
            f"=D{row}+E{row}+F{row}",
            f"=C{row}-E{row}-F{row}",
        )
        page.sheet[f"B{row}"].number_format = "dd.mm.yyyy"
    page.sheet["F20"].value = 15_000
    page.sheet["F44"].value = 5_000
    page.sheet["E68"].value = "=C68"
    page.put("A69", "Total", None, None, "=SUM(D9:D68)", "=SUM(E9:E68)", "=SUM(F9:F68)", "=SUM(G9:G68)")
    page.put("J8", "Year", "Interest", "Repayment", "Closing")
    for row, year in enumerate(range(2025, 2031), 9):
        page.put(f"J{row}", year if row == 9 else f"=J{row - 1}+1")
        page.put(
            f"K{row}",
            f"=SUMPRODUCT((YEAR($B$9:$B$68)=$J{row})*$D$9:$D$68)",
            f"=SUMPRODUCT((YEAR($B$9:$B$68)=$J{row})*($E$9:$E$68+$F$9:$F$68))",
        )
        page.put(f"M{row}", f"=$B$1-SUM(L$9:L{row})")
    page.put("J15", "Total", "=SUM(K9:K14)", "=SUM(L9:L14)")
    return book


def leases() -> Workbook:
    """Leases under IFRS 16: one sheet a lease with a schedule, a portfolio sheet that adds them up."""
    book = Workbook()
    portfolio = Page(book, "Portfolio")
    portfolio.put(
        "A1",
        "Lease",
        "Start",
        "Months",
        "Payment",
        "Rate",
        "Liability at start",
        "Asset at start",
        "Initial costs",
        "Interest Y1",
        "Depreciation Y1",
        "Closing liability Y1",
    )
    deals = [
        ("Office", date(2025, 1, 1), 36, 12_500, 0.045, 4_000),
        ("Cars", date(2025, 4, 1), 24, 2_960, 0.05, 0),
        ("Server", date(2025, 7, 1), 18, 4_100, 0.055, 250),
    ]
    for row, (name, start, months, payment, rate, costs) in enumerate(deals, 2):
        portfolio.put(f"A{row}", name, start, months, payment, rate, f"='{name}'!F4", f"=F{row}+H{row}", costs)
        portfolio.put(
            f"I{row}", f"=SUMPRODUCT((YEAR('{name}'!$B$4:$B${months + 3})=2025)*'{name}'!$D$4:$D${months + 3})"
        )
        portfolio.put(f"J{row}", f"=G{row}/C{row}*COUNTIF('{name}'!$B$4:$B${months + 3},\"<\"&DATE(2026,1,1))")
        portfolio.put(
            f"K{row}", f"=INDEX('{name}'!$E$4:$E${months + 3},MATCH(DATE(2025,12,31),'{name}'!$B$4:$B${months + 3},1))"
        )
        portfolio.sheet[f"B{row}"].number_format = "dd.mm.yyyy"
        page = Page(book, name)
        page.put("A1", name, None, "Payment", f"=Portfolio!D{row}", "Rate", f"=Portfolio!E{row}/12")
        page.put("A3", "#", "Date", "Opening", "Interest", "Closing", "Present value")
        page.put("F4", f"=PV(F1,Portfolio!C{row},-D1,0,1)")
        for at in range(4, 4 + months):
            page.put(
                f"A{at}",
                at - 3,
                f"=Portfolio!B{row}" if at == 4 else f"=EDATE(B{at - 1},1)",
                "=F4" if at == 4 else f"=E{at - 1}",
            )
            page.put(f"D{at}", f"=(C{at}-$D$1)*$F$1", f"=C{at}-$D$1+D{at}")
            page.sheet[f"B{at}"].number_format = "dd.mm.yyyy"
    portfolio.put("A5", "Total")
    portfolio.across(5, "F:K", "=SUM({c}2:{c}4)")
    return book


def depreciation() -> Workbook:
    """A waterfall of depreciation: vintages down, years across, with the old assets as a typed run-off."""
    book = Workbook()
    page = Page(book, "Fixed assets")
    page.put("A1", "Fixed assets, kUSD")
    years = "DEFGHIJK"
    page.put("D3", 2024)
    page.across(3, "E:K", "={p}3+1")
    page.put("A4", "Capex", None, None, 0, 420, 380, 510, 400, 400, 420, 420, blue=True)
    page.put("A5", "Disposals, book value", None, None, 0, 0, -60, 0, 0, -35, 0, 0, blue=True)
    page.put("A7", "Useful life", 5, "years", blue=True)
    page.put("A9", "Depreciation by vintage")
    page.put("A10", "Existing assets", None, None, None, 310, 290, 240, 180, 95, 40, 10, blue=True)
    for row, vintage in enumerate(years[1:], 11):
        page.put(f"A{row}", f'="Vintage "&{vintage}3', f"={vintage}3", f"={vintage}4")
        page.across(
            row,
            "E:K",
            "=IF(AND({c}$3>=$B{r},{c}$3<$B{r}+$B$7),$C{r}/$B$7*IF({c}$3=$B{r},0.5,1),0)+IF({c}$3=$B{r}+$B$7,$C{r}/$B$7*0.5,0)",
        )
    page.put("A18", "Total depreciation")
    page.across(18, "E:K", "=SUM({c}10:{c}17)")
    page.put("A20", "Net book value, opening")
    page.across(20, "E:K", "={p}24")
    page.put("A21", "Additions")
    page.across(21, "E:K", "={c}4")
    page.put("A22", "Disposals")
    page.across(22, "E:K", "={c}5")
    page.put("A23", "Depreciation")
    page.across(23, "E:K", "=-{c}18")
    page.put("A24", "Net book value, closing", None, None, 1_260, blue=True)
    page.across(24, "E:K", "=SUM({c}20:{c}23)")
    page.put("A26", "Capex / depreciation")
    page.across(26, "E:K", "={c}4/{c}18", "0.0x")
    page.put("A27", "Average age, years")
    page.across(27, "E:K", "=({c}24/{c}18)*0.5", "0.0")
    return book

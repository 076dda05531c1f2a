"""Models as a founder keeps them in a browser: months across, no colours, totals of the year among the months."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from openpyxl import Workbook
from openpyxl.utils import get_column_letter as letters

from fresh_models.laying import Page


def subscriptions() -> Workbook:
    """Monthly recurring revenue by plan, with cohorts that churn, over 24 months."""
    book = Workbook()
    page = Page(book, "Assumptions")
    page.rows(
        "A1",
        [
            ("Assumptions", None, "Notes"), ("Start month", date(2025, 1, 1)), ("Price - Starter", 29), ("Price - Team", 99),
            ("Price - Scale", 399, "list, before annual discount"), ("Churn Starter / month", 0.045),
            ("Churn Team / month", 0.028), ("Churn Scale / month", 0.012), ("Upgrade Starter > Team", 0.01),
            ("CAC", 310), ("Gross margin", 0.81), ("Support cost per account", 3.5), ("Payment fees", 0.029),
        ],
    )  # fmt: skip
    page.sheet["B2"].number_format = "mmm yy"
    page = Page(book, "MRR")
    page.put("A1", "MRR build", "=Assumptions!B2")
    page.across(1, "C:Y", "=EDATE({p}1,1)", "mmm yy")
    page.sheet["B1"].number_format = "mmm yy"
    page.put("A2", "New Starter", 40)
    page.across(2, "C:G", "=ROUND({p}2*1.08,0)")
    page.across(2, "H:Y", "=ROUND({p}2*1.05,0)")
    page.put(
        "A3", "New Team", 12, 12, 14, 14, 15, 18, 18, 18, 21, 22, 24, 30, 30, 30, 32, 32, 34, 36, 36, 36, 40, 40, 42, 50
    )
    page.put("A4", "New Scale", 0, 0, 1, 0, 1, 1, 2, 1, 2, 2, 2, 4, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 6)
    for row, plan, new, churn in ((6, "Starter", 2, 6), (11, "Team", 3, 7), (16, "Scale", 4, 8)):
        page.put(f"A{row}", f"{plan} - opening", {"Starter": 180, "Team": 41, "Scale": 3}[plan])
        page.across(row, "C:Y", f"={{p}}{row + 3}")
        page.put(f"A{row + 1}", "+ new")
        page.across(row + 1, "B:Y", f"={{c}}{new}" + ("+ROUND({c}6*Assumptions!$B$9,0)" if plan == "Team" else ""))
        page.put(f"A{row + 2}", "- churned")
        gone = f"=-ROUND({{c}}{row}*Assumptions!$B${churn},0)"
        page.across(row + 2, "B:Y", gone + ("-ROUND({c}6*Assumptions!$B$9,0)" if plan == "Starter" else ""))
        page.put(f"A{row + 3}", f"{plan} - closing")
        page.across(row + 3, "B:Y", f"=SUM({{c}}{row}:{{c}}{row + 2})")
    page.put("A21", "MRR Starter")
    page.across(21, "B:Y", "={c}9*Assumptions!$B$3")
    page.put("A22", "MRR Team")
    page.across(22, "B:Y", "={c}14*Assumptions!$B$4")
    page.put("A23", "MRR Scale")
    page.across(23, "B:Y", "={c}19*Assumptions!$B$5")
    page.put("A24", "Total MRR")
    page.across(24, "B:Y", "=SUM({c}21:{c}23)")
    page.put("A25", "growth m/m")
    page.across(25, "C:Y", "={c}24/{p}24-1", "0.0%")
    page.put("A26", "growth y/y")
    page.across(26, "N:Y", "={c}24/{y}24-1", "0.0%")
    page.put("A27", "ARR")
    page.across(27, "B:Y", "={c}24*12")
    page.put("A28", "Net new MRR")
    page.put("B28", "=B24-(B6*Assumptions!B3+B11*Assumptions!B4+B16*Assumptions!B5)")
    page.across(28, "C:Y", "={c}24-{p}24")
    page = Page(book, "Cohorts")
    page.put("A1", "Accounts alive by cohort (Starter)")
    page.put("A2", "Cohort", "Size")
    for at in range(12):
        page.put(f"{letters(3 + at)}2", at)
        page.put(f"A{3 + at}", f"=INDEX(MRR!$B$1:$Y$1,{at + 1})", f"=INDEX(MRR!$B$2:$Y$2,{at + 1})")
        page.sheet[f"A{3 + at}"].number_format = "mmm yy"
        for month in range(12 - at):
            here = letters(3 + month)
            page.put(f"{here}{3 + at}", f"=ROUND($B{3 + at}*(1-Assumptions!$B$6)^{here}$2,0)")
    page.put("A15", "Total alive")
    page.across(15, "B:N", "=SUM({c}3:{c}14)")
    page.put("A16", "Retention, weighted")
    for month in range(12):
        here = letters(3 + month)
        page.put(f"{here}16", f"={here}15/SUM($B$3:$B${14 - month})", form="0%")
    page = Page(book, "Unit economics")
    page.rows(
        "A1",
        [
            ("Metric", "Starter", "Team", "Scale"),
            ("ARPA", "=Assumptions!B3", "=Assumptions!B4", "=Assumptions!B5"),
            ("Lifetime (months)", "=1/Assumptions!B6", "=1/Assumptions!B7", "=1/Assumptions!B8"),
            ("LTV", "=B2*B3*Assumptions!$B$11", "=C2*C3*Assumptions!$B$11", "=D2*D3*Assumptions!$B$11"),
            ("CAC", "=Assumptions!$B$10", "=Assumptions!$B$10*2.2", "=Assumptions!$B$10*9"),
            ("LTV/CAC", "=B4/B5", "=C4/C5", "=D4/D5"),
            ("Payback (months)", "=B5/(B2*Assumptions!$B$11)", "=C5/(C2*Assumptions!$B$11)", "=D5/(D2*Assumptions!$B$11)"),
        ],
    )  # fmt: skip
    return book


def runway() -> Workbook:
    """A cash plan: months with a total column after every twelve, hires by start month, a round in the middle."""
    book = Workbook()
    page = Page(book, "Team")
    page.rows(
        "A1",
        [
            ("Who", "Role", "Salary / yr", "Start", "End"),
            ("Ana", "CEO", 90_000, date(2025, 1, 1)), ("Bo", "CTO", 90_000, date(2025, 1, 1)),
            ("Chi", "Backend", 78_000, date(2025, 1, 1)), ("Dee", "Designer", 64_000, date(2025, 3, 1), date(2025, 11, 30)),
            ("(open)", "Backend", 80_000, date(2025, 9, 1)), ("(open)", "Sales", 70_000, date(2026, 2, 1)),
            ("Eli", "Advisor (flat fee)", 12_000, date(2025, 1, 1)),
        ],
    )  # fmt: skip
    months = [at for at in range(7, 33) if at not in {19, 32}]
    first = letters(months[0])
    page.put(f"{first}1", date(2025, 1, 1))
    for before, at in pairwise(months):
        page.put(f"{letters(at)}1", f"=EDATE({letters(before)}1,1)")
    page.put("S1", "2025")
    page.put("AF1", "2026")
    for row in range(2, 9):
        for at in months:
            here = letters(at)
            cost = f"$C{row}/12" if row == 8 else f"$C{row}/12*(1+$B$12)"
            page.put(f"{here}{row}", f'=IF(AND({here}$1>=$D{row},OR($E{row}="",{here}$1<=$E{row})),{cost},0)')
        page.put(f"S{row}", f"=SUM(G{row}:R{row})")
        page.put(f"AF{row}", f"=SUM(T{row}:AE{row})")
    page.put("A9", "Total payroll")
    page.across(9, "G:AF", "=SUM({c}2:{c}8)")
    page.put("A10", "Headcount")
    for at in months:
        here = letters(at)
        page.put(f"{here}10", f'=COUNTIF({here}2:{here}7,">0")')
    page.put("S10", "=R10")
    page.put("AF10", "=AE10")
    page.put("A12", "Employer taxes", 0.21)
    for at in months:
        page.sheet[f"{letters(at)}1"].number_format = "mmm-yy"
    plan = Page(book, "Cash")
    plan.put("A1", "Cash plan")
    for at in range(7, 33):
        plan.put(f"{letters(at - 4)}1", f"=Team!{letters(at)}1", form="mmm-yy")
    years = {15: (3, 14), 28: (16, 27)}
    lines = {
        3: ("Sales", [0, 0, 1500, 2500, 4000, 5200, 7000, 9000, 11000, 14000, 17000, 21000]),
        5: ("Payroll", "=-Team!{t}9"),
        6: ("Rent", -2400),
        7: ("Cloud", "=-400-{c}3*0.08"),
        8: ("Marketing", "=-MAX(1000,{c}3*0.2)"),
        9: ("Laptops", {3: -5400, 11: -1900, 16: -1900}),
        10: ("Legal (round)", {8: -18_000}),
        13: ("Equity raised", {8: 900_000}),
    }
    for row, (label, said) in lines.items():
        plan.put(f"A{row}", label)
        for at in range(3, 29):
            here, before = letters(at), letters(at - 1)
            if at in years:
                plan.put(f"{here}{row}", f"=SUM({letters(years[at][0])}{row}:{letters(years[at][1])}{row})")
            elif isinstance(said, list):
                earlier = before if at != 16 else "N"
                plan.put(f"{here}{row}", said[at - 3] if at < 15 else f"={earlier}{row}*1.09")
            elif isinstance(said, dict):
                plan.put(f"{here}{row}", said.get(at))
            elif isinstance(said, str):
                plan.put(f"{here}{row}", said.format(c=here, t=letters(at + 4)))
            else:
                plan.put(f"{here}{row}", said if at < 24 else -3600)
    plan.put("A11", "Total costs")
    plan.across(11, "C:AB", "=SUM({c}5:{c}10)")
    plan.put("A12", "Burn")
    plan.across(12, "C:AB", "={c}3+{c}11")
    plan.put("A14", "Cash at end", 310_000)
    plan.put("C14", "=B14+C12+C13")
    plan.across(14, "D:N", "={p}14+{c}12+{c}13")
    plan.put("O14", "=N14")
    plan.across(14, "P:AA", "={p}14+{c}12+{c}13")
    plan.put("AB14", "=AA14")
    plan.put("A16", "Lowest cash", "=MIN(C14:AB14)")
    plan.put("A17", "Runs out", '=IFERROR(INDEX(C1:AB1,MATCH(TRUE,INDEX(C14:AB14<0,0),0)),"never")')
    plan.put("A18", "Average burn, last 3 months of 2025", "=AVERAGE(L12:N12)")
    return book


def shop() -> Workbook:
    """An online shop: a funnel by channel, quarters with a half-year and year, typed in a browser and exported."""
    book = Workbook()
    page = Page(book, "Funnel")
    page.put("A1", "", "Jan", "Feb", "Mar", "Q1", "Apr", "May", "Jun", "Q2", "H1")
    blocks = {
        3: ("Organic", (12_000, 12_600, 13_100, 13_300, 13_900, 14_800), 0.019),
        8: ("Paid", (22_000, 21_000, 26_500, 24_000, 24_000, 31_000), 0.013),
        13: ("Email", (4_100, 4_150, 4_300, 4_600, 4_600, 4_900), 0.042),
    }
    months = ("B", "C", "D", "F", "G", "H")
    for row, (name, visits, rate) in blocks.items():
        page.put(f"A{row}", f"{name}: visits")
        page.put(f"A{row + 1}", f"{name}: conversion")
        page.put(f"A{row + 2}", f"{name}: orders")
        page.put(f"A{row + 3}", f"{name}: spend")
        for column, value in zip(months, visits, strict=True):
            page.put(f"{column}{row}", value)
            page.put(f"{column}{row + 1}", rate)
            page.put(f"{column}{row + 2}", f"={column}{row}*{column}{row + 1}")
            page.put(f"{column}{row + 3}", f"={column}{row}*$L${row + 3}" if name == "Paid" else 0)
        for at in (row, row + 2, row + 3):
            page.put(f"E{at}", f"=SUM(B{at}:D{at})")
            page.put(f"I{at}", f"=SUM(F{at}:H{at})")
            page.put(f"J{at}", f"=E{at}+I{at}")
        for column in ("E", "I", "J"):
            page.put(f"{column}{row + 1}", f"={column}{row + 2}/{column}{row}")
    page.put("K11", "per click")
    page.put("L11", 0.42)
    page.put("A18", "Orders")
    page.across(18, "B:J", "={c}5+{c}10+{c}15")
    page.put("A19", "Basket", 61, 61, 62, "=E20/E18", 62, 62, 64, "=I20/I18", "=J20/J18")
    page.put("A20", "Revenue")
    for column in months:
        page.put(f"{column}20", f"={column}18*{column}19")
    page.put("E20", "=SUM(B20:D20)")
    page.put("I20", "=SUM(F20:H20)")
    page.put("J20", "=E20+I20")
    page.put("A21", "Returns")
    page.across(21, "B:J", "=-{c}20*$L$21")
    page.put("K21", "rate")
    page.put("L21", 0.11)
    page.put("A22", "Goods")
    page.across(22, "B:J", "=-({c}20+{c}21)*0.48")
    page.put("A23", "Spend")
    page.across(23, "B:J", "=-({c}6+{c}11+{c}16)")
    page.put("A24", "Contribution")
    page.across(24, "B:J", "=SUM({c}20:{c}23)")
    page.put("A25", "% of revenue")
    page.across(25, "B:J", "={c}24/{c}20", "0%")
    page.put("A26", "Cost per order (paid)")
    page.across(26, "B:J", "={c}11/{c}10")
    page.put(
        "A28",
        "Target contribution",
        9_000,
        9_000,
        12_000,
        "=SUM(B28:D28)",
        12_000,
        12_000,
        15_000,
        "=SUM(F28:H28)",
        "=E28+I28",
    )
    page.put("A29", "vs target")
    page.across(29, "B:J", "={c}24-{c}28")
    return book


def captable() -> Workbook:
    """Who owns what after each round: founders typed, pools topped up, a convertible note."""
    book = Workbook()
    page = Page(book, "Cap table")
    page.put("A1", "Cap table", "Founding", "%", "Seed", "%", "Series A", "%")
    page.put("A2", "Pre-money", None, None, 6_000_000, None, 22_000_000)
    page.put("A3", "Raised", None, None, 1_500_000, None, 6_000_000)
    page.put("A4", "Price per share", None, None, "=D2/B14", None, "=F2/(D14+F12)")
    page.put("A5", "Holder", "Shares", None, "Shares", None, "Shares")
    page.put("A6", "Ana", 4_500_000, "=B6/B$14", "=B6", "=D6/D$14", "=D6", "=F6/F$14")
    page.put("A7", "Bo", 3_500_000, "=B7/B$14", "=B7", "=D7/D$14", "=D7", "=F7/F$14")
    page.put("A8", "Early employee", 250_000, "=B8/B$14", "=B8", "=D8/D$14", "=D8-50000", "=F8/F$14")
    page.put("A9", "Note holder", None, None, "=ROUND(250000/(D4*0.8),0)", "=D9/D$14", "=D9", "=F9/F$14")
    page.put("A10", "Seed fund", None, None, "=ROUND(D3/D4,0)", "=D10/D$14", "=D10+ROUND(1000000/F4,0)", "=F10/F$14")
    page.put("A11", "Series A fund", None, None, None, None, "=ROUND((F3-1000000)/F4,0)", "=F11/F$14")
    page.put("A12", "Option pool", 1_000_000, "=B12/B$14", "=B12", "=D12/D$14", 1_900_000, "=F12/F$14")
    page.put("A13", "Secondary buyer", None, None, None, None, 50_000, "=F13/F$14")
    page.put(
        "A14", "Total", "=SUM(B6:B13)", "=SUM(C6:C13)", "=SUM(D6:D13)", "=SUM(E6:E13)", "=SUM(F6:F13)", "=SUM(G6:G13)"
    )
    page.put("A15", "Post-money", None, None, "=D14*D4", None, "=F14*F4")
    for row in range(6, 15):
        for column in ("C", "E", "G"):
            page.sheet[f"{column}{row}"].number_format = "0.0%"
    page.put("A17", "Exit waterfall", "Exit value", "Preference A", "Preference seed", "To common", "Ana gets")
    for row, value in enumerate((5e6, 10e6, 25e6, 50e6, 100e6), 18):
        page.put(f"B{row}", value, f"=MIN(B{row},$F$3)", f"=MIN(B{row}-C{row},$D$3)", f"=B{row}-C{row}-D{row}",
                 f"=E{row}*$F$6/($F$14-$F$10-$F$11)")  # fmt: skip
    page.rows("I1", [("Options granted", "Shares", "Strike", "Vested %", "Vested")])
    for row, (name, shares, strike, vested) in enumerate(
        (
            ("Chi", 120_000, 0.1, 0.75),
            ("Dee", 40_000, 0.1, 0.5),
            ("Fay", 60_000, 0.62, 0.25),
            ("Gus (left)", 15_000, 0.1, 1),
        ),
        2,
    ):
        page.put(f"I{row}", name, shares, strike, vested, f"=J{row}*L{row}")
    page.put("I6", "Total", "=SUM(J2:J5)", "=SUMPRODUCT(J2:J5,K2:K5)/J6", "=M6/J6", "=SUM(M2:M5)")
    page.put("I7", "Left in pool", "=F12-J6")
    return book

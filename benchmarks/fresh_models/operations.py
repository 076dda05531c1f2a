"""Sheets as planners and team leads keep them: time down the page, look-ups, lists of people and shifts."""

from __future__ import annotations

from datetime import date, timedelta

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from fresh_models.laying import BOLD, Page


def capacity() -> Workbook:
    """Weeks down the page: orders, hours needed on three machines, overtime where the shift is too short."""
    book = Workbook()
    page = Page(book, "Data")
    page.rows(
        "A1",
        [("Product", "Saw min", "Mill min", "Assembly min", "Yield"), ("P10", 4, 11, 18, 0.98), ("P20", 6, 9, 25, 0.97),
         ("P30", 3, 22, 31, 0.94), (), ("Shift hours / week", 40), ("Machines", 2, 5, 8), ("OEE", 0.85, 0.8, 0.9),
         ("Overtime limit h", 60)],
    )  # fmt: skip
    page = Page(book, "Capacity plan")
    page.put(
        "A1",
        "Week",
        "Starts",
        "P10",
        "P20",
        "P30",
        "Saw h",
        "Mill h",
        "Assembly h",
        "Load saw",
        "Load mill",
        "Load ass.",
        "Bottleneck",
        "Overtime h",
        "Backlog h",
        "Working days",
    )
    orders = [
        (310, 180, 60),
        (295, 190, 64),
        (320, 200, 70),
        (340, 160, 90),
        (350, 210, 75),
        (360, 220, 80),
        (180, 110, 35),
        (370, 230, 82),
        (355, 235, 88),
        (360, 240, 91),
        (365, 240, 95),
        (90, 60, 20),
    ]
    for row, quantities in enumerate(orders, 2):
        page.put(f"A{row}", row - 1 + 13, date(2025, 3, 31) if row == 2 else f"=B{row - 1}+7", *quantities)
        page.sheet[f"B{row}"].number_format = "dd.mm."
        for column, minutes in (("F", "B"), ("G", "C"), ("H", "D")):
            page.put(
                f"{column}{row}",
                f"=(C{row}/Data!$E$2*Data!{minutes}$2+D{row}/Data!$E$3*Data!{minutes}$3+E{row}/Data!$E$4*Data!{minutes}$4)/60",
                form="0.0",
            )
        for column, hours, machine in (("I", "F", "B"), ("J", "G", "C"), ("K", "H", "D")):
            page.put(
                f"{column}{row}", f"={hours}{row}/(Data!$B$6*$O{row}/5*Data!{machine}$7*Data!{machine}$8)", form="0%"
            )
        page.put(
            f"L{row}", f'=IF(MAX(I{row}:K{row})<=1,"-",INDEX($F$1:$H$1,MATCH(MAX(I{row}:K{row}),I{row}:K{row},0)))'
        )
        page.put(
            f"M{row}",
            f"=MIN(Data!$B$9,MAX(0,G{row}-Data!$B$6*O{row}/5*Data!$C$7*Data!$C$8)+{'0' if row == 2 else f'N{row - 1}'})",
        )
        page.put(
            f"N{row}",
            f"=MAX(0,G{row}-Data!$B$6*O{row}/5*Data!$C$7*Data!$C$8-M{row}{'' if row == 2 else f'+N{row - 1}'})",
        )
        page.put(f"O{row}", 5)
    page.sheet["O5"], page.sheet["O8"], page.sheet["O13"] = 4, 4, 3
    page.put("A15", "Total", None)
    page.across(15, "C:H", "=SUM({c}2:{c}13)")
    page.put("M15", "=SUM(M2:M13)")
    page.put("A16", "Average / week")
    page.across(16, "C:H", "=AVERAGE({c}2:{c}13)")
    page.across(16, "I:K", "=AVERAGE({c}2:{c}13)", "0%")
    page.put("A17", "Peak")
    page.across(17, "I:K", "=MAX({c}2:{c}13)", "0%")
    return book


def timesheet() -> Workbook:
    """A month of one person's hours, a block a week, holidays and a sick day, overtime by the week."""
    book = Workbook()
    page = Page(book, "November")
    page.put("A1", "Name", "M. Keller")
    page.put("A2", "Hours per day", 7.7)
    page.put("A3", "Rate", 48.0)
    page.put("A5", "Date", "Day", "From", "To", "Break", "Hours", "Project", "Remark")
    day, row = date(2025, 11, 3), 6
    ends = []
    while day <= date(2025, 11, 30):
        start = row
        for step in range(5):
            here = day + timedelta(days=step)
            page.put(f"A{row}", here, here.strftime("%a"))
            page.sheet[f"A{row}"].number_format = "dd.mm.yyyy"
            if here.day == 11:
                page.put(f"F{row}", "=$B$2", None, "holiday")
            elif here.day == 19:
                page.put(f"F{row}", "=$B$2", None, "sick")
            else:
                begin, end = (8 + (here.day % 3) / 4) / 24, (16.5 + (here.day % 5) / 4) / 24
                page.put(
                    f"C{row}", begin, end, 0.5 / 24 if here.weekday() < 4 else 0.75 / 24, f"=(D{row}-C{row}-E{row})*24"
                )
                page.put(f"G{row}", ("Atlas", "Borealis", "Atlas", "Internal", "Atlas")[step])
                for column in "CDE":
                    page.sheet[f"{column}{row}"].number_format = "hh:mm"
            row += 1
        page.put(f"A{row}", "Week", None, None, None, None, f"=SUM(F{start}:F{row - 1})", None, f"=F{row}-5*$B$2")
        page.sheet[f"A{row}"].font = BOLD
        ends.append(row)
        row += 2
        day += timedelta(days=7)
    page.put(
        f"A{row}",
        "Month",
        None,
        None,
        None,
        None,
        "=" + "+".join(f"F{end}" for end in ends),
        None,
        "=" + "+".join(f"H{end}" for end in ends),
    )
    page.put(f"A{row + 1}", "Carried over from October", *[None] * 6, 3.25)
    page.put(f"A{row + 2}", "Overtime account", *[None] * 6, f"=H{row}+H{row + 1}")
    page.put(f"A{row + 4}", "By project", "Hours", "Amount")
    for at, name in enumerate(("Atlas", "Borealis", "Internal"), row + 5):
        page.put(f"A{at}", name, f"=SUMIF($G$6:$G${row - 2},A{at},$F$6:$F${row - 2})", f"=B{at}*$B$3")
    page.sheet[f"C{row + 7}"].value = 0
    page.put(f"D{row + 7}", "not invoiced")
    page.put(f"A{row + 8}", "Total", f"=SUM(B{row + 5}:B{row + 7})", f"=SUM(C{row + 5}:C{row + 7})")
    return book


def headcount() -> Workbook:
    """People by department with their cost over twelve months, raises in April, leavers and a lump sum."""
    book = Workbook()
    page = Page(book, "Params")
    page.rows("A1", [("Raise in April", 0.035), ("Social cost", 0.21), ("Bonus month", 3), ("Months", 12)])
    for name, at in (("Raise", "B1"), ("Social", "B2"), ("BonusMonth", "B3")):
        book.defined_names[name] = DefinedName(name, attr_text=f"Params!${at[0]}${at[1]}")
    page = Page(book, "Headcount")
    page.put("A1", "Dept", "Name", "FTE", "Monthly", "Bonus %", "Join", "Leave")
    for month in range(12):
        cell = page.sheet.cell(1, 8 + month, date(2026, month + 1, 1))
        cell.number_format = "mmm"
    page.put("T1", "Total")
    people = {
        "Sales": (("Abel", 1, 5200, 0.1, None, None), ("Baker", 1, 4800, 0.1, None, date(2026, 6, 30)), ("Cole", 0.8, 4100, 0.05, None, None), ("Vacancy", 1, 4700, 0.1, date(2026, 8, 1), None)),
        "Operations": (("Dunn", 1, 3900, 0, None, None), ("Eads", 1, 3850, 0, None, None), ("Ford", 0.5, 3700, 0, date(2026, 2, 15), None), ("Gale", 1, 4000, 0, None, None), ("Hale", 1, 3600, 0, None, date(2026, 9, 30))),
        "Finance": (("Ives", 1, 6100, 0.12, None, None), ("Jones", 0.6, 4300, 0.05, None, None)),
    }  # fmt: skip
    row = 2
    subtotals = []
    for department, rows in people.items():
        start = row
        for name, share, pay, bonus, join, leave in rows:
            page.put(f"A{row}", department, name, share, pay, bonus, join, leave)
            page.across(
                row, "H:S",
                "=IF(AND(OR($F{r}=\"\",{c}$1>=$F{r}),OR($G{r}=\"\",{c}$1<=$G{r})),"
                "$C{r}*$D{r}*IF(MONTH({c}$1)>=4,1+Raise,1)*(1+Social)+IF(MONTH({c}$1)=BonusMonth,$C{r}*$D{r}*12*$E{r},0),0)",
            )  # fmt: skip
            page.put(f"T{row}", f"=SUM(H{row}:S{row})")
            row += 1
        page.put(f"A{row}", f"{department} total", None, f"=SUM(C{start}:C{row - 1})")
        page.across(row, "H:T", f"=SUM({{c}}{start}:{{c}}{row - 1})")
        subtotals.append(row)
        row += 1
    page.put(
        f"A{row}",
        "Temporary staff (agency)",
        None,
        None,
        None,
        None,
        None,
        None,
        0,
        0,
        0,
        0,
        0,
        4500,
        4500,
        2000,
        0,
        0,
        3000,
        6000,
    )
    page.put(f"T{row}", f"=SUM(H{row}:S{row})")
    page.put(f"A{row + 1}", "Severance (Baker)")
    page.put(f"M{row + 1}", 14_400)
    page.put(f"T{row + 1}", f"=SUM(H{row + 1}:S{row + 1})")
    page.put(f"A{row + 2}", "Total staff cost")
    plus = "+".join(f"{{c}}{at}" for at in (*subtotals, row, row + 1))
    page.across(row + 2, "H:T", f"={plus}")
    page.put(f"A{row + 3}", "FTE at month end")
    start = 2
    page.across(
        row + 3,
        "H:S",
        f'=SUMPRODUCT(($B${start}:$B${row - 1}<>"")*($F${start}:$F${row - 1}<={{c}}$1)*(($G${start}:$G${row - 1}="")+($G${start}:$G${row - 1}>{{c}}$1)>0)*$C${start}:$C${row - 1})',
    )
    page.put(f"T{row + 3}", f"=AVERAGE(H{row + 3}:S{row + 3})")
    return book


def commissions() -> Workbook:
    """Commission by tiers: a table of tiers, people by quarter, an accelerator and a guaranteed minimum."""
    book = Workbook()
    page = Page(book, "Plan")
    page.put("A1", "Tiers")
    page.rows(
        "A2",
        [("From % of target", "To", "Rate"), (0, "=A4", 0.03), (0.5, "=A5", 0.05), (1, "=A6", 0.08), (1.25, None, 0.1)],
    )
    page.put("D6", "no upper limit")
    page.rows(
        "A9",
        [
            ("Name", "Target / quarter", "Guarantee"),
            ("Quinn", 180_000, 0),
            ("Reyes", 220_000, 0),
            ("Sato", 150_000, 3_000),
            ("Tran", 200_000, 0),
        ],
    )
    page = Page(book, "Calc")
    page.put(
        "A1",
        "Name",
        "Quarter",
        "Sales",
        "Target",
        "Attainment",
        "Tier 1",
        "Tier 2",
        "Tier 3",
        "Tier 4",
        "Commission",
        "Guarantee",
        "Payable",
    )
    sales = {
        "Quinn": (171_000, 202_500, 96_400, 251_000),
        "Reyes": (198_000, 240_100, 233_700, 301_900),
        "Sato": (52_000, 99_000, 140_000, 161_300),
        "Tran": (203_000, 188_000, 214_000, 260_000),
    }
    row = 2
    for name, amounts in sales.items():
        for quarter, amount in enumerate(amounts, 1):
            page.put(
                f"A{row}", name, f"Q{quarter}", amount, f"=VLOOKUP(A{row},Plan!$A$10:$C$13,2,FALSE)", f"=C{row}/D{row}"
            )
            for column, tier in (("F", 3), ("G", 4), ("H", 5)):
                page.put(f"{column}{row}", f"=MAX(0,MIN($E{row},Plan!$B${tier})-Plan!$A${tier})*$D{row}*Plan!$C${tier}")
            page.put(f"I{row}", f"=MAX(0,$E{row}-Plan!$A$6)*$D{row}*Plan!$C$6")
            page.put(
                f"J{row}", f"=SUM(F{row}:I{row})", f"=VLOOKUP(A{row},Plan!$A$10:$C$13,3,FALSE)", f"=MAX(J{row},K{row})"
            )
            row += 1
    page.put(f"A{row}", "Total", None, f"=SUM(C2:C{row - 1})", f"=SUM(D2:D{row - 1})", f"=C{row}/D{row}")
    page.across(row, "F:J", f"=SUM({{c}}2:{{c}}{row - 1})")
    page.put(f"L{row}", f"=SUM(L2:L{row - 1})")
    page = Page(book, "Summary")
    page.put("A1", "Name", "Q1", "Q2", "Q3", "Q4", "Year", "Rank")
    for at, name in enumerate(sales, 2):
        page.put(f"A{at}", name)
        page.across(
            at, "B:E", f"=SUMIFS(Calc!$L$2:$L${row - 1},Calc!$A$2:$A${row - 1},$A{at},Calc!$B$2:$B${row - 1},{{c}}$1)"
        )
        page.put(f"F{at}", f"=SUM(B{at}:E{at})", f"=RANK(F{at},$F$2:$F$5)")
    page.put("A6", "Total")
    page.across(6, "B:F", "=SUM({c}2:{c}5)")
    page.put("A7", "Check", *[None] * 4, f"=ROUND(F6-Calc!L{row},2)")
    return book


def dashboard() -> Workbook:
    """Key figures of a call centre: raw days down the page, a dashboard that looks up a chosen month."""
    book = Workbook()
    raw = Page(book, "Raw")
    raw.put(
        "A1",
        "Date",
        "Calls",
        "Answered",
        "Within 20s",
        "Talk s",
        "Agents",
        "Complaints",
        "Month",
        "Service level",
        "Occupancy",
    )
    for step in range(60):
        row = step + 2
        day = date(2025, 9, 1) + timedelta(days=step)
        weekend = day.weekday() >= 5
        calls = (120 if weekend else 410) + (step * 37) % 83
        raw.put(
            f"A{row}",
            day,
            calls,
            calls - (step * 13) % 29,
            int(calls * 0.82) - (step * 7) % 31,
            212 + (step * 11) % 40,
            4 if weekend else 12,
            (step * 5) % 4,
        )
        raw.put(f"H{row}", f"=MONTH(A{row})", f"=D{row}/C{row}", f"=C{row}*E{row}/(F{row}*7.5*3600)")
    raw.sheet["F16"].value = 9
    months = Page(book, "Months")
    months.put("A1", "Month", 9, 10, "Both", "Target")
    rows = [
        ("Calls", "=SUMIF(Raw!$H$2:$H$61,{c}$1,Raw!$B$2:$B$61)", "=SUM(B{r}:C{r})", None),
        ("Answered", "=SUMIF(Raw!$H$2:$H$61,{c}$1,Raw!$C$2:$C$61)", "=SUM(B{r}:C{r})", None),
        ("Lost %", "=1-{c}3/{c}2", "=1-D3/D2", 0.05),
        ("Service level", "=SUMIF(Raw!$H$2:$H$61,{c}$1,Raw!$D$2:$D$61)/{c}3", "=SUM(Raw!D2:D61)/D3", 0.8),
        ("Talk time s", "=AVERAGEIF(Raw!$H$2:$H$61,{c}$1,Raw!$E$2:$E$61)", "=AVERAGE(Raw!E2:E61)", 230),
        ("Agents, average", "=AVERAGEIF(Raw!$H$2:$H$61,{c}$1,Raw!$F$2:$F$61)", "=AVERAGE(Raw!F2:F61)", None),
        ("Complaints per 1000", "=SUMIF(Raw!$H$2:$H$61,{c}$1,Raw!$G$2:$G$61)/{c}3*1000", "=SUM(Raw!G2:G61)/D3*1000", 5),
        ("NPS (survey)", None, None, 40),
    ]  # fmt: skip
    for row, (label, formula, both, target) in enumerate(rows, 2):
        months.put(f"A{row}", label)
        for column in "BC":
            months.put(f"{column}{row}", formula.format(c=column) if formula else {"B": 38, "C": 41}[column])
        months.put(f"D{row}", both.format(r=row) if both else "n/a", target)
    board = Page(book, "Dashboard")
    board.put("A1", "Month shown", 10)
    board.put("A3", "KPI", "Value", "Target", "Status", "Month before", "Trend")
    for row in range(4, 12):
        at = row - 2
        board.put(f"A{row}", f"=Months!A{at}", f"=INDEX(Months!$B{at}:$C{at},MATCH($B$1,Months!$B$1:$C$1,0))")
        board.put(f"C{row}", f'=IF(Months!E{at}="","",Months!E{at})')
        better = "<=" if at in {4, 6, 8} else ">="
        board.put(f"D{row}", f'=IF(C{row}="","",IF(B{row}{better}C{row},"ok","miss"))')
        board.put(f"E{row}", f'=IFERROR(INDEX(Months!$B{at}:$C{at},MATCH($B$1-1,Months!$B$1:$C$1,0)),"-")')
        board.put(f"F{row}", f'=IF(ISNUMBER(E{row}),IF(B{row}>E{row},"up",IF(B{row}<E{row},"down","flat")),"")')
    board.put("A14", "Top days by calls")
    for row in range(15, 18):
        board.put(
            f"A{row}",
            row - 14,
            f"=LARGE(Raw!$B$2:$B$61,A{row})",
            f"=INDEX(Raw!$A$2:$A$61,MATCH(B{row},Raw!$B$2:$B$61,0))",
        )
        board.sheet[f"C{row}"].number_format = "dd.mm.yyyy"
    return book

"""Models of somebody who plans work and sells it: a grant, a pipeline of deals, what a part costs."""

from __future__ import annotations

from datetime import date, timedelta

from openpyxl import Workbook

from fresh_models.laying import Page


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

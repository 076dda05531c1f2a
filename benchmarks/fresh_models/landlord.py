"""Models of somebody who owns houses and builds: flats let over ten years, what power costs, a building project."""

from __future__ import annotations

from datetime import date

from openpyxl import Workbook

from fresh_models.laying import BOLD, Page


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

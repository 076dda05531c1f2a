"""Three clean models that are laid out differently; the checker must be quiet on each.

- ``forecast``: months across from column F, labels in B, the Input cell style; costs by our functions.
- ``headcount``: months down the sheet, an Excel table, blue font for inputs, no function of ours: a foreign workbook.
- ``teams``: a list of usage with one call a row, totals by SUMIFS, guards and twins beside each call.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from clean_writer import (
    COUNT,
    DATE,
    PRICE_COLUMNS,
    SHARE,
    USD,
    between,
    name,
    new_book,
    new_sheet,
    one_of,
    price_rows,
    put,
    put_input,
)
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.prices import package_catalogue

MONTHS = 12


def forecast() -> Workbook:
    """A year of prompting costs against a budget, months across."""
    work = new_book("Prompting forecast")
    _cover(work, "What a year of prompting costs, against the budget.", 'IF(master_check=1,"All checks pass","FAILED")')
    inputs = new_sheet(work, "Assumptions", "Assumptions", at="B1")
    put(inputs, "B2", '="Checks: "&IF(master_check=1,"OK","FAILED")')
    for column, header in zip("BCDE", ("Item", "Unit", "Value", "Source"), strict=True):
        put(inputs, f"{column}4", header)
    snapshot = package_catalogue().snapshot
    lines = (
        ("Model date", "date", snapshot, DATE, between(40_000, 60_000, "date"), "Snapshot of the price list"),
        ("Model", "model", "gpt-4o", "General", one_of("=Prices!$B$5:$B$7"), "Chosen by the platform team"),
        ("Requests in the first month", "requests per month", 120_000, COUNT, None, "Usage report of last month"),
        ("Growth of requests", "share per month", 0.03, SHARE, between(0, 1), "Plan of the product team"),
        ("Input tokens", "tokens per request", 900, COUNT, None, "Sample of 500 requests"),
        ("Output tokens", "tokens per request", 150, COUNT, None, "Sample of 500 requests"),
        ("Budget", "USD per month", 700, USD, None, "Approved by finance"),
        ("Tolerance of checks", "USD", 0.000001, "0.0E+00", None, "Far below a cent"),
    )
    for row, (label, unit, value, number_format, rule, source) in enumerate(lines, start=5):
        put(inputs, f"B{row}", label)
        put(inputs, f"C{row}", unit)
        put_input(inputs, f"D{row}", value, number_format, rule=rule)
        put(inputs, f"E{row}", source)
    for called, row in (("model_date", 5), ("model", 6), ("input_tokens", 9), ("output_tokens", 10), ("tolerance", 12)):
        name(work, called, f"Assumptions!$D${row}")
    _prices(work, "gpt-4o", "gpt-4o-mini", "gpt-4.1-mini")
    name(work, "price_table", "Prices!$A$4:$I$7")
    _monthly_costs(work)
    checks = new_sheet(work, "Checks", "Checks", at="B1")
    for column, header in zip("BCDE", ("Check", "Unit", "Difference", "Passes"), strict=True):
        put(checks, f"{column}4", header)
    tests = (
        ("Function against plain formula", "=Costs!R8"),
        ("Total against last cumulative", "=ABS(Costs!R7-Costs!Q10)"),
        ("Months add up to the yearly total", "=ABS(SUM(Costs!F7:Q7)-Costs!R7)"),
    )
    for row, (label, formula) in enumerate(tests, start=5):
        put(checks, f"B{row}", label)
        put(checks, f"C{row}", "USD")
        put(checks, f"D{row}", formula, USD)
        put(checks, f"E{row}", f"=IF(ABS(D{row})<=tolerance,1,0)", '"OK";;"FAILED"')
    put(checks, "B9", "Master check")
    put(checks, "C9", "1 or 0")
    put(checks, "E9", "=MIN(E5:E7)", '"OK";;"FAILED"')
    name(work, "master_check", "Checks!$E$9")
    _summary(work)
    return work


def _monthly_costs(work: Workbook) -> None:
    costs = new_sheet(work, "Costs", "Costs", at="B1")
    put(costs, "B2", '="Checks: "&IF(master_check=1,"OK","FAILED")')
    for column, header in zip("BCR", ("Item", "Unit", "Year"), strict=True):
        put(costs, f"{column}4", header)
    labels = (
        (5, "Requests", "requests"),
        (6, "Cost by PROMPT_COST", "USD"),
        (7, "Cost of prompting", "USD"),
        (8, "Difference to plain formula", "USD"),
        (9, "Cost by plain formula", "USD"),
        (10, "Cumulative cost", "USD"),
        (11, "Budget", "USD"),
        (12, "Left of the budget", "USD"),
    )
    for row, label, unit in labels:
        put(costs, f"B{row}", label)
        put(costs, f"C{row}", unit)
    for index in range(MONTHS):
        at, before = get_column_letter(6 + index), get_column_letter(5 + index)
        put(costs, f"{at}4", "=model_date" if index == 0 else f"=EDATE({before}4,1)", "mmm yy")
        growing = f"={before}5*(1+Assumptions!$D$8)"
        put(costs, f"{at}5", "=Assumptions!$D$7" if index == 0 else growing, COUNT)
        put(costs, f"{at}6", f"=PROMPT_COST(model,{at}5,input_tokens,output_tokens,,,,,model_date,price_table)", USD)
        put(costs, f"{at}7", f"=IF(ISNUMBER({at}6),{at}6,NA())", USD)
        put(costs, f"{at}8", f"=ABS({at}7-{at}9)", USD)
        unit_cost = (
            "(input_tokens*INDEX(Prices!$D$5:$D$7,MATCH(model,Prices!$B$5:$B$7,0))"
            "+output_tokens*INDEX(Prices!$E$5:$E$7,MATCH(model,Prices!$B$5:$B$7,0)))"
        )
        put(costs, f"{at}9", f"={at}5*{unit_cost}/1000000", USD)
        put(costs, f"{at}10", f"=SUM($F7:{at}7)", USD)
        put(costs, f"{at}11", "=Assumptions!$D$11", USD)
        put(costs, f"{at}12", f"={at}11-{at}7", USD)
    for row, function in ((5, "SUM"), (7, "SUM"), (8, "MAX"), (9, "SUM"), (11, "SUM"), (12, "SUM")):
        put(costs, f"R{row}", f"={function}(F{row}:Q{row})", COUNT if row == 5 else USD)
    costs.freeze_panes = "F5"


def _summary(work: Workbook) -> None:
    summary = new_sheet(work, "Summary", "Summary", at="B1")
    put(summary, "B2", '="Checks: "&IF(master_check=1,"OK","FAILED")')
    lines = (
        ("Cost of the year", "USD", "=Costs!R7", USD),
        ("Average of a month", "USD per month", "=Costs!R7/12", USD),
        ("Left of the budget", "USD", "=Costs!R12", USD),
        ("Cost of a thousand requests", "USD per 1,000 requests", "=Costs!R7/Costs!R5*1000", USD),
    )
    for row, (label, unit, formula, number_format) in enumerate(lines, start=4):
        put(summary, f"B{row}", label)
        put(summary, f"C{row}", unit)
        put(summary, f"D{row}", formula, number_format)


def _cover(work: Workbook, purpose: str, status: str) -> None:
    cover = new_sheet(work, "Cover", work.properties.title)
    lines = (
        ("Purpose", purpose),
        ("Owner", "Finance, model office"),
        ("Version", "1.2"),
        ("Status", "Released"),
        ("Date", date(2026, 10, 30)),
        ("Checks", f"={status}"),
    )
    for row, (label, value) in enumerate(lines, start=3):
        put(cover, f"A{row}", label)
        put(cover, f"B{row}", value, DATE if label == "Date" else "General")
    put(cover, "A11", "Change log")
    for row, (version, when, what) in enumerate(
        (("1.2", date(2026, 10, 30), "New prices"), ("1.0", date(2026, 9, 1), "First version")), start=12
    ):
        put(cover, f"A{row}", version)
        put(cover, f"B{row}", when, DATE)
        put(cover, f"C{row}", what)


def _prices(work: Workbook, *models: str) -> Worksheet:
    prices = new_sheet(work, "Prices", "Prices in USD per million tokens")
    put(prices, "A2", '="Checks: "&IF(master_check=1,"OK","FAILED")')
    for column, header in enumerate(PRICE_COLUMNS, start=1):
        prices.cell(4, column, header)
    amount, when = between(0, 1000), between(40_000, 60_000, "date")
    status = one_of('"list,negotiated"')
    for row, values in enumerate(price_rows(*models), start=5):
        for column, value in enumerate(values, start=1):
            address, header = f"{get_column_letter(column)}{row}", PRICE_COLUMNS[column - 1]
            if header in {"input", "output"}:
                put_input(prices, address, value, "0.00##", rule=amount)
            elif header in {"effective_from", "checked_on"}:
                put_input(prices, address, value, DATE, rule=when)
            elif header == "status":
                put_input(prices, address, value, rule=status)
            else:
                put(prices, address, value)
    return prices


def headcount() -> Workbook:
    """What a team and its cloud cost over two years, months down; no function of ours."""
    work = new_book("Team cost plan")
    drivers = new_sheet(work, "Drivers", "Drivers: blue numbers may be changed")
    for column, header in zip("ABCD", ("Driver", "Value", "Unit", "Note"), strict=True):
        put(drivers, f"{column}3", header)
    lines = (
        ("First month", date(2026, 1, 1), "date", DATE, between(40_000, 60_000, "date"), "Start of the fiscal year"),
        ("Yearly raise", 0.04, "share per year", SHARE, between(0, 1), "Wage agreement"),
        ("Cloud cost per person", 180, "EUR per month", '#,##0.00 "EUR"', None, "Average invoice of last quarter"),
        ("Social charges", 0.21, "share of pay", SHARE, between(0, 1), "Payroll office"),
    )
    for row, (label, value, unit, number_format, rule, note) in enumerate(lines, start=4):
        put(drivers, f"A{row}", label)
        put_input(drivers, f"B{row}", value, number_format, rule=rule, blue=True)
        put(drivers, f"C{row}", unit)
        put(drivers, f"D{row}", note)
    team = new_sheet(work, "Team data", "Team")
    for column, header in enumerate(
        ("Role", "Persons", "Pay in EUR per month", "Pay of all in EUR per month"), start=1
    ):
        team.cell(3, column, header)
    people, pay = between(0, 500, "whole"), between(0, 50_000)
    roles = (("Engineer", 6, 6_200), ("Analyst", 3, 4_900), ("Designer", 2, 5_100), ("Lead", 1, 8_400))
    for row, (role, persons, wage) in enumerate(roles, start=4):
        put(team, f"A{row}", role)
        put_input(team, f"B{row}", persons, COUNT, rule=people, blue=True)
        put_input(team, f"C{row}", wage, '#,##0.00 "EUR"', rule=pay, blue=True)
        put(team, f"D{row}", "=Team[[#This Row],[Persons]]*Team[[#This Row],[Pay in EUR per month]]", '#,##0.00 "EUR"')
    team.add_table(Table(displayName="Team", ref="A3:D7"))
    plan = new_sheet(work, "Plan", "Plan")
    headers = ("Month", "Year", "Pay in EUR", "Charges in EUR", "Cloud in EUR", "Total in EUR", "Cumulative in EUR")
    for column, header in enumerate(headers, start=1):
        plan.cell(3, column, header)
    for row in range(4, 28):
        put(plan, f"A{row}", "=Drivers!$B$4" if row == 4 else f"=EDATE(A{row - 1},1)", "mmm yyyy")
        put(plan, f"B{row}", f"=YEAR(A{row})", "0")
        raised = "SUM(Team[Pay of all in EUR per month])*(1+Drivers!$B$5)^(B{0}-$B$4)"
        put(plan, f"C{row}", "=" + raised.format(row), '#,##0.00 "EUR"')
        put(plan, f"D{row}", f"=C{row}*Drivers!$B$7", '#,##0.00 "EUR"')
        put(plan, f"E{row}", "=SUM(Team[Persons])*Drivers!$B$6", '#,##0.00 "EUR"')
        put(plan, f"F{row}", f"=SUM(C{row}:E{row})", '#,##0.00 "EUR"')
        put(plan, f"G{row}", f"=SUM(F$4:F{row})", '#,##0.00 "EUR"')
    plan.freeze_panes = "B4"
    result = new_sheet(work, "Results", "Results")
    for column, header in zip("ABC", ("Result", "Value", "Unit"), strict=True):
        put(result, f"{column}3", header)
    results = (
        ("Cost of the first year", "=SUMIFS(Plan!$F$4:$F$27,Plan!$B$4:$B$27,Plan!$B$4)", "EUR"),
        ("Cost of the second year", "=SUMIFS(Plan!$F$4:$F$27,Plan!$B$4:$B$27,Plan!$B$27)", "EUR"),
        ("Cost of both years", "=SUM(B4:B5)", "EUR"),
        ("Highest month", "=MAX(Plan!$F$4:$F$27)", "EUR per month"),
    )
    for row, (label, formula, unit) in enumerate(results, start=4):
        put(result, f"A{row}", label)
        put(result, f"B{row}", formula, '#,##0.00 "EUR"')
        put(result, f"C{row}", unit)
    return work


TEAMS = (
    ("Support", "gpt-4o-mini", 400_000, 1_200, 180),
    ("Sales", "gpt-4o", 60_000, 800, 220),
    ("Legal", "gpt-4.1-mini", 9_000, 6_000, 400),
    ("Marketing", "gpt-4o-mini", 30_000, 700, 500),
    ("Engineering", "gpt-4o", 150_000, 2_500, 300),
    ("Research", "gpt-4.1-mini", 22_000, 4_000, 700),
)


def teams() -> Workbook:
    """What each team's usage costs: a list with one call a row."""
    work = new_book("Cost by team")
    _cover(work, "Which team causes which cost.", 'IF(master_check=0,"All checks pass","FAILED")')
    work["Cover"]["B8"] = '=IF(master_check=0,"All checks pass","FAILED")'
    settings = new_sheet(work, "Inputs", "Inputs")
    put(settings, "A2", '=IF(master_check=0,"Checks: OK","Checks: FAILED")')
    for column, header in zip("ABCD", ("Item", "Unit", "Value", "Note"), strict=True):
        put(settings, f"{column}4", header)
    snapshot = package_catalogue().snapshot
    lines = (
        ("Model date", "date", snapshot, DATE, between(40_000, 60_000, "date"), "Snapshot of the price list"),
        ("Tolerance", "USD", 0.000001, "0.0E+00", None, "Far below a cent"),
    )
    for row, (label, unit, value, number_format, rule, note) in enumerate(lines, start=5):
        put(settings, f"A{row}", label)
        put(settings, f"B{row}", unit)
        put_input(settings, f"C{row}", value, number_format, rule=rule)
        put(settings, f"D{row}", note)
    name(work, "model_date", "Inputs!$C$5")
    name(work, "tolerance", "Inputs!$C$6")
    prices = _prices(work, "gpt-4o", "gpt-4o-mini", "gpt-4.1-mini")
    prices["A2"] = '=IF(master_check=0,"Checks: OK","Checks: FAILED")'
    _usage(work)
    report = new_sheet(work, "Report", "Report")
    put(report, "A2", '=IF(master_check=0,"Checks: OK","Checks: FAILED")')
    for column, header in zip("ABC", ("Team", "Cost in USD", "Share of all"), strict=True):
        put(report, f"{column}4", header)
    last = 4 + len(TEAMS)
    for row in range(5, last + 1):
        put(report, f"A{row}", f"='Usage data'!A{row}")
        put(report, f"B{row}", f"=SUMIFS('Usage data'!$G$5:$G${last},'Usage data'!$A$5:$A${last},A{row})", USD)
        put(report, f"C{row}", f"=B{row}/B${last + 1}", SHARE)
    put(report, f"A{last + 1}", "All teams")
    put(report, f"B{last + 1}", f"=SUM(B5:B{last})", USD)
    put(report, f"C{last + 1}", f"=SUM(C5:C{last})", SHARE)
    _audit(work, last)
    return work


def _usage(work: Workbook) -> None:
    usage = new_sheet(work, "Usage data", "Usage by team")
    put(usage, "A2", '=IF(master_check=0,"Checks: OK","Checks: FAILED")')
    headers = (
        "Team",
        "Model",
        "Requests per month",
        "Input tokens per request",
        "Output tokens per request",
        "Cost by PROMPT_COST in USD",
        "Cost in USD",
        "Cost by plain formula in USD",
        "Difference in USD",
    )
    for column, header in enumerate(headers, start=1):
        usage.cell(4, column, header)
    model, amount = one_of("=Prices!$B$5:$B$7"), between(0, 100_000_000)
    for row, (team, used, *numbers) in enumerate(TEAMS, start=5):
        put(usage, f"A{row}", team)
        put_input(usage, f"B{row}", used, rule=model)
        for column, number in zip("CDE", numbers, strict=True):
            put_input(usage, f"{column}{row}", number, COUNT, rule=amount)
        put(usage, f"F{row}", f"=PROMPT_COST(B{row},C{row},D{row},E{row},,,,,model_date,Prices!$A$4:$I$7)", USD)
        put(usage, f"G{row}", f"=IF(ISNUMBER(F{row}),F{row},NA())", USD)
        found = "INDEX(Prices!${0}$5:${0}$7,MATCH(B{1},Prices!$B$5:$B$7,0))"
        tokens = f"D{row}*{found.format('D', row)}+E{row}*{found.format('E', row)}"
        put(usage, f"H{row}", f"=C{row}/1000000*({tokens})", USD)
        put(usage, f"I{row}", f"=G{row}-H{row}", USD)
    usage.freeze_panes = "B5"


def _audit(work: Workbook, last: int) -> None:
    audit = new_sheet(work, "Audit", "Audit: 1 means that a check fails")
    for column, header in zip("ABCD", ("Check", "Unit", "Difference", "Fails"), strict=True):
        put(audit, f"{column}4", header)
    tests = (
        ("Largest difference to plain formulas", f"=MAX('Usage data'!I5:I{last})-MIN('Usage data'!I5:I{last})"),
        ("Report against usage", f"=Report!B{last + 1}-SUM('Usage data'!G5:G{last})"),
        ("Shares add up", f"=Report!C{last + 1}-1"),
    )
    for row, (label, formula) in enumerate(tests, start=5):
        put(audit, f"A{row}", label)
        put(audit, f"B{row}", "USD" if row < 7 else "share")
        put(audit, f"C{row}", formula, "0.0E+00")
        put(audit, f"D{row}", f"=IF(ABS(C{row})>tolerance,1,0)", "0")
    put(audit, "A9", "Master check")
    put(audit, "B9", "checks that fail")
    put(audit, "D9", "=SUM(D5:D7)", "0")
    name(work, "master_check", "Audit!$D$9")


MODELS: dict[str, Callable[[], Workbook]] = {"forecast": forecast, "headcount": headcount, "teams": teams}

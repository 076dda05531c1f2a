"""The sheets that people read first and last: Summary, Audit, Functions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.series import SeriesLabel

from xlcost.numbertext import spelled
from xlcost.portfolio import layout
from xlcost.portfolio.cases import COLUMNS, SHARES, TEXTS
from xlcost.portfolio.charts import framed
from xlcost.portfolio.inputs_sheets import CURRENCIES
from xlcost.portfolio.layout import (
    MONTHS,
    Area,
    Portfolio,
    actuals_area,
    cases_area,
    plan_rows,
    plan_total,
    price_proof_area,
    proof_area,
    variance_area,
)
from xlcost.portfolio.sheet import Page, letter, named
from xlcost.portfolio.variance_sheet import CHECK_ROW, USAGE_ROW

TOP: Final = 5
LARGEST: Final = 10
_LARGEST_ROW: Final = 36
_NUMERIC: Final = [column.key for column in COLUMNS if column.key not in TEXTS]


def summary(book: Workbook, portfolio: Portfolio) -> None:
    """Spend, budget, difference, unit cost, the moves that save most, what ends or changes price soon."""
    page = Page(
        book,
        layout.SUMMARY,
        "Portfolio",
        f"{len(portfolio.cases)} use cases: budget, actual, what would save most, what changes soon.",
        "output",
    )
    page.widths([34, 18, 18, 18, 4, 40, 24, 16, 16])
    page.put(3, 1, '="Master check: "&IF(master_check=1,"OK","FAILED, see Audit")', "strong")
    page.judged("A3", "master_check")
    variance = f"'{layout.VARIANCE}'!"
    page.header(5, ["Month", "Budget", "Actual", "Difference"], height=20)
    page.put(6, 1, f"={variance}$B$4", "strong", "month")
    page.put(6, 2, f"={variance}$B$10", "output", "usd")
    without = f"{variance}$C${USAGE_ROW}=0"
    page.put(6, 3, f'=IF({without},"none yet",{variance}$C$10+{variance}$B${CHECK_ROW + 1})', "output", "usd")
    page.put(6, 4, '=IF(ISNUMBER(C6),C6-B6,"")', "output", "usd")
    page.put(6, 6, f'=IF({without},"No usage of this month yet: xlcost actuals writes it","")', "note")
    page.put(7, 1, "USD a request", "label")
    page.put(7, 2, f"={variance}$B$12", "value", "unit")
    page.put(7, 3, f'=IF({without},"",{variance}$C$12)', "value", "unit")
    page.put(7, 4, '=IF(ISNUMBER(C7),C7-B7,"")', "value", "unit")
    total, end = plan_total(portfolio), letter(3 + MONTHS)
    page.put(8, 1, "Year: plan, and actual so far", "label")
    page.put(8, 2, f"='{layout.PLAN}'!{end}{total}", "value", "usd")
    page.put(8, 3, f"='{layout.PLAN}'!{end}{total + 1}", "value", "usd")
    lacking = f"'{layout.PLAN}'!{end}{total + layout.PLAN_LACKING}"
    lower = f'{lacking}&" months of use cases have no price, as their model is off sale: the plan is at least this"'
    page.put(8, 6, f'=IF({lacking}=0,"",{lower})', "note")
    page.put(9, 1, "Reporting currency", "label")
    page.put(9, 2, portfolio.currency, "input", "text")
    named(book, "reporting_currency", layout.SUMMARY, "$B$9")
    rates = (
        f"'{layout.RATES}'!$B${layout.RATES_HEADER + 1}:${letter(1 + len(CURRENCIES))}${layout.RATES_HEADER + MONTHS}"
    )
    names = f"'{layout.RATES}'!$B${layout.RATES_HEADER}:${letter(1 + len(CURRENCIES))}${layout.RATES_HEADER}"
    rate = f"INDEX({rates},{variance}$B$6,MATCH(reporting_currency,{names},0))"
    page.put(10, 1, "Actual in the reporting currency", "label")
    page.put(
        10,
        3,
        f'=IF(OR(reporting_currency="USD",ISTEXT(C6)),C6,IFERROR(IF({rate}=0,"no rate",C6/{rate}),"no rate"))',
        "value",
        "money",
    )
    _moves(page, portfolio)
    _changes(page, portfolio)
    _largest(page, portfolio)
    _charts(book, page, portfolio)
    page.finish("A4", pages_high=1)


def _moves(page: Page, portfolio: Portfolio) -> None:
    cases = cases_area(portfolio)
    page.heading(12, "Moves that save most, USD a month")
    page.header(13, ["Use case", "Move", "Saves a month", "Of its cost"], height=20)
    for number in range(1, min(TOP, len(portfolio.cases)) + 1):
        row = 13 + number
        place = f"MATCH(LARGE({cases.column('rank')},{number}),{cases.column('rank')},0)"
        page.put(row, 3, f"=INDEX({cases.column('best')},{place})", "output", "usd0")
        page.put(row, 1, f'=IF(C{row}=0,"",INDEX({cases.column("name")},{place}))', "label")
        page.put(row, 2, f'=IF(C{row}=0,"",INDEX({cases.column("best_move")},{place}))', "label")
        page.put(row, 4, f'=IF(C{row}=0,"",C{row}/INDEX({cases.column("contracted")},{place}))', "value", "share")


def _changes(page: Page, portfolio: Portfolio) -> None:
    page.heading(12, "Has ended, or ends or changes price within two quarters", column=6)
    page.header(13, ["Model", "What", "Day"], column=6, height=20)
    if not portfolio.changes:
        page.put(14, 6, "Nothing that is known", "note")
    for row, (day, model, what, before, after) in enumerate(portfolio.changes[:LARGEST], start=14):
        page.put(row, 6, model, "label")
        page.put(
            row,
            7,
            what if before is None or after is None else f"{what}: {spelled(before)} to {spelled(after)}",
            "label",
        )
        page.put(row, 8, day or "day not known", "value", "date" if day else "text")
    if len(portfolio.changes) > LARGEST:
        page.put(14 + LARGEST, 6, f"and {len(portfolio.changes) - LARGEST} more", "note")


def _largest(page: Page, portfolio: Portfolio) -> None:
    cases = cases_area(portfolio)
    cost = cases.column("contracted")
    page.heading(_LARGEST_ROW - 1, "Largest use cases, contracted USD a month")
    page.header(_LARGEST_ROW, ["Use case", "USD a month", "Share"], height=20)
    for number in range(1, min(LARGEST, len(portfolio.cases)) + 1):
        row = _LARGEST_ROW + number
        place = f"MATCH(LARGE({cases.column('size')},{number}),{cases.column('size')},0)"
        page.put(row, 2, f"=INDEX({cost},{place})", "value", "usd0")
        page.put(row, 1, f"=INDEX({cases.column('name')},{place})", "label")
        page.put(row, 3, f"=IF(SUM({cost})=0,0,B{row}/SUM({cost}))", "value", "share")


def _charts(book: Workbook, page: Page, portfolio: Portfolio) -> None:
    plan: Any = book[layout.PLAN]
    total = plan_total(portfolio)
    # Columns for what was spent: a line would show months to come as months without cost.
    months: Any = BarChart()
    planned: Any = LineChart()
    for chart, offset, title in ((planned, 0, "Plan"), (months, 1, "Actual")):
        series = Reference(plan, min_col=3, max_col=2 + MONTHS, min_row=total + offset)
        chart.add_data(series, from_rows=True, titles_from_data=False)
        chart.series[0].tx = SeriesLabel(v=title)
        chart.set_categories(Reference(plan, min_col=3, max_col=2 + MONTHS, min_row=layout.PLAN_MONTHS))
    planned.series[0].graphicalProperties.line.solidFill = "004C7F"
    planned.series[0].graphicalProperties.line.width = 28_000
    planned.series[0].smooth = False
    months.series[0].graphicalProperties.solidFill = "E07B00"
    months.height, months.width, months.style = 7.5, 15.5, 2
    framed(months, "Plan and actual, USD a month")
    months.x_axis.number_format = "mmm yy"
    months.legend.position = "b"
    months += planned
    page.sheet.add_chart(months, "A20")
    largest: Any = BarChart()
    largest.type, largest.style, largest.height, largest.width = "bar", 2, 7.5, 16
    framed(largest, "Largest use cases, USD a month")
    largest.legend = None
    last = _LARGEST_ROW + min(LARGEST, len(portfolio.cases))
    largest.add_data(Reference(page.sheet, min_col=2, min_row=_LARGEST_ROW + 1, max_row=last), titles_from_data=False)
    largest.set_categories(Reference(page.sheet, min_col=1, min_row=_LARGEST_ROW + 1, max_row=last))
    largest.x_axis.scaling.orientation = "maxMin"
    largest.series[0].graphicalProperties.solidFill = "004C7F"
    page.sheet.add_chart(largest, "F25")


def audit(book: Workbook, portfolio: Portfolio) -> None:
    """Proofs that the sheets agree with one another, and one check of all."""
    page = Page(
        book,
        layout.AUDIT,
        "Audit",
        "Each line compares two ways to one figure; a failed one names where to look.",
        "check",
    )
    page.widths([62, 18, 18, 14])
    page.header(layout.AUDIT_HEADER, ["Check", "One way", "The other", "Result"], height=20)
    used, cases, cells = actuals_area(portfolio), cases_area(portfolio), variance_area(portfolio)
    plan_first, plan_cost = plan_rows(portfolio)
    total, count = plan_total(portfolio), len(portfolio.cases)
    end = letter(2 + MONTHS)
    month_cost = f"SUMIFS({used.column('cost')},{used.column('month')},variance_month)"
    searches = f"SUMIFS({used.column('searches')},{used.column('month')},variance_month)"
    kinds = "+".join(f"SUM({used.column(f'c_{kind}')})" for kind in layout.KINDS)
    undiscounted = f"SUMPRODUCT({cells.column('cost_a')}/(1-{cells.column('discount')}))"
    shares = "+".join(cases.column(key) for key in ("cached_share", "cache_write_share", "cache_write_1h_share"))
    proved = _differences(proof_area(portfolio))
    prices = _differences(price_proof_area(portfolio))
    seasons = f"'{layout.PLAN}'!$C$5:${end}$5"
    checks = [
        ("money", "Variance: the effects add up to actual less budget", f"='{layout.VARIANCE}'!B{CHECK_ROW - 2}", f"='{layout.VARIANCE}'!B{CHECK_ROW - 1}"),
        ("money", "Variance: before discounts its actuals are those of the month", f"={undiscounted}", f"={month_cost}-{searches}"),
        ("count", "Variance: every request of the month is in a cell", f"=SUM({cells.column('requests_a')})", f"=SUMIFS({used.column('requests')},{used.column('month')},variance_month)"),
        ("money", "Actuals: the cost is the sum of its kinds and searches", f"=SUM({used.column('cost')})", f"={kinds}+SUM({used.column('searches')})"),
        ("count", "Actuals: every row has a price line", f"=COUNT({used.column('line')})", f"=COUNT({used.column('p_input')})"),
        ("money", "Plan: the months add up to the year", f"=SUM('{layout.PLAN}'!C{plan_cost}:{end}{plan_cost + count - 1})", f"='{layout.PLAN}'!{letter(3 + MONTHS)}{total}"),
        ("count", "Plan: every model has a price in every month (or: it goes off sale)", f"=COUNT('{layout.PLAN}'!C{plan_cost}:{end}{plan_cost + count - 1})", f"={count * MONTHS}"),
        ("count", "Plan: a row for every use case", f"=COUNTA({cases.column('name')})", f"=COUNT('{layout.PLAN}'!C{plan_first}:C{plan_first + count - 1})"),
        ("count", "Use cases: cached shares together are at most 1", f"=SUMPRODUCT((({shares})>1)*1)", "=0"),
        ("money", "Proof: our functions give what plain formulas give", f"=SUM({proved})", "=0"),
        ("money", "Price proof: so do those on Variance", f"=SUM({prices})", "=0"),
        *(("count", *each) for each in _fitting(cases)),
        ("count", "Plan: every month has a factor of the season", f"=COUNTIF({seasons},\">=0\")", f"=COLUMNS({seasons})"),
        ("count", "Use cases: every one has a cost", f"=COUNT({cases.column('contracted')})", f"=COUNTA({cases.column('name')})"),
    ]  # fmt: skip
    for row, (form, label, one, other) in enumerate(checks, start=layout.AUDIT_HEADER + 1):
        page.put(row, 1, label, "label")
        page.put(row, 2, one, "value", form)
        page.put(row, 3, other, "value", form)
        page.put(row, 4, f"=IF(IFERROR(ABS(B{row}-C{row})<=0.000001*(1+ABS(B{row})),FALSE),1,0)", "check", "check")
    last = layout.AUDIT_HEADER + len(checks)
    for area in (f"D{layout.AUDIT_HEADER + 1}:D{last}", f"D{last + 2}"):
        page.judged(area, area.partition(":")[0])
    page.put(last + 2, 1, "Master check", "strong")
    page.put(last + 2, 4, f"=IF(SUM(D5:D{last})={len(checks)},1,0)", "check", "check")
    named(book, "master_check", layout.AUDIT, f"$D${last + 2}")
    page.finish("A5", landscape=False)


def _differences(area: Area) -> str:
    """The columns of a proof that say what functions and plain formulas differ by; they stand last."""
    first = next(key for key in area.columns if key.startswith("d_"))
    return area.between(first, area.columns[-1])


def _fitting(cases: Area) -> Iterator[tuple[str, str, str]]:
    """How many numbers of use cases are what they can be: data validation sees none that was deleted or pasted."""
    for label, count, takes in (
        ("Use cases: every amount is there, and at least 0", 'COUNTIF({cells},">=0")', "amount"),
        ("Use cases: every share is there, and between 0 and 1", 'COUNTIFS({cells},">=0",{cells},"<=1")', "share"),
        ("Use cases: every growth is there", "COUNT({cells})", "growth"),
    ):
        groups = [list(keys) for kind, keys in groupby(_NUMERIC, _takes) if kind == takes]
        beside = [cases.between(keys[0], keys[-1]) for keys in groups]
        numbers = sum(map(len, groups)) * (cases.last - cases.first + 1)
        yield label, "=" + "+".join(count.format(cells=cells) for cells in beside), f"={numbers}"


def _takes(key: str) -> str:
    return "growth" if key == "growth" else "share" if key in SHARES else "amount"


def functions(book: Workbook) -> None:
    """The functions that this workbook calls, and what each gives."""
    from xlcost.functions import FUNCTIONS

    page = Page(book, layout.FUNCTIONS, "Functions", "The functions of ours that this workbook calls.", "words")
    page.widths([18, 90, 34])
    page.header(4, ["Function", "Gives", "Unit"], height=20)
    for row, function in enumerate(
        (each for each in FUNCTIONS.values() if each.name in ("PROMPT_COST", "TOKEN_PRICE")), 5
    ):
        page.put(row, 1, function.name, "strong")
        page.put(row, 2, function.summary, "label")
        page.put(row, 3, function.unit, "note")
    page.finish("A5", landscape=False)

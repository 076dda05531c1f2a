"""The sheets that people fill in: Use cases, Prices, Rates, Plan."""

from __future__ import annotations

from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from xlcost.portfolio import layout
from xlcost.portfolio.cases import COLUMNS
from xlcost.portfolio.layout import MONTHS, Portfolio, cases_area, plan_rows, plan_total, prices_area
from xlcost.portfolio.sheet import Page, letter, months_after, named
from xlcost.prices import PRICES

_CALCULATED_HEADINGS: Final = {
    "list_cost": ("List cost, USD a month", "usd0", 12), "contracted": ("Contracted, USD a month", "usd0", 12),
    "unit_cost": ("USD a request", "unit", 11), "alternative_cost": ("Alternative, USD a month", "usd0", 12),
    "saving": ("Saving of the alternative", "usd0", 12), "payback": ("Payback, months", "number", 10),
    "move_batch": ("All in batch", "usd0", 11), "move_cache": ("Cache to 80 %", "usd0", 11),
    "move_flex": ("Flex tier", "usd0", 11), "best": ("Best move, USD a month", "usd0", 12),
    "best_move": ("Which", "general", 22), "rank": ("Order of moves", "usd0", 10), "size": ("Order of cost", "usd0", 10),
}  # fmt: skip
#: The moves, in the order of their columns, as the Summary calls them.
MOVES: Final = {
    "saving": "Alternative model", "move_batch": "All in batch", "move_cache": "Cache to 80 %", "move_flex": "Flex tier",
}  # fmt: skip
CURRENCIES: Final = ("EUR", "GBP", "CHF", "JPY")


def use_cases(book: Workbook, portfolio: Portfolio) -> None:
    """One row a use case: what it is planned to need, and what our functions make of it."""
    page = Page(
        book,
        layout.CASES,
        "Use cases",
        "One row a use case; yellow cells are yours, formulas call our functions by row.",
        "input",
        wide=True,
    )
    area = cases_area(portfolio)
    page.put(4, 2, "Model date of the prices", "label")
    page.put(4, 4, portfolio.model_date, "input", "date")
    named(book, "model_date", layout.CASES, "$D$4")
    headings = [column.heading for column in COLUMNS] + [_CALCULATED_HEADINGS[key][0] for key in layout.CALCULATED]
    page.header(area.header, headings)
    page.widths([column.width for column in COLUMNS] + [_CALCULATED_HEADINGS[key][2] for key in layout.CALCULATED])
    for row, case in enumerate(portfolio.cases, start=area.first):
        for at, column in enumerate(COLUMNS, start=1):
            value = getattr(case, column.key)
            page.put(row, at, None if value == "" else value, "input", column.format)
        for at, (key, formula) in enumerate(_formulas(area, row).items(), start=len(COLUMNS) + 1):
            page.put(row, at, formula, "output" if key == "best" else "function", _CALCULATED_HEADINGS[key][1])
    page.table("use_cases", area.whole)
    named(book, "case_names", layout.CASES, f"${area.letter('name')}${area.first}:${area.letter('name')}${area.last}")
    shares = DataValidation(type="decimal", operator="between", formula1="0", formula2="1", allow_blank=True)
    shares.error, shares.errorTitle = "A share is between 0 % and 100 %.", "Not a share"
    for key in ("cached_share", "cache_write_share", "cache_write_1h_share", "batch_share", "discount"):
        shares.add(f"{area.letter(key)}{area.first}:{area.letter(key)}{area.last}")
    page.sheet.add_data_validation(shares)
    page.finish(f"B{area.first}", pages_wide=3)


def _formulas(area: layout.Area, row: int) -> dict[str, str]:
    at = {key: area.cell(key, row) for key in area.columns}
    model = f'IF({at["tier"]}="standard",{at["model"]},{at["model"]}&"@"&{at["tier"]})'

    def cost(model: str, cached: str = at["cached_share"], batch: str = at["batch_share"]) -> str:
        return (
            f"PROMPT_COST({model},{at['requests']},{at['input_tokens']},{at['output_tokens']},{cached},"
            f"{at['cache_write_share']},{batch},{at['retry_rate']},model_date,price_table,{at['cache_write_1h_share']})"
        )

    off = f"(1-{at['discount']})"
    own = f"{at['list_cost']}*{off}"
    room = f"1-{at['cache_write_share']}-{at['cache_write_1h_share']}"
    cached = f"MAX({at['cached_share']},MIN(0.8,{room}))"
    moves = ",".join(f"N({at[key]})" for key in MOVES)
    which = "".join(
        f'IF(N({at[key]})>={at["best"]},"{name}",' for key, name in MOVES.items()
    ) + '""' + ")" * len(MOVES)  # fmt: skip
    return {
        "list_cost": f"={cost(model)}",
        "contracted": f"={own}+{at['fixed_monthly']}",
        "unit_cost": f"=IF({at['requests']}=0,0,{at['contracted']}/{at['requests']})",
        "alternative_cost": f'=IF({at["alternative"]}="","",{cost(at["alternative"])}*{off})',
        "saving": f'=IF({at["alternative"]}="","",{own}-{at["alternative_cost"]})',
        "payback": f'=IF({at["alternative"]}="","",IF({at["saving"]}>0,{at["upfront"]}/{at["saving"]},"never"))',
        "move_batch": f'=IFERROR({own}-{cost(model, batch="1")}*{off},"no batch price")',
        "move_cache": f'=IFERROR({own}-{cost(model, cached=cached)}*{off},"no cache price")',
        "move_flex": f'=IF({at["tier"]}<>"standard","",IFERROR({own}-{cost(at["model"] + "&" + _FLEX)}*{off},"no flex price"))',
        "best": f"=MAX(0,{moves})",
        "best_move": f'=IF({at["best"]}=0,"",{which})',
        # Ties are told apart by their row, so that a ranking names no use case twice.
        "rank": f"={at['best']}-ROW()/10000000",
        "size": f"={at['contracted']}-ROW()/10000000",
    }


_NOT_THERE: Final = "n/a"
_FLEX: Final = '"@flex"'


def prices(book: Workbook, portfolio: Portfolio) -> None:
    """The rate card of the models in use; a range that every function takes as its prices."""
    page = Page(
        book,
        layout.PRICES,
        "Prices",
        f"USD per million tokens, dated, with their sources ({portfolio.snapshot}). Type negotiated ones over them and say negotiated in Source: xlcost update keeps those.",
        "input",
    )
    area = prices_area(portfolio)
    page.put(
        3,
        1,
        "A request with more input tokens than Above tokens says is billed whole at that line. n/a is not published, or does not apply.",
        "note",
    )
    page.header(area.header, [_price_heading(key) for key in layout.PRICE_COLUMNS])
    page.widths([14, 34, 15, 14, 14, 13, 12, 12, 12, 12, 14, 90])
    forms = {"effective_from": "date", "effective_to": "date", "above_tokens": "count", "source": "words"}
    for row, line in enumerate(portfolio.lines, start=area.first):
        for at, key in enumerate(layout.PRICE_COLUMNS, start=1):
            value = getattr(line, key)
            form = forms.get(key, "text" if key in ("provider", "model", "tier") else "price")
            # LibreOffice hands a blank cell on as 0, which would be a free price: what is not there says so.
            page.put(row, at, _NOT_THERE if value in (None, "") else value, "price", form)
    named(book, "price_table", layout.PRICES, f"$A${area.header}:${letter(len(layout.PRICE_COLUMNS))}${area.last}")
    page.finish(f"C{area.first}")


def _price_heading(key: str) -> str:
    """What functions read as the key: they take any capitals, blanks for underscores, and a unit in brackets."""
    words = key.replace("_", " ").capitalize()
    return f"{words} (USD per Mtok)" if key in PRICES else words


def rates(book: Workbook, portfolio: Portfolio) -> None:
    """Exchange rates by month, for whoever reports in another currency."""
    page = Page(
        book,
        layout.RATES,
        "Rates",
        "USD for one unit of a currency, by month. Prices are USD; only the Summary converts.",
        "input",
    )
    page.put(3, 1, "Fill in the months of your reporting currency; a blank month shows no converted figure.", "note")
    page.header(layout.RATES_HEADER, ["Month", *CURRENCIES], height=20)
    page.widths([14, 12, 12, 12, 12])
    known = dict(portfolio.rates)
    for number in range(MONTHS):
        row, month = layout.RATES_HEADER + 1 + number, months_after(portfolio.plan_start, number)
        page.put(row, 1, f"='{layout.PLAN}'!{letter(3 + number)}${layout.PLAN_MONTHS}", "value", "month")
        for at in range(len(CURRENCIES)):
            page.put(row, 2 + at, known.get(month, (None,) * len(CURRENCIES))[at], "input", "price")
    page.finish(f"B{layout.RATES_HEADER + 1}")


def plan(book: Workbook, portfolio: Portfolio) -> None:
    """Requests and cost of each use case in each month, from growth, season and dated prices."""
    page = Page(
        book,
        layout.PLAN,
        "Plan",
        "Each month's requests and what they cost at that month's prices, discount and fixed cost included; no price: the model is off sale by then.",
        "calculation",
    )
    cases, first, cost = cases_area(portfolio), *plan_rows(portfolio)
    end = letter(2 + MONTHS)
    page.put(4, 1, "First month", "label")
    page.put(4, 2, portfolio.plan_start, "input", "month")
    named(book, "plan_start", layout.PLAN, "$B$4")
    page.put(5, 1, "Season: factor of each month", "label")
    page.put(6, 1, "Month of the plan", "label")
    page.header(layout.PLAN_MONTHS, ["Use case", "Model", *([""] * MONTHS), "Year"], height=20)
    page.widths([28, 32, *[12] * MONTHS, 14])
    for number in range(MONTHS):
        at = 3 + number
        page.put(5, at, portfolio.seasons[number], "input", "number")
        page.put(6, at, number + 1, "value", "count")
        month = "=plan_start" if number == 0 else f"=EDATE({letter(at - 1)}${layout.PLAN_MONTHS},1)"
        page.sheet.cell(layout.PLAN_MONTHS, at).value = month
        page.sheet.cell(layout.PLAN_MONTHS, at).number_format = "mmm yyyy"
    page.heading(first - 1, "Requests, without repeats")
    page.heading(cost - 1, "Cost, USD")
    for number in range(len(portfolio.cases)):
        source = {key: f"'{layout.CASES}'!{cases.cell(key, cases.first + number)}" for key in cases.columns}
        for block, row in ((0, first + number), (1, cost + number)):
            page.put(row, 1, f"={source['name']}", "label")
            page.put(row, 2, f"={source['model']}", "note")
            for at in range(3, 3 + MONTHS):
                column = letter(at)
                if block == 0:
                    formula = f"={source['requests']}*(1+{source['growth']})^({column}$6-1)*{column}$5"
                    page.put(row, at, formula, "value", "count")
                else:
                    page.put(row, at, _month_cost(source, column, first + number), "function", "usd0")
            page.put(row, 3 + MONTHS, f"=SUM(C{row}:{end}{row})", "value", "count" if block == 0 else "usd0")
    _totals(page, portfolio)
    page.finish(f"C{layout.PLAN_MONTHS + 1}")


def _totals(page: Page, portfolio: Portfolio) -> None:
    """Plan and actual of each month, what they differ by, and how many use cases have no price in it."""
    total, cost, end = plan_total(portfolio), plan_rows(portfolio)[1], letter(2 + MONTHS)
    for offset, label in enumerate(("Plan", "Actual", "Actual less plan")):
        page.put(total + offset, 1, label, "strong")
        for at in range(3, 4 + MONTHS):
            column = letter(at)
            if offset == 0:
                formula = f"=SUM({column}{cost}:{column}{cost + len(portfolio.cases) - 1})"
            elif at == 3 + MONTHS:
                formula = f"=SUM(C{total + offset}:{end}{total + offset})"
            elif offset == 1:
                actual = layout.actuals_area(portfolio)
                formula = f"=SUMIFS({actual.column('cost')},{actual.column('month')},{column}${layout.PLAN_MONTHS})"
            else:
                formula = f"=IF({column}{total + 1}=0,0,{column}{total + 1}-{column}{total})"
            page.put(total + offset, at, formula, "output", "usd0")
    lacking = total + layout.PLAN_LACKING
    page.put(lacking, 1, "Use cases without a price", "label")
    for at in range(3, 3 + MONTHS):
        costs = f"{letter(at)}{cost}:{letter(at)}{cost + len(portfolio.cases) - 1}"
        page.put(lacking, at, f"=ROWS({costs})-COUNT({costs})", "value", "count")
    page.put(lacking, 3 + MONTHS, f"=SUM(C{lacking}:{end}{lacking})", "value", "count")


def _month_cost(source: dict[str, str], column: str, requests_row: int) -> str:
    model = f'IF({source["tier"]}="standard",{source["model"]},{source["model"]}&"@"&{source["tier"]})'
    return (
        f"=IFERROR(PROMPT_COST({model},{column}{requests_row},{source['input_tokens']},{source['output_tokens']},"
        f"{source['cached_share']},{source['cache_write_share']},{source['batch_share']},{source['retry_rate']},"
        f"{column}${layout.PLAN_MONTHS},price_table,{source['cache_write_1h_share']})*(1-{source['discount']})"
        f'+{source["fixed_monthly"]},"no price")'
    )

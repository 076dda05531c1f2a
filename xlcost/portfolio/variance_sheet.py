"""The sheet Variance: actual against budget in one month, split into effects that add up exactly."""

from __future__ import annotations

from typing import Any, Final

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from xlcost.portfolio import layout
from xlcost.portfolio.calibration import whole
from xlcost.portfolio.charts import framed
from xlcost.portfolio.layout import (
    KINDS,
    Area,
    Portfolio,
    actuals_area,
    cases_area,
    plan_rows,
    prices_area,
    variance_area,
)
from xlcost.portfolio.sheet import Page, letter, named

_VARIANCE_HEADINGS: Final = {
    "case": ("Use case", 42), "model": ("Model", 32), "cost_b": ("Budget, USD", 12), "cost_a": ("Actual, USD", 12),
    "difference": ("Difference, USD", 12), "e_input": ("Longer inputs", 11), "e_cache": ("Cache shares", 11),
    "e_output": ("Longer outputs", 11), "e_list": ("List prices", 11), "e_tier": ("Tier and discount", 11),
    "of": ("Use case as a whole", 24), "row": ("Row of use case", 9), "planned": ("Planned here", 9), "requests_b": ("Requests planned", 12),
    "requests_a": ("Requests sent", 12), "discount": ("Discount", 9), "name": ("Priced as", 34), "batch": ("Batch share", 9),
    "u": ("Budget, USD a request", 11), "u_case": ("Of the use case", 11), "ra_u": ("Sent x own", 12),
    "ra_uc": ("Sent x use case's", 12),
}  # fmt: skip
_SIDES: Final = {
    "tb": "Planned tokens: ", "ta": "Used tokens: ", "pb": "Budget price: ", "pa": "Actual price: ",
    "lb": "List, budget day: ", "la": "List, period: ",
}  # fmt: skip
_KIND_WORDS: Final = {
    "input": "input", "cache_read": "cache read", "cache_write": "cache write", "cache_write_1h": "1 h write",
    "output": "output",
}  # fmt: skip
#: The effects: label, what it means, and its formula over the totals.
EFFECTS: Final = (
    ("Volume", "requests wanted, without repeats", "=($C$9/(1+$C$11)-$B$9/(1+$B$11))*(1+$B$11)*$B$12"),
    ("Retries", "repeats of requests", "=$C$9/(1+$C$11)*($C$11-$B$11)*$B$12"),
    ("Use-case mix", "more of dear use cases, or fewer", "=SUM({ra_uc})-IF($B$9=0,SUM({ra_uc}),$C$9*$B$10/$B$9)"),
    ("Model mix", "other models within a use case", "=SUM({ra_u})-SUM({ra_uc})"),
    ("Input tokens", "longer or shorter inputs", "=SUM({e_input})"),
    ("Cache shares", "more or less from the cache", "=SUM({e_cache})"),
    ("Output tokens", "longer or shorter answers", "=SUM({e_output})"),
    ("Price: list", "the maker's list price", "=SUM({e_list})"),
    ("Price: tier and discount", "tier, batch, contract", "=SUM({e_tier})"),
)
FIRST_EFFECT: Final = 15
#: How many rows of usage the month has: without any there is nothing to compare.
USAGE_ROW: Final = 13
LAST_EFFECT: Final = FIRST_EFFECT + len(EFFECTS) - 1
SUM_ROW, DIFFERENCE_ROW, CHECK_ROW, SEARCHES_ROW = (LAST_EFFECT + offset for offset in (1, 2, 3, 4))


def variance(book: Workbook, portfolio: Portfolio) -> None:
    """Actual against budget in one month, split into effects that add up to the difference exactly."""
    page = Page(
        book,
        layout.VARIANCE,
        "Variance",
        "Actual against budget in one month: every effect is a live formula, and they add up to the difference.",
        "output",
    )
    area = variance_area(portfolio)
    _totals(book, page, portfolio, area)
    headings = []
    for key in area.columns:
        side, _, kind = key.partition("_")
        headings.append(_SIDES[side] + _KIND_WORDS[kind] if side in _SIDES else _VARIANCE_HEADINGS[key][0])
    page.heading(area.header - 1, "Cells: each use case on each model")
    page.header(area.header, headings, height=48)
    page.widths([_VARIANCE_HEADINGS[key][1] if key in _VARIANCE_HEADINGS else 10 for key in area.columns])
    names = {each.name for each in portfolio.cases}
    for row, (case, model) in enumerate(portfolio.pairs, start=area.first):
        told = {"case": case, "model": model, "of": whole(case, names)} | _cell_formulas(area, row, portfolio)
        for column, key in enumerate(area.columns, start=1):
            page.put(row, column, told[key], _look(key), _form(key))
    for number in range(area.columns.index("of") + 1, len(area.columns) + 1):
        page.sheet.column_dimensions[letter(number)].outlineLevel = 1
    _chart(page)
    page.finish("A4", area=f"A1:J{area.last}", header=area.header)


def _look(key: str) -> str:
    if key.startswith(("pb_", "lb_", "la_")):
        return "function"
    return "label" if key in ("case", "model", "of") else "value"


def _form(key: str) -> str:
    if key in ("case", "model", "of", "name"):
        return "text" if key != "name" else "general"
    if key in ("row", "planned", "requests_b", "requests_a"):
        return "count"
    if key in ("discount", "batch"):
        return "share"
    if key.startswith(("tb_", "ta_")):
        return "number"
    if key.startswith(("pb_", "pa_", "lb_", "la_")):
        return "price"
    return "unit" if key in ("u", "u_case") else "money"


def _totals(book: Workbook, page: Page, portfolio: Portfolio, area: Area) -> None:
    page.put(4, 1, "Month", "label")
    page.put(4, 2, portfolio.period, "input", "month")
    named(book, "variance_month", layout.VARIANCE, "$B$4")
    page.put(5, 1, "Retry rate that happened (blank: as planned)", "label")
    page.put(5, 2, portfolio.retries_actual, "input", "share")
    page.put(6, 1, "Month of the plan", "label")
    page.put(
        6, 2, "=(YEAR(variance_month)-YEAR(plan_start))*12+MONTH(variance_month)-MONTH(plan_start)+1", "value", "count"
    )
    thresholds = prices_area(portfolio).column("above_tokens")
    page.put(7, 1, "Tokens above which a request may cost more", "label")
    page.put(7, 2, f"=MIN({thresholds})", "value", "tokens")
    page.header(8, ["", "Budget", "Actual", "Difference"], height=20)
    first = plan_rows(portfolio)[0]
    wanted = f"INDEX('{layout.PLAN}'!$C${first}:{letter(2 + layout.MONTHS)}${first + len(portfolio.cases) - 1},0,$B$6)"
    rows = (
        (
            9,
            "Requests, repeats among them",
            f"=SUM({area.own('requests_b')})",
            f"=SUM({area.own('requests_a')})",
            "count",
        ),
        (10, "Cost of tokens, USD", f"=SUM({area.own('cost_b')})", f"=SUM({area.own('cost_a')})", "money"),
        (
            11,
            "Retry rate",
            f"=IF($B$6*({layout.MONTHS}+1-$B$6)<=0,0,IF(SUM({wanted})=0,0,$B$9/SUM({wanted})-1))",
            '=IF($B$5="",$B$11,$B$5)',
            "share",
        ),
        (
            12,
            "USD a request",
            f"=IF($B$9=0,IF($C$9=0,0,SUM({area.own('ra_u')})/$C$9),$B$10/$B$9)",
            "=IF($C$9=0,0,$C$10/$C$9)",
            "unit",
        ),
    )
    for row, label, budget, actual, form in rows:
        page.put(row, 1, label, "label")
        page.put(row, 2, budget, "value", form)
        page.put(row, 3, actual, "value", form)
        page.put(row, 4, _with_usage(f"=C{row}-B{row}"), "value", form)
    months = actuals_area(portfolio).column("month")
    page.put(USAGE_ROW, 1, "Rows of usage in the month", "label")
    page.put(USAGE_ROW, 3, f"=COUNTIF({months},variance_month)", "value", "count")
    text = "No usage of this month yet, so nothing differs: xlcost actuals writes it"
    page.put(3, 1, f'=IF($C${USAGE_ROW}=0,"{text}","")', "strong")
    page.header(14, ["Effect", "USD", "What it is"], height=20)
    own = {key: area.own(key) for key in area.columns}
    for row, (label, meaning, formula) in enumerate(EFFECTS, start=FIRST_EFFECT):
        page.put(row, 1, label, "label")
        page.put(row, 2, _with_usage(formula.format(**own)), "value", "money")
        page.put(row, 3, meaning, "note")
    page.put(SUM_ROW, 1, "All effects", "strong")
    page.put(SUM_ROW, 2, f"=SUM(B{FIRST_EFFECT}:B{LAST_EFFECT})", "output", "money")
    page.put(DIFFERENCE_ROW, 1, "Actual less budget", "strong")
    page.put(DIFFERENCE_ROW, 2, f"=IF($C${USAGE_ROW}=0,0,C10-B10)", "output", "money")
    page.put(CHECK_ROW, 1, "They are the same", "label")
    page.put(
        CHECK_ROW, 2, f"=IF(ABS(B{SUM_ROW}-B{DIFFERENCE_ROW})<=0.000001*(1+ABS(B10)+ABS(C10)),1,0)", "check", "check"
    )
    usage = actuals_area(portfolio)
    page.put(SEARCHES_ROW, 1, "Beside it: web searches, not planned", "label")
    page.put(
        SEARCHES_ROW,
        2,
        f"=SUMIFS({usage.column('searches')},{usage.column('month')},variance_month)",
        "value",
        "money",
    )


def _with_usage(formula: str) -> str:
    """The same, and nothing in a month that has no usage: the whole budget would be its difference."""
    return f'=IF($C${USAGE_ROW}=0,"",{formula.removeprefix("=")})'


def _cell_formulas(area: Area, row: int, portfolio: Portfolio) -> dict[str, str]:
    at = {key: area.cell(key, row) for key in area.columns}
    cases, used, first = cases_area(portfolio), actuals_area(portfolio), plan_rows(portfolio)[0]

    def of_case(key: str) -> str:
        return f"INDEX({cases.column(key)},{at['row']})"

    def of_usage(key: str) -> str:
        return (
            f"SUMIFS({used.column(key)},{used.column('month')},variance_month,{used.column('case')},{at['case']},"
            f"{used.column('model')},{at['model']})"
        )

    plan = f"'{layout.PLAN}'!$C${first}:${letter(2 + layout.MONTHS)}${first + len(portfolio.cases) - 1}"
    sent = of_case("input_tokens")
    read, write, hour = (of_case(key) for key in ("cached_share", "cache_write_share", "cache_write_1h_share"))
    planned = {
        "input": f"{sent}*(1-({read}+{write}+{hour}))", "cache_read": f"{sent}*{read}", "cache_write": f"{sent}*{write}",
        "cache_write_1h": f"{sent}*{hour}", "output": of_case("output_tokens"),
    }  # fmt: skip
    told = {
        "row": f"=IFERROR(MATCH({at['case']},{cases.column('name')},0),0)",
        "planned": f"=IF({at['row']}=0,0,IF({of_case('model')}={at['model']},1,0))",
        "requests_b": f"=IF(OR({at['planned']}=0,$B$6<1,$B$6>{layout.MONTHS}),0,"
        f"INDEX({plan},{at['row']},$B$6)*(1+{of_case('retry_rate')}))",
        "requests_a": f"={of_usage('requests')}",
        "discount": f"=IF({at['row']}=0,0,{of_case('discount')})",
        "name": f'=IF({at["planned"]}=0,{at["model"]},IF({of_case("tier")}="standard",{at["model"]},'
        f'{at["model"]}&"@"&{of_case("tier")}))',
        "batch": f"=IF({at['planned']}=0,0,{of_case('batch_share')})",
    }
    batch_name = f'IF({at["name"]}={at["model"]},{at["model"]}&"@batch",{at["name"]}&"-batch")'
    sent_here = "(" + "+".join(at[f"tb_{kind}"] for kind in KINDS[:-1]) + ")"
    for kind in KINDS:
        tb, ta, pb, lb = (at[f"{side}_{kind}"] for side in ("tb", "ta", "pb", "lb"))
        needed = f"{tb}+{ta}=0"
        told[f"ta_{kind}"] = f"=IF({at['requests_a']}=0,0,{of_usage(kind)}/{at['requests_a']})"
        told[f"tb_{kind}"] = f"=IF({at['planned']}=0,{ta},{planned[kind]})"
        told[f"pb_{kind}"] = (
            f"=IF({needed},0,IF({at['planned']}=0,{lb},((1-{at['batch']})*{_price(at['name'], kind, 'model_date', sent_here)}"
            f"+IF({at['batch']}=0,0,{at['batch']}*{_price(batch_name, kind, 'model_date', sent_here)}))*(1-{at['discount']})))"
        )
        told[f"pa_{kind}"] = f"=IF({ta}=0,{pb},{of_usage(f'c_{kind}')}/{of_usage(kind)}*1000000*(1-{at['discount']}))"
        # List prices count by the tokens used alone: a planned model may be off sale in the month, and have none.
        told[f"lb_{kind}"] = f"=IF({ta}=0,0,{_price(at['model'], kind, 'model_date', sent_here)})"
        told[f"la_{kind}"] = f"=IF({ta}=0,0,{_price(at['model'], kind, 'variance_month', sent_here)})"
    case_sums = [
        f"SUMIFS({area.own(key)},{area.own('of')},{at['of']})" for key in ("cost_b", "requests_b", "ra_u", "requests_a")
    ]
    told["u_case"] = (
        f"=IF({case_sums[1]}=0,IF({case_sums[3]}=0,0,{case_sums[2]}/{case_sums[3]}),{case_sums[0]}/{case_sums[1]})"
    )
    effects = _effects(at)
    return effects | {key: _with_usage(effects[key]) for key in ("difference", *_EFFECTS_OF_A_CELL)} | told


_EFFECTS_OF_A_CELL: Final = ("e_input", "e_cache", "e_output", "e_list", "e_tier")
#: The cached shares, as PROMPT_COST takes them, of a request whose input is of one kind alone.
_ALONE: Final = {"input": "0,0,0,0,{},price_table,0", "cache_read": "1,0,0,0,{},price_table,0",
    "cache_write": "0,1,0,0,{},price_table,0", "cache_write_1h": "0,0,0,0,{},price_table,1"}  # fmt: skip


def _price(name: str, kind: str, day: str, sent: str) -> str:
    """A model's price; a cache that the maker does not sell at a price of its own costs what input costs.

    What a request of ``sent`` tokens costs beyond the shortest long request, PROMPT_COST knows.
    """
    own = f'TOKEN_PRICE({name},"{kind}",{day},price_table)'
    if kind in ("cache_read", "cache_write"):
        own = f'IFERROR({own},TOKEN_PRICE({name},"input",{day},price_table))'
    alone = _ALONE.get(kind, _ALONE["input"]).format(day)
    long = (
        f"PROMPT_COST({name},1,{sent},1000000,{alone})-PROMPT_COST({name},1,{sent},0,{alone})"
        if kind == "output"
        else f"PROMPT_COST({name},1000000,{sent},0,{alone})/{sent}"
    )
    return f"IF(OR($B$7=0,{sent}<=$B$7),{own},{long})"


def _effects(at: dict[str, str]) -> dict[str, str]:
    """The effects of one cell, and its part of the mixes."""
    inputs = KINDS[:-1]
    together = {
        side: "(" + "+".join(at[f"{side}_{kind}"] for kind in inputs) + ")" for side in ("tb", "ta")
    }  # fmt: skip

    def times(tokens: str, prices: str, kinds: tuple[str, ...] = KINDS) -> str:
        return "(" + "+".join(f"{at[f'{tokens}_{kind}']}*{at[f'{prices}_{kind}']}" for kind in kinds) + ")"

    blended = f"IF({together['tb']}=0,{at['pb_input']},{times('tb', 'pb', inputs)}/{together['tb']})"
    sent = at["requests_a"]
    listed = f"({times('ta', 'la')}-{times('ta', 'lb')})"
    return {
        "u": f"={times('tb', 'pb')}/1000000",
        "cost_b": f"={at['requests_b']}*{at['u']}",
        "cost_a": f"={sent}*{times('ta', 'pa')}/1000000",
        "difference": f"={at['cost_a']}-{at['cost_b']}",
        "e_input": f"={sent}*({together['ta']}-{together['tb']})*{blended}/1000000",
        "e_cache": f"={sent}*({times('ta', 'pb', inputs)}-{together['ta']}*{blended})/1000000",
        "e_output": f"={sent}*({at['ta_output']}-{at['tb_output']})*{at['pb_output']}/1000000",
        "e_list": f"={sent}*{listed}/1000000",
        "e_tier": f"={sent}*({times('ta', 'pa')}-{times('ta', 'pb')}-{listed})/1000000",
        "ra_u": f"={sent}*{at['u']}",
        "ra_uc": f"={sent}*{at['u_case']}",
    }


def _chart(page: Page) -> None:
    chart: Any = BarChart()
    chart.type, chart.style, chart.height, chart.width = "bar", 2, 8.5, 10.3  # as far as the printed page goes
    framed(chart, "Why actual and budget differ, USD")
    chart.add_data(Reference(page.sheet, min_col=2, min_row=FIRST_EFFECT, max_row=LAST_EFFECT), titles_from_data=False)
    chart.set_categories(Reference(page.sheet, min_col=1, min_row=FIRST_EFFECT, max_row=LAST_EFFECT))
    chart.legend = None
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblPos = "low"
    chart.series[0].graphicalProperties.solidFill = "004C7F"
    chart.series[0].invertIfNegative = False
    page.sheet.add_chart(chart, "F8")

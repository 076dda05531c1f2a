"""The sheet Proof: what our functions give on Use cases and Plan, once more by plain formulas, without Python."""

from __future__ import annotations

import re
from typing import Final

from openpyxl import Workbook

from xlcost.formulas.plain_tokens import (
    ROW,
    Shares,
    batch_tier,
    bill,
    length_line,
    line_in_effect,
    longer_line,
    request,
    usual_line,
)
from xlcost.portfolio import layout
from xlcost.portfolio.layout import (
    MONTHS,
    PROVED_LINES,
    PROVED_OFFERS,
    Area,
    Portfolio,
    cases_area,
    plan_rows,
    prices_area,
    proof_area,
)
from xlcost.portfolio.sheet import Page, letter

_OFFERS: Final = dict(zip(PROVED_OFFERS, ("Own model", "Alternative", "Flex tier", "Last month"), strict=True))
_LINES: Final = dict(zip(PROVED_LINES, ("line", "long line", "standard line", "batch line"), strict=True))
#: What functions give: how the heading says it, and its column on Use cases; "" is the plan's.
_RESULTS: Final = {
    "list": ("List cost", "list_cost"), "alternative": ("Alternative", "alternative_cost"),
    "batch": ("All in batch", "move_batch"), "cache": ("Cache to 80 %", "move_cache"),
    "flex": ("Flex tier", "move_flex"), "plan": ("Plan, last month", ""),
}  # fmt: skip
_FROM: Final = re.compile(r"\(\{prices\.effective_from\}<=([^()]*)\)")


def proof(book: Workbook, portfolio: Portfolio) -> None:
    """A row a use case: the price lines that hold, the cost by plain formulas, and what our functions differ by."""
    page = Page(
        book,
        layout.PROOF,
        "Proof",
        "What our functions give on Use cases and in the last month of Plan, by plain formulas, and the difference.",
        "check",
        wide=True,
    )
    area = proof_area(portfolio)
    page.put(3, 2, layout.PROOF_NOTE, "note")
    headings = ["Use case", *(f"{name}: {line}" for name in _OFFERS.values() for line in _LINES.values())]
    headings += [f"{name}, plain, USD" for name, _ in _RESULTS.values()]
    headings += [f"{name}, difference, USD" for name, _ in _RESULTS.values()]
    page.header(area.header, headings, height=48)
    page.widths([26, *[11] * (len(_OFFERS) * len(_LINES)), *[15] * len(_RESULTS), *[14] * len(_RESULTS)])
    for row in range(area.first, area.first + len(portfolio.cases)):
        for column, (key, formula) in enumerate(_formulas(area, row, portfolio).items(), start=1):
            form = "general" if key == "case" else "count" if column <= 1 + len(_OFFERS) * len(_LINES) else "money"
            page.put(row, column, with_prices(formula, portfolio), "label" if key == "case" else "value", form)
    page.finish(f"B{area.first}", pages_wide=2)


def _formulas(area: Area, row: int, portfolio: Portfolio) -> dict[str, str]:
    at = {key: area.cell(key, row) for key in area.columns}
    cases, (first, cost) = cases_area(portfolio), plan_rows(portfolio)
    number = row - area.first
    of = {key: f"'{layout.CASES}'!{cases.cell(key, cases.first + number)}" for key in cases.columns}
    last = letter(2 + MONTHS)
    planned = {name: f"'{layout.PLAN}'!{last}{start + number}" for name, start in (("requests", first), ("cost", cost))}
    end = f"'{layout.PLAN}'!${last}${layout.PLAN_MONTHS}"
    offers = {
        "own": (of["model"], of["tier"], "model_date"),
        "alt": (of["alternative"], '"standard"', "model_date"),
        "flex": (of["model"], '"flex"', "model_date"),
        "end": (of["model"], of["tier"], end),
    }
    told = {"case": f"={of['name']}"}
    for offer, (model, tier, day) in offers.items():
        told |= _lines(at, offer, model, tier, day, of["input_tokens"])

    def plain(offer: str, requests: str, cached: str = of["cached_share"], batch: str = of["batch_share"]) -> str:
        shares = Shares(cached, of["cache_write_share"], of["cache_write_1h_share"], batch, of["retry_rate"])
        line, long, usual, batched = (at[f"{offer}_{each}"] for each in _LINES)
        asked = (usual, offers[offer][0], of["input_tokens"], of["output_tokens"], shares)
        held = f"IF({long}>0,{long},IF(OR({long}<0,{line}=0),NA(),{line}))"
        return bill(requests, request(held, *asked), f"IF({batched}=0,NA(),{request(batched, *asked)})", shares)

    off, own = f"(1-{of['discount']})", at["p_list"]
    room = f"MAX({of['cached_share']},MIN(0.8,1-{of['cache_write_share']}-{of['cache_write_1h_share']}))"

    def saving(cost: str, why: str) -> str:
        return f'IFERROR({own}*{off}-{cost}*{off},"{why}")'

    told["p_list"] = f"={plain('own', of['requests'])}"
    told["p_alternative"] = f'=IF({of["alternative"]}="","",{plain("alt", of["requests"])}*{off})'
    told["p_batch"] = "=" + saving(plain("own", of["requests"], batch="1"), "no batch price")
    told["p_cache"] = "=" + saving(plain("own", of["requests"], cached=room), "no cache price")
    told["p_flex"] = f'=IF({of["tier"]}<>"standard","",{saving(plain("flex", of["requests"]), "no flex price")})'
    month = f"{plain('end', planned['requests'])}*{off}+{of['fixed_monthly']}"
    told["p_plan"] = f'=IFERROR({month},"no price")'
    for result, (_, key) in _RESULTS.items():
        function, twin = of[key] if key else planned["cost"], at[f"p_{result}"]
        told[f"d_{result}"] = f"=IF({function}={twin},0,ABS({function}-{twin}))"
    return told


def _lines(at: dict[str, str], offer: str, model: str, tier: str, day: str, tokens: str) -> dict[str, str]:
    """The rows of Prices that hold for a model, tier and day: ordinary, long, the standard tier's, and batch."""
    line, long = at[f"{offer}_line"], at[f"{offer}_long"]
    batch = batch_tier(tier)
    return {
        f"{offer}_line": f"={line_in_effect(model, tier, day)}",
        f"{offer}_long": f"={length_line(model, tier, day, tokens)}",
        f"{offer}_usual": f"={usual_line(model, tier, day, line)}",
        f"{offer}_batch_line": f"=IF({long}>0,{longer_line(model, batch, day, tokens)},"
        f"{line_in_effect(model, batch, day)})",
    }


def with_prices(formula: str, portfolio: Portfolio) -> str:
    """A formula with the columns of Prices in it; a line without a first day holds since ever."""
    prices = prices_area(portfolio)
    own = prices.column("model")
    header = f"'{layout.PRICES}'!${prices.letter('model')}${prices.header}"
    text = _FROM.sub(r'(({prices.effective_from}="n/a")+({prices.effective_from}<=\1)>0)', formula)
    text = text.replace(ROW, f"(ROW({own})-ROW({header}))")
    text = text.replace("{prices.model}", f'({prices.column("provider")}&"/"&{own})')
    return re.sub(r"\{prices\.(\w+)\}", lambda found: prices.column(found[1]), text)

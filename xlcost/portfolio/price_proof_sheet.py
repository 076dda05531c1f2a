"""The sheet Price proof: the prices on Variance once more, looked up in Prices by plain formulas."""

from __future__ import annotations

from typing import Final

from openpyxl import Workbook

from xlcost.formulas.plain_tokens import batch_tier, line_in_effect, longer_line
from xlcost.portfolio import layout
from xlcost.portfolio.layout import (
    KINDS,
    PRICE_LINES,
    PRICE_SIDES,
    Area,
    Portfolio,
    cases_area,
    price_proof_area,
    variance_area,
)
from xlcost.portfolio.proof_sheet import with_prices
from xlcost.portfolio.sheet import Page

_LINES: Final = dict(
    zip(PRICE_LINES, ("Budget line", "Batch line", "List line, budget day", "List line, month"), strict=True)
)
_SIDES: Final = dict(zip(PRICE_SIDES, ("Budget price", "List, budget day", "List, month"), strict=True))
_KIND_WORDS: Final = dict(zip(KINDS, ("input", "cache read", "cache write", "1 h write", "output"), strict=True))
_STANDARD: Final = '"standard"'


def price_proof(book: Workbook, portfolio: Portfolio) -> None:
    """A row a cell of the variance: the price lines that hold, their prices, and what our functions differ by."""
    page = Page(
        book,
        layout.PRICE_PROOF,
        "Price proof",
        "The prices that our functions give on Variance, USD per Mtok, by plain formulas, and the difference.",
        "check",
        wide=True,
    )
    area = price_proof_area(portfolio)
    page.put(3, 2, layout.PROOF_NOTE, "note")
    prices = [f"{side}: {kind}" for side in _SIDES.values() for kind in _KIND_WORDS.values()]
    headings = ["Use case", "Model", "Tier", *_LINES.values()]
    headings += [f"{price}, {what}, USD per Mtok" for what in ("plain", "difference") for price in prices]
    page.header(area.header, headings, height=62)
    page.widths([34, 32, 11, *[9] * len(_LINES), *[11] * (2 * len(prices))])
    for row in range(area.first, area.first + len(portfolio.pairs)):
        for column, (key, formula) in enumerate(_formulas(area, row, portfolio).items(), start=1):
            words = key in ("case", "model", "tier")
            form = "general" if words else "count" if key in PRICE_LINES else "price"
            page.put(row, column, with_prices(formula, portfolio), "label" if words else "value", form)
    page.finish(f"B{area.first}", pages_wide=3)


def _formulas(area: Area, row: int, portfolio: Portfolio) -> dict[str, str]:
    at = {key: area.cell(key, row) for key in area.columns}
    cells, cases = variance_area(portfolio), cases_area(portfolio)
    of = {key: f"'{layout.VARIANCE}'!{cells.cell(key, cells.first + row - area.first)}" for key in cells.columns}
    planned = f"INDEX({cases.column('tier')},{of['row']})"
    sent = "(" + "+".join(of[f"tb_{kind}"] for kind in KINDS[:-1]) + ")"

    def line(tier: str, day: str) -> str:
        longer = longer_line(at["model"], tier, day, sent)
        return f"=IF({longer}>0,{longer},{line_in_effect(at['model'], tier, day)})"

    def price(kind: str, line: str) -> str:
        own, instead = f"INDEX({{prices.{kind}}},{at[line]})", f"INDEX({{prices.input}},{at[line]})"
        found = f"IF(ISNUMBER({own}),{own},{instead if kind in ('cache_read', 'cache_write') else 'NA()'})"
        return f"IF({at[line]}=0,NA(),{found})"

    told = {
        "case": f"={of['case']}",
        "model": f"={of['model']}",
        "tier": f"=IF({of['planned']}=0,{_STANDARD},{planned})",
        "own": line(at["tier"], "model_date"),
        "batch": line(batch_tier(at["tier"]), "model_date"),
        "list_b": line(_STANDARD, "model_date"),
        "list_a": line(_STANDARD, "variance_month"),
    }
    for kind in KINDS:
        tb, ta = of[f"tb_{kind}"], of[f"ta_{kind}"]
        batched = f"IF({of['batch']}=0,0,{of['batch']}*{price(kind, 'batch')})"
        budget = f"((1-{of['batch']})*{price(kind, 'own')}+{batched})*(1-{of['discount']})"
        told[f"p_pb_{kind}"] = f"=IF({tb}+{ta}=0,0,IF({of['planned']}=0,{at[f'p_lb_{kind}']},{budget}))"
    for side, held in (("lb", "list_b"), ("la", "list_a")):
        for kind in KINDS:
            told[f"p_{side}_{kind}"] = f"=IF({of[f'ta_{kind}']}=0,0,{price(kind, held)})"
    for side in PRICE_SIDES:
        for kind in KINDS:
            function, twin = of[f"{side}_{kind}"], at[f"p_{side}_{kind}"]
            told[f"d_{side}_{kind}"] = f"=IF({function}={twin},0,ABS({function}-{twin}))"
    return told

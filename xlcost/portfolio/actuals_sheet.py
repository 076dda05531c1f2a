"""The sheet Actuals: what was really used."""

from __future__ import annotations

from typing import Any, Final

from openpyxl import Workbook

from xlcost.portfolio import layout
from xlcost.portfolio.layout import KINDS, Portfolio, actuals_area, prices_area
from xlcost.portfolio.sheet import Page

_ACTUAL_HEADINGS: Final = {
    "month": ("Month", "month", 11), "case": ("Use case", "text", 24), "model": ("Model", "text", 32),
    "tier": ("Tier", "text", 11), "line": ("Price line", "count", 7), "requests": ("Requests", "count", 12),
    "input": ("Input tokens, not cached", "count", 15), "cache_read": ("Read from cache", "count", 14),
    "cache_write": ("Written to cache, 5 min", "count", 13), "cache_write_1h": ("Written to cache, 1 h", "count", 13),
    "output": ("Output tokens", "count", 14), "p_input": ("Input price", "price", 9),
    "p_cache_read": ("Cache read price", "price", 9), "p_cache_write": ("Cache write price", "price", 9),
    "p_cache_write_1h": ("1 h write price", "price", 9), "p_output": ("Output price", "price", 9),
    "c_input": ("Input, USD", "money", 12), "c_cache_read": ("Cache reads, USD", "money", 12),
    "c_cache_write": ("Cache writes, USD", "money", 12), "c_cache_write_1h": ("1 h writes, USD", "money", 12),
    "c_output": ("Output, USD", "money", 12), "searches": ("Web searches, USD", "money", 11),
    "cost": ("Cost, USD", "money", 13), "unit": ("USD a request", "unit", 11), "billed": ("Billed, USD", "money", 12),
    "file": ("File", "text", 34), "sha256": ("SHA-256", "text", 15), "read_at": ("Read", "text", 19),
    "remark": ("Remark", "text", 20),
}  # fmt: skip


def actuals(book: Workbook, portfolio: Portfolio) -> None:
    """Month by use case, model, tier and price line: tokens as they were counted, cost as a live sum of them."""
    page = Page(
        book,
        layout.ACTUALS,
        "Actuals",
        "What was really used. xlcost actuals BOOK --usage FILES writes the counts; cost = tokens x the price line's prices / 1,000,000.",
        "calculation",
        wide=bool(portfolio.actuals),
    )
    area, prices = actuals_area(portfolio), prices_area(portfolio)
    page.put(
        3,
        2 if portfolio.actuals else 1,
        "Months are UTC months. Every row names its file and when it was read.",
        "note",
    )
    page.header(area.header, [_ACTUAL_HEADINGS[key][0] for key in area.columns])
    page.widths([_ACTUAL_HEADINGS[key][2] for key in area.columns])
    for row, each in enumerate(portfolio.actuals, start=area.first):
        line = portfolio.line_number(each.line)
        told: dict[str, Any] = {
            "month": each.month, "case": each.case, "model": each.line.model, "tier": each.line.tier, "line": line,
            "requests": each.requests, "input": each.input, "cache_read": each.cache_read,
            "cache_write": each.cache_write, "cache_write_1h": each.cache_write_1h, "output": each.output,
            "searches": float(each.search_usd), "billed": None if each.billed is None else float(each.billed),
            "file": each.file, "sha256": each.sha256, "read_at": each.read_at,
            "remark": each.remark or None,
        }  # fmt: skip
        at = {key: area.cell(key, row) for key in area.columns}
        for kind in KINDS:
            own = f"INDEX({prices.column(kind)},{at['line']})"
            instead = at["p_input"] if kind in ("cache_read", "cache_write") else "0"
            told[f"p_{kind}"] = f"={own}" if kind in ("input", "output") else f"=IF(ISNUMBER({own}),{own},{instead})"
            told[f"c_{kind}"] = f"={at[kind]}*{at[f'p_{kind}']}/1000000"
        told["cost"] = f"=SUM({at['c_input']}:{at['c_output']})+{at['searches']}"
        told["unit"] = f"=IF({at['requests']}=0,0,{at['cost']}/{at['requests']})"
        for column, key in enumerate(area.columns, start=1):
            look = "output" if key == "cost" else "value"
            page.put(row, column, told[key], look, _ACTUAL_HEADINGS[key][1])
    if not portfolio.actuals:
        page.put(area.first, 2, None, "value")
        page.put(area.first + 1, 1, "No usage yet.", "note")
    page.table("actuals", area.whole)
    if portfolio.actuals:
        page.finish(f"C{area.first}", pages_wide=2)
    else:
        page.finish(f"C{area.first}", area=f"A1:{area.letter('output')}{area.first + 1}")

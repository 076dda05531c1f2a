"""Reports as files: CSV that no spreadsheet takes for formulas, Parquet, FOCUS for the cost tools people own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from xlcost.atomic import write_text, written_atomically
from xlcost.errors import BadArgument
from xlcost.inert import csv_cell
from xlcost.usage.engine import copy_out, workshop
from xlcost.usage.report import Report, flat
from xlcost.usage.sources.columns import literal


def safe(cell: Any) -> str:
    """A cell of a CSV file: a text that a spreadsheet would calculate gets an apostrophe before it."""
    return "" if cell is None else str(csv_cell(cell))


def csv_text(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([[safe(cell) for cell in row] for row in rows])
    return out.getvalue()


def write_csv(report: Report, path: Path) -> None:
    """Write a report's lines as CSV."""
    rows = [flat(line) for line in report.lines()]
    names = list(rows[0]) if rows else [*report.group_by, "cost_usd"]
    write_text(path, csv_text(names, [list(row.values()) for row in rows]))


def write_parquet(report: Report, path: Path) -> None:
    """Write a report's lines as Parquet: labels as text, counts as integers, money as decimals of 12 places."""
    rows = [flat(line) for line in report.lines()]
    if not rows:
        raise BadArgument("no lines to write")
    types = {name: _type(name, report) for name in rows[0]}
    columns = ", ".join(f"{literal(name)}: '{kind}'" for name, kind in types.items())
    with workshop() as (connection, _), TemporaryDirectory() as folder, written_atomically(path) as temporary:
        lines = Path(folder) / "lines.csv"
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(types)
        for line in report.lines():
            cells = flat(line) | {"cost_usd": line.cost, "billed_usd": line.billed}
            writer.writerow(["" if cell is None else _plain(cell) for cell in cells.values()])
        lines.write_text(out.getvalue(), encoding="utf-8")
        copy_out(
            connection,
            f"SELECT * FROM READ_CSV({literal(str(lines))}, header=true, auto_detect=false, delim=',', "
            f"quote='\"', escape='\"', columns={{{columns}}})",
            temporary,
            path,
        )


def _type(name: str, report: Report) -> str:
    if name in report.group_by:
        return "VARCHAR"
    return "DECIMAL(38,12)" if name.endswith("_usd") else "BIGINT"


def _plain(cell: Any) -> str:
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


_KINDS: Final = {
    "input": ("Input Tokens", "input"),
    "cache_read": ("Cached Input Tokens", "cache_read"),
    "cache_write": ("Cache Write Tokens", "cache_write"),
    "cache_write_1h": ("Cache Write Tokens, 1 hour", "cache_write_1h"),
    "output": ("Output Tokens", "output"),
}
_PROVIDERS: Final = {
    "openai": "OpenAI", "anthropic": "Anthropic", "aws-bedrock": "AWS", "azure": "Microsoft", "google": "Google",
    "google-vertex": "Google Cloud",
}  # fmt: skip
_PRICE_ORDER: Final = ("input", "output", "cache_read", "cache_write", "cache_write_1h")
FOCUS_COLUMNS: Final = (
    "BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd", "ProviderName", "PublisherName",
    "InvoiceIssuerName", "ServiceCategory", "ServiceSubcategory", "ServiceName", "SkuId", "SkuMeter", "SkuPriceId",
    "ChargeCategory", "ChargeDescription", "ConsumedQuantity", "ConsumedUnit", "PricingQuantity", "PricingUnit",
    "ListUnitPrice", "ContractedUnitPrice", "ListCost", "ContractedCost", "EffectiveCost", "BilledCost",
    "BillingCurrency", "PricingCurrency", "SubAccountId", "Tags",
)  # fmt: skip


def write_focus(report: Report, path: Path) -> None:
    """Write priced usage as FOCUS 1.2 rows: one a day, model, tier and kind of token."""
    write_text(path, csv_text(FOCUS_COLUMNS, list(_focus_rows(report))))


def _focus_rows(report: Report) -> Iterator[list[Any]]:
    for each in report.priced:
        group = each.group
        if each.cost is None or group.meter:
            continue
        name = each.model if each.tier in ("", "standard") else f"{each.model}@{each.tier}"
        labels = dict(zip(report.labels, group.labels, strict=True))
        prices = dict(zip(_PRICE_ORDER, each.prices, strict=False))
        metered = [
            (meter, getattr(group, kind), getattr(each.parts, kind), prices.get(kind))
            for kind, (meter, _) in _KINDS.items()
        ]
        for meter, tokens, cost, price in metered:
            if tokens:
                unit_price = None if price is None else price / 1000
                yield _focus_row(
                    each.provider, group.day, name, meter, tokens, "Tokens", "1000 Tokens", cost, unit_price, labels
                )
        if group.web_searches and each.parts.web_search:
            per = each.parts.web_search / group.web_searches * 1000
            yield _focus_row(
                each.provider, group.day, name, "Web Searches", group.web_searches, "Requests", "1000 Requests",
                each.parts.web_search, per, labels,
            )  # fmt: skip


def _focus_row(
    provider: str, day: date, model: str, meter: str, amount: int, unit: str, pricing_unit: str, cost: Decimal,
    unit_price: Decimal | None, labels: dict[str, str],
) -> list[Any]:  # fmt: skip
    import json

    month = day.replace(day=1)
    following = (month + timedelta(days=32)).replace(day=1)
    seller = _PROVIDERS.get(provider, provider)
    money, price = f"{cost:f}", "" if unit_price is None else f"{unit_price:f}"
    tags = {name: value for name, value in labels.items() if name != "use_case" and value}
    return [
        _start(month), _start(following), _start(day), _start(day + timedelta(days=1)), seller, seller, seller,
        "AI and Machine Learning", "Generative AI", "API", model, meter, f"{model}|{meter}", "Usage",
        f"{model} {meter}", amount, unit, f"{Decimal(amount) / 1000:f}", pricing_unit, price, price, money, money,
        money, money, "USD", "USD", labels.get("use_case", ""), json.dumps(tags),
    ]  # fmt: skip


def _start(day: date) -> str:
    return f"{day}T00:00:00Z"

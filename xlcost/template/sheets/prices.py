"""Prices: the table that every function call is given, frozen at the model date, with its sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from xlcost.errors import XlcostError
from xlcost.prices import FEES, PRICES, Catalogue, FeeLine, PriceLine, package_catalogue
from xlcost.prices.lines import STANDARD, batch_of, full_name, in_effect
from xlcost.template.case import Case
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Look, Paragraph, Rule, Sheet, Table

#: Empty rows at the end of the table, for prices people negotiated.
SPARE_ROWS: Final = 6
LIST: Final = "list"
NEGOTIATED: Final = "negotiated"

_NUMBERS: Final = ("above_tokens", *PRICES, *FEES)
_DATES: Final = ("effective_from", "effective_to", "checked_on")

#: Models people know, by provider, from a day on: the newest list that the model date has reached is shown.
WELL_KNOWN: Final[dict[date, dict[str, str]]] = {
    date(2023, 1, 1): {
        "anthropic": "claude-3-haiku-20240307 claude-3-opus-20240229 claude-3-5-haiku-20241022 claude-3-5-sonnet-20240620 "
        "claude-3-5-sonnet-20241022 claude-3-7-sonnet-20250219 claude-sonnet-4-0 claude-opus-4-0",
        "openai": "gpt-3.5-turbo gpt-4-turbo gpt-4o gpt-4o-mini gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-4.5-preview o1 o1-mini "
        "o3 o3-mini o4-mini ft:gpt-3.5-turbo ft:gpt-4o-2024-08-06 ft:gpt-4o-mini-2024-07-18",
        "google": "gemini-1.5-pro gemini-1.5-flash gemini-1.5-flash-8b gemini-2.0-flash gemini-2.0-flash-lite "
        "gemini-2.5-pro-preview-03-25",
        "mistral": "mistral-large-2411 ft:mistral-large-2411 ft:mistral-small ft:open-mistral-nemo ft:codestral",
        "deepseek": "deepseek-chat deepseek-reasoner",
        "xai": "grok-2 grok-3 grok-3-mini",
        "cohere": "command-a-03-2025 command-r-plus-08-2024 command-r-08-2024 command-r7b-12-2024",
        "aws-bedrock": "amazon.nova-micro-v1:0 amazon.nova-lite-v1:0 amazon.nova-pro-v1:0",
    },
    date(2026, 1, 1): {
        "anthropic": "claude-haiku-4-5 claude-sonnet-4-5 claude-opus-4-5 claude-sonnet-4-6 claude-opus-4-8 claude-sonnet-5 "
        "claude-opus-5 claude-haiku-5-5 claude-sonnet-5-5 claude-opus-5-5",
        "openai": "gpt-4o-mini gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-5 gpt-5-mini gpt-5-nano gpt-5.4 gpt-5.4-mini gpt-5.4-nano "
        "gpt-5.6 gpt-6-luna gpt-6-sol gpt-6.1-sol gpt-6.1-terra o4-mini",
        "google": "gemini-2.5-pro gemini-2.5-flash gemini-2.5-flash-lite gemini-3.1-pro gemini-3.5-flash gemini-3.5-flash-lite "
        "gemini-3.8-flash",
        "mistral": "mistral-large-4 mistral-medium-2604 mistral-small-2603 ministral-8b-2512 codestral-2508",
        "deepseek": "deepseek-v4-pro deepseek-v4-flash",
        "xai": "grok-4.3 grok-4.7 grok-4.1-fast",
        "cohere": "command-a-plus-05-2026 command-r7b-12-2024",
        "aws-bedrock": "amazon.nova-micro-v1:0 amazon.nova-lite-v1:0 amazon.nova-pro-v1:0 amazon.nova-premier-v1:0 "
        "amazon.nova-2-lite-v1:0 ft:amazon.nova-micro-v1:0 ft:amazon.nova-2-lite-v1:0 meta.llama3-3-70b-instruct-v1:0",
        "azure": "ft:gpt-4.1-mini ft:gpt-4.1-nano",
    },
}


def sheet(case: Case) -> Sheet:
    """The sheet for a case."""
    catalogue = package_catalogue()
    rows = chosen_rows(case, catalogue)
    blocks: tuple[Block, ...] = (
        _table(rows),
        Gap(),
        Heading("About these prices"),
        *(Paragraph(text) for text in _about(catalogue, case.model_date)),
    )
    return Sheet(
        name="Prices",
        title="Prices",
        purpose="What every model costs. Function calls read nothing else.",
        blocks=blocks,
        widths={
            "A": 30,
            "B": 13,
            "C": 12,
            "D": 10,
            **dict.fromkeys("EFGHIJKLMNPQRSTU", 7.5),
            "O": 8.5,
            **dict.fromkeys("VWX", 13),
            "Y": 25,
            "Z": 69,
        },
        last_column=26,
        note_column=27,
        freeze="prices",
        freeze_column=5,
        tab="input",
        pages_wide=2,
    )


def _about(catalogue: Catalogue, day: date) -> tuple[str, ...]:
    """Lines short enough for the columns that every page repeats."""
    return (
        f"List prices of the xlcost catalogue in effect on {day:%d %b %Y}.",
        f"Snapshot of {catalogue.snapshot:%d %b %Y}, data {catalogue.digest}. An empty cell: not published.",
        "A negotiated price: type it over a list price, or into an empty row,",
        "and set its status to negotiated.",
    )


#: A price line, and the fees that stand in its row.
PricedRow = tuple[PriceLine, dict[str, float]]


def chosen_rows(case: Case, catalogue: Catalogue) -> list[PricedRow]:
    """The rows of the table: every line of the case's models from the model date on, the well-known ones of that day.

    Raises:
        PriceUnavailable: a model of the case has no price on that date.
    """
    rows: dict[str, list[PricedRow]] = {}
    for model in case.models:
        card = catalogue.card(model, case.model_date)
        lines, fees = catalogue.model_lines(model)
        tiers = {card.tier, batch_of(card.tier)}
        own = [line for line in lines if line.tier in tiers and not _over(line, case.model_date)]
        if not own:  # only fees are known of it
            own = [PriceLine(*card[:3], card.effective_from, card.effective_to)]
        written = model.rpartition("@")[0] if card.tier != STANDARD else model
        rows[catalogue.full_model(model).casefold()] = [
            (line._replace(model=written), _fees(line, fees)) for line in own
        ]
    stale_after = case.values["stale_after_days"][0]
    shown = max((since for since in WELL_KNOWN if since <= case.model_date), default=min(WELL_KNOWN))
    for provider, models in WELL_KNOWN[shown].items():
        for model in models.split():
            try:
                card = catalogue.card(f"{provider}/{model}", case.model_date)
            except XlcostError:
                continue
            fees = list(card.fees.values())
            own = [
                line._replace(model=full_name(line))
                for line in (*card.lines, *card.batch_lines)
                if line.checked_on is None or (case.model_date - line.checked_on).days <= stale_after
            ]
            if card.base is not None and own and own[0].tier == STANDARD:
                name = full_name(card.base).casefold()
                rows.setdefault(name, [(line, _fees(line, fees)) for line in own])
    return sorted((row for of_model in rows.values() for row in of_model), key=_order)


def _over(line: PriceLine, day: date) -> bool:
    return line.effective_to is not None and line.effective_to <= day


def _fees(line: PriceLine, fees: Sequence[FeeLine]) -> dict[str, float]:
    """The fees that hold where a line begins; they stand beside the lines of requests of ordinary length."""
    if line.above_tokens is not None:
        return {}
    return {
        fee.fee: fee.usd for fee in fees if fee.tier == line.tier and in_effect(fee, line.effective_from or date.min)
    }


def _order(row: PricedRow) -> tuple[object, ...]:
    line = row[0]
    plain_model = line.model.removeprefix(f"{line.provider}/")
    tier = (line.tier != STANDARD, line.tier)
    return line.provider, plain_model, *tier, line.above_tokens or 0.0, line.effective_from or date.min


def _table(rows: Sequence[PricedRow]) -> Table:
    columns = (
        *(_column(key, rows, "text", rule) for key, rule in _TEXTS.items()),
        *(_column(key, rows, _FORMATS.get(key, "price"), _PRICE, upright=True) for key in _NUMBERS),
        *(_column(key, rows, "date", _DATE) for key in _DATES),
        *(_column(key, rows, "text", _TEXT, look="source") for key in _SOURCES),
    )
    return Table("prices", columns, len(rows) + SPARE_ROWS, excel_table="PriceTable", height=96)


def _column(
    key: str, rows: Sequence[PricedRow], form: str, rule: Rule, *, look: Look = "price", upright: bool = False
) -> Column:
    """A column of the price table: a field of the lines, a fee, or what every list price has in common."""
    values = [_IN_COMMON.get(key) or fees.get(key) or getattr(line, key, None) for line, fees in rows]
    cells = tuple(Cell(value, look, form, rule=rule) for value in (*values, *(None,) * SPARE_ROWS))
    return Column(key, Cell(key, "header_up") if upright else key, cells)


#: Numbers that are no prices.
_FORMATS: Final = {"above_tokens": "count"}
_IN_COMMON: Final = {"unit": "USD per Mtok", "status": LIST}
_PRICE: Final = Rule(
    "decimal",
    "0",
    "greaterThanOrEqual",
    title="Price",
    prompt="USD per million tokens; a fee in its own unit. Leave empty what is not published; 0 means free.",
    error="A price is a number of at least 0; leave the cell empty when it is not published.",
)
_DATE: Final = Rule(
    "date",
    "36526",
    "greaterThanOrEqual",
    title="Date",
    prompt="A date, such as 2025-06-09.",
    error="This must be a date after 1999.",
)
_TEXT: Final = Rule(
    "textLength",
    "500",
    "lessThanOrEqual",
    title="Text",
    prompt="At most 500 characters.",
    error="At most 500 characters.",
)
_MODEL: Final = Rule(
    "textLength",
    "100",
    "lessThanOrEqual",
    title="Model",
    prompt="The model's name as the sheet Inputs shall list it. Each name once.",
    error="At most 100 characters.",
)
_STATUS: Final = Rule(
    "list",
    f'"{LIST},{NEGOTIATED}"',
    title="Status",
    prompt="negotiated: typed here, not from the price list.",
    error="list or negotiated",
)
_TEXTS: Final = {"model": _MODEL, "unit": _TEXT, "provider": _TEXT, "tier": _TEXT, "status": _STATUS}
_SOURCES: Final = ("date_basis", "source")

"""Prices: the table that every function call is given, frozen at the model date, with its sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlcost.errors import XlcostError
from xlcost.prices import Catalogue, PriceRow, package_catalogue
from xlcost.template.case import Case
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Paragraph, Rule, Sheet, Table

#: Empty rows at the end of the table, for prices people negotiated.
SPARE_ROWS: Final = 6
LIST: Final = "list"
NEGOTIATED: Final = "negotiated"

_NUMBERS: Final = (
    "input",
    "output",
    "cache_read",
    "cache_write",
    "batch_input",
    "batch_output",
    "training",
    "training_minimum",
    "hosting_hour",
    "storage_month",
    "long_context_above",
    "long_input",
    "long_output",
    "long_cache_read",
    "long_cache_write",
    "long_batch_input",
    "long_batch_output",
)
_DATES: Final = ("effective_from", "effective_to", "checked_on")

#: Models people know, by provider; those with a price on the model date are in the table.
WELL_KNOWN: Final = {
    "anthropic": (
        "claude-3-haiku",
        "claude-3-opus",
        "claude-3-5-haiku",
        "claude-3-5-sonnet-20241022",
        "claude-3-7-sonnet",
        "claude-opus-4-1",
        "claude-sonnet-4",
        "claude-sonnet-4-5",
        "claude-haiku-4-5",
        "claude-opus-4-5",
        "claude-sonnet-4-6",
        "claude-opus-4-6",
        "claude-opus-4-8",
        "claude-opus-5",
        "claude-opus-5-5",
    ),
    "openai": (
        "gpt-4o",
        "gpt-4o-mini",
        "gpt-4.1",
        "gpt-4.1-mini",
        "gpt-4.1-nano",
        "o3",
        "o3-mini",
        "o4-mini",
        "gpt-5",
        "gpt-5-mini",
        "gpt-5-nano",
        "gpt-5.1",
        "gpt-5.2",
        "gpt-5.5",
    ),
    "google": (
        "gemini-2.0-flash",
        "gemini-2.0-flash-lite",
        "gemini-2.5-pro",
        "gemini-2.5-flash",
        "gemini-2.5-flash-lite",
        "gemini-3-flash-preview",
        "gemini-3-pro-preview",
        "gemini-3.1-pro",
    ),
    "mistral": (
        "mistral-large-latest",
        "mistral-medium-latest",
        "mistral-small-latest",
        "ministral-8b-latest",
        "codestral-latest",
    ),
    "deepseek": ("deepseek-chat", "deepseek-reasoner"),
    "xai": ("grok-3", "grok-3-mini", "grok-4", "grok-4-fast"),
    "cohere": ("command-r-plus", "command-r", "command-a"),
    "aws-bedrock": (
        "amazon.nova-micro-v1:0",
        "amazon.nova-lite-v1:0",
        "amazon.nova-pro-v1:0",
        "amazon.nova-premier-v1:0",
        "amazon.nova-2-lite-v1:0",
        "meta.llama3-3-70b-instruct-v1:0",
    ),
    "azure": ("gpt-oss-20b", "llama-3.3-70b", "ministral-3b"),
}


def sheet(case: Case) -> Sheet:
    """The sheet for a case."""
    catalogue = package_catalogue()
    rows = chosen_rows(case, catalogue)
    blocks: tuple[Block, ...] = (
        Heading("Price table"),
        Paragraph(
            f"List prices of the xlcost catalogue (snapshot {catalogue.snapshot:%d %b %Y}, data {catalogue.digest}) in effect on "
            f"{case.model_date:%d %b %Y}. Empty: not published. Type a negotiated price over a list price, or into the empty rows at "
            "the end, and set its status to negotiated."
        ),
        _table(rows),
        Gap(),
    )
    return Sheet(
        wide=True,
        name="Prices",
        title="Prices",
        purpose="What every model costs, in US dollars. Each function call reads this table and nothing else.",
        blocks=blocks,
        widths={
            "A": 34,
            "B": 14,
            "C": 13,
            "D": 11,
            **dict.fromkeys("EFGHIJKLMNOPQRSTU", 9.5),
            "V": 12,
            "W": 12,
            "X": 12,
            "Y": 12,
            "Z": 60,
        },
        last_column=26,
        note_column=27,
        freeze="prices",
        tab="input",
    )


def chosen_rows(case: Case, catalogue: Catalogue) -> list[PriceRow]:
    """The price rows of the table: the case's models and the well-known ones in effect on the model date.

    Raises:
        PriceUnavailable: a model of the case has no price on that date.
    """
    rows: dict[str, PriceRow] = {}
    for model in case.models:
        row = catalogue.row(model, case.model_date)
        rows[model.casefold()] = row._replace(model=model)
    for provider, models in WELL_KNOWN.items():
        for model in models:
            try:
                row = catalogue.row(f"{provider}/{model}", case.model_date)
            except XlcostError:
                continue
            rows.setdefault(row.model.casefold(), row)
    return sorted(rows.values(), key=lambda row: (row.provider, row.model))


def _table(rows: Sequence[PriceRow]) -> Table:
    spare = [None] * SPARE_ROWS
    texts = {
        "model": ([row.model for row in rows], "text", _MODEL),
        "unit": (["USD per Mtok"] * len(rows), "text", _TEXT),
        "provider": ([row.provider for row in rows], "text", _TEXT),
        "status": ([LIST] * len(rows), "text", _STATUS),
    }
    columns = [
        Column(key, key, tuple(Cell(value, "price", form, rule=rule) for value in (*values, *spare)))
        for key, (values, form, rule) in texts.items()
    ]
    for key in _NUMBERS:
        form = "count" if key == "long_context_above" else "price"
        columns.append(
            Column(
                key,
                key,
                tuple(Cell(getattr(row, key), "price", form, rule=_PRICE) for row in rows) + _spare(form, _PRICE),
            )
        )
    for key in _DATES:
        columns.append(
            Column(
                key,
                key,
                tuple(Cell(getattr(row, key), "price", "date", rule=_DATE) for row in rows) + _spare("date", _DATE),
            )
        )
    columns.append(
        Column(
            "date_basis",
            "date_basis",
            tuple(Cell(row.date_basis, "price", "text", rule=_TEXT) for row in rows) + _spare("text", _TEXT),
        )
    )
    columns.append(
        Column(
            "source",
            "source",
            tuple(Cell(row.source, "price", "text", rule=_TEXT) for row in rows) + _spare("text", _TEXT),
        )
    )
    return Table("prices", tuple(columns), len(rows) + SPARE_ROWS, excel_table="PriceTable", height=28)


def _spare(form: str, rule: Rule) -> tuple[Cell, ...]:
    return (Cell(None, "price", form, rule=rule),) * SPARE_ROWS


_PRICE: Final = Rule(
    "decimal",
    "0",
    "greaterThanOrEqual",
    title="Price",
    prompt="USD per million tokens (per hour for hosting_hour, per month for storage_month). Leave empty what is not published; 0 means free.",
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
    "200",
    "lessThanOrEqual",
    title="Text",
    prompt="At most 200 characters.",
    error="At most 200 characters.",
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

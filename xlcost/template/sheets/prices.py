"""Prices: the rate card that every function call is given, from the model date on, with its sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from itertools import chain
from typing import Any, Final

from xlcost.decision.case import Case
from xlcost.errors import XlcostError
from xlcost.functions import FUNCTIONS
from xlcost.prices import FEES, PRICES, Catalogue, PriceLine, package_catalogue
from xlcost.prices.lines import STANDARD, batch_of, fees_beside, full_name
from xlcost.template.records import Cell, Column, Gap, Heading, Look, Paragraph, Rule, Sheet, Table
from xlcost.template.wellknown import WELL_KNOWN

#: Empty rows at the end of a table, for what people negotiated.
SPARE_ROWS: Final = 6
LIST: Final = "list"
NEGOTIATED: Final = "negotiated"
#: What stands where nothing is published: an empty cell is 0 in some Excels.
NONE: Final = "n/a"

#: The columns of the table: key, header, width.
_FEES: Final = ("training", "training_minimum", "hosting_hour", "storage_month")
_HEADERS: Final = {
    "model": "Model",
    "provider": "Provider",
    "tier": "Tier",
    "status": "Status",
    "effective_from": "Effective from",
    "effective_to": "Effective to",
    "above_tokens": "Above tokens",
    **{key: f"{key.replace('_', ' ').capitalize()} (USD per Mtok)" for key in PRICES},
    **{key: f"{key.replace('_', ' ').capitalize()} ({FEES[key]})" for key in _FEES},
    "checked_on": "Checked on",
    "date_basis": "Date basis",
    "source": "Source",
}
_DATES: Final = ("effective_from", "effective_to", "checked_on")
_WORDS: Final = ("model", "provider", "tier", "status", "date_basis", "source")


def sheet(case: Case) -> Sheet:
    """The sheet for a case."""
    catalogue = package_catalogue()
    rows = chosen_rows(case, catalogue)
    return Sheet(
        name="Prices",
        title="Prices",
        purpose="What every model costs, from the model date on.",
        blocks=(
            _table(rows),
            Gap(),
            Heading("About these prices"),
            *(Paragraph(text) for text in _about(catalogue, case.model_date)),
        ),
        widths={
            "A": 54,
            "B": 19,
            "C": 12,
            "D": 13,
            "E": 12,
            "F": 12,
            **dict.fromkeys("GHIJKLMNOP", 10),
            "Q": 12,
            "R": 14,
            "S": 84,
        },
        last_column=len(_HEADERS),
        note_column=len(_HEADERS) + 1,
        freeze="prices",
        freeze_column=2,
        tab="input",
        pages_wide=2,
    )


def _about(catalogue: Catalogue, day: date) -> tuple[str, ...]:
    return (
        f"List prices in effect on {_shown(day)} or announced,",
        f"snapshot of {_shown(catalogue.snapshot)}, data {catalogue.digest}.",
        "n/a: not published, or no end known. Function calls",
        "read nothing else. Batch prices have lines of their own.",
        "Negotiated: type over a list price, set its status;",
        "a new model: an empty row, and its name on Models.",
    )


def _shown(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


#: A price line, and the fees that stand in its row.
PricedRow = tuple[PriceLine, dict[str, float]]


def chosen_rows(case: Case, catalogue: Catalogue) -> list[PricedRow]:
    """The rows of the table: every line of the case's models from the model date on, the well-known ones of that day.

    Raises:
        PriceUnavailable: a model of the case has no price on that date.
    """
    rows: dict[str, list[PricedRow]] = {}
    for model in dict.fromkeys((*case.models, *_trainers(case, catalogue))):
        card = catalogue.card(model, case.model_date)
        lines, fees = catalogue.model_lines(model)
        # Lines of the standard tier say how long a request its other tiers have prices for, and what caches it sells.
        tiers = {card.tier, batch_of(card.tier), STANDARD}
        own = [line for line in lines if line.tier in tiers and not _over(line, case.model_date)]
        if not own:  # only fees are known of it
            own = [PriceLine(*card[:3], card.effective_from, card.effective_to)]
        rows[f"{catalogue.full_model(model)}@{card.tier}"] = [
            (line, fees_beside(line, fees, case.model_date)) for line in own
        ]
    stale_after = case.values["stale_after_days"][0]
    shown = max((since for since in WELL_KNOWN if since <= case.model_date), default=min(WELL_KNOWN))
    for provider, models in WELL_KNOWN[shown].items():
        for model in models.split():
            with suppress(XlcostError):
                card = catalogue.card(f"{provider}/{model}", case.model_date)
                own = [
                    line
                    for line in (*card.lines, *card.batch_lines)
                    if line.checked_on is None or (case.model_date - line.checked_on).days <= stale_after
                ]
                if card.base is not None and own and own[0].tier == STANDARD:
                    name = f"{full_name(card.base)}@{card.tier}"
                    rows.setdefault(
                        name, [(line, fees_beside(line, list(card.fees.values()), case.model_date)) for line in own]
                    )
    for model, day in _examples():
        card = catalogue.card(model, day)
        listed = rows.setdefault(f"{catalogue.full_model(model)}@{card.tier}", [])
        already = {line for line, _ in listed}
        listed += [
            (line, fees_beside(line, list(card.fees.values()), day))
            for line in (*card.lines, *card.batch_lines)
            if line not in already
        ]
    once: dict[PriceLine, PricedRow] = {}
    for line, beside in chain.from_iterable(rows.values()):
        once.setdefault(line, (line, beside))  # the case's own first
    return sorted(once.values(), key=_order)


def _examples() -> Iterator[tuple[str, date]]:
    """The models and days of the examples on the sheet Functions: the native edition reads no prices but these."""
    for function in FUNCTIONS.values():
        given = function.example.arguments
        if "model" in given and "as_of" in given and "prices" not in given:
            yield given["model"], date.fromisoformat(given["as_of"])


def _trainers(case: Case, catalogue: Catalogue) -> Iterator[str]:
    """The models that tuned ones are made of, where they have a price: no input need name them."""
    for trainer in case.trainers:
        with suppress(XlcostError):
            catalogue.card(trainer, case.model_date)
            yield trainer


def _over(line: PriceLine, day: date) -> bool:
    return line.effective_to is not None and line.effective_to <= day


def _order(row: PricedRow) -> tuple[object, ...]:
    line = row[0]
    tier = (line.tier != STANDARD, line.tier)
    return line.provider, line.model, *tier, line.above_tokens or 0.0, line.effective_from or date.min


def _table(rows: Sequence[PricedRow]) -> Table:
    columns = tuple(_column(key, rows) for key in _HEADERS)
    return Table("prices", columns, len(rows) + SPARE_ROWS, excel_table="PriceTable", height=58)


def _column(key: str, rows: Sequence[PricedRow]) -> Column:
    """A column of the price table: a field of the lines, a fee, or what every list price has in common."""
    look: Look = "source" if key in ("source", "date_basis") else "price" if key in _WORDS else "price_figure"
    form = "text" if key in _WORDS else "date" if key in _DATES else "count" if key == "above_tokens" else "price"
    rule = _RULES.get(key, TEXT_RULE if key in _WORDS else or_none(_HEADERS[key], key in _DATES))
    spare = None if key in _WORDS else NONE
    values = [_value(key, line, fees) for line, fees in rows]
    cells = tuple(Cell(value, look, form, rule=rule) for value in (*values, *(spare,) * SPARE_ROWS))
    return Column(key, _HEADERS[key], cells)


def _value(key: str, line: PriceLine, fees: dict[str, float]) -> Any:
    if key == "model":
        return full_name(line)
    if key == "status":
        return LIST
    value = fees.get(key) if key in FEES else getattr(line, key)
    return NONE if value is None or value == "" else value


def or_none(header: str, is_date: bool) -> Rule:
    """A number of at least 0, or a day, or n/a; ``CELL`` is the first cell of the column."""
    return Rule(
        "custom",
        f'=OR(AND(ISNUMBER(CELL),N(CELL)>={36526 if is_date else 0}),CELL="{NONE}")',
        title=header.partition(" (")[0],
        prompt=f"{header}: {'a date such as 2026-10-26' if is_date else 'a number of at least 0'}, or {NONE}.",
        error=f"{'A date' if is_date else 'A number of at least 0'}, or {NONE} where nothing is published.",
    )


TEXT_RULE: Final = Rule(
    "textLength",
    "500",
    "lessThanOrEqual",
    title="Text",
    prompt="At most 500 characters.",
    error="At most 500 characters.",
)
_RULES: Final = {
    "model": Rule(
        "textLength",
        "100",
        "lessThanOrEqual",
        title="Model",
        prompt="provider/model. Its name must stand on the sheet Models too.",
        error="At most 100 characters.",
    ),
    "status": Rule(
        "list",
        f'"{LIST},{NEGOTIATED}"',
        title="Status",
        prompt="negotiated: typed here, not from the price list.",
        error="list or negotiated",
    ),
}

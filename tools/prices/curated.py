"""Quotes that people wrote down: dated history, fine-tuning prices, retirements, and when features began.

The files are in the package's data folder. Each line has its source.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from tools.prices.quotes import ABOVE, ANNOUNCED, DOCUMENTED, FIRST_SEEN, KINDS, ModelKey, Offer, Quote, Timeline, tier

#: Where the curated files are.
DATA: Final = Path(__file__).parent / "data"

#: Token prices of tuning_prices.csv, and the mode and kind they are.
TOKEN_KINDS: Final = {
    "input_per_mtok": ("", "input"),
    "output_per_mtok": ("", "output"),
    "batch_input_per_mtok": ("batch", "input"),
    "batch_output_per_mtok": ("batch", "output"),
}

#: Its other prices, and the fees they are.
FEE_KINDS: Final = {
    "training_per_mtok": "training",
    "training_per_hour": "training_hour",
    "hosting_per_hour": "hosting_hour",
    "storage_per_month": "storage_month",
}

#: Tiers of tuning_prices.csv and ours. None: the standard offer.
TIERS: Final = {
    "": "",
    "global": "",
    "custom model": "",
    "custom on-demand": "",
    "dedicated GPU": "",
    "GPU rental": "",
    "regional": "regional",
    "datazone": "datazone",
    "developer-global": "developer",
    "data-sharing": "data-sharing",
    "provisioned throughput, no commitment, per model unit": "provisioned",
    "provisioned throughput, 1 month, per model unit": "provisioned-1-month",
}

#: Mistral charged at least this much for a job (tuning_availability.csv), USD.
_MISTRAL_MINIMUM: Final = Decimal(4)

#: Tiers of tuning_prices.csv that are machines by the hour.
_RENTED: Final = ("dedicated GPU", "GPU rental")

#: The columns of history.csv.
_PRICE_COLUMNS: Final = (
    "input",
    "output",
    "cache_read",
    "cache_write",
    "batch_input",
    "batch_output",
    "long_above",
    "long_input",
    "long_output",
    "long_cache_read",
    "long_cache_write",
    "long_batch_input",
    "long_batch_output",
)


class History(NamedTuple):
    """Documented quotes of one model; what other sources say of a day up to ``vouched_until`` does not count."""

    quotes: Timeline
    vouched_until: date


class Feature(NamedTuple):
    """A way of sending requests that a provider sells since a day: before it, those prices did not exist."""

    provider: str
    kinds: str
    since: date
    source: str


class Fee(NamedTuple):
    """Which fee of which model in which tier a fee's timeline is about."""

    provider: str
    model: str
    tier: str
    fee: str


class Event(NamedTuple):
    """One dated event of a model's or an offer's life; no date where the source gives none."""

    provider: str
    model: str
    event: str
    date: str
    scope: str
    source: str
    confidence: str


def history(checked_on: date) -> dict[ModelKey, History]:
    """Dated prices from the makers' announcements, where the other sources begin later or are mistaken."""
    found: dict[ModelKey, History] = {}
    for line in _lines("history.csv"):
        key = (line["provider"], line["model"])
        start = date.fromisoformat(line["effective_from"])
        prices = {column: Decimal(line[column]) for column in _PRICE_COLUMNS if line[column]}
        quotes = found[key].quotes if key in found else []
        found[key] = History(
            quotes=[*quotes, Quote(start, prices, line["source"], ANNOUNCED, checked_on)],
            vouched_until=date.fromisoformat(line["vouched_until"] or line["effective_from"]),
        )
    return found


def features() -> list[Feature]:
    """Since when providers sell batches, cached input and other modes."""
    return [
        Feature(line["provider"], line["kinds"], date.fromisoformat(line["since"]), line["source"])
        for line in _lines("features.csv")
    ]


def quoted_offers() -> dict[Offer, Timeline]:
    """Token prices that nothing but offers.csv knows, or that it knows better than the packages do."""
    found: dict[Offer, Timeline] = {}
    for line in _lines("offers.csv"):
        offer = Offer(line["provider"], line["model"], line["tier"], bool(line["above_tokens"]))
        prices = {kind: Decimal(line[kind]) for kind in KINDS if line[kind]}
        if line["above_tokens"]:
            prices[ABOVE] = Decimal(line["above_tokens"])
        found.setdefault(offer, []).append(
            Quote(
                start=date.fromisoformat(line["effective_from"]),
                prices=prices,
                source=line["source"],
                basis=line["date_basis"],
                checked_on=date.fromisoformat(line["checked_on"]),
            )
        )
    return found


def tuned_offers() -> dict[Offer, dict[str, Timeline]]:
    """The token prices of fine-tuned models, kind by kind: their days differ."""
    found: dict[Offer, dict[str, Timeline]] = {}
    for line in _lines("tuning_prices.csv"):
        mode, kind = TOKEN_KINDS.get(line["kind"], ("", ""))
        if kind:
            provider, model, deployment = _offer_of(line)
            offer = Offer(provider, f"ft:{model.removeprefix('ft:')}", tier(deployment, mode))
            quote = _quote(line, {kind: Decimal(line["usd"])})
            found.setdefault(offer, {}).setdefault(kind, []).append(quote)
    return found


def fees() -> dict[Fee, Timeline]:
    """Training, hosting and storage; each timeline's quotes have the one kind ``usd``.

    Training belongs to the base model, hosting and storage to the tuned one, which is ``ft:`` and the base model.
    """
    found: dict[Fee, Timeline] = {}
    for line in _lines("tuning_prices.csv"):
        name = FEE_KINDS.get(line["kind"])
        if name is None or not (line["effective_from"] or line["checked_on"]):
            continue
        provider, model, deployment = _offer_of(line)
        rented = line["tier"] in _RENTED
        if not name.startswith("training") and not rented:
            model = f"ft:{model.removeprefix('ft:')}"
        quote = _quote(line, {"usd": Decimal(line["usd"])})
        found.setdefault(Fee(provider, model, deployment or "standard", name), []).append(quote)
        if name == "training" and provider == "mistral":
            minimum = quote._replace(prices={"usd": _MISTRAL_MINIMUM})
            found.setdefault(Fee(provider, model, "standard", "training_minimum"), []).append(minimum)
    for line in _lines("fees.csv"):
        found.setdefault(Fee(line["provider"], line["model"], line["tier"], line["fee"]), []).append(
            Quote(
                start=date.fromisoformat(line["effective_from"]),
                prices={"usd": Decimal(line["usd"])} if line["usd"] else {},
                source=line["source"],
                basis=line["date_basis"],
                checked_on=date.fromisoformat(line["checked_on"]),
            )
        )
    return {fee: sorted(quotes, key=lambda quote: quote.start) for fee, quotes in found.items()}


def events() -> list[Event]:
    """The availability events that people wrote down."""
    return [Event(**line) for line in _lines("events.csv")]


def settled() -> dict[tuple[str, str, str], str]:
    """What was settled against two sources: provider, model and tier, and why ours is right."""
    return {(line["provider"], line["model"], line["tier"]): line["why"] for line in _lines("settled.csv")}


def explained() -> dict[tuple[str, str, str, str], str]:
    """Why a source disagrees: provider, model, tier and source, and what is known of it."""
    lines = _lines("explained.csv")
    return {(line["provider"], line["model"], line["tier"], line["source"]): line["why"] for line in lines}


def _offer_of(line: dict[str, str]) -> tuple[str, str, str]:
    """Provider, model and deployment of a line of tuning_prices.csv.

    Prices by parameter count have the method as their model and the count as their tier; a rented GPU is a model.
    """
    model, deployment = line["model"], line["tier"]
    if deployment == "by parameter count":
        return line["provider"], line["method"], model.lower().replace(" ", "-").replace(">", "over-")
    if deployment in _RENTED:
        return line["provider"], model.lower().removesuffix(" on-demand"), ""
    return line["provider"], model.removesuffix(":256k"), TIERS[deployment]


def _quote(line: dict[str, str], prices: dict[str, Decimal]) -> Quote:
    """A price without an effective date starts on the day it was checked, as first seen."""
    day = line["effective_from"] or line["checked_on"]
    return Quote(
        start=date.fromisoformat(day),
        prices=prices,
        source=line["source"],
        basis=FIRST_SEEN if day == line["checked_on"] or "first seen" in line["source"] else DOCUMENTED,
        checked_on=date.fromisoformat(line["checked_on"] or day),
    )


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def undated_fees() -> list[str]:
    """The lines of tuning_prices.csv that have neither an effective nor a checked date: nobody knows when they held."""
    return [
        f"{line['provider']}/{line['model']} {line['tier']} {line['kind']} {line['usd']}".replace("  ", " ")
        for line in _lines("tuning_prices.csv")
        if not (line["effective_from"] or line["checked_on"])
    ]

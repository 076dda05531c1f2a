"""Quotes that people wrote down: dated history, fine-tuning prices, retirements, and when features began.

The files are in the package's data folder. Each line has its source.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from xlcost.prices.availability import availability

from tools.prices.quotes import ANNOUNCED, DOCUMENTED, FIRST_SEEN, ModelKey, Quote, Timeline

#: Kinds of tuning_prices.csv and the fields of a price row they fill.
KINDS: Final = {
    "training_per_mtok": "training",
    "input_per_mtok": "input",
    "output_per_mtok": "output",
    "batch_input_per_mtok": "batch_input",
    "batch_output_per_mtok": "batch_output",
    "hosting_per_hour": "hosting_hour",
    "storage_per_month": "storage_month",
}

#: Tiers of tuning_prices.csv and the suffix they give the id of the model. No suffix: the ordinary offer.
TIERS: Final = {
    "": "",
    "global": "",
    "custom model": "",
    "custom on-demand": "",
    "dedicated GPU": "",
    "GPU rental": "",
    "regional": "@regional",
    "datazone": "@datazone",
    "developer-global": "@developer",
    "data-sharing": "@data-sharing",
    "provisioned throughput, no commitment, per model unit": "@provisioned",
    "provisioned throughput, 1 month, per model unit": "@provisioned-1-month",
}

#: Mistral charged at least this much for a job (tuning_availability.csv), USD.
_MISTRAL_MINIMUM: Final = Decimal(4)

#: From this event on nobody can train; the tuned models live on until their own end.
_NO_TRAINING: Final = ("openai", "all self-serve customers", "no new fine-tuning jobs")

_PRICE_COLUMNS: Final = tuple(
    f"{tier}{mode}{kind}"
    for tier in ("", "long_")
    for mode in ("", "batch_")
    for kind in ("input", "output", "cache_read", "cache_write")
    if not (mode and kind.startswith("cache"))
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


class TuningPrice(NamedTuple):
    """One fine-tuning price, by the model and field that it belongs to here."""

    key: ModelKey
    field: str
    quote: Quote


def history(directory: Path, checked_on: date) -> dict[ModelKey, History]:
    """Dated prices from the makers' announcements, where the other sources begin later or are mistaken."""
    found: dict[ModelKey, History] = {}
    for line in _lines(directory / "history.csv"):
        key = (line["provider"], line["model"])
        start = date.fromisoformat(line["effective_from"])
        columns = (*_PRICE_COLUMNS, "long_context_above")
        prices = {column: Decimal(line[column]) for column in columns if line[column]}
        quotes = found[key].quotes if key in found else []
        found[key] = History(
            quotes=[*quotes, Quote(start, prices, line["source"], ANNOUNCED, checked_on)],
            vouched_until=date.fromisoformat(line["vouched_until"] or line["effective_from"]),
        )
    return found


def features(directory: Path) -> list[Feature]:
    """Since when providers sell batches and cached input."""
    return [
        Feature(line["provider"], line["kinds"], date.fromisoformat(line["since"]), line["source"])
        for line in _lines(directory / "features.csv")
    ]


def retirements(directory: Path) -> dict[ModelKey, Quote]:
    """An empty quote for each model that its source says is no longer sold from a day on."""
    return {
        (line["provider"], line["model"]): _end(date.fromisoformat(line["ended"]), line["source"])
        for line in _lines(directory / "retirements.csv")
    }


def tuning_prices(directory: Path) -> Iterator[TuningPrice]:
    """Every fine-tuning price that a price row can hold and that has a day.

    A price without an effective date starts on the day it was checked, as first seen.
    """
    for line in _lines(directory / "tuning_prices.csv"):
        day = line["effective_from"] or line["checked_on"]
        field = KINDS.get(line["kind"])
        if field is None or not day:
            continue
        prices = {field: Decimal(line["usd"])}
        if field == "training" and line["provider"] == "mistral":
            prices["training_minimum"] = _MISTRAL_MINIMUM
        yield TuningPrice(
            key=(line["provider"], _tuned_model(line, field)),
            field=field,
            quote=Quote(
                start=date.fromisoformat(day),
                prices=prices,
                source=line["source"],
                basis=FIRST_SEEN if day == line["checked_on"] or "first seen" in line["source"] else DOCUMENTED,
                checked_on=date.fromisoformat(line["checked_on"]),
            ),
        )


def tuning_prices_left_out(directory: Path) -> list[str]:
    """The lines of tuning_prices.csv that no price row can hold, and why."""
    found = []
    for line in _lines(directory / "tuning_prices.csv"):
        name = f"{line['provider']}/{line['model']} {line['tier']} {line['kind']} {line['usd']}".replace("  ", " ")
        if line["kind"] not in KINDS:
            found.append(f"{name}: billed per hour of training, which is not a price per token")
        elif not (line["effective_from"] or line["checked_on"]):
            found.append(f"{name}: neither an effective nor a checked date")
    return found


def no_training() -> Quote | None:
    """The day from which OpenAI takes no fine-tuning jobs from anybody, as an empty quote."""
    for event in availability():
        if (event.provider, event.scope, event.event) == _NO_TRAINING and event.date is not None:
            return _end(event.date, event.source)
    return None


def end_of_tuned_model(key: ModelKey) -> Quote | None:
    """The day on which a provider shuts a fine-tuned model down, as an empty quote; None where none is known."""
    provider, model = key
    for event in availability():
        if event.provider == provider and event.date is not None and "inference shut down" in event.event:
            for name in event.scope.split(", "):
                if re.fullmatch(re.escape(name) + r"(-\d{4}-\d{2}-\d{2})?(@.*)?", model):
                    return _end(event.date, event.source)
    return None


def _tuned_model(line: dict[str, str], field: str) -> str:
    """The id of the model that a tuning price belongs to.

    Training belongs to the base model, everything else to the tuned model, which is ``ft:`` and the base model.
    Prices by parameter count have the method as their model; a rented GPU is a model of its own.
    """
    model, tier = line["model"], line["tier"]
    if tier == "by parameter count":
        return f"{line['method']}@{model.lower().replace(' ', '-').replace('>', 'over-')}"
    if tier in ("dedicated GPU", "GPU rental"):
        return model.lower().removesuffix(" on-demand")
    model = model.removesuffix(":256k")
    if field != "training" and not model.startswith("ft:"):
        model = f"ft:{model}"
    return model + TIERS[tier]


def _end(day: date, source: str) -> Quote:
    return Quote(start=day, prices={}, source=source, basis=DOCUMENTED, checked_on=day)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)

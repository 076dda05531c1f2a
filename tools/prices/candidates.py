"""What the catalogue would be if it were built today: the candidate rows, aliases, and what did not get in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xlcost.prices.row import PriceRow

from tools.prices import curated, from_azure, from_genai_prices, from_model_prices, merge
from tools.prices.from_genai_prices import Entry
from tools.prices.naming import Alias, aliases
from tools.prices.quotes import ModelKey, Quote, Timeline, simplify


class Candidates(NamedTuple):
    """Everything a refresh has to compare with what is published."""

    snapshot: date
    rows: list[PriceRow]
    aliases: list[Alias]
    dropped: list[merge.Dropped]
    unlisted: dict[ModelKey, str]


def build(directory: Path) -> Candidates:
    """The candidates from the installed sources and the curated files in the data folder; no network."""
    snapshot = from_model_prices.snapshot_date()
    dropped: list[merge.Dropped] = []
    timelines = {
        key: kept
        for key, timeline in (from_model_prices.timelines() | from_azure.timelines()).items()
        if (kept := merge.plausible(key, timeline, dropped))
    }
    known = _genai(timelines, snapshot)
    timelines = {key: merge.started_by_id(key, found, _names(known, key)) for key, found in timelines.items()}
    for key, history in curated.history(directory, snapshot).items():
        timelines[key] = merge.with_history(timelines.get(key, []), history)
    features = curated.features(directory)
    timelines = {key: merge.with_features(key[0], found, features) for key, found in timelines.items()}
    _tuning(timelines, aliases(timelines, known), directory)
    for key, end in curated.retirements(directory).items():
        timelines[key] = merge.ended(timelines[key], end)
    rows = [row for key in sorted(timelines) for row in _rows(key, simplify(timelines[key]))]
    return Candidates(
        snapshot=snapshot,
        rows=rows,
        aliases=aliases([(row.provider, row.model) for row in rows], known),
        dropped=dropped,
        unlisted=from_model_prices.unlisted(),
    )


def matches(entry: Entry, timelines: dict[ModelKey, Timeline]) -> list[ModelKey]:
    """The models that an entry of genai-prices names outright; its patterns would match models it does not know."""
    wanted = {name.casefold() for name in entry.names}
    return [key for key in timelines if key[0] == entry.provider and key[1].casefold() in wanted]


def _genai(timelines: dict[ModelKey, Timeline], checked_on: date) -> dict[ModelKey, Entry]:
    """Bring in genai-prices; the result is its entry of each model it knows."""
    known: dict[ModelKey, Entry] = {}
    for entry in from_genai_prices.entries():
        found = matches(entry, timelines)
        for key in found:
            timelines[key] = merge.with_genai(timelines[key], entry, checked_on)
            known[key] = entry
        if not found and entry.is_api_id:
            key = (entry.provider, entry.model)
            timelines[key] = merge.from_entry(entry, checked_on)
            known[key] = entry
    return known


def _names(known: dict[ModelKey, Entry], key: ModelKey) -> frozenset[str]:
    return known[key].names if key in known else frozenset()


def _tuning(timelines: dict[ModelKey, Timeline], other_names: list[Alias], directory: Path) -> None:
    """Add the fine-tuning prices, each to the model it belongs to, and the days on which they end."""
    stands_for = {alias.alias: alias.stands_for for alias in other_names}
    extra: dict[ModelKey, dict[str, Timeline]] = {}
    for price in curated.tuning_prices(directory):
        name = "/".join(price.key)
        provider, _, model = stands_for.get(name, name).partition("/")
        key = (provider, model)
        extra.setdefault(key, {}).setdefault(price.field, []).append(price.quote)
    no_training = curated.no_training()
    for key, by_field in extra.items():
        for field, quotes in by_field.items():
            end = no_training if field == "training" and key[0] == "openai" else None
            found = merge.ended(simplify(quotes), end)
            timelines[key] = merge.overlaid(timelines.get(key, []), found, field.replace("_", " "))
        timelines[key] = merge.ended(timelines[key], curated.end_of_tuned_model(key))


def _rows(key: ModelKey, timeline: Timeline) -> Iterator[PriceRow]:
    following: list[Quote | None] = [*timeline[1:], None]
    for quote, after in zip(timeline, following, strict=True):
        if quote.prices:
            yield PriceRow(
                provider=key[0],
                model=key[1],
                effective_from=quote.start,
                effective_to=after.start if after else None,
                source=quote.source,
                date_basis=quote.basis,
                checked_on=quote.checked_on,
                **{field: float(round(price, 9)) for field, price in quote.prices.items()},
            )

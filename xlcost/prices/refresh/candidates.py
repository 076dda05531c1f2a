"""What the catalogue would be if it were built today: the candidate rows, aliases, and what did not get in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from xlcost.prices.refresh import curated, from_azure, from_genai_prices, from_model_prices, merge
from xlcost.prices.refresh.from_genai_prices import Entry
from xlcost.prices.refresh.quotes import ModelKey, Quote, Timeline, simplify
from xlcost.prices.row import PriceRow

#: Fine-tuned models by shorter names.
_TUNED_DATE: Final = re.compile(r"^(ft:.+)-20\d\d-\d\d-\d\d$")

#: What may differ between two names of one model: a date at the end, dots for hyphens, ``gpt-35`` for ``gpt-3.5``.
_AT_THE_END: Final = re.compile(r"-(20\d\d-\d\d-\d\d|\d\d-20\d\d)$")


class Candidates(NamedTuple):
    """Everything a refresh has to compare with what is published."""

    snapshot: date
    rows: list[PriceRow]
    aliases: dict[str, str]
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
    aliases = dict(_aliases(timelines, known))
    _tuning(timelines, aliases, directory)
    aliases |= dict(_tuned_aliases(timelines))
    for key, end in curated.retirements(directory).items():
        timelines[key] = merge.ended(timelines[key], end)
    rows = [row for key in sorted(timelines) for row in _rows(key, simplify(timelines[key]))]
    named = {f"{row.provider}/{row.model}" for row in rows}
    return Candidates(
        snapshot=snapshot,
        rows=rows,
        aliases={alias: target for alias, target in sorted(aliases.items()) if alias not in named and target in named},
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


def _tuning(timelines: dict[ModelKey, Timeline], aliases: dict[str, str], directory: Path) -> None:
    """Add the fine-tuning prices, each to the model it belongs to, and the days on which they end."""
    extra: dict[ModelKey, dict[str, Timeline]] = {}
    for price in curated.tuning_prices(directory):
        key = _known_as(price.key, timelines, aliases)
        extra.setdefault(key, {}).setdefault(price.field, []).append(price.quote)
    no_training = curated.no_training()
    for key, by_field in extra.items():
        for field, quotes in by_field.items():
            end = no_training if field == "training" and key[0] == "openai" else None
            found = merge.ended(simplify(quotes), end)
            timelines[key] = merge.overlaid(timelines.get(key, []), found, field.replace("_", " "))
        timelines[key] = merge.ended(timelines[key], curated.end_of_tuned_model(key))


def _known_as(key: ModelKey, timelines: dict[ModelKey, Timeline], aliases: dict[str, str]) -> ModelKey:
    if key in timelines:
        return key
    provider, _, model = aliases.get("/".join(key), "/".join(key)).partition("/")
    return provider, model


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


def _aliases(timelines: dict[ModelKey, Timeline], known: dict[ModelKey, Entry]) -> Iterator[tuple[str, str]]:
    """Documented spellings of a model's name. No name that moves from model to model, such as ``-latest``."""
    yield from from_model_prices.aliases().items()
    for (provider, model), entry in known.items():
        for other in entry.names - {model}:
            spelling = "latest" not in other and _spelled(other) == _spelled(model)
            if spelling and (provider, other) not in timelines:
                yield f"{provider}/{other}", f"{provider}/{model}"
        if not model.startswith("global."):
            yield from ((f"{provider}/{region}.{model}", f"{provider}/{model}") for region in entry.regions)


def _tuned_aliases(timelines: dict[ModelKey, Timeline]) -> Iterator[tuple[str, str]]:
    for provider, model in timelines:
        if found := _TUNED_DATE.match(model):
            yield f"{provider}/{found[1]}", f"{provider}/{model}"


def _spelled(name: str) -> str:
    return _AT_THE_END.sub("", name.casefold()).replace("gpt-35", "gpt-3.5").replace(".", "-")

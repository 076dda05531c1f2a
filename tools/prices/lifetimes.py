"""When models leave the market, and what searching the web with them costs: events and fees from the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from typing import Final

from tools.prices import curated, from_litellm, from_model_prices
from tools.prices.curated import Fee
from tools.prices.quotes import DOCUMENTED, FIRST_SEEN, ModelKey, Offer, Quote, Timeline
from xlcost.prices.events import Event

#: The makers whose models search the web for a fee.
_SEARCHERS: Final = frozenset({"anthropic", "google", "openai", "xai"})


#: The events after which nothing else is worth saying of a model's end.
_ENDS: Final = frozenset({"retired", "removed", "inference_closed"})

#: Google's page of shutdown dates calls them the earliest possible ones.
_EARLIEST: Final = "https://ai.google.dev/"


def events(models: Iterable[ModelKey], snapshot: date, names: Mapping[str, str]) -> list[Event]:
    """Every known event of these models, one a model and kind, the curated ones first; sorted.

    ``names`` maps ``provider/alias`` to the model that it stands for.

    ``retired``: announced for a day to come, or curated; there is no price from that day on. ``removed``: off sale at
    the snapshot, its last price is kept and said to be the last; with the day where a source knows it.
    """
    known = sorted(set(models))
    found: dict[tuple[str, str, str], Event] = {}
    ended: set[ModelKey] = set()
    for event in (*_curated(names), *_announced(known, snapshot), *_unlisted(known)):
        if event.event in _ENDS or event.event == "deprecated":
            if event[:2] in ended:
                continue
            ended.add(event[:2])
        found.setdefault((event.provider, event.model, event.event + event.scope), event)
    return sorted(found.values(), key=lambda event: (*event[:3], event.date or date.min))


def _curated(names: Mapping[str, str]) -> Iterator[Event]:
    for each in curated.events():
        day = date.fromisoformat(each.date) if each.date else None
        model = names.get(f"{each.provider}/{each.model}", f"/{each.model}").partition("/")[2]
        yield Event(each.provider, model, each.event, day, each.scope, each.source, each.confidence)


def _announced(models: Iterable[ModelKey], snapshot: date) -> Iterator[Event]:
    """Days of retirement that LiteLLM has from the makers' pages; believed more where models.dev dropped it too."""
    gone = from_model_prices.unlisted()
    for key in models:
        entry = from_litellm.said().get((*key, ""))
        if entry is None or entry.retires is None or not (entry.retirement_source or key in gone):
            continue
        source = f"{entry.retirement_source or 'retirement date'} (LiteLLM {from_litellm.version()})"
        past = entry.retires <= snapshot
        if past and gone.get(key) == "removed":
            source += f"; removed from models.dev (model-prices {version('model-prices')})"
        yield Event(
            *key,
            "removed" if past else "retired",
            entry.retires,
            "the earliest possible day" if _EARLIEST in source and not past else "",
            source,
            "high" if past and key in gone else "medium",
        )


def _unlisted(models: Iterable[ModelKey]) -> Iterator[Event]:
    known = set(models)
    for key, status in from_model_prices.unlisted().items():
        if key in known:
            source = f"models.dev (model-prices {version('model-prices')})"
            yield Event(*key, "removed" if status == "removed" else "deprecated", None, "", source, "medium")


def web_searches(offers: Mapping[Offer, Timeline]) -> dict[Fee, Timeline]:
    """What 1,000 searches of the web cost with the makers' models, from LiteLLM.

    Since a maker began to sell them at that price (features.csv), else since the day it was read.
    """
    sold_since = {feature.provider: feature for feature in curated.features() if feature.kinds == "web_search"}
    found: dict[Fee, Timeline] = {}
    for entry in from_litellm.said().values():
        standard = offers.get(Offer(entry.provider, entry.model, "standard"))
        if not entry.web_search or entry.deployment or not standard or entry.provider not in _SEARCHERS:
            continue
        day = from_litellm.read_on()
        quote = Quote(day, {"usd": Decimal(entry.web_search)}, entry.source, FIRST_SEEN, day)
        if feature := sold_since.get(entry.provider):
            source = f"{feature.source}; {entry.source}"
            quote = quote._replace(start=max(feature.since, standard[0].start), source=source, basis=DOCUMENTED)
        found[Fee(entry.provider, entry.model, "standard", "web_search")] = [quote]
    return found

"""Prices that a maker documents as a multiple of another price: lines of their own, whose source says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Final

from tools.prices import from_litellm
from tools.prices.quotes import ABOVE, DOCUMENTED, KINDS, Offer, Quote, Timeline, in_effect

#: Anthropic's multiples of fresh input, and of every price in a batch; they stack.
_CACHING: Final = "https://platform.claude.com/docs/en/build-with-claude/prompt-caching"
_ONE_HOUR_SINCE: Final = date(2025, 5, 22)
_ONE_HOUR: Final = Decimal(2)

#: OpenAI bills flex processing at the rates of the Batch API, since it sells flex.
_FLEX: Final = "https://platform.openai.com/docs/guides/flex-processing"
_FLEX_SINCE: Final = date(2025, 4, 17)

#: Inference kept in one region costs 10 % more, every token of it: from Claude Opus 4.6 on at Anthropic.
_ANTHROPIC_REGION: Final = "https://platform.claude.com/docs/en/about-claude/pricing"
_ANTHROPIC_REGION_SINCE: Final = date(2026, 2, 5)
_UPLIFT: Final = Decimal("1.1")
_UPLIFTED: Final = ("standard", "batch")


def derived(offers: dict[Offer, Timeline]) -> None:
    """Add the derived prices to the offers: what they lack, never instead of what they have."""
    for offer in list(offers):
        if offer.provider == "anthropic":
            offers[offer] = _one_hour_writes(offer, offers[offer])
    for offer in list(offers):
        if offer.provider == "anthropic" and offer.tier == "batch":
            offers[offer] = list(_batched_caches(offers[offer], offers.get(offer._replace(tier="standard"), [])))
    for offer in list(offers):
        if offer.provider == "openai" and offer.tier == "flex":
            offers[offer] = _flex_as_batch(offers[offer], offers.get(offer._replace(tier="batch"), []))
    for offer, timeline in list(_regional(offers)):
        offers.setdefault(offer, timeline)
    for offer, timeline in list(_by_the_hour(offers)):
        offers.setdefault(offer, timeline)


def _one_hour_writes(offer: Offer, timeline: Timeline) -> Timeline:
    """A cache write kept for an hour costs twice the fresh input of its own offer."""
    found: Timeline = []
    for quote, until in _with_ends(timeline):
        lacks = "cache_write" in quote.prices and "cache_write_1h" not in quote.prices
        if not lacks or (until is not None and until <= _ONE_HOUR_SINCE):
            found.append(quote)
            continue
        if quote.start < _ONE_HOUR_SINCE:
            found.append(quote)
        with_write = {**quote.prices, "cache_write_1h": quote.prices["input"] * _ONE_HOUR}
        source = f"{quote.source}; 1-hour cache writes at 2 x input: {_CACHING}"
        found.append(quote._replace(start=max(quote.start, _ONE_HOUR_SINCE), prices=with_write, source=source))
    return found


def _batched_caches(batch: Timeline, standard: Timeline) -> Iterator[Quote]:
    """In a batch every price is that share of the standard one that input is: the discounts multiply."""
    for quote in batch:
        beside = in_effect(standard, quote.start)
        if beside is None or not quote.prices or not beside.prices.get("input"):
            yield quote
            continue
        share = quote.prices["input"] / beside.prices["input"]
        missing = {
            kind: beside.prices[kind] * share for kind in KINDS if kind in beside.prices and kind not in quote.prices
        }
        source = f"{quote.source}; cache at the batch's share of the standard price: {_CACHING}"
        yield quote._replace(prices={**quote.prices, **missing}, source=source) if missing else quote


def _flex_as_batch(flex: Timeline, batch: Timeline) -> Timeline:
    """Flex from the day it was sold, at the batch prices that the source's first flex prices equal."""
    first = flex[0]
    same = in_effect(batch, first.start)
    if same is None or any(same.prices.get(kind) != first.prices[kind] for kind in ("input", "output")):
        return flex
    earlier = [
        quote._replace(
            start=max(quote.start, _FLEX_SINCE),
            source=f"{quote.source}; flex at batch rates: {_FLEX}",
            basis=DOCUMENTED,
        )
        for quote, until in _with_ends(batch)
        if quote.start < first.start and (until is None or until > _FLEX_SINCE) and quote.prices
    ]
    return [*earlier, *(quote for quote in flex[1:])] if earlier else flex


def _regional(offers: dict[Offer, Timeline]) -> Iterator[tuple[Offer, Timeline]]:
    """OpenAI's, Anthropic's and Vertex' regional processing, for the models that have it."""
    said = from_litellm.said()
    for offer, timeline in offers.items():
        if offer.tier not in _UPLIFTED or offer.model.startswith("ft:"):
            continue
        entry = said.get((offer.provider, offer.model, ""))
        since, source = date.min, ""
        if offer.provider == "anthropic" and timeline[0].start >= _ANTHROPIC_REGION_SINCE:
            since, source = _ANTHROPIC_REGION_SINCE, _ANTHROPIC_REGION
        elif offer.provider in ("openai", "google-vertex") and entry and entry.uplift_of_region == _UPLIFT:
            source = entry.source
        if source:
            tier = "regional" if offer.tier == "standard" else f"regional-{offer.tier}"
            why = f"regional processing x {_UPLIFT}: {source}"
            yield offer._replace(tier=tier), [_times(quote, _UPLIFT, why, since) for quote in timeline]


def _times(quote: Quote, multiple: Decimal, why: str, since: date = date.min) -> Quote:
    prices = {kind: price if kind == ABOVE else price * multiple for kind, price in quote.prices.items()}
    return quote._replace(start=max(quote.start, since), prices=prices, source=f"{quote.source}; {why}")


def _by_the_hour(offers: dict[Offer, Timeline]) -> Iterator[tuple[Offer, Timeline]]:
    """DeepSeek's prices that hold for some hours of the day, from the schedules in model-prices."""
    for schedule in _schedules():
        since = _day(schedule["valid_from"])
        until = _day(schedule["valid_until"]) if "valid_until" in schedule else None
        for offer, timeline in offers.items():
            if offer.provider != schedule["provider"] or offer.tier != "standard":
                continue
            tier, multiple = _hours(schedule, offer.model)
            if multiple is not None:
                why = f"{tier} hours x {multiple}: {schedule['source']} (model-prices {version('model-prices')})"
                found = [
                    _times(quote, multiple, why, since)
                    for quote, end in _with_ends(timeline)
                    if (end is None or end > since) and (until is None or quote.start < until) and quote.prices
                ]
                ended = [Quote(until, {}, schedule["source"], DOCUMENTED, until)] if until and found else []
                if found:
                    yield offer._replace(tier=tier), [*found, *ended]


def _hours(schedule: dict[str, Any], model: str) -> tuple[str, Decimal | None]:
    """The tier of a schedule and what it makes of a model's price."""
    if "peak_multiplier" in schedule:
        return "peak", Decimal(str(schedule["peak_multiplier"]))
    return "off-peak", schedule["off_peak_multiplier"].get(model)


@cache
def _schedules() -> list[dict[str, Any]]:
    text = files("model_prices").joinpath("snapshot.json").read_bytes()
    found = json.loads(text, parse_float=Decimal)["schedules"]["schedule"]
    return [schedule for schedule in found if schedule["provider"] == "deepseek"]


def _day(time: str) -> date:
    return date.fromisoformat(time[:10])


def _with_ends(timeline: Timeline) -> Iterator[tuple[Quote, date | None]]:
    yield from zip(timeline, [*(quote.start for quote in timeline[1:]), None], strict=True)

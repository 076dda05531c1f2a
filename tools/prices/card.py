"""What the price data would be if it were built today: lines, fees, events and names, and what did not get in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tools.prices import (
    clouds,
    curated,
    derive,
    fill,
    from_azure,
    from_genai_prices,
    from_litellm,
    from_model_prices,
    lifetimes,
    merge,
    naming,
    withdraw,
)
from tools.prices.from_genai_prices import Entry
from tools.prices.quotes import ABOVE, KINDS, ModelKey, Offer, Quote, Timeline, offers, simplify
from xlcost.prices.events import ENDS_SALE, Event
from xlcost.prices.lines import FEES, FeeLine, PriceLine


class Card(NamedTuple):
    """Everything a refresh has to compare with what is published."""

    snapshot: date
    lines: list[PriceLine]
    fees: list[FeeLine]
    events: list[Event]
    aliases: list[naming.Alias]
    dropped: list[merge.Dropped]
    disagreements: list[withdraw.Disagreement]
    withdrawn: list[withdraw.Withdrawn]


def build() -> Card:
    """The card from the installed sources and the curated files; no network."""
    snapshot = from_litellm.read_on()
    dropped: list[merge.Dropped] = []
    timelines, known = _models(dropped)
    found: dict[Offer, Timeline] = {}
    for key in sorted(timelines):
        found.update(offers(key, simplify(timelines[key])))
    found = clouds.renamed(found)
    clouds.as_old_as_the_makers(found)
    for offer, quotes in curated.quoted_offers().items():
        found[offer] = [*(quote for quote in found.get(offer, []) if quote.start < quotes[0].start), *quotes]
    other_names = naming.aliases({(offer.provider, offer.model) for offer in found}, known)
    _tune(found, other_names)
    found.update(clouds.only_in_litellm(found))
    fill.filled(found, curated.features())
    derive.derived(found)
    found = {offer: _rounded(timeline) for offer, timeline in found.items() if any(quote.prices for quote in timeline)}
    disagreements = withdraw.disagreements(found)
    withdrawn = withdraw.withdrawn(disagreements, curated.settled())
    for gone in withdrawn:
        found[gone.offer] = withdraw.without(found[gone.offer], gone)
    models = {(offer.provider, offer.model) for offer in found}
    fees = _fees(found, other_names)
    aliases = naming.aliases(models, known)
    names = {alias.alias: alias.stands_for for alias in aliases}
    events = lifetimes.events(models | {(fee.provider, fee.model) for fee in fees}, snapshot, names)
    over = {event[:2]: event.date for event in events if event.event in ENDS_SALE and event.date}
    return Card(
        snapshot=snapshot,
        lines=[
            line
            for offer in sorted(found)
            for line in _lines(offer, found[offer])
            if line.effective_from is None or line.effective_from < over.get((line.provider, line.model), date.max)
        ],
        fees=fees,
        events=events,
        aliases=aliases,
        dropped=dropped,
        disagreements=disagreements,
        withdrawn=withdrawn,
    )


def _models(dropped: list[merge.Dropped]) -> tuple[dict[ModelKey, Timeline], dict[ModelKey, Entry]]:
    """Each model's timeline out of the packages and the history, and its entry in genai-prices."""
    checked_on = from_model_prices.snapshot_date()
    timelines = {
        key: kept
        for key, timeline in (from_model_prices.timelines() | from_azure.timelines()).items()
        if (kept := merge.plausible(key, timeline, dropped))
    }
    known = _genai(timelines, checked_on)
    timelines = {key: merge.started_by_id(key, found, _names(known, key)) for key, found in timelines.items()}
    for key, history in curated.history(checked_on).items():
        timelines[key] = merge.with_history(timelines.get(key, []), history)
    features = curated.features()
    return {key: merge.with_features(key[0], found, features) for key, found in timelines.items()}, known


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


def _tune(found: dict[Offer, Timeline], other_names: Iterable[naming.Alias]) -> None:
    """Add the tuned models' token prices, kind by kind, over what the clouds' meters say of them."""
    for offer, by_kind in curated.tuned_offers().items():
        offer = _standing_for(offer, other_names)  # noqa: PLW2901 - the same offer under the card's own name
        timeline = found.get(offer, [])
        for quotes in by_kind.values():
            timeline = merge.overlaid(timeline, simplify(quotes))
        found[offer] = timeline


def _standing_for(offer: Offer, other_names: Iterable[naming.Alias]) -> Offer:
    names = {alias.alias: alias.stands_for for alias in other_names}
    full = names.get(f"{offer.provider}/{offer.model}")
    return offer._replace(model=full.partition("/")[2]) if full else offer


def _fees(sold: Mapping[Offer, Timeline], other_names: Iterable[naming.Alias]) -> list[FeeLine]:
    names = {alias.alias: alias.stands_for.partition("/")[2] for alias in other_names}
    found = []
    every = {**lifetimes.web_searches(sold), **curated.fees()}
    for fee, timeline in sorted(every.items()):
        model = names.get(f"{fee.provider}/{fee.model}", fee.model)
        for quote, until in _with_ends(simplify(timeline)):
            if quote.prices:
                found.append(
                    FeeLine(
                        provider=fee.provider,
                        model=model,
                        tier=fee.tier,
                        fee=fee.fee,
                        unit=FEES[fee.fee],
                        usd=_number(quote.prices["usd"]),
                        effective_from=quote.start,
                        effective_to=until,
                        source=quote.source,
                        date_basis=quote.basis,
                        checked_on=quote.checked_on,
                    )
                )
    return found


def _lines(offer: Offer, timeline: Timeline) -> Iterator[PriceLine]:
    for quote, until in _with_ends(timeline):
        if quote.prices:
            yield PriceLine(
                provider=offer.provider,
                model=offer.model,
                tier=offer.tier,
                effective_from=quote.start,
                effective_to=until,
                above_tokens=_number(quote.prices[ABOVE]) if offer.long else None,
                **{kind: _number(quote.prices[kind]) for kind in KINDS if kind in quote.prices},
                source=quote.source,
                date_basis=quote.basis,
                checked_on=quote.checked_on,
            )


def _rounded(timeline: Timeline) -> Timeline:
    """The timeline in prices of a few digits, as they are published."""
    return simplify(
        [
            quote._replace(prices={kind: round(price, 9).normalize() for kind, price in quote.prices.items()})
            for quote in timeline
        ]
    )


def _with_ends(timeline: Timeline) -> Iterator[tuple[Quote, date | None]]:
    yield from zip(timeline, [*(quote.start for quote in timeline[1:]), None], strict=True)


def _number(price: Decimal) -> float:
    return float(round(price, 9))

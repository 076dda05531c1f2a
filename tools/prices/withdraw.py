"""Where the sources say something else than the card, on any day of a price's life; and what that does to the price.

Every day on which the card or a source changes is compared. A price that two independent sources put otherwise, and
alike, is withdrawn from that day on until somebody settles it in data/settled.csv or data/offers.csv.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from tools.prices import from_azure, from_genai_prices, from_litellm, from_model_prices
from tools.prices.quotes import KINDS, Offer, Prices, Quote, Timeline, breaks, in_effect, offers

#: genai-prices prices other companies' models at Azure by their makers: it is no source of its own there. Its prices of
#: DeepSeek without a day are those of some hours only.
_NO_OPINION: Final = {"genai-prices": frozenset({"azure", "deepseek"})}


class Disagreement(NamedTuple):
    """What a source says of a price from a day until another, and what the card says."""

    offer: Offer
    kind: str
    since: date
    until: date | None
    published: Decimal
    source: str
    said: Decimal


class Withdrawn(NamedTuple):
    """An offer's prices that two sources put otherwise, from a day on."""

    offer: Offer
    since: date
    why: str


def disagreements(card: Mapping[Offer, Timeline]) -> list[Disagreement]:
    """Every price that a source gives otherwise on some day of its life, with the days on which it does."""
    return [
        found
        for offer, timeline in sorted(card.items())
        for source, said in _opinions(offer)
        for found in _compared(offer, timeline, source, said)
    ]


def withdrawn(found: Iterable[Disagreement], settled: Mapping[tuple[str, str, str], str]) -> list[Withdrawn]:
    """The offers whose input or output two sources put otherwise and alike, but for those that were settled."""
    by_price: dict[tuple[Offer, str, Decimal], list[Disagreement]] = {}
    for each in found:
        if each.kind in ("input", "output") and (each.offer.provider, each.offer.model, each.offer.tier) not in settled:
            by_price.setdefault((each.offer, each.kind, each.said), []).append(each)
    gone: dict[Offer, Withdrawn] = {}
    for (offer, kind, said), each_says in by_price.items():
        for one in each_says:
            others = [other for other in each_says if other.source != one.source and _overlap(one, other)]
            if others:
                since = max(one.since, others[0].since)
                why = f"{kind} {one.published:f} here, {said:f} by {one.source} and {others[0].source}"
                if offer not in gone or since < gone[offer].since:
                    gone[offer] = Withdrawn(offer, since, why)
    return sorted(gone.values())


def without(timeline: Timeline, gone: Withdrawn) -> Timeline:
    """The timeline up to the day from which its price is withdrawn."""
    end = Quote(gone.since, {}, f"withdrawn: {gone.why}", "", gone.since)
    return [*(quote for quote in timeline if quote.start < gone.since), end]


def _overlap(one: Disagreement, other: Disagreement) -> bool:
    return (one.until is None or other.since < one.until) and (other.until is None or one.since < other.until)


def _compared(offer: Offer, timeline: Timeline, source: str, said: Timeline) -> Iterator[Disagreement]:
    open_ones: dict[str, Disagreement] = {}
    for day in breaks((timeline, said)):
        ours, theirs = in_effect(timeline, day), in_effect(said, day)
        differ = _differences(ours.prices, theirs.prices) if ours and theirs else {}
        for kind, one in list(open_ones.items()):
            if differ.get(kind) != (one.published, one.said):
                yield open_ones.pop(kind)._replace(until=day)
        for kind, (published, price) in differ.items():
            if kind not in open_ones:
                open_ones[kind] = Disagreement(offer, kind, day, None, published, source, price)
    yield from open_ones.values()


def _differences(ours: Prices, theirs: Prices) -> dict[str, tuple[Decimal, Decimal]]:
    return {
        kind: (ours[kind], theirs[kind])
        for kind in KINDS
        if kind in ours and kind in theirs and round(ours[kind], 6) != round(theirs[kind], 6)
    }


def _opinions(offer: Offer) -> Iterator[tuple[str, Timeline]]:
    for source, said in _sources().items():
        if offer.provider not in _NO_OPINION.get(source, ()) and offer in said:
            yield source, said[offer]


@cache
def _sources() -> dict[str, dict[Offer, Timeline]]:
    """What each source says of each offer, by its own dates; only genai-prices speaks of days to come."""
    read_on = from_litellm.read_on()
    litellm = {
        from_litellm.offer(entry, mode, long=long): [Quote(read_on, prices, entry.source, "", read_on)]
        for entry in from_litellm.said().values()
        for (mode, long), prices in entry.prices.items()
    }
    return {
        "model-prices": _silent_after(from_model_prices.snapshot_date(), _split(from_model_prices.timelines())),
        "genai-prices": _genai(),
        "azure-genai-prices": _silent_after(from_azure.snapshot_date(), _split(from_azure.timelines())),
        "LiteLLM": _silent_after(read_on, litellm),
    }


def _silent_after(day: date, said: Mapping[Offer, Timeline]) -> dict[Offer, Timeline]:
    """A source's prices up to the day of its data: of later days it has no opinion."""
    silence = Quote(day + timedelta(days=1), {}, "", "", day)
    return {offer: [*timeline, silence] for offer, timeline in said.items()}


def _split(timelines: Mapping[tuple[str, str], Timeline]) -> dict[Offer, Timeline]:
    return {offer: own for key, timeline in timelines.items() for offer, own in offers(key, timeline)}


def _genai() -> dict[Offer, Timeline]:
    """Each entry by every name that it equals outright; a pattern of genai-prices is no opinion on a model."""
    found: dict[Offer, Timeline] = {}
    for entry in from_genai_prices.entries():
        said = [Quote(change.start or date.min, change.prices, entry.source, "", date.min) for change in entry.dated]
        said.sort(key=lambda quote: quote.start)
        for name in entry.names:
            found.update(offers((entry.provider, name), said))
    return found

"""Prices that only LiteLLM has: a tier, a cache price or a long-context price of a model whose standard price agrees.

LiteLLM says what holds today and not since when. Such a price is taken to be as old as the standard price beside it,
for makers price their tiers as multiples of it, and not older than the tier itself (data/features.csv); the line says
that this is assumed. A tier of which nobody wrote down since when it is sold starts on the day it was read. Such a
price ends where the standard price changes later. Nothing is taken from an entry whose standard price is not ours.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from tools.prices import from_litellm
from tools.prices.clouds import next_change
from tools.prices.curated import Feature
from tools.prices.quotes import ABOVE, FIRST_SEEN, KINDS, WITH_STANDARD, Offer, Prices, Quote, Timeline, in_effect

_HALF_A_CENT: Final = Decimal("0.005")


def filled(offers: dict[Offer, Timeline], features: list[Feature]) -> None:
    """Add what LiteLLM alone knows to the offers of every model whose standard price it gives as they do."""
    day = from_litellm.read_on()
    sold_since = {(feature.provider, feature.kinds): feature.since for feature in features}
    for entry in from_litellm.said().values():
        standard = offers.get(from_litellm.offer(entry, "", long=False))
        theirs = entry.prices.get(("", False))
        if not standard or theirs is None or not _same(in_effect(standard, day), theirs):
            continue
        began = _began(standard, theirs, day)
        for (mode, long), prices in entry.prices.items():
            if mode == "batch" and "claude" in entry.model and prices["input"] * 2 != entry.prices["", long]["input"]:
                continue  # half price everywhere: another one is that of another model
            offer = from_litellm.offer(entry, mode, long=long)
            own = offers.get(offer)
            if own is not None and _same(in_effect(own, day), prices):
                offers[offer] = _confirmed(_with_missing(own, prices, entry.source), day)
            elif own is None and not mode:
                continue  # a long context that the source of the standard price does not know
            elif own is None and ("", long) in entry.prices:
                since = sold_since.get((entry.provider, mode))
                first = Quote(day, _exact(prices, entry.prices["", long]), entry.source, FIRST_SEEN, day)
                if since is not None:
                    first = first._replace(start=max(began, since), basis=WITH_STANDARD)
                offers[offer] = [first, *next_change(standard, day)]


def _exact(prices: Prices, standard: Prices) -> Prices:
    """A tier's prices, its caches at the share of the standard price that input is, where LiteLLM rounds that to cents.

    Half of 3.75 is 1.875; LiteLLM has 1.88.
    """
    share = prices["input"] / standard["input"]
    found = dict(prices)
    for kind in KINDS[2:]:
        if kind in prices and kind in standard and round(prices[kind], 2) == prices[kind]:
            exact = standard[kind] * share
            found[kind] = exact if abs(exact - prices[kind]) <= _HALF_A_CENT else prices[kind]
    return found


def _same(quote: Quote | None, prices: Prices) -> bool:
    return quote is not None and all(quote.prices.get(kind) == prices.get(kind) for kind in ("input", "output"))


def _began(timeline: Timeline, prices: Prices, day: date) -> date:
    """Since when a timeline has had the input and output prices that it has on a day, without a break."""
    began = None
    for quote in timeline:
        if quote.start <= day:
            began = (began or quote.start) if _same(quote, prices) else None
    assert began is not None  # noqa: S101 - it has them on the day
    return began


def _confirmed(timeline: Timeline, day: date) -> Timeline:
    """The timeline, its price of a day checked on that day: a source said so then."""
    held = in_effect(timeline, day)
    return [quote._replace(checked_on=max(quote.checked_on, day)) if quote is held else quote for quote in timeline]


def _with_missing(timeline: Timeline, prices: Prices, source: str) -> Timeline:
    """The timeline with the kinds that its last prices of the same input and output lack."""
    found: Timeline = []
    for quote, following in zip(timeline, [*timeline[1:], None], strict=True):
        missing = {kind: price for kind, price in prices.items() if kind not in quote.prices and kind != ABOVE}
        last = following is None or not _same(following, prices)
        if missing and last and _same(quote, prices):
            names = ", ".join(kind.replace("_", " ") for kind in missing)
            both = f"{quote.source}; {names}: {source}"
            found.append(quote._replace(prices={**quote.prices, **missing}, source=both))
        else:
            found.append(quote)
    return found

"""What a source says about prices: quotes, and the timeline they make for one model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

#: How the first day of a quote is known: from the provider's own words, from the date in the model's id, or only
#: from when somebody first saw the price.
DOCUMENTED: Final = "documented"
MODEL_ID: Final = "date in the model id"
FIRST_SEEN: Final = "first seen"
#: The day is in an announcement that was not read again for the snapshot; the file says which page.
ANNOUNCED: Final = "announced, page not read again"

#: Fields of a price row that a quote may fill, USD.
Prices = Mapping[str, Decimal]

#: Provider and model, as xlcost names them.
ModelKey = tuple[str, str]


class Quote(NamedTuple):
    """Prices that hold from a day until the timeline's next quote; no prices at all where the model is retired."""

    start: date
    prices: Prices
    source: str
    basis: str
    checked_on: date


#: The quotes of one model, by ascending date.
Timeline = list[Quote]


def in_effect(timeline: Timeline, when: date) -> Quote | None:
    """The quote that holds on a date, None before the first one."""
    held = None
    for quote in timeline:
        if quote.start > when:
            break
        held = quote
    return held


def simplify(timeline: Timeline) -> Timeline:
    """The timeline by date, one quote a day (the last one said), without quotes that change nothing."""
    by_day = {quote.start: quote for quote in sorted(timeline, key=lambda quote: quote.start)}
    kept: Timeline = []
    for quote in by_day.values():
        if kept and dict(kept[-1].prices) == dict(quote.prices):
            continue
        kept.append(quote)
    return kept

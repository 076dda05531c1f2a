"""What a source says about prices: quotes, the timeline they make for one model, and the offers in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
#: A tier's price of which only today's is known, as old as the standard price that it belongs to.
WITH_STANDARD: Final = "assumed: since the standard price"
#: A cloud's price of which only today's is known, which is the maker's and as old as it.
WITH_MAKER: Final = "assumed: since the maker's same price"

#: The token prices of a line.
KINDS: Final = ("input", "output", "cache_read", "cache_write", "cache_write_1h")
#: The largest prompt that a long-context price does not apply to, beside the prices of that context.
ABOVE: Final = "above"

#: Ways of sending a request that have prices of their own, as sources prefix them; "" is the standard one.
MODES: Final = ("", "batch", "flex", "priority", "fast", "ultrafast")

#: Prices by kind, USD per million tokens. A source's quote has those of every offer side by side, prefixed:
#: ``input``, ``batch_input``, ``long_input``, ``long_batch_input``, ``long_above``. An offer's own has bare kinds.
Prices = Mapping[str, Decimal]

#: Provider and model, as xlcost names them; a deployment other than the standard one is behind the model, ``@``.
ModelKey = tuple[str, str]


class Offer(NamedTuple):
    """One price line's identity but for its dates: a model in a tier, with short or with long prompts."""

    provider: str
    model: str
    tier: str
    long: bool = False


class Quote(NamedTuple):
    """Prices that hold from a day until the timeline's next quote; no prices at all where the offer has ended."""

    start: date
    prices: Prices
    source: str
    basis: str
    checked_on: date


#: The quotes of one model or offer, by ascending date.
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


def prefix(mode: str, *, long: bool) -> str:
    """What a source's quote writes before the kinds of an offer."""
    return f"{'long_' if long else ''}{mode}{'_' if mode else ''}"


def tier(deployment: str, mode: str) -> str:
    """The tier of a mode in a deployment: standard, batch, datazone, datazone-batch."""
    return "-".join(part for part in (deployment, mode) if part) or "standard"


def offers(key: ModelKey, timeline: Timeline) -> Iterator[tuple[Offer, Timeline]]:
    """Each offer that a model's quotes speak of, with its own timeline: it begins with its first price and may end."""
    provider, name = key
    model, _, deployment = name.partition("@")
    for mode in MODES:
        for long in (False, True):
            own = list(_own(timeline, prefix(mode, long=long)))
            if own:
                yield Offer(provider, model, tier(deployment, mode), long), own


def _own(timeline: Timeline, begins: str) -> Iterator[Quote]:
    begun = False
    last: Prices | None = None
    for quote in timeline:
        prices = {kind: quote.prices[begins + kind] for kind in KINDS if begins + kind in quote.prices}
        if begins.startswith("long_") and prices:
            prices[ABOVE] = quote.prices["long_above"]
        begun = begun or bool(prices)
        if begun and prices != last:
            last = prices
            yield quote._replace(prices=prices)


def breaks(timelines: Iterable[Timeline]) -> list[date]:
    """Every day on which one of the timelines changes."""
    return sorted({quote.start for timeline in timelines for quote in timeline})

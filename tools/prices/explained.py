"""Why a source disagrees, where that is known: by rule from the figures, else as data/explained.csv says.

An explanation settles nothing for days to come: a price that two sources put otherwise is withdrawn all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Final

from tools.prices.card import Card
from tools.prices.curated import explained, settled
from tools.prices.withdraw import Disagreement
from xlcost.prices.events import ENDS_SALE
from xlcost.prices.lines import STANDARD, in_effect

_ROUNDED: Final = (Decimal("0.01"), Decimal("0.001"))
_PEAK: Final = "peak"


def reasons(card: Card) -> Callable[[Disagreement], str]:
    """Says why a source has another figure than a card; "" where nobody knows."""
    ends = {event[:2]: event.date for event in card.events if event.event in ENDS_SALE and event.date}
    peaks = [line for line in card.lines if line.tier == _PEAK]
    by_hand, by_two_sources = explained(), settled()

    def reason(found: Disagreement) -> str:
        provider, model, tier, _ = found.offer
        ways = ((unit, how) for unit in _ROUNDED for how in (ROUND_HALF_UP, ROUND_HALF_EVEN))
        if found.said in {found.published.quantize(unit, how) for unit, how in ways}:
            return "rounded by the source"
        end = ends.get((provider, model))
        if end is not None and end <= found.since:
            return f"retired on {end}; the source keeps the last price"
        if tier == STANDARD and any(
            line[:2] == (provider, model)
            and in_effect(line, found.since)
            and Decimal(repr(getattr(line, found.kind))) == found.said
            for line in peaks
        ):
            return f"the price of the peak hours, here the tier {_PEAK}"
        return by_two_sources.get((provider, model, tier)) or by_hand.get((provider, model, tier, found.source), "")

    return reason

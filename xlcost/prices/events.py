"""Availability events: what leaves the market, for whom and when, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from xlcost.prices.lines import FeeLine, PriceLine

#: What an event says of a model, in words; ``{on}`` is its day.
WORDING: Final = {
    "retired": "retired{on}",
    "removed": "removed from the maker's list{on}: last price known",
    "deprecated": "deprecated by its maker",
    "inference_closed": "no longer served{on}",
    "training_closed": "fine-tuning closed{on}",
    "training_closed_new": "no new fine-tuning{on}",
    "announced": "announced{on}",
}
#: The events after which a model has no price.
ENDS_SALE: Final = frozenset({"retired", "inference_closed"})
#: The event of a model that its maker no longer lists, since its day or nobody knows since when. Its last price stays.
REMOVED: Final = "removed"
ENDS_TRAINING: Final = "training_closed"
#: The event after which organisations that never tuned a model cannot begin to.
CLOSES_TRAINING_TO_NEW: Final = "training_closed_new"
TRAINING_FEES: Final = frozenset({"training", "training_hour", "training_minimum"})


#: The model of an event that is about every model of its provider.
EVERY_MODEL: Final = "*"


class Event(NamedTuple):
    """One event: what happens to a model (``*``: every model of the provider), on which day (None: no day known)."""

    provider: str
    model: str
    event: str
    date: date | None
    scope: str = ""
    source: str = ""
    confidence: str = ""

    def concerns(self, provider: str, model: str) -> bool:
        """Whether the event is about a model."""
        return self.provider == provider and self.model in (EVERY_MODEL, model)

    def __str__(self) -> str:
        """The event in words, for whom included."""
        said = WORDING.get(self.event, self.event).format(on=f" on {self.date}" if self.date else "")
        return f"{said} ({self.scope})" if self.scope else said


def sold_lines(lines: Iterable[PriceLine], events: Iterable[Event]) -> Iterator[PriceLine]:
    """The price lines, none of them beyond the day on which its model is no longer sold."""
    ends = {(event.provider, event.model): event.date for event in events if event.event in ENDS_SALE and event.date}
    for line in lines:
        end = ends.get((line.provider, line.model))
        if end is None or _ended_before(line, end):
            yield line
        elif line.effective_from is None or line.effective_from < end:
            yield line._replace(effective_to=end)


def sold_fees(fees: Iterable[FeeLine], events: Iterable[Event]) -> Iterator[FeeLine]:
    """The fee lines, none beyond the day on which its model, or its training, is no longer sold."""
    sale: dict[tuple[str, str], list[date]] = {}
    training: dict[tuple[str, str], list[date]] = {}
    for event in events:
        if event.date and event.event in ENDS_SALE:
            sale.setdefault((event.provider, event.model), []).append(event.date)
        elif event.date and event.event == ENDS_TRAINING:
            training.setdefault((event.provider, event.model), []).append(event.date)
    for fee in fees:
        ends = []
        for model in (fee.model, EVERY_MODEL):
            ends += sale.get((fee.provider, model), [])
            ends += training.get((fee.provider, model), []) if fee.fee in TRAINING_FEES else []
        end = min(ends, default=None)
        if end is None or _ended_before(fee, end):
            yield fee
        elif fee.effective_from is None or fee.effective_from < end:
            yield fee._replace(effective_to=end)


def _ended_before(line: PriceLine | FeeLine, end: date) -> bool:
    return line.effective_to is not None and line.effective_to <= end

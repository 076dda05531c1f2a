"""Availability events: what leaves the market, for whom and when, each with its source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple, TypeVar

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
#: The events of a model that is still billed and whose maker would rather not sell it.
UNLISTED: Final = frozenset({REMOVED, "deprecated"})
ENDS_TRAINING: Final = "training_closed"
#: The event after which organisations that never tuned a model cannot begin to.
CLOSES_TRAINING_TO_NEW: Final = "training_closed_new"
TRAINING_FEES: Final = frozenset({"training", "training_hour", "training_minimum"})


#: The model of an event that is about every model of its provider.
EVERY_MODEL: Final = "*"

_L = TypeVar("_L", PriceLine, FeeLine)


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
    sale = _first_days(events, ENDS_SALE)
    for line in lines:
        yield from _until(line, sale)


def sold_fees(fees: Iterable[FeeLine], events: Iterable[Event]) -> Iterator[FeeLine]:
    """The fee lines, none beyond the day on which its model, or its training, is no longer sold."""
    events = list(events)
    sale, training = _first_days(events, ENDS_SALE), _first_days(events, {ENDS_TRAINING})
    for fee in fees:
        for still_sold in _until(fee, sale):
            yield from _until(still_sold, training) if fee.fee in TRAINING_FEES else (still_sold,)


def _first_days(events: Iterable[Event], kinds: Collection[str]) -> dict[tuple[str, str], date]:
    """The first day of such an event, by provider and model."""
    days: dict[tuple[str, str], date] = {}
    for event in events:
        if event.event in kinds and event.date is not None:
            known = days.get((event.provider, event.model))
            days[event.provider, event.model] = min(event.date, known or event.date)
    return days


def _until(line: _L, ends: Mapping[tuple[str, str], date]) -> Iterator[_L]:
    """The line, ended on the first day that concerns its model; nothing where it would only begin then."""
    own, every = ends.get((line.provider, line.model)), ends.get((line.provider, EVERY_MODEL))
    end = min(own, every) if own and every else own or every
    if end is None or (line.effective_to is not None and line.effective_to <= end):
        yield line
    elif line.effective_from is None or line.effective_from < end:
        yield line._replace(effective_to=end)

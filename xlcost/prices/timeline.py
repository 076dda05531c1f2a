"""What changes for a model over time: prices and fees that begin, rise, fall and end, and the end of its sale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from xlcost.prices.card import Card
from xlcost.prices.catalogue import Catalogue
from xlcost.prices.events import CLOSES_TRAINING_TO_NEW, ENDS_SALE, ENDS_TRAINING, REMOVED, TRAINING_FEES, Event
from xlcost.prices.lines import PRICES, is_tuned

_ONE_DAY: Final = timedelta(1)
_OFF_SALE: Final = "off sale"


class Change(NamedTuple):
    """What is another from a day on: a price (USD in its unit; None: not published, or not sold), or an event."""

    day: date
    what: str
    before: float | None
    after: float | None
    source: str


def changes(catalogue: Catalogue, model: str, first: date, last: date) -> list[Change]:
    """Everything that changes for a model, in the tier that its name has, from one day to another, both included.

    Raises:
        UnknownModel, AmbiguousModel, PriceNotPublished: as ``Catalogue.card``.
    """
    cards = catalogue.cards_of(model)
    found = [change for before, after in _neighbours(cards) for change in _differences(before, after)]
    told = {change.day for change in found if change.what == _OFF_SALE}
    for event in catalogue.events_of(model):
        if event.date is not None and not (event.event in ENDS_SALE and event.date in told):
            found.append(Change(event.date, str(event), None, None, event.source))
    return sorted((change for change in found if first <= change.day <= last), key=lambda change: change.day)


def announcement(catalogue: Catalogue, model: str, as_of: date | None) -> str:
    """What is known of a model's price after a day, in one sentence without a full stop; empty where nothing is.

    The first change of a token price, or the end of the sale, whichever comes first.
    """
    when = min(as_of or catalogue.snapshot, date.max - _ONE_DAY)
    later = [
        change for change in changes(catalogue, model, when + _ONE_DAY, date.max) if change.what in (*PRICES, _OFF_SALE)
    ]
    if not later:
        return ""
    day = later[0].day
    moved = [change for change in later if change.day == day]
    if moved[0].what == _OFF_SALE:
        return f"off sale from {day} on"
    ratios = {change.after / change.before for change in moved if change.before and change.after}
    if ratios in ({2.0}, {0.5}) and all(change.before and change.after for change in moved):
        return f"the price {'doubles' if ratios == {2.0} else 'halves'} on {day}"
    told = ", ".join(f"{change.what} {_amount(change.before)} to {_amount(change.after)}" for change in moved)
    return f"the price changes on {day}: {told}"


def status(catalogue: Catalogue, model: str, as_of: date | None) -> str:
    """Whether a model can be bought on a day and until when, and whether it can be tuned, in words.

    Raises:
        UnknownModel, AmbiguousModel, PriceNotPublished: as ``Catalogue.card``.
    """
    when = as_of or catalogue.snapshot
    cards = catalogue.cards_of(model)
    events = catalogue.events_of(model)
    sale = _sale(cards, events, catalogue.available_until(model), when)
    is_tunable = is_tuned(cards[0].model) or any(fee in TRAINING_FEES for card in cards for fee in card.fees)
    return "; ".join([sale, *(training_events(catalogue, model, when) if is_tunable else ())])


def training_events(catalogue: Catalogue, model: str, as_of: date | None) -> list[str]:
    """For whom and when the fine-tuning of a model's provider has closed or will, in words.

    Raises:
        UnknownModel, AmbiguousModel: as ``Catalogue.card``.
    """
    when = as_of or catalogue.snapshot
    told = (_training(event, when) for event in catalogue.events_of(model) if event.date)
    return [words for words in told if words]


def _neighbours(cards: list[Card]) -> Iterator[tuple[Card | None, Card | None]]:
    """Each card and the one after it; None for days without prices between them, and after the last."""
    for before, after in pairwise([None, *cards]):
        if before is not None and before.effective_to != (after and after.effective_from):
            yield before, None
            yield None, after
        else:
            yield before, after
    if cards and cards[-1].effective_to is not None:
        yield cards[-1], None


def _differences(before: Card | None, after: Card | None) -> Iterator[Change]:
    day = after.effective_from if after is not None else before and before.effective_to
    if day is None:
        return
    if after is None:
        yield Change(day, _OFF_SALE, None, None, "")
        return
    old, new = _priced(before), _priced(after)
    for what in dict.fromkeys([*old, *new]):
        price, source = new.get(what, (None, ""))
        if old.get(what, (None, ""))[0] != price:
            yield Change(day, what, old.get(what, (None, ""))[0], price, source)


def _priced(card: Card | None) -> dict[str, tuple[float, str]]:
    """Every published price of a card by what it is, with its source."""
    if card is None:
        return {}
    found = {}
    for mode, lines in (("", card.lines), ("batch ", card.batch_lines)):
        for line in lines:
            above = f" above {line.above_tokens:,.0f} tokens" if line.above_tokens else ""
            for kind in PRICES:
                price: float | None = getattr(line, kind)
                if price is not None:
                    found[f"{mode}{kind}{above}"] = price, line.source
    return {**found, **{fee.fee: (fee.usd, fee.source) for fee in card.fees.values()}}


def _sale(cards: list[Card], events: list[Event], until: date | None, when: date) -> str:
    first = cards[0].effective_from
    if first is not None and when < first:
        return f"not on sale before {first}"
    if until is not None and when >= until:
        ended = next((str(event) for event in events if event.event in ENDS_SALE and event.date == until), "")
        return ended or f"off sale since {until}"
    if not any((card.effective_from or date.min) <= when < (card.effective_to or date.max) for card in cards):
        return "not on sale"
    if until is not None:
        return f"until {until}"
    for event in events:
        if event.event == REMOVED and (event.date is None or event.date <= when):
            return f"removed from the maker's list{f' on {event.date}' if event.date else ''}, last price"
    return "on sale"


def _training(event: Event, when: date) -> str:
    """A training event in words, if it is one."""
    if event.event not in (ENDS_TRAINING, CLOSES_TRAINING_TO_NEW) or event.date is None:
        return ""
    for_whom = f" to {event.scope}" if event.scope else ""
    if event.date <= when:
        return f"fine-tuning closed{for_whom} since {event.date}"
    return f"fine-tuning closes{for_whom} on {event.date}"


def _amount(price: float | None) -> str:
    return "not published" if price is None else f"{price:.6g}"

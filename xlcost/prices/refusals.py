"""What a catalogue says where it has no price: when there was one, who sells what, which names are near."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Final, TypeVar

from xlcost.numbertext import spelled
from xlcost.prices.card import Card
from xlcost.prices.events import ENDS_TRAINING, Event
from xlcost.prices.names import relatives

_SUGGESTED: Final = 5

_Price = TypeVar("_Price")


def near_names(wanted: str, known: Iterable[str], price_now: Callable[[str], _Price | None]) -> list[str]:
    """The known names nearest to one that is unknown, at most five; all in lower case.

    First stand those that cost what its relatives cost (the model at another seller, or with another date), then those
    that begin with it.
    """
    from difflib import get_close_matches

    names = [name for name in known if ("/" in name) == ("/" in wanted)]
    longer = sorted((name for name in names if wanted and name.startswith(wanted)), key=lambda name: (len(name), name))
    near = get_close_matches(wanted, names, n=4 * _SUGGESTED, cutoff=0.6)
    found = list(dict.fromkeys([*longer[: 2 * _SUGGESTED], *near]))
    expected: Collection[_Price] = {price for name in relatives(wanted) if (price := price_now(name))}
    return sorted(found, key=lambda name: price_now(name) not in expected)[:_SUGGESTED]


def why_not_in_effect(starts: Sequence[date], found: Sequence[Card | None], as_of: date) -> str:
    """Why a model's series of cards has none on a day: too early, between two sales, retired."""
    known = [(start, card) for start, card in zip(starts, found) if card]
    name = known[0][1].name
    if as_of < known[0][0]:
        return (
            f"{name} has no price on {as_of}: its first price line starts on {known[0][0]}, no earlier price is "
            f"known; as_of {known[0][0]} uses it"
        )
    ended = max(start for start, card in zip(starts, found) if card is None and start <= as_of)
    again = [start for start, _ in known if start > as_of]
    if again:
        return f"{name} has no price on {as_of}: not sold from {ended} to {again[0]}"
    return f"{name} has no price on {as_of}: it was retired on {ended}"


def why_no_training(card: Card, events: Iterable[Event], when: date) -> str:
    """Why a model cannot be trained at a price per token: closed, billed by the hour, not published."""
    closed = [
        event
        for event in events
        if event.event == ENDS_TRAINING
        and event.concerns(card.provider, card.model)
        and event.date is not None
        and event.date <= when
    ]
    if closed:
        return f"{card.name} has no training price on {when}: {closed[0]}"
    hour = card.published("training_hour")
    if hour is not None:
        return f"{card.name} is not trained by the token but by the hour, at {spelled(hour)} USD"
    return card.why_not_published("training")

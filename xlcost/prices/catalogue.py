"""The price catalogue: which rate card of which model holds on a date.

A catalogue never guesses. A model it does not know, a name that several providers share, a date outside a
model's lines, a tier and a price nobody published are errors that say which; none of them is answered with a near
price or with zero.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from datetime import date, datetime

from xlcost.errors import (
    BadArgument,
    ErrorInArgument,
    NoPriceInEffect,
    PriceNotPublished,
)
from xlcost.prices.card import Card, cards
from xlcost.prices.events import REMOVED, TRAINING_FEES, Event
from xlcost.prices.indexing import by_model, ended, fee_order, line_order, one_of_each
from xlcost.prices.lines import PRICE_KINDS, STANDARD, FeeLine, PriceLine, in_effect, is_tuned
from xlcost.prices.refusals import near_names, why_no_training, why_not_in_effect
from xlcost.prices.resolving import Names, normal

#: A line is known by its provider, model, tier, first day and threshold.
LineKey = tuple[str, str, str, date | None, float | None]

#: One model in one tier: the days on which its cards begin, ascending, and the cards; None for days without prices.
_Series = tuple[list[date], list[Card | None]]


class Catalogue:
    """Dated price and fee lines, looked up by model, tier and date.

    A model is named ``model`` or ``provider/model``, or by an alias, and ``@tier`` behind it names a tier other than
    the standard one. Upper and lower case and surrounding spaces do not matter, everything else does. A bare name that
    several providers sell means the model's maker.
    """

    __slots__ = (
        "_errors",
        "_family",
        "_models",
        "_names",
        "_series",
        "digest",
        "events",
        "fees",
        "lines",
        "snapshot",
    )

    #: Every price line, sorted by provider, model, tier, threshold and date, with ``effective_to`` filled in wherever
    #: it is known; every fee line likewise.
    lines: tuple[PriceLine, ...]
    fees: tuple[FeeLine, ...]
    #: What is known of the end of models.
    events: tuple[Event, ...]
    #: The date that is meant when no ``as_of`` is given.
    snapshot: date
    #: Short hash of the price data.
    digest: str

    def __init__(
        self,
        lines: Iterable[PriceLine],
        fees: Iterable[FeeLine] = (),
        *,
        snapshot: date,
        digest: str,
        aliases: Mapping[str, str] | None = None,
        events: Iterable[Event] = (),
        errors: Mapping[LineKey, tuple[str, str]] | None = None,
        family: Callable[[str], str] | None = None,
    ) -> None:
        """Index the lines, which may come in any order; no two of one model, tier and threshold start on one date.

        ``aliases`` maps ``provider/alias`` to the ``provider/model`` it stands for. ``errors`` maps the lines that
        must not be used, because a price in them is an Excel error, to that error and where it stands. ``family`` says
        of a model's name what it has in common with other names of the same model.
        """
        self.lines = tuple(ended(lines, line_order))
        self.fees = tuple(ended(fees, fee_order))
        self.events = tuple(events)
        self.snapshot = snapshot
        self.digest = digest
        self._models = by_model(self.lines, self.fees)
        self._names = Names(self._models, aliases or {})
        self._series: dict[str, _Series] = {}
        self._errors = dict(errors or {})
        self._family = family

    def card(self, model: str, as_of: date | None = None, tier: str | None = None) -> Card:
        """The rate card of a model, in a tier, that holds on a date (default: the snapshot date).

        Raises:
            UnknownModel: no model of that name; the text has the nearest names.
            AmbiguousModel: several providers sell it and none of them makes it; the text lists them.
            PriceNotPublished: the model has no price in that tier, on any day.
            NoPriceInEffect: the date is before the first line of the model in that tier, or after its end.
            ErrorInArgument: a price in effect is an Excel error (worksheet ranges only).
        """
        series = self._series.get(model) if tier is None else None
        starts, found = series or self._find(model, tier)
        if as_of is None:
            as_of = self.snapshot
        elif isinstance(as_of, datetime):
            as_of = as_of.date()
        position = bisect_right(starts, as_of) - 1
        card = found[position] if position >= 0 else None
        if card is None:
            raise NoPriceInEffect(why_not_in_effect(starts, found, as_of))
        if self._errors:
            self._refuse_errors((*card.lines, *card.batch_lines))
        return card

    def price(self, model: str, kind: str = "input", as_of: date | None = None) -> float:
        """One price of a model: USD per Mtok, or a fee in the unit that ``FEES`` states.

        Raises:
            BadArgument: ``kind`` is not one of PRICE_KINDS.
            PriceNotPublished: the card that holds on that date has no such price.
            PriceUnavailable, ErrorInArgument: whatever ``card`` raises.
        """
        if kind not in PRICE_KINDS:
            raise BadArgument(f"unknown price kind {kind!r}; one of {', '.join(PRICE_KINDS)}")
        card = self.card(model, as_of)
        price = card.published(kind)
        if price is None:
            raise PriceNotPublished(card.why_not_published(kind))
        return price

    def search(self, text: str = "", as_of: date | None = None) -> list[Card]:
        """The cards in effect on a date whose ``provider/model`` contains every word of the text.

        Sorted by provider, model and tier, the standard one first; the ``batch`` of a tier is a card of its own.

        Raises:
            ErrorInArgument: a price in one of them is an Excel error (worksheet ranges only).
        """
        when = as_of or self.snapshot
        words = text.casefold().split()
        found = []
        for name, model in sorted(self._models.items(), key=lambda item: item[1][:2]):
            if not all(word in name for word in words):
                continue
            for tier in model.tiers:
                starts, of_tier = self._of_model(name, tier)
                position = bisect_right(starts, when) - 1
                card = of_tier[position] if position >= 0 else None
                if card is not None:
                    self._refuse_errors(card.lines)
                    found.append(card)
        return found

    def on_offer(self, as_of: date | None = None) -> list[Card]:
        """The cards of what anybody can buy on a date: standard tier, no model removed from sale, no tuned model.

        Of the names of one model at one provider and the same prices the shortest stands for all, in the package's
        catalogue: a worksheet has the names that somebody put there.

        Raises:
            ErrorInArgument: a price in one of them is an Excel error (worksheet ranges only).
        """
        when = as_of or self.snapshot
        removed = {
            (event.provider, event.model)
            for event in self.events
            if event.event == REMOVED and (event.date is None or event.date <= when)
        }
        offered = [
            card
            for card in self.search("", as_of)
            if card.tier == STANDARD and not is_tuned(card.model) and (card.provider, card.model) not in removed
        ]
        return offered if self._family is None else list(one_of_each(offered, self._family))

    def with_deployments(self, deployments: Mapping[str, str]) -> Catalogue:
        """This catalogue with further names: each of these stands for the model that it is mapped to, before any other.

        Raises:
            BadArgument: a deployment is mapped to a model that the catalogue does not have, or to another deployment.
        """
        mapped = copy(self)
        mapped._series = {}
        mapped._names = self._names.with_deployments(deployments, self.suggest)
        return mapped

    def suggest(self, model: str) -> list[str]:
        """The names nearest to one that is not in the catalogue, at most five.

        First stand those that cost what its relatives cost (the model at another seller, or with another date), then
        those that begin with it.
        """
        return near_names(normal(model), self._names.all(), self._price_now)

    def _price_now(self, name: str) -> tuple[float | None, float | None] | None:
        """Input and output of a name at the snapshot, None for one without such a price."""
        full = self._names.known.get(name)
        if full is None:
            return None
        for line in self._models[full].lines:
            if line.tier == STANDARD and line.above_tokens is None and in_effect(line, self.snapshot):
                return line.input, line.output
        return None

    def candidates(self, model: str) -> list[str]:
        """Every ``provider/model`` that a bare name may mean, sorted; empty for an unknown name."""
        name = normal(model)
        return sorted(model.full_name for full, model in self._models.items() if name in (full, model.model.casefold()))

    def full_model(self, model: str) -> str:
        """The ``provider/model`` that a name means, in the catalogue's own spelling and without its tier.

        Raises:
            UnknownModel, AmbiguousModel: as ``card``.
        """
        return self._models[self._names.meaning(model, self.suggest)[0]].full_name

    def named(self, model: str) -> tuple[str, str]:
        """The ``provider/model`` that a name means, and the tier that it names.

        Raises:
            UnknownModel, AmbiguousModel: as ``card``.
        """
        name, tier = self._names.meaning(model, self.suggest)
        return self._models[name].full_name, tier

    def model_lines(self, model: str) -> tuple[list[PriceLine], list[FeeLine]]:
        """Every line of a model, of all tiers and days, past and announced, and every fee.

        Raises:
            UnknownModel, AmbiguousModel: as ``card``.
        """
        found = self._models[self._names.meaning(model, self.suggest)[0]]
        return list(found.lines), list(found.fees)

    def cards_of(self, model: str, tier: str | None = None) -> list[Card]:
        """Every card of a model in a tier (default: the one the name has), oldest first.

        Raises:
            UnknownModel, AmbiguousModel, PriceNotPublished: as ``card``.
        """
        return [card for card in self._find(model, tier)[1] if card is not None]

    def available_until(self, model: str) -> date | None:
        """The first day on which a model can no longer be bought in the tier that its name has; None: no end known.

        Raises:
            UnknownModel, AmbiguousModel, PriceNotPublished: as ``card``.
        """
        starts, found = self._find(model, None)
        last = max(number for number, card in enumerate(found) if card is not None)
        return starts[last + 1] if last + 1 < len(starts) else None

    def training_until(self, model: str) -> date | None:
        """The first day on which a model can no longer be trained; None where no end is known, or it never could.

        Raises:
            UnknownModel, AmbiguousModel: as ``card``.
        """
        ends = [fee.effective_to for fee in self.model_lines(model)[1] if fee.fee in TRAINING_FEES]
        return max((end for end in ends if end), default=None) if None not in ends else None

    def events_of(self, model: str) -> list[Event]:
        """What is known of the end of a model, those without a day last.

        Raises:
            UnknownModel, AmbiguousModel: as ``card``.
        """
        found = self._models[self._names.meaning(model, self.suggest)[0]]
        known = [event for event in self.events if event.concerns(found.provider, found.model)]
        return sorted(known, key=lambda event: event.date or date.max)

    def days_of_change(self) -> set[date]:
        """Every day on which a price or fee of any model begins or ends."""
        days = {day for line in self.lines for day in (line.effective_from, line.effective_to) if day}
        return days | {day for fee in self.fees for day in (fee.effective_from, fee.effective_to) if day}

    def why_no_training(self, card: Card, as_of: date | None = None) -> str:
        """Why a model cannot be trained at a price per token, in words: closed, billed by the hour, not published."""
        return why_no_training(card, self.events, as_of or self.snapshot)

    def _find(self, model: str, tier: str | None) -> _Series:
        name, named_tier = self._names.meaning(model, self.suggest)
        series = self._of_model(name, tier or named_tier)
        asked = normal(model)
        if tier is None and (asked in self._names.known or asked.rpartition("@")[0] in self._names.known):
            self._series[asked] = series  # the next look-up of a catalogue's own name finds it at once
        return series

    def _of_model(self, name: str, tier: str) -> _Series:
        """The cards of a model by its full name; made when they are first asked for."""
        key = name if tier == STANDARD else f"{name}@{tier}"
        series = self._series.get(key)
        if series is None:
            model = self._models[name]
            series = cards(model.lines, model.fees, tier)
            if not any(series[1]):
                raise PriceNotPublished(
                    f"{model.full_name} has no published {tier} price, only {', '.join(model.tiers)}"
                )
            self._series[key] = series
        return series

    def _refuse_errors(self, lines: Iterable[PriceLine]) -> None:
        for line in lines if self._errors else ():
            error = self._errors.get((line.provider, line.model, line.tier, line.effective_from, line.above_tokens))
            if error is not None:
                raise ErrorInArgument(*error)

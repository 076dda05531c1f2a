"""Groups get prices: each at its model's rate card of its day and tier, by the one cost function, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from typing import Final, Literal, NamedTuple

from xlcost.costs import TokenPrices
from xlcost.costs.inference import usage_cost
from xlcost.errors import NoPriceInEffect, PriceUnavailable, UnknownModel, XlcostError
from xlcost.prices import Card, Catalogue
from xlcost.prices.context import most_input_tokens, why_no_request
from xlcost.prices.lines import STANDARD
from xlcost.usage.engine import Group
from xlcost.usage.grouping import unread
from xlcost.usage.sources import FORMATS

BeforeFirst = Literal["refuse", "first-row"]

#: Digits that no sum of usage has: exact.
_DIGITS: Final = 60
#: How near a reading has to come to the amount that a gateway wrote beside it.
_MATCHES: Final = Decimal("0.005")
_A_CENT_OF_A_CENT: Final = Decimal("0.000001")
_SEARCHES: Final = Decimal(1000)
_KINDS: Final = ("input", "output", "cache_read", "cache_write", "cache_write_1h")


class Parts(NamedTuple):
    """What a group costs, USD, by kind of token, and its tool calls."""

    input: Decimal = Decimal(0)
    cache_read: Decimal = Decimal(0)
    cache_write: Decimal = Decimal(0)
    cache_write_1h: Decimal = Decimal(0)
    output: Decimal = Decimal(0)
    web_search: Decimal = Decimal(0)


_NOTHING: Final = Parts()


@dataclass(frozen=True, slots=True)
class Priced:
    """A group and its cost, or why it has none."""

    group: Group
    provider: str
    model: str
    tier: str
    cost: Decimal | None
    reason: str = ""
    parts: Parts = _NOTHING
    prices: tuple[Decimal | None, ...] = ()
    price_from: date | None = None
    price_above: float | None = None
    #: A bucket of a model with a long-context price, taken for short: what it would cost more if it were long.
    at_stake: Decimal = Decimal(0)
    assumed_short: bool = False
    before_first: bool = False
    #: Web searches that the price data has no price for.
    unpriced_searches: int = 0

    @property
    def name(self) -> str:
        """``provider/model``."""
        return f"{self.provider}/{self.model}" if self.provider else self.model


#: The catalogue's name and the tier for a model as a log writes it.
Resolve = Callable[[str], tuple[str, str]]


def priced(
    groups: Iterable[Group],
    catalogue: Catalogue,
    resolve: Resolve,
    *,
    before_first: BeforeFirst = "refuse",
) -> list[Priced]:
    """The cost of each group, exactly; bills have theirs already."""
    with localcontext() as context:
        context.prec = _DIGITS
        found = _Cards(catalogue, resolve, before_first)
        return [_of_bill(group, resolve) if _is_bill(group) else _of_group(group, found) for group in groups]


def _is_bill(group: Group) -> bool:
    return group.source in FORMATS and FORMATS[group.source].family == "bill"


def _of_bill(group: Group, resolve: Resolve) -> Priced:
    metered = FORMATS[group.source].metered
    name = metered(group.meter) if metered else ""
    try:
        full, tier = resolve(name or group.meter)
    except XlcostError:
        full, tier = name or group.meter, ""
    provider, _, model = full.rpartition("/")
    if group.currency != "USD":
        why = f"billed in {group.currency}, and no rate to USD is given for {group.day:%Y-%m}; give --rates"
        return Priced(group, provider, model, tier, None, why)
    return Priced(group, provider, model, tier, group.billed)


#: Of so many unknown names, the first of a log, the nearest known ones are told.
_SUGGESTED: Final = 200


class _Cards:
    """Rate cards by model, day and tier, each looked up once."""

    def __init__(self, catalogue: Catalogue, resolve: Resolve, before_first: BeforeFirst) -> None:
        self._catalogue, self._resolve, self._before_first = catalogue, resolve, before_first
        self._names: dict[str, tuple[str, str]] = {}
        self._found: dict[tuple[str, str, date], tuple[Card, bool] | XlcostError] = {}
        self._unknown = 0

    def card(self, group: Group) -> tuple[Card, bool]:
        """The card of a group's model, day and tier; and whether it is a first row used for a day before it."""
        key = (group.model, group.tier, group.day)
        if key not in self._found:
            try:
                self._found[key] = self._looked_up(*key)
            except UnknownModel as error:
                self._unknown += 1
                near = self._unknown <= _SUGGESTED  # looking for the nearest names takes milliseconds a name
                self._found[key] = error if near else PriceUnavailable(error.args[0])
            except XlcostError as error:
                self._found[key] = error
        found = self._found[key]
        if isinstance(found, XlcostError):
            raise found
        return found

    def _looked_up(self, written: str, tier: str, day: date) -> tuple[Card, bool]:
        if written not in self._names:
            self._names[written] = self._resolve(written)
        name, named_tier = self._names[written]
        wanted = both(named_tier, tier)
        try:
            return self._with_searches(self._catalogue.card(name, day, wanted), name, day), False
        except NoPriceInEffect:
            first = self._catalogue.cards_of(name, wanted)[0]
            if first.effective_from is None or day >= first.effective_from:
                raise
            if self._before_first == "refuse":
                raise NoPriceInEffect(
                    f"{first.name} has no price on {day}: its first price line starts on {first.effective_from}; "
                    "--before-first first-row takes it for the days before"
                ) from None
            return first, True

    def _with_searches(self, card: Card, name: str, day: date) -> Card:
        """A tier's card with the fee for web searches of the standard one: a search costs the same in every tier."""
        if "web_search" in card.fees or card.tier == STANDARD:
            return card
        try:
            fee = self._catalogue.card(name, day, STANDARD).fees.get("web_search")
        except XlcostError:
            return card
        return card if fee is None else card._replace(fees={**card.fees, "web_search": fee})


def both(named: str, served: str) -> str:
    """The tier that a model's name and an export's own column say together: regional and batch is regional-batch."""
    if named in ("", STANDARD, served):
        return served
    return named if served in ("", STANDARD) else f"{named}-{served}"


def _of_group(group: Group, cards: _Cards) -> Priced:
    provider, _, model = group.model.rpartition("/")
    nothing = Priced(group, provider, model, group.tier, None)
    if group.problem:
        return replace(nothing, reason=group.problem)
    if not group.model.rpartition("/")[2]:
        return replace(nothing, reason="no model is named: the export is not grouped by model")
    if not group.tier:
        return replace(
            nothing,
            reason="the export does not say the tier (or batch): export it grouped by them, or say it with --tier",
        )
    try:
        card, early = cards.card(group)
    except XlcostError as error:
        return replace(nothing, reason=str(error))
    named = replace(nothing, provider=card.provider, model=card.model, tier=card.tier, before_first=early)
    try:
        return _readings(group, card, named) if unread(group.reading) else _at(group, card, named)
    except XlcostError as error:
        return replace(named, reason=str(error))


def _readings(group: Group, card: Card, named: Priced) -> Priced:
    """Where the export does not say whether input holds cached tokens, what was billed says it, or nobody."""
    cached = group.cache_read + group.cache_write + group.cache_write_1h
    beside = _at(group, card, named)
    if group.reading == "unsaid":
        if group.billed is not None and _near(beside.cost, group.billed):
            return beside
        own = "no cost" if group.billed is None else f"a cost of {_shown(group.billed)}"
        return replace(
            named,
            reason=f"the tokens give {_shown(beside.cost)}, the export has {own} of its own, and no column for cached "
            "tokens; export JSONL",
        )
    if not cached or cached > group.input:
        return beside
    inside = _at(replace(group, input=group.input - cached), card, named)
    if group.billed is not None:
        fits = [each for each in (inside, beside) if _near(each.cost, group.billed)]
        if len(fits) == 1:
            return fits[0]
    billed = (
        "no cost in the export tells which" if group.billed is None else f"billed {_shown(group.billed)} is neither"
    )
    return replace(
        named,
        reason=f"input may hold the cached tokens ({_shown(inside.cost)}) or not ({_shown(beside.cost)}); {billed}; "
        "say --cached inside or --cached outside",
    )


def _near(cost: Decimal | None, billed: Decimal) -> bool:
    return cost is not None and abs(cost - billed) <= max(_MATCHES * abs(billed), _A_CENT_OF_A_CENT)


def _shown(amount: Decimal | None) -> str:
    return "no price" if amount is None else f"{amount.normalize():f} USD"


def _at(group: Group, card: Card, named: Priced) -> Priced:
    """The cost of a group on a card."""
    thresholds = [step.above for step in card.steps if step.above > 0]
    if group.grain == "request":
        if group.max_input > most_input_tokens(card.provider, card.model):
            raise PriceUnavailable(why_no_request(card.provider, card.model, group.max_input))
        crossed = [above for above in thresholds if group.above < above < group.max_input]
        if crossed:
            raise PriceUnavailable(
                f"{card.name} costs more above {crossed[0]:,.0f} input tokens, and these sums were grouped without "
                "that threshold; group them again"
            )
        return _with_length(group, card, named, group.above + 1)
    if not thresholds or group.context == "short":
        return _with_length(group, card, named, 1)
    first = min(thresholds)
    if group.context == "long":
        return _with_length(group, card, named, first + 1)
    if group.requests is None:
        raise PriceUnavailable(
            f"{card.name} costs more above {first:,.0f} input tokens, and the export counts no requests and has no "
            "context window: export it grouped by context window"
        )
    sent = group.input + group.cache_read + group.cache_write + group.cache_write_1h
    short, long = _with_length(group, card, named, 1), _with_length(group, card, named, first + 1)
    if sent > first * group.requests:
        raise PriceUnavailable(
            f"{card.name} costs more above {first:,.0f} input tokens, and the average request has more: "
            f"{_shown(short.cost)} if most were below, {_shown(long.cost)} if all were above; price the "
            "requests themselves"
        )
    return replace(short, assumed_short=True, at_stake=(long.cost or Decimal(0)) - (short.cost or Decimal(0)))


def _with_length(group: Group, card: Card, named: Priced, input_tokens: float) -> Priced:
    rate = card.step(input_tokens).standard
    if rate is None:
        raise PriceUnavailable(card.why_no_rate(card.tier, input_tokens))
    counts = {
        "input": group.input, "output": group.output, "cache_read": group.cache_read, "cache_write": group.cache_write,
        "cache_write_1h": group.cache_write_1h,
    }  # fmt: skip
    published = dict(zip(_KINDS, rate.published, strict=True))
    for kind, tokens in counts.items():
        if tokens and published[kind] is None:
            raise PriceUnavailable(card.why_not_published(kind))
    exact = {kind: None if price is None else Decimal(repr(price)) for kind, price in published.items()}
    needed = {kind: price or Decimal(0) for kind, price in exact.items()}
    prices = TokenPrices(**needed)
    tokens_cost: Decimal = usage_cost(
        prices,
        prices,
        group.input + group.cache_read + group.cache_write + group.cache_write_1h,
        group.output,
        group.cache_read,
        group.cache_write,
        0,
        group.cache_write_1h,
    )
    fee = card.fees.get("web_search")
    searches = Decimal(0) if fee is None else group.web_searches * Decimal(repr(fee.usd)) / _SEARCHES
    return replace(
        named,
        cost=tokens_cost + searches,
        parts=Parts(
            **{kind: tokens * needed[kind] / 1_000_000 for kind, tokens in counts.items()}, web_search=searches
        ),
        prices=tuple(exact[kind] for kind in _KINDS),
        price_from=rate.line.effective_from,
        price_above=rate.line.above_tokens,
        unpriced_searches=0 if fee is not None else group.web_searches,
    )


def resolver(catalogue: Catalogue, deployments: Mapping[str, str] | None = None) -> Resolve:
    """How a log's model name becomes the catalogue's: through the deployments first, then by the rules for names."""
    deployed = {name.casefold(): model for name, model in (deployments or {}).items()}

    def resolve(written: str) -> tuple[str, str]:
        bare = written.partition("/")[2]
        name = deployed.get(written.casefold()) or deployed.get(bare.casefold()) or written
        full, tier = catalogue.named(name)
        return full, "" if tier == STANDARD else tier

    return resolve

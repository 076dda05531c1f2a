"""Makers' models at the clouds: which model of which maker a cloud's id is, and since when it has its price there.

The clouds' price lists carry today's prices and no history. Where a cloud sells a maker's model at the maker's price,
or at that price and the documented premium of a region, its price is as old as the maker's: the clouds launched these
models with their makers. The line says that this is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from tools.prices import from_litellm
from tools.prices.quotes import FIRST_SEEN, WITH_MAKER, ModelKey, Offer, Prices, Quote, Timeline, tier

CLOUDS: Final = frozenset({"aws-bedrock", "azure", "google-vertex"})

#: What a cloud may ask over the maker's price: nothing, 10 % for a region or data zone, 20 % in GovCloud.
_PREMIUMS: Final = (Decimal(1), Decimal("1.1"), Decimal("1.2"))

#: Bedrock's names of makers, and ours.
_MAKERS: Final = {
    "anthropic": "anthropic",
    "moonshotai": "moonshotai",
    "openai": "openai",
    "xai": "xai",
    "zai": "zai",
}
_BEDROCK_ID: Final = re.compile(
    r"(?:(?P<region>us|eu|apac|au|ca|in|jp|global|us-gov)\.)?(?P<maker>[a-z0-9]+)\.(?P<model>.+?)"
    r"(?:-v\d+(?::\d+)?|-1:\d+|:\d+)?$"
)
_DATE: Final = re.compile(r"[-@]20\d\d-?\d\d-?\d\d$")


def bedrock_id(model: str) -> re.Match[str] | None:
    """Region, maker and model of an id of Bedrock, with or without its version at the end."""
    return _BEDROCK_ID.match(model)


def maker_of(key: ModelKey, models: Iterable[ModelKey]) -> ModelKey | None:
    """The maker's own model that a cloud's id stands for, if the card has it."""
    provider, model = key
    if provider == "aws-bedrock":
        found = bedrock_id(model)
        if found is None or found["maker"] not in _MAKERS:
            return None
        candidates = [(_MAKERS[found["maker"]], found["model"])]
    elif provider == "google-vertex":
        candidates = [("anthropic", model.replace("@", "-"))]
    else:
        candidates = [(maker, model) for maker in ("openai", "anthropic", "deepseek", "moonshotai", "xai")]
    known = frozenset(models)
    for maker, name in candidates:
        bare = _DATE.sub("", name)
        dated = sorted(key for key in known if key[0] == maker and _DATE.sub("", key[1]) == bare)
        for wanted in ((maker, name), (maker, bare), (maker, f"{bare}-0"), *dated):
            if wanted in known:
                return wanted
    return None


def renamed(offers: dict[Offer, Timeline]) -> dict[Offer, Timeline]:
    """The offers under the ids that Bedrock itself uses, where a source spells one with another date or version."""
    theirs: dict[tuple[str | None, str], set[str]] = {}
    for provider, model, _ in from_litellm.said():
        found = bedrock_id(model) if provider == "aws-bedrock" else None
        if found:
            theirs.setdefault((found["region"], _bare(found)), set()).add(model)
    known = {offer.model for offer in offers}
    real: dict[str, str] = {}
    for offer in offers:
        found = bedrock_id(offer.model) if offer.provider == "aws-bedrock" else None
        if found and not from_litellm.said().get(("aws-bedrock", offer.model, "")):
            same = theirs.get((found["region"], _bare(found)), set())
            if len(same) == 1 and not same & known:
                real[offer.model] = next(iter(same))
    return {offer._replace(model=real.get(offer.model, offer.model)): found for offer, found in offers.items()}


def _bare(found: re.Match[str]) -> str:
    return f"{found['maker']}.{_DATE.sub('', found['model'])}"


def as_old_as_the_makers(offers: dict[Offer, Timeline]) -> None:
    """Begin each cloud's first-seen price where the maker's same price began, with its long context or not at all."""
    models = {(offer.provider, offer.model) for offer in offers}
    for offer, timeline in offers.items():
        if offer.provider not in CLOUDS or offer.tier != "standard" or offer.long or timeline[0].basis != FIRST_SEEN:
            continue
        maker = maker_of((offer.provider, offer.model), models)
        theirs = offers.get(Offer(*maker, "standard")) if maker else None
        began = began_as(theirs, timeline[0].prices, timeline[0].start) if theirs else None
        own_long = offers.get(offer._replace(long=True))
        their_long = offers.get(Offer(*maker, "standard", long=True)) if maker else None
        if began is None or began >= timeline[0].start:
            continue
        if own_long and not (their_long and began_as(their_long[:1], own_long[0].prices, began) == began):
            continue
        timeline[0] = timeline[0]._replace(start=began, basis=WITH_MAKER)
        if own_long:
            own_long[0] = own_long[0]._replace(start=began, basis=WITH_MAKER)


def began_as(theirs: Timeline, prices: Prices, day: date) -> date | None:
    """The maker's first day, if its price has ever since been that of the cloud, or that less a premium, up to a day.

    None otherwise: nobody says on which day a cloud followed a maker's change of price.
    """
    past = [quote for quote in theirs if quote.start <= day]
    for premium in _PREMIUMS:
        if past and all(
            quote.prices.get(kind, Decimal(-1)) * premium == prices[kind]
            for quote in past
            for kind in ("input", "output")
        ):
            return past[0].start
    return None


def only_in_litellm(offers: dict[Offer, Timeline]) -> Iterator[tuple[Offer, Timeline]]:
    """Makers' models at the clouds that LiteLLM alone lists there, at the maker's price or that and a premium."""
    models = {(offer.provider, offer.model) for offer in offers}
    read_on = from_litellm.read_on()
    for entry in from_litellm.said().values():
        new = Offer(entry.provider, entry.model, tier(entry.deployment, ""))
        if entry.provider not in CLOUDS or ("", False) not in entry.prices or new in offers:
            continue
        if _dated(entry.model) and (entry.provider, entry.model) not in models:
            continue
        if ("aws-bedrock", _resolved_by_rule(entry.model)) in models:
            continue
        maker = maker_of((entry.provider, entry.model), models)
        theirs = offers.get(Offer(*maker, "standard")) if maker else None
        began = began_as(theirs, entry.prices["", False], read_on) if theirs else None
        if began is not None and entry.model.startswith("us-gov."):
            began = read_on  # GovCloud follows months later, nobody says when
        elif began is None and _is_a_region_of(entry, models):
            began = read_on
        if began is None:
            continue
        ends = next_change(theirs or [], read_on)
        for (mode, long), prices in entry.prices.items():
            offer = from_litellm.offer(entry, mode, long=long)
            first = Quote(began, prices, entry.source, WITH_MAKER, read_on)
            seen = mode or began == read_on
            yield offer, [first._replace(start=read_on, basis=FIRST_SEEN) if seen else first, *ends]


def _is_a_region_of(entry: from_litellm.Said, models: Iterable[ModelKey]) -> bool:
    """Whether an id of Bedrock is the profile of a region, of a model that the card has and of another price."""
    found = bedrock_id(entry.model) if entry.provider == "aws-bedrock" else None
    if found is None or not found["region"]:
        return False
    plain = entry.model.removeprefix(f"{found['region']}.")
    own = from_litellm.said().get((entry.provider, plain, ""))
    return (entry.provider, plain) in models and (own is None or own.prices != entry.prices)


def _resolved_by_rule(model: str) -> str:
    """The in-region id that a regional profile stands for by the rules of xlcost.prices.names: it needs no line."""
    found = bedrock_id(model)
    if found is None or found["maker"] not in ("anthropic", "openai") or found["region"] in (None, "global", "us-gov"):
        return ""
    return model.removeprefix(f"{found['region']}.")


def next_change(timeline: Timeline, day: date) -> Timeline:
    """The end of a price that only today's is known of: where the price that it follows changes after a day."""
    later = [quote for quote in timeline if quote.start > day]
    return [later[0]._replace(prices={})] if later else []


def _dated(model: str) -> bool:
    """Whether a name of Azure or Vertex carries a date: the name without it is the model here."""
    return bool(_DATE.search(model)) and not model.startswith(("anthropic.", "global.", "us-gov."))

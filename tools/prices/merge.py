"""One timeline a model out of what several sources say, each rule for a trap that the sources really hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from tools.prices.curated import Feature, History
from tools.prices.from_genai_prices import Dated, Entry
from tools.prices.quotes import (
    DOCUMENTED,
    FIRST_SEEN,
    KINDS,
    MODEL_ID,
    MODES,
    ModelKey,
    Prices,
    Quote,
    Timeline,
    in_effect,
    prefix,
    simplify,
)

#: Makers whose dated ids carry the day of release. Anthropic's ids are days or weeks older than the release.
_DATED_BY_ID: Final = frozenset({"openai"})

_DATE_IN_ID: Final = re.compile(r"-(20\d\d-\d\d-\d\d)$")

#: A cache write costs at most this many times fresh input; models.dev has output prices in that column.
_HIGHEST_CACHE_WRITE: Final = Decimal("1.5")

#: An entry that only adds prices to the one before, this soon, completes it; later it is a change.
_COMPLETED_WITHIN: Final = timedelta(days=14)


class Dropped(NamedTuple):
    """A price of a source that was not taken over, and why."""

    key: ModelKey
    start: date
    what: str


def plausible(key: ModelKey, timeline: Timeline, dropped: list[Dropped]) -> Timeline:
    """The timeline without what cannot be a price; what went is added to ``dropped``."""
    kept: Timeline = []
    for quote in timeline:
        prices = dict(quote.prices)
        if prices.get("input") == 0 and prices.get("output") == 0:
            dropped.append(Dropped(key, quote.start, "input and output 0: a free preview, no price for sale"))
            continue
        for kind in [kind for kind, price in prices.items() if "cache_" in kind and price == 0]:
            del prices[kind]
            dropped.append(Dropped(key, quote.start, f"{kind} 0 beside a price for input: not published"))
        if prices.get("cache_write", Decimal(0)) > _HIGHEST_CACHE_WRITE * prices.get("input", Decimal(0)):
            absurd = prices.pop("cache_write")
            dropped.append(Dropped(key, quote.start, f"cache_write {absurd}: dearer than any cache write"))
        if "long_input" in prices and all(prices.get(f"long_{kind}") == prices[kind] for kind in ("input", "output")):
            prices = {kind: price for kind, price in prices.items() if not kind.startswith("long_")}
            dropped.append(Dropped(key, quote.start, "a long-context tier at the ordinary prices: no tier"))
        kept.append(quote._replace(prices=prices))
    return _completed(simplify(kept))


def _completed(timeline: Timeline) -> Timeline:
    """models.dev often adds the cache prices or the tier of a new model days later: they held from the start."""
    completed: Timeline = []
    for quote in reversed(timeline):
        later = completed[-1] if completed else None
        if later and later.start - quote.start <= _COMPLETED_WITHIN and quote.prices.items() <= later.prices.items():
            completed[-1] = later._replace(start=quote.start, basis=quote.basis)
        else:
            completed.append(quote)
    return completed[::-1]


def with_genai(timeline: Timeline, entry: Entry, checked_on: date) -> Timeline:
    """The timeline with what genai-prices knows better.

    That is days of changes, tier thresholds, prices of other modes and caches that the timeline lacks, and prices to
    come.
    """
    corrected = [_own_threshold(quote, entry.dated) for quote in timeline]
    for change in entry.dated:
        if change.start is not None and change.start > checked_on:
            corrected.append(Quote(change.start, change.prices, entry.source, DOCUMENTED, checked_on))
            continue
        if change.start is not None:
            corrected = list(_dated_as(corrected, change.start, change.prices, entry.source))
        corrected = list(_filled_by(corrected, change, entry))
    return simplify(corrected)


def _own_threshold(quote: Quote, dated: list[Dated]) -> Quote:
    """models.dev writes 200,000 for every long context; genai-prices has each provider's own threshold."""
    for known in dated:
        same = all(known.prices.get(kind) == quote.prices.get(kind) for kind in ("long_input", "long_output"))
        if "long_input" in quote.prices and same:
            threshold = known.prices["long_above"]
            return quote._replace(prices={**quote.prices, "long_above": threshold})
    return quote


def _dated_as(timeline: Timeline, day: date, prices: Prices, source: str) -> Iterator[Quote]:
    """models.dev notices a change days late: the same change, documented for an earlier day, starts on that day."""
    before: Quote | None = None
    for quote in timeline:
        late = before is not None and before.start < day < quote.start and quote.basis == FIRST_SEEN
        if late and before is not None and not _same(before.prices, quote.prices) and _same(quote.prices, prices):
            standard = {kind: price for kind, price in prices.items() if not _mode(kind)}
            yield quote._replace(start=day, prices={**quote.prices, **standard}, source=source, basis=DOCUMENTED)
        else:
            yield quote
        before = quote


def _filled_by(timeline: Timeline, change: Dated, entry: Entry) -> Iterator[Quote]:
    """Each quote, with those prices of a change that it lacks, from the change's day on, where it is the same price."""
    since = change.start or date.min
    for quote, following in zip(timeline, [*timeline[1:], None], strict=True):
        missing = _missing(quote.prices, change.prices)
        if not missing or (following and following.start <= since):
            yield quote
            continue
        if quote.start < since:
            yield quote
        modes = sorted({_mode(kind) or "cache" for kind in missing})
        yield quote._replace(
            start=max(quote.start, since),
            prices={**quote.prices, **missing},
            source=_sources(quote.source, ", ".join(modes), entry.source),
        )


def _missing(prices: Prices, said: Prices) -> dict[str, Decimal]:
    """What is said of an offer beyond its known prices: nothing of an offer whose input or output is another.

    An offer that is not known at all is believed where the standard price is the same. Long prompts are believed only
    where the timeline has them too.
    """
    if not _same(prices, said):
        return {}
    found: dict[str, Decimal] = {}
    for mode in MODES:
        for long in (False, True):
            begins = prefix(mode, long=long)
            own = [prices.get(begins + kind) for kind in ("input", "output")]
            theirs = [said.get(begins + kind) for kind in ("input", "output")]
            unknown = own == [None, None] and (not long or "long_input" in prices)
            if None not in theirs and (own == theirs or unknown):
                names = (begins + kind for kind in KINDS)
                found |= {name: said[name] for name in names if name in said and name not in prices}
    return found


def _mode(kind: str) -> str:
    """The mode of a price by its prefix, "" for the standard one."""
    words = kind.removeprefix("long_").split("_")
    return words[0] if words[0] in MODES else ""


def _same(one: Prices, other: Prices) -> bool:
    return all(one.get(kind) == other.get(kind) for kind in ("input", "output"))


def from_entry(entry: Entry, checked_on: date) -> Timeline:
    """The timeline of a model that only genai-prices knows.

    Prices without a day start on the day of launch that the entry names, else on the day they were read; unless
    a dated change follows, for then nobody can say when they started, and they are left out.
    """
    first_known = min((change.start for change in entry.dated if change.start is not None), default=None)
    timeline = []
    for change in entry.dated:
        start, basis = change.start, DOCUMENTED
        if start is None:
            start, basis = (entry.launched, DOCUMENTED) if entry.launched else (checked_on, FIRST_SEEN)
            if first_known is not None and start >= first_known:
                continue
        timeline.append(Quote(start, change.prices, entry.source, basis, checked_on))
    return simplify(timeline)


def started_by_id(key: ModelKey, timeline: Timeline, names: frozenset[str]) -> Timeline:
    """The timeline from the release day that the model's id, or its only dated name, carries."""
    provider, model = key
    if provider not in _DATED_BY_ID or not timeline:
        return timeline
    own = _DATE_IN_ID.findall(model)
    days = set(own or (day for name in names for day in _DATE_IN_ID.findall(name) if _undated(name) == model))
    if len(days) != 1:
        return timeline
    day = date.fromisoformat(days.pop())
    first = timeline[0]
    return [first._replace(start=day, basis=MODEL_ID), *timeline[1:]] if day < first.start else timeline


def _undated(name: str) -> str:
    return _DATE_IN_ID.sub("", name)


def with_history(timeline: Timeline, history: History) -> Timeline:
    """The documented quotes, then what the other sources say of later days."""
    return [*history.quotes, *(quote for quote in timeline if quote.start > history.vouched_until)]


def with_features(provider: str, timeline: Timeline, features: list[Feature]) -> Timeline:
    """The timeline with cache and batch prices since the day the provider sells them, and not before.

    Entries of models.dev often lack the cache price at first: where the next entry has it at the same input and
    output prices, it held already.
    """
    for feature in features:
        if feature.provider != provider:
            continue
        if feature.kinds == "cache":
            timeline = _cache_filled(timeline)
        timeline = list(_since(timeline, feature))
    return simplify(timeline)


def _cache_filled(timeline: Timeline) -> Timeline:
    filled: Timeline = []
    for quote in reversed(timeline):
        prices = dict(quote.prices)
        if filled and _same(prices, filled[-1].prices) and "cache_read" not in prices:
            cache = ("cache_read", "cache_write")
            prices |= {kind: filled[-1].prices[kind] for kind in cache if kind in filled[-1].prices}
        filled.append(quote._replace(prices=prices))
    return filled[::-1]


def _since(timeline: Timeline, feature: Feature) -> Iterator[Quote]:
    """Each quote without the feature's prices until the feature begins."""
    for quote, following in zip(timeline, [*timeline[1:], None], strict=True):
        without = {kind: price for kind, price in quote.prices.items() if feature.kinds not in kind}
        if quote.start >= feature.since or len(without) == len(quote.prices):
            yield quote
            continue
        yield quote._replace(prices=without)
        if following is None or feature.since < following.start:
            source = _sources(quote.source, f"{feature.kinds} since", feature.source)
            yield quote._replace(start=feature.since, source=source, basis=DOCUMENTED)


def overlaid(base: Timeline, extra: Timeline) -> Timeline:
    """Both timelines of one offer as one: on each day the base's prices and, over them, those of ``extra``."""
    days = sorted({quote.start for quote in (*base, *extra)})
    return simplify([_over(in_effect(base, day), in_effect(extra, day), day) for day in days])


def _over(base: Quote | None, extra: Quote | None, day: date) -> Quote:
    if base is None or extra is None:
        only = base or extra
        assert only is not None  # noqa: S101 - each day is the start of a quote of one of the two
        return only
    newest = base if base.start == day else extra
    kinds = ", ".join(kind.replace("_", " ") for kind in extra.prices)
    return Quote(
        start=day,
        prices={**base.prices, **extra.prices},
        source=base.source
        if extra.prices.items() <= base.prices.items()
        else _sources(base.source, kinds, extra.source),
        basis=newest.basis,
        checked_on=min(base.checked_on, extra.checked_on),
    )


def _sources(first: str, what: str, second: str) -> str:
    return first if second in first else f"{first}; {what}: {second}"

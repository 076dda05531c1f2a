"""Quotes from model-prices: the git history of models.dev with sourced corrections, batch prices and dates.

Read from the snapshot that the installed package bundles, as data: its functions can download, this cannot.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Final

from tools.prices.quotes import DOCUMENTED, FIRST_SEEN, ModelKey, Quote, Timeline, prefix
from tools.prices.scope import is_text_model

#: Providers taken over, and their names here. Not taken: Alibaba (several context tiers a model, prices that depend
#: on thinking), Perplexity (a fee per request beside the tokens), resellers, subscriptions, prices set in yuan.
PROVIDERS: Final = {
    "ai21": "ai21",
    "amazon-bedrock": "aws-bedrock",
    "anthropic": "anthropic",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "google": "google",
    "meta": "meta",
    "minimax": "minimax",
    "mistral": "mistral",
    "moonshotai": "moonshotai",
    "openai": "openai",
    "xai": "xai",
    "zai": "zai",
}

#: Providers whose long context begins at the threshold itself, not above it; ours begins above it.
_FROM_THE_THRESHOLD: Final = frozenset({"xai"})

_KINDS: Final = ("input", "output", "cache_read", "cache_write")

#: Its modes and ours. What models.dev calls fast is at OpenAI the priority tier under its newer name.
_MODES: Final = {
    ("standard", None): "",
    ("batch", None): "batch",
    ("flex", None): "flex",
    ("fast", "openai"): "priority",
    ("fast", None): "fast",
    ("ultrafast", None): "ultrafast",
}

#: The providers that sell cache writes kept for an hour; the multiple of other models is a default that says nothing.
_ONE_HOUR_WRITES: Final = frozenset({"anthropic"})


def snapshot_date() -> date:
    """The day on which the data that the installed package bundles was last brought up to date."""
    return _day(_data()["updated_at"])


def timelines() -> dict[ModelKey, Timeline]:
    """Every text model's quotes, those of all its modes together."""
    data = _data()
    return {
        (ours, model): _timeline(ours, modes)
        for theirs, ours in PROVIDERS.items()
        for model, modes in data["prices"][theirs].items()
        if is_text_model(model)
    }


def unlisted() -> dict[ModelKey, str]:
    """The models that models.dev calls deprecated or has removed, which says nothing of the day."""
    data = _data()
    return {
        (ours, model): status
        for theirs, ours in PROVIDERS.items()
        for model, status in data["status"].get(theirs, {}).items()
        if is_text_model(model)
    }


def aliases() -> dict[str, str]:
    """``provider/alias`` to ``provider/model``, where an alias stays with one provider and does not move."""
    found = {}
    for alias, target in _data()["aliases"]["models"].items():
        theirs, _, model = target.partition("/")
        if theirs in PROVIDERS and not model.endswith("-latest"):
            found[f"{PROVIDERS[theirs]}/{alias}"] = f"{PROVIDERS[theirs]}/{model}"
    return found


@cache
def _data() -> dict[str, Any]:
    text = files("model_prices").joinpath("snapshot.json").read_bytes()
    loaded: dict[str, Any] = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return loaded


def _timeline(provider: str, modes: dict[str, list[dict[str, Any]]]) -> Timeline:
    """The intervals of every mode as one timeline.

    The first interval also covers, in model-prices, every earlier time: here it starts when it was first recorded,
    because nobody vouches for the price before that.
    """
    ours = {
        theirs: _MODES.get((theirs, provider), _MODES[theirs, None]) for theirs in modes if (theirs, None) in _MODES
    }
    first = _day(modes["standard"][0]["rates"]["valid_from"])
    steps = {max(first, _day(interval["start"])) for theirs in ours for interval in modes[theirs] if interval["start"]}
    found = []
    for day in sorted(steps | {first}):
        standard = _rates_on(modes["standard"], day)
        if standard is None:
            continue
        prices: dict[str, Decimal] = {}
        for theirs, mode in ours.items():
            prices |= dict(_prices(provider, _rates_on(modes[theirs], day), mode))
        found.append(
            Quote(
                start=day,
                prices=prices,
                source=f"{standard['source']} (model-prices {version('model-prices')})",
                basis=DOCUMENTED if standard["valid_from_basis"] == "documented" else FIRST_SEEN,
                checked_on=snapshot_date(),
            )
        )
    return found


def _rates_on(intervals: list[dict[str, Any]], day: date) -> dict[str, Any] | None:
    """What holds at the end of a day: models.dev is often corrected within hours."""
    held: dict[str, Any] | None = None
    for interval in intervals:
        if interval["start"] is None or _day(interval["start"]) <= day:
            held = interval["rates"]
    return held


def _prices(provider: str, rates: dict[str, Any] | None, mode: str) -> Iterator[tuple[str, Decimal]]:
    if rates is None:
        return
    multiple = rates.get("cache_write_1h_multiple") if provider in _ONE_HOUR_WRITES else None
    for long, said in ((False, rates), *((True, tier) for tier in rates.get("tiers", [])[:1])):
        begins = prefix(mode, long=long)
        yield from ((begins + kind, said[kind]) for kind in _KINDS if kind in said)
        if multiple is not None and "cache_write" in said:
            yield begins + "cache_write_1h", said["input"] * multiple
        if long:
            yield "long_above", said["above"] - (provider in _FROM_THE_THRESHOLD)


def _day(time: str) -> date:
    return date.fromisoformat(time[:10])

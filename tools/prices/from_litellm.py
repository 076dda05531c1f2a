"""What LiteLLM's price map says today: a second opinion, tiers that no other source has, and days of retirement.

Read from data/litellm.json, which ``extract_litellm`` takes out of LiteLLM's wheel. It has no dates of prices: each
is the price on the day that the wheel was read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from tools.prices.curated import DATA
from tools.prices.quotes import ABOVE, KINDS, MODES, Offer, Prices, tier
from tools.prices.scope import is_text_model

#: Its providers and ours.
PROVIDERS: Final = {
    "anthropic": "anthropic",
    "azure": "azure",
    "azure_ai": "azure",
    "bedrock": "aws-bedrock",
    "bedrock_converse": "aws-bedrock",
    "bedrock_mantle": "aws-bedrock",
    "cohere": "cohere",
    "cohere_chat": "cohere",
    "deepseek": "deepseek",
    "gemini": "google",
    "mistral": "mistral",
    "moonshot": "moonshotai",
    "openai": "openai",
    "text-completion-openai": "openai",
    "vertex_ai": "google-vertex",
    "vertex_ai-anthropic_models": "google-vertex",
    "vertex_ai-language-models": "google-vertex",
    "xai": "xai",
}

_FIELDS: Final = {
    "input": "input_cost_per_token",
    "output": "output_cost_per_token",
    "cache_read": "cache_read_input_token_cost",
    "cache_write": "cache_creation_input_token_cost",
    "cache_write_1h": "cache_creation_input_token_cost_above_1hr",
}
_MODE_SUFFIXES: Final = {"batch": "_batches"}
_THRESHOLDS: Final = (128, 200, 256, 272)

#: Azure's data zones and Bedrock's regions stand before the model; the regions of Bedrock have their own prices.
_AZURE_ZONES: Final = {"us": "datazone", "eu": "datazone-eu", "global": "", "global-standard": ""}
_BEDROCK_REGION: Final = re.compile(r"^(bedrock|bedrock_mantle)/")

#: What processing in one region costs over the global price, at Bedrock, OpenAI, Anthropic and Vertex alike.
PREMIUM: Final = Decimal("1.1")

#: LiteLLM gives prices of dated names; these are no ids of the provider's API.
_NOT_TAKEN: Final = re.compile(r"@(default|latest)$|^FW-")


class Said(NamedTuple):
    """Everything LiteLLM says of one id."""

    provider: str
    model: str
    deployment: str
    prices: dict[tuple[str, bool], Prices]  # by mode and long
    source: str
    retires: date | None
    retirement_source: str
    uplift_of_region: Decimal | None
    web_search: Decimal | None  # USD per 1,000
    context_window: int | None  # input tokens that one request can have


def read_on() -> date:
    """The day on which the map was read, which is how old its prices are at most."""
    return date.fromisoformat(_data()["read_on"])


def version() -> str:
    """The version of LiteLLM that the map was taken from."""
    return str(_data()["version"])


@cache
def said() -> dict[tuple[str, str, str], Said]:
    """LiteLLM's entries by our provider, model and deployment ("" for the standard one)."""
    found: dict[tuple[str, str, str], Said] = {}
    for name, entry in _data()["models"].items():
        key = _key(name, entry["litellm_provider"])
        if key is not None and is_text_model(key[1]) and entry.get(_FIELDS["input"]):
            found.setdefault(key, _said(key, entry))
    for (provider, model, deployment), entry in found.items():
        regional = found.get((provider, f"us.{model}", deployment))
        if provider == "aws-bedrock" and regional is not None and _without_premium(entry, regional):
            found[provider, model, deployment] = entry._replace(prices=regional.prices)
    return found


def _without_premium(entry: Said, regional: Said) -> bool:
    """Whether LiteLLM gives an in-region id of Bedrock the global price: AWS bills it as it bills ``us.``.

    BerriAI/litellm#42679; the price lists of AWS have 10 % on both.
    """
    own, theirs = entry.prices.get(("", False)), regional.prices.get(("", False))
    return (
        own is not None
        and theirs is not None
        and all(own[kind] * PREMIUM == theirs[kind] for kind in ("input", "output"))
    )


def offer(entry: Said, mode: str, *, long: bool) -> Offer:
    """The offer that an entry's prices of a mode belong to."""
    return Offer(entry.provider, entry.model, tier(entry.deployment, mode), long)


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / "litellm.json").read_text(), parse_float=Decimal, parse_int=Decimal)
    return loaded


def _key(name: str, theirs: str) -> tuple[str, str, str] | None:
    ours = PROVIDERS[theirs]
    if ours == "aws-bedrock":
        name = _BEDROCK_REGION.sub("", name)
        return None if "/" in name or _NOT_TAKEN.search(name) else (ours, name, "")
    *path, model = name.split("/")
    if _NOT_TAKEN.search(model):
        return None
    if theirs == "azure" and len(path) == 2:
        return (ours, model, _AZURE_ZONES[path[1]]) if path[1] in _AZURE_ZONES else None
    if ours == "azure":
        model = model.casefold()
    return (ours, model, "") if len(path) <= 1 or ours == "google-vertex" else None


def _said(key: tuple[str, str, str], entry: dict[str, Any]) -> Said:
    searches = entry.get("search_context_cost_per_query") or {}
    medium = searches.get("search_context_size_medium")
    uplift = entry.get("regional_processing_uplift_multiplier_us") or entry.get("regional_endpoint_uplift_multiplier")
    retires = entry.get("deprecation_date")
    return Said(
        *key,
        prices={
            (mode, long): prices
            for mode in MODES
            for long in (False, True)
            if {"input", "output"} <= (prices := dict(_prices(entry, mode, long=long))).keys()
        },
        source=f"{_page(entry.get('source', ''))} (LiteLLM {version()})",
        retires=date.fromisoformat(retires) if retires else None,
        retirement_source=_page(entry.get("deprecation_source", "")),
        uplift_of_region=uplift,
        web_search=medium * 1000 if medium else None,
        context_window=int(entry["max_input_tokens"]) if entry.get("max_input_tokens") else None,
    )


def _prices(entry: dict[str, Any], mode: str, *, long: bool) -> Iterator[tuple[str, Decimal]]:
    """USD per million tokens; a price of 0 is LiteLLM's way to say nothing."""
    suffix = _MODE_SUFFIXES.get(mode, f"_{mode}" if mode else "")
    for threshold in _THRESHOLDS if long else (0,):
        above = f"_above_{threshold}k_tokens" if long else ""
        if long and f"{_FIELDS['input']}{above}" not in entry:
            continue
        for kind in KINDS:
            if price := entry.get(f"{_FIELDS[kind]}{above}{suffix}"):
                yield kind, (price * 1_000_000).normalize()
        if long:
            yield ABOVE, Decimal(threshold * 1000)


def _page(address: str) -> str:
    """A source's address without what was asked of it."""
    return address.partition("?")[0]

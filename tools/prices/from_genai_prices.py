"""Quotes from genai-prices: the best coverage of the clouds, dated changes, prices announced for later.

Read from the data module of the installed package; nothing here calls its updater, so nothing is downloaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from typing import Any, Final, NamedTuple

from tools.prices.quotes import prefix
from tools.prices.scope import is_text_model

#: Providers taken over, and their names here.
PROVIDERS: Final = {
    "anthropic": "anthropic",
    "aws": "aws-bedrock",
    "azure": "azure",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "google": "google",
    "meta": "meta",
    "minimax": "minimax",
    "mistral": "mistral",
    "moonshotai": "moonshotai",
    "openai": "openai",
    "x-ai": "xai",
    "zai": "zai",
}

#: Entries that say themselves that the price is not the provider's own.
_HEARSAY: Final = re.compile(r"(imported from|seen on) OpenRouter|trusting", re.IGNORECASE)

#: Entries whose price is not the provider's own, that are long gone with no date, or that are named like no model of
#: the provider's API; their comments do not say so.
_NOT_TAKEN: Final = frozenset(
    {
        ("anthropic", "claude-v1"),
        ("azure", "wizardlm-2-8x22b"),
        ("deepseek", "deepseek-v3.1-terminus"),
        ("deepseek", "deepseek-v3.2-exp"),
        ("google", "gemini-flash-1.5"),
        ("google", "gemini-flash-1.5-8b"),
        ("google", "gemini-pro-1.5"),
        ("google", "gemini-2.5-flash-preview"),
        ("google-vertex", "claude-3-5-haiku"),
        ("google-vertex", "claude-3-5-sonnet"),
        ("google-vertex", "claude-3-7-sonnet"),
        ("google-vertex", "claude-3-haiku"),
        ("google-vertex", "claude-3-opus"),
        ("mistral", "mistral-medium-2312"),
        ("mistral", "mistral-tiny"),
        ("moonshotai", "kimi-k2"),
        ("openai", "ada"),
        ("openai", "babbage"),
        ("openai", "chatgpt-4o-latest"),
        ("openai", "curie"),
        ("openai", "davinci"),
        ("openai", "gpt-3.5-0301"),
        ("openai", "gpt-3.5-turbo-0613"),
        ("openai", "gpt-3.5-turbo-16k"),
        ("openai", "gpt-4-32k"),
        ("openai", "gpt-4-vision-preview"),
        ("openai", "text-davinci-002"),
        ("openai", "text-davinci-003"),
    }
)

#: Ids that the provider's API really takes, among the entries that match by a prefix or a part of the name only.
_REAL_IDS: Final = frozenset({("cohere", "command-light"), ("cohere", "c4ai-aya-expanse-32b")})

_LAUNCHED: Final = re.compile(r"[Ll]aunched (?:on Bedrock )?(?:on )?(\d{4}-\d{2}-\d{2})")

_REGION: Final = re.compile(r"(us|eu|apac|au|ca|in|jp|us-gov)\.")

_FIELDS: Final = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cache_read": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
    "cache_write_1h": "cache_write_1h_mtok",
}

#: Its conditions on a request that have prices of their own, and our modes. ``fast`` at OpenAI is priority.
_VARIANTS: Final = {
    (("processing", "batch"),): "batch",
    (("service_tier", "flex"),): "flex",
    (("service_tier", "priority"),): "priority",
    (("speed", "fast"),): "fast",
}


class Dated(NamedTuple):
    """Prices from a day on; None: genai-prices gives no day, they are simply the prices it knows."""

    start: date | None
    prices: dict[str, Decimal]


class Entry(NamedTuple):
    """One model of genai-prices: every price it has had, and the names that mean exactly this model."""

    provider: str
    model: str
    is_api_id: bool
    names: frozenset[str]
    regions: frozenset[str]
    dated: list[Dated]
    source: str
    launched: date | None
    context_window: int | None


def entries() -> list[Entry]:
    """Every text model's entry, by our names of provider and model.

    ``is_api_id`` is False where the entry's own id is a label for a family of ids and no id of the provider's API.
    """
    from genai_prices.data import providers

    found = []
    for provider in providers:
        if provider.id not in PROVIDERS:
            continue
        page = provider.pricing_urls[0] if provider.pricing_urls else provider.name
        source = f"{page} (genai-prices {version('genai-prices')})"
        for model in provider.models:
            entry = _entry(PROVIDERS[provider.id], model, source)
            if entry.dated and not _left_out(entry, model):
                found.append(entry)
    return found


def _left_out(entry: Entry, model: Any) -> bool:
    return (
        (entry.provider, model.id) in _NOT_TAKEN
        or not is_text_model(model.id)
        or _HEARSAY.search(model.price_comments or "") is not None
        or _depends_on_the_hour(model.prices)
    )


def _depends_on_the_hour(prices: Any) -> bool:
    """Whether a price holds for hours of the day only: its undated price is then not the standard price."""
    return isinstance(prices, list) and any(hasattr(price.constraint, "start_time") for price in prices)


def _entry(provider: str, model: Any, source: str) -> Entry:
    names = frozenset(name for name in _names(model.match) if "/" not in name)
    provider, model_id, is_api_id = _key(provider, model.id, names)
    conditional = model.prices if isinstance(model.prices, list) else [_Always(model.prices)]
    dated = [
        Dated(getattr(price.constraint, "start_date", None), _prices(price.prices))
        for price in conditional
        if price.constraint is None or hasattr(price.constraint, "start_date")
    ]
    launched = _LAUNCHED.search(model.price_comments or "")
    return Entry(
        provider=provider,
        model=model_id,
        is_api_id=is_api_id,
        names=names | {model_id},
        regions=frozenset(_regions(model.match, model_id)) if provider == "aws-bedrock" else frozenset(),
        dated=list(_with_variants([price for price in dated if price.prices], model.price_variants or [])),
        source=source,
        launched=date.fromisoformat(launched[1]) if launched else None,
        context_window=model.context_window,
    )


class _Always(NamedTuple):
    """The shape of a conditional price of genai-prices, for a model that has a single price."""

    prices: Any
    constraint: None = None


def _key(provider: str, model: str, names: frozenset[str]) -> tuple[str, str, bool]:
    """Our provider and model, and whether the model is an id of the provider's API."""
    if provider == "aws-bedrock":
        return provider, model.removeprefix("regional."), True
    if provider == "google" and model.startswith("claude"):
        return "google-vertex", min(names, default=model), True
    if provider == "google" and model.endswith("-maas"):
        return "google-vertex", model, True
    return provider, model, model in names or (provider, model) in _REAL_IDS


def _prices(model_price: Any) -> dict[str, Decimal]:
    """Token prices; a tier of genai-prices starts above its threshold and bills every token, as ours do."""
    prices: dict[str, Decimal] = {}
    for ours, theirs in _FIELDS.items():
        value = getattr(model_price, theirs, None)
        if value is None:
            continue
        if isinstance(value, Decimal):
            prices[ours] = value
        else:
            prices[ours] = value.base
            prices["long_above"] = Decimal(value.tiers[0].start)
            prices[f"long_{ours}"] = value.tiers[0].price
    if "long_input" in prices and "long_output" not in prices and "output" in prices:
        prices["long_output"] = prices["output"]
    return prices if {"input", "output"} <= prices.keys() else {}


def _with_variants(dated: list[Dated], variants: list[Any]) -> Iterator[Dated]:
    """The dated prices with those of their time in other modes; one more step where a mode's prices begin later.

    A mode's price that is older than the standard price beside it belongs to the standard price before.
    """
    standard = [(price.start or date.min, price.prices) for price in dated]
    others: dict[str, list[tuple[date, dict[str, Decimal]]]] = {}
    for variant in variants:
        mode = _VARIANTS.get(tuple(sorted(variant.when.items())))
        prices = _prices(variant.prices)
        if mode and prices:
            since = getattr(variant.constraint, "start_date", None) or date.min
            others.setdefault(mode, []).append((since, prices))
    days = {since for since, _ in standard} | {since for steps in others.values() for since, _ in steps}
    for day in sorted(days):
        begun, held = max((step for step in standard if step[0] <= day), key=lambda step: step[0])
        prices = dict(held)
        for mode, steps in others.items():
            since, said = max((step for step in steps if step[0] <= day), key=lambda step: step[0], default=(day, {}))
            if since >= begun:
                prices |= _in_mode(mode, said)
        yield Dated(None if day == date.min else day, prices)


def _in_mode(mode: str, prices: dict[str, Decimal]) -> dict[str, Decimal]:
    """The prices of a mode under its prefix; its threshold is the standard one's."""
    return {
        prefix(mode, long=kind.startswith("long_")) + kind.removeprefix("long_"): price
        for kind, price in prices.items()
        if kind != "long_above"
    }


def _names(clause: Any) -> set[str]:
    """The names that a match rule equals outright."""
    if hasattr(clause, "equals"):
        return {clause.equals}
    if hasattr(clause, "or_"):
        return {name for part in clause.or_ for name in _names(part)}
    return set()


def _regions(clause: Any, model: str) -> Iterator[str]:
    """The prefixes of Bedrock's inference profiles, such as ``us`` in ``us.anthropic...``, that mean the model too.

    A rule that asks for a part of the plain id only is met by the id with any prefix.
    """
    for text in vars(clause).values():
        if isinstance(text, list):
            for part in text:
                yield from _regions(part, model)
        elif region := _REGION.match(text):
            yield region[1]
        elif hasattr(clause, "contains") and text in model:
            yield from ("us", "eu", "apac")

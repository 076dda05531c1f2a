"""Quotes from azure-genai-prices: the meters of the Azure Retail Prices API, as the installed package bundles them.

The package's own table keeps the newest price of each meter; the bundled list is read here, to keep the dates.
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

from tools.prices.quotes import DOCUMENTED, ModelKey, Quote, Timeline, prefix

#: Prices differ by region; these are those of the largest region in the United States.
REGION: Final = "eastus2"

#: Azure bills a request wholly at its long-context meters above this many input tokens.
LONG_CONTEXT_ABOVE: Final = Decimal(272_000)

#: Deployment types and the suffix they give a model's id. A global deployment is the one without a suffix.
DEPLOYMENTS: Final = {"global": "", "data_zone": "@datazone", "regional": "@regional"}

#: The models taken over, by the name that azure-genai-prices reads out of the meters, and their ids here.
MODELS: Final = {
    "codestral": "codestral-2501",
    "codex-mini": "codex-mini",
    "cohere-command-a": "cohere-command-a",
    "cohere-command-a-plus": "cohere-command-a-plus",
    "deepseek-r1": "deepseek-r1",
    "deepseek-v3": "deepseek-v3",
    "deepseek-v3-0324": "deepseek-v3-0324",
    "deepseek-v3.1": "deepseek-v3.1",
    "deepseek-v3.2": "deepseek-v3.2",
    "deepseek-v4-flash": "deepseek-v4-flash",
    "deepseek-v4-pro": "deepseek-v4-pro",
    "gpt-35-turbo-16k-0125": "gpt-35-turbo-0125",
    "gpt-4-turbo128k": "gpt-4-turbo",
    "gpt-4.1": "gpt-4.1",
    "gpt-4.1-ft": "ft:gpt-4.1",
    "gpt-4.1-mini": "gpt-4.1-mini",
    "gpt-4.1-mini-ft": "ft:gpt-4.1-mini",
    "gpt-4.1-nano": "gpt-4.1-nano",
    "gpt-4.1-nano-ft": "ft:gpt-4.1-nano",
    "gpt-4.5-0227": "gpt-4.5-preview",
    "gpt-4o": "gpt-4o-2024-08-06",
    "gpt-4o-0806-ft": "ft:gpt-4o-2024-08-06",
    "gpt-4o-0513": "gpt-4o-2024-05-13",
    "gpt-4o-1120": "gpt-4o-2024-11-20",
    "gpt-4o-mini-0718": "gpt-4o-mini-2024-07-18",
    "gpt-5": "gpt-5",
    "gpt-5-chat": "gpt-5-chat",
    "gpt-5-codex": "gpt-5-codex",
    "gpt-5-mini": "gpt-5-mini",
    "gpt-5-nano": "gpt-5-nano",
    "gpt-5-pro": "gpt-5-pro",
    "gpt-5.1": "gpt-5.1",
    "gpt-5.1-chat": "gpt-5.1-chat",
    "gpt-5.1-codex": "gpt-5.1-codex",
    "gpt-5.1-codex-max": "gpt-5.1-codex-max",
    "gpt-5.1-codex-mini": "gpt-5.1-codex-mini",
    "gpt-5.2": "gpt-5.2",
    "gpt-5.2-chat": "gpt-5.2-chat",
    "gpt-5.2-codex": "gpt-5.2-codex",
    "gpt-5.2-pro": "gpt-5.2-pro",
    "gpt-5.3-chat": "gpt-5.3-chat",
    "gpt-5.3-codex": "gpt-5.3-codex",
    "gpt-5.4": "gpt-5.4",
    "gpt-5.4-mini": "gpt-5.4-mini",
    "gpt-5.4-nano": "gpt-5.4-nano",
    "gpt-5.4-pro": "gpt-5.4-pro",
    "gpt-5.5": "gpt-5.5",
    "gpt-5.6-luna": "gpt-5.6-luna",
    "gpt-5.6-sol": "gpt-5.6-sol",
    "gpt-5.6-terra": "gpt-5.6-terra",
    "grok-3": "grok-3",
    "grok-3-mini": "grok-3-mini",
    "grok-4": "grok-4",
    "grok-4-fast": "grok-4-fast",
    "grok-4.3": "grok-4.3",
    "grok-code-fast-1": "grok-code-fast-1",
    "kimi-k2-thinking": "kimi-k2-thinking",
    "kimi-k2.5-thinking": "kimi-k2.5",
    "kimi-k2.6-thinking": "kimi-k2.6",
    "kimi-k2.7-code": "kimi-k2.7-code",
    "llama-3.3-70b": "llama-3.3-70b",
    "llama-4-maverick-17b": "llama-4-maverick-17b",
    "mai-ds-r1": "mai-ds-r1",
    "mistral-large-3": "mistral-large-3",
    "mistral-medium-3.5": "mistral-medium-3.5",
    "o1-1217": "o1-2024-12-17",
    "o1-mini": "o1-mini",
    "o1-preview": "o1-preview",
    "o1-pro": "o1-pro",
    "o3-0416": "o3-2025-04-16",
    "o3-deep-research-0626": "o3-deep-research",
    "o3-mini-0131": "o3-mini-2025-01-31",
    "o3-pro": "o3-pro",
    "o4-mini-0416": "o4-mini-2025-04-16",
    "o4-mini-ft": "ft:o4-mini-2025-04-16",
    "oss-120b": "gpt-oss-120b",
}

_MODES: Final = {"standard": "", "batch": "batch", "priority": "priority"}

_KINDS: Final = ("input", "output", "cache_read", "cache_write")

#: One dated price of one kind of one model.
_Step = tuple[date, str, Decimal]


def snapshot_date() -> date:
    """The day on which the bundled list was fetched from Azure."""
    return date.fromisoformat(_data()["fetched_at"][:10])


def timelines() -> dict[ModelKey, Timeline]:
    """The quotes of every model and deployment type, in the region that REGION names."""
    steps: dict[str, list[_Step]] = {}
    for item in _data()["items"]:
        if not item["regions"] or REGION in item["regions"]:
            for model, step in _steps(item):
                steps.setdefault(model, []).append(step)
    source = f"Azure Retail Prices API, {REGION} (azure-genai-prices {version('azure-genai-prices')})"
    return {("azure", model): list(_timeline(found, source)) for model, found in steps.items() if _is_sold(found)}


@cache
def _data() -> dict[str, Any]:
    text = files("azure_genai_prices.data").joinpath("snapshot.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return loaded


def _steps(item: dict[str, Any]) -> Iterator[tuple[str, _Step]]:
    """What one meter says; nothing for meters that are not one of our models' tokens."""
    from azure_genai_prices import parse_catalog, parse_meter_name

    key = parse_meter_name(item["meterName"], item["productName"])
    if key is None or key.model not in MODELS or key.mode not in _MODES or key.kind not in _KINDS:
        return
    # The package knows which meters are not tokens (images, hosting) and what Azure's units mean.
    table, _ = parse_catalog([item], products=())
    for meter in table.values():
        price = next(iter(meter.region_prices.values())) * 1_000_000
        kind = prefix(_MODES[key.mode], long=key.context == "long") + key.kind.value
        model = MODELS[key.model] + DEPLOYMENTS[key.deployment.value]
        yield model, (date.fromisoformat(item["effectiveStartDate"][:10]), kind, price.normalize())


def _is_sold(steps: list[_Step]) -> bool:
    return {"input", "output"} <= {kind for _, kind, _ in steps}


def _timeline(steps: list[_Step], source: str) -> Iterator[Quote]:
    for day in sorted({day for day, _, _ in steps}):
        prices = {kind: price for since, kind, price in sorted(steps) if since <= day}
        if "long_input" in prices:
            prices["long_above"] = LONG_CONTEXT_ABOVE
        yield Quote(day, prices, source, DOCUMENTED, snapshot_date())

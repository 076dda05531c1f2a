"""OpenAI: the usage export (dashboard CSV, organization/usage API) and the costs export."""

from __future__ import annotations

from typing import Final

from xlcost.usage.sources.columns import Columns
from xlcost.usage.sources.format import INSIDE, Format, Mapped, Rule, joined_tier

#: Kinds of token that have prices of their own, which the price data does not hold.
_OTHER_KINDS: Final = {
    "audio": ("input_audio_tokens", "input_cached_audio_tokens", "output_audio_tokens"),
    "image": ("input_image_tokens", "input_cached_image_tokens", "output_image_tokens"),
}


def _usage(c: Columns) -> Mapped:
    tier, batch = c.lower("service_tier"), c.flag("batch")
    sent, read, written = c.count("input_tokens"), c.count("input_cached_tokens"), c.count("input_cache_write_tokens")
    fresh = c.count_or_none("input_uncached_tokens")
    c.ignore(
        "input_text_tokens", "output_text_tokens", "input_cached_text_tokens", "object", "usage_type", "bucket_width"
    )
    c.ignore("start_time_iso", "end_time_iso")
    blank = c.blank("input_tokens", "output_tokens", "num_model_requests")
    filled = f"NOT ({blank})"
    known = f"{tier} IN ('default', 'standard')"
    return Mapped(
        time=c.unix("start_time"),
        model=f"'openai/' || {c.text('model')}",
        tier=f"CASE WHEN {tier} = '' OR {batch} IS NULL THEN NULL "
        f"ELSE {joined_tier(f'CASE WHEN {known} THEN {_NOTHING} ELSE {tier} END', f'CASE WHEN {batch} THEN {_BATCH} END')} END",
        tier_may_lack=True,
        requests=c.count_or_none("num_model_requests"),
        input=sent,
        cache_read=read,
        cache_write=written,
        output=c.count("output_tokens"),
        reading=INSIDE,
        use_case=c.text("project_id"),
        api_key=c.text("api_key_id"),
        end_user=c.text("user_id"),
        identity=c.identity(
            "start_time", "end_time", "project_id", "api_key_id", "user_id", "model", "batch", "service_tier"
        ),
        dropped=(Rule("buckets without usage", blank),),
        unpriceable=tuple(
            Rule(f"{kind} tokens, which have prices of their own", " + ".join(c.count(name) for name in names) + " > 0")
            for kind, names in _OTHER_KINDS.items()
        ),
        wrong=(
            Rule(
                "input_uncached_tokens is not input_tokens less cached and cache-write tokens",
                f"{filled} AND {fresh} <> {sent} - {read} - {written}",
                "input_uncached_tokens",
            ),
        ),
    )


_NOTHING: Final = "''"
_BATCH: Final = "'batch'"


USAGE: Final = Format(
    name="openai-usage",
    title="OpenAI usage: dashboard CSV and organization/usage/completions JSON",
    family="usage",
    grain="bucket",
    needs=frozenset({"start_time", "model", "input_tokens", "output_tokens", "num_model_requests"}),
    map=_usage,
    input_includes="input_tokens holds cached and cache-write tokens; input_text_tokens and input_uncached_tokens do not",
    documented="github.com/openai/openai-openapi, UsageCompletionsResult",
    columns=(
        "start_time", "end_time", "start_time_iso", "end_time_iso", "project_id", "num_model_requests", "user_id",
        "api_key_id", "model", "batch", "service_tier", "input_tokens", "output_tokens", "input_cached_tokens",
        "input_cache_write_tokens", "input_uncached_tokens", "input_text_tokens", "output_text_tokens",
        "input_cached_text_tokens", *_OTHER_KINDS["audio"], *_OTHER_KINDS["image"], "object",
    ),
    notes=("UTC; one row a bucket of a minute, an hour or a day", "a row without service_tier or batch needs --tier"),
)  # fmt: skip


def _line_item_model(meter: str) -> str:
    """Read a meter: "gpt-4.1-mini-2025-04-14, input" names its model before the comma."""
    return f"openai/{meter.partition(',')[0].strip()}" if "," in meter else ""


def _costs(c: Columns) -> Mapped:
    nested = c.has("amount.value")
    amount, currency = ("amount.value", "amount.currency") if nested else ("amount_value", "amount_currency")
    c.ignore("start_time_iso", "end_time_iso", "quantity*", "object", "organization_*")
    return Mapped(
        time=c.unix("start_time"),
        model="''",
        meter=c.text("line_item"),
        billed=c.money(amount),
        currency=f"UPPER({c.text(currency)})",
        requests="CAST(NULL AS BIGINT)",
        use_case=c.text("project_id"),
        identity=c.identity("start_time", "end_time", "project_id", "line_item", "organization_id"),
        dropped=(Rule("buckets without cost", c.blank(amount)),),
    )


COSTS_CSV: Final = Format(
    name="openai-costs",
    title="OpenAI costs: dashboard CSV",
    family="bill",
    grain="bucket",
    needs=frozenset({"start_time", "amount_value", "amount_currency", "line_item"}),
    map=_costs,
    input_includes="no tokens: an amount a line item and day",
    documented="github.com/openai/openai-openapi, CostsResult",
    columns=(
        "start_time", "end_time", "start_time_iso", "end_time_iso", "amount_value", "amount_currency", "line_item",
        "project_id", "organization_id", "organization_name", "quantity", "quantity_unit",
    ),
    metered=_line_item_model,
)  # fmt: skip

COSTS_JSON: Final = Format(
    name="openai-costs-api",
    title="OpenAI costs: organization/costs JSON",
    family="bill",
    grain="bucket",
    needs=frozenset({"start_time", "amount.value", "amount.currency", "line_item"}),
    map=_costs,
    input_includes="no tokens: an amount a line item and day",
    documented="github.com/openai/openai-openapi, CostsResult",
    columns=(
        "start_time", "end_time", "amount.value", "amount.currency", "line_item", "project_id", "organization_id",
        "quantity", "quantity_unit", "object",
    ),
    metered=_line_item_model,
)  # fmt: skip

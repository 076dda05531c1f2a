"""Gateways that sell or pass on other makers' models: OpenRouter, Helicone."""

from __future__ import annotations

from typing import Final

from xlcost.usage.sources.columns import Columns
from xlcost.usage.sources.format import INSIDE, OUTSIDE, Format, Mapped, Rule


def _openrouter(c: Columns) -> Mapped:
    cancelled = c.flag("cancelled")
    c.ignore(
        "cost_web_search", "cost_cache", "cost_file_processing", "byok_usage_inference", "tokens_reasoning", "variant"
    )
    native = c.has("native_tokens_prompt", "native_tokens_completion")
    c.ignore("tokens_*" if native else "native_tokens_*", "native_tokens_reasoning")
    prefix = "native_tokens_" if native else "tokens_"
    return Mapped(
        time=c.moment("created_at"),
        model=f"'openrouter/' || {c.text('model_permaslug')}",
        input=c.count(f"{prefix}prompt"),
        cache_read=c.count(f"{prefix}cached"),
        output=c.count(f"{prefix}completion"),
        reading=INSIDE,
        billed=c.money("cost_total"),
        use_case=c.text("app_name"),
        api_key=c.text("api_key_name"),
        end_user=c.text("user"),
        identity=c.identity("generation_id"),
        unpriceable=(
            Rule("requests on a key of one's own (byok), which OpenRouter does not bill", f"{c.money('byok_usage_inference')} > 0"),
            Rule("web search billed by OpenRouter", f"{c.money('cost_web_search')} > 0"),
            Rule("file processing billed by OpenRouter", f"{c.money('cost_file_processing')} > 0"),
        ),
        dropped=(Rule("cancelled requests without tokens", f"COALESCE({cancelled}, FALSE) AND {c.blank('tokens_prompt')}"),),
    )  # fmt: skip


OPENROUTER: Final = Format(
    name="openrouter",
    title="OpenRouter activity CSV",
    family="usage",
    grain="request",
    needs=frozenset({"generation_id", "created_at", "cost_total", "tokens_prompt", "model_permaslug"}),
    map=_openrouter,
    input_includes="tokens_prompt holds cached tokens; tokens_completion holds reasoning",
    documented="openrouter.ai, activity export; header as quoted in public repositories",
    columns=(
        "generation_id", "created_at", "cost_total", "cost_web_search", "cost_cache", "cost_file_processing",
        "byok_usage_inference", "tokens_prompt", "tokens_completion", "tokens_reasoning", "tokens_cached",
        "model_permaslug", "variant", "cancelled", "user", "api_key_name", "app_name", "native_tokens_prompt",
        "native_tokens_completion", "native_tokens_cached", "native_tokens_reasoning",
    ),
    notes=(
        "tokens_* are OpenRouter's own normalised counts, it bills by the maker's: cost_total stands beside our figure "
        "and reconcile shows the difference",
    ),
)  # fmt: skip


def _helicone(c: Columns) -> Mapped:
    status = c.text("response_status")
    c.ignore("cost_usd_*", "latency")
    detailed = c.has("prompt_cache_read_tokens")
    return Mapped(
        time=c.moment("request_created_at"),
        model=c.text("model"),
        input=c.count("prompt_tokens"),
        cache_read=c.count("prompt_cache_read_tokens"),
        cache_write=c.count("prompt_cache_write_tokens"),
        output=c.count("completion_tokens"),
        reading=OUTSIDE if detailed else "'unsaid'",
        billed=c.money("cost"),
        end_user=c.text("request_user_id"),
        identity=c.identity("response_id", "request_created_at"),
        dropped=(
            Rule("failed requests", f"TRY_CAST({status} AS INTEGER) IS NOT NULL AND TRY_CAST({status} AS INTEGER) >= 400"),
            Rule("answers from the gateway's own cache", f"{c.lower('cache_enabled')} = 'hit'"),
        ),
    )  # fmt: skip


HELICONE: Final = Format(
    name="helicone",
    title="Helicone requests CSV or JSONL",
    family="usage",
    grain="request",
    needs=frozenset({"response_id", "request_created_at", "model", "prompt_tokens", "completion_tokens"}),
    map=_helicone,
    input_includes="prompt_tokens leaves cached tokens out; the CSV has no column for them at all",
    documented="github.com/Helicone/helicone, examples/export/typescript",
    columns=(
        "response_id", "request_created_at", "response_status", "model", "prompt_tokens", "completion_tokens",
        "prompt_cache_read_tokens", "prompt_cache_write_tokens", "cost", "request_user_id", "cache_enabled",
    ),
    notes=(
        "without cache columns a row is priced only where its tokens give its own cost; otherwise it is refused with "
        "both figures: export JSONL",
    ),
)  # fmt: skip

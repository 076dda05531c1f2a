"""Traces: Langfuse observations, OpenTelemetry gen_ai spans."""

from __future__ import annotations

from typing import Final

from xlcost.usage.sources.columns import Columns
from xlcost.usage.sources.format import Format, Mapped, Rule

_DETAILS: Final = "usage_details."


def _langfuse(c: Columns) -> Mapped:
    sent, out = c.count(_DETAILS + "input"), c.count(_DETAILS + "output")
    read = _sum(c, "input_cached_tokens", "cache_read_input_tokens", "input_cache_read")
    written = _sum(c, "cache_creation_input_tokens", "input_cache_creation")
    long_written = _sum(c, "input_cache_creation_1h")
    thought = _sum(c, "output_reasoning_tokens", "output_reasoning")
    total = c.count_or_none(_DETAILS + "total")
    cached = f"({read} + {written} + {long_written})"
    c.ignore("cost_details*", "usage_details", "total_cost", "input_cost", "output_cost", "input_price", "output_price")
    c.ignore(
        "total_price",
        "usage_pricing_tier_name",
        "usage_pricing_tier_id",
        "total_tokens",
        "input_tokens",
        "output_tokens",
    )
    c.ignore("provided_cost_details*", "provided_usage_details*", "internal_model*", "tool_calls*")
    return Mapped(
        time=c.moment("start_time"),
        model=c.text("provided_model_name"),
        input=sent,
        cache_read=read,
        cache_write=written,
        cache_write_1h=long_written,
        output=f"({out} + {thought})",
        reading=f"CASE WHEN {cached} = 0 OR {cached} > {sent} OR {total} = {sent} + {cached} + {out} + {thought} "
        f"THEN 'outside' WHEN {total} = {sent} + {out} THEN 'inside' ELSE 'either' END",
        billed=c.money("total_cost"),
        use_case=c.text("trace_name"),
        team=c.text("environment"),
        end_user=c.text("user_id"),
        identity=c.identity("id"),
        inner=(("usage_details", ""),),
        dropped=(
            Rule(
                "observations without a model: spans, events, tools",
                f"{c.lower('type')} NOT IN ('generation', 'embedding', '') OR {c.blank('provided_model_name')}",
            ),
        ),
        wrong=(
            Rule(
                "total is neither all parts together nor input and output",
                f"{total} IS NOT NULL AND {cached} = 0 AND {total} <> {sent} + {out} + {thought} "
                f"AND {total} <> {sent} + {out}",
                _DETAILS + "total",
            ),
        ),
    )  # fmt: skip


def _sum(c: Columns, *names: str) -> str:
    return "(" + " + ".join(c.count(_DETAILS + name) for name in names) + ")"


LANGFUSE: Final = Format(
    name="langfuse",
    title="Langfuse observations (blob storage export)",
    family="usage",
    grain="request",
    needs=frozenset({"id", "type", "start_time", "provided_model_name"}),
    map=_langfuse,
    input_includes="by intent input leaves cached tokens out, in practice sometimes not: told by total, or by total_cost",
    documented="github.com/langfuse/langfuse-docs, blob-storage-export-fields; issues 10592, 12306",
    columns=(
        "id", "type", "start_time", "provided_model_name", "usage_details.input", "usage_details.output",
        "usage_details.total", "usage_details.input_cached_tokens", "usage_details.cache_read_input_tokens",
        "usage_details.input_cache_read", "usage_details.cache_creation_input_tokens",
        "usage_details.input_cache_creation", "usage_details.input_cache_creation_1h",
        "usage_details.output_reasoning_tokens", "usage_details.output_reasoning", "total_cost", "trace_name",
        "environment", "user_id",
    ),
    notes=("UTC", "SPAN and EVENT rows are left out and counted"),
)  # fmt: skip

_ATTRIBUTES: Final = "attributes.gen_ai."


def _otel(c: Columns) -> Mapped:
    usage = _ATTRIBUTES + "usage."
    sent, out = c.count(usage + "input_tokens"), c.count(usage + "output_tokens")
    read, written = c.count(usage + "cache_read.input_tokens"), c.count(usage + "cache_creation.input_tokens")
    old_read, old_written = c.count(usage + "cache_read_input_tokens"), c.count(usage + "cache_creation_input_tokens")
    thought = usage + "reasoning.output_tokens"
    c.ignore(thought, usage + "prompt_tokens", usage + "completion_tokens", _ATTRIBUTES + "request.max_tokens")
    c.ignore(
        _ATTRIBUTES + "token.type", _ATTRIBUTES + "request.service_tier", _ATTRIBUTES + "openai.request.service_tier"
    )
    cached, old = f"({read} + {written})", f"({old_read} + {old_written})"
    system = f"LOWER(COALESCE({c.text(_ATTRIBUTES + 'provider.name')}, {c.text(_ATTRIBUTES + 'system')}, ''))"
    model = f"COALESCE({c.text(_ATTRIBUTES + 'response.model')}, {c.text(_ATTRIBUTES + 'request.model')})"
    served = [f"attributes.{name}" for name in ("openai.response.service_tier", "gen_ai.openai.response.service_tier")]
    tier = f"LOWER(COALESCE({c.text(served[0])}, {c.text(served[1])}, ''))"
    failed = f"({c.lower('status.code')} IN ('2', 'error', 'status_code_error') AND {sent} = 0 AND {out} = 0)"
    return Mapped(
        time=c.unix("startTimeUnixNano", 1_000_000_000),
        model=f"CASE WHEN {system} IN {_MAKERS} THEN {system} || '/' || {model} ELSE {model} END",
        tier=f"CASE WHEN {tier} IN ('', 'default', 'standard', 'auto') THEN 'standard' ELSE {tier} END",
        input=sent,
        cache_read=f"GREATEST({read}, {old_read})",
        cache_write=f"GREATEST({written}, {old_written})",
        output=out,
        # The attributes with dots came with the sentence that input holds them; the older ones did not.
        reading=f"CASE WHEN GREATEST({cached}, {old}) = 0 OR GREATEST({cached}, {old}) > {sent} THEN 'outside' "
        f"WHEN {cached} > 0 THEN 'inside' ELSE 'either' END",
        use_case=f"COALESCE({c.text(_ATTRIBUTES + 'agent.name')}, {c.text('resource.service.name')})",
        identity=c.identity("traceId", "spanId") if c.has("traceId", "spanId") else "",
        dropped=(
            Rule("spans that are no model calls", c.blank(usage + "input_tokens", usage + "output_tokens")),
            Rule("failed requests", failed),
        ),
    )


_MAKERS: Final = "('openai', 'anthropic', 'deepseek', 'groq', 'x_ai')"

OTEL: Final = Format(
    name="otel",
    title="OpenTelemetry gen_ai spans (JSON lines, OTLP JSON)",
    family="usage",
    grain="request",
    needs=frozenset({"startTimeUnixNano", _ATTRIBUTES + "usage.input_tokens"}),
    map=_otel,
    input_includes="SHOULD hold cached reads and writes; older instrumentation of Anthropic does not: asked for (--cached)",
    documented="github.com/open-telemetry/semantic-conventions-genai, gen-ai attributes, notes 25 to 29",
    columns=(
        "startTimeUnixNano", "traceId", "spanId", "status.code", "resource.service.name", "attributes.gen_ai.agent.name",
        *(_ATTRIBUTES + name for name in (
            "provider.name", "system", "request.model", "response.model", "usage.input_tokens", "usage.output_tokens",
            "usage.cache_read.input_tokens", "usage.cache_creation.input_tokens", "usage.cache_read_input_tokens",
            "usage.cache_creation_input_tokens", "usage.reasoning.output_tokens", "openai.response.service_tier",
        )),
        "attributes.openai.response.service_tier",
    ),
)  # fmt: skip

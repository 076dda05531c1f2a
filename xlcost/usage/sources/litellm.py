"""LiteLLM: SpendLogs (one request a row) and the daily spend tables.

Whether prompt_tokens holds cached tokens depends on the version and the call. OpenAI's own counts do by definition;
elsewhere it is taken from what the row itself shows, or told by what was spent, never guessed.
"""

from __future__ import annotations

from typing import Final

from xlcost.usage.sources.columns import Columns
from xlcost.usage.sources.format import Format, Mapped, Rule

#: Providers whose API counts cached tokens among the prompt tokens, by their own documentation.
_OPENAI_LIKE: Final = "('openai', 'azure', 'azure_ai', 'text-completion-openai', 'deepseek', 'xai', 'groq')"
_USAGE: Final = "metadata.usage_object."


def _model(c: Columns) -> str:
    provider, model = c.text("custom_llm_provider"), c.text("model")
    return (
        f"CASE WHEN {provider} IS NULL OR STARTS_WITH({model}, {provider} || '/') THEN {model} "
        f"ELSE {provider} || '/' || {model} END"
    )


def _reading(c: Columns, sent: str, cached: str, shown_otherwise: str = "FALSE") -> str:
    return (
        f"CASE WHEN {cached} = 0 THEN 'outside' WHEN {cached} > {sent} OR {shown_otherwise} THEN 'outside' "
        f"WHEN {c.lower('custom_llm_provider')} IN {_OPENAI_LIKE} THEN 'inside' ELSE 'either' END"
    )


def _spendlogs(c: Columns) -> Mapped:
    c.ignore("total_tokens", "cache_key", "metadata", "messages", "response", "proxy_server_request")
    c.ignore(_USAGE + "total_tokens", _USAGE + "completion_tokens*", _USAGE + "prompt_tokens_details.text_tokens")
    c.ignore(_USAGE + "cost", _USAGE + "cache_creation.*", _USAGE + "server_tool_use*", _USAGE + "inference_geo")
    sent, whole = c.count("prompt_tokens"), c.count(_USAGE + "prompt_tokens")
    # The usage object says the same count in two spellings; the larger is the one that was filled in.
    read = f"GREATEST({c.count(_USAGE + 'cache_read_input_tokens')}, {c.count(_USAGE + 'prompt_tokens_details.cached_tokens')})"
    written = (
        f"GREATEST({c.count(_USAGE + 'cache_creation_input_tokens')}, "
        f"{c.count(_USAGE + 'prompt_tokens_details.cache_creation_tokens')})"
    )
    cached = f"({read} + {written})"
    tier = c.lower(_USAGE + "service_tier")
    other = [c.count(f"{_USAGE}prompt_tokens_details.{kind}_tokens") for kind in ("audio", "image", "video")]
    return Mapped(
        time=c.moment("startTime"),
        model=_model(c),
        tier=f"CASE WHEN {tier} IN ('', 'default', 'standard', 'auto') THEN 'standard' ELSE {tier} END",
        input=sent,
        cache_read=read,
        cache_write=written,
        output=c.count("completion_tokens"),
        reading=_reading(c, sent, cached, f"({whole} > 0 AND {whole} = {sent} + {cached})"),
        billed=c.money("spend"),
        use_case=f"COALESCE({c.text('request_tags')}, {c.text('team_id')})",
        team=c.text("team_id"),
        api_key=c.text("api_key"),
        end_user=f"COALESCE({c.text('end_user')}, {c.text('user')})",
        identity=c.identity("request_id"),
        inner=(("metadata", "usage_object"),),
        dropped=(
            Rule("answers from the gateway's own cache", f"{c.lower('cache_hit')} = 'true'"),
            Rule("failed requests", f"{c.lower('status')} IN ('failure', 'failed', 'error')"),
        ),
        unpriceable=(
            Rule("calls that are not metered in tokens", f"{c.lower('call_type')} IN {_NO_TOKENS}"),
            Rule("audio, image or video tokens, which have prices of their own", f"{' + '.join(other)} > 0"),
        ),
    )  # fmt: skip


_NO_TOKENS: Final = "('image_generation', 'aimage_generation', 'speech', 'aspeech', 'transcription', 'atranscription', 'rerank', 'arerank')"

SPENDLOGS: Final = Format(
    name="litellm-spendlogs",
    title="LiteLLM SpendLogs",
    family="usage",
    grain="request",
    needs=frozenset({"request_id", "spend", "prompt_tokens", "completion_tokens", "startTime", "model"}),
    map=_spendlogs,
    input_includes="depends on version and call_type: read from the row's usage object, or told by its spend",
    documented="github.com/BerriAI/litellm, schema.prisma, LiteLLM_SpendLogs; issues 15056, 11364",
    columns=(
        "request_id", "call_type", "spend", "total_tokens", "prompt_tokens", "completion_tokens", "startTime", "model",
        "model_group", "custom_llm_provider", "metadata", "cache_hit", "cache_key", "request_tags", "team_id",
        "api_key", "user", "end_user", "status",
    ),
    notes=("UTC; cache_hit rows were answered by LiteLLM itself and cost nothing", "cached tokens are only in metadata"),
)  # fmt: skip


def _daily(c: Columns) -> Mapped:
    sent, read, written = (
        c.count("prompt_tokens"),
        c.count("cache_read_input_tokens"),
        c.count("cache_creation_input_tokens"),
    )
    return Mapped(
        time=c.moment("date"),
        model=_model(c),
        requests=c.count_or_none("successful_requests")
        if c.has("successful_requests")
        else c.count_or_none("api_requests"),
        input=sent,
        cache_read=read,
        cache_write=written,
        output=c.count("completion_tokens"),
        reading=_reading(c, sent, f"({read} + {written})"),
        billed=c.money("spend"),
        use_case=c.text("tag"),
        team=c.text("team_id"),
        api_key=c.text("api_key"),
        end_user=f"COALESCE({c.text('user_id')}, {c.text('end_user_id')})",
        identity=c.identity(
            "date", "api_key", "model", "custom_llm_provider", "mcp_namespaced_tool_name", "endpoint", "team_id", "user_id",
            "end_user_id", "organization_id", "tag", "agent_id",
        ),
        dropped=(Rule("tool calls without a model", c.blank("model")),),
    )  # fmt: skip


DAILY: Final = Format(
    name="litellm-daily",
    title="LiteLLM daily spend tables (team, user, end user, tag, organization, agent)",
    family="usage",
    grain="bucket",
    needs=frozenset({"date", "model", "prompt_tokens", "completion_tokens", "spend", "custom_llm_provider"}),
    map=_daily,
    input_includes="depends on version and provider: OpenAI-like holds cached tokens, elsewhere told by the spend",
    documented="github.com/BerriAI/litellm, schema.prisma, LiteLLM_DailyTeamSpend and its siblings",
    columns=(
        "date", "model", "model_group", "custom_llm_provider", "prompt_tokens", "completion_tokens",
        "cache_read_input_tokens", "cache_creation_input_tokens", "spend", "api_requests", "successful_requests",
        "failed_requests", "team_id", "user_id", "end_user_id", "organization_id", "tag", "agent_id", "api_key", "endpoint",
    ),
    notes=("the service tier is not in these tables: priced as standard",),
)  # fmt: skip

"""Anthropic: the Console's usage and cost CSV, the usage report, the analytics API and the cost report."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from xlcost.usage.sources.columns import Columns
from xlcost.usage.sources.format import OUTSIDE, Format, Mapped, Rule, joined_tier

_NOWHERE: Final = "('', 'global', 'not_available', 'null')"


def _tier(c: Columns, service: str, speed: str, geo: str) -> str:
    """Fast mode, the US-only premium and the service tier, each as it is priced."""
    served = c.lower(service)
    return (
        f"CASE WHEN {served} = '' THEN NULL ELSE "
        + joined_tier(
            f"CASE WHEN {c.lower(speed)} IN ('', 'standard', 'not_available') THEN '' ELSE {c.lower(speed)} END",
            f"CASE WHEN {c.lower(geo)} IN {_NOWHERE} THEN '' WHEN {c.lower(geo)} = 'us' THEN 'regional' "
            f"ELSE {c.lower(geo)} END",
            f"CASE WHEN {served} IN ('standard', 'message') THEN '' ELSE {served} END",
        )
        + " END"
    )


def _context(c: Columns, name: str) -> str:
    """Which side of 200,000 input tokens a bucket's requests are on, where the export is grouped by it."""
    written = c.lower(name)
    return (
        f"CASE WHEN {written} IN ('≤ 200k', '<= 200k', '0-200k') THEN 'short' "
        f"WHEN {written} IN ('> 200k', '200k-1m') THEN 'long' WHEN {written} IN ('', 'not_available') THEN '' ELSE '?' END"
    )


def _context_known(c: Columns, name: str) -> Rule:
    return Rule(f"{name} is neither up to 200k nor above", f"{_context(c, name)} = '?'", name)


def _console(c: Columns) -> Mapped:
    return Mapped(
        time=c.moment("usage_date_utc"),
        model=f"'anthropic/' || {c.text('model_version')}",
        tier=_tier(c, "usage_type", "speed", "inference_geo"),
        tier_may_lack=True,
        requests="CAST(NULL AS BIGINT)",
        input=c.count("usage_input_tokens_no_cache"),
        cache_read=c.count("usage_input_tokens_cache_read"),
        cache_write=c.count("usage_input_tokens_cache_write_5m"),
        cache_write_1h=c.count("usage_input_tokens_cache_write_1h"),
        output=c.count("usage_output_tokens"),
        web_searches=c.count("web_search_count"),
        context=_context(c, "context_window"),
        reading=OUTSIDE,
        use_case=c.text("workspace"),
        api_key=c.text("api_key"),
        identity=c.identity(
            "usage_date_utc", "model_version", "api_key", "workspace", "usage_type", "context_window",
            "inference_geo", "speed",
        ),
        dropped=(Rule("days without usage", c.blank("model_version", "usage_output_tokens")),),
        wrong=(_context_known(c, "context_window"),),
    )  # fmt: skip


CONSOLE: Final = Format(
    name="anthropic-console",
    title="Anthropic Console usage CSV",
    family="usage",
    grain="bucket",
    needs=frozenset(
        {"usage_date_utc", "model_version", "usage_input_tokens_no_cache", "usage_output_tokens", "usage_type"}
    ),
    map=_console,
    input_includes="usage_input_tokens_no_cache leaves cached tokens out: four disjoint parts",
    documented="header as quoted in public repositories; meanings: platform.claude.com, Usage and Cost API",
    columns=(
        "usage_date_utc", "model_version", "api_key", "workspace", "usage_type", "context_window",
        "usage_input_tokens_no_cache", "usage_input_tokens_cache_write_5m", "usage_input_tokens_cache_write_1h",
        "usage_input_tokens_cache_read", "usage_output_tokens", "web_search_count", "inference_geo", "speed",
    ),
    notes=("UTC; one row a day", "inference_geo us is the tier regional (1.1 times)"),
)  # fmt: skip


def _report(c: Columns) -> Mapped:
    """The usage report's rows, and those of the analytics API, which puts dimensions in group and counts in usage."""
    analytics = c.has("usage.output_tokens")
    dimension, count = ("group.", "usage.") if analytics else ("", "")
    c.ignore(f"{count}total_tokens", "next_page", "has_more", "account_id", "service_account_id")
    return Mapped(
        time=c.moment("starting_at"),
        model=f"'anthropic/' || {c.text(f'{dimension}model')}",
        tier=_tier(c, f"{dimension}service_tier", f"{dimension}speed", f"{dimension}inference_geo"),
        tier_may_lack=True,
        requests=c.count_or_none(f"{count}requests"),
        input=c.count(f"{count}uncached_input_tokens"),
        cache_read=c.count(f"{count}cache_read_input_tokens"),
        cache_write=c.count(f"{count}cache_creation.ephemeral_5m_input_tokens"),
        cache_write_1h=c.count(f"{count}cache_creation.ephemeral_1h_input_tokens"),
        output=c.count(f"{count}output_tokens"),
        web_searches=c.count(f"{count}server_tool_use.web_search_requests"),
        context=_context(c, f"{dimension}context_window"),
        reading=OUTSIDE,
        use_case=c.text(f"{dimension}workspace_id"),
        api_key=c.text(f"{dimension}api_key_id"),
        identity=c.identity(
            "starting_at",
            "ending_at",
            *(
                f"{dimension}{name}"
                for name in (
                    "model", "workspace_id", "api_key_id", "service_tier", "context_window", "inference_geo", "speed",
                    "product",
                )
            ),
        ),
        wrong=(_context_known(c, f"{dimension}context_window"),),
    )  # fmt: skip


_REPORT_COUNTS: Final = (
    "uncached_input_tokens", "cache_read_input_tokens", "cache_creation.ephemeral_5m_input_tokens",
    "cache_creation.ephemeral_1h_input_tokens", "output_tokens", "server_tool_use.web_search_requests",
)  # fmt: skip
_REPORT_DIMENSIONS: Final = (
    "model",
    "workspace_id",
    "api_key_id",
    "service_tier",
    "context_window",
    "inference_geo",
    "speed",
)

REPORT: Final = Format(
    name="anthropic-usage-report",
    title="Anthropic usage_report/messages JSON",
    family="usage",
    grain="bucket",
    needs=frozenset({"starting_at", "uncached_input_tokens", "output_tokens"}),
    map=_report,
    input_includes="uncached_input_tokens leaves cached tokens out",
    documented="platform.claude.com, Admin API, usage_report retrieve_messages",
    columns=("starting_at", "ending_at", *_REPORT_DIMENSIONS, *_REPORT_COUNTS, "account_id", "service_account_id"),
    notes=("UTC", "a row that is not grouped by service_tier needs --tier"),
)

ANALYTICS: Final = Format(
    name="anthropic-analytics",
    title="Anthropic usage and cost analytics API JSON",
    family="usage",
    grain="bucket",
    needs=frozenset({"starting_at", "usage.uncached_input_tokens", "usage.output_tokens"}),
    map=_report,
    input_includes="uncached_input_tokens leaves cached tokens out",
    documented="platform.claude.com, manage-claude/usage-cost-analytics-api",
    columns=(
        "starting_at", "ending_at", "group.product", *(f"group.{name}" for name in _REPORT_DIMENSIONS),
        *(f"usage.{name}" for name in _REPORT_COUNTS), "usage.requests", "usage.total_tokens",
    ),
    notes=("UTC",),
)  # fmt: skip

_DISPLAY: Final = re.compile(r"Claude (Opus|Sonnet|Haiku|Fable|Mythos) ([0-9]+)(?:\.([0-9]+))?", re.IGNORECASE)


def _displayed_model(meter: str) -> str:
    """Read a meter: "Claude Haiku 4.5" is claude-haiku-4-5."""
    found = _DISPLAY.search(meter)
    return "anthropic/" + "-".join(["claude", *(part.lower() for part in found.groups() if part)]) if found else ""


def _console_cost(c: Columns) -> Mapped:
    c.ignore("list_price_usd", "token_type", "usage_type", "context_window", "cost_type", "inference_geo", "speed")
    c.ignore("api_key_id", "api_key_status")
    return Mapped(
        time=c.moment("usage_date_utc"),
        model="''",
        meter=c.text("model"),
        requests="CAST(NULL AS BIGINT)",
        billed=c.money("cost_usd"),
        use_case=c.text("workspace"),
        api_key=c.text("api_key"),
        identity=c.identity(
            "usage_date_utc", "model", "workspace", "api_key", "usage_type", "context_window", "token_type",
            "cost_type", "inference_geo", "speed",
        ),
    )  # fmt: skip


CONSOLE_COST: Final = Format(
    name="anthropic-console-cost",
    title="Anthropic Console cost CSV",
    family="bill",
    grain="bucket",
    needs=frozenset({"usage_date_utc", "model", "token_type", "cost_usd"}),
    map=_console_cost,
    input_includes="no tokens: USD a token type, rounded to cents",
    documented="header as quoted in public repositories",
    columns=(
        "usage_date_utc", "model", "workspace", "api_key", "usage_type", "context_window", "token_type", "cost_usd",
        "list_price_usd", "cost_type", "inference_geo", "speed", "api_key_id", "api_key_status",
    ),
    metered=_displayed_model,
)  # fmt: skip


def _cost_report(c: Columns) -> Mapped:
    c.ignore("cost_type", "context_window", "service_tier", "token_type", "inference_geo", "speed")
    return Mapped(
        time=c.moment("starting_at"),
        model="''",
        meter=f"COALESCE({c.text('model')}, {c.text('description')}, '')",
        requests="CAST(NULL AS BIGINT)",
        billed=c.money("amount"),
        billed_unit=Decimal("0.01"),
        currency=f"UPPER({c.text('currency')})",
        use_case=c.text("workspace_id"),
        identity=c.identity(
            "starting_at", "ending_at", "workspace_id", "description", "model", "cost_type", "token_type",
            "service_tier", "context_window", "inference_geo", "speed",
        ),
    )  # fmt: skip


def _reported_model(meter: str) -> str:
    return f"anthropic/{meter}" if meter.startswith("claude-") else _displayed_model(meter)


COST_REPORT: Final = Format(
    name="anthropic-cost-report",
    title="Anthropic cost_report JSON",
    family="bill",
    grain="bucket",
    needs=frozenset({"starting_at", "amount", "currency"}),
    map=_cost_report,
    input_includes="no tokens: amount is a decimal text in CENTS; the priority tier is not in it",
    documented="platform.claude.com, Admin API, cost_report",
    columns=(
        "starting_at", "ending_at", "amount", "currency", "description", "model", "workspace_id", "cost_type",
        "context_window", "service_tier", "token_type", "inference_geo", "speed",
    ),
    metered=_reported_model,
)  # fmt: skip

"""xlcost's own columns: a table of requests, as price_usage takes it, and the cubes that ``xlcost usage sql`` makes."""

from __future__ import annotations

from typing import Final

from xlcost.usage.sources.columns import Columns
from xlcost.usage.sources.format import INSIDE, OUTSIDE, Format, Mapped, Rule


def requests(c: Columns) -> Mapped:
    """A table of requests. Written in SQL that every engine reads, for ``xlcost usage sql`` prints it."""
    return Mapped(
        time=c.moment("timestamp"),
        time_may_lack=not c.is_full("timestamp"),
        model=c.raw("model"),
        tier=tier_and_batch(c),
        input=c.count("input_tokens"),
        cache_read=c.count("cached_tokens"),
        cache_write=c.count("cache_write_tokens"),
        cache_write_1h=c.count("cache_write_1h_tokens"),
        output=c.count("output_tokens"),
        web_searches=c.count("web_searches"),
        reading=INSIDE,
        use_case=c.raw("use_case"),
        team=c.raw("team"),
        api_key=c.raw("api_key"),
        end_user=c.raw("end_user"),
        identity=c.identity("request_id") if c.has("request_id") else "",
    )


def tier_and_batch(c: Columns, tier: str = "tier", batch: str = "batch") -> str:
    """The tier a table names, with batch beside it or in it; a column that is not there says nothing."""
    batched = c.flag(batch) if c.has(batch) else ""
    if not c.has(tier):
        return f"CASE WHEN {batched} THEN 'batch' ELSE 'standard' END" if batched else "'standard'"
    written = c.lower(tier)
    named = f"CASE WHEN {written} IN ('', 'default') THEN 'standard' ELSE {written} END"
    if not batched:
        return named
    return (
        f"CASE WHEN {batched} THEN CASE WHEN {written} IN ('', 'default', 'standard', 'batch') THEN 'batch' "
        f"ELSE {written} || '-batch' END ELSE {named} END"
    )


_COUNTS: Final = ("input_tokens", "output_tokens", "cached_tokens", "cache_write_tokens", "cache_write_1h_tokens")

REQUESTS: Final = Format(
    name="requests",
    title="A table of requests in xlcost's own columns",
    family="usage",
    grain="request",
    needs=frozenset({"model", "timestamp", "input_tokens", "output_tokens"}),
    map=requests,
    input_includes="input_tokens holds everything sent, tokens read from or written to the cache included",
    documented="xlcost, price_usage",
    columns=(
        "timestamp", "model", *_COUNTS, "batch", "tier", "web_searches", "use_case", "team", "api_key", "end_user", "request_id",
    ),
    notes=("UTC where a time has no zone",),
)  # fmt: skip


def _cube(c: Columns) -> Mapped:
    return Mapped(
        time=c.moment("usage_day"),
        model=c.raw("model"),
        tier=c.lower("tier"),
        requests=c.count("n_requests"),
        input=c.count("n_input_uncached"),
        cache_read=c.count("n_cache_read"),
        cache_write=c.count("n_cache_write"),
        cache_write_1h=c.count("n_cache_write_1h"),
        output=c.count("n_output"),
        web_searches=c.count("n_web_searches"),
        reading=OUTSIDE,
        above=c.count("above_tokens"),
        max_input=c.count("n_max_input"),
        use_case=c.raw("use_case"),
        team=c.raw("team"),
        api_key=c.raw("api_key"),
        end_user=c.raw("end_user"),
        identity=c.identity("usage_day", "model", "tier", "above_tokens", "use_case", "team", "api_key", "end_user"),
        wrong=(
            Rule("tier is empty", f"{c.lower('tier')} = ''", "tier"),
            Rule(
                "has rows with counts that are negative, beyond 1e15 or none, or with more cached than input tokens",
                f"{c.count('n_wrong')} > 0",
                "n_wrong",
            ),
        ),
    )


CUBE: Final = Format(
    name="cube",
    title="Sums that xlcost usage sql made on another engine",
    family="usage",
    grain="request",
    needs=frozenset({"usage_day", "model", "tier", "above_tokens", "n_requests", "n_input_uncached", "n_output"}),
    map=_cube,
    input_includes="n_input_uncached, n_cache_read, n_cache_write and n_cache_write_1h are disjoint",
    documented="xlcost, usage sql",
    columns=(
        "usage_day", "model", "tier", "above_tokens", "n_requests", "n_input_uncached", "n_cache_read", "n_cache_write",
        "n_cache_write_1h", "n_output", "n_web_searches", "n_max_input", "n_wrong", "use_case", "team", "api_key",
        "end_user",
    ),
)  # fmt: skip

"""The grouping SELECT for an engine that holds the log itself: it needs no prices, no join and no formula.

One text for DuckDB, Spark, Databricks, Trino, Athena, Snowflake, BigQuery, Postgres and DataFusion: plain names, CAST,
CASE, COALESCE, SUM and GROUP BY only. What it returns is a cube: ``xlcost usage price cube.csv --format cube``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from xlcost.errors import BadArgument
from xlcost.usage.grouping import LABELS, SUMS
from xlcost.usage.sources.columns import LARGEST_COUNT

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TABLE: Final = re.compile(r"\{usage\}|[A-Za-z_`\"\[][\w.`\"\[\]$:/-]*|[A-Za-z_]\w*\(.*\)")

#: The columns of a table of requests, and the ones that every such table has.
COLUMNS: Final = (
    "timestamp", "model", "input_tokens", "output_tokens", "cached_tokens", "cache_write_tokens",
    "cache_write_1h_tokens", "tier", "batch", "web_searches", *LABELS,
)  # fmt: skip
NEEDED: Final = frozenset(COLUMNS[:4])
#: Columns that are left out unless they are named: a SELECT of a column that a table lacks fails.
DEFAULT: Final = {name: name for name in ("timestamp", "model", "input_tokens", "output_tokens", "cached_tokens")}


def select(
    table: str,
    columns: Mapping[str, str] = DEFAULT,
    *,
    thresholds: Sequence[int],
    group_by: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    input_includes_cached: bool = True,
) -> str:
    """The SELECT that counts a table of requests into a cube.

    Args:
        table: the table's name, as the engine writes it.
        columns: which of the table's columns is which of ``COLUMNS``; any column name may be an expression in
            parentheses.
        thresholds: numbers of input tokens above which some model costs more.
        group_by: labels to keep, of ``LABELS``.
        since: the first day that counts, in UTC.
        until: the first day that no longer counts, in UTC.
        input_includes_cached: whether the input column holds the tokens read from or written to a cache.

    Raises:
        BadArgument: a column is missing, unknown or no plain name.
    """
    missing = sorted(NEEDED - columns.keys())
    unknown = sorted(columns.keys() - set(COLUMNS))
    if missing or unknown:
        raise BadArgument(
            f"the SELECT needs {', '.join(missing)}" if missing else f"unknown column {', '.join(unknown)}"
        )
    if not _TABLE.fullmatch(table):
        raise BadArgument(f"{table!r} is no table name")
    for name, written in columns.items():
        if not (_NAME.fullmatch(written) or (written.startswith("(") and written.endswith(")"))):
            raise BadArgument(f"{name}: {written!r} is no plain column name; write an expression in parentheses")
    absent = [label for label in group_by if label not in columns]
    if absent:
        raise BadArgument(f"say which column holds {', '.join(absent)}: --column {absent[0]}=NAME")

    def count(name: str) -> str:
        return f"COALESCE(CAST({columns[name]} AS BIGINT), 0)" if name in columns else "0"

    cached = [count(name) for name in ("cached_tokens", "cache_write_tokens", "cache_write_1h_tokens")]
    there = [each for each in cached if each != "0"]
    sent = count("input_tokens")
    all_input = sent if input_includes_cached else " + ".join([sent, *there])
    fresh = " - ".join([sent, *there]) if input_includes_cached else sent
    tier = _tier(columns)
    others = [each for each in (count("output_tokens"), count("web_searches")) if each != "0"]
    counted = {
        "n_requests": "1", "n_input_uncached": fresh, "n_cache_read": cached[0], "n_cache_write": cached[1],
        "n_cache_write_1h": cached[2], "n_output": count("output_tokens"), "n_web_searches": count("web_searches"),
    }  # fmt: skip
    moment = columns["timestamp"]
    keys = ["usage_day", "model", "tier", "above_tokens", *group_by]
    rows = [
        f"CAST({moment} AS DATE) AS usage_day",
        _named(columns["model"], "model"),
        f"{tier} AS tier",
        f"{_bracket(all_input, thresholds)} AS above_tokens",
        *(_named(columns[label], label) for label in group_by),
        *(f"{sql} AS {name}" for name, sql in counted.items()),
        f"{all_input} AS n_max_input",
        f"CASE WHEN {' OR '.join(_impossible(sent, there, others, inside=input_includes_cached))} "
        "THEN 1 ELSE 0 END AS n_wrong",
    ]
    bounds = [
        f"{moment} {sign} CAST('{day.isoformat()} 00:00:00' AS TIMESTAMP)"
        for sign, day in ((">=", since), ("<", until))
        if day is not None
    ]
    where = f"\n  WHERE {' AND '.join(bounds)}" if bounds else ""
    sums = [*(f"SUM({name}) AS {name}" for name in SUMS), "MAX(n_max_input) AS n_max_input", "SUM(n_wrong) AS n_wrong"]
    return (
        f"SELECT\n  {_COMMA.join([*keys, *sums])}\nFROM (\n  SELECT\n    {(_COMMA + '  ').join(rows)}\n"
        f"  FROM {table}{where}\n) usage_rows\nGROUP BY {', '.join(keys)}"
    )


_COMMA: Final = ",\n  "


def _impossible(sent: str, cached: Sequence[str], others: Sequence[str], *, inside: bool) -> list[str]:
    """What no request has: negative counts or ones beyond all, more tokens from the cache than it sent."""
    outside = [f"{each} NOT BETWEEN 0 AND {LARGEST_COUNT}" for each in (sent, *others, *cached)]
    return [*outside, f"{' + '.join(cached)} > {sent}"] if inside and cached else outside


def _named(written: str, name: str) -> str:
    return written if written == name else f"{written} AS {name}"


def _tier(columns: Mapping[str, str]) -> str:
    batch, tier = columns.get("batch"), columns.get("tier")
    named = f"LOWER(COALESCE({tier}, 'standard'))" if tier else "'standard'"
    if not batch:
        return named
    if not tier:
        return f"CASE WHEN {batch} THEN 'batch' ELSE 'standard' END"
    return (
        f"CASE WHEN {batch} AND {named} IN ('standard', 'default', 'batch') THEN 'batch' "
        f"WHEN {batch} THEN CONCAT({named}, '-batch') WHEN {named} = 'default' THEN 'standard' ELSE {named} END"
    )


def _bracket(tokens: str, thresholds: Sequence[int]) -> str:
    ascending = sorted(thresholds)
    cases = " ".join(
        f"WHEN {tokens} <= {threshold} THEN {below}" for below, threshold in zip([0, *ascending], ascending)
    )
    return f"CASE {cases} ELSE {ascending[-1]} END" if ascending else "0"

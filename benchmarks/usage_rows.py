"""Rows of a usage log, as many as asked for: python benchmarks/usage_rows.py 100_000_000 rows.parquet.

Models, days, tiers, cache shares and lengths are drawn so that caches, batches, price changes and long-context
thresholds all occur. The same seed gives the same rows.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

#: Models of three makers; some have changed price within the days, some cost more above a threshold.
MODELS: Final = (
    "gpt-4.1-mini",
    "gpt-5",
    "gpt-5.4",
    "claude-sonnet-5",
    "claude-sonnet-4-5-20250929",
    "claude-haiku-4-5-20251001",
    "gemini-2.5-pro",
    "gemini-2.5-flash",
)
FIRST_DAY: Final = "2026-08-01"
DAYS: Final = 110


def select(rows: int, seed: int = 1) -> str:
    """The SELECT that makes the rows, in DuckDB's SQL."""
    models = ", ".join(f"'{model}'" for model in MODELS)
    h = f"HASH(i * 8 + {{}} + {seed * 1_000_003})"
    draw = {
        name: h.format(number) for number, name in enumerate(("model", "time", "sent", "share", "out", "mode", "long"))
    }
    return f"""
    SELECT
      [{models}][1 + CAST({draw["model"]} % {len(MODELS)} AS BIGINT)] AS model,
      TIMESTAMP '{FIRST_DAY}' + TO_SECONDS(CAST({draw["time"]} % {DAYS * 86_400} AS BIGINT)) AS timestamp,
      sent AS input_tokens,
      CAST({draw["out"]} % 2000 AS BIGINT) AS output_tokens,
      CASE WHEN {draw["share"]} % 4 = 0 THEN sent // 2 ELSE 0 END AS cached_tokens,
      CASE WHEN {draw["share"]} % 5 = 0 THEN sent // 4 ELSE 0 END AS cache_write_tokens,
      {draw["mode"]} % 10 = 0 AS batch
    FROM (
      SELECT
        i,
        CAST({draw["sent"]} % 8000 AS BIGINT) + CASE WHEN {draw["long"]} % 200 = 0 THEN 250000 ELSE 0 END AS sent
      FROM RANGE({rows}) AS drawn(i)
    )
    """


def write(rows: int, path: Path) -> None:
    """Write the rows as Parquet or CSV, by the path's suffix."""
    import duckdb

    form = "PARQUET" if path.suffix == ".parquet" else "CSV, HEADER"
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        connection.execute(f"COPY ({select(rows)}) TO '{path}' (FORMAT {form})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=lambda text: int(text.replace("_", "")))
    parser.add_argument("path", type=Path)
    told = parser.parse_args()
    write(told.rows, told.path)

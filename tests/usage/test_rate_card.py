"""The published statement, run on the exported rate card, costs each row what price_usage says, to the last bit."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest

import xlcost as package
from xlcost.prices import package_catalogue
from xlcost.usage import ratecard

ROWS = 200_000
PAGE = Path(__file__).parents[2] / "docs" / "actuals.md"


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """200,000 requests of models with tiers, thresholds, batches and changes of price, and the card as a table."""
    path = tmp_path_factory.mktemp("card") / "card.csv"
    ratecard.write(package_catalogue(), path)
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE rate_card AS FROM READ_CSV('{path}')")
    connection.execute(f"""
        CREATE TABLE requests AS
        SELECT
          i AS row_number,
          ['openai/gpt-4.1', 'gpt-5.4', 'anthropic/claude-sonnet-4-5', 'google/gemini-2.5-pro', 'o3', 'nobody']
            [1 + CAST(HASH(i) % 6 AS BIGINT)] AS model,
          TIMESTAMP '2025-05-01' + TO_SECONDS(CAST(HASH(i + 1) % 40000000 AS BIGINT)) AS timestamp,
          sent AS input_tokens,
          CAST(HASH(i + 3) % 900 AS BIGINT) AS output_tokens,
          CASE WHEN i % 3 = 0 THEN sent // 2 ELSE 0 END AS cached_tokens,
          CASE WHEN i % 5 = 0 THEN sent // 4 ELSE 0 END AS cache_write_tokens,
          i % 7 = 0 AS batch
        FROM (SELECT i, CAST(HASH(i + 2) % 400000 AS BIGINT) AS sent FROM RANGE({ROWS}) AS drawn(i))
    """)
    return connection

    return package_catalogue()


def test_the_statement_is_bit_identical_to_price_usage(connection):
    joined = connection.execute(ratecard.JOIN).df().sort_values("row_number", ignore_index=True)
    assert len(joined) == ROWS  # every request once
    priced = package.price_usage(joined.drop(columns="cost_usd"), unknown="column")
    ours, theirs = priced["cost"].to_numpy(), joined["cost_usd"].to_numpy(dtype=float, na_value=np.nan)
    np.testing.assert_array_equal(np.isnan(ours), np.isnan(theirs))
    np.testing.assert_array_equal(ours, theirs)
    assert 0.1 < np.isnan(ours).mean() < 0.6  # nobody's, and days before a first price: NULL, never 0


def test_the_page_has_the_statement():
    assert ratecard.JOIN.strip() in PAGE.read_text(encoding="utf-8")


def test_the_card_has_nothing_that_is_blank_where_a_join_looks(connection):
    blank = " OR ".join(f"{name} IS NULL" for name in ratecard.COLUMNS[:6])
    assert connection.execute(f"SELECT COUNT(*) FROM rate_card WHERE {blank}").fetchone() == (0,)


def test_no_request_meets_two_rows(connection):
    twice = connection.execute("""
        SELECT COUNT(*) FROM rate_card a JOIN rate_card b
          ON a.name = b.name AND a.tier = b.tier AND (a.effective_from, a.above_tokens) < (b.effective_from, b.above_tokens)
          AND a.effective_from < b.effective_to AND b.effective_from < a.effective_to
          AND a.above_tokens < b.up_to_tokens AND b.above_tokens < a.up_to_tokens
    """).fetchone()
    assert twice == (0,)


def test_the_command_writes_it(xlcost, tmp_path):
    out = tmp_path / "card.csv"
    outcome = xlcost("prices", "--rate-card", str(out))
    assert outcome.code == 0
    assert out.read_text().startswith(",".join(ratecard.COLUMNS))

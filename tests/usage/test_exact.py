"""200,000 random requests, counted by DuckDB and priced in groups, cost to the last digit what decimals say."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from decimal import Decimal, localcontext

import pytest
from usage_material import PRICE_TABLE, TODAY

import xlcost.usage

ROWS = 200_000
FIRST = date(2026, 1, 1)
HEADER = [
    "timestamp", "model", "input_tokens", "output_tokens", "cached_tokens", "cache_write_tokens",
    "cache_write_1h_tokens", "batch", "tier", "team", "request_id",
]  # fmt: skip


def requests():
    """Requests that meet every price of the table: caches of both kinds, tiers, batches, days, thresholds."""
    chance = random.Random(12)
    for number in range(ROWS):
        model = chance.choice(["steady", "falling", "tiered", "embedding", "acme/steady", " STEADY"])
        sent = chance.choice([chance.randrange(2_000), chance.randrange(400_000), 200_000, 200_001, 0])
        read = chance.randrange(sent + 1) if chance.random() < 0.4 else 0
        write = chance.randrange(sent - read + 1) if chance.random() < 0.3 else 0
        hour = chance.randrange(sent - read - write + 1) if chance.random() < 0.2 else 0
        batch, tier = chance.random() < 0.2, ""
        if "steady" in model.lower() and not batch and not write and not hour and chance.random() < 0.2:
            tier = "flex"
        if model == "embedding":
            read = write = hour = batch = 0
        if model == "falling" and batch:
            hour = 0
        out = 0 if model == "embedding" else chance.randrange(3_000)
        moment = FIRST + timedelta(days=chance.randrange(300))
        yield [
            f"{moment}T{chance.randrange(24):02}:30:00", model, sent, out, read, write, hour,
            "true" if batch else "false", tier, chance.choice("xyz"), f"r-{number}",
        ]  # fmt: skip


def reference(row):
    """One request in decimals, from the table itself: imports nothing of ours."""
    moment, model, sent, out, read, write, hour, batch, tier, *_ = row
    bare = model.strip().lower().rpartition("/")[2]
    tier = "batch" if batch == "true" else tier or None
    lines = [dict(zip(PRICE_TABLE[0], line)) for line in PRICE_TABLE[1:] if line[1] == bare and line[2] == tier]
    lines = [line for line in lines if line["effective_from"] is None or f"{line['effective_from']}" <= moment[:10]]
    newest = max(f"{line['effective_from']}" for line in lines)
    lines = [line for line in lines if f"{line['effective_from']}" == newest]
    line = max(
        (line for line in lines if line["above_tokens"] is None or sent > line["above_tokens"]),
        key=lambda line: line["above_tokens"] or 0,
    )
    price = {
        kind: Decimal(str(line[kind] or 0))
        for kind in ("input", "output", "cache_read", "cache_write", "cache_write_1h")
    }
    fresh = sent - read - write - hour
    return (
        fresh * price["input"] + read * price["cache_read"] + write * price["cache_write"]
        + hour * price["cache_write_1h"] + out * price["output"]
    ) / 1_000_000  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    return list(requests())


@pytest.fixture(scope="module")
def expected(rows):
    with localcontext() as context:
        context.prec = 60
        found: dict[tuple[str, str], Decimal] = {}
        for row in rows:
            key = (row[0][:7], row[9])
            found[key] = found.get(key, Decimal(0)) + reference(row)
    return found


@pytest.fixture(scope="module")
def log(rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("usage") / "log.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *rows])
    return path


@pytest.fixture(scope="module")
def parquet(log):
    import duckdb

    path = log.with_suffix(".parquet")
    duckdb.connect().execute(f"COPY (FROM READ_CSV('{log}')) TO '{path}' (FORMAT parquet)")
    return path


@pytest.mark.parametrize("kind", ["log", "parquet"])
def test_every_group_to_the_last_digit(kind, request, prices, expected):
    path = request.getfixturevalue(kind)
    report = xlcost.usage.price(path, group_by=("month", "team"), prices=prices, today=TODAY)
    found = {(line.keys["month"], line.keys["team"]): line.cost for line in report.lines()}
    assert found == expected
    assert report.rows == report.requests == ROWS


def test_a_sum_does_not_depend_on_the_grouping(log, prices, expected):
    one = xlcost.usage.price(log, group_by=(), prices=prices, today=TODAY)
    many = xlcost.usage.price(log, group_by=("day", "team", "tier"), prices=prices, today=TODAY)
    assert one.total == many.total == sum(expected.values())
    assert sum(line.cost for line in many.lines()) == many.total


def test_the_parts_add_up(log, prices):
    report = xlcost.usage.price(log, prices=prices, today=TODAY)
    for line in report.lines():
        assert sum(line.parts) == line.cost

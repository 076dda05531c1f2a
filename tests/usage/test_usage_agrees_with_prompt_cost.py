"""A request in a log costs what PROMPT_COST says for a month of that one request."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import xlcost
from xlcost.errors import PriceUnavailable

HEADER = [
    "model", "provider", "tier", "above_tokens", "input", "output", "cache_read", "cache_write", "effective_from",
    "effective_to",
]  # fmt: skip
FIRST = date(2025, 1, 1)
MODELS = ["a", "b", "c", "unknown"]
NAMES = [*MODELS, "d", "a@flex", "b@batch"]

prices = st.one_of(st.none(), st.just(0.0), st.floats(0.01, 100.0))
days = st.integers(0, 400).map(lambda number: FIRST + timedelta(days=number))
tokens = st.one_of(st.just(0), st.integers(1, 1_000), st.integers(1, 1_000_000))


@st.composite
def tables(draw):
    """A price range: some models, some of them with several rows in time, some prices not published."""
    lines = []
    for model in MODELS[:-1]:
        starts = draw(st.lists(days, max_size=3, unique=True)) or [None]
        for start in starts:
            end = start + timedelta(days=draw(st.integers(1, 200))) if start and draw(st.booleans()) else None
            for tier in ("standard", "batch", "flex"):
                for above in (None, draw(st.integers(1, 500_000)), draw(st.integers(500_001, 900_000))):
                    if draw(st.booleans()):
                        lines.append([model, "acme", tier, above, *[draw(prices) for _ in range(4)], start, end])
    lines.append(["d", "acme", "standard", None, *[draw(prices) for _ in range(4)], None, None])
    return [HEADER, *lines]


@st.composite
def requests(draw):
    sent = draw(tokens)
    cached = draw(st.integers(0, sent))
    written = draw(st.integers(0, sent - cached))
    return {
        "model": draw(st.sampled_from(NAMES)),
        "input_tokens": sent,
        "output_tokens": draw(tokens),
        "cached_tokens": cached,
        "cache_write_tokens": written,
        "batch": draw(st.booleans()),
        "timestamp": draw(days),
    }


def one_request(request, table):
    """PROMPT_COST of one request a month, or the text of its error."""
    sent = request["input_tokens"] or 1
    cached = request["cached_tokens"] / sent
    try:
        return xlcost.prompt_cost(
            request["model"],
            1,
            request["input_tokens"],
            request["output_tokens"],
            cached,
            min(request["cache_write_tokens"] / sent, 1.0 - cached),
            float(request["batch"]),
            as_of=request["timestamp"],
            prices=table,
        )
    except PriceUnavailable as error:
        return str(error)


@given(table=tables(), log=st.lists(requests(), min_size=1, max_size=40))
def test_every_row_agrees(table, log):
    result = xlcost.price_usage(pd.DataFrame(log), prices=table, unknown="column")
    for request, cost, error in zip(log, result["cost"], result["price_error"], strict=True):
        expected = one_request(request, table)
        if isinstance(expected, str):
            assert pd.isna(cost)
            assert isinstance(error, str)
            assert error.split(" on ")[0] == expected.split(" on ")[0]  # a reason names the first day it held
        else:
            assert cost == pytest.approx(expected, rel=1e-12, abs=1e-18)
            assert pd.isna(error)

"""Pricing a usage log from model names: xlcost a million requests at once, the others one by one as they offer it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from contest import timed

import xlcost

pytestmark = pytest.mark.benchmark(group="price usage rows, per row")

#: Requests that the one-by-one libraries price; a million would take them minutes and be no faster per row.
ONE_BY_ONE = 20_000


@pytest.fixture(scope="module")
def frame(rows):
    return pd.DataFrame(rows, columns=["model", "input_tokens", "output_tokens"])


@pytest.fixture(scope="module")
def some(rows):
    return rows[:ONE_BY_ONE]


@pytest.fixture(scope="module")
def right(frame):
    """What the first requests cost, by xlcost: every contestant must say the same."""
    return xlcost.price_usage(frame.head(ONE_BY_ONE))["cost"].to_numpy()


def test_xlcost(benchmark, frame, rows):
    timed(benchmark, "xlcost", lambda: xlcost.price_usage(frame), units=len(rows), rounds=7)


def test_xlcost_each_row_at_its_own_date(benchmark, frame, rows):
    moments = pd.Timestamp("2026-08-01") + pd.to_timedelta(np.arange(len(rows)) % (80 * 86_400), unit="s")
    dated = frame.assign(timestamp=moments)
    timed(benchmark, "xlcost, by date", lambda: xlcost.price_usage(dated), units=len(rows), rounds=7)


def test_tokencost(benchmark, some, right):
    from tokencost import calculate_cost_by_tokens

    def work():
        return [
            float(calculate_cost_by_tokens(sent, model, "input") + calculate_cost_by_tokens(got, model, "output"))
            for model, sent, got in some
        ]

    np.testing.assert_allclose(timed(benchmark, "tokencost", work, units=len(some), rounds=3), right)


def test_litellm(benchmark, some, right):
    import litellm

    def work():
        return [sum(litellm.cost_per_token(model, sent, got)) for model, sent, got in some]

    np.testing.assert_allclose(timed(benchmark, "LiteLLM", work, units=len(some), rounds=3), right)


def test_genai_prices(benchmark, some, right):
    from genai_prices import Usage, calc_price

    def work():
        return [
            float(calc_price(Usage(input_tokens=sent, output_tokens=got), model).total_price)
            for model, sent, got in some
        ]

    np.testing.assert_allclose(timed(benchmark, "genai-prices", work, units=len(some), rounds=3), right)

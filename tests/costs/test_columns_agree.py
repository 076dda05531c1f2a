"""One formula serves a float, a NumPy array and a pandas column: each gives what the others give."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from xlcost import costs
from xlcost.costs import TokenPrices

ROWS = 7
PRICES = TokenPrices(3.0, 15.0, 0.30, 3.75, 6.0)
BATCH = TokenPrices(1.5, 7.5, 1.5, 1.5, 1.5)


def numbers(low, high):
    return np.linspace(low, high, ROWS)


CALLS = {
    "prompt_cost": (
        lambda *a: costs.prompt_cost(PRICES, BATCH, *a),
        [
            numbers(0, 1e6),
            numbers(1, 2e5),
            numbers(0, 4e3),
            numbers(0, 0.5),
            numbers(0, 0.5),
            numbers(0, 1),
            numbers(0, 2),
        ],
    ),
    "request_cost": (lambda *a: costs.request_cost(PRICES, *a), [numbers(0, 9e4), numbers(0, 1e3), numbers(0, 1)]),
    "usage_cost": (
        lambda *a: costs.usage_cost(PRICES, BATCH, *a),
        [numbers(10, 9e4), numbers(0, 1e3), numbers(0, 5), numbers(0, 5), np.arange(ROWS) % 2],
    ),
    "tuned_tokens": (costs.tuned_tokens, [numbers(1, 5_000), numbers(-0.9, 2)]),
    "training_cost": (
        costs.training_cost,
        [numbers(1, 25), numbers(1, 1e4), numbers(1, 500), numbers(1, 4), numbers(0, 9), numbers(0, 9)],
    ),
    "finetune_upfront": (costs.finetune_upfront, [numbers(0, 80), numbers(0, 120), numbers(0, 500), numbers(1, 4)]),
    "finetune_cost": (
        costs.finetune_cost,
        [numbers(0, 900), numbers(0, 500), numbers(0, 12), numbers(0, 9), numbers(0, 9)],
    ),
    "self_host_price": (costs.self_host_price, [numbers(1, 9), numbers(1, 5_000), numbers(0.1, 1)]),
    "breakeven_months": (costs.breakeven_months, [numbers(0, 9_000), numbers(900, 1_500), numbers(1_100, 700)]),
    "breakeven_months, discounted": (
        costs.breakeven_months,
        [numbers(0, 9_000), numbers(900, 1_500), numbers(1_100, 700), numbers(0, 0.3)],
    ),
    "breakeven_requests": (
        costs.breakeven_requests,
        [
            numbers(0, 9e3),
            numbers(0.001, 0.004),
            numbers(0.003, 0.001),
            numbers(0, 1_500),
            numbers(500, 0),
            numbers(1, 36),
        ],
    ),
    "breakeven_price_ratio": (costs.breakeven_price_ratio, [numbers(1, 450), numbers(-0.5, 1), numbers(0, 90)]),
    "cost_in_month": (costs.cost_in_month, [numbers(1, 450), np.arange(ROWS), numbers(-0.1, 0.1), numbers(0, 0.9)]),
    "recommend": (
        costs.recommend,
        [
            numbers(9_000, 12_000),
            np.arange(ROWS) % 3 > 0,
            numbers(100, 900),
            numbers(900, 100),
            np.arange(ROWS) % 2 > 0,
            np.arange(ROWS) % 5 > 0,
        ],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_an_array_gives_what_its_numbers_give_one_by_one(name):
    formula, columns = CALLS[name]
    one_by_one = [formula(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    together = formula(*columns)
    assert isinstance(together, np.ndarray)
    if isinstance(one_by_one[0], str):
        assert together.tolist() == one_by_one
    else:
        np.testing.assert_allclose(together, one_by_one, rtol=1e-14)


@pytest.mark.parametrize("name", CALLS)
def test_a_pandas_column_keeps_its_index(name):
    formula, columns = CALLS[name]
    index = pd.Index([f"row {number}" for number in range(ROWS)])
    together = formula(*(pd.Series(column, index=index) for column in columns))
    assert together.index.equals(index)
    assert together.tolist() == formula(*columns).tolist()


def test_a_column_meets_single_numbers():
    assert costs.prompt_cost(PRICES, PRICES, np.array([0.0, 100_000.0]), 1_000, 100).tolist() == [0.0, 450.0]


def test_a_float_gives_a_float():
    for formula, columns in CALLS.values():
        assert type(formula(*(column.tolist()[1] for column in columns))) in (float, str)

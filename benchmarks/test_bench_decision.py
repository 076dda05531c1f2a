"""Group decision: 10,000 scenarios of a case with four alternatives over 36 months, at most 1 s; one comparison."""

from __future__ import annotations

import numpy as np
import pytest
from contest import timed

from xlcost.decision.case import shipped_case, with_inputs
from xlcost.decision.comparison import compare
from xlcost.decision.moves import moves
from xlcost.decision.runs import run_many
from xlcost.decision.simulate import simulate

RUNS = 10_000
CASE = with_inputs(shipped_case("current"), {"horizon_months": 36}, "benchmark")
ENDS = {
    "requests": (100_000.0, 600_000.0),
    "monthly_growth": (-0.02, 0.05),
    "annual_price_decline": (0.0, 0.4),
    "annual_discount_rate": (0.02, 0.15),
    "a_input_tokens": (1_000.0, 5_000.0),
    "c_success_rate": (0.93, 0.98),
    "c_retrains_per_year": (1.0, 12.0),
    "hourly_rate": (60.0, 140.0),
}


@pytest.mark.benchmark(group="decision: 10,000 scenarios, 36 months, 4 alternatives")
def test_xlcost(benchmark):
    rng = np.random.default_rng(1)
    columns = {key: rng.uniform(*ends, RUNS) for key, ends in ENDS.items()}
    runs = timed(benchmark, "xlcost", lambda: run_many(CASE, columns))
    assert set(runs.advised) <= {"a", "b", "c", "d"}


@pytest.mark.benchmark(group="decision: one comparison, 36 months, 4 alternatives")
def test_xlcost_once(benchmark):
    assert len(timed(benchmark, "xlcost", lambda: compare(CASE)).alternatives) == 4


@pytest.mark.benchmark(group="decision: simulate, 10,000 runs, 36 months, 4 alternatives, draws and percentiles")
def test_xlcost_simulate(benchmark):
    assert timed(benchmark, "xlcost", lambda: simulate(CASE, RUNS)).runs == RUNS


@pytest.mark.benchmark(group="decision: what flips the advice, 36 months, 4 alternatives")
def test_xlcost_moves(benchmark):
    assert timed(benchmark, "xlcost", lambda: moves(CASE))

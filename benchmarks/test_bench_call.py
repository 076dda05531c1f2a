"""One price calculation in process, as a cell or a line of Python asks for it."""

from __future__ import annotations

import pytest
from contest import timed

import xlcost
from xlcost.functions import call

pytestmark = pytest.mark.benchmark(group="one PROMPT_COST call")

MODEL, SENT, GOT = "gpt-4o", 1_000, 100
RIGHT = pytest.approx(0.0035)


def test_xlcost_as_a_cell_calls_it(benchmark):
    args = [MODEL, 1, SENT, GOT]
    assert timed(benchmark, "xlcost, a cell", lambda: call("PROMPT_COST", args)) == RIGHT


def test_xlcost_with_every_argument(benchmark):
    args = [MODEL, 1.0, 1_000.0, 100.0, 0.5, 0.0, 0.5, 0.02, "2026-08-01"]
    assert timed(benchmark, "xlcost, nine arguments", lambda: call("PROMPT_COST", args)) > 0


def test_xlcost_as_python_calls_it(benchmark):
    assert timed(benchmark, "xlcost", lambda: xlcost.prompt_cost(MODEL, 1, SENT, GOT)) == RIGHT


def test_genai_prices(benchmark):
    from genai_prices import Usage, calc_price

    def work():
        return float(calc_price(Usage(input_tokens=SENT, output_tokens=GOT), MODEL).total_price)

    assert timed(benchmark, "genai-prices", work) == RIGHT


def test_litellm(benchmark):
    import litellm

    assert sum(timed(benchmark, "LiteLLM", lambda: litellm.cost_per_token(MODEL, SENT, GOT))) == RIGHT


def test_tokencost(benchmark):
    from tokencost import calculate_cost_by_tokens

    def work():
        return calculate_cost_by_tokens(SENT, MODEL, "input") + calculate_cost_by_tokens(GOT, MODEL, "output")

    assert float(timed(benchmark, "tokencost", work)) == RIGHT

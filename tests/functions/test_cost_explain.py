"""COST_EXPLAIN: the price rows used, arithmetic that comes out at the result, or why there is no result."""

from __future__ import annotations

import math
import re

import pytest

from xlcost.functions import FUNCTIONS, call
from xlcost.functions.explaining import _ARITHMETIC

PRICES = [
    ["model", "provider", "tier", "above_tokens", "input", "output", "cache_read", "cache_write", "cache_write_1h",
     "training", "training_minimum", "effective_from", "source", "checked_on"],
    ["plain", "acme", None, None, 3, 15, 0.3, 3.75, 6, 25, 4, "2025-01-01", "acme.example/prices", "2025-06-09"],
    ["plain", "acme", None, 200_000, 6, 22.5, 0.6, 7.5, None, None, None, "2025-01-01", None, None],
    ["plain", "acme", "batch", None, 1.5, 7.5, 0.15, 1.875, 3, None, None, "2025-01-01", "acme.example/batch", None],
    ["twin", "globex", None, None, 1, 2, *[None] * 8],
    ["twin", "initech", None, None, 1, 2, *[None] * 8],
    ["bare", None, None, None, 1, 2, *[None] * 8],
]  # fmt: skip
NAMED = {
    "TOKEN_PRICE": {"model": "plain", "kind": "output"},
    "PROMPT_COST": {"model": "plain", "requests": 100_000, "input_tokens": 1_000, "output_tokens": 100},
    "TRAINING_COST": {"model": "plain", "examples": 10_000, "tokens_per_example": 500},
    "FINETUNE_COST": {"model": "plain", "requests": 100_000, "input_tokens": 1_000, "output_tokens": 100},
    "FINETUNE_UPFRONT": {"dataset_hours": 40, "hourly_rate": 99.5, "training_cost": 123.456, "runs": 3},
    "SELF_HOST_PRICE": {"gpu_hour_usd": 3.6, "tokens_per_second": 1_234.5, "utilisation": 0.123456789},
    "BREAKEVEN_MONTHS": {"upfront": 6_000, "prompt_monthly": 1_500, "finetune_monthly": 900},
    "BREAKEVEN_REQUESTS": {
        "prompt_unit_cost": 0.0045678901,
        "finetune_unit_cost": 0.003,
        "finetune_fixed_monthly": 1_500,
        "prompt_fixed_monthly": 20,
        "upfront": 700,
        "months": 18,
    },
    "BREAKEVEN_PRICE_RATIO": {"prompt_monthly": 450, "token_uplift": 0.123456789, "finetune_fixed_monthly": 45},
}


def given(name, **more):
    named = {**NAMED.get(name, FUNCTIONS[name].example.arguments), **more}
    if any(argument.name == "prices" for argument in FUNCTIONS[name].arguments):
        named.setdefault("prices", PRICES)
    return [named.get(argument.name) for argument in FUNCTIONS[name].arguments]


def explained(name, **more):
    return call("COST_EXPLAIN", [name, *given(name, **more)])


def arithmetic(text):
    """The value of the arithmetic in an explanation: words dropped, signs as Python writes them."""
    expression = text.split(". ", 1)[1].split(". ")[0].split(", at least")[0].rstrip(".").replace("tokens/s", "")
    expression = re.sub(r"(?<=\d),(?=\d{3})", "", expression).replace("^", "**").replace(" x ", " * ")
    return re.sub(r"\b(?!ln\b|j\b)[a-z]+\b", "", expression)


CASES = [
    ("PROMPT_COST", {}),
    ("PROMPT_COST", {"cached_share": 0.123456789, "cache_write_share": 0.2}),
    ("PROMPT_COST", {"batch_share": 0.123456789, "retry_rate": 0.02, "cached_share": 0.5}),
    ("PROMPT_COST", {"input_tokens": 200_001}),
    ("PROMPT_COST", {"cached_share": 0.5, "cache_write_1h_share": 0.25, "batch_share": 0.5}),
    ("PROMPT_COST", {"input_tokens": 12_345.678_9, "output_tokens": 0}),
    ("TRAINING_COST", {"validation_tokens": 1_234, "epochs": 2}),
    ("FINETUNE_UPFRONT", {"labelling_cost": 12.5, "evaluation_cost": 7}),
    ("SELF_HOST_PRICE", {}),
    ("BREAKEVEN_MONTHS", {}),
    ("BREAKEVEN_REQUESTS", {}),
    ("BREAKEVEN_PRICE_RATIO", {}),
]


@pytest.mark.parametrize(("name", "more"), CASES)
def test_the_arithmetic_comes_out_at_the_result(name, more):
    value = eval(arithmetic(explained(name, **more)), {"ln": math.log})
    assert value == pytest.approx(call(name, given(name, **more)), rel=1e-8)


def test_the_discounted_months_come_out_too():
    text = explained("BREAKEVEN_MONTHS", annual_discount_rate=0.123456789)
    assert "with the monthly rate j = (1 + 0.123456789)^(1/12) - 1." in text
    formula = arithmetic(text).split("  ")[0]
    value = eval(formula, {"ln": math.log, "j": 1.123456789 ** (1 / 12) - 1})
    assert value == pytest.approx(call("BREAKEVEN_MONTHS", given("BREAKEVEN_MONTHS", annual_discount_rate=0.123456789)))


def test_it_begins_with_the_result_and_its_unit():
    assert explained("PROMPT_COST").startswith("PROMPT_COST = 450 USD per month. ")
    assert explained("BREAKEVEN_MONTHS") == "BREAKEVEN_MONTHS = 10 months. 6,000 / (1,500 - 900)."


def test_it_names_the_price_row_its_date_its_source_and_when_it_was_checked():
    for name in ("TOKEN_PRICE", "PROMPT_COST", "PROMPT_COST_BREAKDOWN", "TRAINING_COST", "FINETUNE_COST"):
        model = {"model": "plain", "as_of": "2025-06-09"}
        text = explained(name, **model)
        assert "acme/plain, in effect from 2025-01-01, acme.example/prices, checked 2025-06-09" in text


def test_it_says_when_the_long_context_price_is_billed():
    assert "Above 200,000 input tokens every token costs the price of long requests." in explained(
        "PROMPT_COST", input_tokens=200_001
    )
    assert "Above" not in explained("PROMPT_COST", input_tokens=200_000)


def test_it_names_the_batch_line_where_there_is_batch():
    text = explained("PROMPT_COST", batch_share=0.5)
    assert "; batch: acme/plain@batch, in effect from 2025-01-01, acme.example/batch" in text
    assert "batch" not in explained("PROMPT_COST")


def test_it_says_that_cached_tokens_cost_the_input_price_where_no_other_is_published():
    assert "Tokens read from and written to the cache cost the input price: no other is published." in explained(
        "PROMPT_COST", model="bare", cached_share=0.5, cache_write_share=0.1
    )
    assert "no other is published" not in explained("PROMPT_COST", cached_share=0.5)


def test_fine_tuning_shows_its_parts_and_the_inference_with_its_uplift():
    text = explained("FINETUNE_COST", token_uplift=0.2, training_cost=500, retrains_per_year=12, upkeep_cost=1_000)
    assert text.startswith(
        "FINETUNE_COST = 2,040 USD per month. Inference + 500 x 12 / 12 retraining + 0 hosting + 1,000 upkeep. "
        "Tokens x (1 + 0.2). Inference: 100,000 requests x (1,200 x 3 + 120 x 15) / 1,000,000 tokens. "
    )


def test_the_ranking_shows_how_the_cheapest_comes_about():
    text = explained("COST_RANKING", prices=[PRICES[0], PRICES[1], PRICES[6]])
    assert text.startswith("COST_RANKING = 3 rows. The cheapest: 100,000 requests x (1,000 x 1 + 100 x 2)")
    assert text.endswith("Prices: bare.")


def test_a_ranking_without_prices_says_so():
    nothing = [["model", "input", "output"], ["a", 1, None]]
    assert explained("COST_RANKING", prices=nothing).endswith("No model has the prices that this workload needs.")


def test_advice_lists_every_gate():
    for name in ("FINETUNE_ADVICE", "FINETUNE_REASONS"):
        text = explained(name)
        for gate in ("data: passed", "stability: passed", "saving: not passed", "evidence: not passed"):
            assert gate in text


def test_a_forecast_shows_its_formula():
    assert "Month t = 100 x (1 + 0.1)^t x (1 - 0)^(t/12), t from 0 to 2." in explained("COST_FORECAST")


#: Functions that show what is written down, and calculate nothing.
LOOKED_UP = {"MODEL_PRICES", "MODEL_STATUS", "PRICE_CHANGES", "XLCOST_VERSION", "COST_EXPLAIN"}


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "COST_EXPLAIN"])
def test_every_function_is_explained(name):
    text = call(
        "COST_EXPLAIN", [name, *[FUNCTIONS[name].example.arguments.get(a.name) for a in FUNCTIONS[name].arguments]]
    )
    assert text.startswith(f"{name} = ")
    assert "#" not in text.partition("Prices:")[0]


def test_every_function_that_calculates_says_how():
    without = set(FUNCTIONS) - set(_ARITHMETIC) - LOOKED_UP
    assert not without, f"{without}: its arithmetic in words, in _ARITHMETIC of xlcost/functions/explaining.py"


REASONS = {
    "ambiguous model": (
        {"model": "twin"},
        "#N/A: twin is sold by several providers, none of them its maker; say globex/twin, initech/twin.",
    ),
    "unknown model": ({"model": "plane"}, "#N/A: unknown model plane; nearest: plain."),
    "no price on that day": (
        {"as_of": "2024-12-31"},
        "#N/A: acme/plain has no price on 2024-12-31: its first price line starts on 2025-01-01, "
        "no earlier price is known; as_of 2025-01-01 uses it.",
    ),
    "price not published": (
        {"model": "bare", "batch_share": 0.5},
        "#N/A: bare has no published batch price.",
    ),
    "blank": ({"requests": None}, "#VALUE!: requests is blank."),
    "text": ({"requests": "many"}, "#VALUE!: requests must be a number, not the text 'many'."),
    "out of domain": ({"cached_share": 1.5}, "#NUM!: cached_share must be 0 to 1, not 1.5."),
    "shares": (
        {"cached_share": 0.7, "cache_write_share": 0.7},
        "#NUM!: cached_share, cache_write_share and cache_write_1h_share must not exceed 1 together, they are 0.7, 0.7 "
        "and 0.",
    ),
    "error passed on": ({"requests": "#DIV/0!"}, "#DIV/0!: requests is already the error #DIV/0!."),
}


@pytest.mark.parametrize(("more", "reason"), REASONS.values(), ids=REASONS)
def test_an_error_is_explained_by_its_reason(more, reason):
    assert explained("PROMPT_COST", **more) == f"PROMPT_COST = {reason}"
    assert reason.startswith(call("PROMPT_COST", given("PROMPT_COST", **more)))


def test_never_says_why():
    assert explained("BREAKEVEN_MONTHS", upfront=4_500, prompt_monthly=450, finetune_monthly=540) == (
        "BREAKEVEN_MONTHS = #NUM!: never: a month with the tuned model costs 540.00 USD, 90.00 USD more than prompting "
        "at 450.00 USD, so nothing pays the up-front cost of 4,500.00 USD back."
    )
    assert "as much as prompting" in explained("BREAKEVEN_MONTHS", finetune_monthly=1_500)
    assert "however long it lasts" in explained("BREAKEVEN_MONTHS", annual_discount_rate=9)
    assert "no volume earns the fixed cost back" in explained("BREAKEVEN_REQUESTS", prompt_unit_cost=0.001)
    assert "no price is low enough" in explained("BREAKEVEN_PRICE_RATIO", finetune_fixed_monthly=450)


def test_a_function_is_named_in_any_case():
    assert call("COST_EXPLAIN", [" breakeven_months ", 6_000, 1_500, 900]).startswith("BREAKEVEN_MONTHS = 10 months")


@pytest.mark.parametrize("name", ["SUM", "COST_EXPLAIN", 5, None])
def test_what_is_no_function_is_value(name):
    assert call("COST_EXPLAIN", [name, 1]) == "#VALUE!"


def test_the_error_for_an_unknown_function_names_the_known_ones():
    import xlcost

    with pytest.raises(ValueError, match=r"^there is no function 'SUM' to explain; there are TOKEN_PRICE, "):
        xlcost.cost_explain("SUM")


def test_too_many_arguments_are_said_to_be():
    text = call("COST_EXPLAIN", ["BREAKEVEN_MONTHS", 1, 2, 3, 4, 5, 6])
    assert text == "BREAKEVEN_MONTHS = #VALUE!: it takes at most 5 arguments."


def test_a_range_is_to_be_explained_cell_by_cell():
    text = call("COST_EXPLAIN", ["BREAKEVEN_MONTHS", 6_000, 1_500, [[900], [800]]])
    assert text == "BREAKEVEN_MONTHS over a range: explain one cell of it at a time."
    assert call("COST_EXPLAIN", ["BREAKEVEN_MONTHS", 6_000, 1_500, [[900]]]).startswith("BREAKEVEN_MONTHS = 10 months")


def test_several_functions_may_be_explained_at_once():
    texts = call("COST_EXPLAIN", [[["SELF_HOST_PRICE"], ["SUM"]], 3.6, 1_000])
    assert texts[0][0].startswith("SELF_HOST_PRICE = 1 USD per Mtok.")
    assert texts[1] == ["#VALUE!"]

"""The conformance cases: what a cell with these arguments must show, wherever the functions run.

A case's arguments are Excel values in order (None is a blank cell or an omitted argument, a range is a list of rows,
an error is its text). Expected values come from ``reference``, which knows no xlcost code, or are written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from agreement import Matches
from reference import ANY, ARGUMENTS, ERRORS, Number, answer

from xlcost.functions import FUNCTIONS


class Case(NamedTuple):
    """One call of one function and what it must give: a number, a text (an error is its text), a boolean or rows."""

    id: str
    function: str
    arguments: tuple[Any, ...]
    expected: Any


#: A worksheet's price range that has a model for every rule.
PRICES: Final[list[list[Any]]] = [
    [
        "model", "provider", "input", "output", "cache_read", "cache_write", "batch_input", "batch_output", "training",
        "training_minimum", "hosting_hour", "long_context_above", "long_input", "long_output", "effective_from",
        "checked_on",
    ],
    ["plain", "acme", 3, 15] + [None] * 11 + [date(2026, 7, 1)],
    ["cached", "acme", 3, 15, 0.3, 3.75, 1.5, 7.5] + [None] * 8,
    ["free-reads", "acme", 3, 15, 0] + [None] * 11,
    ["free", "acme", 0, 0, 0, 0, 0, 0, 0] + [None] * 7,
    ["lopsided-batch", "acme", 3, 15, None, None, 1, None] + [None] * 8,
    ["long", "acme", 2, 8, 0.5, None, 1, 4] + [None] * 3 + [200_000, 4, 12, None, None],
    ["half-long", "acme", 2, 8] + [None] * 7 + [1_000, 4, None, None, None],
    ["embedding", "acme", 0.13] + [None] * 13,
    ["tunable", "acme", 3, 15, None, None, None, None, 25, None, 1.7] + [None] * 5,
    ["minimum", "acme", 3, 15, None, None, None, None, 25, 4] + [None] * 6,
    ["falling", "acme", 10, 40] + [None] * 10 + [date(2025, 4, 16), date(2025, 6, 9)],
    ["falling", "acme", 2, 8] + [None] * 10 + [date(2025, 6, 10), date(2025, 6, 10)],
    ["announced", "acme", 1, 2] + [None] * 10 + [date(2999, 1, 1), date(2026, 7, 1)],
    ["text-dated", "acme", 5, 6] + [None] * 10 + ["2025-01-01", "2025-01-01"],
    ["twin", "acme", 3, 15] + [None] * 12,
    ["twin", "globex", 4, 16] + [None] * 12,
    ["resold", "acme", 3, 15] + [None] * 12,
    ["resold", "azure", 5, 25] + [None] * 12,
]  # fmt: skip

#: The same with a price that is an error, which concerns nobody but its own model.
BROKEN_PRICES: Final = [*PRICES, ["broken", "acme", "#DIV/0!", 15] + [None] * 12]
SMALL_PRICES: Final = [["model", "input", "output"], ["large", 3, 15], ["small", 0.8, 4], ["tiny", 0.1, 0.4]]

_WORKLOAD: Final = {"requests": 100_000, "input_tokens": 1_000, "output_tokens": 100}
_ARTICLE: Final = {"model": "plain", **_WORKLOAD, "prices": PRICES}
_CACHED: Final = {**_ARTICLE, "model": "cached"}

#: Arguments with which each function gives a number; a case changes one or two of them.
BASE: Final[dict[str, dict[str, Any]]] = {
    "TOKEN_PRICE": {"model": "cached", "prices": PRICES},
    "PROMPT_COST": _CACHED,
    "PROMPT_COST_BREAKDOWN": _CACHED,
    "COST_RANKING": {**_WORKLOAD, "prices": PRICES},
    "TRAINING_COST": {"model": "tunable", "examples": 10_000, "tokens_per_example": 500, "prices": PRICES},
    "FINETUNE_UPFRONT": {"dataset_hours": 40, "hourly_rate": 100},
    "FINETUNE_COST": _CACHED,
    "FINETUNE_COST_BREAKDOWN": _CACHED,
    "SELF_HOST_PRICE": {"gpu_hour_usd": 3.6, "tokens_per_second": 1_000},
    "BREAKEVEN_MONTHS": {"upfront": 6_000, "prompt_monthly": 1_500, "finetune_monthly": 900},
    "BREAKEVEN_REQUESTS": {
        "prompt_unit_cost": 0.0045,
        "finetune_unit_cost": 0.003,
        "finetune_fixed_monthly": 1_500,
    },
    "BREAKEVEN_PRICE_RATIO": {"prompt_monthly": 450},
    "COST_FORECAST": {"monthly_cost": 100, "months": 4},
    "FINETUNE_ADVICE": {
        "examples": 20_000,
        "stable": True,
        "prompt_monthly": 1_500,
        "finetune_monthly": 900,
        "upfront": 6_000,
    },
    "FINETUNE_REASONS": {
        "examples": 20_000,
        "stable": True,
        "prompt_monthly": 450,
        "finetune_monthly": 2_040,
        "upfront": 4_500,
    },
}

#: Function -> what is tried -> the arguments that differ from the base ones.
VARIATIONS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "TOKEN_PRICE": {
        "input is the default kind": {},
        "input": {"kind": "input"},
        "output": {"kind": "output"},
        "cache_read": {"kind": "cache_read"},
        "cache_write": {"kind": "cache_write"},
        "batch_input": {"kind": "batch_input"},
        "batch_output": {"kind": "batch_output"},
        "training": {"model": "tunable", "kind": "training"},
        "hosting_hour": {"model": "tunable", "kind": "hosting_hour"},
        "storage_month nobody published": {"kind": "storage_month"},
        "kind in capitals": {"kind": "OUTPUT"},
        "unknown kind": {"kind": "inputs"},
        "kind is a number": {"kind": 1},
        "kind is only a space": {"kind": " "},
        "kind is an empty text": {"kind": ""},
        "a price of zero is zero": {"model": "free-reads", "kind": "cache_read"},
        "a blank price is not zero": {"model": "plain", "kind": "cache_read"},
        "model in capitals": {"model": "CACHED"},
        "model with spaces around": {"model": "  cached "},
        "model with its provider": {"model": "acme/cached"},
        "model with another provider": {"model": "globex/cached"},
        "unknown model": {"model": "no-such-model"},
        "model prefix is no model": {"model": "cache"},
        "wildcard is no model": {"model": "cach*"},
        "question mark is no model": {"model": "cache?"},
        "model of two makers": {"model": "twin"},
        "model of two makers, one named": {"model": "globex/twin"},
        "a maker comes before a cloud": {"model": "resold"},
        "a cloud by name": {"model": "azure/resold"},
        "model is a number": {"model": 5},
        "model is TRUE": {"model": True},
        "model is an empty text": {"model": ""},
        "model is only spaces": {"model": "  "},
        "a price that is an error": {"model": "broken", "prices": BROKEN_PRICES},
        "before the first date": {"model": "falling", "as_of": date(2025, 4, 15)},
        "on the first date": {"model": "falling", "as_of": date(2025, 4, 16)},
        "the day before the price falls": {"model": "falling", "as_of": date(2025, 6, 9)},
        "the day the price falls": {"model": "falling", "as_of": date(2025, 6, 10)},
        "long after": {"model": "falling", "as_of": date(2030, 1, 1)},
        "by default on the day of the newest check": {"model": "falling"},
        "by default on the day of the newest start": {
            "model": "falling",
            "prices": [
                ["model", "input", "output", "effective_from"],
                ["falling", 10, 40, date(2025, 4, 16)],
                ["falling", 2, 8, date(2025, 6, 10)],
                ["other", 5, 5, "2025-06-09"],
            ],
        },
        "a price that has ended": {
            "model": "gone",
            "as_of": date(2025, 7, 1),
            "prices": [
                ["model", "input", "output", "effective_from", "effective_to"],
                ["gone", 1, 2, date(2025, 1, 1), date(2025, 7, 1)],
            ],
        },
        "the last day of a price": {
            "model": "gone",
            "as_of": date(2025, 6, 30),
            "prices": [
                ["model", "input", "output", "effective_from", "effective_to"],
                ["gone", 1, 2, date(2025, 1, 1), date(2025, 7, 1)],
            ],
        },
        "announced, not in effect": {"model": "announced"},
        "announced, then in effect": {"model": "announced", "as_of": date(2999, 1, 1)},
        "serial": {"model": "falling", "as_of": 45817},
        "serial with a time": {"model": "falling", "as_of": 45817.99},
        "serial of the next day": {"model": "falling", "as_of": 45818},
        "time stamp": {"model": "falling", "as_of": datetime(2025, 6, 9, 23, 59)},
        "ISO text": {"model": "falling", "as_of": "2025-06-09"},
        "ISO text with spaces": {"model": "falling", "as_of": " 2025-06-10 "},
        "date in words": {"model": "falling", "as_of": "9 June 2025"},
        "a day that is not in the calendar": {"model": "falling", "as_of": "2025-02-30"},
        "date is TRUE": {"model": "falling", "as_of": True},
        "serial zero": {"model": "falling", "as_of": 0},
        "negative serial": {"model": "falling", "as_of": -1},
        "first safe serial": {"as_of": 61},
        "before the first safe serial": {"as_of": 60},
        "last serial": {"as_of": 2_958_465},
        "after the last serial": {"as_of": 2_958_466},
        "undated rows are in effect since ever": {"as_of": "1950-01-01"},
        "date in the range is a text": {"model": "text-dated", "as_of": "2025-01-01"},
        "before a text date in the range": {"model": "text-dated", "as_of": "2024-12-31"},
        "prices is a number": {"prices": 3},
        "prices is a text": {"prices": "Prices"},
        "prices is an error": {"prices": "#REF!"},
        "prices without a model column": {"prices": [["name", "input", "output"], ["cached", 3, 15]]},
        "prices without an output column": {"prices": [["model", "input"], ["cached", 3]]},
        "header in capitals": {"prices": [["MODEL", "Input", "OUTPUT"], ["cached", 3, 15]]},
        "header with spaces and a unit": {
            "kind": "batch_input",
            "prices": [["Model", "Input", "Output (USD/Mtok)", "Batch input (USD/Mtok)"], ["cached", 3, 15, 1.5]],
        },
        "header with hyphens": {
            "kind": "cache_read",
            "prices": [["model", "input", "output", "Cache-Read"], ["cached", 3, 15, 0.3]],
        },
        "prices without rows": {"prices": [["model", "input", "output"]]},
        "a text where the price belongs": {"prices": [["model", "input", "output"], ["cached", "three", 15]]},
        "a negative price": {"prices": [["model", "input", "output"], ["cached", -3, 15]]},
        "a model of two lines": {"prices": [["model", "input", "output"], ["cached", 3, 15], ["cached", 4, 15]]},
        "a date in words in the range": {
            "prices": [["model", "input", "output", "effective_from"], ["cached", 3, 15, "last May"]]
        },
        "a model with its provider in the range": {
            "model": "acme/cached",
            "prices": [["model", "input", "output"], ["acme/cached", 3, 15]],
        },
        "columns in another order": {"prices": [["output", "note", "input", "model"], [15, "x", 3, "cached"]]},
        "blank lines in the range": {
            "prices": [["model", "input", "output"], [None, None, None], ["cached", 7, 15], [None, None, None]]
        },
        "the range is the only source": {
            "model": "claude-3-5-sonnet-20241022",
            "as_of": "2025-06-09",
            "prices": SMALL_PRICES,
        },
        "package: claude-3-5-sonnet input": {
            "model": "claude-3-5-sonnet-20241022",
            "as_of": "2025-06-09",
            "prices": None,
        },
        "package: claude-3-5-sonnet output": {
            "model": "claude-3-5-sonnet-20241022",
            "kind": "output",
            "as_of": "2025-06-09",
            "prices": None,
        },
        "package: by provider": {
            "model": "anthropic/claude-3-5-sonnet-20241022",
            "kind": "cache_write",
            "as_of": "2025-06-09",
            "prices": None,
        },
        "package: o3 before": {"model": "o3", "as_of": "2025-06-09", "prices": None},
        "package: o3 after": {"model": "o3", "as_of": "2025-06-11", "kind": "output", "prices": None},
        "package: training": {"model": "gpt-4.1-mini", "kind": "training", "as_of": "2026-06-01", "prices": None},
        "package: unknown model": {"model": "gpt-17", "prices": None},
        "column of models": {"model": [["cached"], ["nobody"], ["free"], ["twin"], [None]]},
        "models against kinds": {"model": [["cached"], ["plain"]], "kind": [["input", "output", "cache_read"]]},
        "dates in a row": {"model": "falling", "as_of": [[45817, "2025-06-10", date(2025, 4, 1), "never", None]]},
    },
    "PROMPT_COST": {
        "article": {"model": "plain"},
        "article, the other reading": {"model": "plain", "input_tokens": 875, "output_tokens": 125},
        "cached share": {"cached_share": 0.8},
        "cache writes": {"cache_write_share": 0.25},
        "reads and writes": {"cached_share": 0.7, "cache_write_share": 0.2},
        "reads and writes fill the input": {"cached_share": 0.9, "cache_write_share": 0.1},
        "reads and writes exceed the input": {"cached_share": 0.9, "cache_write_share": 0.2},
        "cached without a cache price": {"model": "plain", "cached_share": 0.8, "cache_write_share": 0.1},
        "cached at a price of zero": {"model": "free-reads", "cached_share": 0.8},
        "half in batch": {"batch_share": 0.5},
        "all in batch": {"batch_share": 1},
        "cached and in batch": {"cached_share": 0.5, "batch_share": 0.5},
        "batch without a batch price": {"model": "plain", "batch_share": 0.5},
        "no batch needs no batch price": {"model": "plain", "batch_share": 0},
        "batch output not published": {"model": "lopsided-batch", "batch_share": 0.5},
        "batch output not needed": {"model": "lopsided-batch", "batch_share": 0.5, "output_tokens": 0},
        "retries": {"retry_rate": 0.02},
        "every attempt repeated twice": {"retry_rate": 2},
        "everything at once": {
            "cached_share": 0.6,
            "cache_write_share": 0.1,
            "batch_share": 0.3,
            "retry_rate": 0.05,
            "as_of": date(2026, 1, 1),
        },
        "at the tier": {"model": "long", "input_tokens": 200_000},
        "above the tier": {"model": "long", "input_tokens": 200_001},
        "above the tier, cached": {"model": "long", "input_tokens": 300_000, "cached_share": 0.5},
        "above the tier, in batch": {"model": "long", "input_tokens": 300_000, "batch_share": 0.5},
        "below the tier, in batch": {"model": "long", "input_tokens": 100_000, "batch_share": 0.5},
        "tier output not published": {"model": "half-long", "input_tokens": 1_001},
        "tier output not needed": {"model": "half-long", "input_tokens": 1_001, "output_tokens": 0},
        "output price not published": {"model": "embedding"},
        "output price not needed": {"model": "embedding", "output_tokens": 0},
        "a free model": {"model": "free", "batch_share": 0.5, "cached_share": 0.5},
        "no requests": {"requests": 0},
        "no tokens": {"input_tokens": 0, "output_tokens": 0},
        "half a request": {"requests": 0.5},
        "a million million requests": {"requests": 1e12},
        "requests is a text": {"requests": "100000"},
        "requests is TRUE": {"requests": True},
        "requests is a date": {"requests": date(2025, 6, 9)},
        "old price": {"model": "falling", "as_of": "2025-06-09"},
        "new price": {"model": "falling", "as_of": "2025-06-10"},
        "no price yet": {"model": "falling", "as_of": "2025-01-01"},
        "unknown model": {"model": "no-such-model"},
        "the price is an error": {"model": "broken", "prices": BROKEN_PRICES},
        "another model's price is an error": {"model": "cached", "prices": BROKEN_PRICES},
        "the first wrong argument decides": {"model": 5, "requests": -1},
        "the first wrong argument decides, a number": {"requests": -1, "input_tokens": "x"},
        "an error after a wrong argument": {"requests": -1, "input_tokens": "#REF!"},
        "a wrong argument after an error": {"requests": "#REF!", "input_tokens": -1},
        "package": {"model": "claude-3-5-sonnet-20241022", "as_of": "2025-06-09", "prices": None},
        "package, cached": {
            "model": "claude-3-5-sonnet-20241022",
            "cached_share": 0.8,
            "as_of": "2025-06-09",
            "prices": None,
        },
        "package, in batch": {
            "model": "claude-3-5-sonnet-20241022",
            "batch_share": 0.5,
            "as_of": "2025-06-09",
            "prices": None,
        },
        "range of one cell": {"requests": [[100_000]]},
        "column of requests": {"requests": [[0], [1], [100_000]]},
        "row of input tokens": {"input_tokens": [[0, 500, 1_000]]},
        "column against row": {"requests": [[1_000], [2_000]], "cached_share": [[0, 0.5, 1]]},
        "two columns": {"requests": [[1_000], [2_000]], "output_tokens": [[10], [20]]},
        "two blocks": {"requests": [[1, 2], [3, 4]], "input_tokens": [[10, 20], [30, 40]]},
        "columns of different lengths": {"requests": [[1_000], [2_000], [3_000]], "output_tokens": [[10], [20]]},
        "block and short row": {"requests": [[1, 2, 3], [4, 5, 6]], "input_tokens": [[10, 20]]},
        "errors stay in their rows": {"requests": [[1_000], ["#REF!"], [-1], ["x"], [None], [2_000]]},
        "blank optional in a range": {"cached_share": [[0.5], [None], [0.8]]},
        "models in a column": {"model": [["plain"], ["nobody"], ["long"], ["twin"]]},
        "a whole table": {
            "model": [["plain"], ["cached"], ["long"]],
            "requests": [[1_000], [2_000], [3_000]],
            "input_tokens": [[1_000], [2_000], [250_000]],
            "output_tokens": [[100], [200], [300]],
            "batch_share": [[0], [0.5], [0]],
        },
    },
    "PROMPT_COST_BREAKDOWN": {
        "article": {"model": "plain"},
        "cached": {"cached_share": 0.8, "cache_write_share": 0.1},
        "retries": {"retry_rate": 0.02},
        "batch saving is negative": {"batch_share": 0.5},
        "everything at once": {
            "cached_share": 0.6,
            "cache_write_share": 0.1,
            "batch_share": 0.3,
            "retry_rate": 0.05,
            "as_of": date(2026, 1, 1),
        },
        "above the tier": {"model": "long", "input_tokens": 300_000, "cached_share": 0.25},
        "unknown model": {"model": "no-such-model"},
        "shares exceed 1": {"cached_share": 0.9, "cache_write_share": 0.2},
        "package": {
            "model": "claude-3-5-sonnet-20241022",
            "cached_share": 0.8,
            "as_of": "2025-06-09",
            "prices": None,
        },
    },
    "COST_RANKING": {
        "ten by default": {},
        "the cheapest": {"top": 1},
        "more than there are": {"top": 100},
        "an older date": {"as_of": date(2025, 6, 9), "top": 100},
        "no output": {"output_tokens": 0, "top": 3},
        "above a tier": {"input_tokens": 300_000, "top": 100},
        "without providers": {"prices": SMALL_PRICES},
        "half a model": {"top": 1.5},
        "prices is a text": {"prices": "Prices"},
    },
    "TRAINING_COST": {
        "article": {},
        "one epoch": {"epochs": 1},
        "no epoch": {"epochs": 0},
        "validation tokens": {"validation_tokens": 1_000_000},
        "the provider's minimum": {"model": "minimum", "examples": 10},
        "above the minimum": {"model": "minimum"},
        "the minimum even for nothing": {"model": "minimum", "examples": 0},
        "training not published": {"model": "plain"},
        "training not published, no examples": {"model": "plain", "examples": 0},
        "free training": {"model": "free"},
        "unknown model": {"model": "no-such-model"},
        "on a date": {"as_of": date(2026, 1, 1)},
        "package": {"model": "gpt-4.1-mini", "as_of": "2026-06-01", "prices": None},
        "epochs in a row": {"epochs": [[1, 2, 3, None]]},
        "models in a column": {"model": [["tunable"], ["minimum"], ["plain"]], "examples": [[10], [10], [10]]},
    },
    "FINETUNE_UPFRONT": {
        "article, data only": {},
        "article, a cheap run": {"training_cost": 500},
        "article, a dear run": {"training_cost": 2_000},
        "three runs": {"training_cost": 500, "runs": 3},
        "no run": {"training_cost": 500, "runs": 0},
        "labels": {"labelling_cost": 1_200},
        "evaluation": {"evaluation_cost": 800},
        "all": {"training_cost": 500, "runs": 2.5, "labelling_cost": 1_200, "evaluation_cost": 800.55},
        "nothing": {"dataset_hours": 0, "hourly_rate": 0},
        "hours in a column, rates in a row": {"dataset_hours": [[10], [40]], "hourly_rate": [[50, 100, 150]]},
        "the text of a number": {"hourly_rate": "100"},
    },
    "FINETUNE_COST": {
        "article, inference": {"model": "plain", "token_uplift": 0.2},
        "article, low": {
            "model": "plain",
            "token_uplift": 0.2,
            "training_cost": 500,
            "retrains_per_year": 12,
            "upkeep_cost": 1_000,
        },
        "article, high": {
            "model": "plain",
            "token_uplift": 0.2,
            "training_cost": 2_000,
            "retrains_per_year": 12,
            "upkeep_cost": 2_500,
        },
        "no uplift": {},
        "shorter prompts": {"token_uplift": -0.5},
        "training without retraining": {"training_cost": 500},
        "retraining every quarter": {"training_cost": 500, "retrains_per_year": 4},
        "hosting": {"hosting_cost": 1_241},
        "upkeep": {"upkeep_cost": 1_000},
        "cached share": {"cached_share": 0.8},
        "cache writes": {"cache_write_share": 0.25},
        "half in batch": {"batch_share": 0.5},
        "retries": {"retry_rate": 0.02},
        "everything at once": {
            "token_uplift": 0.15,
            "training_cost": 375,
            "retrains_per_year": 6,
            "hosting_cost": 1_241,
            "upkeep_cost": 900,
            "cached_share": 0.6,
            "cache_write_share": 0.1,
            "batch_share": 0.3,
            "retry_rate": 0.05,
            "as_of": date(2026, 1, 1),
        },
        "uplift lifts it over the tier": {"model": "long", "input_tokens": 180_000, "token_uplift": 0.2},
        "fewer tokens bring it down to the tier": {"model": "long", "input_tokens": 1_250_000, "token_uplift": -0.84},
        "uplift keeps it at the tier": {"model": "long", "input_tokens": 160_000, "token_uplift": 0.25},
        "old price": {"model": "falling", "as_of": "2025-06-09"},
        "batch without a batch price": {"model": "plain", "batch_share": 0.5},
        "unknown model": {"model": "no-such-model"},
        "shares exceed 1": {"cached_share": 0.9, "cache_write_share": 0.2},
        "package": {
            "model": "claude-3-5-sonnet-20241022",
            "token_uplift": 0.2,
            "as_of": "2025-06-09",
            "prices": None,
        },
        "uplifts in a column": {"token_uplift": [[-0.2], [0], [0.2], [-1], [None]]},
        "uplifts against runs": {"token_uplift": [[0], [0.2]], "training_cost": 500, "retrains_per_year": [[0, 12]]},
    },
    "FINETUNE_COST_BREAKDOWN": {
        "article, low": {
            "model": "plain",
            "token_uplift": 0.2,
            "training_cost": 500,
            "retrains_per_year": 12,
            "upkeep_cost": 1_000,
        },
        "everything at once": {
            "token_uplift": 0.15,
            "training_cost": 375,
            "retrains_per_year": 6,
            "hosting_cost": 1_241,
            "upkeep_cost": 900,
            "cached_share": 0.6,
            "cache_write_share": 0.1,
            "batch_share": 0.3,
            "retry_rate": 0.05,
            "as_of": date(2026, 1, 1),
        },
        "unknown model": {"model": "no-such-model"},
        "package": {
            "model": "claude-3-5-sonnet-20241022",
            "token_uplift": 0.2,
            "hosting_cost": 100,
            "as_of": "2025-06-09",
            "prices": None,
        },
    },
    "SELF_HOST_PRICE": {
        "always busy by default": {},
        "half busy": {"utilisation": 0.5},
        "a free machine": {"gpu_hour_usd": 0},
        "utilisation in a column": {"utilisation": [[0.25], [0.5], [0], [1.01], [None]]},
        "prices against speeds": {"gpu_hour_usd": [[1], [2]], "tokens_per_second": [[100, 0, 2_500]]},
    },
    "BREAKEVEN_MONTHS": {
        "article": {"prompt_monthly": 450, "finetune_monthly": 540},
        "ten months": {},
        "at 10 % a year": {"annual_discount_rate": 0.1},
        "at a tiny rate": {"annual_discount_rate": 0.0001},
        "at a rate of 1": {"annual_discount_rate": 1},
        "no saving": {"finetune_monthly": 1_500},
        "a loss": {"finetune_monthly": 2_000},
        "nothing up front": {"upfront": 0},
        "nothing up front, at a rate": {"upfront": 0, "annual_discount_rate": 0.1},
        "nothing up front, no saving": {"upfront": 0, "finetune_monthly": 1_500},
        "interest eats the saving": {"upfront": 100_000, "annual_discount_rate": 0.1},
        "interest nearly eats the saving": {"upfront": 75_000, "annual_discount_rate": 0.1},
        "up-front costs in a column": {"upfront": [[0], [6_000], [-1], ["#N/A"], [None]]},
        "savings against rates": {
            "finetune_monthly": [[900], [1_500], [1_499]],
            "annual_discount_rate": [[0, 0.1, None]],
        },
    },
    "BREAKEVEN_REQUESTS": {
        "a million": {},
        "fixed cost of prompting": {"prompt_fixed_monthly": 500},
        "up front over twelve months": {"upfront": 6_000},
        "up front over two years": {"upfront": 6_000, "months": 24},
        "half a month": {"upfront": 6_000, "months": 0.5},
        "the tuned model is dearer": {"finetune_unit_cost": 0.005},
        "equal unit costs": {"finetune_unit_cost": 0.0045},
        "any volume will do": {"prompt_fixed_monthly": 2_000},
        "no fixed cost": {"finetune_fixed_monthly": 0},
        "unit costs in a column": {"finetune_unit_cost": [[0.001], [0.0045], [0.006]]},
    },
    "BREAKEVEN_PRICE_RATIO": {
        "no uplift": {},
        "article": {"token_uplift": 0.2},
        "fewer tokens": {"token_uplift": -0.5},
        "fixed cost": {"token_uplift": 0.2, "finetune_fixed_monthly": 100},
        "fixed cost as much as prompting": {"finetune_fixed_monthly": 450},
        "fixed cost more than prompting": {"finetune_fixed_monthly": 1_500},
        "uplifts in a row": {"token_uplift": [[-1, -0.9, 0, 0.2]]},
    },
    "COST_FORECAST": {
        "flat": {},
        "growth": {"monthly_growth": 0.1},
        "shrinking": {"monthly_growth": -0.25},
        "falling prices": {"annual_price_decline": 0.3},
        "growth and falling prices": {"months": 14, "monthly_growth": 0.05, "annual_price_decline": 0.3},
        "prices fall to nothing": {"annual_price_decline": 1},
        "one month": {"months": 1},
        "nothing": {"monthly_cost": 0},
        "half a month": {"months": 2.5},
        "too much growth": {"months": 600, "monthly_growth": 100},
    },
    "FINETUNE_ADVICE": {
        "fine-tune": {},
        "too few examples": {"examples": 9_999},
        "exactly the threshold is not more": {"examples": 10_000},
        "a lower threshold": {"examples": 5_000, "min_examples": 4_999},
        "an unstable task": {"stable": False},
        "no saving": {"finetune_monthly": 2_000},
        "no saving, but evidence": {"finetune_monthly": 2_000, "evidence": True},
        "evidence, but too few examples": {"examples": 100, "evidence": True},
        "saves within a year": {"upfront": 7_199},
        "exactly as much is no saving": {"upfront": 7_200},
        "a longer horizon": {"upfront": 7_200, "horizon_months": 13},
        "article": {"prompt_monthly": 450, "finetune_monthly": 2_040, "upfront": 4_500},
        "stable is 1": {"stable": 1},
        "stable is 0": {"stable": 0},
        "stable is 2": {"stable": 2},
        "stable is a text": {"stable": "TRUE"},
        "evidence is blank": {"evidence": None, "min_examples": 10_000},
        "examples in a column": {"examples": [[100], [10_001], [-1], [None]]},
        "stability against evidence": {
            "stable": [[True], [False]],
            "finetune_monthly": 2_000,
            "evidence": [[True, False]],
        },
    },
    "FINETUNE_REASONS": {
        "article": {},
        "it pays": {"prompt_monthly": 1_500, "finetune_monthly": 900},
        "for quality": {"evidence": True},
        "nothing passes": {"examples": 10, "stable": False},
        "other thresholds": {"horizon_months": 24, "evidence": True, "min_examples": 500},
        "blank examples": {"examples": None},
    },
}

_ADVICE_ARTICLE: Final = (20_000, True, 450, 2_040, 4_500)

#: What the reference does not compute: texts, and tables of the package's prices.
WRITTEN: Final = [
    Case(
        "MODEL_PRICES one model",
        "MODEL_PRICES",
        ("anthropic/claude-3-5-sonnet-20241022", "2025-06-09"),
        [
            [
                "model", "provider", "input", "output", "cache_read", "cache_write", "batch_input", "batch_output",
                "training", "hosting_hour", "storage_month", "long_context_above", "long_input", "long_output",
                "effective_from", "source",
            ],
            ["claude-3-5-sonnet-20241022", "anthropic", 3, 15, 0.3, 3.75, 1.5, 7.5, "", "", "", "", "", "", ANY, ANY],
        ],
    ),
    Case("MODEL_PRICES nothing found", "MODEL_PRICES", ("no such model",), [[ANY] * 16]),
    Case("MODEL_PRICES search is a number", "MODEL_PRICES", (5,), "#VALUE!"),
    Case("MODEL_PRICES search is an error", "MODEL_PRICES", ("#NAME?",), "#NAME?"),
    Case("MODEL_PRICES date is no date", "MODEL_PRICES", (None, "yesterday"), "#VALUE!"),
    Case("MODEL_PRICES date is too early", "MODEL_PRICES", (None, 0), "#NUM!"),
    Case(
        "FINETUNE_REASONS in words",
        "FINETUNE_REASONS",
        _ADVICE_ARTICLE,
        [
            ["gate", "value", "threshold", "passed", "why"],
            ["data", 20_000, 10_000, True, "20,000 high-quality examples are more than 10,000"],
            ["stability", True, True, True, "the task is stable, so a trained model stays right"],
            ["saving", 28_980, 5_400, False, "over 12 months fine-tuning costs 23,580.00 USD more than prompting"],
            [
                "evidence", False, True, False,
                "it has not been shown that prompting cannot reach the quality or scale",
            ],
        ],
    ),
    Case(
        "COST_RANKING package prices",
        "COST_RANKING",
        (100_000, 1_000, 100, 2, "2025-06-09"),
        [["rank", "model", "provider", "USD per month"], [1, ANY, ANY, ANY], [2, ANY, ANY, ANY]],
    ),
    Case("XLCOST_VERSION", "XLCOST_VERSION", (), Matches(r"^xlcost \d+\.\d+\.\d+, prices [-\d]{10}, data \w{8,}$")),
    Case("XLCOST_VERSION takes nothing", "XLCOST_VERSION", (1,), "#VALUE!"),
    Case(
        "COST_EXPLAIN arithmetic",
        "COST_EXPLAIN",
        ("BREAKEVEN_MONTHS", 6_000, 1_500, 900),
        Matches(r"^BREAKEVEN_MONTHS = 10 months\. .*6,000.*1,500.*900"),
    ),
    Case(
        "COST_EXPLAIN never",
        "COST_EXPLAIN",
        ("BREAKEVEN_MONTHS", 6_000, 450, 540),
        Matches(r"^BREAKEVEN_MONTHS = #NUM!: never: .*540\.00.*450\.00"),
    ),
    Case(
        "COST_EXPLAIN prices",
        "COST_EXPLAIN",
        ("PROMPT_COST", "falling", 100_000, 1_000, 100, None, None, None, None, "2025-06-09", PRICES),
        Matches(r"^PROMPT_COST = 1,400 USD per month\. .*2025-04-16"),
    ),
    Case(
        "COST_EXPLAIN package prices",
        "COST_EXPLAIN",
        ("TOKEN_PRICE", "o3", "output", "2025-06-11"),
        Matches(r"^TOKEN_PRICE = 8 USD per Mtok\. .*2025-06-10"),
    ),
    Case(
        "COST_EXPLAIN ambiguous",
        "COST_EXPLAIN",
        ("TOKEN_PRICE", "twin", None, None, PRICES),
        Matches(r"^TOKEN_PRICE = #N/A: .*acme/twin.*globex/twin"),
    ),
    Case(
        "COST_EXPLAIN a blank argument",
        "COST_EXPLAIN",
        ("SELF_HOST_PRICE", 3.6),
        Matches(r"^SELF_HOST_PRICE = #VALUE!: .*tokens_per_second"),
    ),
    Case(
        "COST_EXPLAIN an error that came in",
        "COST_EXPLAIN",
        ("FINETUNE_UPFRONT", 40, "#DIV/0!"),
        Matches(r"^FINETUNE_UPFRONT = #DIV/0!: hourly_rate"),
    ),
    Case("COST_EXPLAIN lower case", "COST_EXPLAIN", ("self_host_price", 3.6, 1_000), Matches("^SELF_HOST_PRICE = 1 ")),
    Case("COST_EXPLAIN no such function", "COST_EXPLAIN", ("COST_OF_TEA",), "#VALUE!"),
    Case("COST_EXPLAIN blank", "COST_EXPLAIN", (None,), "#VALUE!"),
    Case("COST_EXPLAIN the function is an error", "COST_EXPLAIN", ("#N/A",), "#N/A"),
    Case(
        "COST_EXPLAIN reasons",
        "COST_EXPLAIN",
        ("FINETUNE_ADVICE", *_ADVICE_ARTICLE),
        Matches(r"^FINETUNE_ADVICE = Prompt\. .*23,580\.00 USD more"),
    ),
]  # fmt: skip


def positional(function: str, named: Mapping[str, Any]) -> tuple[Any, ...]:
    """Arguments in order, None for what lies before the last one given."""
    names = [name for name, *_ in ARGUMENTS[function]]
    unknown = set(named) - set(names)
    assert not unknown, f"{function} has no {unknown}"
    last = max(names.index(name) for name in named)
    return tuple(named.get(name) for name in names[: last + 1])


def _case(function: str, what: str, named: Mapping[str, Any]) -> Case:
    arguments = positional(function, named)
    return Case(f"{function} {what}", function, arguments, answer(function, arguments))


def _varied() -> Iterator[Case]:
    for function, variations in VARIATIONS.items():
        for what, changes in variations.items():
            yield _case(function, what, {**BASE[function], **changes})


def _worked_examples() -> Iterator[Case]:
    """The registry's own worked examples, where their result is written down."""
    for function in FUNCTIONS.values():
        given, result = function.example.arguments, function.example.result
        if result is not None and function.name in ARGUMENTS:
            yield _case(function.name, "worked example", given)


def _blanks_and_errors() -> Iterator[Case]:
    """Every argument of every function blank, and being an error."""
    for function, takes in ARGUMENTS.items():
        for position, (name, *default) in enumerate(takes):
            required = len(default) == 1
            if (required or name in BASE[function]) and (function, name) != ("COST_RANKING", "prices"):
                yield _case(function, f"{name} blank", {**BASE[function], name: None})
            error = ERRORS[position % 7]
            yield _case(function, f"{name} is {error}", {**BASE[function], name: error})


def _wrong_types() -> Iterator[Case]:
    """Every number as a text and as a boolean."""
    for function, takes in ARGUMENTS.items():
        for position, (name, kind, *_) in enumerate(takes):
            if isinstance(kind, Number):
                wrong = "many" if position % 2 else True
                yield _case(function, f"{name} is {wrong!r}", {**BASE[function], name: wrong})


def _edges() -> Iterator[Case]:
    """Every number at the ends of the domain that the registry declares for it, and just outside."""
    for function in ARGUMENTS:
        for argument in FUNCTIONS[function].arguments:
            domain = getattr(argument.coerce, "domain", None)
            if domain is None:
                continue
            yield _case(function, f"{argument.name} at {domain.low:g}", {**BASE[function], argument.name: domain.low})
            below = domain.low - (1 if domain.whole else 0.001)
            yield _case(function, f"{argument.name} below {domain.low:g}", {**BASE[function], argument.name: below})
            if domain.high < 1e15:
                if not function.startswith("COST_FORECAST"):  # its ends are long: they have cases of their own
                    at = {**BASE[function], argument.name: domain.high}
                    yield _case(function, f"{argument.name} at {domain.high:g}", at)
                above = domain.high + (1 if domain.whole else 0.001)
                yield _case(
                    function, f"{argument.name} above {domain.high:g}", {**BASE[function], argument.name: above}
                )


def _unique(cases: Iterator[Case]) -> list[Case]:
    seen: dict[str, Case] = {}
    for case in cases:
        assert case.id not in seen, case.id
        seen[case.id] = case
    return list(seen.values())


def _all() -> Iterator[Case]:
    yield from _varied()
    yield from _worked_examples()
    yield from _blanks_and_errors()
    yield from _wrong_types()
    yield from _edges()
    yield from WRITTEN


#: Every case, by function and in a fixed order.
CASES: Final[list[Case]] = _unique(_all())

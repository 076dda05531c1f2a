"""What the conformance cases share: price ranges with a model for every rule, and arguments that give a number."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

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
        "upfront": 0,
        "prompt_unit_cost": 0.0045,
        "finetune_unit_cost": 0.003,
        "finetune_fixed_monthly": 1_500,
    },
    "BREAKEVEN_PRICE_RATIO": {"prompt_monthly": 450},
    "PAYBACK_MONTH": {"prompt_costs": [[1_000] * 12], "finetune_costs": [[700] * 12], "upfront": 2_500},
    "COST_FORECAST": {"monthly_cost": 100, "months": 4},
    "FINETUNE_ADVICE": {
        "examples": 20_000,
        "stable": True,
        "prompt_total": 18_000,
        "finetune_total": 16_800,
    },
    "FINETUNE_REASONS": {
        "examples": 20_000,
        "stable": True,
        "prompt_total": 5_400,
        "finetune_total": 28_980,
    },
}

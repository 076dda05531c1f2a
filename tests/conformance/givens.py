"""What the conformance cases share: price ranges with a model for every rule, and arguments that give a number."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from xlcost.functions import FUNCTIONS

#: A worksheet's price range that has a model for every rule.
_COLUMNS: Final = (
    "model", "provider", "tier", "above_tokens", "input", "output", "cache_read", "cache_write", "cache_write_1h",
    "training", "training_minimum", "hosting_hour", "effective_from", "checked_on",
)  # fmt: skip


def _line(model: str, provider: str, input_price: Any, output: float | None = None, **more: Any) -> list[Any]:
    given = {"model": model, "provider": provider, "input": input_price, "output": output, **more}
    return [given.get(column) for column in _COLUMNS]


PRICES: Final[list[list[Any]]] = [
    list(_COLUMNS),
    _line("plain", "acme", 3, 15, checked_on=date(2026, 7, 1)),
    _line("cached", "acme", 3, 15, cache_read=0.3, cache_write=3.75, cache_write_1h=6),
    _line("cached", "acme", 1.5, 7.5, tier="batch", cache_read=0.15, cache_write=1.875, cache_write_1h=3),
    _line("cached", "acme", 6, 30, tier="priority", cache_read=0.6),
    _line("cached", "acme", 3.3, 16.5, tier="regional", cache_read=0.33, cache_write=4.125),
    _line("cached", "acme", 1.65, 8.25, tier="regional-batch", cache_read=0.165, cache_write=2.0625),
    _line("free-reads", "acme", 3, 15, cache_read=0),
    _line("free", "acme", 0, 0, cache_read=0, cache_write=0, training=0),
    _line("free", "acme", 0, 0, tier="batch"),
    _line("lopsided-batch", "acme", 3, 15),
    _line("lopsided-batch", "acme", 1, None, tier="batch"),
    _line("blank-batch-cache", "acme", 3, 15, cache_read=0.3),
    _line("blank-batch-cache", "acme", 1.5, 7.5, tier="batch"),
    _line("long", "acme", 2, 8, cache_read=0.5),
    _line("long", "acme", 4, 12, above_tokens=200_000),
    _line("long", "acme", 1, 4, tier="batch"),
    _line("longer", "acme", 1, 2),
    _line("longer", "acme", 2, 3, above_tokens=1_000),
    _line("longer", "acme", 3, 4, above_tokens=10_000),
    _line("longer", "acme", 0.5, 1, tier="batch"),
    _line("longer", "acme", 1, 1.5, tier="batch", above_tokens=1_000),
    _line("longer", "acme", 0.75, 1.5, tier="flex"),
    _line("half-long", "acme", 2, 8),
    _line("half-long", "acme", 4, None, above_tokens=1_000),
    _line("embedding", "acme", 0.13),
    _line("tunable", "acme", 3, 15, training=25, hosting_hour=1.7),
    _line("tunable", "acme", 3, 15, tier="regional", training=27.5),
    _line("ft:tunable", "acme", 4, 20),
    _line("ft:tunable-cached", "acme", 4, 20, cache_read=1),
    _line("minimum", "acme", 3, 15, training=25, training_minimum=4),
    _line("falling", "acme", 10, 40, effective_from=date(2025, 4, 16), checked_on=date(2025, 6, 9)),
    _line("falling", "acme", 2, 8, effective_from=date(2025, 6, 10), checked_on=date(2025, 6, 10)),
    _line("announced", "acme", 1, 2, effective_from=date(2999, 1, 1), checked_on=date(2026, 7, 1)),
    _line("text-dated", "acme", 5, 6, effective_from="2025-01-01", checked_on="2025-01-01"),
    _line("twin", "acme", 3, 15),
    _line("twin", "globex", 4, 16),
    _line("resold", "acme", 3, 15),
    _line("resold", "azure", 5, 25),
    _line("resold", "azure", 2.5, 12.5, tier="flex"),
]

#: A few of them, for the many cases that turn on another argument: native engines look through the range for each cell.
FEW_PRICES: Final[list[list[Any]]] = [
    PRICES[0],
    *(line for line in PRICES[1:] if line[0] in {"plain", "cached", "tunable"} and line[2] in {None, "batch"}),
]

#: The same with a price that is an error, which concerns nobody but its own model.
BROKEN_PRICES: Final = [*PRICES, _line("broken", "acme", "#DIV/0!", 15)]
SMALL_PRICES: Final = [["model", "input", "output"], ["large", 3, 15], ["small", 0.8, 4], ["tiny", 0.1, 0.4]]

_WORKLOAD: Final = {"requests": 100_000, "input_tokens": 1_000, "output_tokens": 100}
_ARTICLE: Final = {"model": "plain", **_WORKLOAD, "prices": PRICES}
_CACHED: Final = {**_ARTICLE, "model": "cached"}

#: Where a function's worked example is no good start for its cases.
_OTHER_THAN_THE_EXAMPLE: Final[dict[str, dict[str, Any]]] = {
    "TOKEN_PRICE": {"model": "cached", "prices": PRICES},
    "PROMPT_COST": _CACHED,
    "PROMPT_COST_BREAKDOWN": _CACHED,
    "COST_RANKING": {**_WORKLOAD, "prices": PRICES},
    "TRAINING_COST": {"model": "tunable", "examples": 10_000, "tokens_per_example": 500, "prices": PRICES},
    "FINETUNE_COST": _CACHED,
    "FINETUNE_COST_BREAKDOWN": _CACHED,
    "SELF_HOST_PRICE": {"gpu_hour_usd": 3.6, "tokens_per_second": 1_000},
    "BREAKEVEN_REQUESTS": {
        "upfront": 0,
        "prompt_unit_cost": 0.0045,
        "finetune_unit_cost": 0.003,
        "finetune_fixed_monthly": 1_500,
    },
    "BREAKEVEN_PRICE_RATIO": {"prompt_monthly": 450},
    "PAYBACK_MONTH": {"prompt_costs": [[1_000] * 12], "finetune_costs": [[700] * 12], "upfront": 2_500},
    "COST_FORECAST": {"monthly_cost": 100, "months": 4},
    "QUALITY_COST": {"requests": 100_000, "success_rate": 0.95, "error_cost": 0.5},
    "FINETUNE_ADVICE": {
        "examples": 20_000,
        "stable": True,
        "prompt_total": 18_000,
        "finetune_total": 16_800,
    },
}

#: Arguments with which each function gives a number; a case changes one or two of them.
BASE: Final[dict[str, dict[str, Any]]] = {
    **{name: dict(function.example.arguments) for name, function in FUNCTIONS.items()},
    **_OTHER_THAN_THE_EXAMPLE,
}

#: The same with few prices.
SHORT: Final[dict[str, dict[str, Any]]] = {
    function: {**given, "prices": FEW_PRICES} if given.get("prices") is PRICES else given
    for function, given in BASE.items()
}

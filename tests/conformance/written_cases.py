"""Cases that the reference does not compute: texts, and tables of the package's prices."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from agreement import Matches
from givens import PRICES
from reference_arguments import ANY


class Case(NamedTuple):
    """One call of one function and what it must give: a number, a text (an error is its text), a boolean or rows."""

    id: str
    function: str
    arguments: tuple[Any, ...]
    expected: Any


_ADVICE_ARTICLE: Final = (20_000, True, 5_400, 28_980)

#: What the reference does not compute: texts, and tables of the package's prices.
WRITTEN: Final = [
    Case(
        "MODEL_PRICES one model",
        "MODEL_PRICES",
        ("anthropic/claude-3-5-sonnet-20241022", "2025-06-09"),
        [
            [
                "model", "provider", "tier", "above_tokens", "input", "output", "cache_read", "cache_write",
                "cache_write_1h", "training", "training_hour", "training_minimum", "hosting_hour", "storage_month",
                "cache_storage_hour", "web_search", "effective_from", "source",
            ],
            ["claude-3-5-sonnet-20241022", "anthropic", "standard", "", 3, 15, 0.3, 3.75, *[ANY] * 10],
            ["claude-3-5-sonnet-20241022", "anthropic", "batch", "", 1.5, 7.5, *[ANY] * 12],
        ],
    ),
    Case("MODEL_PRICES nothing found", "MODEL_PRICES", ("no such model",), [[ANY] * 18]),
    Case("MODEL_PRICES search is a number", "MODEL_PRICES", (5,), "#VALUE!"),
    Case("MODEL_PRICES search is an error", "MODEL_PRICES", ("#NAME?",), "#NAME?"),
    Case("MODEL_PRICES date is no date", "MODEL_PRICES", (None, "yesterday"), "#VALUE!"),
    Case("MODEL_PRICES date is too early", "MODEL_PRICES", (None, 0), "#NUM!"),
    Case("MODEL_STATUS on sale", "MODEL_STATUS", ("plain", "2026-07-01", PRICES), "on sale"),
    Case("MODEL_STATUS before", "MODEL_STATUS", ("falling", "2025-04-15", PRICES), "not on sale before 2025-04-16"),
    Case("MODEL_STATUS to come", "MODEL_STATUS", ("announced", None, PRICES), "not on sale before 2999-01-01"),
    Case(
        "MODEL_STATUS to end",
        "MODEL_STATUS",
        ("gone", "2025-06-30", [["model", "input", "output", "effective_to"], ["gone", 1, 2, "2025-07-01"]]),
        "until 2025-07-01",
    ),
    Case(
        "MODEL_STATUS ended",
        "MODEL_STATUS",
        ("gone", "2025-07-01", [["model", "input", "output", "effective_to"], ["gone", 1, 2, "2025-07-01"]]),
        "off sale since 2025-07-01",
    ),
    Case("MODEL_STATUS unknown", "MODEL_STATUS", ("nobody", None, PRICES), "#N/A"),
    Case("MODEL_STATUS blank", "MODEL_STATUS", (None,), "#VALUE!"),
    Case("MODEL_STATUS package", "MODEL_STATUS", ("ft:gpt-4.1-mini", "2026-10-26"), Matches("^until 2027-01-14; fine-tu")),
    Case(
        "PRICE_CHANGES a fall",
        "PRICE_CHANGES",
        ("falling", "2025-06-01", "2025-06-30", PRICES),
        [
            ["date", "what", "from", "to", "source"],
            ["2025-06-10", "input", 10, 2, ""],
            ["2025-06-10", "output", 40, 8, ""],
        ],
    ),
    Case("PRICE_CHANGES none", "PRICE_CHANGES", ("plain", None, None, PRICES), [["date", "what", "from", "to", "source"]]),
    Case("PRICE_CHANGES unknown", "PRICE_CHANGES", ("nobody", None, None, PRICES), "#N/A"),
    Case("PRICE_CHANGES no date", "PRICE_CHANGES", ("plain", "soon", None, PRICES), "#VALUE!"),
    Case(
        "FINETUNE_REASONS in words",
        "FINETUNE_REASONS",
        _ADVICE_ARTICLE,
        [
            ["gate", "value", "threshold", "passed", "why"],
            ["data", 20_000, 10_000, True, "20,000 high-quality examples are more than 10,000"],
            ["stability", True, True, True, "the task is stable, so a trained model stays right"],
            [
                "saving", 28_980, 5_400, False,
                "in all, fine-tuning costs 23,580.00 USD more than prompting",
            ],
            [
                "evidence", False, True, False,
                "it has not been shown that prompting cannot reach the quality or scale",
            ],
            ["available", True, True, True, "the tuned model can be trained and is on sale through the horizon"],
        ],
    ),
    Case(
        "COST_RANKING package prices",
        "COST_RANKING",
        (100_000, 1_000, 100, 2, None, None, None, None, "2025-06-09"),
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
        "COST_EXPLAIN never, in words",
        "COST_EXPLAIN",
        ("BREAKEVEN_MONTHS", 6_000, 450, 540, None, "not ever"),
        Matches(r"^BREAKEVEN_MONTHS = not ever, as asked for: never: .*540\.00.*450\.00"),
    ),
    Case(
        "COST_EXPLAIN payback",
        "COST_EXPLAIN",
        ("PAYBACK_MONTH", [[1_000] * 12], [[700] * 12], 2_500),
        Matches(r"^PAYBACK_MONTH = 9 months\. .*2,500 USD; 3,600 USD"),
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

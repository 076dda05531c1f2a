"""The drivers of the tornado: each declared once, for its range on Inputs and its line on Cases."""

from __future__ import annotations

from typing import Final, NamedTuple

from xlcost.functions.arguments import AT_LEAST_0, SHARE
from xlcost.functions.coercion import Domain

#: More tokens with the tuned model; -1 would be none at all.
UPLIFT: Final = Domain(-1.0, 100.0, above_low=True)
_FACTOR: Final = Domain(0.0, 100.0)


class Driver(NamedTuple):
    """One driver: what it is now, the ends it is tested at, and whether these multiply that or replace it."""

    key: str
    label: str
    unit: str
    live: str  # formula template of what it is now
    format: str
    ends: tuple[float, float]
    domain: Domain = _FACTOR
    help: str = "Multiplies the live value."
    most: str = ""  # formula template of what an end can be at most

    @property
    def multiplies(self) -> bool:
        """Whether the ends are factors of the live value."""
        return self.domain == _FACTOR

    @property
    def range(self) -> str:
        """The key of the input that holds the ends."""
        return f"range_{self.key}"


_REPLACES: Final = "Replaces the live value."

DRIVERS: Final = (
    Driver("requests", "Requests", "requests per month", "{requests:live}", "count", (0.5, 2.0)),
    Driver("input_tokens", "Input tokens", "tokens per request", "{input_tokens:live}", "count", (0.5, 2.0)),
    Driver("output_tokens", "Output tokens", "tokens per request", "{output_tokens:live}", "count", (0.5, 2.0)),
    Driver(
        "tuned_price",
        "Token price of the tuned model",
        "x list price",
        "1",
        "factor",
        (0.5, 1.5),
        help="Multiplies the tuned model's token prices.",
    ),
    Driver("training_cost", "Training run cost", "USD per run", "{training_run_cost:live}", "money", (0.5, 2.0)),
    Driver("retrains", "Retraining runs", "runs per year", "{retrains_per_year:live}", "number", (0.25, 2.0)),
    Driver("upkeep_hours", "Upkeep hours", "hours per month", "{upkeep_hours:live}", "number", (0.5, 2.0)),
    Driver("hourly_rate", "Hourly rate", "USD per hour", "{hourly_rate:live}", "money", (0.75, 1.5)),
    Driver("dataset_hours", "Dataset hours", "hours", "{dataset_hours:live}", "number", (0.5, 2.0)),
    Driver(
        "token_uplift",
        "Token uplift",
        "share of tokens",
        "{token_uplift:live}",
        "share",
        (-0.3, 0.4),
        UPLIFT,
        _REPLACES,
    ),
    Driver(
        "cached_share",
        "Cached share",
        "share of input tokens",
        "{cached_share:live}",
        "share",
        (0.0, 0.8),
        SHARE,
        "Replaces the live value; with the share written to the cache at most 100 %.",
        "1-{cache_write_share:live}",
    ),
    Driver(
        "batch_share",
        "Batch share",
        "share of requests",
        "{batch_share:live}",
        "share",
        (0.0, 0.5),
        SHARE,
        "Replaces the live value; needs a batch price where it is above 0 %.",
    ),
    Driver(
        "retry_rate",
        "Requests sent again",
        "share of requests",
        "{retry_rate:live}",
        "share",
        (0.0, 0.05),
        AT_LEAST_0,
        _REPLACES,
    ),
)

"""What the answer may hang on: each driver, the inputs that it moves and the ends that it is tested at."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from xlcost.decision.declaration import Input, Section, section
from xlcost.functions.arguments import AT_LEAST_0, SHARE
from xlcost.functions.coercion import Domain

#: How an end moves an input: it multiplies it, is added to it (within its domain), or replaces it.
Move = Literal["times", "plus", "value"]

_FACTOR: Final = Domain(0.0, 100.0)
_POINTS: Final = Domain(-1.0, 1.0)


class Driver(NamedTuple):
    """One driver. ``inputs`` are moved together; a blank input stays blank and follows what it inherits."""

    key: str
    label: str
    inputs: tuple[str, ...]
    move: Move
    ends: tuple[float, float]
    domain: Domain
    format: str

    @property
    def range(self) -> str:
        """The key of the input that holds the ends."""
        return f"range_{self.key}"


def _times(key: str, label: str, inputs: tuple[str, ...], low: float = 0.5, high: float = 2.0) -> Driver:
    return Driver(key, label, inputs, "times", (low, high), _FACTOR, "factor")


def _of(row: str, letters: str) -> tuple[str, ...]:
    return tuple(f"{letter}_{row}" for letter in letters)


DRIVERS: Final = (
    _times("requests", "Requests", ("requests", "volumes")),
    _times("input_tokens", "Input tokens", _of("input_tokens", "abcd")),
    _times("output_tokens", "Output tokens", _of("output_tokens", "abcd")),
    Driver("monthly_growth", "Growth of requests", ("monthly_growth",), "plus", (-0.05, 0.05), _POINTS, "share"),
    Driver("token_growth", "Growth of tokens per request", ("token_growth",), "plus", (-0.02, 0.02), _POINTS, "share"),
    Driver(
        "annual_price_decline",
        "Fall of token prices a year",
        ("annual_price_decline",),
        "value",
        (0.0, 0.4),
        Domain(0.0, 0.95),
        "share",
    ),
    Driver("annual_discount_rate", "Discount rate", ("annual_discount_rate",), "value", (0.0, 0.15), SHARE, "share"),
    Driver(
        "success_rate", "Good answers, not of A", _of("success_rate", "bcd"), "plus", (-0.05, 0.05), _POINTS, "share"
    ),
    _times("bad_answer_cost", "Cost of a bad answer", _of("bad_answer_cost", "abcd")),
    _times("hourly_rate", "Cost of an hour of work", ("hourly_rate",), 0.75, 1.5),
    _times("preparation_hours", "Preparation, not of A", _of("preparation_hours", "bcd")),
    _times("training_cost", "Cost of a training run", ("c_training_cost",)),
    _times("retrains_per_year", "Retraining runs", ("c_retrains_per_year",), 0.25),
    _times("upkeep_hours", "Upkeep, not of A", _of("upkeep_hours", "bcd")),
    Driver("retry_rate", "Requests sent again", _of("retry_rate", "abcd"), "value", (0.0, 0.05), AT_LEAST_0, "share"),
)

_HELP: Final = {
    "times": "Multiplies the live value.",
    "plus": "Added to the live value.",
    "value": "Replaces the live value.",
}
_UNIT: Final = {"times": "x live value", "plus": "added", "value": "instead"}

RANGES: Final[Section] = section(
    "Sensitivity: what each driver is tested at",
    *(
        Input(
            driver.range,
            f"{driver.label}, range",
            _UNIT[driver.move],
            driver.domain,
            driver.format,
            driver.ends,
            _HELP[driver.move],
            "range",
        )
        for driver in DRIVERS
    ),
)

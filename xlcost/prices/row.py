"""One price row: what a model's tokens cost from a date on, and where that is written."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

#: The kinds of price that TOKEN_PRICE answers. USD per million tokens, but for the last two.
PRICE_KINDS: Final = (
    "input",
    "output",
    "cache_read",
    "cache_write",
    "batch_input",
    "batch_output",
    "training",
    "hosting_hour",
    "storage_month",
)


class PriceRow(NamedTuple):
    """A model's prices from ``effective_from`` until the day before ``effective_to``.

    USD per million tokens, ``hosting_hour`` in USD per hour, ``storage_month`` in USD per month,
    ``training_minimum`` in USD per run. None means *not published*, which is not the same as a published price
    of 0. A named tuple and not a dataclass, because loading the catalogue makes a thousand of them in milliseconds.
    """

    provider: str
    model: str
    effective_from: date | None = None  # None: in effect since ever (worksheet ranges without dates)
    effective_to: date | None = None  # first day on which the row no longer holds; None: still in effect
    input: float | None = None
    output: float | None = None
    cache_read: float | None = None
    cache_write: float | None = None
    batch_input: float | None = None
    batch_output: float | None = None
    training: float | None = None
    training_minimum: float | None = None
    hosting_hour: float | None = None
    storage_month: float | None = None
    long_context_above: float | None = None  # input tokens per request above which every token costs the long_ price
    long_input: float | None = None
    long_output: float | None = None
    long_cache_read: float | None = None
    long_cache_write: float | None = None
    long_batch_input: float | None = None
    long_batch_output: float | None = None
    source: str = ""
    date_basis: str = ""  # "documented", "first seen", ...
    checked_on: date | None = None

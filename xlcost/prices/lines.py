"""The rate card as a relation: price lines for what is billed by the token, fee lines for everything else.

One declaration of both, from which the files, the worksheet columns, the kinds of TOKEN_PRICE and the exported table
are made.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

STANDARD: Final = "standard"
BATCH: Final = "batch"

#: The prices of a price line, USD per million tokens. A cache write is kept for five minutes, ``_1h`` for an hour.
PRICES: Final = ("input", "output", "cache_read", "cache_write", "cache_write_1h")

#: What is not billed by the token of a request, and in which unit.
FEES: Final = {
    "training": "USD per Mtok",
    "training_hour": "USD per hour",
    "training_minimum": "USD per run",
    "hosting_hour": "USD per hour",
    "storage_month": "USD per month",
    "cache_storage_hour": "USD per Mtok and hour",
    "web_search": "USD per 1,000 searches",
}

#: The kinds of price that TOKEN_PRICE answers.
PRICE_KINDS: Final = (*PRICES, *FEES)


class PriceLine(NamedTuple):
    """A model's token prices in one tier, from ``effective_from`` until the day before ``effective_to``.

    USD per million tokens; None means *not published*, which is not the same as a published price of 0. A named tuple
    and not a dataclass, because loading the catalogue makes thousands of them in milliseconds.
    """

    provider: str
    model: str
    tier: str = STANDARD
    effective_from: date | None = None  # None: in effect since ever (worksheet ranges without dates)
    effective_to: date | None = None  # first day on which the line no longer holds; None: still in effect
    above_tokens: float | None = None  # a request with more input tokens than this is billed at this line, all of it
    input: float | None = None
    output: float | None = None
    cache_read: float | None = None
    cache_write: float | None = None
    cache_write_1h: float | None = None
    source: str = ""
    date_basis: str = ""  # "documented", "first seen", ...
    checked_on: date | None = None


class FeeLine(NamedTuple):
    """What a model costs beside its tokens in one tier: one of ``FEES``, in the unit that stands there."""

    provider: str
    model: str
    tier: str
    fee: str
    unit: str
    usd: float
    effective_from: date | None = None
    effective_to: date | None = None
    source: str = ""
    date_basis: str = ""
    checked_on: date | None = None


Line = PriceLine | FeeLine


def full_name(line: Line) -> str:
    """``provider/model``, or the model alone where a worksheet names no provider."""
    return f"{line.provider}/{line.model}" if line.provider else line.model


def name_with_tier(line: Line) -> str:
    """``provider/model@tier``; the standard tier is not written."""
    return full_name(line) if line.tier == STANDARD else f"{full_name(line)}@{line.tier}"


def batch_of(tier: str) -> str:
    """The tier of a tier's batch prices: ``batch`` for the standard one, ``datazone-batch`` for ``datazone``."""
    return BATCH if tier == STANDARD else f"{tier}-{BATCH}"


def is_tuned(model: str) -> bool:
    """Whether a model is a tuned one, by its name: ``ft:gpt-4.1``, ``azure/ft:gpt-4.1``."""
    return "/ft:" in f"/{model.casefold()}"


def in_effect(line: Line, when: date) -> bool:
    """Whether a line holds on a day."""
    begun = line.effective_from is None or line.effective_from <= when
    return begun and (line.effective_to is None or when < line.effective_to)


def fees_beside(line: PriceLine, fees: Iterable[FeeLine], day: date) -> dict[str, float]:
    """The fees of a line's row in a price table: those that hold where the line begins to count, on a day or later.

    They stand beside lines of ordinary length, and beside no batch.
    """
    if line.above_tokens is not None or line.tier.endswith("batch"):
        return {}
    counts_from = max(line.effective_from or date.min, day)
    return {fee.fee: fee.usd for fee in fees if fee.tier == line.tier and in_effect(fee, counts_from)}

"""Context windows: how many input tokens one request to a model can have.

A row of usage with more is no request: it is a sum of several, read as one. The figures are published rounded
(1,000,000 for 1,048,576), so only what is clearly above is taken for that.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from xlcost.prices.files import CONTEXT, DATA

#: What a published window may be rounded down by.
_ROUNDED: Final = 1.05


class Window(NamedTuple):
    """A line of context.csv: the largest window that a source gives, and which source."""

    provider: str
    model: str
    input_tokens: int
    source: str


def most_input_tokens(provider: str, model: str) -> float:
    """More input tokens than any one request to a model has; infinite where no source knows its window."""
    window = _windows().get((provider, model))
    return float("inf") if window is None else window.input_tokens * _ROUNDED


def why_no_request(provider: str, model: str, input_tokens: float) -> str:
    """The reason for refusing a row with more input tokens than one request can have."""
    window = _windows()[provider, model]
    return (
        f"{provider}/{model} takes {window.input_tokens:,} input tokens in a request ({window.source}), and a row has "
        f"{input_tokens:,.0f}: it is no single request; export requests, or read sums in a format of sums"
    )


@cache
def _windows() -> Mapping[tuple[str, str], Window]:
    with (DATA / CONTEXT).open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        return {
            (provider, model): Window(provider, model, int(most), source) for provider, model, most, source in lines
        }

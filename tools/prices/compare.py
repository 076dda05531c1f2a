"""Where the published rows and the sources say different things about the same price on the same day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from xlcost.prices.row import PriceRow

from tools.prices import from_genai_prices, from_model_prices
from tools.prices.from_genai_prices import Entry
from tools.prices.quotes import ModelKey, Prices, Timeline, in_effect

#: The fields of a price row that more than one source speaks of.
COMPARED: Final = (
    "input",
    "output",
    "cache_read",
    "cache_write",
    "batch_input",
    "batch_output",
    "long_context_above",
    "long_input",
    "long_output",
    "long_cache_read",
    "long_cache_write",
    "long_batch_input",
    "long_batch_output",
)


class Disagreement(NamedTuple):
    """One price of one row, and what a source says of it on the row's first day."""

    row: PriceRow
    kind: str
    published: float
    source: str
    said: float


def disagreements(rows: Iterable[PriceRow]) -> list[Disagreement]:
    """Every price that a source gives otherwise on the first day of the row."""
    return [found for row in rows for found in (*_with_model_prices(row), *_with_genai_prices(row))]


def _with_model_prices(row: PriceRow) -> Iterator[Disagreement]:
    """model-prices announces nothing: of days after its own it has no opinion."""
    if _first_day(row) > from_model_prices.snapshot_date():
        return
    quote = in_effect(_timelines().get((row.provider, row.model), []), _first_day(row))
    if quote is not None:
        yield from _differences(row, "model-prices", quote.prices)


def _with_genai_prices(row: PriceRow) -> Iterator[Disagreement]:
    entry = _entries().get((row.provider, row.model.casefold()))
    if entry is not None:
        yield from _differences(row, "genai-prices", _said_on(entry, _first_day(row)))


def _differences(row: PriceRow, source: str, prices: Prices) -> Iterator[Disagreement]:
    for kind in COMPARED:
        published: float | None = getattr(row, kind)
        said = prices.get(kind)
        if published is not None and said is not None and float(round(said, 9)) != published:
            yield Disagreement(row, kind, published, source, float(round(said, 9)))


def _said_on(entry: Entry, day: date) -> dict[str, Decimal]:
    held: dict[str, Decimal] = {}
    for change in entry.dated:
        if change.start is None or change.start <= day:
            held = change.prices
    return held


def _first_day(row: PriceRow) -> date:
    return row.effective_from or date.min


@cache
def _timelines() -> dict[ModelKey, Timeline]:
    return from_model_prices.timelines()


@cache
def _entries() -> dict[ModelKey, Entry]:
    """Each entry by every name that it equals outright; a pattern of genai-prices is no opinion on a model."""
    return {(entry.provider, name.casefold()): entry for entry in from_genai_prices.entries() for name in entry.names}

"""The rate card as a table to join with a log, for those who want a cost in each row of their warehouse.

Every rule is settled in the rows: blank cache prices, days, lengths. A join needs equality of name and tier and two
ranges, and nothing that is NULL.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from xlcost.atomic import write_text
from xlcost.errors import XlcostError
from xlcost.prices import Catalogue
from xlcost.prices.context import most_input_tokens
from xlcost.usage.writing import csv_text

COLUMNS: Final = (
    "name", "tier", "effective_from", "effective_to", "above_tokens", "up_to_tokens", "input", "output", "cache_read",
    "cache_write", "cache_write_1h",
)  # fmt: skip
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(9999, 12, 31)
MOST_TOKENS: Final = 9_000_000_000_000_000

#: A cost in each row: one left join and one sum. A price that is not published gives NULL, never 0.
JOIN: Final = """\
SELECT
  r.*,
  ((r.input_tokens - r.cached_tokens - r.cache_write_tokens) * c.input
    + CASE WHEN r.cached_tokens = 0 THEN 0 ELSE r.cached_tokens * c.cache_read END
    + CASE WHEN r.cache_write_tokens = 0 THEN 0 ELSE r.cache_write_tokens * c.cache_write END
    + CASE WHEN r.output_tokens = 0 THEN 0 ELSE r.output_tokens * c.output END) / 1000000 AS cost_usd
FROM requests r
LEFT JOIN rate_card c
  ON c.name = r.model
  AND c.tier = CASE WHEN r.batch THEN 'batch' ELSE 'standard' END
  AND r.timestamp >= c.effective_from AND r.timestamp < c.effective_to
  AND r.input_tokens > c.above_tokens AND r.input_tokens <= c.up_to_tokens
"""


def rows(catalogue: Catalogue) -> Iterator[list[object]]:
    """Every price that some request meets, once for each name of its model: full, and bare where that means it."""
    models = dict.fromkeys((line.provider, line.model) for line in catalogue.lines)
    tiers: dict[tuple[str, str], dict[str, None]] = {}
    for line in catalogue.lines:
        tiers.setdefault((line.provider, line.model), {})[line.tier] = None
    for provider, model in models:
        full = f"{provider}/{model}" if provider else model
        names = [full, *([model] if provider and _means(catalogue, model, full) else [])]
        for tier in tiers[provider, model]:
            for priced in _of_tier(catalogue, full, tier):
                for name in names:
                    yield [name, *priced]


def _means(catalogue: Catalogue, name: str, full: str) -> bool:
    try:
        return catalogue.full_model(name) == full
    except XlcostError:
        return False


def _of_tier(catalogue: Catalogue, model: str, tier: str) -> Iterator[list[object]]:
    for card in catalogue.cards_of(model, tier):
        up_to = min(MOST_TOKENS, most_input_tokens(card.provider, card.model))  # a row with more is no request
        for step in card.steps:  # the longest requests first
            if step.standard is not None:
                yield [
                    tier, card.effective_from or FIRST_DAY, card.effective_to or LAST_DAY, int(step.above), int(up_to),
                    *step.standard.published,
                ]  # fmt: skip
            up_to = step.above


def write(catalogue: Catalogue, path: Path) -> None:
    """Write the rate card as CSV."""
    write_text(path, csv_text(COLUMNS, list(rows(catalogue))))

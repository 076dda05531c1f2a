"""Where a price comes from, in words."""

from __future__ import annotations

import csv
from functools import cache

from xlcost.prices.catalogue import full_name
from xlcost.prices.files import DATA, UNLISTED
from xlcost.prices.row import PriceRow


def describe(row: PriceRow) -> str:
    """One line on a price row: model, days it holds, source, how its first day is known, when it was checked.

    Says so where a source has stopped listing the model without saying since when: its last price is all there is.
    """
    parts = [full_name(row)]
    if row.effective_from is not None:
        until = f" until the day before {row.effective_to}" if row.effective_to else ""
        parts.append(f"in effect from {row.effective_from}{until}")
    elif row.effective_to is not None:
        parts.append(f"in effect until the day before {row.effective_to}")
    if row.source:
        parts.append(row.source + (f" ({row.date_basis})" if row.date_basis else ""))
    if row.checked_on is not None:
        parts.append(f"checked {row.checked_on}")
    status = unlisted().get((row.provider, row.model))
    if status and row.effective_to is None:
        parts.append(f"listed as {status} by models.dev: last published price")
    return ", ".join(parts)


@cache
def unlisted() -> dict[tuple[str, str], str]:
    """The models that models.dev calls "deprecated" or "removed" at the snapshot, by provider and model."""
    with (DATA / UNLISTED).open(encoding="utf-8", newline="") as lines:
        return {(line["provider"], line["model"]): line["status"] for line in csv.DictReader(lines)}

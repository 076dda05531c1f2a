"""Where a price comes from, in one line that a reviewer can check."""

from __future__ import annotations

from xlcost.prices.row import PriceRow


def describe(row: PriceRow) -> str:
    """The model, since when its prices hold, who says so and when that was last checked."""
    since = f"in effect from {row.effective_from}" if row.effective_from else "undated"
    basis = f" ({row.date_basis})" if row.date_basis else ""
    source = f", {row.source}{basis}" if row.source else ""
    checked = f", checked {row.checked_on}" if row.checked_on else ""
    name = f"{row.provider}/{row.model}" if row.provider else row.model
    return f"{name}, {since}{source}{checked}"

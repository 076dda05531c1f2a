"""Tables of pages that are made of declarations say what is declared."""

from __future__ import annotations

from tools.site import bounds, costs


def test_the_table_of_bounds_is_as_declared() -> None:
    page = bounds.PAGE.read_text(encoding="utf-8")
    assert bounds.page_with_bounds(page) == page, "python -m tools.site.bounds"
    assert len(bounds.bounds()) > 15


def test_the_table_of_costs_is_as_declared() -> None:
    page = costs.PAGE.read_text(encoding="utf-8")
    assert costs.page_with_costs(page) == page, "python -m tools.site.costs"
    assert ("Upkeep", "`upkeep_hours` x `hourly_rate`", "every month", "A, B, C, D") in costs.costs()

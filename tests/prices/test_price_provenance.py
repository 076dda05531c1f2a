"""Where prices come from, in words; and what is known of the end of models."""

from __future__ import annotations

from datetime import date

from xlcost.prices import PriceLine, package_catalogue
from xlcost.prices.provenance import describe

CATALOGUE = package_catalogue()


def test_a_line_is_described_in_one_line() -> None:
    line = PriceLine(
        "acme", "m", "flex", date(2025, 1, 1), date(2025, 6, 1), source="a page", date_basis="documented",
        checked_on=date(2025, 2, 1),
    )  # fmt: skip
    assert describe(line) == (
        "acme/m@flex, in effect from 2025-01-01 until the day before 2025-06-01, a page (documented), "
        "checked 2025-02-01"
    )


def test_a_line_of_a_worksheet_may_have_little_to_say() -> None:
    assert describe(PriceLine("", "m")) == "m"
    assert describe(PriceLine("", "m", effective_to=date(2025, 6, 1))) == "m, in effect until the day before 2025-06-01"


def test_a_model_that_is_no_longer_listed_is_described_as_such() -> None:
    line = CATALOGUE.card("claude-3-5-sonnet-20241022").base
    assert line is not None
    assert "removed from the maker's list" in describe(line, CATALOGUE.events)
    assert describe(line, CATALOGUE.events).endswith(": last price known")
    assert "removed" not in describe(line)


def test_the_events_have_dates_and_sources() -> None:
    closing = [event for event in CATALOGUE.events if event.event == "training_closed" and event.provider == "openai"]
    assert date(2027, 1, 6) in {event.date for event in closing}
    assert all(event.source and event.confidence for event in CATALOGUE.events)

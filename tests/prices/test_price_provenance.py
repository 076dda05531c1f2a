"""Where prices come from, in words; and when fine-tuning offers close."""

from __future__ import annotations

from datetime import date

from xlcost.prices.availability import availability

from xlcost.prices import PriceRow, package_catalogue
from xlcost.prices.provenance import describe


def test_a_row_is_described_in_one_line() -> None:
    row = PriceRow(
        "acme", "m", date(2025, 1, 1), date(2025, 6, 1), source="a page", date_basis="documented",
        checked_on=date(2025, 2, 1),
    )  # fmt: skip
    assert describe(row) == (
        "acme/m, in effect from 2025-01-01 until the day before 2025-06-01, a page (documented), checked 2025-02-01"
    )


def test_a_row_of_a_worksheet_may_have_little_to_say() -> None:
    assert describe(PriceRow("", "m")) == "m"
    assert describe(PriceRow("", "m", effective_to=date(2025, 6, 1))) == "m, in effect until the day before 2025-06-01"


def test_a_model_that_is_no_longer_listed_is_described_as_such() -> None:
    text = describe(package_catalogue().row("claude-3-5-sonnet-20241022"))
    assert text.startswith(
        "anthropic/claude-3-5-sonnet-20241022, in effect from 2024-10-22, https://www.anthropic.com/"
    )
    assert text.endswith("checked 2026-10-26, listed as removed by models.dev: last published price")


def test_a_row_that_has_ended_is_not_called_the_last_price() -> None:
    assert "last published" not in describe(package_catalogue().row("claude-3-5-haiku-20241022", date(2024, 11, 30)))


def test_a_price_from_two_sources_names_both() -> None:
    source = package_catalogue().row("gpt-4.1-mini").source
    assert "model-prices 0.0.5" in source
    assert "training: OpenAI API pricing page, fine-tuning table" in source


def test_the_events_of_fine_tuning_have_dates_and_sources() -> None:
    closing = [event for event in availability() if event.scope == "all self-serve customers"]
    assert [(event.provider, event.date) for event in closing] == [("openai", date(2027, 1, 6))]
    assert all(event.source and event.confidence for event in availability())


def test_an_event_may_have_no_day() -> None:
    assert [event.date for event in availability() if event.provider == "mistral"] == [None]

"""What changes for a model over time, whether it is on sale, and what is announced."""

from __future__ import annotations

from datetime import date

import pytest

from xlcost.errors import UnknownModel
from xlcost.prices import Catalogue, FeeLine, PriceLine
from xlcost.prices.events import Event, sold_fees, sold_lines
from xlcost.prices.timeline import announcement, changes, status, training_events

EVENTS = [
    Event("acme", "gone", "retired", date(2026, 3, 1), "", "a page", "high"),
    Event("acme", "listed-out", "removed", None, "", "a list", "medium"),
    Event("acme", "*", "training_closed_new", date(2026, 5, 7), "new organisations", "a page", "high"),
    Event("acme", "*", "training_closed", date(2027, 1, 6), "everybody", "a page", "high"),
]
LINES = [
    PriceLine("acme", "m", "standard", date(2025, 1, 1), input=1.0, output=4.0, source="first"),
    PriceLine("acme", "m", "standard", date(2026, 1, 1), input=0.5, output=4.0, cache_read=0.05, source="second"),
    PriceLine("acme", "m", "standard", date(2027, 1, 1), input=1.0, output=8.0, cache_read=0.1, source="third"),
    PriceLine("acme", "m", "standard", date(2026, 1, 1), above_tokens=1000.0, input=2.0, output=8.0),
    PriceLine("acme", "m", "batch", date(2026, 1, 1), date(2026, 6, 1), input=0.25, output=2.0),
    PriceLine("acme", "gone", "standard", date(2025, 1, 1), input=1.0, output=1.0),
    PriceLine("acme", "listed-out", "standard", date(2025, 1, 1), input=1.0, output=1.0),
    PriceLine("acme", "paused", "standard", date(2025, 1, 1), date(2025, 2, 1), input=1.0),
    PriceLine("acme", "paused", "standard", date(2025, 5, 1), input=1.0),
    PriceLine("acme", "ft:m", "standard", date(2025, 1, 1), date(2027, 2, 1), input=1.0, output=1.0),
]
FEES = [FeeLine("acme", "m", "standard", "training", "USD per Mtok", 25.0, date(2025, 1, 1), source="fees")]
CATALOGUE = Catalogue(
    sold_lines(LINES, EVENTS), sold_fees(FEES, EVENTS), snapshot=date(2026, 10, 26), digest="", events=EVENTS
)


def told(model: str, first: date, last: date) -> list[tuple[object, ...]]:
    return [change[:4] for change in changes(CATALOGUE, model, first, last)]


def test_every_price_that_changes_is_a_change_both_days_included() -> None:
    assert told("m", date(2026, 1, 1), date(2026, 1, 1)) == [
        (date(2026, 1, 1), "input", 1.0, 0.5),
        (date(2026, 1, 1), "cache_read", None, 0.05),
        (date(2026, 1, 1), "input above 1,000 tokens", None, 2.0),
        (date(2026, 1, 1), "output above 1,000 tokens", None, 8.0),
        (date(2026, 1, 1), "batch input", None, 0.25),
        (date(2026, 1, 1), "batch output", None, 2.0),
    ]
    assert told("m", date(2026, 1, 2), date(2026, 5, 31)) == [
        (date(2026, 5, 7), "no new fine-tuning on 2026-05-07 (new organisations)", None, None)
    ]


def test_a_price_that_ends_is_a_change_too() -> None:
    assert told("m", date(2026, 6, 1), date(2026, 6, 1)) == [
        (date(2026, 6, 1), "batch input", 0.25, None),
        (date(2026, 6, 1), "batch output", 2.0, None),
    ]
    assert (date(2027, 1, 6), "training", 25.0, None) in told("m", date(2027, 1, 2), date.max)


def test_the_end_of_the_sale_is_one_change() -> None:
    assert told("gone", date(2025, 2, 1), date(2026, 4, 1)) == [(date(2026, 3, 1), "off sale", None, None)]
    assert [day for day, what, *_ in told("paused", date(2025, 1, 2), date(2025, 12, 31)) if what == "off sale"] == [
        date(2025, 2, 1)
    ]
    assert (date(2025, 5, 1), "input", None, 1.0) in told("paused", date(2025, 1, 2), date(2025, 12, 31))


def test_a_change_names_its_source() -> None:
    assert {change.source for change in changes(CATALOGUE, "m", date(2027, 1, 1), date(2027, 1, 1))} == {"third"}


@pytest.mark.parametrize(
    ("model", "day", "sentence"),
    [
        ("m", date(2026, 10, 26), "the price changes on 2027-01-01: input 0.5 to 1, output 4 to 8, cache_read 0.05 to 0.1"),
        ("m", date(2025, 6, 1), "the price changes on 2026-01-01: input 1 to 0.5, cache_read not published to 0.05"),
        ("m", date(2027, 1, 1), ""),
        ("ft:m", date(2026, 1, 1), "off sale from 2027-02-01 on"),
        ("listed-out", date(2026, 1, 1), ""),
        ("m", date.max, ""),
    ],
)  # fmt: skip
def test_what_is_known_of_later_is_one_sentence(model: str, day: date, sentence: str) -> None:
    if sentence.startswith("the price changes on 2027-01-01"):
        sentence = "the price doubles on 2027-01-01"
    assert announcement(CATALOGUE, model, day) == sentence


@pytest.mark.parametrize(
    ("model", "day", "text"),
    [
        ("m", date(2024, 12, 31), "not on sale before 2025-01-01; fine-tuning closes to new organisations on 2026-05-07; "
         "fine-tuning closes to everybody on 2027-01-06"),
        ("m", None, "on sale; fine-tuning closed to new organisations since 2026-05-07; "
         "fine-tuning closes to everybody on 2027-01-06"),
        ("ft:m", date(2027, 1, 31), "until 2027-02-01; fine-tuning closed to new organisations since 2026-05-07; "
         "fine-tuning closed to everybody since 2027-01-06"),
        ("gone", date(2026, 2, 28), "until 2026-03-01"),
        ("gone", date(2026, 3, 1), "retired on 2026-03-01"),
        ("listed-out", None, "removed from the maker's list, last price"),
        ("paused", date(2025, 3, 1), "not on sale"),
        ("paused", date(2025, 6, 1), "on sale"),
    ],
)  # fmt: skip
def test_the_status_says_whether_a_model_can_be_bought_and_tuned(model: str, day: date | None, text: str) -> None:
    assert status(CATALOGUE, model, day) == text


def test_availability_is_the_end_of_the_sale_and_of_training() -> None:
    assert CATALOGUE.available_until("ft:m") == date(2027, 2, 1)
    assert CATALOGUE.available_until("m") is None
    assert CATALOGUE.available_until("paused") is None
    assert CATALOGUE.training_until("m") == date(2027, 1, 6)
    assert CATALOGUE.training_until("gone") is None
    assert (
        training_events(CATALOGUE, "m", date(2026, 1, 1))[0] == "fine-tuning closes to new organisations on 2026-05-07"
    )


def test_an_unknown_model_has_no_status() -> None:
    with pytest.raises(UnknownModel):
        status(CATALOGUE, "nobody", None)

"""What two sources say against the card, what LiteLLM alone has, and what a maker documents as a multiple."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tools.prices import clouds, derive, fill, from_litellm, withdraw
from tools.prices.curated import Feature
from tools.prices.quotes import DOCUMENTED, FIRST_SEEN, WITH_MAKER, WITH_STANDARD, Offer, Quote, Timeline
from tools.prices.withdraw import Disagreement, Withdrawn

O = Offer("acme", "m", "standard")  # noqa: E741 - the offer of this page
READ = from_litellm.read_on()


def on(month: int, day: int = 1) -> date:
    return date(2026, month, day)


def quote(start: date, source: str = "a", basis: str = FIRST_SEEN, **prices: float) -> Quote:
    return Quote(start, {kind: Decimal(str(price)) for kind, price in prices.items()}, source, basis, on(10, 26))


def said(source: str, price: float, since: date, until: date | None = None, kind: str = "input") -> Disagreement:
    return Disagreement(O, kind, since, until, Decimal(2), source, Decimal(str(price)))


def shown(timeline: Timeline) -> list[tuple[date, dict[str, float]]]:
    return [(each.start, {kind: float(price) for kind, price in each.prices.items()}) for each in timeline]


def test_a_price_that_two_sources_put_otherwise_and_alike_is_withdrawn_from_the_day_on_which_both_do() -> None:
    found = withdraw.withdrawn([said("x", 1, on(3)), said("y", 1, on(5))], {})
    assert found == [Withdrawn(O, on(5), "input 2 here, 1 by x and y")]


@pytest.mark.parametrize(
    "two",
    [
        [said("x", 1, on(3)), said("y", 3, on(5))],  # they contradict each other
        [said("x", 1, on(3)), said("x", 1, on(5))],  # one source
        [said("x", 1, on(3), on(4)), said("y", 1, on(5))],  # never on the same day
        [said("x", 1, on(3), kind="cache_read"), said("y", 1, on(5), kind="cache_read")],  # not what a request is
    ],
)
def test_anything_less_is_listed_and_not_withdrawn(two: list[Disagreement]) -> None:
    assert withdraw.withdrawn(two, {}) == []


def test_what_was_settled_stays() -> None:
    two = [said("x", 1, on(3)), said("y", 1, on(5))]
    assert withdraw.withdrawn(two, {("acme", "m", "standard"): "its own page says so"}) == []


def test_a_withdrawn_price_ends_and_says_why() -> None:
    timeline = [quote(on(1), input=2, output=8), quote(on(7), input=3, output=9)]
    found = withdraw.without(timeline, Withdrawn(O, on(5), "input 2 here, 1 by x and y"))
    assert shown(found) == [(on(1), {"input": 2, "output": 8}), (on(5), {})]
    assert found[-1].source == "withdrawn: input 2 here, 1 by x and y"


def test_every_day_of_a_prices_life_is_compared_and_not_its_first_alone() -> None:
    card = {Offer("openai", "o3", "standard"): [quote(date(2025, 4, 16), input=10, output=40)]}
    found = {(each.source, each.kind, each.since, each.until) for each in withdraw.disagreements(card)}
    assert ("genai-prices", "input", date(2025, 6, 10), None) in found  # it fell to 2 on that day
    assert ("LiteLLM", "output", READ, READ + timedelta(days=1)) in found


def test_a_source_has_no_opinion_of_days_after_its_own() -> None:
    later = READ + timedelta(days=2)
    card = {Offer("openai", "o3", "standard"): [quote(later, input=99, output=99)]}
    assert {each.source for each in withdraw.disagreements(card)} <= {"genai-prices"}


def test_a_tier_that_only_litellm_has_is_as_old_as_the_standard_price_and_the_tier() -> None:
    offers = {Offer("openai", "gpt-5.4", "standard"): [quote(on(3, 5), input=2.5, output=15, cache_read=0.25)]}
    fill.filled(offers, [Feature("openai", "flex", on(5), "a page")])
    (flex,) = offers[Offer("openai", "gpt-5.4", "flex")]
    assert (flex.start, flex.basis, flex.prices["input"]) == (on(5), WITH_STANDARD, Decimal("1.25"))
    assert flex.prices["cache_read"] == Decimal("0.125")  # LiteLLM has 0.13, rounded to cents
    (priority,) = offers[Offer("openai", "gpt-5.4", "priority")]
    assert (priority.start, priority.basis) == (READ, FIRST_SEEN)  # nobody wrote down since when it is sold


def test_nothing_is_taken_of_a_model_whose_standard_price_is_another() -> None:
    offers = {Offer("openai", "gpt-5.4", "standard"): [quote(on(3, 5), input=2.6, output=15)]}
    fill.filled(offers, [])
    assert list(offers) == [Offer("openai", "gpt-5.4", "standard")]


def test_a_batch_of_claude_that_is_not_at_half_price_is_another_models() -> None:
    offer = Offer("google-vertex", "claude-opus-5-5", "standard")
    offers = {offer: [quote(on(9, 22), input=4, output=20, cache_read=0.2)]}  # LiteLLM has half of Opus 5 there
    fill.filled(offers, [])
    assert Offer("google-vertex", "claude-opus-5-5", "batch") not in offers


def test_a_tier_of_which_only_todays_price_is_known_ends_where_the_standard_price_changes() -> None:
    later = READ + timedelta(days=40)
    standard = [quote(on(3, 5), input=2.5, output=15), quote(later, input=5, output=30)]
    offers = {Offer("openai", "gpt-5.4", "standard"): standard}
    fill.filled(offers, [])
    assert shown(offers[Offer("openai", "gpt-5.4", "priority")])[-1] == (later, {})


def test_a_clouds_price_is_as_old_as_its_makers_where_that_has_never_changed() -> None:
    maker, cloud = Offer("anthropic", "claude-opus-5", "standard"), Offer("google-vertex", "claude-opus-5", "standard")
    offers = {maker: [quote(on(7, 24), input=5, output=25)], cloud: [quote(on(10, 26), input=5.5, output=27.5)]}
    clouds.as_old_as_the_makers(offers)
    assert (offers[cloud][0].start, offers[cloud][0].basis) == (on(7, 24), WITH_MAKER)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (
            [quote(on(7), input=5, output=25), quote(on(8), input=4, output=20)],
            (4.0, 20.0),
        ),  # who knows when it followed
        ([quote(on(7), input=5, output=25)], (6.0, 27.0)),  # no premium of both
    ],
)
def test_else_it_starts_when_it_was_seen(theirs: Timeline, ours: tuple[float, float]) -> None:
    maker, cloud = Offer("anthropic", "claude-opus-5", "standard"), Offer("google-vertex", "claude-opus-5", "standard")
    offers = {maker: theirs, cloud: [quote(on(10, 26), input=ours[0], output=ours[1])]}
    clouds.as_old_as_the_makers(offers)
    assert offers[cloud][0].start == on(10, 26)


def test_anthropics_multiples_stack() -> None:
    standard = [quote(on(1), input=3, output=15, cache_read=0.3, cache_write=3.75)]
    batch = [quote(on(1), input=1.5, output=7.5)]
    offers = {Offer("anthropic", "claude-x", "standard"): standard, Offer("anthropic", "claude-x", "batch"): batch}
    derive.derived(offers)
    assert shown(offers[Offer("anthropic", "claude-x", "standard")])[0][1]["cache_write_1h"] == 6.0
    assert shown(offers[Offer("anthropic", "claude-x", "batch")]) == [
        (on(1), {"input": 1.5, "output": 7.5, "cache_read": 0.15, "cache_write": 1.875, "cache_write_1h": 3.0})
    ]


def test_there_was_no_one_hour_write_before_it_was_sold() -> None:
    offer = Offer("anthropic", "claude-x", "standard")
    offers = {offer: [quote(date(2025, 1, 1), input=3, output=15, cache_write=3.75)]}
    derive.derived(offers)
    assert [("cache_write_1h" in each.prices, each.start) for each in offers[offer]] == [
        (False, date(2025, 1, 1)),
        (True, date(2025, 5, 22)),
    ]


def test_flex_is_at_batch_rates_since_it_is_sold() -> None:
    offers = {
        Offer("openai", "m", "batch"): [quote(date(2025, 1, 1), input=1, output=4)],
        Offer("openai", "m", "flex"): [quote(on(10), input=1, output=4)],
    }
    derive.derived(offers)
    assert shown(offers[Offer("openai", "m", "flex")]) == [(date(2025, 4, 17), {"input": 1, "output": 4})]
    assert offers[Offer("openai", "m", "flex")][0].basis == DOCUMENTED


def test_peak_hours_double_since_the_schedule_and_regions_cost_a_tenth_more() -> None:
    offers = {
        Offer("deepseek", "deepseek-v4-pro", "standard"): [quote(on(5), input=0.4, output=0.8)],
        Offer("anthropic", "claude-opus-5", "standard"): [quote(on(7, 24), input=5, output=25)],
        Offer("anthropic", "claude-opus-4-5", "standard"): [quote(date(2025, 11, 24), input=5, output=25)],
    }
    derive.derived(offers)
    assert shown(offers[Offer("deepseek", "deepseek-v4-pro", "peak")]) == [(on(8, 16), {"input": 0.8, "output": 1.6})]
    assert shown(offers[Offer("anthropic", "claude-opus-5", "regional")]) == [
        (on(7, 24), {"input": 5.5, "output": 27.5})
    ]
    assert Offer("anthropic", "claude-opus-4-5", "regional") not in offers

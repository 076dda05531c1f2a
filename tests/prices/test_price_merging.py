"""One timeline out of several sources: each rule on the smallest example of its trap."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tools.prices import merge
from tools.prices.curated import Feature, History
from tools.prices.from_genai_prices import Dated, Entry
from tools.prices.quotes import DOCUMENTED, FIRST_SEEN, MODEL_ID, Quote, Timeline, in_effect, offers, simplify
from tools.prices.scope import is_text_model

KEY = ("openai", "m")
CHECKED = date(2026, 10, 26)


def on(month: int, day: int = 1) -> date:
    return date(2026, month, day)


def quote(start: date, basis: str = FIRST_SEEN, source: str = "a", **prices: float) -> Quote:
    return Quote(start, {kind: Decimal(str(price)) for kind, price in prices.items()}, source, basis, CHECKED)


def entry(*dated: tuple[date | None, dict[str, float]], launched: date | None = None) -> Entry:
    changes = [Dated(start, {kind: Decimal(str(price)) for kind, price in prices.items()}) for start, prices in dated]
    return Entry("openai", "m", True, frozenset({"m"}), frozenset(), changes, "g", launched, None)


def shown(timeline: Timeline) -> list[tuple[date, dict[str, float]]]:
    return [(each.start, {kind: float(price) for kind, price in each.prices.items()}) for each in timeline]


def plausible(*quotes: Quote) -> list[tuple[date, dict[str, float]]]:
    return shown(merge.plausible(KEY, list(quotes), []))


def test_what_a_source_says_last_of_a_day_counts_and_what_changes_nothing_does_not() -> None:
    timeline = [quote(on(2), input=2), quote(on(1), input=9), quote(on(1), input=1), quote(on(3), input=2)]
    assert shown(simplify(timeline)) == [(on(1), {"input": 1}), (on(2), {"input": 2})]


def test_the_quote_in_effect_is_the_latest_that_has_started() -> None:
    timeline = [quote(on(1), input=1), quote(on(3), input=3)]
    assert in_effect(timeline, on(2)) == timeline[0]
    assert in_effect(timeline, date(2025, 12, 31)) is None


def test_a_free_preview_is_no_price() -> None:
    assert plausible(quote(on(1), input=0, output=0), quote(on(2), input=1, output=2)) == [
        (on(2), {"input": 1, "output": 2})
    ]


def test_a_free_cache_is_not_published() -> None:
    assert plausible(quote(on(1), input=1, output=2, cache_read=0)) == [(on(1), {"input": 1, "output": 2})]


def test_an_output_price_in_the_cache_write_column_is_no_price() -> None:
    assert plausible(quote(on(1), input=3, output=15, cache_write=15)) == [(on(1), {"input": 3, "output": 15})]


def test_a_tier_at_the_ordinary_prices_is_no_tier() -> None:
    tiered = quote(on(1), input=1, output=2, long_above=200_000, long_input=1, long_output=2)
    assert plausible(tiered) == [(on(1), {"input": 1, "output": 2})]


def test_what_is_left_out_is_reported() -> None:
    dropped: list[merge.Dropped] = []
    merge.plausible(KEY, [quote(on(1), input=0, output=0)], dropped)
    assert dropped == [merge.Dropped(KEY, on(1), "input and output 0: a free preview, no price for sale")]


def test_prices_that_complete_a_new_entry_within_days_held_from_its_start() -> None:
    assert plausible(quote(on(1), input=1, output=2), quote(on(1, 9), input=1, output=2, cache_read=0.1)) == [
        (on(1), {"input": 1, "output": 2, "cache_read": 0.1})
    ]


def test_prices_that_come_later_are_a_change() -> None:
    assert len(plausible(quote(on(1), input=1, output=2), quote(on(3), input=1, output=2, cache_read=0.1))) == 2


def test_a_change_noticed_late_starts_on_its_documented_day() -> None:
    late = [quote(on(1), input=10, output=40), quote(on(6, 20), input=2, output=8)]
    corrected = merge.with_genai(late, entry((None, {}), (on(6, 10), {"input": 2, "output": 8})), CHECKED)
    assert shown(corrected)[1] == (on(6, 10), {"input": 2, "output": 8})
    assert (corrected[1].basis, corrected[1].source) == (DOCUMENTED, "g")


def test_a_documented_day_is_not_moved() -> None:
    timeline = [quote(on(1), input=10, output=40), quote(on(6, 20), DOCUMENTED, input=2, output=8)]
    assert merge.with_genai(timeline, entry((on(6, 10), {"input": 2, "output": 8})), CHECKED) == timeline


def test_another_price_is_not_taken_for_the_same_change() -> None:
    timeline = [quote(on(1), input=10, output=40), quote(on(6, 20), input=2, output=8)]
    assert merge.with_genai(timeline, entry((on(6, 10), {"input": 3, "output": 9})), CHECKED) == timeline


def test_an_announced_price_is_a_row_already() -> None:
    announced = entry((None, {"input": 1, "output": 2}), (date(2027, 1, 1), {"input": 2, "output": 4}))
    assert shown(merge.with_genai([quote(on(1), input=1, output=2)], announced, CHECKED))[-1] == (
        date(2027, 1, 1),
        {"input": 2, "output": 4},
    )


def test_a_tier_has_the_threshold_of_its_provider() -> None:
    tier = {"long_input": 4.0, "long_output": 6.0}
    timeline = [quote(on(1), input=2, output=3, long_above=200_000, **tier)]
    known = entry((None, {"input": 2, "output": 3, "long_above": 272_000, **tier}))
    assert merge.with_genai(timeline, known, CHECKED)[0].prices["long_above"] == 272_000


def test_batch_prices_that_only_the_other_source_has_start_on_their_day() -> None:
    batch = {"input": 2.0, "output": 8.0, "batch_input": 1.0, "batch_output": 4.0}
    merged = merge.with_genai([quote(on(1), input=2, output=8)], entry((on(10, 14), batch)), CHECKED)
    assert shown(merged) == [(on(1), {"input": 2, "output": 8}), (on(10, 14), batch)]


def test_batch_prices_of_another_standard_price_are_not_taken() -> None:
    other = entry((on(10, 14), {"input": 3, "output": 9, "batch_input": 1.5, "batch_output": 4.5}))
    timeline = [quote(on(1), input=2, output=8)]
    assert merge.with_genai(timeline, other, CHECKED) == timeline


def test_a_model_that_one_source_alone_knows_starts_when_it_was_read() -> None:
    (found,) = merge.from_entry(entry((None, {"input": 1, "output": 2})), CHECKED)
    assert (found.start, found.basis) == (CHECKED, FIRST_SEEN)


def test_or_on_the_day_of_launch_that_the_entry_names() -> None:
    (found,) = merge.from_entry(entry((None, {"input": 1, "output": 2}), launched=on(9, 18)), CHECKED)
    assert (found.start, found.basis) == (on(9, 18), DOCUMENTED)


def test_a_price_of_which_only_the_end_is_known_is_left_out() -> None:
    ended = entry((None, {"input": 9, "output": 9}), (on(8), {"input": 1, "output": 2}))
    assert shown(merge.from_entry(ended, CHECKED)) == [(on(8), {"input": 1, "output": 2})]


def test_an_openai_id_carries_its_day_of_release() -> None:
    late = [quote(on(6), input=1)]
    (found,) = merge.started_by_id(("openai", "m-2026-01-31"), late, frozenset())
    assert (found.start, found.basis) == (on(1, 31), MODEL_ID)


def test_a_name_without_a_date_starts_with_its_only_dated_name() -> None:
    late = [quote(on(6), input=1)]
    assert merge.started_by_id(KEY, late, frozenset({"m", "m-2026-01-31"}))[0].start == on(1, 31)
    assert merge.started_by_id(KEY, late, frozenset({"m-2026-01-31", "m-2026-03-01"})) == late
    assert merge.started_by_id(KEY, late, frozenset({"m-mini-2026-01-31"})) == late


def test_an_anthropic_id_is_older_than_the_release() -> None:
    late = [quote(on(6), input=1)]
    assert merge.started_by_id(("anthropic", "m-2026-01-31"), late, frozenset()) == late


def test_documented_history_silences_the_others_up_to_its_day() -> None:
    history = History([quote(on(1), DOCUMENTED, input=10)], vouched_until=on(6, 10))
    timeline = [quote(on(6, 5), input=99), quote(on(6, 11), input=2)]
    assert shown(merge.with_history(timeline, history)) == [(on(1), {"input": 10}), (on(6, 11), {"input": 2})]


def test_batches_do_not_exist_before_the_provider_sells_them() -> None:
    batches = Feature("openai", "batch", on(4, 15), "a page")
    timeline = [quote(on(1), input=2, output=4, batch_input=1, batch_output=2, long_batch_input=2)]
    found = merge.with_features("openai", timeline, [batches])
    assert shown(found)[0] == (on(1), {"input": 2, "output": 4})
    assert shown(found)[1][0] == on(4, 15)
    assert found[1].source == "a; batch since: a page"
    assert merge.with_features("mistral", timeline, [batches]) == timeline


def test_a_cache_price_that_an_entry_lacks_held_since_the_provider_caches() -> None:
    caches = Feature("openai", "cache", on(2), "a page")
    timeline = [quote(on(1), input=2, output=4), quote(on(9), input=2, output=4, cache_read=1)]
    assert [start for start, prices in shown(merge.with_features("openai", timeline, [caches]))] == [on(1), on(2)]


def test_a_price_lies_over_the_base_price_and_says_which_kinds_it_is_for() -> None:
    base = [quote(on(1), input=2, output=8), quote(on(6), input=1, output=4)]
    cached = [Quote(on(3), {"cache_read": Decimal("0.5")}, "t", DOCUMENTED, on(8, 5))]
    found = merge.overlaid(base, cached)
    assert shown(found) == [
        (on(1), {"input": 2, "output": 8}),
        (on(3), {"input": 2, "output": 8, "cache_read": 0.5}),
        (on(6), {"input": 1, "output": 4, "cache_read": 0.5}),
    ]
    assert [each.source for each in found] == ["a", "a; cache read: t", "a; cache read: t"]


def test_a_line_with_prices_from_two_sources_is_as_old_as_its_older_check() -> None:
    cached = [Quote(on(3), {"cache_read": Decimal("0.5")}, "t", DOCUMENTED, on(8, 5))]
    assert merge.overlaid([quote(on(1), input=2)], cached)[1].checked_on == on(8, 5)


def test_a_price_of_another_tier_is_taken_with_its_caches_where_the_standard_price_is_the_same() -> None:
    flex = {"input": 2.0, "output": 8.0, "flex_input": 1.0, "flex_output": 4.0, "flex_cache_read": 0.1}
    (found,) = merge.with_genai([quote(on(1), input=2, output=8)], entry((None, flex)), CHECKED)
    assert shown([found]) == [(on(1), flex)]
    assert found.source == "a; flex: g"


def test_a_cache_price_that_only_the_other_source_has_is_taken_in_its_own_tier_alone() -> None:
    said = {"input": 2.0, "output": 8.0, "batch_input": 1.0, "batch_output": 4.0, "batch_cache_read": 0.1}
    timeline = [quote(on(1), input=2, output=8, batch_input=1, batch_output=5)]
    assert merge.with_genai(timeline, entry((None, said)), CHECKED) == timeline


def test_each_offer_of_a_model_has_a_timeline_of_its_own() -> None:
    timeline = [
        quote(
            on(1), input=2, output=8, batch_input=1, batch_output=4, long_input=4, long_output=12, long_above=200_000
        ),
        quote(on(6), input=2, output=8, batch_input=0.5, batch_output=2),
    ]
    found = {(offer.tier, offer.long): shown(own) for offer, own in offers(("azure", "m@datazone"), timeline)}
    assert found == {
        ("datazone", False): [(on(1), {"input": 2, "output": 8})],
        ("datazone", True): [(on(1), {"input": 4, "output": 12, "above": 200_000}), (on(6), {})],
        ("datazone-batch", False): [(on(1), {"input": 1, "output": 4}), (on(6), {"input": 0.5, "output": 2})],
    }


def test_text_models_are_told_from_the_others_by_their_ids() -> None:
    assert is_text_model("amazon.nova-lite-v1:0")
    assert is_text_model("ft:gpt-4.1-mini-2025-04-14")
    assert not is_text_model("gpt-4o-mini-tts")
    assert not is_text_model("gemini-2.5-flash-image")
    assert not is_text_model("phi-4-reasoning:free")

"""The schedule of months: worked figures, one idea a test."""

import math

import pytest

from xlcost.costs.inference import TokenPrices
from xlcost.costs.schedule import (
    Gpus,
    MonthPrices,
    Plan,
    PriceStep,
    Quality,
    Traffic,
    cumulative_saving,
    gpus_needed,
    payback,
    retrains_in_month,
    routed,
    schedule,
    shared_months,
)

NAN = math.nan
NO_TOKENS = Traffic(0.0, 0.0)
NOTHING = TokenPrices(NAN, NAN, NAN, NAN, NAN)
FREE = MonthPrices((PriceStep(0.0, TokenPrices(0.0, 0.0, 0.0, 0.0, 0.0), TokenPrices(0.0, 0.0, 0.0, 0.0, 0.0)),))
LIST = MonthPrices((PriceStep(0.0, TokenPrices(3.0, 15.0, 0.3, 3.75, 6.0), TokenPrices(1.5, 7.5, 0.15, 1.875, 3.0)),))


def monthly(per_request, horizon=12, upfront=0.0, **shared):
    """A way that costs so much a request and month, and the months."""
    months = shared_months(horizon, 1.0, **shared)
    plan = Plan(NO_TOKENS._replace(tool_fees=per_request * 1000.0), [FREE] * horizon, Quality(), upfront)
    return schedule(plan, months)


def test_the_article():
    months = shared_months(12, 100_000.0)
    prompting = schedule(Plan(Traffic(1_000.0, 100.0), [LIST] * 12, Quality()), months)
    tuned = schedule(
        Plan(
            Traffic(1_200.0, 120.0),
            [LIST] * 12,
            Quality(),
            upfront=4_000.0 + 500.0,
            people=1_000.0,
            retrains_per_year=12.0,
            retrain_cost=[500.0] * 12,
        ),
        months,
    )
    assert prompting.cost == [450.0] * 12
    assert tuned.tokens == pytest.approx([540.0] * 12, rel=1e-12)
    assert tuned.cost == pytest.approx([2_040.0] * 12, rel=1e-12)
    assert payback(prompting, tuned) == (math.inf, math.inf)


def test_a_flat_saving_pays_back_in_month_9():
    base, other = monthly(1_000.0), monthly(700.0, upfront=2_500.0)
    assert payback(base, other) == (9.0, 9.0)
    assert base.present_total - other.present_total == pytest.approx(1_100.0, rel=1e-12)


def test_with_requests_falling_by_30_percent_a_month_it_never_does():
    base, other = monthly(1_000.0, monthly_growth=-0.3), monthly(700.0, upfront=2_500.0, monthly_growth=-0.3)
    assert cumulative_saving(base, other)[-1] == pytest.approx(300 * (1 - 0.7**12) / 0.3, rel=1e-12)
    assert cumulative_saving(base, other)[-1] == pytest.approx(986.1587, abs=5e-5)
    assert payback(base, other) == (math.inf, math.inf)


def test_with_requests_growing_by_30_percent_a_month_it_does_in_month_13():
    base = monthly(100.0, 24, monthly_growth=0.3)
    other = monthly(70.0, 24, upfront=2_500.0, monthly_growth=0.3)
    saved = cumulative_saving(base, other)
    assert saved[11] == pytest.approx(2_229.81, abs=5e-3)
    assert saved[12] == pytest.approx(2_928.75, abs=5e-3)
    assert payback(base, other) == (13.0, 13.0)


def test_a_saving_that_is_taken_back_has_a_first_and_a_last_month():
    months = shared_months(12, 1.0)
    base = monthly(100.0)
    plan = Plan(NO_TOKENS, [FREE] * 12, Quality(), 150.0, retrains_per_year=4.0, retrain_cost=[200.0] * 12)
    other = schedule(plan, months)
    # 100 a month against 200 in months 3, 6, 9, 12: 100 200 100 200 300 200 300 400 300 400 500 400
    assert cumulative_saving(base, other)[:4] == [100.0, 200.0, 100.0, 200.0]
    assert payback(base, other) == (2.0, 4.0)


def test_a_way_with_nothing_up_front_pays_back_in_month_1_or_never():
    assert payback(monthly(10.0), monthly(9.0)) == (1.0, 1.0)
    assert payback(monthly(10.0), monthly(11.0)) == (math.inf, math.inf)


def test_a_cost_at_the_end_of_a_month_is_discounted_by_whole_months():
    one = monthly(100.0, 12, annual_discount_rate=0.1)
    assert one.present[0] == pytest.approx(100 / 1.1 ** (1 / 12), rel=1e-14)
    assert one.present[11] == pytest.approx(100 / 1.1, rel=1e-14)


def test_published_case_pays_back_in_two_and_a_half_months():
    # 200,000 requests, 500 + 300 tokens, 10/30 against 3/6 USD per Mtok, 60 h x 75 + 800; 660 is published rounded
    months = shared_months(12, 200_000.0)

    def at(price_in, price_out, upfront=0.0):
        prices = TokenPrices(price_in, price_out, price_in, price_in, price_in)
        step = PriceStep(0.0, prices, prices)
        return schedule(Plan(Traffic(500.0, 300.0), [MonthPrices((step,))] * 12, Quality(), upfront), months)

    big, small = at(10.0, 30.0), at(3.0, 6.0, 60 * 75 + 800)
    assert big.cost[0] == pytest.approx(2_800.0)
    assert small.cost[0] == pytest.approx(660.0)
    assert small.upfront == 5_300.0
    assert small.upfront / (big.cost[0] - small.cost[0]) == pytest.approx(2.5, abs=0.03)
    assert payback(big, small) == (3.0, 3.0)


def test_typed_volumes_stand_above_growth_and_season():
    months = shared_months(4, 100.0, monthly_growth=1.0, season=[2.0, 1.0, 1.0, 0.5], volumes=[None, 7.0])
    assert months.requests == [200.0, 7.0, 400.0, 400.0]


def test_tokens_grow_and_prices_fall():
    months = shared_months(13, 1_000.0, token_growth=0.1, annual_price_decline=0.2)
    cost = schedule(Plan(Traffic(1_000.0, 100.0), [LIST] * 13, Quality()), months).cost
    assert cost[0] == pytest.approx(4.5)
    assert cost[12] == pytest.approx(4.5 * 1.1**12 * 0.8)


def test_list_and_contracted_cost():
    plan = Plan(Traffic(1_000.0, 100.0, discount=0.2, tool_fees=10.0, retry_rate=0.5), [LIST], Quality())
    one = schedule(plan, shared_months(1, 100_000.0))
    assert one.list_tokens == [pytest.approx(675.0)]
    assert one.tokens == [pytest.approx(540.0)]
    assert one.fees == [pytest.approx(1_500.0)]


def test_the_reporting_currency_has_one_rate_a_month():
    plan = Plan(Traffic(1_000.0, 100.0), [LIST] * 3, Quality(), upfront=100.0)
    one = schedule(plan, shared_months(3, 100_000.0, exchange=[0.9, 0.8, 0.7]))
    assert one.upfront == 90.0
    assert one.cost == pytest.approx([405.0, 360.0, 315.0])
    assert one.tokens == [450.0] * 3


def test_bad_answers_and_reviews_cost_money():
    plan = Plan(NO_TOKENS, [FREE], Quality(0.9, 2.0, 0.25, 3.0))
    one = schedule(plan, shared_months(1, 1_000.0, hourly_rate=60.0))
    assert one.quality == [pytest.approx(1_000 * (0.1 * 2.0 + 0.25 * 3.0))]
    assert one.good_answers == [900.0]


def test_prices_of_a_month_are_those_of_its_own_card_and_a_month_without_one_is_unknown():
    dearer = MonthPrices(
        (PriceStep(0.0, TokenPrices(6.0, 30.0, 6.0, 6.0, 6.0), TokenPrices(NAN, NAN, NAN, NAN, NAN)),), 1.7, 2.0
    )
    one = schedule(Plan(Traffic(1_000.0, 100.0), [LIST, dearer, None], Quality()), shared_months(3, 100_000.0))
    assert one.cost[:2] == [450.0, 900.0 + 1.7 * 730 + 2.0]
    assert math.isnan(one.cost[2])
    assert math.isnan(one.present_total)


def test_typed_hosting_stands_above_the_price_list():
    hosted = LIST._replace(hosting_hour=1.7)
    listed = Plan(NO_TOKENS, [hosted], Quality(), deployments=2.0)
    typed = Plan(NO_TOKENS, [hosted], Quality(), hosting=5.0)
    months = shared_months(1, 1.0)
    assert schedule(listed, months).hosting == [2 * 1_241.0]
    assert schedule(typed, months).hosting == [5.0]


@pytest.mark.parametrize(
    ("traffic", "cost"),
    [
        (Traffic(1_000.0, 100.0), 4.5),
        (Traffic(1_000.0, 100.0, cached_share=0.1), NAN),
        (Traffic(1_000.0, 100.0, cache_write_share=0.1), NAN),
        (Traffic(1_000.0, 100.0, cache_write_1h_share=0.1), NAN),
        (Traffic(1_000.0, 100.0, batch_share=0.1), NAN),
    ],
)
def test_a_price_that_nobody_published_is_unknown_where_it_is_needed_and_only_there(traffic, cost):
    bare = MonthPrices((PriceStep(0.0, TokenPrices(3.0, 15.0, NAN, NAN, NAN), TokenPrices(NAN, NAN, NAN, NAN, NAN)),))
    got = schedule(Plan(traffic, [bare], Quality()), shared_months(1, 1_000.0)).cost[0]
    assert got == pytest.approx(cost, nan_ok=True)


def test_half_of_the_requests_as_batch_at_half_the_price():
    plan = Plan(Traffic(1_000.0, 100.0, batch_share=0.5), [LIST], Quality())
    assert schedule(plan, shared_months(1, 100_000.0)).cost == [337.5]


def test_cache_writes_for_an_hour_have_their_own_price():
    prices = TokenPrices(3.0, 15.0, 0.3, 3.75, 6.0)
    plan = Plan(
        Traffic(1_000.0, 0.0, cache_write_1h_share=0.5), [MonthPrices((PriceStep(0.0, prices, NOTHING),))], Quality()
    )
    assert schedule(plan, shared_months(1, 1_000_000.0)).cost == [4_500.0]


def test_a_long_request_is_billed_whole_at_the_long_prices():
    long = PriceStep(200_000.0, TokenPrices(6.0, 30.0, 6.0, 6.0, 6.0), TokenPrices(NAN, NAN, NAN, NAN, NAN))
    prices = MonthPrices((*LIST.steps, long))
    months = shared_months(2, 1.0, token_growth=0.5)
    costs = schedule(Plan(Traffic(200_000.0, 0.0), [prices] * 2, Quality()), months).cost
    assert costs == pytest.approx([0.6, 1.8])


def test_retraining_is_spread_evenly():
    def in_year(per_year):
        return [int(retrains_in_month(per_year, month)) for month in range(1, 13)]

    assert in_year(12.0) == [1] * 12
    assert in_year(4.0) == [0, 0, 1] * 4
    assert in_year(1.0) == [0] * 11 + [1]
    assert in_year(24.0) == [2] * 12
    assert in_year(0.0) == [0] * 12
    for tenths in range(1, 200):
        assert sum(retrains_in_month(tenths / 10, month) for month in range(1, 121)) == tenths


def test_gpus_follow_the_peak_and_are_at_least_the_minimum():
    gpus = Gpus(gpu_hour=2.0, tokens_per_second=1_000.0, utilisation=0.5, peak_factor=3.0, min_gpus=2.0)
    traffic = Traffic(1_500.0, 500.0)
    per_second = 730.0 * 3600.0
    assert gpus_needed(gpus, traffic, 0.0) == 2.0
    assert gpus_needed(gpus, traffic, per_second) == 12.0  # 3 requests a second x 2,000 tokens / 500
    assert gpus_needed(gpus, traffic, per_second * 1.001) == 13.0
    plan = Plan(traffic, (), Quality(), gpus=gpus)
    one = schedule(plan, shared_months(1, per_second))
    assert one.cost == [12 * 2.0 * 730.0]
    assert one.tokens == [0.0]


def test_routing_shares_tokens_fees_and_quality_and_keeps_its_own_work():
    months = shared_months(1, 100_000.0)
    big = Plan(Traffic(1_000.0, 100.0, tool_fees=1.0), [LIST], Quality(1.0), upfront=9.0, people=50.0)
    small = Plan(Traffic(1_000.0, 100.0), [FREE], Quality(0.9, 1.0), upfront=7.0, people=20.0)
    one = routed(small, big, 0.8, months)
    assert one.tokens == [pytest.approx(90.0)]
    assert one.fees == [pytest.approx(20.0)]
    assert one.quality == [pytest.approx(8_000.0)]
    assert one.good_answers == [pytest.approx(92_000.0)]
    assert one.people == [20.0]
    assert one.upfront == 7.0
    assert routed(small, big, 1.0, months).cost == schedule(small, months).cost


def test_what_is_left_to_nobody_may_be_unknown():
    months = shared_months(1, 1.0)
    gone = Plan(Traffic(1.0, 1.0), [None], Quality())
    kept = Plan(Traffic(1.0, 1.0), [LIST], Quality())
    assert routed(kept, gone, 1.0, months).cost == schedule(kept, months).cost
    assert math.isnan(routed(kept, gone, 0.9, months).cost[0])

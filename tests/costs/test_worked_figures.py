"""The worked figures of the cost model, one by one, on the arithmetic itself."""

from __future__ import annotations

import math

import pytest

from xlcost import costs
from xlcost.costs import TokenPrices

STANDARD = TokenPrices(input=3.0, output=15.0, cache_read=0.30, cache_write=3.75, cache_write_1h=6.0)
BATCH = TokenPrices(input=1.5, output=7.5, cache_read=1.5, cache_write=1.5, cache_write_1h=1.5)


def prompting(requests=100_000, input_tokens=1_000, output_tokens=100, **treatment):
    return costs.prompt_cost(STANDARD, BATCH, requests, input_tokens, output_tokens, **treatment)


def test_the_article_prompts_for_450_a_month():
    assert prompting() == 450.0


def test_the_articles_other_reading_of_1k_tokens_is_450_too():
    assert prompting(input_tokens=875, output_tokens=125) == 450.0


def test_twenty_percent_more_tokens_cost_540():
    tuned = [costs.tuned_tokens(tokens, 0.20) for tokens in (1_000, 100)]
    assert prompting(input_tokens=tuned[0], output_tokens=tuned[1]) == pytest.approx(540.0, rel=1e-12)


def test_four_fifths_of_the_input_from_the_cache():
    assert prompting(cached_share=0.8) == pytest.approx(234.0, rel=1e-12)


def test_half_of_the_requests_through_batch():
    assert prompting(batch_share=0.5) == 337.5


def test_two_percent_sent_again():
    assert prompting(retry_rate=0.02) == pytest.approx(459.0, rel=1e-12)


def test_one_training_run():
    assert costs.training_cost(25.0, 10_000, 500, epochs=3) == 375.0


def test_a_training_run_costs_at_least_the_providers_minimum():
    assert costs.training_cost(25.0, 10, 500, epochs=3, minimum=4.0) == 4.0


def test_validation_tokens_are_trained_once_not_every_epoch():
    assert costs.training_cost(25.0, 0, 500, epochs=3, validation_tokens=1_000_000) == 25.0


def test_the_dataset_is_prepared_for_4000():
    assert costs.finetune_upfront(40, 100) == 4_000.0


def test_every_training_run_before_going_live_is_paid():
    assert costs.finetune_upfront(40, 100, training_cost=500, runs=3, labelling_cost=20, evaluation_cost=7) == 5_527.0


@pytest.mark.parametrize(("run", "upkeep_hours", "monthly"), [(500, 10, 2_040.0), (2_000, 25, 5_040.0)])
def test_fine_tuning_costs_2_to_5_thousand_a_month(run, upkeep_hours, monthly):
    assert costs.finetune_cost(540.0, run, retrains_per_year=12, upkeep_cost=upkeep_hours * 100) == monthly


def test_the_parts_of_a_month_with_a_tuned_model():
    parts = costs.finetune_breakdown(540.0, 500.0, 6, hosting_cost=1_241.0, upkeep_cost=1_000.0)
    assert (parts.inference, parts.retraining, parts.hosting, parts.upkeep) == (540.0, 250.0, 1_241.0, 1_000.0)
    assert parts.total == 3_031.0


def test_the_parts_of_a_month_of_prompting():
    parts = costs.prompt_breakdown(STANDARD, BATCH, 100_000, 1_000, 100, 0.5, 0.25, batch_share=0.5, retry_rate=0.1)
    assert parts.uncached_input == 75.0
    assert parts.cache_reads == 15.0
    assert parts.cache_writes == 93.75
    assert parts.output == 150.0
    assert parts.retries == pytest.approx(33.375, rel=1e-12)
    assert parts.batch_saving == pytest.approx(1.1 * 0.5 * (225.0 - 333.75), rel=1e-12)
    assert parts.total == pytest.approx(333.75 + 33.375 + parts.batch_saving, rel=1e-12)


def test_shares_of_nine_tenths_and_one_tenth_leave_no_uncached_crumb():
    assert costs.prompt_breakdown(STANDARD, BATCH, 1, 1, 0, 0.9, 0.1).uncached_input == 0.0


def test_a_self_hosted_token_is_paid_for_idle_hours_too():
    assert costs.self_host_price(3.6, 1_000, utilisation=1.0) == 1.0
    assert costs.self_host_price(3.6, 1_000, utilisation=0.5) == 2.0


def test_the_outlay_is_back_after_ten_months():
    assert costs.breakeven_months(6_000, 1_500, 900) == 10.0


def test_at_ten_percent_a_year_it_takes_longer():
    assert costs.breakeven_months(6_000, 1_500, 900, 0.10) == pytest.approx(10.4627522, abs=5e-8)


@pytest.mark.parametrize("finetune_monthly", [540.0, 450.0])
def test_never_where_the_tuned_model_saves_nothing(finetune_monthly):
    assert costs.breakeven_months(4_500, 450.0, finetune_monthly) == math.inf


def test_never_where_the_interest_eats_the_saving():
    assert costs.breakeven_months(6_000, 1_500, 900, 2.0) < math.inf
    assert costs.breakeven_months(6_000, 1_500, 900, 3.0) == math.inf


def test_nothing_to_pay_back_is_paid_back_at_once():
    assert costs.breakeven_months(0, 1_500, 900) == 0.0
    assert costs.breakeven_months(0, 1_500, 900, 0.10) == 0.0


def test_a_million_requests_earn_the_fixed_cost_back():
    assert costs.breakeven_requests(0, 0.0045, 0.0030, 1_500) == pytest.approx(1_000_000, rel=1e-12)


def test_the_upfront_cost_is_spread_over_the_months():
    assert costs.breakeven_requests(18_000, 0.0045, 0.0030, 1_500, months=12) == pytest.approx(2e6, rel=1e-12)


def test_any_volume_will_do_where_the_tuned_model_has_the_lower_fixed_cost():
    assert costs.breakeven_requests(0, 0.0045, 0.0030, 100, prompt_fixed_monthly=100) == 0.0


def test_no_volume_will_do_where_a_request_costs_as_much():
    assert costs.breakeven_requests(0, 0.0030, 0.0030, 1_500) == math.inf


def test_the_tuned_price_must_be_below_five_sixths_of_the_base_price():
    assert costs.breakeven_price_ratio(450, 0.20) == pytest.approx(1 / 1.2, rel=1e-12)


def test_no_price_is_low_enough_where_the_fixed_cost_is_as_much_as_prompting():
    assert costs.breakeven_price_ratio(450, 0.20, finetune_fixed_monthly=450) == 0.0


def test_a_forecast_starts_with_this_month_and_grows():
    assert costs.cost_forecast(100, 3, monthly_growth=0.1) == pytest.approx([100, 110, 121], rel=1e-12)


def test_prices_fall_over_the_year_not_at_its_end():
    assert costs.cost_forecast(100, 13, annual_price_decline=0.19)[6::6] == pytest.approx([90.0, 81.0], rel=1e-12)


def test_a_flat_saving_of_300_pays_2500_back_in_month_9():
    assert costs.payback_months([1_000.0] * 12, [700.0] * 12, 2_500.0) == (9, 9)


def test_a_saving_that_falls_30_percent_a_month_never_pays_2500_back():
    prompting = [1_000 * 0.7**month for month in range(12)]
    tuned = [700 * 0.7**month for month in range(12)]
    assert costs.discounted_savings(prompting, tuned)[-1] == pytest.approx(986.1587, abs=5e-5)
    assert costs.payback_months(prompting, tuned, 2_500.0) == (math.inf, math.inf)


def test_a_saving_that_grows_30_percent_a_month_pays_2500_back_in_month_13():
    prompting = [100 * 1.3**month for month in range(24)]
    tuned = [70 * 1.3**month for month in range(24)]
    assert costs.discounted_savings(prompting, tuned)[11:13] == pytest.approx([2_229.81, 2_928.75], abs=5e-3)
    assert costs.payback_months(prompting, tuned, 2_500.0) == (13, 13)


def test_a_retraining_can_take_the_payback_back():
    tuned = [0.0, 0.0, 0.0, 2_500.0, 0.0, 0.0]
    assert costs.payback_months([1_000.0] * 6, tuned, 2_000.0) == (2, 5)
    assert costs.payback_months([1_000.0] * 4, tuned[:4], 2_000.0) == (2, math.inf)


def test_ten_times_ten_cents_pay_a_dollar_back():
    assert costs.payback_months([0.3] * 10, [0.2] * 10, 1.0) == (10, 10)

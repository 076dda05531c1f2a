"""Laws that any sound cost model obeys, whatever the numbers."""

import itertools
import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import cache_shares, prices, rates, requests, shares, tokens, uplifts, usd, whole_usd

from xlcost import costs
from xlcost.costs import TokenPrices
from xlcost.functions import call

price_sets = st.builds(TokenPrices, prices, prices, prices, prices, prices)
treatments = st.tuples(cache_shares(), shares, rates).map(lambda drawn: (*drawn[0][:2], *drawn[1:], drawn[0][2]))
workloads = st.tuples(requests, tokens, tokens)


def close(a, b, scale=0.0):
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12 * scale + 1e-12)


@given(price_sets, price_sets, workloads, treatments, st.integers(0, 1_000))
def test_cost_is_linear_in_requests(standard, batch, workload, treatment, factor):
    n, *size = workload
    once = costs.prompt_cost(standard, batch, n, *size, *treatment)
    assert close(factor * once, costs.prompt_cost(standard, batch, factor * n, *size, *treatment))


@given(price_sets, price_sets, workloads, treatments, st.sampled_from(TokenPrices._fields), prices, st.booleans())
def test_cost_never_falls_when_a_price_rises(standard, batch, workload, treatment, kind, rise, in_batch):
    before = costs.prompt_cost(standard, batch, *workload, *treatment)
    if in_batch:
        batch = batch._replace(**{kind: getattr(batch, kind) + rise})
    else:
        standard = standard._replace(**{kind: getattr(standard, kind) + rise})
    after = costs.prompt_cost(standard, batch, *workload, *treatment)
    assert after >= before or close(after, before)


@given(price_sets, price_sets, workloads, treatments, tokens, tokens)
def test_cost_never_falls_when_tokens_are_added(standard, batch, workload, treatment, more_in, more_out):
    n, tokens_in, tokens_out = workload
    before = costs.prompt_cost(standard, batch, n, tokens_in, tokens_out, *treatment)
    after = costs.prompt_cost(standard, batch, n, tokens_in + more_in, tokens_out + more_out, *treatment)
    assert after >= before or close(after, before)


@given(price_sets, price_sets, workloads, treatments)
def test_the_parts_of_prompting_add_up_to_its_cost(standard, batch, workload, treatment):
    parts = costs.prompt_breakdown(standard, batch, *workload, *treatment)
    at_standard = parts.uncached_input + parts.cache_reads + parts.cache_writes + parts.output + parts.retries
    total = costs.prompt_cost(standard, batch, *workload, *treatment)
    assert parts.total == total
    assert close(at_standard + parts.batch_saving, total, scale=at_standard)


@given(usd, usd, rates, usd, usd)
def test_the_parts_of_fine_tuning_add_up_to_its_cost(inference, training, retrains, hosting, upkeep):
    parts = costs.finetune_breakdown(inference, training, retrains, hosting, upkeep)
    assert close(parts.inference + parts.retraining + parts.hosting + parts.upkeep, parts.total)
    assert parts.total == costs.finetune_cost(inference, training, retrains, hosting, upkeep)


@given(price_sets, price_sets, workloads, cache_shares(), rates)
def test_without_batch_only_standard_prices_count(standard, batch, workload, cached, retries):
    ignored = batch._replace(input=batch.input + 1)
    read, write, kept = cached
    treatment = (read, write, 0.0, retries, kept)
    assert costs.prompt_cost(standard, batch, *workload, *treatment) == costs.prompt_cost(
        standard, ignored, *workload, *treatment
    )


@given(price_sets, price_sets, workloads, cache_shares(), rates)
def test_all_in_batch_is_all_at_batch_prices(standard, batch, workload, cached, retries):
    read, write, kept = cached
    all_batch = costs.prompt_cost(standard, batch, *workload, read, write, 1.0, retries, kept)
    assert close(all_batch, costs.prompt_cost(batch, batch, *workload, read, write, 0.0, retries, kept))


@given(price_sets, price_sets, workloads, treatments)
def test_a_retry_rate_of_one_doubles_the_bill(standard, batch, workload, treatment):
    *shares_only, _, kept = treatment
    once = costs.prompt_cost(standard, batch, *workload, *shares_only, 0.0, kept)
    assert close(2 * once, costs.prompt_cost(standard, batch, *workload, *shares_only, 1.0, kept))


@given(st.integers(1, 100_000), tokens, prices, prices, prices, prices)
def test_at_the_tier_the_whole_request_changes_price(threshold, tokens_out, low_in, low_out, high_in, high_out):
    table = [
        ["model", "above_tokens", "input", "output"],
        ["m", None, low_in, low_out],
        ["m", threshold, high_in, high_out],
    ]

    def cost(tokens_in):
        return call("PROMPT_COST", ["m", 1_000_000, tokens_in, tokens_out, None, None, None, None, None, table])

    assert close(cost(threshold), threshold * low_in + tokens_out * low_out)
    assert close(cost(threshold + 1), (threshold + 1) * high_in + tokens_out * high_out)


@given(workloads, treatments, prices, prices, uplifts)
def test_token_uplift_scales_inference(workload, treatment, price_in, price_out, uplift):
    table = [
        ["model", "tier", "input", "output", "cache_write_1h"],
        ["m", None, price_in, price_out, 1],
        ["m", "batch", price_in, 1, 1],
    ]
    *shares_and_retries, kept = treatment
    prompting = call("PROMPT_COST", ["m", *workload, *shares_and_retries, None, table, kept])
    uplifted = [uplift, None, None, None, None]
    tuned = call("FINETUNE_COST", ["m", *workload, *uplifted, *shares_and_retries, None, table, kept])
    assert close(prompting * (1 + uplift), tuned, scale=prompting)


@given(st.integers(0, 1_000_000), whole_usd, whole_usd, rates)
def test_after_the_break_even_months_savings_have_paid_the_outlay(upfront, prompting, finetuning, rate):
    months = costs.breakeven_months(upfront, prompting, finetuning, rate)
    assume(months < math.inf)
    j = (1 + rate) ** (1 / 12) - 1
    factor = (1 - (1 + j) ** -months) / j if j else months  # present value of 1 USD at the end of each month
    assert math.isclose((prompting - finetuning) * factor, upfront, rel_tol=1e-6, abs_tol=1e-6)


@given(whole_usd, whole_usd, st.integers(1, 10**6))
def test_discounting_only_lengthens_the_way_to_break_even(prompting, finetuning, upfront):
    undiscounted = costs.breakeven_months(upfront, prompting, finetuning)
    discounted = costs.breakeven_months(upfront, prompting, finetuning, 0.1)
    assert discounted > undiscounted or discounted == undiscounted == math.inf


unit_costs = st.integers(0, 100_000).map(lambda n: n / 2**20)


@given(unit_costs, unit_costs, whole_usd, whole_usd, whole_usd, st.integers(1, 60))
def test_at_the_break_even_volume_both_arms_cost_the_same(c_p, c_ft, fixed_ft, fixed_p, upfront, months):
    volume = costs.breakeven_requests(upfront, c_p, c_ft, fixed_ft, fixed_p, months)
    assume(0 < volume < math.inf)
    prompting = fixed_p + volume * c_p
    finetuning = fixed_ft + volume * c_ft + upfront / months
    assert math.isclose(prompting, finetuning, rel_tol=1e-9)


@given(unit_costs, unit_costs, whole_usd, whole_usd)
def test_a_break_even_volume_of_zero_means_any_volume_saves(c_p, c_ft, fixed_ft, fixed_p):
    volume = costs.breakeven_requests(0, c_p, c_ft, fixed_ft, fixed_p)
    assume(volume == 0)
    assert fixed_ft <= fixed_p
    assert c_ft < c_p


@given(st.integers(1, 1_000_000), uplifts, whole_usd)
def test_at_the_break_even_price_ratio_both_arms_cost_the_same(prompting, uplift, fixed):
    ratio = costs.breakeven_price_ratio(prompting, uplift, fixed)
    assert close(prompting * (1 + uplift) * ratio + fixed, prompting, scale=prompting + fixed)


@given(usd, st.integers(1, 60), st.integers(-5_000, 5_000).map(lambda n: n / 10_000), shares)
def test_a_forecast_grows_by_one_factor_a_month(monthly, months, growth, decline):
    forecast = costs.cost_forecast(monthly, months, growth, decline)
    factor = (1 + growth) * (1 - decline) ** (1 / 12)
    assert forecast[0] == monthly
    assert all(close(before * factor, after) for before, after in itertools.pairwise(forecast))


@pytest.mark.parametrize("utilisation", [1.0, 0.5, 0.01])
@settings(max_examples=30)
@given(usd, st.integers(1, 10**6))
def test_a_full_hour_at_the_self_hosted_price_costs_the_hour(utilisation, gpu_hour, speed):
    price = costs.self_host_price(gpu_hour, speed, utilisation)
    assert close(price * speed * 3_600 * utilisation / 1e6, gpu_hour)


@given(st.lists(st.tuples(whole_usd, whole_usd), min_size=1, max_size=36), whole_usd, rates)
def test_payback_months_follow_from_what_is_saved(months, upfront, rate):
    prompting, tuned = [list(costs) for costs in zip(*months, strict=True)]
    first, last = costs.payback_months(prompting, tuned, upfront, rate)
    paid = [saved >= upfront - 1e-6 for saved in costs.discounted_savings(prompting, tuned, rate)]
    assert first <= last
    assert (first < math.inf) == any(paid)
    assert (last < math.inf) == paid[-1]
    assert first == math.inf or (paid[int(first) - 1] and not any(paid[: int(first) - 1]))
    assert last == math.inf or (all(paid[int(last) - 1 :]) and (last == 1 or not paid[int(last) - 2]))


@given(whole_usd, whole_usd, st.integers(1, 20_000_000), rates)
def test_equal_months_pay_back_in_the_month_in_which_the_break_even_falls(prompting, tuned, upfront, rate):
    months = costs.breakeven_months(upfront, prompting, tuned, rate)
    assume(abs(months - round(months)) > 1e-6 if months < 1e6 else True)
    first, last = costs.payback_months([prompting] * 120, [tuned] * 120, upfront, rate)
    assert first == last == (math.ceil(months) if months <= 120 else math.inf)


@given(st.integers(0, 50_000), st.booleans(), whole_usd, whole_usd, st.booleans(), st.booleans())
def test_advice_follows_from_the_gates_that_are_reported(examples, stable, prompting, tuned, evidence, available):
    advice = costs.advise(examples, stable, prompting, tuned, evidence, available)
    passed = {gate.name: gate.passed for gate in advice.gates}
    sound = passed["data"] and passed["stability"] and passed["available"]
    tune = sound and (passed["saving"] or passed["evidence"])
    assert (advice.recommendation != "Prompt") == tune
    assert (advice.recommendation == "Fine-tune") == (tune and passed["saving"])

"""The simulation: what varies and how, the same figures for the same seed, and what the runs are summed up to."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from scipy.stats import beta, kstest, norm, spearmanr

from xlcost.decision.case import shipped_case, with_inputs
from xlcost.decision.comparison import compare
from xlcost.decision.risk import cells_of
from xlcost.decision.runs import run_many
from xlcost.decision.simulate import draws, simulate, uncertain_inputs
from xlcost.errors import BadArgument

CASE = shipped_case("current")


def spread(low, base, high, key="requests"):
    return with_inputs(CASE, {key: {"low": low, "base": base, "high": high}}, "test")


def test_what_differs_between_the_scenarios_varies():
    found = {each.key: (each.low, each.likely, each.high, each.shape) for each in uncertain_inputs(CASE)}
    assert found["requests"] == (*(float(value) for value in CASE.values["requests"]), "PERT")
    assert "annual_discount_rate" not in found
    assert all(low <= likely <= high and low < high for low, likely, high, _ in found.values())


def test_a_scenario_called_low_may_hold_the_larger_number():
    (each,) = [each for each in uncertain_inputs(spread(600_000, 300_000, 100_000)) if each.key == "requests"]
    assert (each.low, each.likely, each.high) == (100_000, 300_000, 600_000)


def test_an_alternative_that_is_not_considered_does_not_vary():
    without_c = with_inputs(CASE, {"c_on": False}, "test")
    assert not [each.key for each in uncertain_inputs(without_c) if each.key.startswith("c_")]


def test_pert_draws_follow_the_beta_distribution():
    (each,) = [each for each in uncertain_inputs(spread(100_000, 200_000, 600_000)) if each.key == "requests"]
    drawn = draws([each], 20_000, 5, {})["requests"]
    pert = beta(1 + 4 * 0.2, 1 + 4 * 0.8, 100_000, 500_000)
    assert kstest(drawn, pert.cdf).pvalue > 0.01
    assert drawn.mean() == pytest.approx((100_000 + 4 * 200_000 + 600_000) / 6, rel=0.01)
    assert (drawn.min() >= 100_000, drawn.max() <= 600_000) == (True, True)


def test_lognormal_draws_have_their_ends_as_percentiles():
    found = uncertain_inputs(spread(100_000, 200_000, 600_000), ["requests"])
    (each,) = [each for each in found if each.key == "requests"]
    drawn = draws([each], 50_000, 5, {})["requests"]
    assert np.quantile(drawn, [0.1, 0.9]) == pytest.approx([100_000, 600_000], rel=0.03)
    middle, sigma = math.log(100_000 * 600_000) / 2, math.log(6) / (2 * norm.ppf(0.9))
    assert kstest((np.log(drawn) - middle) / sigma, norm.cdf).pvalue > 0.01


def test_correlated_draws_keep_their_values_and_change_their_order():
    uncertain = uncertain_inputs(CASE)
    alone = draws(uncertain, 20_000, 3, {})
    together = draws(uncertain, 20_000, 3, {("requests", "hourly_rate"): 0.8, ("hourly_rate", "c_upkeep_hours"): -0.5})
    assert spearmanr(alone["requests"], alone["hourly_rate"]).statistic == pytest.approx(0.0, abs=0.03)
    assert spearmanr(together["requests"], together["hourly_rate"]).statistic == pytest.approx(0.8, abs=0.03)
    assert spearmanr(together["hourly_rate"], together["c_upkeep_hours"]).statistic == pytest.approx(-0.5, abs=0.03)
    for key in ("requests", "hourly_rate"):
        assert np.array_equal(np.sort(alone[key]), np.sort(together[key]))
    assert np.array_equal(alone["d_gpu_hour"], together["d_gpu_hour"])


def test_the_same_seed_gives_the_same_bytes_and_another_one_others():
    one, again, other = (json.dumps(simulate(CASE, 2_000, seed).to_dict()) for seed in (4, 4, 5))
    assert one == again
    assert one != other


def test_another_input_that_varies_changes_no_draw_of_the_first():
    fewer = draws([each for each in uncertain_inputs(CASE) if each.key == "requests"], 500, 9, {})
    assert np.array_equal(fewer["requests"], draws(uncertain_inputs(CASE), 500, 9, {})["requests"])


def test_the_outcomes_are_those_of_the_runs():
    result = simulate(CASE, 4_000, 2)
    runs = run_many(CASE, draws(result.uncertain, 4_000, 2, {}))
    for one in result.outcomes:
        letter = one.key.lower()
        assert one.cheapest == np.mean(runs.advised == letter)
        assert one.qualifies == np.mean(runs.qualifies[letter])
        assert (one.p10, one.p50, one.p90) == pytest.approx(np.quantile(runs.present[letter], [0.1, 0.5, 0.9]))
    assert sum(one.cheapest for one in result.outcomes) + result.none == pytest.approx(1.0)
    assert result.advised == compare(CASE).advice.alternative


def test_a_payback_percentile_is_a_month_of_the_runs_or_never():
    by_key = {one.key: one for one in simulate(CASE, 4_000, 2).outcomes}
    assert by_key["B"].payback_p10 <= by_key["B"].payback_p50 <= by_key["B"].payback_p90
    assert by_key["A"].payback_p50 is None
    assert (by_key["D"].payback_p10, by_key["D"].payback_p90) == (None, None)


def test_the_histogram_holds_every_run_once():
    result = simulate(CASE, 4_000, 2)
    bars = result.histogram
    assert bars.alternative == result.advised == "B"
    assert len(bars.starts) == len(bars.ends) == len(bars.shares) == 20
    assert sum(bars.shares) == pytest.approx(1.0)
    assert list(bars.starts[1:]) == list(bars.ends[:-1])


def test_where_nothing_should_change_the_histogram_is_of_the_likeliest_other():
    assert simulate(shipped_case("article"), 500).histogram.alternative == "B"


def test_an_alternative_that_is_not_available_has_no_figures():
    case = with_inputs(CASE, {"c_model": "openai/ft:gpt-4.1-mini", "c_training_model": "", "c_successor": ""}, "test")
    one = {outcome.key: outcome for outcome in simulate(case, 500).outcomes}["C"]
    assert (one.cheapest, one.qualifies, one.p50, one.payback_p50) == (0.0, 0.0, None, None)


def test_the_cells_of_the_sheet_risk():
    result = simulate(CASE, 500, 3)
    cells = cells_of(result)
    assert (cells["risk_runs"], cells["risk_seed"]) == (500.0, 3.0)
    assert cells["risk_advice"] == "Prompt, B"
    assert cells["b_risk_cheapest"] == {one.key: one for one in result.outcomes}["B"].cheapest
    assert (cells["a_risk_payback_p50"], cells["d_risk_payback_p50"]) == ("n/a", "never")
    assert len(cells["risk_bin_share"]) == 20
    without_d = cells_of(simulate(with_inputs(CASE, {"d_on": False}, "test"), 500))
    assert {without_d[key] for key in without_d if key.startswith("d_")} == {"n/a"}


FLAT = with_inputs(CASE, {key: CASE.values[key][1] for key in [each.key for each in uncertain_inputs(CASE)]}, "test")


@pytest.mark.parametrize(
    ("case", "given", "why"),
    [
        (FLAT, {}, "no input varies: give one a Low and a High"),
        (CASE, {"runs": 99}, "runs must be a whole number from 100 to 1,000,000, not 99"),
        (CASE, {"seed": -1}, "seed must be a whole number of at least 0, not -1"),
        (CASE, {"lognormal": ["monthly_growth"]}, "monthly_growth cannot be lognormal: its low value must be above 0"),
        (CASE, {"lognormal": ["examples"]}, "examples does not vary; give it a low and a high value first"),
        (CASE, {"correlations": {("requests", "examples"): 0.5}}, "examples does not vary, so nothing can be"),
        (CASE, {"correlations": {("requests", "hourly_rate"): 1.5}}, "must be -1 to 1 and of two inputs, not 1.5"),
        (CASE, {"correlations": {("requests", "hourly_rate"): float("nan")}}, "of two inputs, not nan"),
        (CASE, {"correlations": {("requests", "hourly_rate"): "x"}}, "of two inputs, not 'x'"),
        (CASE, {"correlations": {("requests", "requests"): 1.0}}, "must be -1 to 1 and of two inputs"),
        (
            CASE,
            {
                "correlations": {
                    ("requests", "hourly_rate"): 0.9,
                    ("hourly_rate", "d_gpu_hour"): 0.9,
                    ("requests", "d_gpu_hour"): -0.9,
                }
            },
            "contradict each other",
        ),
        (
            with_inputs(
                CASE,
                {
                    "a_cached_share": {"low": 0.1, "base": 0.5, "high": 0.9},
                    "a_cache_write_share": {"low": 0.1, "base": 0.3, "high": 0.9},
                },
                "test",
            ),
            {},
            "are more than 100 % together in some runs",
        ),
    ],
)
def test_what_cannot_be_simulated_is_said(case, given, why):
    with pytest.raises(BadArgument, match=why):
        simulate(case, **{"runs": 200, **given})

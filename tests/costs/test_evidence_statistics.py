"""Evidence against scipy and statsmodels, on a thousand random cases and at the edges."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from scipy.stats import binom, binomtest, norm
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, power_proportions_2indep, proportion_confint

from xlcost.costs.elementwise import normal_quantile
from xlcost.costs.evidence import (
    cases_needed,
    chance_of_at_least,
    paired_evidence,
    two_sided_z,
    unpaired_evidence,
    wilson_interval,
)

CASES = 1_000
TOLERANCE = 1e-9


def drawn(seed):
    return random.Random(seed)


def test_newcombes_interval_is_that_of_statsmodels():
    rng = drawn(1)
    for _ in range(CASES):
        base, tuned = rng.randint(1, 3_000), rng.randint(1, 3_000)
        passes, confidence = (rng.randint(0, base), rng.randint(0, tuned)), rng.choice([0.8, 0.9, 0.95, 0.99])
        found = unpaired_evidence(passes[0], base, passes[1], tuned, confidence=confidence)
        expected = confint_proportions_2indep(
            passes[1], tuned, passes[0], base, method="newcomb", compare="diff", alpha=1 - confidence
        )
        assert (found.low, found.high) == pytest.approx(expected, abs=TOLERANCE)


def test_wilsons_interval_is_that_of_statsmodels():
    rng = drawn(2)
    for _ in range(CASES):
        cases = rng.randint(1, 10_000)
        passes, confidence = rng.randint(0, cases), rng.uniform(0.5, 0.9999)
        found = wilson_interval(passes, cases, two_sided_z(confidence))
        assert found == pytest.approx(proportion_confint(passes, cases, 1 - confidence, method="wilson"), abs=TOLERANCE)


def test_the_exact_test_is_that_of_scipy():
    rng = drawn(3)
    for _ in range(CASES):
        differing = rng.randint(1, 5_000)
        tuned_only = rng.randint(0, differing)
        expected = binomtest(tuned_only, differing, 0.5, alternative="greater").pvalue
        found = chance_of_at_least(tuned_only, differing - tuned_only)
        assert found == pytest.approx(expected, rel=TOLERANCE, abs=1e-300)


def test_the_exact_test_of_many_millions_is_that_of_scipy():
    rng = drawn(4)
    for _ in range(CASES // 5):
        differing = round(10 ** rng.uniform(3, 9))
        heads = min(differing, max(0, round(rng.gauss(differing / 2, 2 * math.sqrt(differing)))))
        expected = binom.cdf(differing - heads, differing, 0.5)
        assert chance_of_at_least(heads, differing - heads) == pytest.approx(expected, rel=TOLERANCE, abs=1e-300)


@pytest.mark.parametrize("table", [(25, 10), (5, 0), (0, 5), (1, 1), (60, 61)])
def test_two_sided_it_is_mcnemars_exact_test(table):
    tuned_only, base_only = table
    less, more = sorted(table)
    two_sided = min(1.0, 2.0 * chance_of_at_least(more, less))
    assert mcnemar([[100, tuned_only], [base_only, 100]], exact=True).pvalue == pytest.approx(two_sided, rel=1e-12)


def test_agresti_and_mins_interval_is_walds_with_half_a_case_in_each_cell():
    rng = drawn(5)
    for _ in range(CASES):
        cases = rng.randint(1, 3_000)
        b = rng.randint(0, cases)
        c = rng.randint(0, cases - b)
        cells = np.array([b + 0.5, c + 0.5, cases - b - c + 1.0])  # both pass and both fail are one to it
        share = cells / cells.sum()
        difference = share[0] - share[1]
        error = math.sqrt((share[0] + share[1] - difference**2) / cells.sum())
        found = paired_evidence(b, c, cases, confidence=0.9)
        assert (found.low, found.high) == pytest.approx(norm.interval(0.9, difference, error), abs=TOLERANCE)
        assert found.gain == pytest.approx((b - c) / cases)


def test_normal_quantiles_are_those_of_scipy():
    rng = drawn(6)
    shares = [rng.uniform(1e-12, 1 - 1e-12) for _ in range(CASES)]
    expected = norm.ppf(shares)
    assert [normal_quantile(share) for share in shares] == pytest.approx(expected, abs=TOLERANCE)
    assert normal_quantile(np.array(shares)) == pytest.approx(expected, abs=TOLERANCE)


def test_the_cases_needed_follow_the_textbook():
    rng = drawn(7)
    for _ in range(CASES):
        base = rng.uniform(0.0, 0.95)
        gain = rng.uniform(0.005, 1.0 - base)
        confidence, power = rng.choice([0.9, 0.95, 0.99]), rng.choice([0.5, 0.8, 0.9])
        z = norm.isf((1 - confidence) / 2) + norm.ppf(power)
        expected = math.ceil(z**2 * (base * (1 - base) + (base + gain) * (1 - base - gain)) / gain**2)
        assert cases_needed(base, gain, confidence, power) == max(1, expected)


@pytest.mark.parametrize(("base", "gain"), [(0.8, 0.05), (0.5, 0.1), (0.6, 0.02), (0.9, 0.03)])
def test_so_many_cases_have_the_power_that_was_asked_for(base, gain):
    cases = cases_needed(base, gain, 0.95, 0.8)
    power = power_proportions_2indep(gain, base, cases, alternative="two-sided", return_results=False)
    assert power == pytest.approx(0.8, abs=0.01)


def test_the_worked_figure_of_the_design():
    found = paired_evidence(25, 10, 500)
    assert found.gain == pytest.approx(0.03)
    assert found.p == pytest.approx(0.00834, abs=5e-6)
    assert found.verdict == "shown"
    assert found.cases_needed is None


def test_eighty_eight_of_a_hundred_are_not_shown_to_be_better_than_eighty():
    found = unpaired_evidence(80, 100, 88, 100)
    assert (found.verdict, found.p) == ("not shown", None)
    assert found.low < 0 < found.gain < found.high
    assert found.cases_needed == cases_needed(0.8, 0.08) == 326


def test_with_the_cases_that_are_needed_the_same_gain_is_shown():
    needed = unpaired_evidence(80, 100, 88, 100).cases_needed
    assert unpaired_evidence(0.8 * needed, needed, 0.88 * needed, needed).verdict == "shown"


def test_pairs_that_differ_seldom_need_fewer_cases():
    assert paired_evidence(13, 5, 100).cases_needed < unpaired_evidence(80, 100, 88, 100).cases_needed


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (unpaired_evidence(500, 500, 500, 500), "not shown"),
        (unpaired_evidence(0, 500, 0, 500), "not shown"),
        (unpaired_evidence(0, 500, 500, 500), "shown"),
        (unpaired_evidence(500, 500, 0, 500), "worse"),
        (unpaired_evidence(0, 1, 1, 1), "not shown"),
        (paired_evidence(0, 0, 500), "not shown"),
        (paired_evidence(1, 0, 1), "not shown"),
        (paired_evidence(500, 0, 500), "shown"),
        (paired_evidence(0, 500, 500), "worse"),
    ],
)
def test_the_edges_have_an_interval_and_a_verdict(found, verdict):
    assert found.verdict == verdict
    assert -1.0 <= found.low <= found.gain <= found.high <= 1.0 or found.p is not None
    assert all(map(math.isfinite, (found.low, found.high)))


def test_nothing_that_differs_is_no_evidence():
    found = paired_evidence(0, 0, 500)
    assert (found.gain, found.p, found.cases_needed) == (0.0, 1.0, None)
    assert found.low < 0.0 < found.high


def test_a_gain_that_is_asked_for_must_be_exceeded_by_the_whole_interval():
    assert unpaired_evidence(400, 500, 440, 500, min_gain=0.03).verdict == "shown"
    assert unpaired_evidence(400, 500, 440, 500, min_gain=0.04).verdict == "not shown"
    assert unpaired_evidence(400, 500, 440, 500, min_gain=0.09).cases_needed is None  # no number of cases would


@pytest.mark.parametrize("design", [unpaired_evidence, paired_evidence])
def test_changing_sides_changes_the_verdict(design):
    one, other = (
        (design(400, 500, 440, 500), design(440, 500, 400, 500))
        if design is unpaired_evidence
        else (design(40, 15, 500), design(15, 40, 500))
    )
    assert (one.verdict, other.verdict) == ("shown", "worse")
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))

"""What test results show: whether one way of answering is better than another, by how much, and how sure that is.

Two designs. Different test sets: the passes of each are two independent shares, and the gain is held in Newcombe's
hybrid score interval (Newcombe 1998, method 10). The same cases through both: only the cases on which the two differ
count (McNemar's exact test), and the gain is held in the interval of Agresti and Min (2005). Standard library only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from xlcost.costs.elementwise import Numbers, ceil, larger, normal_quantile

SHOWN: Final = "shown"
NOT_SHOWN: Final = "not shown"
WORSE: Final = "worse"

CONFIDENCE: Final = 0.95
POWER: Final = 0.8
#: Up to here a count of ways is exact and cheap; beyond it Stirling's series is as good as a float can be.
_EXACT: Final = 1_000
_EXACT_STIRLING: Final = 16


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a comparison shows. Shares of the test cases, between -1 and 1.

    ``p`` is None where no test of the same cases was made; ``cases_needed`` is None where the gain is shown, or where
    no number of cases would show it.
    """

    gain: float
    low: float
    high: float
    p: float | None
    verdict: str
    cases_needed: float | None


def unpaired_evidence(
    base_passes: float,
    base_cases: float,
    tuned_passes: float,
    tuned_cases: float,
    min_gain: float = 0.0,
    confidence: float = CONFIDENCE,
) -> Evidence:
    """Whether tests on different sets show that the tuned model passes more often by more than ``min_gain``.

    Args:
        base_passes: cases that the baseline passed.
        base_cases: cases that it answered.
        tuned_passes: cases that the tuned model passed.
        tuned_cases: cases that it answered.
        min_gain: gain that must be exceeded, a share of the cases.
        confidence: of the two-sided interval.
    """
    base, tuned = base_passes / base_cases, tuned_passes / tuned_cases
    gain = tuned - base
    z = two_sided_z(confidence)
    base_low, base_high = wilson_interval(base_passes, base_cases, z)
    tuned_low, tuned_high = wilson_interval(tuned_passes, tuned_cases, z)
    low = gain - math.hypot(tuned - tuned_low, base_high - base)
    high = gain + math.hypot(tuned_high - tuned, base - base_low)
    verdict = SHOWN if low > min_gain else WORSE if high < 0.0 else NOT_SHOWN
    variance = base * (1.0 - base) + tuned * (1.0 - tuned)
    return Evidence(gain, low, high, None, verdict, _still_needed(verdict, gain - min_gain, variance, confidence))


def paired_evidence(
    tuned_only: float, base_only: float, cases: float, min_gain: float = 0.0, confidence: float = CONFIDENCE
) -> Evidence:
    """Whether the same test cases through both show that the tuned model passes more often by more than ``min_gain``.

    Args:
        tuned_only: cases that only the tuned model passed.
        base_only: cases that only the baseline passed.
        cases: all cases, those on which both agree included.
        min_gain: gain that must be exceeded, a share of the cases.
        confidence: of the two-sided interval; the exact test must reach it too.
    """
    gain = (tuned_only - base_only) / cases
    differing, of = tuned_only + base_only + 1.0, cases + 2.0
    difference = tuned_only - base_only
    half = two_sided_z(confidence) * math.sqrt(differing - difference * difference / of)
    low, high = (difference - half) / of, (difference + half) / of
    p, p_worse = chance_of_at_least(tuned_only, base_only), chance_of_at_least(base_only, tuned_only)
    is_shown = low > min_gain and p <= 1.0 - confidence + _CRUMB
    is_worse = high < 0.0 and p_worse <= 1.0 - confidence + _CRUMB
    verdict = SHOWN if is_shown else WORSE if is_worse else NOT_SHOWN
    variance = (tuned_only + base_only) / cases - gain * gain
    return Evidence(gain, low, high, p, verdict, _still_needed(verdict, gain - min_gain, variance, confidence))


#: 1 - 0.95 is a crumb more than 0.05 as a float: p = 1/32 at a confidence of 31/32 must count.
_CRUMB: Final = 1e-12


def _still_needed(verdict: str, above: float, variance: float, confidence: float) -> float | None:
    if verdict == SHOWN or above <= 0.0:
        return None
    return float(_cases(above, variance, confidence, POWER))


def cases_needed(
    base_rate: Numbers, gain: Numbers, confidence: Numbers = CONFIDENCE, power: Numbers = POWER
) -> Numbers:
    """Test cases that each side needs to show a gain, if it is there, with a chance of ``power``; a whole number.

    The textbook formula for two independent shares without continuity correction, n = (z(1 - (1 - confidence) / 2) +
    z(power))^2 (p1 q1 + p2 q2) / gain^2, rounded up.

    Args:
        base_rate: share that the baseline passes.
        gain: how much more the tuned model passes; ``base_rate + gain`` is at most 1.
        confidence: of the two-sided interval that will be drawn.
        power: chance that the gain is then shown.
    """
    tuned = base_rate + gain
    return _cases(gain, base_rate * (1.0 - base_rate) + tuned * (1.0 - tuned), confidence, power)


def _cases(gain: Numbers, variance: Numbers, confidence: Numbers, power: Numbers) -> Numbers:
    z = two_sided_z(confidence) + normal_quantile(power)
    return larger(ceil(z * z * variance / (gain * gain)), 1.0)


def two_sided_z(confidence: Numbers) -> Numbers:
    """Standard errors to either side that hold a share ``confidence`` of a normal distribution."""
    return normal_quantile(1.0 - (1.0 - confidence) / 2.0)


def wilson_interval(passes: float, cases: float, z: float) -> tuple[float, float]:
    """The score interval of a share of passes (Wilson 1927), ``z`` standard errors to either side."""
    rate, spread = passes / cases, z * z / cases
    middle = (rate + spread / 2.0) / (1.0 + spread)
    half = z / (1.0 + spread) * math.sqrt(rate * (1.0 - rate) / cases + spread / (4.0 * cases))
    return max(0.0, middle - half), min(1.0, middle + half)


def chance_of_at_least(heads: float, tails: float) -> float:
    """The chance of at least so many heads in ``heads + tails`` throws of a fair coin; 1 where nothing is thrown."""
    if heads == 0:
        return 1.0
    if heads <= tails:
        return 1.0 - chance_of_at_least(tails + 1.0, heads - 1.0)
    # the chance of exactly this number, and each further one by its ratio to the one before, all of them below 1
    term = total = 1.0
    for further in range(1, int(tails) + 1):
        term *= (tails - further + 1.0) / (heads + further)
        if term < total * 1e-18:
            break
        total += term
    return _chance_of_exactly(int(heads), int(tails)) * total


def _chance_of_exactly(heads: int, tails: int) -> float:
    throws = heads + tails
    if throws <= _EXACT:
        return math.comb(throws, heads) / (1 << throws)
    if not tails:
        return math.ldexp(1.0, -throws)
    uneven = (heads - tails) / throws
    # Stirling's series (as in Loader 2000): factorials of millions would lose the digits that their logarithms cancel
    distance = throws / 2.0 * (math.log1p(-uneven * uneven) + 2.0 * uneven * math.atanh(uneven))
    error = _stirling_error(throws) - _stirling_error(heads) - _stirling_error(tails)
    return math.exp(error - distance) * math.sqrt(throws / (2.0 * math.pi * heads * tails))


def _stirling_error(n: int) -> float:
    """ln(n!) less Stirling's approximation of it."""
    if n < _EXACT_STIRLING:
        return math.lgamma(n + 1.0) - (n + 0.5) * math.log(n) + n - 0.5 * math.log(2.0 * math.pi)
    square = float(n) * n
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n

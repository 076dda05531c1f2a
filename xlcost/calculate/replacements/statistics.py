"""FREQUENCY, MODE, BINOM.INV and POISSON.DIST."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from xlcost.calculate.replacements.coercion import Failed, boolean, number

_MOST_TRIALS: Final = 5_000
_FEW_TRIALS: Final = 100


def frequency(data: Any, bins: Any) -> list[list[float]]:
    """FREQUENCY: a column of counts, one for each upper bound as given and one for what is above all."""
    values, bounds = list(_numbers((data,))), list(_numbers((bins,)))
    counts = [0.0] * (len(bounds) + 1)
    rising = sorted(range(len(bounds)), key=lambda place: (bounds[place], place))
    for value in values:
        place = next((place for place in rising if value <= bounds[place]), len(bounds))
        counts[place] += 1
    return [[count] for count in counts]


def mode_single(*values: Any) -> float:
    """MODE: the most frequent number, of several the one that comes first."""
    return _modes(values)[0]


def mode_multiple(*values: Any) -> list[list[float]]:
    """MODE.MULT: the most frequent numbers, in their order, as a column."""
    return [[value] for value in _modes(values)]


def binom_inv(trials: Any, chance: Any, level: Any) -> float:
    """BINOM.INV: the fewest successes whose cumulative probability reaches the level."""
    count, each, wanted = math.trunc(number(trials)), number(chance), number(level)
    if count < 0 or not 0 < each < 1 or not 0 < wanted < 1:
        raise Failed("Num")
    if count > _MOST_TRIALS:
        raise Failed("NImpl")
    reached = 0.0
    for successes in range(count + 1):
        reached += _binomial(count, successes, each)
        if reached >= wanted:
            return float(successes)
    return float(count)


def _binomial(count: int, successes: int, each: float) -> float:
    """The probability of so many successes."""
    if count <= _FEW_TRIALS:
        return math.comb(count, successes) * math.pow(each, successes) * math.pow(1 - each, count - successes)
    ways = math.lgamma(count + 1) - math.lgamma(successes + 1) - math.lgamma(count - successes + 1)
    return math.exp(ways + successes * math.log(each) + (count - successes) * math.log1p(-each))


def poisson(events: Any, mean: Any, cumulative: Any) -> float:
    """POISSON.DIST."""
    given, expected, summed = number(events), number(mean), boolean(cumulative)
    if given < 0 or expected < 0:
        raise Failed("Num")
    count = math.trunc(given)
    if max(count, expected) > _MOST_TRIALS:
        raise Failed("NImpl")
    if expected == 0:
        return float(summed or count == 0)
    start = 0 if summed else count
    return math.fsum(math.exp(n * math.log(expected) - expected - math.lgamma(n + 1)) for n in range(start, count + 1))


def _modes(values: tuple[Any, ...]) -> list[float]:
    counts = Counter(_numbers(values))
    most = max(counts.values(), default=0)
    if most < 2:
        raise Failed("Na")
    return [value for value, count in counts.items() if count == most]


def _numbers(values: tuple[Any, ...]) -> Iterator[float]:
    """The numbers of ranges; single values are read as numbers."""
    for value in values:
        if not isinstance(value, list):
            yield number(value)
            continue
        for cell in (cell for row in value for cell in row):
            if isinstance(cell, dict):
                raise Failed(cell.get("kind", "Value"))
            if cell.__class__ is float:
                yield cell

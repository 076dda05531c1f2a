"""FREQUENCY and MODE."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from xlcost.calculate.replacements.coercion import Failed, number


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

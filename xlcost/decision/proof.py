"""What the test results of a case show about the quality of one alternative against another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

from xlcost.decision.inputs import BASELINE


def compared_with(values: Mapping[str, Any], letter: str) -> str:
    """The letter of the alternative whose tests those of another are held against."""
    return str(values[f"{letter}_compared_with"]).lower()


def is_tested(values: Mapping[str, Any], letter: str) -> bool:
    """Whether an alternative has test results."""
    return bool(values[f"{letter}_test_cases"]) and values[f"{letter}_test_passes"] is not None


def shown_better(values: Mapping[str, Any], letter: str) -> bool | None:
    """Whether the tests show that an alternative is better than the one it was compared with; None without tests."""
    lower = _lower_limit(values, letter, compared_with(values, letter))
    if lower is None:
        return None
    limit, p = lower
    return limit > 0.0 and (p is None or p <= 1.0 - values["confidence"])


def shown_not_worse(values: Mapping[str, Any], letter: str) -> bool:
    """Whether the tests rule out that an alternative is worse than the baseline by more than what is tolerated."""
    lower = _lower_limit(values, letter, BASELINE)
    return lower is not None and lower[0] > -values["tolerated_loss"]


def _lower_limit(values: Mapping[str, Any], letter: str, other: str) -> tuple[float, float | None] | None:
    """The lower limit of the gain over another alternative, and p where the same cases went through both."""
    only, other_only = values.get(f"{letter}_only_passes"), values.get(f"{letter}_other_only_passes")
    z = NormalDist().inv_cdf(1.0 - (1.0 - values["confidence"]) / 2.0)
    cases = values[f"{letter}_test_cases"]
    if only is not None and other_only is not None and cases and compared_with(values, letter) == other:
        return _paired(only, other_only, cases, z)
    if not (is_tested(values, letter) and is_tested(values, other)):
        return None
    low, _ = _wilson(values[f"{letter}_test_passes"], cases, z)
    _, high = _wilson(values[f"{other}_test_passes"], values[f"{other}_test_cases"], z)
    gained, was = (
        values[f"{letter}_test_passes"] / cases,
        values[f"{other}_test_passes"] / values[f"{other}_test_cases"],
    )
    return gained - was - math.hypot(gained - low, high - was), None


def _wilson(passes: float, cases: float, z: float) -> tuple[float, float]:
    rate, spread = passes / cases, z * z / cases
    middle = (rate + spread / 2.0) / (1.0 + spread)
    half = z / (1.0 + spread) * math.sqrt(rate * (1.0 - rate) / cases + spread / (4.0 * cases))
    return middle - half, middle + half


def _paired(only: float, other_only: float, cases: float, z: float) -> tuple[float, float]:
    b, c, n = only + 0.5, other_only + 0.5, cases + 2.0
    limit = (b - c - z * math.sqrt(b + c - (b - c) ** 2 / n)) / n
    differing = int(only + other_only)
    p = sum(math.comb(differing, k) for k in range(int(only), differing + 1)) / 2**differing
    return limit, p

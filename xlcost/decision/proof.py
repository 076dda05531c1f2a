"""What the test results of a case show about the quality of one alternative against another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlcost.costs.evidence import SHOWN, Evidence, paired_evidence, unpaired_evidence
from xlcost.decision.inputs import BASELINE


def compared_with(values: Mapping[str, Any], letter: str) -> str:
    """The letter of the alternative whose tests those of another are held against."""
    return str(values[f"{letter}_compared_with"]).lower()


def is_tested(values: Mapping[str, Any], letter: str) -> bool:
    """Whether an alternative has test results."""
    return bool(values[f"{letter}_test_cases"]) and values[f"{letter}_test_passes"] is not None


def shown_better(values: Mapping[str, Any], letter: str) -> bool | None:
    """Whether the tests show that an alternative is better than the one it was compared with; None without tests."""
    found = _evidence(values, letter, compared_with(values, letter))
    return None if found is None else found.verdict == SHOWN


def shown_not_worse(values: Mapping[str, Any], letter: str) -> bool:
    """Whether the tests rule out that an alternative is worse than the baseline by more than what is tolerated."""
    found = _evidence(values, letter, BASELINE)
    return found is not None and found.low > -values["tolerated_loss"]


def _evidence(values: Mapping[str, Any], letter: str, other: str) -> Evidence | None:
    """What the tests show of an alternative against another one: of the same cases if both answered them."""
    only, other_only = values.get(f"{letter}_only_passes"), values.get(f"{letter}_other_only_passes")
    cases, confidence = values[f"{letter}_test_cases"], values["confidence"]
    if only is not None and other_only is not None and cases and compared_with(values, letter) == other:
        return paired_evidence(only, other_only, cases, confidence=confidence)
    if not (is_tested(values, letter) and is_tested(values, other)):
        return None
    base = values[f"{other}_test_passes"], values[f"{other}_test_cases"]
    return unpaired_evidence(*base, values[f"{letter}_test_passes"], cases, confidence=confidence)

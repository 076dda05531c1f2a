"""What test results show of each alternative against the baseline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from xlcost.costs.evidence import (
    NOT_SHOWN,
    SHOWN,
    Evidence,
    paired_evidence,
    two_sided_z,
    unpaired_evidence,
    wilson_interval,
)
from xlcost.errors import BadArgument
from xlcost.evals.answers import Answers

PAIRED: Final = "same cases"
UNPAIRED: Final = "different cases"
#: Where the two have less than this share of the smaller set in common, their sets are different ones.
_IN_COMMON: Final = 0.5
_LEAST_CHANCE: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Tested:
    """How often one alternative passed; ``low`` and ``high`` are the Wilson interval of ``rate``."""

    name: str
    cases: int
    passes: int
    missing: int  # cases it was asked and did not answer
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One alternative against the baseline.

    ``both``, ``tuned_only``, ``base_only``, ``neither`` and ``left_out`` count cases where the same went through both,
    else they are None; ``left_out`` are those that only one of the two answered. ``verdict`` is after Holm's
    correction for several comparisons, ``alone`` what this comparison would say by itself.
    """

    name: str
    design: str
    cases: int
    both: int | None
    tuned_only: int | None
    base_only: int | None
    neither: int | None
    left_out: int | None
    gain: float
    low: float
    high: float
    p: float | None
    verdict: str
    alone: str
    cases_needed: float | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """All alternatives, and each against the baseline ``base``."""

    base: str
    confidence: float
    min_gain: float
    tested: tuple[Tested, ...]
    comparisons: tuple[Comparison, ...]
    answers: Answers

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: files with their hashes, alternatives, comparisons."""
        return {
            "files": [asdict(source) for source in self.answers.sources],
            "base": self.base,
            "confidence": self.confidence,
            "min_gain": self.min_gain,
            "alternatives": [asdict(each) for each in self.tested],
            "comparisons": [asdict(each) for each in self.comparisons],
        }


def judge(answers: Answers, base: str = "", min_gain: float = 0.0, confidence: float = 0.95) -> Judgement:
    """Every alternative against the baseline: paired where both answered the same cases.

    Args:
        answers: the results.
        base: the name of the baseline; the first alternative where it is left out.
        min_gain: gain that must be exceeded, a share of the cases.
        confidence: of each comparison, and of all of them together by Holm's correction.

    Raises:
        BadArgument: no alternative of that name, none to compare, or one that answered no case.
    """
    name = _named(answers, base) if base else answers.names[0]
    others = [other for other in answers.names if other != name]
    if not others:
        raise BadArgument(f"there is only {name!r}: a second column or file is needed to compare it with")
    for each in answers.names:
        if not answers.answered(each):
            raise BadArgument(f"{each!r} answered no test case")
    found = {other: _compared(answers, name, other, min_gain, confidence) for other in others}
    holds = _after_holm({other: (each.design, each.counts) for other, each in found.items()}, min_gain, confidence)
    comparisons = tuple(_comparison(other, found[other], holds[other]) for other in others)
    z = two_sided_z(confidence)
    return Judgement(
        name, confidence, min_gain, tuple(_tested(answers, each, z) for each in answers.names), comparisons, answers
    )


def _named(answers: Answers, base: str) -> str:
    for name in answers.names:
        if name.casefold() == base.strip().casefold():
            return name
    raise BadArgument(f"there is no alternative {base!r}; there are {', '.join(answers.names)}")


def _tested(answers: Answers, name: str, z: float) -> Tested:
    answered = answers.answered(name)
    cases, passes = len(answered), sum(answered.values())
    missing = len(answers.passed[name]) - cases
    return Tested(name, cases, passes, missing, passes / cases, *wilson_interval(passes, cases, z))


@dataclass(frozen=True, slots=True)
class _Found:
    design: str
    counts: tuple[int, ...]  # of paired_evidence or unpaired_evidence
    both: int | None
    left_out: int | None
    evidence: Evidence


def _compared(answers: Answers, base: str, other: str, min_gain: float, confidence: float) -> _Found:
    was, now = answers.answered(base), answers.answered(other)
    common = was.keys() & now.keys()
    if len(common) >= max(1.0, _IN_COMMON * min(len(was), len(now))):
        tuned_only = sum(now[case] and not was[case] for case in common)
        base_only = sum(was[case] and not now[case] for case in common)
        both = sum(was[case] and now[case] for case in common)
        counts: tuple[int, ...] = (tuned_only, base_only, len(common))
        asked = answers.passed[base].keys() | answers.passed[other].keys()
        return _Found(PAIRED, counts, both, len(asked) - len(common), _evidence(PAIRED, counts, min_gain, confidence))
    counts = (sum(was.values()), len(was), sum(now.values()), len(now))
    return _Found(UNPAIRED, counts, None, None, _evidence(UNPAIRED, counts, min_gain, confidence))


def _evidence(design: str, counts: tuple[int, ...], min_gain: float, confidence: float) -> Evidence:
    judged: Callable[..., Evidence] = paired_evidence if design == PAIRED else unpaired_evidence
    return judged(*counts, min_gain=min_gain, confidence=confidence)


def _after_holm(found: dict[str, tuple[str, tuple[int, ...]]], min_gain: float, confidence: float) -> dict[str, bool]:
    """Whether each gain is still shown when several are looked for at once (Holm 1979).

    Of m comparisons the strongest must be shown at a chance of error of (1 - confidence) / m, the next at
    (1 - confidence) / (m - 1), and so on; after the first that is not, no further one is.
    """
    chances = {other: _least_chance(design, counts, min_gain) for other, (design, counts) in found.items()}
    holds, still = {}, True
    for rank, other in enumerate(sorted(chances, key=lambda name: chances[name])):
        still = still and chances[other] <= (1.0 - confidence) / (len(chances) - rank) + _LEAST_CHANCE
        holds[other] = still
    return holds


def _least_chance(design: str, counts: tuple[int, ...], min_gain: float) -> float:
    """The smallest chance of error at which the gain is shown, by halving; 1 where it is not shown at any."""

    def shown(chance: float) -> bool:
        return _evidence(design, counts, min_gain, 1.0 - chance).verdict == SHOWN

    low, high = _LEAST_CHANCE, 0.5
    if not shown(high):
        return 1.0
    if shown(low):
        return low
    while high - low > high * 1e-9:
        middle = (low * high) ** 0.5
        low, high = (low, middle) if shown(middle) else (middle, high)
    return high


def _comparison(name: str, found: _Found, holds: bool) -> Comparison:
    evidence = found.evidence
    tuned_only = base_only = neither = None
    cases = found.counts[-1]
    if found.both is not None:
        tuned_only, base_only = found.counts[:2]
        neither = cases - found.both - tuned_only - base_only
    verdict = NOT_SHOWN if evidence.verdict == SHOWN and not holds else evidence.verdict
    return Comparison(
        name=name,
        design=found.design,
        cases=cases,
        both=found.both,
        tuned_only=tuned_only,
        base_only=base_only,
        neither=neither,
        left_out=found.left_out,
        gain=evidence.gain,
        low=evidence.low,
        high=evidence.high,
        p=evidence.p,
        verdict=verdict,
        alone=evidence.verdict,
        cases_needed=evidence.cases_needed,
    )

"""The article's decision rules as gates, each with its value, its threshold and a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xlcost.costs.elementwise import Numbers, where

PROMPT: Final = "Prompt"
FINETUNE: Final = "Fine-tune"
FINETUNE_FOR_QUALITY: Final = "Fine-tune for quality"


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition: what was given, what is asked, whether it passes, and why in words."""

    name: str
    value: float | bool
    threshold: float | bool
    passed: bool
    why: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The recommendation and the gates that lead to it."""

    recommendation: str
    gates: tuple[Gate, ...]


def recommend(
    examples: Numbers,
    stable: Numbers,
    prompt_total: Numbers,
    finetune_total: Numbers,
    evidence: Numbers = False,
    available: Numbers = True,
    min_examples: Numbers = 10_000.0,
) -> Numbers:
    """What the gates lead to: totals over the horizon in USD, the up-front cost within ``finetune_total``."""
    sound = (examples > min_examples) & stable & available
    saving = finetune_total < prompt_total
    return where(sound & saving, FINETUNE, where(sound & evidence, FINETUNE_FOR_QUALITY, PROMPT))


def advise(
    examples: float,
    stable: bool,
    prompt_total: float,
    finetune_total: float,
    evidence: bool = False,
    available: bool = True,
    min_examples: float = 10_000.0,
) -> Advice:
    """``recommend`` for one case, with the gates that lead there."""
    recommendation = recommend(examples, stable, prompt_total, finetune_total, evidence, available, min_examples)
    excess = finetune_total - prompt_total
    data = examples > min_examples
    gates = (
        Gate("data", examples, min_examples, data, _why_data(examples, min_examples, passed=data)),
        Gate("stability", stable, True, stable, _WHY_STABLE[stable]),
        Gate("saving", finetune_total, prompt_total, excess < 0, _why_saving(excess)),
        Gate("evidence", evidence, True, evidence, _why_evidence(recommendation, evidence, excess)),
        Gate("available", available, True, available, _WHY_AVAILABLE[available]),
    )
    return Advice(recommendation, gates)


_WHY_STABLE: Final = {
    True: "the task is stable, so a trained model stays right",
    False: "the task still changes, and each change would mean training again",
}
_WHY_AVAILABLE: Final = {
    True: "the tuned model can be trained and is on sale through the horizon",
    False: "the tuned model cannot be trained, or is not on sale through the horizon",
}


def _why_data(examples: float, minimum: float, *, passed: bool) -> str:
    if passed:
        return f"{examples:,.0f} high-quality examples are more than {minimum:,.0f}"
    return f"more than {minimum:,.0f} high-quality examples are needed, there are {examples:,.0f}"


def _why_saving(excess: float) -> str:
    if excess == 0:
        return "in all, fine-tuning costs exactly as much as prompting"
    return f"in all, fine-tuning costs {abs(excess):,.2f} USD {'more' if excess > 0 else 'less'} than prompting"


def _why_evidence(recommendation: str, evidence: bool, excess: float) -> str:
    if recommendation == FINETUNE_FOR_QUALITY:
        return f"prompting was shown not to be enough: the quality is bought at a premium of {excess:,.2f} USD"
    if evidence:
        return "it has been shown that prompting cannot reach the quality or scale"
    return "it has not been shown that prompting cannot reach the quality or scale"

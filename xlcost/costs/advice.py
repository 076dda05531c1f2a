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
    prompt_monthly: Numbers,
    finetune_monthly: Numbers,
    upfront: Numbers,
    horizon_months: Numbers = 12.0,
    evidence: Numbers = False,
    min_examples: Numbers = 10_000.0,
) -> Numbers:
    """What the gates lead to: costs in USD per month, ``upfront`` in USD, over ``horizon_months``."""
    sound = (examples > min_examples) & stable
    saving = upfront + finetune_monthly * horizon_months < prompt_monthly * horizon_months
    return where(sound & saving, FINETUNE, where(sound & evidence, FINETUNE_FOR_QUALITY, PROMPT))


def advise(
    examples: float,
    stable: bool,
    prompt_monthly: float,
    finetune_monthly: float,
    upfront: float,
    horizon_months: float = 12.0,
    evidence: bool = False,
    min_examples: float = 10_000.0,
) -> Advice:
    """``recommend`` for one case, with the gates that lead there."""
    recommendation = recommend(
        examples, stable, prompt_monthly, finetune_monthly, upfront, horizon_months, evidence, min_examples
    )
    prompting = prompt_monthly * horizon_months
    finetuning = upfront + finetune_monthly * horizon_months
    data, saving = examples > min_examples, finetuning < prompting
    gates = (
        Gate("data", examples, min_examples, data, _why_data(examples, min_examples, passed=data)),
        Gate("stability", stable, True, stable, _WHY_STABLE[stable]),
        Gate("saving", finetuning, prompting, saving, _why_saving(finetuning - prompting, horizon_months)),
        Gate(
            "evidence",
            evidence,
            True,
            evidence,
            _why_evidence(recommendation, evidence, finetuning - prompting),
        ),
    )
    return Advice(recommendation, gates)


_WHY_STABLE: Final = {
    True: "the task is stable, so a trained model stays right",
    False: "the task still changes, and each change would mean training again",
}


def _why_data(examples: float, minimum: float, *, passed: bool) -> str:
    if passed:
        return f"{examples:,.0f} high-quality examples are more than {minimum:,.0f}"
    return f"more than {minimum:,.0f} high-quality examples are needed, there are {examples:,.0f}"


def _why_saving(excess: float, horizon: float) -> str:
    months = f"{horizon:,.0f} months" if horizon != 1 else "1 month"
    if excess < 0:
        return f"over {months} fine-tuning costs {-excess:,.2f} USD less than prompting"
    if excess == 0:
        return f"over {months} fine-tuning costs exactly as much as prompting"
    return f"over {months} fine-tuning costs {excess:,.2f} USD more than prompting"


def _why_evidence(recommendation: str, evidence: bool, excess: float) -> str:
    if recommendation == FINETUNE_FOR_QUALITY:
        return f"prompting was shown not to be enough: the quality is bought at a premium of {excess:,.2f} USD"
    if evidence:
        return "it has been shown that prompting cannot reach the quality or scale"
    return "it has not been shown that prompting cannot reach the quality or scale"

"""The gates that an alternative must pass to be advised, each with value, relation, threshold and why.

``passed`` answers for a float and for arrays of scenarios; ``gates`` puts the answer of one scenario into words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from xlcost.costs.decision import CRUMB_OF_A_RATE, CRUMB_OF_MONEY
from xlcost.costs.elementwise import Numbers, known, where
from xlcost.costs.schedule import Schedule
from xlcost.decision.calendar import month_start, month_starts
from xlcost.decision.inputs import BASELINE
from xlcost.decision.offers import Offer
from xlcost.decision.planning import tested_rate
from xlcost.decision.proof import compared_with, is_tested, shown_better, shown_not_worse
from xlcost.decision.wording import Sentence, sentence

#: A gate that says how an alternative compares, and does not bar it: the cheapest is advised anyway.
INFORMS: Final = frozenset({"saving"})


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition: what was found, how it must stand to what is asked, whether it does, and why in words."""

    name: str
    value: float | bool | date | None
    relation: str
    threshold: float | bool | date | None
    passed: bool
    reason: Sentence

    @property
    def why(self) -> str:
        """The reason in words."""
        return str(self.reason)


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the gates look at: values without blanks, what is offered, and the schedules."""

    values: Mapping[str, Any]
    offered: Mapping[str, Offer]
    schedules: Mapping[str, Schedule]

    def share(self, letter: str) -> Numbers:
        """The share of the requests that goes to an alternative; the rest stays with the baseline."""
        return self.values.get(f"{letter}_share", 1.0)

    def success_rate(self, letter: str) -> Numbers:
        """The share of good answers of an alternative, the requests left to the baseline included."""
        rate = self.values[f"{letter}_success_rate"]
        if rate is None:  # an alternative that is not considered, whose tests another one is held against
            rate = tested_rate(self.values, letter)
        share = self.share(letter)
        return share * rate + (1.0 - share) * self.values[f"{BASELINE}_success_rate"]

    def claims_better(self, letter: str) -> Numbers:
        """Whether an alternative is said to give more good answers than the one that its tests are held against."""
        return self.success_rate(letter) > self.success_rate(compared_with(self.values, letter)) + CRUMB_OF_A_RATE

    @property
    def starts(self) -> list[date]:
        """The first day of each month."""
        return month_starts(self.values["model_date"], int(self.values["horizon_months"]))

    @property
    def end(self) -> date:
        """The first day after the horizon."""
        return month_start(self.values["model_date"], int(self.values["horizon_months"]))


def passed(letter: str, of: Situation) -> dict[str, Numbers]:
    """Whether an alternative passes each of its gates."""
    offer, values = of.offered[letter], of.values
    total = of.schedules[letter].present_total
    answers: dict[str, Numbers] = {
        "available": _is_offered(letter, of) & where(of.share(letter) < 1.0, _is_offered(BASELINE, of), True),
        "quality": (of.success_rate(letter) >= values["required_success_rate"] - CRUMB_OF_A_RATE)
        | (letter != BASELINE and shown_not_worse(values, letter)),
    }
    if offer.way == "prompt" and letter != BASELINE:
        answers["tested"] = is_tested(values, letter)
    if offer.way == "finetune":
        answers["data"] = values["examples"] > values["min_examples"]
        answers["stability"] = values["stable"]
        answers["access"] = not (values[f"{letter}_new_organisation"] and offer.closed_to_new is not None)
        better = of.claims_better(letter)
        answers["evidence"] = where(better, bool(shown_better(values, letter)), True)
    if letter != BASELINE:
        answers["saving"] = total < of.schedules[BASELINE].present_total - CRUMB_OF_MONEY
    return answers


def _is_offered(letter: str, of: Situation) -> Numbers:
    """Whether an alternative's own models are on sale through the horizon, at prices that are known."""
    return (of.offered[letter].why_not is None) & known(of.schedules[letter].present_total)


def qualifies(answers: Mapping[str, Numbers]) -> Numbers:
    """Whether an alternative that answers its gates so may be advised."""
    result: Numbers = True
    for name, answer in answers.items():
        if name not in INFORMS:
            result = result & answer
    return result


def gates(letter: str, of: Situation) -> tuple[Gate, ...]:
    """The gates of an alternative in one scenario, in words."""
    return tuple(GATES[name](letter, of, bool(answer)) for name, answer in passed(letter, of).items())


def _available(letter: str, of: Situation, answer: bool) -> Gate:
    offer = of.offered[letter]
    until = offer.until or (of.offered[BASELINE].until if of.share(letter) < 1.0 else None)
    return Gate("available", until, ">=", of.end, answer, _why_available(letter, of, answer))


def _why_available(letter: str, of: Situation, answer: bool) -> Sentence:
    offer = of.offered[letter]
    if offer.why_not is not None:
        return offer.why_not
    if answer and offer.way == "self_host":
        return sentence("available.own")
    if answer and offer.moved_in:
        return sentence("available.successor", successor=offer.billed[offer.moved_in - 1], month=offer.moved_in)
    if answer:
        return sentence("available.yes")
    if of.share(letter) < 1.0 and not _is_offered(BASELINE, of):
        return sentence("available.rest")
    return _unpublished(letter, of)


def _unpublished(letter: str, of: Situation) -> Sentence:
    """Which price is missing: that of the first training, else of the first month that has no cost."""
    offer, made = of.offered[letter], of.schedules[letter]
    if not known(made.upfront):
        return sentence("available.no_training_price", model=offer.trainers[0], day=of.starts[0])
    month = next(at for at, cost in enumerate(made.cost) if not known(cost))
    if known(made.tokens[month]):
        return sentence("available.no_training_price", model=offer.trainers[month], day=of.starts[month])
    return _unpublished_tokens(letter, of, month)


def _unpublished_tokens(letter: str, of: Situation, month: int) -> Sentence:
    """Which token price is missing in a month: all, those of requests, of batches or of the prompt cache."""
    offer, values = of.offered[letter], of.values
    prices, model = offer.prices[month], offer.billed[month] or offer.model
    if prices is None:
        return sentence("available.no_price", model=model, day=of.starts[month])
    tokens = values[f"{letter}_input_tokens"] * (1.0 + values["token_growth"]) ** month
    step = next((step for step in reversed(prices.steps) if tokens > step.above_tokens), prices.steps[0])
    batch, cached = values[f"{letter}_batch_share"], values[f"{letter}_cached_share"]
    writes = values[f"{letter}_cache_write_share"] + values[f"{letter}_cache_write_1h_share"]
    if math.isnan(step.standard.input) or math.isnan(step.standard.output):
        return sentence("available.no_token_price", model=model)
    if batch > 0 and any(math.isnan(price) for price in step.batch[:2]):
        return sentence("available.no_batch_price", model=model, share=batch)
    return sentence("available.no_cache_price", model=model, share=cached + writes)


def _quality(letter: str, of: Situation, answer: bool) -> Gate:
    rate, required = of.success_rate(letter), of.values["required_success_rate"]
    if not answer:
        reason = sentence("quality.short", rate=rate, required=required)
    elif rate >= required - CRUMB_OF_A_RATE:
        reason = sentence("quality.rate", rate=rate, required=required)
    else:
        reason = sentence("quality.tests", loss=of.values["tolerated_loss"])
    return Gate("quality", rate, ">=", required, answer, reason)


def _tested(letter: str, of: Situation, answer: bool) -> Gate:
    cases = of.values[f"{letter}_test_cases"] or 0.0
    return Gate(
        "tested", cases, ">", 0.0, answer, sentence("tested.yes", cases=cases) if answer else sentence("tested.no")
    )


def _data(letter: str, of: Situation, answer: bool) -> Gate:
    examples, minimum = of.values["examples"], of.values["min_examples"]
    reason = sentence("data.yes" if answer else "data.no", examples=examples, minimum=minimum)
    return Gate("data", examples, ">", minimum, answer, reason)


def _stability(letter: str, of: Situation, answer: bool) -> Gate:
    return Gate("stability", answer, "=", True, answer, sentence("stability.yes" if answer else "stability.no"))


def _access(letter: str, of: Situation, answer: bool) -> Gate:
    reason = sentence("access.yes") if answer else sentence("access.no", since=of.offered[letter].closed_to_new)
    return Gate("access", answer, "=", True, answer, reason)


def _evidence(letter: str, of: Situation, answer: bool) -> Gate:
    other = compared_with(of.values, letter)
    shown = shown_better(of.values, letter)
    better = of.claims_better(letter)
    words = "none" if shown is None else "yes" if shown else "no"
    reason = sentence(f"evidence.{words}" if better else "evidence.not_needed", other=_named(other, of))
    return Gate("evidence", bool(shown), "=", bool(better), answer, reason)


def _named(letter: str, of: Situation) -> str:
    offer = of.offered.get(letter)
    return offer.name if offer else letter.upper()


def _saving(letter: str, of: Situation, answer: bool) -> Gate:
    total, base = of.schedules[letter].present_total, of.schedules[BASELINE].present_total
    if math.isnan(total - base):
        return Gate("saving", _known(total), "<", _known(base), False, sentence("saving.none"))
    words = "saving.less" if answer else "saving.more"
    reason = sentence(words, difference=abs(total - base), currency=of.values["currency"])
    return Gate("saving", total, "<", base, answer, reason)


def _known(amount: float) -> float | None:
    return None if math.isnan(amount) else amount


#: Every gate in its order, and what puts it into words; which of them an alternative has, ``passed`` says.
GATES: Final = {
    "available": _available,
    "quality": _quality,
    "tested": _tested,
    "data": _data,
    "stability": _stability,
    "access": _access,
    "evidence": _evidence,
    "saving": _saving,
}

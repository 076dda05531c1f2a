"""The advice: the cheapest alternative that qualifies, in words that say what would have to change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from xlcost.costs.decision import CRUMB_OF_MONEY
from xlcost.costs.elementwise import Numbers, ceil, known, where
from xlcost.costs.schedule import CRUMB_OF_A_COUNT, Schedule, payback
from xlcost.decision.gates import INFORMS, Gate, Situation
from xlcost.decision.inputs import BASELINE
from xlcost.decision.monthly import breakeven_volume
from xlcost.decision.wording import (
    FINETUNE,
    FINETUNE_FOR_QUALITY,
    NOTHING,
    PROMPT,
    SELF_HOST,
    TEST_FIRST,
    sentence,
)

_BY_WAY: Final = {"prompt": PROMPT, "finetune": FINETUNE, "self_host": SELF_HOST}


@dataclass(frozen=True, slots=True)
class Advice:
    """What is advised (``text``), the letter of the alternative that is meant, and why, in sentences."""

    text: str
    alternative: str | None
    why: tuple[str, ...]


def cheapest(totals: Sequence[Numbers], eligible: Sequence[Numbers]) -> Numbers:
    """The position of the least total among the eligible ones; -1 where none is eligible.

    The first of equals, and a crumb of money is no difference: what floats leave over must not choose.
    """
    least: Numbers = math.inf
    for total, may in zip(totals, eligible, strict=True):
        least = where(may & (total < least), total, least)
    chosen: Numbers = -1
    for position, (total, may) in reversed([*enumerate(zip(totals, eligible, strict=True))]):
        chosen = where(may & (total <= least + CRUMB_OF_MONEY), position, chosen)
    return chosen


@dataclass(frozen=True, slots=True)
class _Case:
    """A case judged: its situation, and the gates and totals of its alternatives by letter."""

    of: Situation
    gates: Mapping[str, Sequence[Gate]]

    @property
    def currency(self) -> str:
        return str(self.of.values["currency"])

    @property
    def months(self) -> float:
        return float(self.of.values["horizon_months"])

    def total(self, letter: str) -> float:
        return float(self.of.schedules[letter].present_total)

    def failed(self, letter: str) -> list[Gate]:
        return [gate for gate in self.gates[letter] if not gate.passed and gate.name not in INFORMS]

    def passes(self, letter: str, *names: str) -> bool:
        return all(gate.passed for gate in self.gates[letter] if gate.name in names)

    def way(self, letter: str) -> str:
        return self.of.offered[letter].way

    def subject(self, letter: str) -> str:
        offer, share = self.of.offered[letter], self.of.share(letter)
        key = {"finetune": "subject.tuned", "self_host": "subject.own"}.get(offer.way, "subject")
        key = "subject.routed" if share < 1.0 else key
        return str(sentence(key, name=offer.name, model=offer.model, share=share))

    def name(self, letter: str) -> str:
        words = {"finetune": "tuned ", "self_host": ""}.get(self.way(letter), "")
        return f"{words}{self.of.offered[letter].name}"

    def difference(self, letter: str, other: str) -> float:
        """What one alternative costs more than another over the horizon, in present value."""
        return self.total(letter) - self.total(other)

    def costs_less(self, letter: str, other: str) -> bool:
        """Whether one alternative costs less than another, by more than a crumb."""
        return self.difference(letter, other) < -CRUMB_OF_MONEY


def advise(of: Situation, gates: Mapping[str, Sequence[Gate]]) -> Advice:
    """The advice for one scenario."""
    case = _Case(of, gates)
    letters = list(gates)
    chosen = cheapest([case.total(letter) for letter in letters], [not case.failed(letter) for letter in letters])
    best = letters[chosen] if chosen >= 0 else None
    untested = _untested(case, best)
    if untested is not None and (best is None or case.way(best) != "prompt"):
        text, meant = TEST_FIRST, untested
    elif best is None:
        text, meant = NOTHING, None
    else:
        text, meant = _text(case, best), best
    why = list(_why(case, text, meant, best, untested))
    return Advice(text, meant.upper() if meant else None, tuple(f"{words}." for words in why))


def _text(case: _Case, best: str) -> str:
    return FINETUNE_FOR_QUALITY if _only_tuning_is_good_enough(case, best) else _BY_WAY[case.way(best)]


def _only_tuning_is_good_enough(case: _Case, best: str) -> bool:
    others = [letter for letter in case.gates if case.way(letter) != "finetune"]
    return case.way(best) == "finetune" and not any(case.passes(other, "quality", "tested") for other in others)


def _untested(case: _Case, best: str | None) -> str | None:
    """The cheapest prompted alternative that only lacks a test, where it would cost less than the best one."""
    waiting = [letter for letter in case.gates if [gate.name for gate in case.failed(letter)] == ["tested"]]
    cheaper = [letter for letter in waiting if best is None or case.costs_less(letter, best)]
    chosen = cheapest([case.total(letter) for letter in cheaper], [known(case.total(letter)) for letter in cheaper])
    return cheaper[chosen] if chosen >= 0 else None


def _why(case: _Case, text: str, meant: str | None, best: str | None, untested: str | None) -> Iterator[str]:
    if meant is None:
        yield str(sentence("advice.nothing"))
    elif text == TEST_FIRST:
        yield _headline(case, "advice.test_first", meant) + _fallback(case, best)
    else:
        yield _headline(case, "advice", meant, text) + _versus(case, meant) + _payback(case, meant)
    if text == FINETUNE_FOR_QUALITY and best is not None:
        yield _premium(case, best)
    if untested is not None and untested != meant and best is not None:
        difference = abs(case.difference(untested, best))
        yield str(_money("other.test_first", case, subject=case.subject(untested), difference=difference))
    for letter in case.gates:
        if letter not in (meant, best, untested) and (letter != BASELINE or case.failed(letter) or best is None):
            yield _other(case, letter, best)
    for letter in case.gates:
        if letter != BASELINE and case.way(letter) == "finetune" and case.passes(letter, "available"):
            yield from _breakeven(case, letter)


def _money(key: str, case: _Case, **slots: object) -> object:
    return sentence(key, currency=case.currency, **slots)


def _headline(case: _Case, key: str, letter: str, text: str = "") -> str:
    subject, total = case.subject(letter), case.total(letter)
    return str(_money(key, case, advice=text, subject=subject, present=total, months=case.months))


def _fallback(case: _Case, best: str | None) -> str:
    """What to do until the test is made: the best of those that qualify, if any does."""
    return "" if best is None else str(sentence("until_tested", subject=case.subject(best)))


def _versus(case: _Case, letter: str) -> str:
    if letter == BASELINE:
        return str(sentence("versus.today"))
    difference = case.difference(letter, BASELINE)
    if not known(difference):
        return ""
    if abs(difference) <= CRUMB_OF_MONEY:
        return str(sentence("versus.same", other=case.subject(BASELINE)))
    key = "versus.less" if difference < 0 else "versus.more"
    return str(_money(key, case, difference=abs(difference), other=case.subject(BASELINE)))


def _payback(case: _Case, letter: str) -> str:
    if letter == BASELINE or not known(case.difference(letter, BASELINE)):
        return ""
    first, last = payback(case.of.schedules[BASELINE], case.of.schedules[letter])
    if first == math.inf:
        return str(sentence("payback.never"))
    if last == math.inf:
        return str(sentence("payback.not_for_good", first=first))
    return str(sentence("payback.month" if first == last else "payback.again", first=first, last=last))


def _premium(case: _Case, letter: str) -> str:
    """What the quality of a tuned model costs more, or less, than the baseline."""
    mine, base = case.of.schedules[letter], case.of.schedules[BASELINE]
    monthly = case.difference(letter, BASELINE) / case.months
    unit = per_good_answer(mine) - per_good_answer(base)
    key = "quality.bonus" if case.costs_less(letter, BASELINE) else "quality.premium"
    return str(_money(key, case, monthly=abs(monthly), unit=abs(unit), other=case.subject(BASELINE)))


def per_good_answer(schedule: Schedule) -> float:
    """Nominal cost of the horizon over its good answers; infinity where there are none."""
    good = sum(schedule.good_answers)
    return float(schedule.nominal_total / good) if good > 0 else math.inf


def _other(case: _Case, letter: str, best: str | None) -> str:
    subject, why = case.subject(letter), ", and ".join(gate.why for gate in case.failed(letter))
    if not case.passes(letter, "available") or best is None:
        return str(sentence("other.unavailable", letter=letter.upper(), subject=subject, why=why))
    difference = case.difference(letter, best)
    key = "other.more" if not why else "other.less_but" if case.costs_less(letter, best) else "other.more_and"
    words = _money(key, case, letter=letter.upper(), subject=subject, difference=abs(difference), why=why)
    return f"{words}{_payback(case, letter)}" if letter != BASELINE and not why else str(words)


def _breakeven(case: _Case, letter: str) -> Iterator[str]:
    """From which volume of month 1 on a tuned model is cheaper than the baseline; nothing of a month without any."""
    names = {"name": case.name(letter), "other": case.name(BASELINE)}
    volume = breakeven_volume(case.of, letter)
    if volume == math.inf:
        yield str(sentence("breakeven.never", **names))
    elif volume >= 0:
        least = ceil(volume - CRUMB_OF_A_COUNT)
        yield str(sentence("breakeven.volume" if least > 0 else "breakeven.any", volume=least, **names))

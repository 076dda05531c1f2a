"""What a change did to the decision in a workbook: whether the advice flipped, and which changes do that alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xlcost.decision.case import Case
from xlcost.decision.inputs import INPUTS
from xlcost.diff.records import DecisionChange
from xlcost.errors import XlcostError
from xlcost.outline.decided import case_of, catalogue_of, needs_decision
from xlcost.outline.model import CannotApply, Model
from xlcost.prices import Catalogue

if TYPE_CHECKING:
    from xlcost.decision.comparison import Comparison


def decision_change(old: Model, new: Model) -> DecisionChange | None:
    """The advice of both, answered from their inputs and prices; None where one of them has no case to answer."""
    from xlcost.decision.comparison import compare

    if needs_decision(old) or needs_decision(new):
        return None
    try:
        before, after = case_of(old), case_of(new)
        prices, new_prices = catalogue_of(old), catalogue_of(new)
        was, now = compare(before, prices), compare(after, new_prices)
    except (CannotApply, XlcostError):
        return None
    flipped = _advice(was) != _advice(now)
    why = (*_causes(before, after, prices, new_prices, now), *_gates(was, now), *_totals(was, now)) if flipped else ()
    return DecisionChange(_in_words(was), _in_words(now), flipped, why)


def _advice(result: Comparison) -> tuple[str, str | None, str | None]:
    meant = result.advice.alternative
    return result.advice.text, meant, result[meant].model if meant else None


def _in_words(result: Comparison) -> str:
    meant = result.advice.alternative
    return f"{result.advice.text}, {meant}: {result[meant].name}" if meant else result.advice.text


def _causes(before: Case, after: Case, prices: Catalogue, new_prices: Catalogue, now: Comparison) -> Iterator[str]:
    """The changes each of which alone turns the old advice into the new one."""
    from xlcost.decision.comparison import compare

    changed = [key for key, value in after.values.items() if value != before.values[key]]
    tried: dict[str, tuple[Mapping[str, Any], Catalogue]] = {
        f"{INPUTS[key].label} ({key}) {_shown(before, key)} -> {_shown(after, key)}": ({key: after.values[key]}, prices)
        for key in changed
    }
    tried["the changed prices"] = ({}, new_prices)
    alone = []
    for words, (values, catalogue) in tried.items():
        try:
            result = compare(replace(before, values={**before.values, **values}), catalogue)
        except XlcostError:
            continue
        if _advice(result) == _advice(now):
            alone.append(words)
    yield from (f"{words} does it alone" for words in alone)
    if not alone:
        yield "no single change does it: they act together"


def _shown(case: Case, key: str) -> str:
    values = case.values[key]
    one = values[len(values) // 2]
    if INPUTS[key].shape == "row":
        return "other months"
    if isinstance(one, float):
        return f"{one:,.10g}"
    return "blank" if one is None else str(one)


def _gates(was: Comparison, now: Comparison) -> Iterator[str]:
    """The gates that one of the two lets an alternative pass and the other does not."""
    passed = {(one.key, gate.name): gate.passed for one in was.alternatives for gate in one.gates}
    for one in now.alternatives:
        for gate in one.gates:
            if passed.get((one.key, gate.name), gate.passed) != gate.passed and gate.name != "saving":
                verb = "now passes" if gate.passed else "no longer passes"
                yield f"{one.key} {verb} the gate {gate.name}: {gate.why}"


def _totals(was: Comparison, now: Comparison) -> Iterator[str]:
    """What both advised alternatives cost, before and now."""
    for key in dict.fromkeys(result.advice.alternative for result in (was, now)):
        costs = [
            next((one.present_cost for one in result.alternatives if one.key == key), None) for result in (was, now)
        ]
        if key is not None:
            old, new = ("not available" if cost is None else f"{cost:,.0f} {was.currency}" for cost in costs)
            yield f"{key} over the horizon, in present value: {old} -> {new}"

"""What a change did to the decision in a workbook: whether the advice flipped, and which changes do that alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
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
    alone = dict(_alone(before, after, prices, new_prices))
    why = (*_causes(alone, now), *_gates(was, now), *_totals(was, now)) if flipped else ()
    return DecisionChange(_in_words(was), _in_words(now), flipped, why, _cost(was, now, alone))


def _advice(result: Comparison) -> tuple[str, str | None, str | None]:
    meant = result.advice.alternative
    return result.advice.text, meant, result[meant].model if meant else None


def _in_words(result: Comparison) -> str:
    meant = result.advice.alternative
    return f"{result.advice.text}, {meant}: {result[meant].name}" if meant else result.advice.text


def _alone(before: Case, after: Case, prices: Catalogue, new_prices: Catalogue) -> Iterator[tuple[str, Comparison]]:
    """Each change in words, and the old case with this change alone."""
    from xlcost.decision.comparison import compare

    changed = [key for key, value in after.values.items() if value != before.values[key]]
    tried: dict[str, tuple[Mapping[str, Any], Catalogue]] = {
        f"{INPUTS[key].label} ({key}) {_shown(before, key)} -> {_shown(after, key)}": ({key: after.values[key]}, prices)
        for key in changed
    }
    tried["the changed prices"] = ({}, new_prices)
    for words, (values, catalogue) in tried.items():
        with suppress(XlcostError):
            yield words, compare(replace(before, values={**before.values, **values}), catalogue)


def _causes(alone: Mapping[str, Comparison], now: Comparison) -> Iterator[str]:
    """The changes each of which alone turns the old advice into the new one."""
    doing = [words for words, result in alone.items() if _advice(result) == _advice(now)]
    yield from (f"{words} does it alone" for words in doing)
    if not doing:
        yield "no single change does it: they act together"


def _cost(was: Comparison, now: Comparison, alone: Mapping[str, Comparison]) -> str:
    """What is advised costs before and now, and by which of several changes it moves most."""
    key = now.advice.alternative
    before, after, base = _present(was, was.advice.alternative), _present(now, key), _present(was, key)
    if before is None or after is None or math.isclose(before, after, rel_tol=1e-9) or was.currency != now.currency:
        return ""
    moves = {words: abs(cost - base) for words, result in alone.items() if base and (cost := _present(result, key))}
    moves = {words: by for words, by in moves.items() if not math.isclose(by, 0, abs_tol=1e-6)}
    said = f"What is advised costs {before:,.0f} -> {after:,.0f} {now.currency} over the horizon, in present value"
    if len(moves) < 2:
        return said
    meant = "it" if key == was.advice.alternative else f"the cost of {key}"
    return f"{said}; of {len(moves)} changes that move {meant} alone, most by {max(moves, key=lambda one: moves[one])}"


def _present(result: Comparison, key: str | None) -> float | None:
    return next((one.present_cost for one in result.alternatives if one.key == key), None)


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
        costs = [_present(result, key) for result in (was, now)]
        if key is not None:
            old, new = ("not available" if cost is None else f"{cost:,.0f} {was.currency}" for cost in costs)
            yield f"{key} over the horizon, in present value: {old} -> {new}"

"""No input is declared and then forgotten: another value of each moves a figure, a gate or a sentence of the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from xlcost.decision.case import shipped_case, with_inputs
from xlcost.decision.comparison import compare
from xlcost.decision.inputs import CHECKLIST, INPUTS, RANGES, Input
from xlcost.errors import XlcostError
from xlcost.functions.coercion import Domain

#: What is no part of the answer, and who reads it instead; each has a test of its own.
READ_ELSEWHERE = {
    "exchange_rate_date": "a note beside the rate",
    "recorded_advice": "the rules of xlcost check",
    "ends_within_days": "the rules of xlcost check",
    "stale_after_days": "the rules of xlcost check",
    "audit_tolerance": "the sheet Audit",
    **{declared.key: "the sheet Sensitivity" for declared in RANGES.inputs},
    **{declared.key: "shown beside the advice" for declared in CHECKLIST.inputs},
}
#: Cases in which something hangs on every input: (shipped case, inputs changed).
BASES: tuple[tuple[str, dict[str, object]], ...] = (
    ("current", {"b_on": True, "c_on": True, "d_on": True, "b_reviewed_share": 0.1, "b_review_minutes": 2}),
    ("current", {"a_model": "anthropic/claude-sonnet-5-5", "c_model": "azure/ft:gpt-4.1-nano", "c_hosting_cost": ""}),
    ("quality", {"tolerated_loss": 0.02, "exchange_rate": 0.93}),
    ("quality", {"c_model": "openai/ft:gpt-4.1-mini", "horizon_months": 60, "model_date": date(2026, 12, 15),
                 "b_model": "openai/gpt-4o", "b_successor": "openai/gpt-5.4", "b_share": 1.0}),
)  # fmt: skip
ROWS: dict[str, list[Input]] = {}
for _declared in INPUTS.values():
    ROWS.setdefault(_declared.row or _declared.key, []).append(_declared)


def others(declared: Input) -> Iterator[object]:
    """Values that it may have."""
    kind = declared.kind
    if isinstance(kind, Domain):
        yield from (value for value in (0.0, 0.01, 0.37, 0.99, 0.999999, 1.0, 40.0, 3_000.0, 1e6) if kind.admits(value))
    elif isinstance(kind, tuple):
        yield from kind
    else:
        yield from {
            "flag": (True, False),
            "date": (date(2026, 12, 15),),
            "model": ("openai/gpt-4.1", "openai/ft:gpt-4.1", "anthropic/claude-haiku-5-5"),
            "text": ("EUR",),
        }[kind]


@cache
def base(number: int):
    name, changes = BASES[number]
    return with_inputs(shipped_case(name), changes, "a test")


@cache
def said_of_base(number: int) -> str:
    return said(base(number))


def said(case) -> str:
    return json.dumps(compare(case).to_dict(), default=str)


def moves(declared: Input) -> bool:
    for number in range(len(BASES)):
        for value in others(declared):
            given = [value] * len(declared.places) if declared.shape == "row" else value
            try:
                answer = said(with_inputs(base(number), {declared.key: given}, "a test"))
            except XlcostError:  # not with the other inputs of this case
                continue
            if answer != said_of_base(number):
                return True
    return False


@pytest.mark.parametrize("row", [row for row in ROWS if row not in READ_ELSEWHERE])
def test_another_value_moves_the_answer(row: str) -> None:
    assert any(map(moves, ROWS[row])), (
        f"no value of {row} changes what compare says: read it in xlcost/decision (planning.py for what costs something), "
        "or write down in READ_ELSEWHERE who does"
    )


def test_what_is_read_elsewhere_is_an_input() -> None:
    assert READ_ELSEWHERE.keys() <= ROWS.keys()

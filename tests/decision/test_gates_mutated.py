"""Mutation of each gate: with a relation turned, a threshold moved or a condition left out, some row of a table differs.

The table says for each gate what passes and what does not, on both sides of each threshold and on it.
"""

from __future__ import annotations

import ast
import inspect
import math
import sys
import types
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from xlcost.decision import gates

#: The functions that decide; the others of the module put an answer into words.
DECIDING = ("passed", "_is_offered", "claims_better", "success_rate")
WAYS = {"a": "prompt", "b": "prompt", "c": "finetune", "d": "self_host"}
VALUES: dict[str, Any] = {
    "examples": 20_000,
    "min_examples": 10_000,
    "stable": True,
    "required_success_rate": 0.95,
    "tolerated_loss": 0.01,
    "confidence": 0.95,
    "c_new_organisation": False,
    **{f"{letter}_success_rate": 0.95 for letter in WAYS},
    **{f"{letter}_{row}": None for letter in WAYS for row in ("test_cases", "test_passes")},
    **{f"{letter}_compared_with": "A" for letter in WAYS},
}
CRUMB, MONEY = 1e-12, 1e-6
#: The gates that each alternative has.
HAS = {
    "a": {"available", "quality"},
    "b": {"available", "quality", "tested", "saving"},
    "c": {"available", "quality", "data", "stability", "access", "evidence", "saving"},
    "d": {"available", "quality", "saving"},
}
A_LOSS = {"a_test_cases": 20_000, "a_test_passes": 19_000, "b_test_cases": 20_000, "b_success_rate": 0.94}
CLAIMED = {"c_success_rate": 0.97, "a_test_cases": 500, "a_test_passes": 450, "c_test_cases": 500}

#: Letter, gate, what is unlike VALUES, the totals of A and of the alternative, and whether it passes.
TABLE: list[tuple[str, str, dict[str, Any], tuple[float, float], bool]] = [
    ("b", "available", {}, (100.0, 90.0), True),
    ("b", "available", {"why_not": "b"}, (100.0, 90.0), False),
    ("b", "available", {}, (100.0, math.nan), False),
    ("b", "available", {"b_share": 0.5}, (100.0, 90.0), True),
    ("b", "available", {"b_share": 0.5, "why_not": "a"}, (100.0, 90.0), False),
    ("b", "available", {"b_share": 0.5}, (math.nan, 90.0), False),
    ("b", "available", {"b_share": 1.0, "why_not": "a"}, (100.0, 90.0), True),
    ("b", "quality", {}, (100.0, 90.0), True),
    ("b", "quality", {"b_success_rate": 0.95 - CRUMB}, (100.0, 90.0), True),
    ("b", "quality", {"b_success_rate": 0.95 - 1e-9}, (100.0, 90.0), False),
    ("b", "quality", {"b_success_rate": 0.99}, (100.0, 90.0), True),
    ("b", "quality", {"b_success_rate": 0.9, "a_success_rate": 1.0, "b_share": 0.5}, (100.0, 90.0), True),
    ("b", "quality", {"b_success_rate": 0.9, "a_success_rate": 0.98, "b_share": 0.5}, (100.0, 90.0), False),
    ("b", "quality", {**A_LOSS, "b_test_passes": 18_900}, (100.0, 90.0), True),
    ("b", "quality", {**A_LOSS, "b_test_passes": 18_500}, (100.0, 90.0), False),
    ("a", "quality", {**A_LOSS, "a_success_rate": 0.9, "b_test_passes": 0}, (100.0, 100.0), False),
    ("b", "tested", {}, (100.0, 90.0), False),
    ("b", "tested", {"b_test_cases": 100}, (100.0, 90.0), False),
    ("b", "tested", {"b_test_cases": 100, "b_test_passes": 0}, (100.0, 90.0), True),
    ("c", "data", {"examples": 10_000}, (100.0, 90.0), False),
    ("c", "data", {"examples": 10_001}, (100.0, 90.0), True),
    ("c", "stability", {}, (100.0, 90.0), True),
    ("c", "stability", {"stable": False}, (100.0, 90.0), False),
    ("c", "access", {"c_new_organisation": True, "closed_to_new": True}, (100.0, 90.0), False),
    ("c", "access", {"c_new_organisation": True}, (100.0, 90.0), True),
    ("c", "access", {"closed_to_new": True}, (100.0, 90.0), True),
    ("c", "evidence", {}, (100.0, 90.0), True),
    ("c", "evidence", {"c_success_rate": 0.95 + 1e-9}, (100.0, 90.0), False),
    ("c", "evidence", {"c_success_rate": 0.95 + CRUMB, "a_success_rate": 0.95}, (100.0, 90.0), True),
    ("c", "evidence", {"c_success_rate": 0.9}, (100.0, 90.0), True),
    ("c", "evidence", {**CLAIMED, "c_test_passes": 485}, (100.0, 90.0), True),
    ("c", "evidence", {**CLAIMED, "c_test_passes": 455}, (100.0, 90.0), False),
    ("c", "saving", {}, (100.0, 90.0), True),
    ("c", "saving", {}, (100.0, 110.0), False),
    ("c", "saving", {}, (100.0, 100.0), False),
    ("c", "saving", {}, (100.0, 100.0 - MONEY), False),
]  # fmt: skip


def situation(module: Any, letter: str, unlike: dict[str, Any], totals: tuple[float, float]) -> Any:
    """A situation as ``passed`` sees it: no more of offers and schedules than it reads."""
    closed, gone = unlike.get("closed_to_new"), unlike.get("why_not")
    offered = {
        who: SimpleNamespace(way=way, why_not="ends" if who == gone else None, closed_to_new=closed)
        for who, way in WAYS.items()
    }
    made = {who: SimpleNamespace(present_total=totals[0] if who == "a" else totals[1]) for who in WAYS}
    return module.Situation({**VALUES, **unlike}, offered, made)


def failures(module: Any) -> list[tuple[str, str]]:
    """The rows of the table that a module answers otherwise."""
    found = []
    for letter, gate, unlike, totals, right in TABLE:
        try:
            answered = bool(module.passed(letter, situation(module, letter, unlike, totals))[gate])
        except (KeyError, TypeError):
            answered = not right
        if answered != right:
            found.append((letter, gate))
    for letter, has in HAS.items():
        try:
            answered = set(module.passed(letter, situation(module, letter, {}, (100.0, 90.0)))) == has
        except KeyError:
            answered = False
        if not answered:
            found.append((letter, "other gates"))
    return found


_TURNED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_OTHER: dict[type, type] = {ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Add: ast.Sub, ast.Sub: ast.Add}


def changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Ways to change a node, each a description and what does it to the node of that kind in another tree."""
    if isinstance(node, ast.Compare):
        for turned in _TURNED[type(node.ops[0])]:
            yield turned.__name__, lambda at, turned=turned: setattr(at, "ops", [turned()])
    if isinstance(node, ast.BinOp) and type(node.op) in _OTHER:
        yield "the other operator", lambda at: setattr(at, "op", _OTHER[type(at.op)]())
    if isinstance(node, ast.BoolOp):
        swapped = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield swapped.__name__, lambda at: setattr(at, "op", swapped())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "without not", lambda at: setattr(at, "op", ast.UAdd())
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        for answer in (True, False):
            yield f"always {answer}", lambda at, answer=answer: setattr(at, "value", ast.Constant(answer))
    if isinstance(node, ast.Dict):
        for number in range(len(node.values)):
            yield (
                f"entry {number} always True",
                lambda at, number=number: at.values.__setitem__(number, ast.Constant(True)),
            )


def deciding(tree: ast.Module) -> list[ast.AST]:
    """Every node of the functions that decide, in one order."""
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name in DECIDING]
    return [node for function in functions for node in ast.walk(function)]


def mutants() -> Iterator[Any]:
    source = inspect.getsource(gates)
    for number, node in enumerate(deciding(ast.parse(source))):
        for what, change in changes(node):
            tree = ast.parse(source)
            change(deciding(tree)[number])
            yield pytest.param(tree, id=f"{ast.unparse(node)[:60]} -> {what}")


def loaded(tree: ast.Module) -> Any:
    module = types.ModuleType("gates_mutated")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    try:
        exec(compile(ast.fix_missing_locations(tree), gates.__file__, "exec"), module.__dict__)
    finally:
        del sys.modules[module.__name__]
    return module


def test_the_gates_answer_the_table():
    assert failures(gates) == []
    assert {gate for _, gate, *_ in TABLE} == set(gates.GATES)
    for name in gates.GATES:
        assert {right for _, gate, *_, right in TABLE if gate == name} == {True, False}


@pytest.mark.parametrize("tree", [*mutants()])
def test_a_changed_gate_is_noticed(tree):
    assert failures(loaded(tree)) != []

"""Mutation of each gate's formula: a relation turned, a condition left out or a crumb moved changes a row of a table.

The formulas of Decision stand alone in a small workbook, beside cells that hold what they refer to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook

from xlcost.scenarios.model import open_model
from xlcost.template.records import Table
from xlcost.template.references import letters
from xlcost.template.sheets.gates import gates_block, gates_of
from xlcost.template.ways import WAYS, Way

END = 46_722.0  # the first day after the horizon
CRUMB, MONEY = 1e-12, 1e-6
#: What the references hold; ``of#`` and ``x_`` are the alternative's own.
HELD: dict[str, Any] = {
    "alt_used:of#": 1,
    "alt_until:of#": "n/a",
    "horizon_end": END,
    "alt_present:of#": 90.0,
    "alt_present:of1": 100.0,
    "x_share": 1.0,
    "gates.passed:row1": 1,
    "alt_success:of#": 0.95,
    "required_rate": 0.95,
    "rate_crumb": CRUMB,
    "money_crumb": MONEY,
    "ev_not_worse:of#": 0,
    "tests_test_cases:of#": None,
    "tests_test_passes:of#": None,
    "examples": 20_000,
    "min_examples": 10_000,
    "stable": True,
    "x_new_organisation": False,
    "alt_closed:of#": "n/a",
    "alt_success:all": [0.95, 0.95, 0.95, 0.95],
    "ev_other:of#": 1,
    "ev_shown:of#": 0,
}
#: Gate -> what is unlike that, and whether it passes.
TABLE: dict[str, list[tuple[dict[str, Any], Any]]] = {
    "available": [
        ({}, 1),
        ({"alt_used:of#": 0}, "-"),
        ({"alt_until:of#": END}, 1),
        ({"alt_until:of#": END - 1}, 0),
        ({"alt_until:of#": END + 1}, 1),
        ({"alt_present:of#": "n/a"}, 0),
        ({"alt_present:of#": "n/a", "alt_until:of#": END - 1}, 0),
        ({"x_share": 0.5}, 1),
        ({"x_share": 0.5, "gates.passed:row1": 0}, 0),
        ({"gates.passed:row1": 0}, 1),
    ],
    "quality": [
        ({}, 1),
        ({"alt_used:of#": 0}, "-"),
        ({"alt_success:of#": 0.95 - CRUMB}, 1),
        ({"alt_success:of#": 0.95 - 1e-9}, 0),
        ({"alt_success:of#": 0.99}, 1),
        ({"alt_success:of#": 0.9, "ev_not_worse:of#": 1}, 1),
    ],
    "tested": [
        ({}, 0),
        ({"tests_test_cases:of#": 100}, 0),
        ({"tests_test_passes:of#": 0}, 0),
        ({"tests_test_cases:of#": 0, "tests_test_passes:of#": 0}, 0),
        ({"tests_test_cases:of#": 100, "tests_test_passes:of#": 0}, 1),
        ({"tests_test_cases:of#": 100, "tests_test_passes:of#": 0, "alt_used:of#": 0}, "-"),
    ],
    "data": [({"examples": 10_000}, 0), ({"examples": 10_001}, 1), ({"alt_used:of#": 0}, "-")],
    "stability": [({}, 1), ({"stable": False}, 0), ({"alt_used:of#": 0}, "-")],
    "access": [
        ({}, 1),
        ({"x_new_organisation": True}, 1),
        ({"alt_closed:of#": END}, 1),
        ({"alt_closed:of#": END, "x_new_organisation": True}, 0),
        ({"alt_used:of#": 0}, "-"),
    ],
    "evidence": [
        ({}, 1),
        ({"alt_success:of#": 0.95 + 1e-9}, 0),
        ({"alt_success:of#": 0.95 + CRUMB}, 1),
        ({"alt_success:of#": 0.97, "ev_shown:of#": 1}, 1),
        ({"alt_success:of#": 0.9}, 1),
        ({"alt_success:of#": 0.97, "alt_success:all": [0.99, 0.95, 0.97, 0.95], "ev_other:of#": 2}, 0),
        ({"alt_used:of#": 0}, "-"),
    ],
    "saving": [
        ({}, 1),
        ({"alt_present:of#": 110.0}, 0),
        ({"alt_present:of#": 100.0}, 0),
        ({"alt_present:of#": 100.0 - MONEY}, 0),
        ({"alt_present:of#": "n/a"}, 0),
        ({"alt_present:of1": "n/a"}, 0),
        ({"alt_used:of#": 0}, "-"),
    ],
}
_TOKEN = re.compile(r"\{([^{}]+)\}")
_RELATION = re.compile(r">=|<=|<>|[<>=]")
_TURNED = {"<": ("<=", ">"), ">": (">=", "<"), ">=": (">", "<="), "<=": ("<", ">="), "=": ("<>",), "<>": ("=",)}
#: A condition, and what it is taken for; a crumb is as good where the value is no number, or is one for certain.
_OTHER = {"AND(": "OR(", "OR(": "AND(", "NOT(": "(", "-{rate_crumb}": "+{rate_crumb}", "+{rate_crumb}": "-{rate_crumb}"}
_OTHER |= {"-{money_crumb}": "+{money_crumb}"}


class Mutant(NamedTuple):
    """A formula of a gate, changed; none where nothing is."""

    way: Way
    gate: str
    what: str
    formula: str


def declared() -> Iterator[Mutant]:
    """The formulas of Decision that say whether a gate is passed."""
    table = next(block for block in gates_block() if isinstance(block, Table))
    cells = next(column.cells for column in table.columns if column.key == "passed")
    lines = [(way, gate.name) for way in WAYS for gate in gates_of(way)]
    for (way, gate), cell in zip(lines, cells, strict=True):
        yield Mutant(way, gate, "", str(cell.content))


def mutants(of: Mutant) -> Iterator[Mutant]:
    text = of.formula
    for found in _RELATION.finditer(text, 1):
        for turned in _TURNED[found[0]]:
            changed = text[: found.start()] + turned + text[found.end() :]
            yield of._replace(what=f"{found[0]} at {found.start()} -> {turned}", formula=changed)
    for part, other in _OTHER.items():
        for found in re.finditer(r"(?<![A-Z])" + re.escape(part), text):
            changed = text[: found.start()] + other + text[found.end() :]
            yield of._replace(what=f"{part} at {found.start()} -> {other}", formula=changed)
    yield of._replace(what="always passed", formula="=1")
    yield of._replace(what="never passed", formula="=0")


def own(token: str, way: Way) -> str:
    """A reference as HELD has it."""
    key = re.sub(rf"^{way.letter}_", "x_", token)
    return re.sub(rf":of{way.number}$", ":of#", key)


@pytest.fixture(scope="module")
def noticed(tmp_path_factory: pytest.TempPathFactory) -> dict[Mutant, bool]:
    """Every formula and its mutants, and whether a row of the table is unlike what it should be."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    asked: list[tuple[Mutant, str, Any]] = []
    row = 0
    for original in declared():
        tokens = list(dict.fromkeys(_TOKEN.findall(original.formula)))
        for unlike, right in TABLE[original.gate]:
            if not set(unlike) <= {own(token, original.way) for token in tokens}:
                continue  # about what this alternative does not have
            row, column, at = row + 1, 1, {}
            for token in tokens:
                held = (HELD | unlike)[own(token, original.way)]
                values = held if isinstance(held, list) else [held]
                for offset, value in enumerate(values):
                    sheet.cell(row, column + offset, value)
                last = letters(column + len(values) - 1)
                at[token] = f"${letters(column)}${row}" + (f":${last}${row}" if len(values) > 1 else "")
                column += len(values)
            for mutant in (original, *mutants(original)):
                sheet.cell(row, column, _TOKEN.sub(lambda found, at=at: at[found[1]], mutant.formula))
                asked.append((mutant, f"Sheet!{letters(column)}{row}", right))
                column += 1
    path = tmp_path_factory.mktemp("gates") / "gates.xlsx"
    book.save(path)
    model = open_model(path)
    found: dict[Mutant, bool] = {}
    for mutant, cell, right in asked:
        found[mutant] = found.get(mutant, False) or model[cell] != right
    return found


def test_each_formula_answers_the_table(noticed):
    assert [mutant[:2] for mutant, is_noticed in noticed.items() if not mutant.what and is_noticed] == []
    assert set(TABLE) == {mutant.gate for mutant in noticed}


def test_a_changed_formula_is_noticed(noticed):
    changed = {mutant: is_noticed for mutant, is_noticed in noticed.items() if mutant.what}
    assert len(changed) > 100
    assert [f"{m.way.letter} {m.gate}: {m.what}" for m, is_noticed in changed.items() if not is_noticed] == []

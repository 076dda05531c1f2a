"""xlwings Server and Lite, their own call path: errors are real errors there, and the metadata is the register's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from xlcost.functions import FUNCTIONS

ARTICLE: list[Any] = [[["claude-3-5-sonnet-20241022"]], [[100_000]], [[1_000]], [[100]]]
AS_OF = [["2025-06-09"]]


def error(kind: str) -> dict[str, str]:
    return {"type": "Error", "errorType": kind}


CALLS: dict[str, tuple[list[Any], Any]] = {
    "a scalar call": (["PROMPT_COST", [*ARTICLE, None, None, None, None, AS_OF, None]], [[450.0]]),
    "an Excel date serial": (["PROMPT_COST", [*ARTICLE, None, None, None, None, [[45817]], None]], [[450.0]]),
    "never is #NUM!": (["BREAKEVEN_MONTHS", [[[1]], [[2]], [[3]], None]], [[error("Num")]]),
    "an unknown model is #N/A": (["TOKEN_PRICE", [[["no such model"]], None, None, None]], [[error("NotAvailable")]]),
    "a blank required cell is #VALUE!": (["BREAKEVEN_MONTHS", [[[None]], [[2]], [[3]], None]], [[error("Value")]]),
    "an error cell passes on": (["BREAKEVEN_MONTHS", [[["#DIV/0!"]], [[2]], [[1]], None]], [[error("Div0")]]),
    "an error that xlwings does not know as one is #VALUE!": (
        ["BREAKEVEN_MONTHS", [[["#CALC!"], ["#SPILL!"], ["#BUSY!"], [6000]], [[1500]], [[900]], None]],
        [[error("Value")], [error("Value")], [error("Value")], [10.0]],
    ),
    "an error as a record passes on": (
        ["BREAKEVEN_MONTHS", [[[{"type": "Error", "basicValue": "#DIV/0!"}]], [[2]], [[1]], None]],
        [[error("Div0")]],
    ),
    "0 for a blank date is the snapshot": (
        [
            "TOKEN_PRICE",
            [
                [["claude-3-5-sonnet-20241022"]],
                None,
                [[0]],
                [["model", "input", "output"], ["claude-3-5-sonnet-20241022", 3, 15]],
            ],
        ],
        [[3.0]],
    ),
    "0 for a blank kind is the default": (
        ["TOKEN_PRICE", [[["claude-3-5-sonnet-20241022"]], [[0]], AS_OF, None]],
        [[3.0]],
    ),
    "an empty text for a blank kind is the default": (
        ["TOKEN_PRICE", [[["claude-3-5-sonnet-20241022"]], [[""]], AS_OF, None]],
        [[3.0]],
    ),
    "0 for a blank price range means the package's prices": (
        ["TOKEN_PRICE", [[["claude-3-5-sonnet-20241022"]], None, AS_OF, [[0]]]],
        [[3.0]],
    ),
    "0 for a blank model is no model": (["TOKEN_PRICE", [[[0]], None, None, None]], [[error("Value")]]),
    "a column with blanks as 0": (
        ["TOKEN_PRICE", [[["claude-3-5-sonnet-20241022"], [0]], None, AS_OF, None]],
        [[3.0], [error("Value")]],
    ),
    "FALSE is no blank": (
        ["TOKEN_PRICE", [[["claude-3-5-sonnet-20241022"]], [[False]], AS_OF, None]],
        [[error("Value")]],
    ),
    "an error stays in its row": (
        ["BREAKEVEN_MONTHS", [[[6000], ["x"]], [[1500]], [[900]], None]],
        [[10.0], [error("Value")]],
    ),
}


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, Path(__file__).parent / "server_excel.py"],
        input=json.dumps({"calls": [asked for asked, _ in CALLS.values()]}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout.rsplit("\n", 1)[1])


@pytest.mark.parametrize("case", CALLS)
def test_custom_functions_call_gives_the_cell_its_value(answers: dict[str, Any], case: str) -> None:
    position = list(CALLS).index(case)
    assert answers["results"][position] == CALLS[case][1]


def test_the_metadata_is_the_register(answers: dict[str, Any]) -> None:
    described = {entry["name"]: entry for entry in answers["meta"]["functions"]}
    assert described.keys() == FUNCTIONS.keys()
    for name, entry in described.items():
        function = FUNCTIONS[name]
        assert entry["description"] == function.summary
        shown = [(p["name"], p["description"], p.get("optional", False)) for p in entry.get("parameters", [])]
        assert shown == [(a.name, a.help, not a.required) for a in function.arguments]

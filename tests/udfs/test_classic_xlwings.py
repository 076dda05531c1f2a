"""Classic xlwings, its own Windows code on stand-ins for COM: the wrappers it writes and the calls it makes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from xlcost.errors import ERROR_TEXTS
from xlcost.functions import CATEGORY, FUNCTIONS, call

HERE = Path(__file__).parent
MISSING: dict[str, Any] = {"missing": True}
ARTICLE: list[Any] = ["claude-3-5-sonnet-20241022", 100_000, 1_000, 100]
AS_OF = {"range": [[{"date": "2025-06-09"}]]}
CURRENCY = {kind: {kind: [[{"currency": 0.00045}]]} for kind in ("range", "value2")}


def excel(**asked: Any) -> dict[str, Any]:
    """What Excel would get: one process, because the stand-ins change Python itself."""
    run = subprocess.run(
        [sys.executable, HERE / "windows_excel.py"], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout.rsplit("\n", 1)[1])


CALLS: dict[str, tuple[list[Any], Any]] = {
    "values typed into the formula": (["PROMPT_COST", [*ARTICLE, *[MISSING] * 4, "2025-06-09", MISSING]], 450.0),
    "a date cell": (["PROMPT_COST", [*ARTICLE, *[MISSING] * 4, AS_OF, MISSING]], 450.0),
    "single cells": (
        ["PROMPT_COST", [*({"range": [[value]]} for value in ARTICLE), *[MISSING] * 4, AS_OF, MISSING]],
        450.0,
    ),
    "a blank optional cell is the default": (
        ["BREAKEVEN_MONTHS", [6000, 1500, 900, {"range": [[None]]}]],
        10.0,
    ),
    "a blank required cell": (["BREAKEVEN_MONTHS", [{"range": [[None]]}, 1500, 900, MISSING]], "#VALUE!"),
    "an error cell passes on": (
        ["BREAKEVEN_MONTHS", [{"range": [[{"error": "#DIV/0!"}]]}, 1500, 900, MISSING]],
        "#DIV/0!",
    ),
    "an error in an optional cell is not a default": (
        ["BREAKEVEN_MONTHS", [6000, 1500, 900, {"range": [[{"error": "#REF!"}]]}]],
        "#REF!",
    ),
    "a column stays a column, errors in their rows": (
        ["BREAKEVEN_MONTHS", [{"range": [[6000], [{"error": "#N/A"}], [None], ["x"]]}, 1500, 900, MISSING]],
        [[10.0], ["#N/A"], ["#VALUE!"], ["#VALUE!"]],
    ),
    "a row stays a row": (["FINETUNE_UPFRONT", [{"range": [[1, 2]]}, 100, *[MISSING] * 4]], [[100.0, 200.0]]),
    "a column against a row is a matrix": (
        ["FINETUNE_UPFRONT", [{"range": [[1], [2]]}, {"range": [[10, 20]]}, *[MISSING] * 4]],
        [[10.0, 20.0], [20.0, 40.0]],
    ),
    "a price range is the only source": (
        [
            "PROMPT_COST",
            [*ARTICLE, *[MISSING] * 5, {"range": [["model", "input", "output"], ["mine", 3, 15]]}],
        ],
        "#N/A",
    ),
    "a table spills": (
        ["COST_FORECAST", [100, 2, MISSING, MISSING]],
        [[100.0], [100.0]],
    ),
    "a cell in a currency format, as xlwings' own wrappers read it, has lost its digits": (
        ["BREAKEVEN_REQUESTS", [0, CURRENCY["range"], {"range": [[{"currency": 0.0003}]]}, 1500, *[MISSING] * 3]],
        pytest.approx(15_000_000.0),
    ),
    "a cell in a currency format": (
        ["BREAKEVEN_REQUESTS", [0, CURRENCY["value2"], {"value2": [[{"currency": 0.0003}]]}, 1500, *[MISSING] * 3]],
        pytest.approx(10_000_000.0),
    ),
    "prices in a currency format": (
        [
            "TOKEN_PRICE",
            ["mine", "input", MISSING, {"value2": [["model", "input", "output"], ["mine", {"currency": 3e-6}, 15]]}],
        ],
        3e-6,
    ),
    "a date as its number": (
        ["PROMPT_COST", [*ARTICLE, *[MISSING] * 4, {"value2": [[{"date": "2025-06-09"}]]}, MISSING]],
        450.0,
    ),
    "a column by Value2 stays a column": (
        ["BREAKEVEN_MONTHS", [{"value2": [[6000], [{"error": "#CALC!"}], [None], [""]]}, 1500, 900, MISSING]],
        [[10.0], ["#CALC!"], ["#VALUE!"], ["#VALUE!"]],
    ),
    **{
        f"{error} {way}": (["BREAKEVEN_MONTHS", [{kind: [[{"error": error}]]}, 1500, 900, MISSING]], shown)
        for error in sorted(ERROR_TEXTS | {"#PYTHON!"})
        for way, kind in (("in a range", "range"), ("by Value2", "value2"))
        if (shown := error if error in ERROR_TEXTS else "#VALUE!")
    },
    "no arguments": (["XLCOST_VERSION", []], call("XLCOST_VERSION", [])),
}


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    return excel(calls=[asked for asked, _ in CALLS.values()], wrappers=True)


@pytest.mark.parametrize("case", CALLS)
def test_call_udf_gives_the_cell_its_value(answers: dict[str, Any], case: str) -> None:
    position = list(CALLS).index(case)
    result = answers["results"][position]
    expected = CALLS[case][1]
    rows = expected if isinstance(expected, list) else [[expected]]
    assert (result if isinstance(result, list) else [[result]]) == rows


def test_generated_vba_is_the_reviewed_one(answers: dict[str, Any]) -> None:
    """A change of the functions' interface shows here as a diff of the VBA that users import."""
    reviewed = (HERE / "xlwings_udfs.bas").read_text(encoding="utf-8")
    assert answers["module"] == reviewed, "review the difference, then run python tests/udfs/test_classic_xlwings.py"


def test_every_function_is_registered_with_texts_that_excel_does_not_cut(answers: dict[str, Any]) -> None:
    registered = {entry["macro"].split("!")[1]: entry for entry in answers["registered"]}
    assert registered.keys() == FUNCTIONS.keys()
    for name, entry in registered.items():
        function = FUNCTIONS[name]
        assert entry["Category"] == CATEGORY
        assert entry["Description"] == function.summary
        assert entry.get("ArgumentDescriptions", []) == [argument.help for argument in function.arguments]


if __name__ == "__main__":
    (HERE / "xlwings_udfs.bas").write_text(excel(wrappers=True)["module"], encoding="utf-8")

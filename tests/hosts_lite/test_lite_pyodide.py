"""main.py, taken out of the workbook, in Pyodide and on xlwings' own call path: each cell gets its headless value."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from example_book import ExampleBook
from lxml import etree
from office_calls import as_shown
from pyodide_runner import in_pyodide, xlwings_folder

from xlcost.calculate.certified import recalculate
from xlcost.evaluate.binding import BoundFunction
from xlcost.functions import FUNCTIONS, call
from xlcost.hosts.lite import add_lite

#: Cases that the workbook has none of: errors, blanks, ranges.
EXTRA: list[tuple[str, list[Any]]] = [
    ("BREAKEVEN_MONTHS", [1, 1, 2]),
    ("BREAKEVEN_MONTHS", ["#DIV/0!", 1, 2]),
    ("BREAKEVEN_MONTHS", [None, 2, 1]),
    ("BREAKEVEN_MONTHS", [6_000, [[1_500], [900], ["x"], [None]], 900]),
    ("TOKEN_PRICE", ["no such model"]),
    ("FINETUNE_UPFRONT", [[[1], [2]], [[10, 20]]]),
    ("FINETUNE_UPFRONT", [[[hours] for hours in range(100)], 10]),
    ("XLCOST_VERSION", []),
]


class Call(NamedTuple):
    """A function as a formula called it, and what the cell got."""

    name: str
    args: Sequence[Any]
    result: Any


class Replay(NamedTuple):
    """The calls of a workbook, and what Lite's route gave for each."""

    calls: list[Call]
    answer: dict[str, Any]


def headless_calls(workbook: Path) -> list[Call]:
    """Every call that recalculating the workbook makes, with its arguments as the cells have them."""
    calls: list[Call] = []

    def recording(name: str) -> BoundFunction:
        def function(args: Sequence[Any]) -> Any:
            result = call(name, args)
            calls.append(Call(name, list(args), result))
            return result

        return BoundFunction(function, FUNCTIONS[name].min_args, FUNCTIONS[name].max_args)

    recalculated = recalculate(workbook, {name: recording(name) for name in FUNCTIONS})
    assert not recalculated.not_evaluated
    return list({json.dumps([c.name, c.args]): c for c in calls}.values())  # the grids ask the same again and again


def program_in(workbook: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        extension = etree.fromstring(package.read("xl/webextensions/webextension1.xml"))
    (program,) = extension.xpath("//*[local-name()='property'][@name='main.py']/@value")
    return json.loads(program)


def as_office_sends(args: Sequence[Any], count: int) -> list[Any]:
    """Rows of cells, null for what is omitted or blank."""
    given = [value if isinstance(value, list) else None if value is None else [[value]] for value in args]
    return given + [None] * (count - len(given))


def as_a_cell_shows(rows: list[list[Any]]) -> Any:
    shown = as_shown(rows)
    return shown[0][0] if len(shown) == len(shown[0]) == 1 else shown


def same(value: Any, expected: Any) -> bool:
    if isinstance(expected, list) and expected == [[expected[0][0]]]:
        return same(value, expected[0][0])
    if isinstance(expected, list):
        return isinstance(value, list) and all(
            same(*pair) for row in zip(value, expected, strict=True) for pair in zip(*row, strict=True)
        )
    if isinstance(expected, float) and isinstance(value, float | int):
        return math.isclose(value, expected, rel_tol=1e-12)
    return (value or "") == (expected or "") if isinstance(expected, str | None) else value == expected


#: Pyodide in the version that Lite workbooks name and a current one; on the first, the template too.
@pytest.fixture(scope="module", params=["examples, pyodide", "examples, pyodide-0.27", "template, pyodide-0.27"])
def replay(
    request: pytest.FixtureRequest,
    example_book: ExampleBook,
    article_book: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Replay:
    kind, pyodide = request.param.split(", ")
    source = example_book.path if kind == "examples" else article_book
    workbook = tmp_path_factory.mktemp("lite") / "lite.xlsx"
    workbook.write_bytes(add_lite(source.read_bytes()))
    calls = headless_calls(workbook) + [Call(name, args, call(name, args)) for name, args in EXTRA]
    asked = [[c.name, as_office_sends(c.args, FUNCTIONS[c.name].max_args)] for c in calls]
    answer = in_pyodide(
        pyodide,
        "lite_excel.py",
        {"main.py": program_in(workbook.read_bytes()), "calls": asked},
        {"site/xlwings": xlwings_folder()},
    )
    return Replay(calls, answer)


def test_every_function_is_called_by_the_workbook(replay: Replay) -> None:
    assert {c.name for c in replay.calls} == FUNCTIONS.keys()


def test_every_call_gives_its_headless_value(replay: Replay) -> None:
    results = [as_a_cell_shows(rows) for rows in replay.answer["results"]]
    wrong = [(c, value) for c, value in zip(replay.calls, results, strict=True) if not same(value, c.result)]
    assert not wrong


def test_errors_are_real_errors(replay: Replay) -> None:
    kinds = {
        cell["errorType"] for rows in replay.answer["results"] for row in rows for cell in row if isinstance(cell, dict)
    }
    assert {"Num", "NotAvailable", "Value", "Div0"} <= kinds


def test_numpy_is_not_there(replay: Replay) -> None:
    assert replay.answer["numpy"] is False


def test_xlwings_finds_the_class_that_it_asks_for_with_every_cell(replay: Replay) -> None:
    assert replay.answer["has_js_null"]  # Pyodide 0.27 has none of its own


def test_the_functions_register_with_the_registers_texts(replay: Replay) -> None:
    described = {entry["name"]: entry for entry in replay.answer["meta"]["functions"]}
    assert described.keys() == FUNCTIONS.keys()
    for name, function in FUNCTIONS.items():
        assert described[name]["id"] == name
        assert described[name]["description"] == function.summary
        assert [p["description"] for p in described[name]["parameters"]] == [a.help for a in function.arguments]

"""When NumPy is used: one computation for a long range, none for single cells, and nothing lost where it is absent."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from xlcost.functions import FUNCTIONS, call

PRICES = [["model", "input", "output", "training"], ["a", 1.0, 10.0, 25.0], ["b", 2.0, 20.0, 50.0]]
BLOCK_NUMPY = "import sys; sys.modules['numpy'] = None\n"


@pytest.fixture
def calls_of_body(monkeypatch):
    """Which arguments each call of a function's body gets, while the test runs."""
    calls = []

    def spy(name):
        function = FUNCTIONS[name]

        def body(*args):
            calls.append(args)
            return function.body(*args)

        monkeypatch.setitem(FUNCTIONS, name, dataclasses.replace(function, body=body))
        return calls

    return spy


#: Functions whose result is one cell, but for those about text or about a whole row of months.
SCALAR_FUNCTIONS = [
    f
    for f in FUNCTIONS.values()
    if not f.returns_array and f.name not in ("COST_EXPLAIN", "MODEL_STATUS", "XLCOST_VERSION", "PAYBACK_MONTH")
]


@pytest.mark.parametrize("function", SCALAR_FUNCTIONS, ids=lambda f: f.name)
def test_a_range_of_ten_thousand_rows_is_one_computation(function, calls_of_body):
    calls = calls_of_body(function.name)
    example = [function.example.arguments.get(argument.name) for argument in function.arguments]
    columns = [
        value if value is None or argument.is_table else [[value]] * 10_000
        for argument, value in zip(function.arguments, example, strict=True)
    ]
    assert call(function.name, columns) == [[call(function.name, example)]] * 10_000
    assert len(calls) == 2  # the range, and the single cell it is held against


def test_only_the_cells_that_are_wrong_are_asked_again(calls_of_body):
    calls = calls_of_body("BREAKEVEN_MONTHS")
    call("BREAKEVEN_MONTHS", [6_000, 1_500, [[900]] * 9_997 + [[1_500], ["nine"], [None]]])
    assert len(calls) == 2  # the range, and the one that never breaks even; the others are refused before the body


def test_an_array_of_numbers_is_not_taken_apart(calls_of_body):
    import xlcost

    calls = calls_of_body("FINETUNE_UPFRONT")
    hours = np.arange(10_000.0)
    assert (xlcost.finetune_upfront(hours, 10.0) == hours * 10.0).all()
    assert len(calls) == 0  # the Python form has the body of the register as it was imported
    call("FINETUNE_UPFRONT", [[[hour] for hour in hours.tolist()], 10.0])
    assert len(calls) == 1


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_a_few_cells_import_no_numpy():
    code = (
        "import sys; from xlcost.functions import call\n"
        "call('FINETUNE_UPFRONT', [[[1.0], [2.0], [-1.0]], 100.0])\n"
        f"call('PROMPT_COST', ['a', 1, 1, 1, *[None] * 5, {PRICES}])\n"
        f"call('COST_RANKING', [1, 1, 1, None, None, {PRICES}])\n"
        "print('numpy' in sys.modules)"
    )
    assert run(code) == "False"


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("FINETUNE_UPFRONT", [[[1.0], [None], ["x"], [-1.0]] * 50, 100.0]),
        ("PROMPT_COST", [[["a"], ["b"], ["c"], [5]] * 50, 1.0, 1e6, 0.0, *[None] * 5, PRICES]),
        ("BREAKEVEN_MONTHS", [6_000.0, 1_500.0, [[900.0], [1_500.0]] * 50, 0.1]),
        ("TRAINING_COST", [[["a", "b"]] * 50, 1_000.0, 500.0, None, None, None, PRICES]),
    ],
)
def test_without_numpy_a_range_gives_the_same(name, args):
    code = f"{BLOCK_NUMPY}from xlcost.functions import call; print(call({name!r}, {args!r}))"
    assert run(code) == str(call(name, args))

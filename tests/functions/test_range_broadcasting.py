"""Ranges as arguments: shapes as in Excel, and an error stays in its cell."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from xlcost.errors import NA, NUM, VALUE
from xlcost.functions import FUNCTIONS, call

PRICES = [["model", "input", "output"], ["a", 1.0, 10.0], ["b", 2.0, 20.0]]
#: Enough rows that a range is computed with NumPy.
MANY = 100


def upfront(*args):
    return call("FINETUNE_UPFRONT", args)


def cost(model, requests, input_tokens=1_000_000, output_tokens=0):
    args = [model, requests, input_tokens, output_tokens, *[None] * 5, PRICES]
    return call("PROMPT_COST", args)


def test_a_column_gives_a_column():
    assert upfront([[1.0], [2.0]], 10.0) == [[10.0], [20.0]]


def test_a_row_gives_a_row():
    assert upfront([[1.0, 2.0]], 10.0) == [[10.0, 20.0]]


def test_a_block_gives_a_block():
    assert upfront([[1.0, 2.0], [3.0, 4.0]], 10.0) == [[10.0, 20.0], [30.0, 40.0]]


def test_columns_of_one_size_go_side_by_side():
    assert upfront([[1.0], [2.0]], [[10.0], [100.0]]) == [[10.0], [200.0]]


def test_a_column_against_a_row_gives_a_matrix():
    assert upfront([[1.0], [2.0], [3.0]], [[10.0, 100.0]]) == [[10.0, 100.0], [20.0, 200.0], [30.0, 300.0]]


def test_a_block_against_a_column_and_a_row():
    assert upfront([[1.0, 2.0], [3.0, 4.0]], [[10.0], [20.0]], [[5.0, 6.0]]) == [[15.0, 26.0], [65.0, 86.0]]


def test_sizes_that_do_not_fit_are_na_beyond_the_smaller_one():
    assert upfront([[1.0], [2.0], [3.0]], [[10.0], [20.0]]) == [[10.0], [40.0], [NA]]
    assert upfront([[1.0, 2.0, 3.0]], [[10.0, 20.0]]) == [[10.0, 40.0, NA]]
    assert upfront([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]) == [
        [1.0, 4.0, NA],
        [12.0, 20.0, NA],
        [NA, NA, NA],
    ]


def test_sizes_that_do_not_fit_in_a_long_range():
    assert upfront([[1.0]] * MANY, [[2.0]] * (MANY - 1)) == [[2.0]] * (MANY - 1) + [[NA]]
    short_of_models = cost([["a"]] * (MANY - 1), [[2.0]] * MANY)
    assert short_of_models == [[2.0]] * (MANY - 1) + [[NA]]


def test_a_range_of_one_cell_is_that_cell():
    assert upfront([[2.0]], [[10.0]]) == 20.0


def test_rows_may_be_tuples():
    assert upfront(((1.0,), (2.0,)), 10.0) == [[10.0], [20.0]]


@pytest.mark.parametrize("rows", [[[1.0, 2.0], [3.0]], [[1.0], [2.0, 3.0]], [1.0, 2.0], [[1.0], 2.0], ["ab", "cd"]])
def test_a_range_that_is_not_rows_of_one_length_is_value(rows):
    assert upfront(rows, 10.0) == VALUE


@pytest.mark.parametrize("rows", [2, MANY])
def test_an_error_stays_in_its_row(rows):
    good = [[1.0]] * (rows - 1)
    assert upfront([*good, [-1.0]], 10.0) == [[10.0]] * (rows - 1) + [[NUM]]
    assert upfront([*good, ["one"]], 10.0) == [[10.0]] * (rows - 1) + [[VALUE]]
    assert upfront([*good, ["2"]], 10.0) == [[10.0]] * (rows - 1) + [[20.0]]
    assert upfront([*good, [None]], 10.0) == [[10.0]] * (rows - 1) + [[VALUE]]
    assert upfront([*good, ["#DIV/0!"]], 10.0) == [[10.0]] * (rows - 1) + [["#DIV/0!"]]
    assert upfront([["#REF!"], *good], 10.0) == [["#REF!"]] + [[10.0]] * (rows - 1)
    assert cost([["a"]] * (rows - 1) + [["nobody's"]], 1.0) == [[1.0]] * (rows - 1) + [[NA]]
    assert cost([[5]] + [["b"]] * (rows - 1), 1.0) == [[VALUE]] + [[2.0]] * (rows - 1)


@pytest.mark.parametrize("rows", [2, MANY])
def test_a_wrong_single_argument_is_wrong_in_every_row(rows):
    assert upfront([[1.0]] * rows, "ten") == [[VALUE]] * rows
    assert upfront([[1.0]] * rows, None) == [[VALUE]] * rows
    assert cost("nobody's", [[1.0]] * rows) == [[NA]] * rows


@pytest.mark.parametrize("rows", [2, MANY])
def test_a_blank_cell_of_an_optional_column_is_the_default(rows):
    utilisation = [[0.5]] * (rows - 1) + [[None]]
    assert call("SELF_HOST_PRICE", [3.6, 1_000, utilisation]) == [[2.0]] * (rows - 1) + [[1.0]]


@pytest.mark.parametrize("rows", [2, MANY])
def test_an_unknown_model_is_not_free_even_without_tokens(rows):
    assert cost([["nobody's"]] * rows, 1.0, 0.0, 0.0) == [[NA]] * rows


def test_cells_of_many_kinds_in_one_column():
    cells = [1, 1.0, True, None, "", "1", "#N/A", -0.0, float("nan"), float("inf"), 10**400, [1.0], {}]
    single = [upfront(cell if not isinstance(cell, list) else {}, 10.0) for cell in cells]
    assert upfront([[cell] for cell in cells], 10.0) == [[value] for value in single]
    assert upfront([[cell] for cell in cells] * 20, 10.0) == [[value] for value in single] * 20


def test_models_of_many_kinds_in_one_column():
    cells = ["a", "A ", "b", 1, 1.0, True, None, "", "#N/A", "nobody's", float("nan"), [1], {}]
    single = [cost(cell if not isinstance(cell, list) else {}, 1.0) for cell in cells]
    assert cost([[cell] for cell in cells], 1.0) == [[value] for value in single]
    assert cost([[cell] for cell in cells] * 20, 1.0) == [[value] for value in single] * 20


def test_dates_of_many_kinds_in_one_column():
    prices = [["model", "input", "output", "effective_from"], ["a", 1.0, 0.0, "2025-01-01"]]
    cells = ["2025-06-09", 45_817, 45_817.0, True, 1, 1.0, None, "", "soon", "2024-12-31", "#REF!", [1]]
    single = [call("TOKEN_PRICE", ["a", "input", cell if not isinstance(cell, list) else {}, prices]) for cell in cells]
    assert single == [1.0, 1.0, 1.0, VALUE, NUM, NUM, 1.0, 1.0, VALUE, NA, "#REF!", VALUE]
    assert call("TOKEN_PRICE", ["a", "input", [[cell] for cell in cells] * 20, prices]) == [[v] for v in single] * 20


def test_a_date_each_for_one_model():
    prices = [
        ["model", "input", "output", "effective_from"],
        ["a", 1.0, 0.0, "2025-01-01"],
        ["a", 2.0, 0, "2025-02-01"],
    ]
    days = [["2025-01-15"], ["2025-02-15"]] * MANY
    assert call("TOKEN_PRICE", ["a", None, days, prices]) == [[1.0], [2.0]] * MANY
    args = ["a", 1, 1_000_000, 0, None, None, None, None, days, prices]
    assert call("PROMPT_COST", args) == [[1.0], [2.0]] * MANY


def test_a_kind_each():
    kinds = [["input", "output"], ["training", "inputs"]]
    assert call("TOKEN_PRICE", [[["a"], ["b"]], kinds, None, PRICES]) == [[1.0, 10.0], [NA, VALUE]]
    assert call("TOKEN_PRICE", ["a", [*kinds] * MANY, None, PRICES]) == [[1.0, 10.0], [NA, VALUE]] * MANY


def test_advice_for_a_column():
    examples = [[20_000], [100], ["many"]] * MANY
    stable = [[True], [True], [True], [False], [False], [False]] * (MANY // 2)
    advice = call("FINETUNE_ADVICE", [examples, stable, 18_000, 16_800])
    assert advice[:6] == [["Fine-tune"], ["Prompt"], [VALUE], ["Prompt"], ["Prompt"], [VALUE]]
    assert call("FINETUNE_ADVICE", [20_000, [[True], [1], [0], ["yes"]] * MANY, 18_000, 16_800])[:4] == [
        ["Fine-tune"],
        ["Fine-tune"],
        ["Prompt"],
        [VALUE],
    ]


def test_never_stays_in_its_row():
    assert call("BREAKEVEN_MONTHS", [6_000, 1_500, [[900], [1_500]] * MANY]) == [[10.0], [NUM]] * MANY
    words = [[["never"], ["nie"]] * MANY]
    assert call("BREAKEVEN_MONTHS", [6_000, 1_500, [[900], [1_500]] * MANY, None, *words]) == [[10.0], ["nie"]] * MANY


def test_shares_that_exceed_one_together_stay_in_their_row():
    args = ["a", 1, 1_000_000, 0, [[0.5], [0.6]] * MANY, 0.5, None, None, None, PRICES]
    assert call("PROMPT_COST", args) == [[1.0], [NUM]] * MANY


def test_a_result_too_large_for_a_number_is_num():
    dear = [["model", "input", "output"], ["a", 1e300, 1e300]]
    args = ["a", 1e15, 1e15, 0, None, None, None, None, None, dear]
    assert call("PROMPT_COST", args) == NUM
    assert call("PROMPT_COST_BREAKDOWN", args) == NUM
    assert call("PROMPT_COST", ["a", 1e15, [[1e15], [0]] * MANY, *args[3:]]) == [[NUM], [0.0]] * MANY
    assert call("COST_FORECAST", [1e15, 153, 100]) == NUM


@pytest.mark.parametrize("function", [f for f in FUNCTIONS.values() if f.returns_array], ids=lambda f: f.name)
def test_a_function_that_gives_a_table_takes_no_range_where_a_cell_belongs(function):
    example = [function.example.arguments.get(argument.name) for argument in function.arguments]
    for place, argument in enumerate(function.arguments):
        if not argument.is_table:
            args = [*example[:place], [[1.0], [2.0]], *example[place + 1 :]]
            assert call(function.name, args) == VALUE


@pytest.mark.parametrize(
    ("rows", "columns"),
    [(3_000, 3_000), (1, 16_385), (1_048_577, 1), (1_048_576, 16_384)],
    ids=["more than memory should hold", "too wide", "too long", "a whole sheet"],
)
def test_a_result_beyond_a_sheet_is_refused_before_any_cell_of_it_is_made(rows, columns, monkeypatch):
    from xlcost.functions import broadcasting

    def made(*_):
        raise AssertionError("cells were made")

    monkeypatch.setattr(broadcasting, "_all_at_once", made)
    assert upfront([[1.0]] * rows, [[1.0] * columns]) == NUM


def test_a_result_larger_than_any_sheet_is_refused_at_once():
    assert upfront([[1.0]] * 100_000, [[1.0] * 1_000]) == NUM


def test_a_single_cell_of_a_price_range_is_that_cell():
    for cell in ("#REF!", "#N/A"):
        assert call("TOKEN_PRICE", ["a", None, None, [[cell]]]) == cell
    assert call("TOKEN_PRICE", ["a", None, None, [["a"]]]) == VALUE
    blank = call("TOKEN_PRICE", ["claude-3-5-sonnet-20241022", None, "2025-06-09", [[None]]])
    assert blank == call("TOKEN_PRICE", ["claude-3-5-sonnet-20241022", None, "2025-06-09"]) == 3.0


@pytest.mark.parametrize(
    "prices", [[], [[]], [[None, None], [None, None]], [["model", "input", "output"]], "a", 5, {}, [1, 2]]
)
def test_a_price_range_that_is_none_is_value(prices):
    assert call("TOKEN_PRICE", ["a", None, None, prices]) == VALUE


@pytest.mark.parametrize("price", [3, 3.0, "3", " 3.0 ", "300%", Decimal("3"), np.float64(3), np.int64(3)])
def test_a_price_is_a_number_whatever_its_class(price):
    assert call("TOKEN_PRICE", ["a", None, None, [["model", "input", "output"], ["a", price, 1]]]) == 3.0


@pytest.mark.parametrize(
    "price", ["three", "3,000", True, -1, 10**400, Decimal("sNaN"), float("nan"), [3], {}, object()]
)
def test_a_price_that_is_no_price_is_value(price):
    assert call("TOKEN_PRICE", ["a", None, None, [["model", "input", "output"], ["a", price, 1]]]) == VALUE

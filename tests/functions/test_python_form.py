"""The functions under their Python names: keywords, exceptions, and columns in, columns out."""

from __future__ import annotations

import inspect
from array import array
from datetime import date

import numpy as np
import pandas as pd
import pytest

import xlcost
from xlcost.errors import BadArgument, OutOfDomain, SizesDoNotFit, UnknownModel
from xlcost.functions import FUNCTIONS, call
from xlcost.prices import worksheet_catalogue

PRICES = [["model", "input", "output"], ["a", 3.0, 15.0], ["b", 1.0, 5.0]]
HOURS = [40.0, 10.0, 0.0]
COSTS = [4_000.0, 1_000.0, 0.0]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_gives_what_a_cell_shows(name):
    function = FUNCTIONS[name]
    named = dict(function.example.arguments)
    shown = call(name, [named.get(argument.name) for argument in function.arguments])
    form = getattr(xlcost, function.python_name)
    assert form(**named) == shown
    assert form(*[named.get(argument.name) for argument in function.arguments]) == shown


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_looks_like_the_function_that_was_written(name):
    function = FUNCTIONS[name]
    form = getattr(xlcost, function.python_name)
    assert form.__name__ == function.python_name
    assert form.__doc__.startswith(function.summary)
    assert list(inspect.signature(form).parameters) == [argument.name for argument in function.arguments]


def test_arguments_by_keyword_in_any_order():
    assert xlcost.prompt_cost("a", output_tokens=100, input_tokens=1_000, requests=100_000, prices=PRICES) == 450.0


@pytest.mark.parametrize(
    ("args", "named", "message"),
    [
        ((), {}, r"^finetune_upfront\(\) needs 'dataset_hours'$"),
        ((40,), {}, r"^finetune_upfront\(\) needs 'hourly_rate'$"),
        ((40,), {"runs": 2}, r"^finetune_upfront\(\) needs 'hourly_rate'$"),
        ((40, 100), {"run": 2}, r"^finetune_upfront\(\) has no argument 'run'; it takes dataset_hours, hourly_rate, "),
        ((40, 100), {"hourly_rate": 2}, r"^finetune_upfront\(\) was given 'hourly_rate' twice$"),
        ((1, 2, 3, 4, 5, 6, 7), {}, r"^finetune_upfront\(\) takes at most 6 arguments, 7 were given$"),
        ((1, 2, 3, 4, 5, 6, 7), {"runs": 2}, r"^finetune_upfront\(\) takes at most 6 arguments, 7 were given$"),
    ],
)
def test_a_call_that_does_not_fit_is_a_type_error(args, named, message):
    with pytest.raises(TypeError, match=message):
        xlcost.finetune_upfront(*args, **named)


def test_a_function_without_arguments_takes_none():
    with pytest.raises(TypeError, match=r"^xlcost_version\(\) has no argument 'model'; it takes none$"):
        xlcost.xlcost_version(model="a")


def test_none_is_a_blank_cell():
    assert xlcost.self_host_price(3.6, 1_000, None) == 1.0
    with pytest.raises(BadArgument, match=r"^hourly_rate is blank$"):
        xlcost.finetune_upfront(40, None)


COLUMNS = {
    "list": (HOURS, COSTS),
    "tuple": (tuple(HOURS), COSTS),
    "range": (range(3), [0.0, 100.0, 200.0]),
    "array": (array("d", HOURS), COSTS),
    "rows": ([[40.0, 10.0], [0.0, 1.0]], [[4_000.0, 1_000.0], [0.0, 100.0]]),
    "empty list": ([], []),
}


@pytest.mark.parametrize(("column", "expected"), COLUMNS.values(), ids=COLUMNS)
def test_a_list_gives_a_list(column, expected):
    assert xlcost.finetune_upfront(column, 100.0) == expected


ARRAYS = {
    "floats": np.array(HOURS),
    "integers": np.array([40, 10, 0]),
    "small integers": np.array([40, 10, 0], dtype=np.uint8),
    "halves": np.array(HOURS, dtype=np.float16),
    "objects": np.array(HOURS, dtype=object),
    "a matrix": np.array([[40.0], [10.0], [0.0]]),
    "a transposed matrix": np.array([[40.0, 10.0], [0.0, 1.0]]).T,
    "every second number": np.arange(10.0)[::2],
    "nothing": np.array([]),
    "no rows of two": np.empty((0, 2)),
    "a thousand rows": np.arange(1_000.0),
}


@pytest.mark.parametrize("column", ARRAYS.values(), ids=ARRAYS)
def test_a_numpy_array_gives_one_of_its_shape(column):
    costs = xlcost.finetune_upfront(column, 100.0)
    assert isinstance(costs, np.ndarray)
    assert costs.shape == column.shape or column.shape == (0, 2)
    assert costs.tolist() == (column.astype(float) * 100).tolist()


SERIES = {
    "floats": pd.Series(HOURS, index=["x", "y", "z"]),
    "integers": pd.Series([40, 10, 0]),
    "nullable integers": pd.Series([40, 10, 0], dtype="Int64"),
    "objects": pd.Series(HOURS, dtype=object),
    "an index with duplicates": pd.Series(HOURS, index=[1, 1, 2]),
    "a slice": pd.Series([7, *HOURS])[1:],
    "categories": pd.Series(HOURS, dtype="category"),
}


@pytest.mark.parametrize("column", SERIES.values(), ids=SERIES)
def test_a_pandas_column_gives_one_with_its_index(column):
    pd.testing.assert_series_equal(xlcost.finetune_upfront(column, 100.0), pd.Series(COSTS, index=column.index))


def test_an_empty_pandas_column_gives_an_empty_one():
    empty = pd.Series([], dtype=float)
    pd.testing.assert_series_equal(xlcost.finetune_upfront(empty, 100.0), empty)
    pd.testing.assert_series_equal(xlcost.prompt_cost(pd.Series([], dtype=str), 1, 1, 1), empty)


def test_columns_of_models_and_numbers_together():
    frame = pd.DataFrame({"model": ["a", "b"], "tokens": [1_000_000, 2_000_000]}, index=[7, 8])
    costs = xlcost.prompt_cost(frame["model"], 1, frame["tokens"], 0, prices=PRICES)
    pd.testing.assert_series_equal(costs, pd.Series([3.0, 2.0], index=[7, 8]))


def test_a_column_of_texts_comes_back():
    advice = xlcost.finetune_advice(pd.Series([20_000, 10]), True, 18_000, 16_800)
    assert advice.tolist() == ["Fine-tune", "Prompt"]


def test_a_pandas_column_against_a_row_of_cells_gives_a_matrix():
    matrix = xlcost.finetune_upfront(pd.Series([1.0, 2.0]), [[10.0, 100.0]])
    assert matrix.tolist() == [[10.0, 100.0], [20.0, 200.0]]


def test_pandas_columns_that_are_not_aligned_are_refused():
    hours, rates = pd.Series([1.0, 2.0], index=[0, 1]), pd.Series([10.0, 100.0], index=[1, 0])
    with pytest.raises(BadArgument, match=r"^the pandas columns have different indexes; align them first$"):
        xlcost.finetune_upfront(hours, rates)


def test_columns_of_different_lengths_do_not_fit():
    with pytest.raises(SizesDoNotFit, match=r"^row 3: "):
        xlcost.finetune_upfront(np.ones(5), np.ones(2))


def test_a_column_of_one_goes_with_any_length():
    assert xlcost.finetune_upfront(pd.Series([1.0, 2.0], index=[5, 6]), pd.Series([10.0])).tolist() == [10.0, 20.0]


def test_numpy_numbers_are_numbers():
    for hours in (np.float64(40), np.int8(40), np.array(40.0), np.array(40)):
        assert xlcost.finetune_upfront(hours, 100) == 4_000.0


def test_a_column_of_numpy_times_is_a_column_of_dates():
    prices = [["model", "input", "output", "effective_from"], ["a", 1, 1, "2025-01-01"], ["a", 2, 1, "2025-06-10"]]
    days = pd.to_datetime(pd.Series(["2025-06-09T23:59", "2025-06-10T00:00"]))
    for column in (
        days,
        days.to_numpy(),
        days.dt.tz_localize("UTC"),
        list(days.dt.date),
        days.to_numpy("datetime64[D]"),
    ):
        assert list(xlcost.token_price("a", as_of=column, prices=prices)) == [1.0, 2.0]


@pytest.mark.parametrize("missing", [np.datetime64("NaT", "ns"), pd.NaT])
def test_a_missing_date_in_a_column_is_not_a_blank_one(missing):
    with pytest.raises(BadArgument, match=r"^row 2: as_of must be a date"):
        xlcost.token_price("a", as_of=pd.Series([pd.Timestamp("2025-06-09"), missing]), prices=PRICES)
    with pytest.raises(BadArgument, match=r"^row 1: as_of must be a date"):
        xlcost.token_price("a", as_of=np.array([np.datetime64("NaT", "ns")]), prices=PRICES)


@pytest.mark.parametrize("rows", [3, 200])
def test_the_message_says_where(rows):
    good = [1.0] * (rows - 1)
    with pytest.raises(OutOfDomain, match=rf"^row {rows}: dataset_hours must be at least 0, not -5$"):
        xlcost.finetune_upfront(np.array([*good, -5.0]), 100)
    with pytest.raises(OutOfDomain, match=r"^row 2, column 1: dataset_hours must be at least 0, not -5$"):
        xlcost.finetune_upfront([[1.0, 2.0], [-5.0, 2.0]] + [[1.0, 1.0]] * rows, 100)
    with pytest.raises(UnknownModel, match=r"^row 2: unknown model aa"):
        xlcost.prompt_cost(["a", "aa"] * rows, 1, 1, 1, prices=PRICES)


NO_COLUMNS = {
    "a frame": pd.DataFrame({"hours": HOURS}),
    "a mapping": {"hours": 1},
    "a set": {1.0, 2.0},
    "bytes": b"12",
    "an iterator": iter(HOURS),
    "truth values": np.array([True, False]),
    "durations": np.array([1, 2], dtype="timedelta64[ns]"),
    "complex numbers": np.array([1j, 2j]),
    "texts": np.array(["1", "two"]),
}


@pytest.mark.parametrize("column", NO_COLUMNS.values(), ids=NO_COLUMNS)
def test_what_is_no_column_of_numbers_is_refused(column):
    with pytest.raises(BadArgument, match=r"dataset_hours must be a number, not [^\n]+$"):
        xlcost.finetune_upfront(column, 100)


def test_three_dimensions_are_one_too_many():
    with pytest.raises(BadArgument, match=r"^dataset_hours must have one or two dimensions, not 3$"):
        xlcost.finetune_upfront(np.ones((2, 2, 2)), 100)


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(BadArgument, match=r"^dataset_hours must be rows of cells, all of the same length$"):
        xlcost.finetune_upfront([[1.0, 2.0], [3.0]], 100)


@pytest.mark.parametrize("dtype", ["float64", "Int64"])
def test_a_missing_number_in_a_column_is_never_a_default(dtype):
    with pytest.raises(OutOfDomain, match=r"^row 2: utilisation must be above 0 to 1, not nan$"):
        xlcost.self_host_price(3.6, 1_000, pd.Series([1, None], dtype=dtype))


def test_prices_as_a_pandas_frame():
    frame = pd.DataFrame(PRICES[1:], columns=PRICES[0])
    assert xlcost.token_price("a", prices=frame) == 3.0
    assert xlcost.prompt_cost(["a", "b"], 1, 1_000_000, 0, prices=frame) == [3.0, 1.0]


def test_a_missing_price_in_a_frame_is_not_published():
    frame = pd.DataFrame({"model": ["a"], "input": [3.0], "output": [None]})
    assert xlcost.prompt_cost("a", 1, 1_000_000, 0, prices=frame) == 3.0
    with pytest.raises(xlcost.errors.PriceNotPublished, match=r"^a has no published output price$"):
        xlcost.prompt_cost("a", 1, 1_000_000, 1, prices=frame)


def test_prices_as_a_catalogue():
    assert xlcost.token_price("a", prices=worksheet_catalogue(PRICES)) == 3.0


def test_a_date_each():
    prices = [["model", "input", "output", "effective_from"], ["a", 1, 1, "2025-01-01"], ["a", 2, 1, "2025-06-10"]]
    assert xlcost.token_price("a", as_of=[date(2025, 6, 9), "2025-06-10"], prices=prices) == [1.0, 2.0]


def test_a_table_takes_no_columns():
    with pytest.raises(BadArgument, match=r"^monthly_cost must be a number, not a range$"):
        xlcost.cost_forecast([1.0, 2.0], 3)

"""From a cell to an argument: what each kind of cell value means where a number, text, date or flag belongs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from xlcost.errors import ERROR_TEXTS, NUM, VALUE, BadArgument, ErrorInArgument, OutOfDomain, XlcostError
from xlcost.functions import FUNCTIONS, call
from xlcost.functions.coercion import Domain, day, flag, number, serial, series, text, value_to_show

PRICES = [
    ["model", "input", "output", "effective_from"],
    ["sonnet", 3.0, 15.0, date(2024, 6, 20)],
    ["sonnet", 6.0, 30.0, date(2025, 6, 10)],
]


def cost(requests=1_000_000, model="sonnet", as_of=None, cached_share=None):
    """PROMPT_COST of a million tokens a month: 3 USD before June 2025, 6 USD after."""
    return call("PROMPT_COST", [model, requests, 1, 0, cached_share, None, None, None, as_of, PRICES])


NUMBERS = {
    "float": 2.0,
    "int": 2,
    "Decimal, as a currency cell arrives": Decimal(2),
    "fraction": Fraction(2),
    "NumPy float": np.float64(2),
    "NumPy float32": np.float32(2),
    "NumPy int": np.int64(2),
    "date, as a cell with a date format arrives": datetime(1900, 1, 1),
}


@pytest.mark.parametrize("cell", NUMBERS.values(), ids=NUMBERS)
def test_a_number_is_a_number_whatever_its_class(cell):
    assert call("FINETUNE_UPFRONT", [cell, 100.0]) == 200.0


TEXTS = {
    "2": 2.0,
    " 2 ": 2.0,
    "+2": 2.0,
    "2.": 2.0,
    "02.0": 2.0,
    ".5": 0.5,
    "100000": 100_000.0,
    " 1e5 ": 100_000.0,
    "1E+5": 100_000.0,
    "25e-2": 0.25,
    "90%": 0.9,
    "90 %": 0.9,
    "-0": 0.0,
}


@pytest.mark.parametrize("cell", TEXTS)
def test_a_text_that_is_a_number_in_every_language_is_that_number(cell):
    assert number(Domain(0.0))(cell, "hours") == TEXTS[cell]
    assert call("FINETUNE_UPFRONT", [cell, 100.0]) == 100.0 * TEXTS[cell]


def test_a_number_as_a_text_keeps_the_domain():
    assert call("FINETUNE_UPFRONT", ["-2", 100.0]) == NUM
    assert cost(cached_share="150%") == NUM


def test_a_text_with_figures_says_how_to_write_a_number():
    with pytest.raises(
        BadArgument, match=r"^hours must be a number, not the text '2,000'; write it without separators"
    ):
        number(Domain(0.0))("2,000", "hours")


@pytest.mark.parametrize(
    "cells",
    [
        [[700.0, 600.0, 500.0]],
        [[700], [600], [500]],
        [700, "600", 5e2],
        np.array([700, 600, 500]),
        pd.Series([700, 600, 500]),
    ],
    ids=["row", "column", "list", "NumPy", "pandas"],
)
def test_a_series_is_one_row_or_column_of_numbers(cells):
    assert series(Domain(0.0))(cells, "costs") == [700.0, 600.0, 500.0]


def test_a_single_cell_is_a_series_of_one():
    assert series(Domain(0.0))(700, "costs") == [700.0]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([[1, 2], [3, 4]], r"^costs must be one row or one column of numbers$"),
        ([[1, 2], [3]], r"^costs must be one row or one column of numbers$"),
        ([], r"^costs must be one row or one column of numbers$"),
        ([[]], r"^costs must be one row or one column of numbers$"),
        ([[1, None]], r"^costs, cell 2 is blank; type 0 where nothing is paid$"),
        ([[1, ""]], r"^costs, cell 2 is blank"),
        ([[1], ["many"]], r"^costs, cell 2 must be a number, not the text 'many'$"),
        ([[1], [-1]], r"^costs, cell 2 must be at least 0, not -1$"),
        ([[1], ["#REF!"]], r"^costs, cell 2 is already the error #REF!$"),
    ],
)
def test_what_is_no_series_is_said_with_its_place(cells, why):
    with pytest.raises(XlcostError, match=why):
        series(Domain(0.0))(cells, "costs")


@pytest.mark.parametrize("cell", ["never", 999, 0.5, True, np.int64(3), np.True_, Decimal(2)])
def test_anything_a_cell_can_show_stands_for_never(cell):
    assert value_to_show(cell, "if_never") == cell


def test_a_date_for_never_is_its_serial_number():
    assert value_to_show(date(2025, 6, 9), "if_never") == 45_817.0


def test_an_error_for_never_passes_on():
    with pytest.raises(ErrorInArgument, match=r"^if_never is already the error #N/A$"):
        value_to_show("#N/A", "if_never")
    with pytest.raises(BadArgument, match=r"^if_never must be a number, a text, TRUE or FALSE, not "):
        value_to_show([1, 2], "if_never")


NO_NUMBERS = {
    "text": "two",
    "a text with a separator of thousands": "2,000",
    "a text with a decimal comma": "2,5",
    "a text with two points": "2.000.000",
    "a text with a currency sign": "$2",
    "a text in brackets": "(2)",
    "a date as a text": "2025-06-09",
    "a fraction as a text": "1/2",
    "a text with a letter": "2k",
    "a text with an underscore": "2_000",
    "a text of other digits": "\u0662",
    "a text with a tab": "2\t",
    "a text with a space inside": "2 000",
    "two percent signs": "2%%",
    "a percent sign": "%",
    "infinity as a text": "inf",
    "no number as a text": "nan",
    "a text beyond floats": "1e999",
    "a blank of spaces": "  ",
    "TRUE": True,
    "FALSE": False,
    "NumPy boolean": np.True_,
    "complex": 2j,
    "bytes": b"2",
    "NumPy date": np.datetime64("2025-06-09"),
    "NumPy time": np.datetime64("2025-06-09", "ns"),
    "NumPy duration": np.timedelta64(2, "D"),
    "NumPy nanoseconds": np.timedelta64(2, "ns"),
    "duration": timedelta(days=2),
    "missing value": pd.NA,
    "missing time": pd.NaT,
    "signalling NaN": Decimal("sNaN"),
    "a list in a cell": [2],
    "NumPy array": np.array([2.0]),
    "object": object(),
}


@pytest.mark.parametrize("cell", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_nothing_else_is_read_as_a_number(cell):
    with pytest.raises(BadArgument, match=r"^hours must be a number, not [^\n]*$"):
        number(Domain(0.0))(cell, "hours")


BEYOND = {
    "NaN": float("nan"),
    "Decimal NaN": Decimal("NaN"),
    "infinity": float("inf"),
    "minus infinity": -float("inf"),
    "a negative": -1e-300,
    "more than a thousand billions": 1.1e15,
    "an integer beyond floats": 10**400,
    "a negative one": -(10**400),
    "a fraction beyond floats": Fraction(10**400),
    "a Decimal beyond floats": Decimal("1e400"),
}


@pytest.mark.parametrize("cell", BEYOND.values(), ids=BEYOND)
def test_a_number_beyond_its_domain_is_num(cell):
    assert call("FINETUNE_UPFRONT", [cell, 100.0]) == NUM


@pytest.mark.parametrize("cell", BEYOND.values(), ids=BEYOND)
def test_and_so_it_is_in_a_column(cell):
    column = call("FINETUNE_UPFRONT", [[[1.0]] * 99 + [[cell]], 100.0])
    assert column == [[100.0]] * 99 + [[NUM]]


@pytest.mark.parametrize(
    ("domain", "inside", "outside"),
    [
        (Domain(0.0), [0, 1e15], [-1]),
        (Domain(0.0, 1.0), [0, 0.5, 1], [-0.1, 1.000001]),
        (Domain(-1.0, above_low=True), [-0.999, 5], [-1, -2]),
        (Domain(1.0, 600.0, whole=True), [1, 600], [0, 1.5, 601]),
    ],
)
def test_domains(domain, inside, outside):
    coerce = number(domain)
    assert [coerce(value, "x") for value in inside] == inside
    for value in outside:
        with pytest.raises(OutOfDomain, match=f"^x must be {domain}, not "):
            coerce(value, "x")
    column = np.array(inside + outside, dtype=float)
    assert domain.admits(column).tolist() == [True] * len(inside) + [False] * len(outside)


def test_a_negative_zero_is_zero():
    assert str(number(Domain(0.0))(-0.0, "x")) == "0.0"
    assert str(call("FINETUNE_UPFRONT", [[[-0.0]] * 99, 100.0])[0][0]) == "0.0"


def test_blank_or_omitted_optional_is_the_default():
    assert call("SELF_HOST_PRICE", [3.6, 1_000]) == 1.0
    assert call("SELF_HOST_PRICE", [3.6, 1_000, None]) == 1.0
    assert call("SELF_HOST_PRICE", [3.6, 1_000, ""]) == 1.0
    assert call("SELF_HOST_PRICE", [3.6, 1_000, [[None]]]) == 1.0
    assert call("SELF_HOST_PRICE", [3.6, 1_000, 0.5]) == 2.0


@pytest.mark.parametrize("blank", [None, "", [[None]], [[""]], [[]], []])
def test_blank_required_is_value(blank):
    assert cost(requests=blank) == VALUE
    assert cost(model=blank) == VALUE


def test_omitted_required_is_value():
    assert call("PROMPT_COST", []) == VALUE
    assert call("PROMPT_COST", ["sonnet", 1, 1]) == VALUE


def test_more_arguments_than_there_are_is_value():
    assert call("SELF_HOST_PRICE", [3.6, 1_000, 1, 1]) == VALUE
    assert call("XLCOST_VERSION", [1]) == VALUE


@pytest.mark.parametrize("error", sorted(ERROR_TEXTS))
@pytest.mark.parametrize("function", [f for f in FUNCTIONS.values() if f.name != "COST_EXPLAIN"], ids=lambda f: f.name)
def test_an_error_in_any_argument_is_the_result(function, error):
    arguments = [function.example.arguments.get(argument.name) for argument in function.arguments]
    for place in range(len(arguments)):
        for cell in (error, [[error]]):
            assert call(function.name, [*arguments[:place], cell, *arguments[place + 1 :]]) == error


def test_the_first_wrong_argument_decides():
    assert cost(requests="#DIV/0!", model="#REF!") == "#REF!"
    assert cost(requests=-1, cached_share="half") == NUM


def test_a_text_that_only_resembles_an_error_is_a_text():
    assert cost(requests="#N/A ") == VALUE
    assert cost(requests="#n/a") == VALUE
    with pytest.raises(ErrorInArgument, match=r"^model is already the error #REF!$"):
        text("#REF!", "model")


def test_texts_lose_their_surrounding_spaces():
    assert text("  sonnet\t", "model") == "sonnet"
    assert cost(model="  SONNET ") == 6.0


@pytest.mark.parametrize("cell", [5, True, date(2025, 1, 1), None, float("nan"), 10**5000, b"sonnet"], ids=type)
def test_only_a_text_is_a_text(cell):
    with pytest.raises(BadArgument, match=r"^model must be a text, not "):
        text(cell, "model")


DAYS = {
    "ISO text": "2025-06-09",
    "ISO text with spaces": " 2025-06-09 ",
    "serial": 45_817,
    "serial with a time of day": 45_817.99,
    "date": date(2025, 6, 9),
    "datetime": datetime(2025, 6, 9, 23, 59),
    "datetime in UTC": datetime(2025, 6, 9, 23, 59, tzinfo=UTC),
    "datetime of another zone, in UTC the day before": datetime(2025, 6, 10, 1, tzinfo=timezone(timedelta(hours=2))),
    "pandas time stamp": pd.Timestamp("2025-06-09 23:00"),
    "NumPy time": np.datetime64("2025-06-09T23:00:00", "ns"),
    "NumPy day": np.datetime64("2025-06-09"),
    "NumPy number": np.float64(45_817),
    "Decimal": Decimal(45_817),
}


@pytest.mark.parametrize("cell", DAYS.values(), ids=DAYS)
def test_a_day_may_be_written_in_many_ways(cell):
    assert day(cell, "as_of") == date(2025, 6, 9)
    assert cost(as_of=cell) == 3.0
    assert cost(as_of=[[cell], ["2025-06-10"]]) == [[3.0], [6.0]]


@pytest.mark.parametrize(
    "cell",
    ["9 June 2025", "2025-13-01", "today", True, np.True_, pd.NaT, pd.NA, np.datetime64("NaT", "D"), object(), 2j],
)
def test_what_is_no_day_is_value(cell):
    with pytest.raises(BadArgument, match=r"^as_of must be a date such as 2025-06-09, not "):
        day(cell, "as_of")


@pytest.mark.parametrize("cell", [0, 60, -1, 2_958_466, 1e300, float("nan"), float("inf"), 10**400])
def test_a_serial_that_is_no_day_is_num(cell):
    """Excel's 60 is 29 February 1900, a day that never was, and before it Excel's days are off by one."""
    with pytest.raises(OutOfDomain, match=r"^as_of must be a date from 1900-03-01 to 9999-12-31"):
        day(cell, "as_of")


def test_the_first_and_the_last_day():
    assert day(61, "as_of") == date(1900, 3, 1)
    assert day(2_958_465.5, "as_of") == date(9999, 12, 31)


def test_serials_are_excels():
    assert serial(date(2025, 6, 9)) == 45_817.0
    assert serial(datetime(2025, 6, 9, 18)) == 45_817.75


@pytest.mark.parametrize("cell", [True, 1, 1.0, np.True_, np.int64(1), Decimal(1)])
def test_true(cell):
    assert flag(cell, "stable") is True


@pytest.mark.parametrize("cell", [False, 0, 0.0, -0.0, np.False_])
def test_false(cell):
    assert flag(cell, "stable") is False


@pytest.mark.parametrize("cell", ["TRUE", "yes", 2, 0.5, float("nan"), pd.NA, [True], np.array([1]), date(2025, 1, 1)])
def test_nothing_else_is_true_or_false(cell):
    with pytest.raises(BadArgument, match=r"^stable must be TRUE or FALSE, not "):
        flag(cell, "stable")


def test_a_kind_of_price_in_any_case():
    assert call("TOKEN_PRICE", ["sonnet", " Output ", None, PRICES]) == 30.0
    assert call("TOKEN_PRICE", ["sonnet", "outputs", None, PRICES]) == VALUE


def test_a_long_wrong_value_is_not_quoted_whole():
    with pytest.raises(BadArgument) as raised:
        number(Domain(0.0))("x" * 100_000, "hours")
    assert len(str(raised.value)) < 200

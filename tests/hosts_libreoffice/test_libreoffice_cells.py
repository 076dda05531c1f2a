"""Values between LibreOffice and the functions, as a component sees them (measured in LibreOffice 25.2)."""

from __future__ import annotations

import math
import struct
from typing import Any

import pytest

from xlcost.errors import ERROR_TEXTS
from xlcost.hosts.libreoffice.cells import cells, error_number

PRICES = (("model", "input", "output"), ("plain", 3.0, 15.0), ("", "", ""))
ARTICLE = ("plain", 100_000.0, 1_000.0, 100.0)


def error_code(number: float) -> int:
    assert math.isnan(number)
    return int(struct.unpack("<Q", struct.pack("<d", number))[0]) & 0xFFFF_FFFF


def prompt_cost(*optional: Any) -> Any:
    return cells("PROMPT_COST", (*ARTICLE, *optional, *[None] * (5 - len(optional)), PRICES))[0][0]


def test_a_single_value_is_one_row_of_one_cell() -> None:
    assert cells("FINETUNE_UPFRONT", (40.0, 100.0, None, None, None, None)) == ((4_000.0,),)


def test_a_table_is_rows_of_cells() -> None:
    assert cells("COST_FORECAST", (100.0, 2.0, 0.0, 0.0)) == ((100.0,), (100.0,))


def test_a_text_is_one_value_and_no_rows() -> None:
    assert cells("XLCOST_VERSION", ()).startswith("xlcost ")


def test_a_function_that_gives_a_text_refuses_ranges() -> None:
    assert error_code(cells("FINETUNE_ADVICE", (((1.0,), (2.0,)), 1.0, 1.0, 2.0, None, None, None))) == 519


def test_truth_values_are_numbers() -> None:
    rows = cells("FINETUNE_REASONS", (20_000.0, 1.0, 5_400.0, 28_980.0, None, None, None))
    assert [row[3] for row in rows[1:]] == [1.0, 1.0, 0.0, 0.0, 1.0]
    assert {type(cell) for row in rows[1:] for cell in row} == {str, float}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("#NUM!", 503),
        ("#VALUE!", 519),
        ("#NULL!", 521),
        ("#REF!", 524),
        ("#NAME?", 525),
        ("#DIV/0!", 532),
        ("#N/A", 32767),
        ("#SPILL!", 519),
    ],
)
def test_an_error_is_a_nan_that_carries_the_number_of_libreoffices_error(text: str, code: int) -> None:
    assert text in ERROR_TEXTS
    assert error_code(error_number(text)) == code


def test_an_error_result_is_such_a_number() -> None:
    assert error_code(cells("BREAKEVEN_MONTHS", (1.0, 1.0, 2.0, None))[0][0]) == 503


def test_an_error_stays_in_its_row() -> None:
    ((never,), (months,)) = cells("BREAKEVEN_MONTHS", (6_000.0, ((900.0,), (1_500.0,)), 900.0, None))
    assert (error_code(never), months) == (503, 10.0)


@pytest.mark.parametrize("omitted", [None, ""])
def test_an_omitted_argument_and_a_blank_in_a_range_are_blank(omitted: Any) -> None:
    assert prompt_cost(omitted) == 450.0


def test_zero_for_a_date_can_only_be_a_blank_cell() -> None:
    assert prompt_cost(None, None, None, None, 0.0) == 450.0


def test_zero_for_a_text_can_only_be_a_blank_cell() -> None:
    assert cells("TOKEN_PRICE", ("plain", 0.0, None, PRICES)) == ((3.0,),)


def test_zero_for_a_price_range_can_only_be_a_blank_cell() -> None:
    priced = cells("TOKEN_PRICE", ("claude-3-5-sonnet-20241022", "output", "2025-06-09", 0.0))
    assert priced == ((15.0,),)


def test_zero_for_a_required_text_is_a_blank_cell_too() -> None:
    assert error_code(cells("TOKEN_PRICE", (0.0, None, None, PRICES))[0][0]) == 519


def test_zero_for_a_number_is_the_number_zero() -> None:
    assert cells("FINETUNE_UPFRONT", (40.0, 100.0, 500.0, 0.0, None, None)) == ((4_000.0,),)


def test_zero_for_a_truth_value_is_false() -> None:
    assert cells("FINETUNE_ADVICE", (20_000.0, 0.0, 18_000.0, 10_900.0, None, None, None)) == "Prompt"


def test_cost_explain_reads_blanks_as_the_function_that_it_explains() -> None:
    text = cells("COST_EXPLAIN", ("token_price", "plain", 0.0, 0.0, PRICES, *[None] * 11))
    assert text.startswith("TOKEN_PRICE = 3 USD per Mtok.")


def test_cost_explain_says_that_a_function_is_unknown() -> None:
    assert error_code(cells("COST_EXPLAIN", ("NO_SUCH_FUNCTION", *[None] * 15))) == 519

"""A price table in a worksheet range: what it may look like, and what is said about a bad one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from xlcost.errors import AmbiguousModel, BadArgument, ErrorInArgument, NoPriceInEffect, PriceNotPublished, UnknownModel
from xlcost.prices import FEES, PriceLine, worksheet_catalogue

HEADER = ["model", "input", "output"]


def test_a_table_is_a_catalogue_and_the_only_source() -> None:
    prices = worksheet_catalogue([HEADER, ["our-model", 1, 2]])
    assert prices.price("our-model", "output") == 2.0
    with pytest.raises(UnknownModel):
        prices.card("gpt-4.1")


@pytest.mark.parametrize(
    "header",
    [
        ["Model", "INPUT", "Output", "Effective From"],
        [" model ", "Input (USD per Mtok)", "output", "effective-from"],
        ["MODEL", "input", "output (USD)", "Effective_From"],
    ],
)
def test_headers_may_be_written_in_many_ways(header: list[str]) -> None:
    prices = worksheet_catalogue([header, ["m", 1, 2, "2025-01-01"]])
    assert prices.card("m").base == PriceLine("", "m", "standard", date(2025, 1, 1), input=1.0, output=2.0)


def test_columns_may_come_in_any_order_and_unknown_ones_are_ignored() -> None:
    prices = worksheet_catalogue([["output", "note", None, "model", "input"], [2, "x", 7, "m", 1]])
    assert prices.card("m").base == PriceLine("", "m", input=1.0, output=2.0)


def test_every_field_of_a_price_line_and_every_fee_may_be_a_column() -> None:
    line = PriceLine(
        "acme", "m", "flex", date(2025, 1, 1), date(2026, 1, 1), None, 1.0, 2.0, 3.0, 4.0, 5.0, "offer 17", "documented",
        date(2025, 2, 1),
    )  # fmt: skip
    prices = worksheet_catalogue([[*PriceLine._fields, *FEES], [*line, *range(10, 17)]])
    assert prices.lines == (line,)
    assert {fee.fee: fee.usd for fee in prices.fees} == dict(zip(FEES, range(10, 17), strict=True))
    assert {fee[:3] for fee in prices.fees} == {("acme", "m", "flex")}
    assert all(fee.effective_to == line.effective_to and fee.source == "offer 17" for fee in prices.fees)


def test_a_fee_holds_until_the_next_row_of_its_model_whether_that_has_one_or_not() -> None:
    header = [*HEADER, "tier", "effective_from", "training"]
    prices = worksheet_catalogue(
        [header, ["m", 1, 2, None, "2025-01-01", 25], ["m", 1, 2, "batch", "2025-02-01", None],
         ["m", 1, 2, None, "2025-06-01", None]]
    )  # fmt: skip
    assert prices.price("m", "training", date(2025, 5, 31)) == 25.0
    with pytest.raises(PriceNotPublished):
        prices.price("m", "training", date(2025, 6, 1))


def test_a_fee_beside_a_threshold_is_refused() -> None:
    with pytest.raises(BadArgument, match="row 2 of the price range has training beside above_tokens"):
        worksheet_catalogue([[*HEADER, "above_tokens", "training"], ["m", 1, 2, 1000, 25]])


@pytest.mark.parametrize("cell", ["n/a", "N/A", " n/a "])
def test_a_price_or_date_that_is_not_available_is_blank(cell: str) -> None:
    header = [*HEADER, "cache_read", "effective_from", "effective_to"]
    prices = worksheet_catalogue([header, ["m", 1, cell, cell, cell, cell]])
    assert prices.card("m").base == PriceLine("", "m", input=1.0)


def test_a_date_of_zero_is_blank_and_a_price_of_zero_is_a_price() -> None:
    prices = worksheet_catalogue([[*HEADER, "effective_from", "effective_to"], ["m", 0, 2, 0, 0.0]])
    assert prices.card("m").base == PriceLine("", "m", input=0.0, output=2.0)


def test_a_threshold_of_zero_is_none() -> None:
    prices = worksheet_catalogue([[*HEADER, "above_tokens"], ["m", 1, 2, 0]])
    assert prices.price("m") == 1.0


@pytest.mark.parametrize(
    ("column", "hint"),
    [
        ("cached_input", "nearest is cache_read"), ("cache_write_2h", "nearest is cache_write"), ("Web search (USD per 1,000)x", ""),
        ("batch_input", "with the tier batch"), ("long_context_above", "with above_tokens"), ("currency", "prices are in USD"), ("EUR per Mtok", "prices are in USD"),
        ("price", ""), ("discount", ""), ("service tier", "nearest is tier"),
    ],
)  # fmt: skip
def test_a_column_that_looks_like_a_price_and_is_not_known_is_refused_by_name(column: str, hint: str) -> None:
    if column.endswith("x"):  # a known name with a unit is known
        worksheet_catalogue([[*HEADER, column], ["m", 1, 2, 3]])
        return
    with pytest.raises(BadArgument) as raised:
        worksheet_catalogue([[*HEADER, column], ["m", 1, 2, 3]])
    assert repr(column) in str(raised.value)
    assert hint in str(raised.value)


@pytest.mark.parametrize("column", ["note", "owner", "status", "unit", "contract", None, "", 7])
def test_a_column_that_says_nothing_of_prices_is_ignored(column: object) -> None:
    assert worksheet_catalogue([[*HEADER, column], ["m", 1, 2, "x"]]).price("m") == 1.0


def test_a_provider_stands_in_its_own_cell_before_the_model_or_in_both() -> None:
    table = [["provider", *HEADER], ["acme", "acme/m", 1, 2], ["azure", "ft:m", 3, 4], [None, "openai/ft:m", 5, 6]]
    prices = worksheet_catalogue(table)
    assert (prices.price("acme/m"), prices.price("azure/ft:m"), prices.price("openai/ft:m")) == (1.0, 3.0, 5.0)


def test_blank_rows_are_skipped_and_short_rows_end_in_blanks() -> None:
    prices = worksheet_catalogue([HEADER, [None, "", "  "], ["m", 1], []])
    assert prices.card("m").base == PriceLine("", "m", input=1.0)


def test_a_blank_cell_is_not_published_and_a_zero_is_zero() -> None:
    prices = worksheet_catalogue([[*HEADER, "cache_read"], ["m", 1, None, 0], ["n", 1, "", None]])
    assert prices.price("m", "cache_read") == 0.0
    with pytest.raises(PriceNotPublished, match=r"^m has no published output price$"):
        prices.price("m", "output")


@pytest.mark.parametrize(
    "cell", [45658, 45658.0, date(2025, 1, 1), datetime(2025, 1, 1, 9, 30), "2025-01-01", " 2025-01-01T09:30:00 "]
)
def test_a_date_may_be_a_serial_a_date_or_iso_text(cell: object) -> None:
    prices = worksheet_catalogue([[*HEADER, "effective_from"], ["m", 1, 2, cell]])
    assert prices.card("m").base.effective_from == date(2025, 1, 1)


def test_dated_rows_answer_by_date() -> None:
    prices = worksheet_catalogue(
        [[*HEADER, "effective_from"], ["m", 5, 2, "2025-06-01"], ["m", 1, 2, "2025-01-01"]],
    )
    assert prices.price("m", "input", date(2025, 5, 31)) == 1.0
    assert prices.price("m", "input", date(2025, 6, 1)) == 5.0
    with pytest.raises(NoPriceInEffect, match="starts on 2025-01-01"):
        prices.card("m", date(2024, 12, 31))


def test_undated_rows_hold_on_every_date() -> None:
    prices = worksheet_catalogue([HEADER, ["m", 1, 2]])
    assert prices.price("m", "input", date(1990, 1, 1)) == prices.price("m", "input") == 1.0


def test_without_a_date_the_day_on_which_the_table_was_last_checked_is_meant() -> None:
    header = [*HEADER, "effective_from", "checked_on"]
    prices = worksheet_catalogue(
        [header, ["m", 1, 2, "2025-01-01", "2025-03-01"], ["m", 9, 9, "2027-01-01", "2025-03-02"]]
    )
    assert prices.snapshot == date(2025, 3, 2)
    assert prices.price("m", "input") == 1.0


def test_without_checked_dates_the_newest_row_is_meant() -> None:
    prices = worksheet_catalogue([[*HEADER, "effective_from"], ["m", 1, 2, "2025-01-01"], ["m", 9, 9, "2027-01-01"]])
    assert prices.price("m", "input") == 9.0


def test_a_model_may_be_named_with_its_provider_in_one_cell_or_in_two() -> None:
    for table in ([HEADER, ["acme/m", 1, 2]], [["provider", *HEADER], ["acme", "m", 1, 2]]):
        prices = worksheet_catalogue(table)
        assert prices.card("acme/m").base == prices.card("m").base == PriceLine("acme", "m", input=1.0, output=2.0)


def test_a_name_that_several_providers_in_the_table_share_is_ambiguous() -> None:
    prices = worksheet_catalogue([HEADER, ["acme/m", 1, 2], ["umbrella/m", 1, 2]])
    with pytest.raises(AmbiguousModel, match="acme/m, umbrella/m"):
        prices.card("m")


def test_an_error_in_a_price_cell_is_that_error_and_never_a_blank() -> None:
    prices = worksheet_catalogue([[*HEADER, "cache_read"], ["m", 1, 2, "#N/A"], ["n", 1, 2, None]])
    for look_up in (prices.card, prices.price):
        with pytest.raises(ErrorInArgument, match="row 2 of the price range, column cache_read") as raised:
            look_up("m")
        assert raised.value.excel == "#N/A"


def test_an_error_stays_in_its_row() -> None:
    prices = worksheet_catalogue([HEADER, ["m", "#DIV/0!", 2], ["n", 1, 2]])
    assert prices.price("n") == 1.0


def test_a_ranking_over_a_row_with_an_error_is_that_error() -> None:
    prices = worksheet_catalogue([HEADER, ["m", "#REF!", 2], ["n", 1, 2]])
    with pytest.raises(ErrorInArgument) as raised:
        prices.search()
    assert raised.value.excel == "#REF!"
    assert [card.model for card in prices.search("n")] == ["n"]


@pytest.mark.parametrize("table", [[["model", "#REF!", "output"], ["m", 1, 2]], [HEADER, ["#NAME?", 1, 2]]])
def test_an_error_where_a_name_belongs_is_the_whole_tables(table: list[list[Any]]) -> None:
    with pytest.raises(ErrorInArgument, match="of the price range"):
        worksheet_catalogue(table)


BAD: dict[str, tuple[list[list[Any]], str]] = {
    "nothing": ([], "has no rows below its header"),
    "header only": ([HEADER], "has no rows below its header"),
    "blank rows only": ([HEADER, [None, None, None]], "has no prices below its header"),
    "no model": ([["input", "output"], [1, 2]], "has no column model in its first row"),
    "no prices": ([["model"], ["m"]], "has no column input and no column output"),
    "column twice": ([[*HEADER, "Input"], ["m", 1, 2, 3]], "two columns named input; rename or delete one"),
    "model blank": ([HEADER, ["m", 1, 2], [None, 1, 2]], "row 3 of the price range has no model"),
    "text": ([HEADER, ["m", "1,50", 2]], "row 2 .*, column input: 1,50 is a text where a price belongs; type a number"),
    "boolean": ([HEADER, ["m", True, 2]], "column input: True is a bool where a price belongs"),
    "negative": ([HEADER, ["m", 1, -2]], "row 2 .*, column output: a price cannot be -2"),
    "not a number": ([HEADER, ["m", 1, float("nan")]], "a price cannot be nan"),
    "infinite": ([HEADER, ["m", 1, float("inf")]], "a price cannot be inf"),
    "bad date": ([[*HEADER, "effective_from"], ["m", 1, 2, "soon"]], "column effective_from: soon is no date"),
    "bad serial": ([[*HEADER, "effective_from"], ["m", 1, 2, -5]], "column effective_from: -5 is no date"),
    "ends first": (
        [[*HEADER, "effective_from", "effective_to"], ["m", 1, 2, "2025-02-01", "2025-01-01"]],
        "row 2 of the price range ends on 2025-01-01, before it starts",
    ),
    "same row twice": (
        [[*HEADER, "effective_from"], ["m", 1, 2, "2025-01-01"], ["M", 3, 4, 45658]],
        "rows 2 and 3 of the price range are both M from 2025-01-01; delete one",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_table_says_where_it_is_bad_and_what_to_do(case: str) -> None:
    table, message = BAD[case]
    with pytest.raises(BadArgument, match=message):
        worksheet_catalogue(table)


def test_a_long_text_is_cut_in_the_message() -> None:
    with pytest.raises(BadArgument) as raised:
        worksheet_catalogue([HEADER, ["m", "x" * 100_000, 2]])
    assert len(str(raised.value)) < 200


def test_the_same_content_is_the_same_catalogue() -> None:
    def table() -> list[list[Any]]:
        return [[*HEADER, "effective_from"], ["m", 1.5, 2.5, date(2025, 1, 1)]]

    assert worksheet_catalogue(table()) is worksheet_catalogue(table())


def test_only_the_newest_tables_are_kept() -> None:
    first = worksheet_catalogue([HEADER, ["m", 0.125, 1]])
    for price in range(40):
        worksheet_catalogue([HEADER, ["m", price, 1]])
    again = worksheet_catalogue([HEADER, ["m", 0.125, 1]])
    assert again.lines == first.lines
    assert again is not first


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table[1].__setitem__(1, 2.0),
        lambda table: table[1].__setitem__(0, "n"),
        lambda table: table[1].__setitem__(2, None),
        lambda table: table.append(["o", 1.0, 1.0]),
    ],
)
def test_a_change_in_the_table_is_seen(change: Callable[[list[list[Any]]], None]) -> None:
    table: list[list[Any]] = [HEADER, ["m", 1.0, 1.0]]
    before = worksheet_catalogue(table)
    change(table)
    assert worksheet_catalogue(table).lines != before.lines


def test_true_is_not_taken_for_a_cached_one() -> None:
    worksheet_catalogue([HEADER, ["m", 1, 1]])
    with pytest.raises(BadArgument, match="True is a bool"):
        worksheet_catalogue([HEADER, ["m", True, 1]])


def test_numbers_of_numpy_are_numbers() -> None:
    import numpy as np

    prices = worksheet_catalogue([HEADER, ["m", np.int64(1), np.float64(2.5)]])
    assert prices.card("m").base == PriceLine("", "m", input=1.0, output=2.5)


def test_tables_of_different_content_have_different_digests() -> None:
    digests = {worksheet_catalogue([HEADER, ["m", price, 1]]).digest for price in (1, 2, 3)}
    assert len(digests) == 3

"""A table in memory, or as Parquet, holds what it likes: one clear line of text, never a traceback, never a wrong sum."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import xlcost
from xlcost.errors import BadFile, PriceUnavailable, XlcostError
from xlcost.usage import price

COUNT = "the table: row 1: input_tokens must be a whole number, at least 0 and at most 1e15, not "


def table(**columns: Any) -> pa.Table:
    usual = {
        "timestamp": [datetime(2026, 9, 1)] * 2,
        "model": ["gpt-4.1-mini"] * 2,
        "input_tokens": [100, 100],
        "output_tokens": [10, 10],
    }
    return pa.table(usual | columns)


NO_COUNTS = {
    "text": (["a", "b"], "'a'"),
    "digits of another script": (["\u0661\u0660", "1"], "'\u0661\u0660'"),
    "underscores": (["1_000", "1"], "'1_000'"),
    "negative": ([-1, 1], "'-1'"),
    "a fraction": ([1.5, 1.0], "'1.5'"),
    "not a number": ([float("nan"), 1.0], "'nan'"),
    "infinite": ([float("inf"), 1.0], "'inf'"),
    "beyond a count": ([10**15 + 1, 1], "'1000000000000001'"),
    "beyond floats": ([2**53 + 1, 1], "'9007199254740993'"),
    "the largest whole number": (pa.array([2**64 - 1, 1], pa.uint64()), "'18446744073709551615'"),
    "a huge decimal": (pa.array([Decimal(10) ** 30, Decimal(1)], pa.decimal128(38, 0)), f"'1{'0' * 30}'"),
    "truth values": ([True, False], "'true'"),
    "lists": ([[1], [2]], "'[1]'"),
    "structures": ([{"a": 1}, {"a": 2}], "'{\"a\":1}'"),
    "bytes": ([b"\xff", b"1"], "'\\\\xFF'"),
    "times": ([datetime(2026, 1, 1)] * 2, "'2026-01-01 00:00:00'"),
    "durations": (pa.array([1, 2], pa.duration("s")), "'00:00:01'"),
}


@pytest.mark.parametrize("kind", NO_COUNTS)
def test_what_is_no_count_is_named_with_its_row(kind: str) -> None:
    values, said = NO_COUNTS[kind]
    with pytest.raises(BadFile) as caught:
        price(table(input_tokens=values))
    assert str(caught.value) == COUNT + said


@pytest.mark.parametrize("kind", ["beyond a count", "negative", "the largest whole number"])
def test_the_statistics_of_a_parquet_file_spare_no_test(kind: str, tmp_path, xlcost) -> None:
    path = tmp_path / "log.parquet"
    values, said = NO_COUNTS[kind]
    pq.write_table(table(input_tokens=values), path)
    code, out, err = xlcost("usage", "price", str(path))
    assert (code, out) == (2, "")
    assert err == f"xlcost: {path}: row 1: {COUNT.partition('row 1: ')[2]}{said}\n"


COUNTS = {
    "a dictionary": pa.array([100, 100]).dictionary_encode(),
    "run ends": pa.RunEndEncodedArray.from_arrays([2], [100]),
    "floats that are whole": [100.0, 100.0],
    "texts": ["100", "1e2"],
    "a decimal": pa.array([Decimal(100)] * 2, pa.decimal128(38, 0)),
}


@pytest.mark.parametrize("kind", COUNTS)
def test_counts_of_every_type_cost_the_same(kind: str) -> None:
    assert price(table(input_tokens=COUNTS[kind])).total == price(table()).total


def test_nulls_are_no_tokens() -> None:
    none = pa.array([None, 100], pa.int64())
    assert price(table(input_tokens=none)).total == price(table(input_tokens=[0, 100])).total
    assert price(table(input_tokens=pa.nulls(2))).total == price(table(input_tokens=[0, 0])).total


NO_TIMES = {
    "text": (["x", "y"], "row 1: timestamp must be a time, not 'x'"),
    "numbers": ([1, 2], "row 1: timestamp must be a time, not '1'"),
    "truth values": ([True, True], "row 1: timestamp must be a time, not 'true'"),
    "nulls": (pa.nulls(2, pa.timestamp("us")), "row 1: the time is empty"),
    "long ago": (pa.array([-(2**60), 1], pa.timestamp("us")), "row 1: the time is of no year from 1 to 9999"),
    "beyond all times": (pa.array([2**62, 1], pa.timestamp("s")), "row 1: timestamp must be a time"),
    "infinity": (["infinity", "-infinity"], "row 1: the time is of no year from 1 to 9999"),
}


@pytest.mark.parametrize("kind", NO_TIMES)
def test_what_is_no_time_is_named_with_its_row(kind: str) -> None:
    values, said = NO_TIMES[kind]
    with pytest.raises(BadFile) as caught:
        price(table(timestamp=values))
    assert str(caught.value) == f"the table: {said}"


MODELS = {
    "numbers": ([1, 2], "unknown model 1"),
    "lists": ([["a"], ["a"]], 'unknown model ["a"]'),
    "structures": ([{"a": "x"}] * 2, 'unknown model {"a":"x"}'),
    "maps": (pa.array([[("a", 1)]] * 2, pa.map_(pa.string(), pa.int64())), 'unknown model {"a":1}'),
    "bytes that are no text": ([b"\xff\xfe"] * 2, r"unknown model \xff\xfe"),
    "control characters": (["\x1b[31mred\x07\n\u202egpt"] * 2, "unknown model \ufffd[31mred\ufffd\ufffd\ufffdgpt"),
    "a text of 5 MB": (["x" * (5 << 20)] * 2, f"unknown model {'x' * 100}... (5,242,880 characters)"),
}


@pytest.mark.parametrize("kind", MODELS)
def test_a_model_that_is_none_is_one_line(kind: str) -> None:
    models, said = MODELS[kind]
    with pytest.raises(PriceUnavailable) as caught:
        price(table(model=models))
    assert said in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_model_in_bytes_is_its_text() -> None:
    assert price(table(model=[b"gpt-4.1-mini"] * 2)).total == price(table()).total


@pytest.mark.parametrize(
    "strange",
    [
        pa.table({}),
        table(input_tokens=pa.array([Decimal(1)] * 2, pa.decimal256(76, 0))),
        table(input_tokens=pa.array([1.0, 2.0], pa.float16())),
        table(**{"\x1b[31mtokens": [1, 2]}),
        table(**{"x" * 100_000 + "tokens": [1, 2]}),
        table(**{f"{number} tokens": [1, 2] for number in range(3_000)}),
        table(**{f"column {number}": [1, 2] for number in range(5_001)}),
        table(tier=["\x1b[2J", "x"]),
    ],
    ids=[
        "no columns",
        "wide decimals",
        "half floats",
        "a name that acts",
        "a long name",
        "many names",
        "many columns",
        "a tier",
    ],
)
def test_a_table_that_is_none_is_one_short_line(strange: pa.Table) -> None:
    with pytest.raises(XlcostError) as caught:
        price(strange)
    said = str(caught.value)
    assert len(said) < 1_200
    assert not [char for char in said if unicodedata.category(char) in ("Cc", "Cf")]


@pytest.mark.parametrize("name", ["gpt\x1b[31m", "gpt\n4", "gpt\u202e4"])
def test_a_message_of_the_functions_shows_marks_too(name: str) -> None:
    with pytest.raises(PriceUnavailable) as caught:
        xlcost.prompt_cost(name, 1, 1, 1)
    assert "\ufffd" in str(caught.value)
    assert not [char for char in str(caught.value) if unicodedata.category(char) in ("Cc", "Cf")]


def test_labels_that_are_nested_are_their_json() -> None:
    report = price(table(team=[["a", "b"], ["c"]]), group_by=["team"])
    assert [line.keys["team"] for line in report.lines()] == ['["a","b"]', '["c"]']

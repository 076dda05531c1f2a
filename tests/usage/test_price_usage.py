"""price_usage: every request of a log at the price of its own model and day, or a clear refusal."""

from __future__ import annotations

from datetime import date, datetime
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest

import xlcost
from xlcost.errors import BadArgument, PriceUnavailable

PRICES = [
    ["model", "provider", "tier", "above_tokens", "input", "output", "cache_read", "cache_write", "effective_from",
     "effective_to"],
    ["steady", "acme", None, None, 3, 15, 0.3, 3.75, None, None],
    ["steady", "acme", "batch", None, 1.5, 7.5, 0.15, 1.875, None, None],
    ["falling", "acme", None, None, 10, 40, None, None, date(2025, 4, 16), None],
    ["falling", "acme", None, None, 2, 8, None, None, date(2025, 6, 10), None],
    ["tiered", "acme", None, None, 2, 8, 0.5, None, None, None],
    ["tiered", "acme", None, 200_000, 4, 12, None, None, None, None],
    ["tiered", "acme", "batch", None, 1, 4, None, None, None, None],
    ["retired", "acme", None, None, 1, 1, None, None, date(2024, 1, 1), date(2025, 1, 1)],
    ["embedding", "acme", None, None, 0.1, *[None] * 5],
    ["twin", "globex", None, None, 1, 1, *[None] * 4],
    ["twin", "initech", None, None, 1, 1, *[None] * 4],
]  # fmt: skip
M = 1_000_000


def log(model="steady", input_tokens=M, output_tokens=0, **columns):
    """A usage log: single values are repeated."""
    named = {"model": model, "input_tokens": input_tokens, "output_tokens": output_tokens, **columns}
    rows = max((len(column) for column in named.values() if isinstance(column, list)), default=1)
    return pd.DataFrame({name: c if isinstance(c, list) else [c] * rows for name, c in named.items()})


def priced(frame, **more):
    return xlcost.price_usage(frame, prices=PRICES, **more)


def costs(frame, **more):
    return priced(frame, **more)["cost"].tolist()


def test_tokens_times_prices():
    assert costs(log(input_tokens=[M, 0, 1_000], output_tokens=[0, M, 100])) == [3.0, 15.0, 0.0045]


def test_cached_tokens_are_among_the_input_tokens():
    assert costs(log(cached_tokens=[0, M, 800_000])) == pytest.approx([3.0, 0.3, 0.84], rel=1e-12)
    assert costs(log(cache_write_tokens=[0, M])) == [3.0, 3.75]
    assert costs(log(cached_tokens=[M // 2], cache_write_tokens=[M // 2])) == pytest.approx([2.025], rel=1e-12)


def test_without_a_cache_price_cached_tokens_cost_what_input_costs():
    assert costs(log("falling", cached_tokens=[M], cache_write_tokens=0), as_of="2025-06-10") == [2.0]


def test_batch_requests_at_batch_prices():
    assert costs(log(output_tokens=M, batch=[False, True])) == [18.0, 9.0]


def test_cached_tokens_in_a_batch_cost_what_the_batch_line_says():
    assert costs(log(cached_tokens=M, batch=[True])) == [0.15]
    assert costs(log(cache_write_tokens=M, batch=[True])) == [1.875]


def test_a_tier_behind_the_name_is_billed_at_its_own_line():
    assert costs(log("steady@batch", cached_tokens=[0, M])) == [1.5, 0.15]


def test_a_cached_price_that_the_batch_line_leaves_out_is_no_price():
    with pytest.raises(PriceUnavailable, match="acme/tiered@batch has no published cache_read price"):
        priced(log("tiered", input_tokens=100_000, cached_tokens=1, batch=[True]))


def test_above_the_tier_the_whole_request_costs_the_long_context_price():
    assert costs(log("tiered", input_tokens=[200_000, 200_001], output_tokens=M)) == [8.4, pytest.approx(12.800004)]


def test_each_request_at_the_price_of_its_day():
    times = ["2025-04-16T00:00:00", "2025-06-09T23:59:59.999999", "2025-06-10T00:00:00", "2026-01-01"]
    assert costs(log("falling", timestamp=times)) == [10.0, 10.0, 2.0, 2.0]


def test_the_price_row_of_each_request_is_named():
    frame = log(["falling", "falling", "steady"], timestamp=["2025-06-09", "2025-06-10", "2025-06-10"])
    assert priced(frame)["price_row"].tolist() == ["acme/falling@2025-04-16", "acme/falling@2025-06-10", "acme/steady"]


def test_without_a_timestamp_the_snapshot_counts():
    catalogue_date = "2025-06-10"  # the newest effective_from of the table
    assert costs(log("falling")) == costs(log("falling"), as_of=catalogue_date) == [2.0]


def test_as_of_prices_every_request_as_on_that_day():
    frame = log("falling", timestamp=["2025-07-01", "2025-05-01"])
    for day in ("2025-06-09", date(2025, 6, 9), 45_817, datetime(2025, 6, 9, 12)):
        assert costs(frame, as_of=day) == [10.0, 10.0]


def test_the_packages_prices_are_the_default():
    models, days = ["o3", "o3", "claude-3-5-sonnet-20241022"], ["2025-06-09", "2025-06-11", "2025-06-09"]
    assert xlcost.price_usage(log(models, M // 10, timestamp=days))["cost"].tolist() == [1.0, 0.2, 0.3]


def test_prices_may_be_a_frame():
    frame = pd.DataFrame(PRICES[1:], columns=PRICES[0])
    assert xlcost.price_usage(log(), prices=frame)["cost"].tolist() == [3.0]


TIMES = ["2025-06-09T23:30:00", "2025-06-10T00:30:00"]
TIMESTAMPS = {
    "nanoseconds": pd.Series(TIMES).astype("datetime64[ns]"),
    "microseconds": pd.Series(TIMES).astype("datetime64[us]"),
    "milliseconds": pd.Series(TIMES).astype("datetime64[ms]"),
    "seconds": pd.Series(TIMES).astype("datetime64[s]"),
    "UTC": pd.to_datetime(pd.Series(TIMES), utc=True),
    "another zone": pd.to_datetime(pd.Series(TIMES), utc=True).dt.tz_convert("Asia/Tokyo"),
    "datetimes": pd.Series([datetime.fromisoformat(time) for time in TIMES], dtype=object),
    "dates": pd.Series([date(2025, 6, 9), date(2025, 6, 10)], dtype=object),
    "texts": pd.Series(TIMES),
    "texts of days": pd.Series(["2025-06-09", "2025-06-10"]),
    "texts with zones": pd.Series(["2025-06-10T01:30:00+02:00", "2025-06-09T20:30:00-04:00"]),
    "categories": pd.Series(TIMES).astype("category"),
}


@pytest.mark.parametrize("timestamps", TIMESTAMPS.values(), ids=TIMESTAMPS)
def test_timestamps_of_every_kind_are_days_in_utc(timestamps):
    frame = log(["falling", "falling"])
    frame["timestamp"] = timestamps
    assert costs(frame) == [10.0, 2.0]


MODELS = ["steady", " STEADY ", "acme/steady"]
#: pandas keeps texts in Arrow where that is installed.
TEXTS = ["object", "str", "string", "category", *(["string[pyarrow]"] if find_spec("pyarrow") else [])]


@pytest.mark.parametrize("dtype", TEXTS)
def test_models_of_every_text_type(dtype):
    frame = log(MODELS)
    frame["model"] = frame["model"].astype(dtype)
    result = priced(frame)
    assert result["cost"].tolist() == [3.0, 3.0, 3.0]
    assert result["model"].dtype == frame["model"].dtype


@pytest.mark.parametrize("dtype", ["object", "str"])
@pytest.mark.parametrize("rows", [3, 3_000])
def test_equal_texts_are_one_model_whether_they_are_one_object_or_not(dtype, rows):
    shared = log(["steady", "embedding", None] * rows)
    apart = log([name and "".join(list(name)) for name in ["steady", "embedding", None] * rows])
    for frame in (shared, apart, shared.iloc[::-1], apart.iloc[::2]):
        result = priced(frame.astype({"model": dtype}), unknown="column")
        by_model = {"steady": 3.0, "embedding": 0.1}
        assert result["cost"].fillna(-1).tolist() == [by_model.get(name, -1) for name in frame["model"]]


def test_a_category_that_no_request_has_is_no_problem():
    frame = log(["steady", "nobody's"])
    frame["model"] = frame["model"].astype("category")
    assert costs(frame.iloc[:1]) == [3.0]


@pytest.mark.parametrize(
    "dtype", ["int64", "int32", "uint64", "uint8", "float32", "float64", "Int64", "Float64", "object"]
)
def test_tokens_of_every_numeric_type(dtype):
    frame = log(input_tokens=[100, 0], cached_tokens=[50, 0]).astype({"input_tokens": dtype, "cached_tokens": dtype})
    assert costs(frame) == pytest.approx([165e-6, 0.0], rel=1e-12)


@pytest.mark.parametrize("dtype", ["bool", "boolean", "object", "int64", "float64"])
def test_batch_of_every_type_of_truth(dtype):
    frame = log(batch=[True, False]).astype({"batch": dtype})
    assert costs(frame) == [1.5, 3.0]


def test_the_frame_is_a_copy_and_the_input_is_untouched():
    frame = log(["steady", "steady"], batch=[True, False], timestamp=["2025-06-09", "2025-06-10"])
    frame.index = [7, 7]
    before = frame.copy(deep=True)
    result = priced(frame)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(result[list(frame.columns)], before)
    assert list(result.columns) == [*frame.columns, "cost", "price_row"]
    result.loc[:, "input_tokens"] = 5
    pd.testing.assert_frame_equal(frame, before)


def test_other_columns_and_the_index_stay():
    frame = log(["steady"] * 3, team=["x", "y", "z"])
    frame.index = pd.Index(["a", "b", "c"], name="request")
    result = priced(frame)
    assert result["team"].tolist() == ["x", "y", "z"]
    assert result.index.equals(frame.index)


@pytest.mark.parametrize("unknown", ["raise", "column"])
def test_an_empty_log(unknown):
    frame = log(timestamp=["2025-06-09"], cached_tokens=1, batch=True).iloc[:0]
    result = priced(frame, unknown=unknown)
    assert len(result) == 0
    assert result["cost"].dtype == float
    assert "price_row" in result


def test_a_log_longer_than_a_chunk():
    rows = 40_000
    models = ["steady", "falling", "tiered", "embedding"]
    frame = log([models[row % 4] for row in range(rows)], input_tokens=list(range(rows)))
    expected = [row * [3, 2, 2, 0.1][row % 4] / 1e6 for row in range(rows)]
    np.testing.assert_allclose(costs(frame), expected, rtol=1e-12)


# What cannot be priced -------------------------------------------------------------------------------------------


def test_unknown_models_are_listed_in_one_error_with_counts_and_near_names():
    frame = log(["steady", "stedy", "tierd", "stedy"])
    with pytest.raises(PriceUnavailable) as raised:
        priced(frame)
    assert str(raised.value) == (
        "3 of 4 rows cannot be priced: unknown model stedy; nearest: steady (2 rows); "
        "unknown model tierd; nearest: tiered, retired (1 row)"
    )


UNPRICED = {
    "unknown": (log("nobody's"), "unknown model nobody's"),
    "unknown and free of tokens": (log("nobody's", input_tokens=0), "unknown model nobody's"),
    "ambiguous": (
        log("twin"),
        "twin is sold by several providers, none of them its maker; say globex/twin, initech/twin",
    ),
    "before its first price": (
        log("falling", timestamp="2025-04-15"),
        "acme/falling has no price on 2025-04-15: its first price line starts on 2025-04-16, no earlier price is known; "
        "as_of 2025-04-16 uses it",
    ),
    "after retirement": (
        log("retired", timestamp="2025-01-01"),
        "acme/retired has no price on 2025-01-01: it was retired on 2025-01-01",
    ),
    "no output price": (log("embedding", output_tokens=1), "acme/embedding has no published output price"),
    "no batch price": (
        log("falling", batch=True),
        "acme/falling has no published batch price",
    ),
    "no batch price in the long context": (
        log("tiered", input_tokens=M, batch=True),
        "acme/tiered has no published batch price for requests of more than 200,000 input tokens",
    ),
    "blank model": (log(None), "model is blank"),
    "empty model": (log(""), "model is an empty text"),
    "model that is a number": (log(5), "model must be a text, not 5"),
    "model that is an error": (log("#REF!"), "model is already the error #REF!"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "reason"), UNPRICED.values(), ids=UNPRICED)
def test_a_request_without_a_price_is_never_free(frame, reason):
    with pytest.raises(PriceUnavailable) as raised:
        priced(frame)
    assert str(raised.value) == f"1 of 1 row cannot be priced: {reason} (1 row)"


@pytest.mark.parametrize(("frame", "reason"), UNPRICED.values(), ids=UNPRICED)
def test_on_request_the_reason_is_put_in_a_column(frame, reason):
    result = priced(pd.concat([frame, frame.assign(model="steady")]), unknown="column")
    assert result["price_error"].tolist()[0] == reason
    assert result["price_error"].isna().tolist() == [False, True]
    assert result["cost"].isna().tolist() == [True, False]


def test_the_column_of_reasons_is_there_when_there_are_none():
    assert priced(log(), unknown="column")["price_error"].isna().all()


def test_no_output_price_is_needed_without_output_tokens():
    assert costs(log("embedding")) == [0.1]


def test_a_model_without_a_price_over_a_long_time_is_one_reason():
    days = [f"2025-{month:02}-01" for month in range(1, 13)]
    result = priced(log(["retired", "falling"] * 12, timestamp=sorted(days * 2)), unknown="column")
    reasons = result["price_error"].dropna().value_counts()
    assert reasons.to_dict() == {
        "acme/retired has no price on 2025-01-01: it was retired on 2025-01-01": 12,
        "acme/falling has no price on 2025-01-01: its first price line starts on 2025-04-16, no earlier price is known; "
        "as_of 2025-04-16 uses it": 4,
    }


def test_a_thousand_reasons_are_not_all_quoted():
    frame = log([f"model {number}" for number in range(1_000)])
    with pytest.raises(PriceUnavailable, match=r"; 980 more reasons: unknown=\"column\" lists all$"):
        priced(frame)
    assert priced(frame, unknown="column")["price_error"].nunique() == 1_000


# What is refused -------------------------------------------------------------------------------------------------

REFUSED = {
    "negative": (log(input_tokens=[5, -5, 5]), r"input_tokens must be numbers, at least 0, not -5 in row 1$"),
    "missing": (log(output_tokens=[5.0, None]), r"output_tokens must be numbers, at least 0, not nan in row 1$"),
    "missing integer": (
        log(input_tokens=[5, None]).astype({"input_tokens": "Int64"}),
        r"input_tokens must be numbers, at least 0, not <NA> in row 1$",
    ),
    "infinite": (log(input_tokens=[float("inf")]), r"input_tokens must be numbers, at least 0, not inf in row 0$"),
    "text": (log(input_tokens=["5", "6"]), r"at least 0, not '5' in row 0, '6' in row 1$"),
    "text among numbers": (log(input_tokens=[5, "6"]), r"not '6' in row 1$"),
    "truth value": (log(input_tokens=[True]), r"input_tokens must be numbers, at least 0, not TRUE in row 0$"),
    "truth value among numbers": (log(input_tokens=[5, True]), r"not TRUE in row 1$"),
    "date": (log(input_tokens=[datetime(2025, 6, 9)]), r"at least 0, not Timestamp\('2025"),
    "complex": (log(input_tokens=[2j]), r"input_tokens must be numbers, at least 0, not 2j in row 0$"),
    "many": (
        log(input_tokens=list(range(-100, 0))),
        r"input_tokens must be numbers, at least 0, not -100 in row 0, -99 in row 1, -98 in row 2 and 97 more$",
    ),
    "several columns": (
        log(input_tokens=[-1, 1], output_tokens=[1, -2]),
        r"not -1 in row 0; output_tokens must be numbers, at least 0, not -2 in row 1$",
    ),
    "cached": (log(cached_tokens=[-1]), r"cached_tokens must be numbers, at least 0, not -1 in row 0$"),
    "more cached than sent": (
        log(input_tokens=[10, 10, 10], cached_tokens=[10, 9, 11], cache_write_tokens=[0, 2, 0]),
        r"more cached_tokens and cache_write_tokens than input_tokens, which counts them too, in row 1, row 2$",
    ),
    "batch": (log(batch=["yes", "no"]), r"batch must be TRUE or FALSE, not 'yes' in row 0, 'no' in row 1$"),
    "missing batch": (log(batch=[True, None]), r"batch must be TRUE or FALSE, not None in row 1$"),
    "timestamp": (log(timestamp=["2025-06-09", "June"]), r"timestamp must be dates or times, not 'June' in row 1$"),
    "missing timestamp": (
        log(timestamp=[pd.Timestamp("2025-06-09"), pd.NaT]),
        r"timestamp must be dates or times, not NaT in row 1$",
    ),
    "timestamp that is a number": (log(timestamp=[45_817]), r"timestamp must be dates or times, not 45817 in row 0$"),
    "number among timestamps": (log(timestamp=["2025-06-09", 1_700_000_000]), r"not 1,700,000,000 in row 1$"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "message"), REFUSED.values(), ids=REFUSED)
def test_bad_values_are_refused_with_their_rows(frame, message):
    with pytest.raises(BadArgument, match=rf"^the usage cannot be priced \(rows count from 0\): [^\n]*{message}"):
        priced(frame)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_missing_timestamp_is_refused_in_every_resolution(unit):
    frame = log(["steady", "steady"])
    frame["timestamp"] = pd.Series([pd.Timestamp("2025-06-09"), pd.NaT]).astype(f"datetime64[{unit}]")
    with pytest.raises(BadArgument, match=r"timestamp must be dates or times, not NaT in row 1$"):
        priced(frame)


def test_bad_values_are_refused_whatever_unknown_says():
    with pytest.raises(BadArgument, match=r"-5 in row 0"):
        priced(log(input_tokens=[-5]), unknown="column")


def test_a_bad_timestamp_does_not_matter_with_as_of():
    assert costs(log(timestamp=["June"]), as_of="2025-06-09") == [3.0]


COLUMNS = {
    "missing": (
        log().drop(columns=["model", "output_tokens"]),
        r"^the usage has no column model, output_tokens; it needs model, input_tokens, output_tokens and may have ",
    ),
    "twice": (
        pd.concat([log(), log()[["model"]]], axis=1),
        r"^the usage has more than one column model$",
    ),
    "cost in the way": (log(cost=1.0), r"^the usage already has a column cost; rename or drop it$"),
    "no frame": ([["model", "input_tokens"]], r"^the usage must be a pandas DataFrame, not a range$"),
    "lists as models": (log([["steady"], ["steady"]]), r"^model must be texts; some cells hold lists or the like$"),
}  # fmt: skip


@pytest.mark.parametrize(("frame", "message"), COLUMNS.values(), ids=COLUMNS)
def test_a_frame_that_does_not_fit_is_refused(frame, message):
    with pytest.raises(BadArgument, match=message):
        priced(frame)


def test_unknown_is_raise_or_column():
    with pytest.raises(BadArgument, match=r"^unknown must be \"raise\" or \"column\", not 'ignore'$"):
        priced(log(), unknown="ignore")


def test_a_price_table_that_is_none_is_refused():
    with pytest.raises(BadArgument, match=r"^prices must be a range with a header row"):
        xlcost.price_usage(log(), prices=5)

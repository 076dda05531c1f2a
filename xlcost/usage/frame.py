"""The columns of a usage frame as NumPy arrays; whatever is wrong in them is refused in one message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from xlcost.errors import BadArgument, XlcostError
from xlcost.functions.coercion import Domain, flag, number, shown
from xlcost.usage.sources.columns import carries

Array = npt.NDArray[Any]

#: The columns that pricing adds: the frame must not have them yet, because nothing that was given is overwritten.
ADDED: Final = ("cost", "price_row", "price_error")

#: Python's number of the day from which NumPy and pandas count.
EPOCH: Final = date(1970, 1, 1).toordinal()

_REQUIRED: Final = ("model", "input_tokens", "output_tokens")
_CACHE: Final = ("cached_tokens", "cache_write_tokens")
_OPTIONAL: Final = (*_CACHE, "batch", "timestamp")
_TOKENS: Final = Domain(0.0)
_TICKS: Final = {unit: 86_400 * 1000**power for power, unit in enumerate(("s", "ms", "us", "ns"))}  # in a day
_NO_TIME: Final = np.iinfo(np.int64).min  # how NumPy and pandas write a missing time
_FIRST_DAY: Final = date.min.toordinal() - EPOCH
_LAST_DAY: Final = date.max.toordinal() - EPOCH
_SAMPLE: Final = 1_000  # rows that show whether texts are shared
_SHOWN: Final = 3  # bad values quoted per column


class Usage(NamedTuple):
    """A usage log, one request a row; 0.0, False or None instead of a column that is not there."""

    codes: npt.NDArray[np.intp]  # the place of each request's model in ``models``
    models: Sequence[Any]
    input_tokens: Array
    output_tokens: Array
    cached_tokens: Array | float
    cache_write_tokens: Array | float
    batch: Array | bool
    days: Array | None  # since 1970, in UTC


def read(frame: pd.DataFrame, *, dated: bool) -> Usage:
    """The columns that pricing needs; ``dated`` says whether a timestamp is among them.

    Raises:
        BadArgument: a column is missing, there twice or in the way, or has values that are none; says which rows.
    """
    _refuse_columns(frame)
    complaints: list[str] = []

    def column(name: str, take: Callable[[pd.Series[Any], list[str]], Any], absent: Any) -> Any:
        return take(frame[name], complaints) if name in frame.columns else absent

    input_tokens, output_tokens = column("input_tokens", _tokens, None), column("output_tokens", _tokens, None)
    cached, written = column("cached_tokens", _tokens, 0.0), column("cache_write_tokens", _tokens, 0.0)
    batch = column("batch", _flags, False)
    days = column("timestamp", _days, None) if dated else None
    if not complaints and any(name in frame.columns for name in _CACHE):
        over = "more cached_tokens and cache_write_tokens than input_tokens, which counts them too, in"
        _complain(complaints, over, cached + written > input_tokens)
    if complaints:
        raise BadArgument(f"the usage cannot be priced (rows count from 0): {'; '.join(complaints)}")
    codes, models = _models(frame["model"])
    return Usage(codes, models, input_tokens, output_tokens, cached, written, batch, days)


def _refuse_columns(frame: pd.DataFrame) -> None:
    if not isinstance(frame, pd.DataFrame):
        raise BadArgument(f"the usage must be a pandas DataFrame, not {shown(frame)}")
    names = list(frame.columns)
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        raise BadArgument(
            f"the usage has no column {', '.join(missing)}; it needs {', '.join(_REQUIRED)} and may have "
            f"{', '.join(_OPTIONAL)}"
        )
    twice = [name for name in (*_REQUIRED, *_OPTIONAL) if names.count(name) > 1]
    if twice:
        raise BadArgument(f"the usage has more than one column {', '.join(twice)}")
    known = (*_REQUIRED, *_OPTIONAL, *ADDED)
    unknown = [name for name in names if isinstance(name, str) and name not in known and carries(name)]
    if unknown:
        raise BadArgument(
            f"the usage has a column {', '.join(unknown)}, which carries tokens, a tier or money and is not "
            "understood; drop it, or price the export itself with xlcost usage price"
        )
    taken = [name for name in ADDED if name in names]
    if taken:
        raise BadArgument(f"the usage already has a column {', '.join(taken)}; rename or drop it")


def _complain(complaints: list[str], text: str, wrong: Array, values: Sequence[Any] = ()) -> None:
    """Note in which rows something is wrong, with the first few values if there are any to quote."""
    places = np.flatnonzero(wrong).tolist()
    if places:
        rows = [
            f"{shown(values[place])} in row {place}" if len(values) else f"row {place}" for place in places[:_SHOWN]
        ]
        more = f" and {len(places) - _SHOWN:,} more" if len(places) > _SHOWN else ""
        complaints.append(f"{text} {', '.join(rows)}{more}")


def _tokens(column: pd.Series[Any], complaints: list[str]) -> Array:
    """Token counts as floats, from whatever numeric type; a text or a truth value is no count."""
    if column.dtype.kind in "iuf":
        tokens = column.to_numpy(dtype=float, na_value=np.nan)
    else:
        tokens = np.array([_count(cell) for cell in column.tolist()], dtype=float)
    if len(tokens) and not (tokens.min() >= _TOKENS.low and tokens.max() <= _TOKENS.high):
        _complain(complaints, f"{column.name} must be numbers, {_TOKENS}, not", ~_TOKENS.admits(tokens), column.array)
    return tokens


def _count(cell: Any) -> float:
    try:
        return np.nan if cell is None or isinstance(cell, date | str) else _as_count(cell, "tokens")
    except XlcostError:
        return np.nan


_as_count: Final = number(_TOKENS)


def _flags(column: pd.Series[Any], complaints: list[str]) -> Array:
    """Whether each request went through the batch API."""
    if column.dtype == bool:
        return column.to_numpy()
    flags = [_truth(cell) for cell in column.tolist()]
    _complain(complaints, "batch must be TRUE or FALSE, not", np.array([each is None for each in flags]), column.array)
    return np.array(flags, dtype=bool)


def _truth(cell: Any) -> bool | None:
    try:
        return flag(cell, "batch")
    except XlcostError:
        return None


def _days(column: pd.Series[Any], complaints: list[str]) -> Array:
    """Days since 1970 in UTC; a time without a zone is UTC already. Dates and ISO texts are taken, numbers are not."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        times = column.dt.tz_convert(None).to_numpy()
    elif isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        times = column.to_numpy()
    else:
        moments = pd.Series([cell if isinstance(cell, date | str) else None for cell in column.tolist()], dtype=object)
        parsed = pd.to_datetime(moments, utc=True, format="ISO8601", errors="coerce")
        times = parsed.dt.tz_convert(None).to_numpy()
    ticks = times.view(np.int64)
    days: Array = ticks // _TICKS[np.datetime_data(times.dtype)[0]]
    if len(days) and not (ticks.min() > _NO_TIME and days.min() >= _FIRST_DAY and days.max() <= _LAST_DAY):
        wrong = (ticks == _NO_TIME) | (days < _FIRST_DAY) | (days > _LAST_DAY)
        _complain(complaints, "timestamp must be dates or times, not", wrong, column.array)
    return days


def _models(column: pd.Series[Any]) -> tuple[npt.NDArray[np.intp], Sequence[Any]]:
    """Which of the distinct models each row has, and those; a missing one is None."""
    codes: Any
    models: Any
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, models = column.cat.codes.to_numpy(), column.cat.categories
    else:
        try:
            codes, models = _factorized(column)
        except TypeError:
            raise BadArgument("model must be texts; some cells hold lists or the like") from None
    models = list(models)
    if len(codes) and codes.min() < 0:  # pandas counts a missing one as -1
        codes, models = np.where(codes < 0, np.intp(len(models)), codes), [*models, None]
    return np.asarray(codes, dtype=np.intp), models


def _factorized(column: pd.Series[Any]) -> tuple[Any, Any]:
    """The factorize of pandas, by the addresses of the cells where a log has the same few text objects over and over.

    Comparing addresses is eight times as fast as hashing texts, which is most of what pricing a log takes.
    """
    if column.dtype != object and getattr(column.dtype, "storage", "") != "python":
        return pd.factorize(column)
    cells = np.ascontiguousarray(column, dtype=object)
    addresses = np.frombuffer(cells, dtype=np.intp) if len(cells) else np.empty(0, dtype=np.intp)
    if len(np.unique(addresses[:_SAMPLE])) > _SAMPLE // 4:  # every cell has a text of its own
        return pd.factorize(cells)
    codes, distinct = pd.factorize(addresses)
    somewhere = np.empty(len(distinct), dtype=np.intp)
    somewhere[codes] = np.arange(len(codes))
    numbers, models = pd.factorize(cells[somewhere])  # equal texts at different addresses are one model
    return numbers[codes], models

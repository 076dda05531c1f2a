"""A Spark frame counted by Spark: only the few thousand groups leave it.

What a count may be is asked of each row there, whether Spark's own casts refuse (ANSI) or make 0 of what they cannot
read: a row that holds something else counts -1, which the cube's own rule refuses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from xlcost.errors import BadFile
from xlcost.usage import portable
from xlcost.usage.grouping import SUMS
from xlcost.usage.sources.columns import LARGEST_COUNT

_CUBE: Final = frozenset({"usage_day", "model", "tier", "above_tokens", *SUMS[:2]})
_COUNTS: Final = frozenset(name for name in portable.COLUMNS if name.endswith("_tokens") or name == "web_searches")
_WHOLE: Final = frozenset({"tinyint", "smallint", "int", "bigint"})
_OTHER_NUMBERS: Final = ("float", "double", "decimal")


def cube_of(
    frame: Any, labels: Sequence[str], since: date | None, until: date | None, thresholds: Sequence[int]
) -> Any:
    """The cube of a Spark frame as a pandas frame; of one that is a cube already, what it holds.

    Raises:
        BadFile: a count has a type that is none, or Spark could not count.
    """
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException

    try:
        if not frozenset(frame.columns) >= _CUBE:
            text = portable.select(
                "{usage}",
                _columns(dict(frame.dtypes)),
                group_by=labels,
                since=since,
                until=until,
                thresholds=thresholds,
            )
            frame = frame.sparkSession.sql(text, usage=frame)
        return frame.toPandas()
    except (PySparkException, Py4JError) as reason:
        first = (str(reason).strip().splitlines() or [type(reason).__name__])[0]
        raise BadFile(f"the table: Spark could not count it ({first[:300]})") from None


def _columns(types: Mapping[str, str]) -> dict[str, str]:
    return {name: _count(name, types[name]) if name in _COUNTS else name for name in portable.COLUMNS if name in types}


def _count(name: str, kind: str) -> str:
    """A count as SQL: NULL where nothing is said, -1 where it is none."""
    if kind in _WHOLE:
        return name
    if kind.startswith(_OTHER_NUMBERS):
        fits = f"{name} BETWEEN 0 AND {LARGEST_COUNT} AND {name} = FLOOR({name})"  # a NaN is beyond all to Spark
        return f"(CASE WHEN {name} IS NULL THEN NULL WHEN {fits} THEN {name} ELSE -1 END)"
    if kind == "string":
        fits = f"LENGTH({name}) < 17 AND {name} RLIKE '^[0-9]+$'"  # no braces: Spark would fill them in
        return f"(CASE WHEN {name} IS NULL OR {name} = '' THEN NULL WHEN {fits} THEN {name} ELSE '-1' END)"
    raise BadFile(f"the table: {name} must be whole numbers, not of Spark's type {kind[:40]}")

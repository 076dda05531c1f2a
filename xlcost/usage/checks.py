"""What is counted twice, or cannot have happened yet: found, said, and refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from xlcost.errors import BadFile
from xlcost.usage.complaints import row_of, run
from xlcost.usage.engine import Counted
from xlcost.usage.pricing import Priced
from xlcost.usage.sources.columns import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NAMED: Final = 3


def refuse_future(connection: DuckDBPyConnection, files: Sequence[Counted], today: date | None = None) -> None:
    """Refuse usage of days to come: a clock, a unit of time or a year is wrong.

    Raises:
        BadFile: names the file, the line and the day.
    """
    last = (today or datetime.now(tz=UTC).date()) + timedelta(days=1)
    for file in files:
        for group in file.groups:
            if group.day > last:
                day = f"CAST({file.time_sql} AS DATE) = DATE '{group.day}' AND {file.kept_sql}"
                where = row_of(connection, file.file, file.source_sql, day) if file.time_sql else file.file.name
                raise BadFile(f"{where}: is of {group.day}, which is to come; check the times of the file")


def refuse_duplicates(connection: DuckDBPyConnection, files: Sequence[Counted]) -> None:
    """Refuse requests and buckets that are there twice, in one file or in several of one format.

    Raises:
        BadFile: names the first of them and where they are.
    """
    by_format: dict[str, list[Counted]] = {}
    for file in files:
        if file.identities:
            by_format.setdefault(file.format.name, []).append(file)
    for alike in by_format.values():
        if alike[0].format.grain == "request":
            _refuse_repeated_requests(connection, alike)
        else:
            _refuse_repeated_buckets(connection, alike)


def _refuse_repeated_requests(connection: DuckDBPyConnection, files: Sequence[Counted]) -> None:
    """Hashes first, for they are small; the texts of those that meet are compared afterwards."""
    everything = " UNION ALL ".join(
        f"SELECT HASH({file.identities}) AS mark, {number} AS file FROM {file.source_sql} "
        f"WHERE {file.identities} IS NOT NULL AND {file.kept_sql}"
        for number, file in enumerate(files)
    )
    marks = run(
        connection, f"SELECT mark FROM ({everything}) GROUP BY mark HAVING COUNT(*) > 1 LIMIT 1000", files[0].file
    )
    if not marks:
        return
    among = ", ".join(str(mark) for (mark,) in marks)
    texts = " UNION ALL ".join(
        f"SELECT {file.identities} AS name, {number} AS file FROM {file.source_sql} "
        f"WHERE HASH({file.identities}) IN ({among}) AND {file.kept_sql}"
        for number, file in enumerate(files)
    )
    found = run(
        connection,
        f"SELECT name, COUNT(*), MIN(file), MAX(file) FROM ({texts}) GROUP BY name HAVING COUNT(*) > 1 ORDER BY 3, 1",
        files[0].file,
    )
    if found:
        _say(connection, files, found, "request")


def _refuse_repeated_buckets(connection: DuckDBPyConnection, files: Sequence[Counted]) -> None:
    """In one file a bucket's row is repeated if all its cells are; in two files its times and dimensions suffice."""
    rows = " UNION ALL ".join(
        f"SELECT {file.identities} AS name, {number} AS file, HASH(row_) AS cells "
        f"FROM {file.source_sql} AS row_ WHERE {file.identities} IS NOT NULL AND {file.kept_sql}"
        for number, file in enumerate(files)
    )
    found = run(
        connection,
        f"SELECT name, COUNT(*), MIN(file), MAX(file) FROM ({rows}) GROUP BY name "
        "HAVING COUNT(DISTINCT file) > 1 OR COUNT(*) > COUNT(DISTINCT cells) ORDER BY 3, 1",
        files[0].file,
    )
    if found:
        _say(connection, files, found, "bucket")


def _say(
    connection: DuckDBPyConnection, files: Sequence[Counted], found: Sequence[tuple[str, int, int, int]], what: str
) -> None:
    name, times, first, last = found[0]
    more = f", and {len(found) - 1:,} more" if len(found) > 1 else ""
    again = files[last]
    same = f"{again.identities} = {literal(name)} AND {again.kept_sql}"
    where = row_of(connection, again.file, again.source_sql, same, 2 if first == last else 1)
    where = where if first == last else f"{files[first].file.name} and {where}"
    shown = name.replace("|", " ").strip()[:120]
    raise BadFile(
        f"{where}: the {what} {shown} is there {times} times{more}; an export read twice counts twice: leave one out"
    )


def refuse_overlap(priced: Sequence[Priced]) -> None:
    """Refuse two sources that both have usage of one model on one day: a gateway's log and its maker's export.

    Raises:
        BadFile: names the sources, the model and the first day.
    """
    first: dict[tuple[str, date], Priced] = {}
    overlaps: dict[tuple[str, str], list[tuple[date, str]]] = {}
    for each in sorted(priced, key=lambda each: each.group.day):
        if each.cost is None or not each.group.tokens:
            continue
        before = first.setdefault((each.name, each.group.day), each)
        if before.group.source != each.group.source:
            overlaps.setdefault((before.group.source, each.group.source), []).append((each.group.day, each.name))
    for (one, other), days in overlaps.items():
        day, model = days[0]
        raise BadFile(
            f"{one} and {other} both have usage of {model} on {day} ({len(set(days)):,} model-days in all): the same "
            "requests would count twice; leave one out, or say --disjoint if they are different requests"
        )

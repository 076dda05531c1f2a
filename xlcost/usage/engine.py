"""DuckDB counts: each file's rows go into a few groups, whose sums are exact; what is wrong is found with its line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from xlcost.atomic import unwritten
from xlcost.errors import BadFile
from xlcost.usage import files, records
from xlcost.usage.complaints import LONGEST_LINE, complaint, run
from xlcost.usage.files import UsageFile
from xlcost.usage.grouping import SUMS, Grouping, Selection, grouping
from xlcost.usage.sources import FORMATS, recognised
from xlcost.usage.sources.columns import LARGEST_COUNT, Columns, carries, everything, literal, named_shortly, quoted
from xlcost.usage.sources.format import INSIDE, Format, Mapped, Rule

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Memory that the engine may take before it works on disk.
_MEMORY: Final = "768MB"
#: The name under which a table in memory is known to the engine.
TABLE: Final = "table given"


@dataclass(frozen=True, slots=True)
class Group:
    """Sums of the rows that are alike in everything that a price turns on, and in the labels asked for."""

    source: str
    file: str
    grain: str
    day: date
    month: str
    model: str
    tier: str
    context: str
    reading: str
    meter: str
    currency: str
    labels: tuple[str, ...]
    above: int
    #: Why these rows are counted and not priced; "" where they are.
    problem: str
    rows: int
    #: None where the export does not count requests.
    requests: int | None
    input: int
    cache_read: int
    cache_write: int
    cache_write_1h: int
    output: int
    web_searches: int
    max_input: int
    billed: Decimal | None = None

    @property
    def tokens(self) -> int:
        """All tokens, of every kind."""
        return self.input + self.cache_read + self.cache_write + self.cache_write_1h + self.output


@dataclass(frozen=True, slots=True)
class Counted:
    """What one file came to."""

    file: UsageFile
    format: Format
    groups: list[Group]
    #: Rows left out by a format's rule, by reason.
    dropped: dict[str, int]
    identities: str = ""
    source_sql: str = ""
    #: The condition that a row is not dropped, in SQL.
    kept_sql: str = "TRUE"
    #: The time of a row, in SQL.
    time_sql: str = ""
    notes: list[str] = field(default_factory=list)
    #: Whether these are sums kept of an earlier reading.
    known: bool = False


@contextmanager
def workshop() -> Iterator[tuple[DuckDBPyConnection, Path]]:
    """An engine with bounded memory, and a folder for what it needs on disk.

    Raises:
        BadFile: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise BadFile("usage files are read with DuckDB: pip install 'xlcost[usage]'") from None
    with TemporaryDirectory(prefix="xlcost-usage-") as folder:
        connection = duckdb.connect(
            config={
                "memory_limit": _MEMORY,
                "temp_directory": folder,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "false",
            }
        )
        try:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET enable_progress_bar = false")  # it writes to standard output, which is ours
            yield connection, Path(folder)
        finally:
            connection.close()


def registered(connection: DuckDBPyConnection, table: Any) -> None:
    """A table in memory, under the name ``TABLE``.

    Raises:
        BadFile: it has no column, or one of a type that the engine cannot read.
    """
    import duckdb

    try:
        connection.register(TABLE, table)
    except duckdb.Error as reason:
        raise BadFile(f"the table: cannot be read ({str(reason).splitlines()[0][:200]})") from None


def counted(
    connection: DuckDBPyConnection, file: UsageFile, folder: Path, asked: Selection, named: Format | None = None
) -> Counted:
    """One file's groups.

    Raises:
        BadFile: it fits no format, a column is not understood, a line is broken or a value is wrong; says which line.
    """
    if file.kind == "json":
        names = records.columns_of(file)
        kind = named or recognised(names, file.name)
        _refuse_missing(kind, names, file)
        columns = everything(kind.columns)
        mapped = kind.map(columns)
        table = records.tabulated(file, columns, kind, folder / f"records-{len(list(folder.iterdir()))}.csv")
        source = _csv_source(table.path, table.names, ",", "")
    elif file.kind == "csv":
        head = files.header(file)
        columns, kind, mapped = _mapped(dict.fromkeys(head.names, "VARCHAR"), file, named)
        source = _csv_source(file.path, head.names, head.separator, file.packing)
    else:
        source = quoted(TABLE) if file.kind == "table" else f"READ_PARQUET({_path(file.path)})"
        columns, kind, mapped = _mapped(_types(connection, source, file), file, named, *_said(connection, file))
    source = columns.reading(source)
    _refuse_unknown_inside(connection, mapped, columns, kind, source, file)
    made = grouping(mapped, columns, kind, source, asked)
    groups, dropped, wrong = _sorted_out(run(connection, made.sql, file), made, kind, file, mapped, asked)
    if wrong:
        raise complaint(connection, made, min(wrong), file, columns, source)
    kept = " AND ".join(f"NOT COALESCE({rule.condition}, FALSE)" for rule in mapped.dropped) or "TRUE"
    said = f"{file.name}: tier {asked.tier} changes nothing: the format says each row's tier, or has standard alone"
    notes = [said] if asked.tier and not mapped.tier_may_lack else []
    return Counted(file, kind, groups, dropped, mapped.identity, source, kept, mapped.time, notes)


def _sorted_out(
    rows: list[tuple[Any, ...]], made: Grouping, kind: Format, file: UsageFile, mapped: Mapped, asked: Selection
) -> tuple[list[Group], dict[str, int], list[int]]:
    """What the engine returned as groups, rows dropped by reason, and the verdicts that refuse the file."""
    groups, dropped = [], dict[str, int]()
    wrong: list[int] = []
    for row in rows:
        cells = made.constants | dict(zip(made.keys, row, strict=False))
        sums = dict(zip(("n_rows", *SUMS, "n_max_input", "billed"), row[len(made.keys) :], strict=False))
        verdict = int(cells["verdict"])
        effect, rule = made.rules[verdict - 1] if verdict else ("", _FINE)
        if effect == "wrong":
            wrong.append(verdict)
        elif effect == "dropped":
            dropped[rule.meaning] = dropped.get(rule.meaning, 0) + int(sums["n_rows"])
        elif sums["n_rows"]:
            groups.append(_group(cells, sums, kind, file, mapped, asked, rule.meaning))
    return groups, dropped, wrong


_FINE: Final = Rule("", "")


def _mapped(
    types: dict[str, str],
    file: UsageFile,
    named: Format | None,
    full: frozenset[str] = frozenset(),
    counts: frozenset[str] = frozenset(),
) -> tuple[Columns, Format, Mapped]:
    kind = named or recognised(types, file.name)
    _refuse_missing(kind, types, file)
    columns = Columns(types, full=full, counts=counts)
    mapped = kind.map(columns)
    unknown = columns.untaken()
    if unknown:
        raise BadFile(
            f"{file.name}: {named_shortly(unknown)} {'is' if len(unknown) == 1 else 'are'} not understood in format "
            f"{kind.name}, and may carry tokens, a tier or money; drop what does not matter, or say "
            "what it means with --map"
        )
    return columns, kind, mapped


def _refuse_unknown_inside(
    connection: DuckDBPyConnection, mapped: Mapped, columns: Columns, kind: Format, source: str, file: UsageFile
) -> None:
    """Refuse a field inside a JSON cell that carries tokens, a tier or money and that the format does not know."""
    for column, inside in mapped.inner:
        if not columns.has(column):
            continue
        cell = (
            f"JSON_EXTRACT({columns.raw(column)}, '$.{inside}')" if inside else f"CAST({columns.raw(column)} AS JSON)"
        )
        shapes = run(
            connection,
            f"SELECT DISTINCT CAST(JSON_STRUCTURE({cell}) AS VARCHAR) FROM {source} WHERE {columns.raw(column)} <> ''",
            file,
        )
        for (shape,) in shapes:
            for name in _paths(json.loads(shape or "null"), f"{column}.{inside}." if inside else f"{column}."):
                if not columns.understands(name) and carries(name):
                    raise BadFile(
                        f"{file.name}: {named_shortly([name])} is not understood in format {kind.name}, and may carry "
                        "tokens, a tier or money"
                    )


def _paths(shape: Any, prefix: str) -> Iterator[str]:
    for key, value in shape.items() if isinstance(shape, dict) else ():
        if isinstance(value, dict):
            yield from _paths(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def _refuse_missing(kind: Format, names: Any, file: UsageFile) -> None:
    missing = sorted(kind.needs - set(names))
    if missing:
        raise BadFile(f"{file.name}: has no column {', '.join(missing)}, which format {kind.name} needs")


def _types(connection: DuckDBPyConnection, source: str, file: UsageFile) -> dict[str, str]:
    found = run(connection, f"DESCRIBE SELECT * FROM {source}", file)
    files.refuse_many_columns(len(found), file.name)
    return {name: str(kind) for name, kind, *_ in found}


def _said(connection: DuckDBPyConnection, file: UsageFile) -> tuple[frozenset[str], frozenset[str]]:
    """What the statistics of a Parquet file say: columns without an empty cell, and of counts that may be."""
    if file.kind != "parquet":
        return frozenset(), frozenset()
    found = run(
        connection,
        "SELECT path_in_schema, COUNT(*) = COUNT(stats_null_count) AND SUM(stats_null_count) = 0, "
        "COUNT(*) = COUNT(TRY_CAST(stats_min_value AS HUGEINT)) AND MIN(TRY_CAST(stats_min_value AS HUGEINT)) >= 0 "
        "AND COUNT(*) = COUNT(TRY_CAST(stats_max_value AS HUGEINT)) "
        f"AND MAX(TRY_CAST(stats_max_value AS HUGEINT)) <= {LARGEST_COUNT} "
        f"FROM PARQUET_METADATA({_path(file.path)}) GROUP BY path_in_schema",
        file,
    )
    return frozenset(name for name, full, _ in found if full), frozenset(name for name, _, counts in found if counts)


def _csv_source(path: Path, names: list[str], separator: str, packing: str) -> str:
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    return (
        f"READ_CSV({_path(path)}, auto_detect=false, header=true, delim={literal(separator)}, quote='\"', escape='\"', "
        f"strict_mode=true, max_line_size={LONGEST_LINE}, compression={literal(packing or 'none')}, "
        f"columns={{{types}}})"
    )


def _path(path: Path) -> str:
    """A path as SQL: what a pattern would take for a wild card stands for itself."""
    return literal("".join(f"[{each}]" if each in "*?[" else each for each in str(path.absolute())))


def copy_out(connection: DuckDBPyConnection, query: str, temporary: Path, path: Path) -> None:
    """The rows of a query as Parquet, into what is to become ``path``.

    Raises:
        BadFile: it cannot be written.
    """
    import duckdb

    try:
        connection.execute(f"COPY ({query}) TO {literal(str(temporary))} (FORMAT parquet)")
    except duckdb.Error as reason:
        raise unwritten(path, reason) from None


def _group(
    cells: dict[str, Any],
    sums: dict[str, Any],
    kind: Format,
    file: UsageFile,
    mapped: Mapped,
    asked: Selection,
    why: str,
) -> Group:
    billed = sums.get("billed")
    day = cells["usage_day"]
    cached = int(sums["n_cache_read"] or 0) + int(sums["n_cache_write"] or 0) + int(sums["n_cache_write_1h"] or 0)
    held = cached if cells["reading"] == "inside" and mapped.reading != INSIDE else 0
    return Group(
        source=kind.name,
        file=file.name,
        grain=kind.grain,
        day=day,
        month=cells.get("usage_month") or f"{day:%Y-%m}",
        model=cells["model"] or "",
        tier=cells["tier"] or "",
        context=cells["context"] or "",
        reading=cells["reading"],
        meter=cells["meter"] or "",
        currency=cells["currency"] or "",
        labels=tuple(cells[label] or "" if cells[label] != "CAST(NULL AS VARCHAR)" else "" for label in asked.labels),
        above=int(cells["above_tokens"]),
        problem=why,
        rows=int(sums["n_rows"]),
        requests=None if sums["n_requests"] is None else int(sums["n_requests"]),
        input=int(sums["n_input_uncached"] or 0) - held,
        cache_read=int(sums["n_cache_read"] or 0),
        cache_write=int(sums["n_cache_write"] or 0),
        cache_write_1h=int(sums["n_cache_write_1h"] or 0),
        output=int(sums["n_output"] or 0),
        web_searches=int(sums["n_web_searches"] or 0),
        max_input=int(sums["n_max_input"] or 0),
        billed=None if billed is None else Decimal(billed) * mapped.billed_unit,
    )


def by_name(name: str) -> Format:
    """A format by its name.

    Raises:
        BadFile: there is none of that name.
    """
    if name not in FORMATS:
        raise BadFile(f"no format {name!r}; one of {', '.join(FORMATS)}")
    return FORMATS[name]

"""What is wrong with a usage file, in one line: the engine's words, and the first row that a rule refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from xlcost.errors import BadFile
from xlcost.usage import files, records
from xlcost.usage.files import UsageFile
from xlcost.usage.grouping import Grouping
from xlcost.usage.sources.columns import Columns, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Bytes of the longest line that is read.
LONGEST_LINE: Final = 16 << 20


def run(connection: DuckDBPyConnection, sql: str, file: UsageFile) -> list[tuple[Any, ...]]:
    """The rows of a query over a file.

    Raises:
        BadFile: the file cannot be read; says on which line.
    """
    import duckdb

    try:
        return connection.execute(sql).fetchall()
    except duckdb.Error as reason:
        raise BadFile(_in_one_line(file, str(reason))) from None


def _in_one_line(file: UsageFile, text: str) -> str:
    """DuckDB's complaint about a file, as file, line and what is wrong there."""
    line = re.search(r"CSV Error on Line: ([0-9]+)", text)
    where = f"{file.name}:{line[1]}" if line else file.name
    expected = re.search(r"Expected Number of Columns: ([0-9]+) Found: ([0-9]+)", text)
    if expected:
        return f"{where}: has {expected[2]} cells where the header has {expected[1]}"
    if "unterminated quote" in text:
        return f"{where}: a quoted cell does not end"
    if "Invalid unicode" in text:
        return f"{where}: is no text in UTF-8"
    if "Maximum line size" in text:
        return f"{where}: a line of more than {LONGEST_LINE >> 20} MB; refused"
    if "state machine" in text:
        return f"{where}: lines end in different ways, or a cell holds a line end without quotes; save it as CSV anew"
    first = text.splitlines()[0] if text else "unknown"
    return f"{where}: cannot be read ({first.removeprefix('Invalid Input Error: ')[:200]})"


def complaint(
    connection: DuckDBPyConnection, made: Grouping, verdict: int, file: UsageFile, columns: Columns, source: str
) -> BadFile:
    """The first row with a verdict that refuses: its line, what is wrong, and the value."""
    rule = made.rules[verdict - 1][1]
    shown = f"CAST({columns.text(rule.column)} AS VARCHAR)" if rule.column else "NULL"
    condition = rule.condition
    before = "".join(f" AND NOT COALESCE({each.condition}, FALSE)" for _, each in made.rules[: verdict - 1])
    where, value = _row(connection, file, source, f"{condition}{before}", shown)
    said = f", not {value[:40]!r}" if value is not None else ""
    return BadFile(f"{where}: {rule.meaning}{said}")


def row_of(connection: DuckDBPyConnection, file: UsageFile, source: str, condition: str, nth: int = 1) -> str:
    """The file and the line of the first row, or the nth one, that fulfils a condition."""
    return _row(connection, file, source, condition, "NULL", nth)[0]


def _row(
    connection: DuckDBPyConnection, file: UsageFile, source: str, condition: str, shown: str, nth: int = 1
) -> tuple[str, str | None]:
    line = quoted(records.LINE) if file.kind == "json" else "NULL"
    numbered = f"SELECT ROW_NUMBER() OVER () - 1 AS place, * FROM {source}"
    connection.execute("SET threads = 1; SET preserve_insertion_order = true")
    found = run(
        connection,
        f"SELECT place, {shown}, {line} FROM ({numbered}) WHERE {condition} ORDER BY place LIMIT 1 OFFSET {nth - 1}",
        file,
    )
    place, value, line_number = found[0] if found else (0, None, None)
    if file.kind == "json":
        return f"{file.name}:{line_number}", value
    if file.kind == "csv":
        return f"{file.name}:{files.line_of_row(file, int(place) + 1, files.header(file).separator)}", value
    return f"{file.name}: row {int(place) + 1:,}", value

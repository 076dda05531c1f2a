"""The columns of one file as SQL: a format says which column holds what, this says how it is read.

What a format takes is noted here, so that a column that carries tokens, a tier or money and was not taken is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Final

#: Types whose counts need no reading; every other one is read from text.
_WHOLE: Final = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
)
_TEXT: Final = "VARCHAR"
#: Decimals of an amount of money: exports write up to 16, and sums have to be exact.
MONEY: Final = "DECIMAL(38,15)"

#: Names of columns that carry tokens, a tier or money; and names that only look so.
_CARRIES: Final = re.compile(
    r"token|cached|(?:^|[_.])cache(?:_|d|$)|(?:^|[_.])tier|tier$|cost|spend|price|amount|currency|usage_type|(?:^|[_.])batch"
    r"|(?:^|[_.])speed|(?:^|_)geo(?:$|_)|context_window|billed|credit|surcharge|discount",
)
_ONLY_LOOKS_SO: Final = re.compile(
    r"cost_?cent(?:er|re)|cache_key|cost_?allocation|price_?plan|tokenizer|_id$|_name$|time_|_time|latency|_ms$"
)


def carries(name: str) -> bool:
    """Whether a column of this name would carry tokens, a tier or money."""
    low = name.casefold()
    return bool(_CARRIES.search(low)) and not _ONLY_LOOKS_SO.search(low)


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A column's name as SQL."""
    return '"' + name.replace('"', '""') + '"'


class Columns:
    """The columns of one file: their types, how each is read, and which were taken."""

    def __init__(
        self, types: Mapping[str, str], *, full: frozenset[str] = frozenset(), counts: frozenset[str] = frozenset()
    ) -> None:
        """What a file says of its columns spares each row a test.

        Args:
            types: the columns' DuckDB types.
            full: columns without an empty cell.
            counts: columns of whole numbers of which none is negative.
        """
        self._types = dict(types)
        self._full, self._counts = full, counts
        #: Every name that was asked for, whether the file has it or not.
        self.taken: set[str] = set()
        #: What is wrong with a count or an amount: the column, and the condition under which it is.
        self.checks: dict[str, str] = {}
        #: What texts are read as, under the name by which it is known afterwards: read once a row, however often used.
        self.read: dict[str, str] = {}
        #: Patterns of columns that are understood and not needed.
        self.ignored: list[str] = []

    def is_full(self, name: str) -> bool:
        """Whether a column is known to have no empty cell."""
        return name in self._full and name in self._types

    def has(self, *names: str) -> bool:
        """Whether the file has all these columns; they count as taken."""
        self.taken.update(names)
        return all(self._place(name) is not None for name in names)

    def ignore(self, *patterns: str) -> None:
        """Columns that are understood and not needed: the same fact once more, or one that prices do not turn on."""
        self.ignored += patterns

    def untaken(self) -> list[str]:
        """The columns that carry tokens, a tier or money and that nobody took, in the file's order."""
        return [name for name in self._types if not self.understands(name) and carries(name)]

    def understands(self, name: str) -> bool:
        """Whether a column was taken, or is known not to be needed."""
        return name in self.taken or any(fnmatchcase(name, pattern) for pattern in self.ignored)

    def text(self, name: str) -> str:
        """A column as text; empty is NULL."""
        raw, kind = self._read(name)
        return f"NULLIF({raw}, '')" if kind == _TEXT and raw != _MISSING else raw

    def raw(self, name: str) -> str:
        """A column as it stands: where an empty text needs no telling from a missing one, each row is spared that."""
        return self._read(name)[0]

    def lower(self, name: str) -> str:
        """A column as text in lower case, '' where it is empty or missing."""
        return f"LOWER(COALESCE(CAST({self.text(name)} AS VARCHAR), ''))"

    def count(self, name: str) -> str:
        """A whole number, 0 where the cell is empty or the column is missing; anything else is wrong."""
        raw, kind = self._read(name)
        if raw == _MISSING:
            return "0"
        if kind in _WHOLE:
            if name not in self._counts:
                self.checks[name] = f"{raw} < 0"
            return raw if name in self._full else f"COALESCE({raw}, 0)"
        if kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
            self.checks[name] = f"({raw} < 0 OR {raw} <> FLOOR({raw}) OR {raw} > 1e15)"
            return f"COALESCE(CAST({raw} AS BIGINT), 0)"
        number = self._once(name, "number", f"TRY_CAST({raw} AS DOUBLE)")
        self.checks[name] = (
            f"({raw} <> '' AND ({number} IS NULL OR {number} < 0 OR {number} > 1e15 OR {number} <> FLOOR({number})"
            f" OR CONTAINS({raw}, '_')))"  # DuckDB reads 1_000 as 1000
        )
        return self._once(name, "count", f"COALESCE(TRY_CAST(TRY_CAST({raw} AS DOUBLE) AS BIGINT), 0)")

    def count_or_none(self, name: str) -> str:
        """A whole number, NULL where the cell is empty or the column is missing: unlike 0, not said."""
        raw, _ = self._read(name)
        counted = self.count(name)
        return (
            f"CAST({_MISSING} AS BIGINT)"
            if raw == _MISSING
            else f"CASE WHEN {self._blank(name)} THEN NULL ELSE {counted} END"
        )

    def money(self, name: str) -> str:
        """An amount, exactly as written; NULL where the cell is empty."""
        raw, kind = self._read(name)
        if raw == _MISSING:
            return f"CAST(NULL AS {MONEY})"
        if kind == _TEXT:
            self.checks[name] = f"({raw} <> '' AND (TRY_CAST({raw} AS {MONEY}) IS NULL OR CONTAINS({raw}, '_')))"
            return f"TRY_CAST({raw} AS {MONEY})"
        if kind in ("DOUBLE", "FLOAT"):  # by its text: a float of 0.1 is meant as 0.1
            self.checks[name] = f"({raw} IS NOT NULL AND TRY_CAST(CAST({raw} AS VARCHAR) AS {MONEY}) IS NULL)"
            return f"TRY_CAST(CAST({raw} AS VARCHAR) AS {MONEY})"
        return f"CAST({raw} AS {MONEY})"

    def moment(self, name: str) -> str:
        """A time in UTC; texts in ISO form, UTC where they have no zone."""
        raw, kind = self._read(name)
        if kind in ("TIMESTAMP", "DATE", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"):
            return raw
        if kind == _TEXT:
            moment = self._once(name, "moment", _moment(raw))
            self.checks[name] = f"({raw} <> '' AND {moment} IS NULL)"
            return moment
        return f"({raw} AT TIME ZONE 'UTC')"

    def unix(self, name: str, per_second: int = 1) -> str:
        """A time as a number since 1970; ISO texts are taken too where an export writes those."""
        raw, kind = self._read(name)
        if kind.startswith("TIMESTAMP") or kind == "DATE":
            return self.moment(name)
        number = raw if kind in _WHOLE else f"TRY_CAST({raw} AS DOUBLE)"
        seconds = f"CAST({number} AS DOUBLE)" + (f" / {per_second}" if per_second > 1 else "")
        outside = f"{seconds} NOT BETWEEN 1262304000 AND 4102444800"
        if kind == _TEXT:
            outside += f" OR CONTAINS({raw}, '_')"
        self.checks[name] = f"({self._filled(name)} AND ({number} IS NULL OR {outside}))"
        return f"CASE WHEN {outside} THEN NULL ELSE MAKE_TIMESTAMP(CAST(FLOOR({seconds}) AS BIGINT) * 1000000) END"

    def american(self, name: str) -> str:
        """A day written MM/DD/YYYY, or in ISO form."""
        raw, kind = self._read(name)
        if kind != _TEXT:
            return self.moment(name)
        parsed = f"COALESCE(TRY_STRPTIME({raw}, '%m/%d/%Y'), TRY_CAST({raw} AS TIMESTAMP))"
        self.checks[name] = f"({raw} <> '' AND {parsed} IS NULL)"
        return parsed

    def flag(self, name: str) -> str:
        """TRUE or FALSE; NULL where it is not said."""
        raw, kind = self._read(name)
        if kind == "BOOLEAN" or raw == _MISSING:
            return f"CAST({raw} AS BOOLEAN)"
        text = raw if kind == _TEXT else f"CAST({raw} AS VARCHAR)"
        read = self._once(
            name,
            "flag",
            f"CASE WHEN {text} IN ('false', 'FALSE', '0') THEN FALSE WHEN {text} IN ('true', 'TRUE', '1') THEN TRUE "
            f"WHEN LOWER({text}) = 'true' THEN TRUE WHEN LOWER({text}) = 'false' THEN FALSE END",
        )
        self.checks[name] = f"({self._filled(name)} AND {read} IS NULL)"
        return read

    def _once(self, name: str, what: str, sql: str) -> str:
        """What a text is read as, by the name that ``reading`` gives it."""
        known = quoted(f"{name} as {what}")
        self.read[known] = sql
        return known

    def reading(self, source: str) -> str:
        """The source with what its texts are read as beside them."""
        if not self.read:
            return source
        return f"(SELECT *, {', '.join(f'{sql} AS {name}' for name, sql in self.read.items())} FROM {source})"

    def identity(self, *names: str) -> str:
        """One text of all these cells, by which a row is known again."""
        cells = ", ".join(f"COALESCE(CAST({self._read(name)[0]} AS VARCHAR), '')" for name in names)
        return f"NULLIF(CONCAT_WS('|', {cells}), {literal('|' * (len(names) - 1))})"

    def blank(self, *names: str) -> str:
        """The condition that all these cells are empty."""
        return " AND ".join(self._blank(name) for name in names)

    def _blank(self, name: str) -> str:
        raw, kind = self._read(name)
        return f"({raw} IS NULL OR {raw} = '')" if kind == _TEXT else f"({raw} IS NULL)"

    def _filled(self, name: str) -> str:
        raw, kind = self._read(name)
        return f"({raw} IS NOT NULL AND {raw} <> '')" if kind == _TEXT else f"({raw} IS NOT NULL)"

    def _read(self, name: str) -> tuple[str, str]:
        """A column as SQL, and its type: a column of the name, a field of a nested one, or one inside a JSON text."""
        self.taken.add(name)
        place = self._place(name)
        if place is None:
            return _MISSING, _TEXT
        column, path = place
        kind = self._types[column]
        shown = quoted(column)
        if not path:
            return shown, kind
        if kind.startswith("STRUCT"):
            shown = f"TO_JSON({shown})"
        pointer = "$" + "".join(f'."{part}"' for part in path)
        return f"JSON_EXTRACT_STRING({shown}, {literal(pointer)})", _TEXT

    def _place(self, name: str) -> tuple[str, tuple[str, ...]] | None:
        if name in self._types:
            return name, ()
        parts = name.split(".")
        for length in range(len(parts) - 1, 0, -1):
            head = ".".join(parts[:length])
            if head in self._types:
                self.taken.add(head)
                return head, tuple(parts[length:])
        return None


_MISSING: Final = "CAST(NULL AS VARCHAR)"


def _moment(raw: str) -> str:
    """A text in ISO form as a time in UTC: the usual forms, which need no zone, cost a fraction of the others."""
    plain = (
        f"STRLEN({raw}) IN (19, 20) AND SUBSTRING({raw}, 14, 1) = ':' AND SUBSTRING({raw}, 17, 1) = ':' "
        f"AND SUBSTRING({raw}, 20) IN ('', 'Z')"
    )
    zoned = f"(TRY_CAST({raw} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')"
    return f"CASE WHEN {plain} THEN TRY_CAST(SUBSTRING({raw}, 1, 19) AS TIMESTAMP) ELSE {zoned} END"


def everything(names: Iterable[str]) -> Columns:
    """Columns of a file that has all these as text: for asking a format what it takes."""
    return Columns(dict.fromkeys(names, _TEXT))

"""The columns of one file as SQL: a format says which column holds what, this says how it is read.

What a format takes is noted here, so that a column that carries tokens, a tier or money and was not taken is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Final

#: Types whose counts need no reading; every other one is read from text.
_WHOLE: Final = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
)
_TEXT: Final = "VARCHAR"
_TIMES: Final = frozenset({"TIMESTAMP", "DATE", "TIMESTAMP WITH TIME ZONE"})
#: Times that reach further than a day can be told: what does not fit is no time.
_LONG_TIMES: Final = frozenset({"TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"})
_FLOATS: Final = frozenset({"DOUBLE", "FLOAT"})
_AS_THEY_ARE: Final = _WHOLE | _TIMES | _LONG_TIMES | _FLOATS | {_TEXT, "BOOLEAN"}
#: The largest count, as our functions take it: whole numbers are exact in a float up to nine times as many.
LARGEST_COUNT: Final = 10**15
_NAMED: Final = 12
_LONGEST_NAME: Final = 60
_COUNT: Final = "a whole number, at least 0 and at most 1e15"
_AMOUNT: Final = "an amount"
_TIME: Final = "a time"
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


def named_shortly(names: Sequence[str]) -> str:
    """Names of columns, or of a model, for a message: a few, and none longer than one has to read to know which it is."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return (
        ", ".join(name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}..." for name in names[:_NAMED])
        + more
    )


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
            counts: columns of whole numbers of which none is negative or larger than a count may be.
        """
        self._types = dict(types)
        self._full, self._counts = full, counts
        #: Every name that was asked for, whether the file has it or not.
        self.taken: set[str] = set()
        #: By column: the condition under which a cell is wrong, and what it must be.
        self.checks: dict[str, tuple[str, str]] = {}
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
        raw = self._as_text(name)
        return raw if raw == _MISSING else f"NULLIF({raw}, '')"

    def raw(self, name: str) -> str:
        """A column as text: where an empty one needs no telling from a missing one, each row is spared that."""
        return self._as_text(name)

    def lower(self, name: str) -> str:
        """A column as text in lower case, '' where it is empty or missing."""
        return f"LOWER(COALESCE({self.text(name)}, ''))"

    def count(self, name: str) -> str:
        """A whole number, 0 where the cell is empty or the column is missing; anything else is wrong."""
        raw, kind = self._read(name)
        if raw == _MISSING:
            return "0"
        if kind in _WHOLE:
            if name not in self._counts:
                self.checks[name] = f"{raw} NOT BETWEEN 0 AND {LARGEST_COUNT}", _COUNT
            return raw if name in self._full else f"COALESCE({raw}, 0)"
        if kind in _FLOATS or kind.startswith("DECIMAL"):
            self.checks[name] = f"({raw} NOT BETWEEN 0 AND {LARGEST_COUNT} OR {raw} <> FLOOR({raw}))", _COUNT
            return f"COALESCE(TRY_CAST({raw} AS BIGINT), 0)"
        raw = self._as_text(name)
        number = self._once(name, "number", f"TRY_CAST({raw} AS DOUBLE)")
        wrong = f"{number} IS NULL OR {number} NOT BETWEEN 0 AND {LARGEST_COUNT} OR {number} <> FLOOR({number})"
        self.checks[name] = f"({raw} <> '' AND ({wrong} OR CONTAINS({raw}, '_')))", _COUNT  # DuckDB reads 1_000 as 1000
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
        if kind in _WHOLE or kind.startswith("DECIMAL"):
            self.checks[name] = f"({raw} IS NOT NULL AND TRY_CAST({raw} AS {MONEY}) IS NULL)", _AMOUNT
            return f"TRY_CAST({raw} AS {MONEY})"
        raw = self._as_text(name)  # a float by its text: 0.1 is meant as 0.1
        self.checks[name] = f"({raw} <> '' AND (TRY_CAST({raw} AS {MONEY}) IS NULL OR CONTAINS({raw}, '_')))", _AMOUNT
        return f"TRY_CAST({raw} AS {MONEY})"

    def moment(self, name: str) -> str:
        """A time in UTC; texts in ISO form, UTC where they have no zone."""
        raw, kind = self._read(name)
        if kind in _TIMES:
            return f"({raw} AT TIME ZONE 'UTC')" if "ZONE" in kind else raw
        if kind in _LONG_TIMES:
            moment = self._once(name, "moment", f"TRY_CAST({raw} AS TIMESTAMP)")
            self.checks[name] = f"({raw} IS NOT NULL AND {moment} IS NULL)", _TIME
            return moment
        raw = self._as_text(name)
        moment = self._once(name, "moment", _moment(raw))
        self.checks[name] = f"({raw} <> '' AND {moment} IS NULL)", _TIME
        return moment

    def unix(self, name: str, per_second: int = 1) -> str:
        """A time as a number since 1970; ISO texts are taken too where an export writes those."""
        raw, kind = self._read(name)
        if kind in _TIMES | _LONG_TIMES:
            return self.moment(name)
        number = raw if kind in _WHOLE else f"TRY_CAST({raw} AS DOUBLE)"
        seconds = f"CAST({number} AS DOUBLE)" + (f" / {per_second}" if per_second > 1 else "")
        outside = f"{seconds} NOT BETWEEN 1262304000 AND 4102444800"
        if kind == _TEXT:
            outside += f" OR CONTAINS({raw}, '_')"
        self.checks[name] = f"({self._filled(name)} AND ({number} IS NULL OR {outside}))", _TIME
        return f"CASE WHEN {outside} THEN NULL ELSE MAKE_TIMESTAMP(CAST(FLOOR({seconds}) AS BIGINT) * 1000000) END"

    def american(self, name: str) -> str:
        """A day written MM/DD/YYYY, or in ISO form."""
        raw, kind = self._read(name)
        if kind != _TEXT:
            return self.moment(name)
        parsed = f"COALESCE(TRY_STRPTIME({raw}, '%m/%d/%Y'), TRY_CAST({raw} AS TIMESTAMP))"
        self.checks[name] = f"({raw} <> '' AND {parsed} IS NULL)", _TIME
        return parsed

    def flag(self, name: str) -> str:
        """TRUE or FALSE; NULL where it is not said."""
        raw, kind = self._read(name)
        if kind == "BOOLEAN" or raw == _MISSING:
            return f"CAST({raw} AS BOOLEAN)"
        text = self._as_text(name)
        read = self._once(
            name,
            "flag",
            f"CASE WHEN {text} IN ('false', 'FALSE', '0') THEN FALSE WHEN {text} IN ('true', 'TRUE', '1') THEN TRUE "
            f"WHEN LOWER({text}) = 'true' THEN TRUE WHEN LOWER({text}) = 'false' THEN FALSE END",
        )
        self.checks[name] = f"({self._filled(name)} AND {read} IS NULL)", "TRUE or FALSE"
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

    def _as_text(self, name: str) -> str:
        raw, kind = self._read(name)
        if kind in _LONG_TIMES:  # whose cast to text fails where they are beyond a time
            raw = f"TRY_CAST({raw} AS TIMESTAMP)"
        return raw if kind == _TEXT else f"CAST({raw} AS VARCHAR)"

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
        if kind.endswith(("]", ")")) and not kind.startswith(("DECIMAL", "ENUM")):  # a list, a struct, a map: as JSON
            shown, kind = f"CAST(TO_JSON({shown}) AS VARCHAR)", _TEXT
        if not path:
            known = kind in _AS_THEY_ARE or kind.startswith("DECIMAL")
            return (shown, kind) if known else (f"CAST({shown} AS VARCHAR)", _TEXT)
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

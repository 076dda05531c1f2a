"""References into Excel tables: which rows and columns ``Table1[[#This Row],[Net]]`` and its kin mean."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from xlcost.headless.addresses import Area
from xlcost.headless.records import Table
from xlcost.headless.tokens import FormulaError

_ITEM: Final = re.compile(r"\[((?:[^\[\]']|'.)*)\]", re.DOTALL)
_ESCAPED: Final = re.compile(r"'(.)", re.DOTALL)
_ROWS: Final = {"#all", "#data", "#headers", "#totals", "#this row"}


class TableArea(NamedTuple):
    """The cells meant; with ``this_row`` only those in the formula's own row."""

    area: Area
    this_row: bool


def resolve(table: Table, inside: str) -> TableArea:
    """The cells that ``table[inside]`` means.

    Raises:
        FormulaError: an unknown column, or rows that the table does not have (Excel: #REF!).
    """
    rows, columns = _split(inside.strip())
    left, right = _columns(table, columns)
    top, bottom = _rows(table, rows)
    return TableArea(Area(top, left, bottom, right), "#this row" in rows)


def _split(inside: str) -> tuple[set[str], list[str]]:
    """The row keywords and the column names, escapes taken out."""
    rows: set[str] = set()
    if inside.startswith("@"):
        rows.add("#this row")
        inside = inside[1:].strip()
    bracketed = "[" in _ESCAPED.sub("", inside)
    items = _ITEM.findall(inside) if bracketed else [inside] if inside else []
    columns = []
    for item in items:
        if item.strip().lower() in _ROWS:
            rows.add(item.strip().lower())
        else:
            columns.append(_ESCAPED.sub(r"\1", item))
    if len(columns) > 2:
        raise FormulaError(f"cannot read the table reference [{inside[:60]}]")
    return rows, columns


def _columns(table: Table, names: list[str]) -> tuple[int, int]:
    if not names:
        return table.area.left, table.area.right
    known = {_plain(column.name): number for number, column in enumerate(table.columns)}
    numbers = []
    for name in names:
        number = known.get(_plain(name))
        if number is None:
            raise FormulaError(f"the table {table.name} has no column {name!r}")
        numbers.append(table.area.left + number)
    return min(numbers), max(numbers)


def _plain(name: str) -> str:
    return name.replace("\r\n", "\n").lower()


def _rows(table: Table, rows: set[str]) -> tuple[int, int]:
    area, data = table.area, table.data
    spans = []
    if "#all" in rows:
        spans.append((area.top, area.bottom))
    if "#headers" in rows and table.header_rows:
        spans.append((area.top, data.top - 1))
    if rows & {"#data", "#this row"} or not rows:
        spans.append((data.top, data.bottom))
    if "#totals" in rows and table.total_rows:
        spans.append((data.bottom + 1, area.bottom))
    if not spans:
        raise FormulaError(f"the table {table.name} has no {' or '.join(sorted(rows))} row")
    return min(first for first, _ in spans), max(last for _, last in spans)

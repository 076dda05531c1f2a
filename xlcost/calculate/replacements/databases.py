"""DSUM, DGET and their kin: functions over the rows of a table with headers that meet a range of criteria.

A criteria range has headers too; a row is chosen if it meets all the criteria of one row of that range. A text as a
criterion means texts that begin with it, unless it starts with an equals sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, number
from xlcost.calculate.replacements.criteria import criterion_test

Rows = list[list[Any]]
#: Headers of criteria that are no column: calculated criteria, which are not read here.
_FEW: Final = 2


def database(calculate: Callable[[list[float]], float]) -> Callable[[Any, Any, Any], float]:
    """A function of the numbers of the chosen rows."""

    def call(table: Any, field: Any, criteria: Any) -> float:
        return calculate([value for value in _chosen(table, field, criteria) if value.__class__ is float])

    return call


def dcount(table: Any, field: Any, criteria: Any) -> float:
    """DCOUNT: the numbers, or without a field the rows."""
    if field is MISSING:
        return float(len(_rows(table, criteria)))
    return float(sum(value.__class__ is float for value in _values(table, field, criteria)))


def dcounta(table: Any, field: Any, criteria: Any) -> float:
    """DCOUNTA: what is not blank, or without a field the rows."""
    if field is MISSING:
        return float(len(_rows(table, criteria)))
    return float(sum(value is not None for value in _values(table, field, criteria)))


def dget(table: Any, field: Any, criteria: Any) -> Any:
    """DGET: the value of the one row that is chosen."""
    values = _chosen(table, field, criteria)
    if not values:
        raise Failed("Value")
    if len(values) > 1:
        raise Failed("Num")
    return "" if values[0] is None else values[0]


def mean(values: list[float]) -> float:
    """DAVERAGE."""
    if not values:
        raise Failed("Div")
    return math.fsum(values) / len(values)


def variance(values: list[float]) -> float:
    """DVAR: of a sample."""
    return _squares(values) / (len(values) - 1) if len(values) >= _FEW else _nothing()


def variance_of_all(values: list[float]) -> float:
    """DVARP."""
    return _squares(values) / len(values) if values else _nothing()


def product(values: list[float]) -> float:
    """DPRODUCT."""
    return math.prod(values) if values else 0.0


def _nothing() -> float:
    raise Failed("Div")


def _squares(values: list[float]) -> float:
    middle = mean(values)
    return math.fsum((value - middle) ** 2 for value in values)


def _chosen(table: Any, field: Any, criteria: Any) -> list[Any]:
    """The values of a column in the chosen rows; an error among them fails."""
    values = _values(table, field, criteria)
    for value in values:
        if isinstance(value, dict):
            raise Failed(value.get("kind", "Value"))
    return values


def _values(table: Any, field: Any, criteria: Any) -> list[Any]:
    column = _column(_grid(table)[0], field)
    return [row[column] for row in _rows(table, criteria)]


def _column(headers: Sequence[Any], field: Any) -> int:
    """The column that a field names, or counts."""
    if isinstance(field, dict):
        raise Failed(field.get("kind", "Value"))
    names = [str(header).lower() for header in headers]
    if isinstance(field, str) and field.lower() in names:
        return names.index(field.lower())
    if isinstance(field, str):
        raise Failed("NImpl" if field.strip()[:1].isdigit() else "Value")
    place = math.trunc(number(field))
    if not 1 <= place <= len(headers):
        raise Failed("Value")
    return place - 1


def _rows(table: Any, criteria: Any) -> Rows:
    headers, *rows = _grid(table)
    if not rows:
        raise Failed("Value")
    names, *alternatives = _grid(criteria)
    if not alternatives:
        raise Failed("Value")
    known = [str(header).lower() for header in headers]
    tests = []
    for alternative in alternatives:
        conditions = []
        for name, criterion in zip(names, alternative, strict=True):
            if criterion is None:
                continue
            if not isinstance(name, str) or name.lower() not in known:
                raise Failed("NImpl")
            conditions.append((known.index(name.lower()), criterion_test(_beginning(criterion))))
        tests.append(conditions)
    return [row for row in rows if any(all(test(row[place]) for place, test in conditions) for conditions in tests)]


def _beginning(criterion: Any) -> Any:
    """A text without an operator means texts that begin with it."""
    if isinstance(criterion, str) and criterion[:1] not in {"=", "<", ">"}:
        return f"{criterion}*"
    return criterion


def _grid(values: Any) -> Rows:
    if not isinstance(values, list):
        raise Failed("Value")
    return values

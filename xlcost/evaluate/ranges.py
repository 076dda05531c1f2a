"""Ranges, and the functions that ask where cells are: ROW, COLUMN, ROWS, COLUMNS and INDEX."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from xlcost.evaluate.reading import Error, number
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Place


class Range(NamedTuple):
    """Cells that a reference means."""

    sheet: str
    area: Area

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return self.area.top == self.area.bottom and self.area.left == self.area.right


def _size(values: Any) -> tuple[int, int]:
    if isinstance(values, Range):
        return values.area.bottom - values.area.top + 1, values.area.right - values.area.left + 1
    return (len(values), len(values[0])) if isinstance(values, list) else (1, 1)


def _row(at: Place, values: Any = None) -> Any:
    if values is None:
        return float(at[1])
    rows = [[float(row)] for row in range(values.area.top, values.area.bottom + 1)]
    return rows[0][0] if len(rows) == 1 else rows


def _column(at: Place, values: Any = None) -> Any:
    if values is None:
        return float(at[2])
    columns = [float(column) for column in range(values.area.left, values.area.right + 1)]
    return columns[0] if len(columns) == 1 else [columns]


#: What asks where cells are, not what is in them.
OF_RANGES: Final[Mapping[str, Callable[..., Any]]] = {
    "ROW": _row,
    "COLUMN": _column,
    "ROWS": lambda _, values: float(_size(values)[0]),
    "COLUMNS": lambda _, values: float(_size(values)[1]),
}


def index(values: Any, row: Any = None, column: Any = None) -> Any:
    """INDEX of a range, which stays one, or of rows of values; a position is a value, of several the first."""
    is_range = isinstance(values, Range)
    if not is_range and not isinstance(values, list):
        values = [[values]]
    rows, columns = _size(values)
    row, column = (value[0][0] if isinstance(value, list) else value for value in (row, column))
    for wanted in (row, column):
        if isinstance(wanted, Error):
            return wanted
    row, column = (None if value is None else int(number(value)) for value in (row, column))
    if column is None and rows == 1:
        row, column = 1, row
    row, column = row or 0, column or int(columns == 1)
    if row < 0 or column < 0:
        return Error("#VALUE!")
    if row > rows or column > columns:
        return Error("#REF!")
    top, bottom = (row, row) if row else (1, rows)
    left, right = (column, column) if column else (1, columns)
    if is_range:
        area = values.area
        return Range(
            values.sheet,
            Area(area.top + top - 1, area.left + left - 1, area.top + bottom - 1, area.left + right - 1),
        )
    part = [line[left - 1 : right] for line in values[top - 1 : bottom]]
    return part[0][0] if top == bottom and left == right else part

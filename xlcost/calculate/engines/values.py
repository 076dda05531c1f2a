"""Values between Excel's contract and the engine: errors are texts here and dicts there; no None and no NaN goes in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from xlcost.budget import count
from xlcost.errors import NUM, VALUE
from xlcost.workbook.records import TEXT, Cell

_TEXT_OF: Final = {
    "Null": "#NULL!",
    "Div": "#DIV/0!",
    "Value": "#VALUE!",
    "Ref": "#REF!",
    "Name": "#NAME?",
    "Num": "#NUM!",
    "Na": "#N/A",
    "Spill": "#SPILL!",
    "Calc": "#CALC!",
}
_ERROR_OF: Final = {text: {"type": "Error", "kind": kind} for kind, text in _TEXT_OF.items()}
#: An error that Excel does not have: the cell that shows it is reported as not evaluated.
GIVES_UP: Final = {"type": "Error", "kind": "NImpl"}
#: Stands for an argument that was left out: the engine itself would hand over 0.
OMITTED: Final = "\u2400omitted"
_EPOCH: Final = date(1899, 12, 30).toordinal()
_MAX_FIT: Final = 1_000_000


def from_engine(value: Any) -> Any:
    """An engine value as an Excel value; arrays become lists of lists."""
    if isinstance(value, dict):
        return _TEXT_OF.get(value.get("kind", ""), VALUE)
    if isinstance(value, list):
        _count(value)
        return [[from_engine(item) for item in row] if isinstance(row, list) else from_engine(row) for row in value]
    return value


def _count(rows: Sequence[Any]) -> None:
    """Counts the cells of an array that goes in or comes out, for each call of a function."""
    first = rows[0] if rows else None
    count(len(rows) * (len(first) if isinstance(first, (list, tuple)) else 1))


def excel_error(value: Any) -> str | None:
    """The text of an engine value that is an error Excel knows, ``""`` for one it does not, None for no error."""
    return _TEXT_OF.get(value.get("kind", ""), "") if isinstance(value, dict) else None


def to_engine(value: Any) -> Any:
    """An Excel value as the engine takes it; a blank becomes the empty text, what is no number #NUM!."""
    if value.__class__ is float:
        return value if math.isfinite(value) else _ERROR_OF[NUM]
    if isinstance(value, str):
        return _ERROR_OF.get(value, value)
    if isinstance(value, (list, tuple)):
        _count(value)
        return [[to_engine(item) for item in row] for row in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return _serial(value)
    return "" if value is None else to_engine(float(value))


def constant(cell: Cell) -> Any:
    """A cell's value for the engine; a text that reads like an error stays a text."""
    return cell.value if cell.kind == TEXT else to_engine(cell.value)


def _serial(day: date) -> float:
    """Excel's day number, with the time of day as a fraction."""
    seconds = day.hour * 3600 + day.minute * 60 + day.second if isinstance(day, datetime) else 0
    return day.toordinal() - _EPOCH + seconds / 86_400


def fitted(value: Any, rows: float, columns: float) -> Any:
    """An array cut and filled to a size, as an array formula over a range shows it. Takes and gives engine values.

    One row, column or value repeats; beyond a larger array's end there is #N/A.
    """
    grid = value if isinstance(value, list) else [[value]]
    height, width = min(int(rows), _MAX_FIT), min(int(columns), _MAX_FIT)
    missing = _ERROR_OF["#N/A"]

    def at(row: int, column: int) -> Any:
        line = grid[0] if len(grid) == 1 else grid[row] if row < len(grid) else [missing]
        found = line[0] if len(line) == 1 else line[column] if column < len(line) else missing
        return 0.0 if found is None else found

    return [[at(row, column) for column in range(width)] for row in range(height)]

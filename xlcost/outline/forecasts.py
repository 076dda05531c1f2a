"""Where the forecast of a sheet begins: actuals are typed on its left and calculated on its right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from xlcost.outline.model import Model
from xlcost.workbook.records import NUMBER, Cell

#: A row of fewer numbers has no forecast.
_FEWEST: Final = 3
#: 2023A, FY24 A, Actual against 2025E, 2026F, FY27 Budget, Plan, Forecast.
_PERIOD: Final = re.compile(r"(fy\s*)?'?((19|20)[0-9][0-9]|[0-9][0-9])\s*\(?(?P<kind>[aefbp])\)?", re.IGNORECASE)
_KIND: Final = re.compile(r"(?P<kind>actual|estimate|forecast|budget|plan|projected|projection)s?", re.IGNORECASE)


def forecast_start(model: Model, sheet: str) -> int | None:
    """The column in which the forecast of a sheet begins: by its headers, else where most rows change."""
    return model.remembered(_starts).get(sheet)


def has_forecast_headers(model: Model, sheet: str) -> bool:
    """Whether headers say which periods are actuals and which are forecast: 2023A, 2024E."""
    return sheet in model.remembered(_by_headers)


def row_starts(model: Model, sheet: str) -> Mapping[int, int]:
    """The rows of which one side is typed and the other calculated, with the column in which the second side begins.

    Actuals are typed and their forecast calculated; ratios are calculated of actuals and typed for the forecast.
    """
    return model.remembered(_row_starts).get(sheet, {})


def _starts(model: Model) -> Mapping[str, int]:
    headed = model.remembered(_by_headers)
    found = {}
    for sheet in model.layouts:
        start = headed.get(sheet)
        if start is None:
            counted = Counter(row_starts(model, sheet).values()).most_common(1)
            start = counted[0][0] if counted and counted[0][1] > 1 else None
        if start is not None:
            found[sheet] = start
    return found


def _by_headers(model: Model) -> Mapping[str, int]:
    starts = ((sheet, _by_header(model, sheet)) for sheet in model.layouts)
    return {sheet: start for sheet, start in starts if start is not None}


def _by_header(model: Model, sheet: str) -> int | None:
    for cells in model.grid(sheet).rows.values():
        kinds = [(cell.column, kind) for cell in cells if (kind := _kind(model.value((sheet, cell.row, cell.column))))]
        actual = [column for column, kind in kinds if kind == "a"]
        forecast = [column for column, kind in kinds if kind != "a"]
        if len(kinds) >= _FEWEST and actual and forecast and max(actual) < min(forecast):
            return min(forecast)
    return None


def _kind(value: object) -> str:
    """``a`` for the header of an actual, another letter for one of a forecast, nothing for other texts."""
    return _kind_of_text(value) if isinstance(value, str) else ""


@lru_cache(maxsize=16_384)
def _kind_of_text(value: str) -> str:
    text = value.strip()
    found = _PERIOD.fullmatch(text) or _KIND.fullmatch(text)
    return found["kind"][0].lower() if found else ""


def _row_starts(model: Model) -> Mapping[str, Mapping[int, int]]:
    return {name: _of_rows(model, name) for name in model.layouts}


def _of_rows(model: Model, sheet: str) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for row, cells in model.grid(sheet).rows.items():
        typed, calculated = _sides(_longest_run(cells))
        if not typed or not calculated or len(typed) + len(calculated) < _FEWEST:
            continue
        if max(typed) < min(calculated):
            found[row] = min(calculated)
        elif max(calculated) < min(typed):
            found[row] = min(typed)
    return found


def _longest_run(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The most numbers and formulas that stand beside each other in a row: those of one table, where there are two."""
    runs: list[list[Cell]] = []
    for cell in cells:
        if cell.formula is None and cell.kind != NUMBER:
            continue
        if runs and runs[-1][-1].column == cell.column - 1:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return max(runs, key=len, default=[])


def _sides(cells: Sequence[Cell]) -> tuple[list[int], list[int]]:
    """The columns of the typed numbers of a row, and of its formulas."""
    typed = [cell.column for cell in cells if cell.formula is None and cell.kind == NUMBER]
    return typed, [cell.column for cell in cells if cell.formula is not None]

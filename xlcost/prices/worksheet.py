"""A price table in a worksheet range, read as a catalogue of its own.

First cut: the header row and the columns; the checks follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from xlcost.errors import BadArgument
from xlcost.prices.catalogue import Catalogue
from xlcost.prices.package import package_catalogue
from xlcost.prices.row import PriceRow

_DATES = ("effective_from", "effective_to", "checked_on")
_TEXTS = ("provider", "model", "source", "date_basis")


def worksheet_catalogue(grid: Sequence[Sequence[object]]) -> Catalogue:
    """A catalogue from a range whose first row names the columns."""
    return _build(tuple(map(tuple, grid)))


@lru_cache(maxsize=8)
def _build(grid: tuple[tuple[object, ...], ...]) -> Catalogue:
    header = [str(name or "").strip().casefold().replace(" ", "_").replace("-", "_") for name in grid[0]]
    for needed in ("model", "input", "output"):
        if needed not in header:
            raise BadArgument(f"the price range has no column {needed!r} in its first row")
    rows = []
    for line in grid[1:]:
        if all(cell is None or cell == "" for cell in line):
            continue
        values: dict[str, object] = {"provider": "worksheet"}
        for field, cell in zip(header, line, strict=True):
            if field not in PriceRow._fields or cell is None or cell == "":
                continue
            values[field] = _date(cell) if field in _DATES else str(cell) if field in _TEXTS else float(cell)  # type: ignore[arg-type]
        rows.append(PriceRow(**values))  # type: ignore[arg-type]
    return Catalogue(rows, snapshot=package_catalogue().snapshot, digest="")


def _date(cell: object) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)):
        return date(1899, 12, 30) + timedelta(days=int(cell))
    return date.fromisoformat(str(cell))

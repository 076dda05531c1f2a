"""From places to hits: how rules say where, in as few findings as the reader needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from xlcost.check.registry import Hit
from xlcost.formula.unique import Unique
from xlcost.workbook.addresses import Area, rectangles
from xlcost.workbook.records import CellValue, Place


def cell_area(row: int, column: int) -> Area:
    """One cell as an area."""
    return Area(row, column, row, column)


def shown(place: Place, here: str | None = None) -> str:
    """``Sheet!A1`` for people; without the sheet where it is the one being talked about."""
    sheet, row, column = place
    area = str(cell_area(row, column))
    return area if sheet == here else f"{sheet}!{area}"


def hits_of(unique: Unique, message: str, mend: str | None = None) -> Iterator[Hit]:
    """One hit for each rectangle in which a formula runs."""
    for area in unique.areas:
        yield Hit(message, unique.sheet, area, mend)


def hits_at(messages: Mapping[Place, str], mend: str | None = None) -> Iterator[Hit]:
    """One hit for each rectangle of cells of which the same is to be said, from the first place to the last.

    Rules gather places in sets, whose order differs from run to run: a report must not.
    """
    groups: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for (sheet, row, column), message in sorted(messages.items()):
        groups[sheet, message].append((row, column))
    for (sheet, message), cells in groups.items():
        for area in rectangles(cells):
            yield Hit(message, sheet, area, mend)


def listed(items: Iterable[str], limit: int = 5) -> str:
    """``a, b and 3 more``."""
    texts = list(items)
    if len(texts) <= limit:
        return ", ".join(texts)
    return f"{', '.join(texts[:limit])} and {len(texts) - limit} more"


def value_text(value: CellValue) -> str:
    """A value as a reader knows it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return f"{value:,.10g}"
    return value[:80] if value.startswith("#") else f'"{value[:80]}"'

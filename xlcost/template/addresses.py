"""The addresses of declared places, for a sheet that speaks of cells: a row that moves is still the one meant.

| place | its cells |
| --- | --- |
| ``a_hosting`` | all of the row, the block or the table's body |
| ``alt_share:of2`` | the second of the row |
| ``grid_1:total`` | the one before the row's axis |
| ``cases.tokens_a`` | that column of a table, without its header |
| ``checks.found:row12`` | that column, twelfth row |
| ``power..ev_low`` | the smallest area that holds both |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from xlcost.template.references import Place, Places
from xlcost.workbook.addresses import Area, named_sheet, rectangles

#: Between the places that an area reaches to.
_TO: Final = ".."


def addresses(places: Places, wanted: Iterable[str]) -> str:
    """``Sheet!A1:B2, Other!C3``: the cells of some places, neighbours as one area.

    Raises:
        KeyError: no place is called so.
    """
    cells: dict[str, set[tuple[int, int]]] = {}
    for written in wanted:
        sheet, area = _area(places, written)
        cells.setdefault(sheet, set()).update(area.cells())
    return ", ".join(f"{named_sheet(sheet)}!{area}" for sheet, own in cells.items() for area in rectangles(own))


def _area(places: Places, written: str) -> tuple[str, Area]:
    """The sheet and the area of a place."""
    found = [_one(places, each) for each in written.split(_TO)]
    tops, lefts, bottoms, rights = zip(*(area for _, area in found), strict=True)
    return found[0][0], Area(min(tops), min(lefts), max(bottoms), max(rights))


def _one(places: Places, written: str) -> tuple[str, Area]:
    name, _, which = written.partition(":")
    key, _, part = name.partition(".")
    place = places[key]
    if place.is_table:
        return place.sheet, _of_table(place, part, which)
    left, right = place.columns[0], place.columns[-1]
    if which.startswith("of"):
        left = right = place.columns[int(which.removeprefix("of")) - 1]
    elif which == "total":
        left = right = left - 1
    return place.sheet, Area(place.row, left, place.row + place.rows - 1, right)


def _of_table(place: Place, part: str, which: str) -> Area:
    first, last = place.row + 1, place.row + place.rows
    if which:
        first = last = place.row + int(which.removeprefix("row"))
    at = place.parts.index(part) if part else None
    columns = place.columns if at is None else (place.columns[at],)
    return Area(first, columns[0], last, columns[-1])

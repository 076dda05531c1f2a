"""A sheet in small: each formula has a colour of its own, so that a break in a row shows at once; inputs are blue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xlcost.explain.records import MappedFormula, MappedSheet
from xlcost.report.templates import text_in_picture
from xlcost.workbook.addresses import Area

_CELL: Final = (8, 5)  # width and height
#: A larger sheet is shown as far as this.
_MOST_COLUMNS: Final = 110
_MOST_ROWS: Final = 240
_GOLDEN_ANGLE: Final = 137.508  # neighbours in a list get colours far apart
_BLUE: Final = 217
_BLUE_IS_NEAR: Final = 25


def colour(number: int) -> str:
    """The colour of a sheet's n-th formula; none is the blue of inputs."""
    hue = number * _GOLDEN_ANGLE % (360 - 2 * _BLUE_IS_NEAR)
    return f"hsl({(hue + _BLUE + _BLUE_IS_NEAR) % 360:.0f} 62% 62%)"


def sheet_picture(sheet: MappedSheet, formulas: Sequence[MappedFormula]) -> Iterator[str]:
    """The drawing of a sheet's used cells."""
    used = sheet.used
    columns, rows = min(used.columns, _MOST_COLUMNS), min(used.rows, _MOST_ROWS)
    width, height = columns * _CELL[0], rows * _CELL[1]
    yield f'<svg class="minimap" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
    yield f"<title>{text_in_picture(sheet.name)} {used}</title>"
    shown = Area(used.top, used.left, used.top + rows - 1, used.left + columns - 1)
    for area in sheet.inputs:
        yield from _rectangle(area, shown, 'class="input"', f"{area} inputs")
    for number, formula in enumerate(formulas):
        for area in formula.areas:
            yield from _rectangle(area, shown, f'fill="{colour(number)}"', f"{area} {formula.spot.name}")
    yield "</svg>"


def _rectangle(area: Area, shown: Area, look: str, said: str) -> Iterator[str]:
    top, left = max(area.top, shown.top), max(area.left, shown.left)
    bottom, right = min(area.bottom, shown.bottom), min(area.right, shown.right)
    if top <= bottom and left <= right:
        x, y = (left - shown.left) * _CELL[0], (top - shown.top) * _CELL[1]
        width, height = (right - left + 1) * _CELL[0] - 1, (bottom - top + 1) * _CELL[1] - 1
        title = f"<title>{text_in_picture(said)}</title>"
        yield f'<rect {look} x="{x}" y="{y}" width="{width}" height="{height}">{title}</rect>'

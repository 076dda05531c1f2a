"""Conditional formats: the heat map of the grid, and what turns red; each says the same in a number or a word."""

from __future__ import annotations

from typing import Final

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, FormulaRule
from openpyxl.styles import Font, PatternFill

from xlcost.template import styles
from xlcost.template.references import Place, Places, letters
from xlcost.template.sheets.sensitivity import GRID_RATIOS

#: Orange where fine-tuning is dearer, blue where it is cheaper, white where it makes no difference.
_HEAT: Final = ("F2A65A", "FFFFFF", "6BAED6")


def highlight(book: Workbook, places: Places) -> None:
    """Add every conditional format."""
    first, last = places["grid_1"], places[f"grid_{GRID_RATIOS}"]
    grid = f"{letters(first.columns[0])}{first.row}:{letters(first.columns[-1])}{last.row}"
    dear, even, cheap = _HEAT
    book["Sensitivity"].conditional_formatting.add(
        grid,
        ColorScaleRule(
            start_type="min",
            start_color=dear,
            mid_type="num",
            mid_value=0,
            mid_color=even,
            end_type="max",
            end_color=cheap,
        ),
    )
    audit = book["Audit"]
    for area in (
        _column(places["checks"], "passed"),
        _column(places["twins"], "passed"),
        _cell(places["master_check"]),
    ):
        _traffic_light(audit, area)
    _traffic_light(book["Cover"], _cell(places["cover_check"]))
    state, words = _cell(places["connection_state"]), _cell(places["connection"])
    fill, ink = styles.BAD
    book["Cover"].conditional_formatting.add(
        words, FormulaRule([f"{state}>0"], fill=PatternFill("solid", bgColor=fill), font=Font(color=ink))
    )


def _traffic_light(page: object, area: str) -> None:
    for value, (fill, ink) in ((1, styles.GOOD), (0, styles.BAD)):
        rule = CellIsRule("equal", [str(value)], fill=PatternFill("solid", bgColor=fill), font=Font(color=ink))
        page.conditional_formatting.add(area, rule)  # type: ignore[attr-defined]


def _cell(place: Place) -> str:
    return f"${letters(place.columns[0])}${place.row}"


def _column(place: Place, key: str) -> str:
    at = letters(place.columns[place.parts.index(key)])
    return f"{at}{place.row + 1}:{at}{place.row + place.rows}"

"""Conditional formats: the heat map of the grid, and what turns red; each says the same in a number or a word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate, count
from typing import Final

from openpyxl import Workbook
from openpyxl.formatting.rule import ColorScaleRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.template import styles
from xlcost.template.records import Sheet
from xlcost.template.references import Place, Places, letters
from xlcost.template.sheets.sensitivity import GRID_ROWS
from xlcost.template.ways import WAYS, Way
from xlcost.workbook.addresses import named_sheet

#: Orange where fine-tuning is dearer, blue where it is cheaper, white where it makes no difference.
_HEAT: Final = ("F2A65A", "FFFFFF", "6BAED6")

#: Column widths together that the status line needs when a check fails.
_STATUS_WIDTH: Final = 60.0


def highlight(book: Workbook, sheets: Sequence[Sheet], places: Places) -> None:
    """Add every conditional format."""
    first, last = places["grid_1"], places[f"grid_{GRID_ROWS}"]
    grid = f"{letters(first.columns[0])}{first.row}:{letters(first.columns[-1])}{last.row}"
    dear, even, cheap = _HEAT
    book["Sensitivity"].conditional_formatting.add(
        grid,
        ColorScaleRule(  # type: ignore[no-untyped-call]
            start_type="min",
            start_color=dear,
            mid_type="num",
            mid_value=0,
            mid_color=even,
            end_type="max",
            end_color=cheap,
        ),
    )
    for area in (_column(places["checks"], "passed"), _cell(places["master_check"])):
        _traffic_light(book["Audit"], area)
    _traffic_light(book["Summary"], _cell(places["summary_check"]))
    _traffic_light(book["Decision"], _column(places["gates"], "passed"))
    connection = _cell(places["connection"])
    _turn(book["Summary"], connection, f'LEFT({connection},10)<>"Connected:"', styles.BAD)
    _fold(book, places)
    for sheet in sheets:
        if sheet.status_line:
            for word, colours in (("OK", styles.GOOD), ("FAILED", styles.BAD), ("NOT CONNECTED", styles.BAD)):
                _turn(
                    book[sheet.name],
                    f"A3:{_end_of_status(sheet)}3",
                    f'ISNUMBER(SEARCH("{word}",$A$3))',
                    colours,
                )


def _fold(book: Workbook, places: Places) -> None:
    """What belongs to an alternative that is not considered turns pale: its inputs and its months."""
    for way in WAYS[1:]:
        used = places["alt_used"]
        off = f"{named_sheet(used.sheet)}!${letters(used.columns[way.number - 1])}${used.row}=0"
        for sheet, first, last in (
            ("Inputs", f"{way.letter}_on", f"{way.letter}_review_minutes"),
            ("Timeline", f"{way.letter}_{_first_row(way)}", f"{way.letter}_ahead"),
        ):
            end = letters(places[last].columns[-1])
            area = f"A{places[first].row}:{end}{places[last].row}"
            book[sheet].conditional_formatting.add(area, Rule("expression", dxf=_PALE, formula=[off]))


def _first_row(way: Way) -> str:
    """The first of its rows of months."""
    if way.kind == "self_host":
        return "load"
    return "retrains" if way.has("retrains_per_year") else "over"


#: Grey on nothing: still readable, plainly not in use.
_PALE: Final = DifferentialStyle(font=Font(color="A6AEB8"))


def _end_of_status(sheet: Sheet) -> str:
    """The column in which the status line ends at its longest."""
    widths = accumulate(sheet.widths[letters(column)] for column in count(1))
    return letters(next(column for column, width in enumerate(widths, 1) if width >= _STATUS_WIDTH))


def _traffic_light(page: Worksheet, area: str) -> None:
    first = area.partition(":")[0]
    for value, colours in ((1, styles.GOOD), (0, styles.BAD)):
        _turn(page, area, f"{first}={value}", colours)


def _turn(page: Worksheet, area: str, when: str, colours: tuple[str, str]) -> None:
    """Give an area fill and font colour when a formula, written for its first cell, is true."""
    page.conditional_formatting.add(area, Rule("expression", dxf=_format(colours), formula=[when]))


@cache
def _format(colours: tuple[str, str]) -> DifferentialStyle:
    fill, ink = colours
    return DifferentialStyle(font=Font(color=ink), fill=PatternFill("solid", bgColor=fill))


def _cell(place: Place) -> str:
    return f"${letters(place.columns[0])}${place.row}"


def _column(place: Place, key: str) -> str:
    at = letters(place.columns[place.parts.index(key)])
    return f"{at}{place.row + 1}:{at}{place.row + place.rows}"

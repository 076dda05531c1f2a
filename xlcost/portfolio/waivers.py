"""Waivers: what xlcost check would find in the portfolio and why it stays, for each rule and sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from openpyxl import Workbook

from xlcost.portfolio.layout import Portfolio
from xlcost.portfolio.sheet import Page

SHEET: Final = "Waivers"
_HEADER_ROW: Final = 4
FIRST_ROW: Final = _HEADER_ROW + 1
_NAME: Final = "xlcost"
_EXPIRES: Final = date(2030, 12, 31)
_LIST: Final = "a list of use cases: what is typed stands beside what is calculated of it, a row for each"
_SHOWN: Final = "the master check is on Summary, the first page; this sheet is one list, which Audit checks"
_LONG: Final = "one formula a column keeps a step together; Audit adds the steps up another way"
_CASES: Final = "no plan, no usage, a model of another name: each is a case of its own, and none is an error"
_TWIN: Final = "one plain formula once more for each call of ours: in steps it would be as many sheets as it proves"
_UNITS: Final = "USD per million tokens, USD, requests or tokens, as the heading of the part says"
_STEP: Final = "a tolerance of rounding, a step that breaks ties, or a share that the heading names"
_HEADER: Final = "the one cell at the top of the sheet that says which month, day or currency it is for"

_LISTS: Final = (
    "Use cases",
    "Prices",
    "Rates",
    "Plan",
    "Actuals",
    "Variance",
    "Proof",
    "Price proof",
    "Functions",
    "Waivers",
)

#: Rule, sheet or "workbook", and reason.
WAIVERS: Final[tuple[tuple[str, str, str], ...]] = (
    ("S01", "workbook", "the Summary is the cover: it says what the book is for, of which prices and of which month"),
    ("N01", "workbook", "the name of the use cases is there for whoever writes a formula of their own"),
    *(("C02", sheet, _SHOWN) for sheet in _LISTS),
    *(("S02", sheet, _LIST) for sheet in ("Use cases", "Plan")),
    ("S02", "Variance", _HEADER),
    *(("V01", sheet, _HEADER) for sheet in ("Summary", "Use cases", "Variance")),
    ("V01", "Plan", "a season is any number of at least 0, and 1 where nothing is typed"),
    *(("F01", sheet, _STEP) for sheet in ("Use cases", "Variance", "Proof", "Audit")),
    *(("F10", sheet, _CASES) for sheet in ("Summary", "Use cases", "Variance")),
    *(("F10", sheet, _TWIN) for sheet in ("Proof", "Price proof")),
    *(("F11", sheet, _LONG) for sheet in ("Summary", "Plan", "Variance")),
    *(("F11", sheet, _TWIN) for sheet in ("Proof", "Price proof")),
    ("F17", "Rates", "the months are those of the plan, which begin at its first"),
    ("F21", "Variance", "0 is no row of the list: a use case that is not planned has none"),
    *(("L02", sheet, _UNITS) for sheet in ("Summary", "Plan", "Variance")),
    *(("L02", sheet, "a row of Prices has no unit") for sheet in ("Proof", "Price proof")),
    ("P01", "Prices", "the day of the price data is on the Summary, the source of each price in its row"),
)


#: In fewer rows check takes no sheet for one with lines, and one cell for no list that a name is given to.
_A_SHEET_OF_LINES: Final = 3
_A_LIST: Final = 2


def wanted(portfolio: Portfolio) -> Iterator[tuple[str, str, str]]:
    """The waivers that so many use cases need: one that waives nothing would hide the next fault."""
    rows = {"Proof": len(portfolio.cases), "Price proof": len(portfolio.pairs)}
    for rule, place, reason in WAIVERS:
        too_few = rule == "L02" and rows.get(place, _A_SHEET_OF_LINES) < _A_SHEET_OF_LINES
        if not too_few and not (rule == "N01" and len(portfolio.cases) < _A_LIST):
            yield rule, place, reason


def waivers(book: Workbook, portfolio: Portfolio) -> None:
    """Draws the sheet; xlcost check reads it."""
    page = Page(
        book,
        SHEET,
        SHEET,
        "What xlcost check would find here, and why it stays. Each counts until the day on which it expires.",
        "words",
    )
    page.header(_HEADER_ROW, ("Rule", "Address", "Reason", "Name", "Expires"), height=20)
    for row, (rule, place, reason) in enumerate(wanted(portfolio), start=FIRST_ROW):
        for column, text in enumerate((rule, place, reason, _NAME), start=1):
            page.put(row, column, text, "label", "text")
        page.put(row, 5, _EXPIRES, "label", "date")
    page.widths((10, 16, 100, 12, 14))
    page.finish("A5", pages_high=1)

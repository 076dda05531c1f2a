"""What people put into a portfolio beside its inputs: a refresh draws every sheet anew and would lose it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from openpyxl import Workbook

from xlcost import __version__
from xlcost.errors import BadFile
from xlcost.portfolio import layout
from xlcost.portfolio.book import draw, portfolio
from xlcost.portfolio.waivers import FIRST_ROW, NAME, SHEET
from xlcost.prices import Catalogue
from xlcost.workbook.addresses import Area, address, named_sheet
from xlcost.workbook.records import Book

#: Cells that a message names.
_NAMED: Final = 5
#: Where the Summary lists what ends: how much that is depends on the day of the price data.
_ENDS: Final = Area(14, 6, 24, 8)


def refuse_losses(book: Book, old: layout.Portfolio, catalogue: Catalogue) -> None:
    """Refuse a portfolio that holds what a refresh would lose: it is held against the same portfolio drawn anew.

    Words of ours that another version words otherwise are no loss, nor are formulas that it makes otherwise.

    Raises:
        BadFile: cells, comments or waivers would be lost; says which.
    """
    anew = portfolio(old.cases, catalogue, rows=old.actuals, kept=old, period=old.period)
    drawn = draw(anew)
    path, sheet = book.package.path, drawn[SHEET]
    commented = [sheet.name for sheet in book.sheets if sheet.comments]
    if commented:
        raise BadFile(f"{path}: comments on {', '.join(commented)} would be lost; move them to a book of their own")
    for what, places in _lost(book, drawn).items():
        more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
        raise BadFile(f"{path}: {what.format(', '.join(islice(places, _NAMED)) + more)}")
    ours = {(sheet.cell(row, 1).value, sheet.cell(row, 3).value, NAME) for row in range(FIRST_ROW, sheet.max_row + 1)}
    if any(row[2] != NAME or (row not in ours and _is_of_this_version(book)) for row in _waivers(book)):
        raise BadFile(
            f"{path}: waivers of your own on the sheet {SHEET} would be lost; move them to {path.stem}.waivers.toml"
        )


def _lost(book: Book, drawn: Workbook) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sheet in book.sheets:
        if sheet.name == SHEET:
            continue
        ours = drawn[sheet.name]
        for (row, column), cell in sheet.cells.items():
            if cell.value in (None, "") and cell.formula is None:
                continue
            if sheet.name == layout.SUMMARY and _ENDS.holds(row, column):
                continue
            drawn_cell = ours.cell(row, column)
            content, calculated = drawn_cell.value, drawn_cell.data_type == "f"  # a name may begin with =, too
            if content in (None, ""):
                what = "{} would be lost: no cells of the portfolio; move them to a book of their own"
            elif calculated and cell.formula is None:
                what = "{} would be calculated again: a formula stood there; change what it reads"
            elif cell.formula is not None and not calculated:
                what = "the formulas in {} would become their values; type the values, or keep the formulas elsewhere"
            else:
                continue
            found.setdefault(what, []).append(f"{named_sheet(sheet.name)}!{address(row, column)}")
    return found


def _is_of_this_version(book: Book) -> bool:
    """Whether this version made the book: another one may give our own waivers other reasons."""
    said = book.sheets_by_name[layout.PRICES.lower()].cells.get((2, 1))
    return said is not None and f"(xlcost {__version__}," in str(said.value)


def _waivers(book: Book) -> Iterator[tuple[str, ...]]:
    """Rule, reason and name of each waiver on the sheet."""
    sheet = book.sheets_by_name.get(SHEET.lower())
    row = FIRST_ROW
    while sheet is not None and (row, 1) in sheet.cells and sheet.cells[row, 1].value not in (None, ""):
        cells = [sheet.cells.get((row, column)) for column in (1, 3, 4)]
        yield tuple(str(cell.value if cell is not None else "") for cell in cells)
        row += 1

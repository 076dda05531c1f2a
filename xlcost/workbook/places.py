"""Cells as people call them: ``Sheet!A1``, a defined name, ``Sheet.name``; read, and written."""

from __future__ import annotations

import difflib
from typing import Final

from xlcost.errors import BadArgument
from xlcost.workbook.addresses import address, named_sheet, parse_address, parse_area
from xlcost.workbook.records import Book, Place

_NEAR: Final = 3
#: A sheet and a name of 255 characters each, quoted.
_LONGEST: Final = 1_000


def find_place(book: Book, where: str) -> Place:
    """The cell that ``Sheet!A1``, a defined name or ``Sheet.name`` means.

    Raises:
        BadArgument: none; the text has the nearest names.
    """
    if not isinstance(where, str):
        raise BadArgument(f"a cell is written as a text, Sheet!A1 or a defined name, not as {type(where).__name__}")
    if len(where) > _LONGEST:
        raise BadArgument(f"there is no cell {where[:40]!r}... of {len(where):,} characters")
    if "!" in where:
        before, _, cell = where.strip().rpartition("!")
        return _on_sheet(book, before.strip("'").replace("''", "'"), cell, where)
    sheet = ""
    found = book.name(where.strip())
    if found is None and "." in where:
        sheet, _, rest = where.strip().partition(".")
        found = book.name(rest, sheet)
    if found is not None:
        place = _named(book, found.formula, where)
        if not sheet or place[0].lower() == sheet.lower():
            return place
        raise BadArgument(f"{found.name} is on the sheet {place[0]}, not on {sheet}")
    names = [name.name for name in book.names if not name.name.startswith("_xlnm.")]
    near = difflib.get_close_matches(where.rpartition(".")[2], names, n=_NEAR, cutoff=0.4)
    hint = f"; nearest names: {', '.join(near)}" if near else "; write Sheet!A1 or a defined name"
    raise BadArgument(f"there is no cell {where!r} in {book.package.path}{hint}")


def _named(book: Book, formula: str, where: str) -> Place:
    sheet, _, cell = formula.lstrip("=").rpartition("!")
    return _on_sheet(book, sheet.strip("'").replace("''", "'"), cell, where)


def _on_sheet(book: Book, sheet: str, cell: str, where: str) -> Place:
    known = book.sheets_by_name.get(sheet.lower())
    if known is None:
        raise BadArgument(f"there is no sheet {sheet!r}; there are {', '.join(s.name for s in book.sheets)}")
    try:
        row, column = parse_address(cell)
    except ValueError:
        try:
            area = parse_area(cell)
        except ValueError:
            raise BadArgument(f"{where!r} is not one cell; write Sheet!A1 or a defined name") from None
        if area.size != 1:
            raise BadArgument(f"{where!r} is the range {cell}, not one cell") from None
        row, column = area.top, area.left
    return known.name, row, column


def shown(place: Place) -> str:
    """A place as people write it: ``Sheet!A1``, the sheet in quotes where Excel wants them."""
    sheet, row, column = place
    return f"{named_sheet(sheet)}!{address(row, column)}"

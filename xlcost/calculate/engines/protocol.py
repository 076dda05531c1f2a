"""What an engine is: load a workbook, bind functions, set cells, recalculate, read many, close.

Nothing here translates or corrects what an engine makes of a formula. What it is worth is proved by the values that the
workbook was saved with, see evidence.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple, Protocol

from xlcost.errors import BadFile
from xlcost.evaluate.binding import BoundFunction
from xlcost.formula.unique import read_formulas
from xlcost.workbook.addresses import Area, address
from xlcost.workbook.package import package_bytes, package_from_bytes
from xlcost.workbook.reader import read_book
from xlcost.workbook.records import TEXT, Book, CellValue, Place
from xlcost.workbook.writer import patched_sheet, without_formulas
from xlcost.workbook.zipwriter import UNPACKED

#: Stands in formula cells for the saved value, so that no engine can hand it back as its own.
SENTINEL: Final = "\u2400not calculated"
#: Cells that one formula may read, counted within what its sheets use; beyond, one formula alone would take seconds.
MAX_READ: Final = 20_000_000

_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_PREFIXED: Final = re.compile(
    rb"<([A-Za-z]\w*):(?:worksheet|workbook|sst|styleSheet|table)\s[^>]*?"
    rb"xmlns:\1=[\"']http://schemas.openxmlformats.org/spreadsheetml/2006/main[\"']"
)

_EXTENDED_CELL: Final = re.compile(rb"<extLst\b[^>]*>(?:(?!</extLst>).)*</extLst>(?=\s*(?:<v\b|</c>))", re.DOTALL)


class NoAnswer(NamedTuple):
    """A cell for which an engine has no value that Excel could show, and why."""

    why: str


Answer = CellValue | NoAnswer


class Session(Protocol):
    """A workbook open in an engine."""

    def bind(self, functions: Mapping[str, BoundFunction]) -> None:
        """Binds functions of ours, by name in capitals."""

    def set(self, place: Place, value: CellValue) -> None:
        """Puts a constant into a cell, in the place of a formula too."""

    def recalculate(self) -> None:
        """Calculates whatever is not up to date.

        Raises:
            BadFile: it takes longer than limits.py allows, or the engine fails.
        """

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        """The values of cells."""

    def spilled(self, place: Place) -> Area | None:
        """The cells that the result at a place fills, None if it is a single value or nobody can tell."""

    def close(self) -> None:
        """Lets go of the workbook."""


class Engine(NamedTuple):
    """An engine by the name that a person calls it."""

    name: str
    load: Callable[[Book], Session]


def keep(session: Session, values: Mapping[Place, CellValue]) -> None:
    """Puts values in the place of formulas that an engine does not prove."""
    for place, value in values.items():
        session.set(place, value)


def without_values(book: Book) -> bytes:
    """The workbook's file with no saved value left that is calculated; what a what-if table fills stays.

    Array formulas find the cells empty that they fill.

    Raises:
        BadFile: a range in it spans more cells than an engine that goes through all of them could hold.
    """
    _refuse_vast_ranges(book)
    parts = {name: usual for name, part in book.package.parts.items() if (usual := _as_usual(part)) is not part}
    for sheet in book.sheets:
        values: dict[tuple[int, int], CellValue] = {}
        for cell in sheet.formulas:
            if cell.array is not None and not (cell.formula or "").startswith("TABLE("):
                values |= {at: None for at in cell.array.cells() if at in sheet.cells}
        values |= {(cell.row, cell.column): SENTINEL for cell in sheet.formulas}
        if values:
            parts[sheet.part] = patched_sheet(parts.get(sheet.part, book.package.parts[sheet.part]), values)
    return package_bytes(book.package, parts, level=UNPACKED) if parts else book.package.data


def with_numbers(book: Book, values: Mapping[Place, CellValue]) -> Book:
    """The workbook with the values that are numbers in the place of formulas, as far as these fill a cell each.

    A formula that others are saved as copies of stays.

    Raises:
        BadFile: it cannot be read with them.
    """
    numbers: defaultdict[str, dict[tuple[int, int], CellValue]] = defaultdict(dict)
    for (sheet, row, column), value in values.items():
        if value.__class__ is float and book.sheets_by_name[sheet.lower()].cells[row, column].array is None:
            numbers[book.sheets_by_name[sheet.lower()].part][row, column] = value
    parts = {
        part: without_formulas(patched_sheet(book.package.parts[part], given), given) for part, given in numbers.items()
    }
    return read_book(package_from_bytes(package_bytes(book.package, parts, level=UNPACKED), book.package.path))


def _refuse_vast_ranges(book: Book) -> None:
    """Refuses a workbook in which one formula reads too much: engines go through the blank cells of a range too.

    A sheet with one cell in its last corner makes billions of cells of SUM(A2:XFD1048576). Sheets without such a corner
    cost nothing here.

    Raises:
        BadFile: a formula reads more cells than ``MAX_READ``.
    """
    used = book.used
    if all(area.size <= MAX_READ // 100 for area in used.values()):
        return
    formulas = read_formulas(book)
    for unique in formulas.uniques:
        read = 0
        for source in formulas.sources(unique.first):
            limit = used.get(source.sheet)
            if limit is not None:
                rows = min(source.area.bottom, limit.bottom) - source.area.top + 1
                columns = min(source.area.right, limit.right) - source.area.left + 1
                read += max(rows, 0) * max(columns, 0)
        if read > MAX_READ:
            sheet, row, column = unique.first
            raise BadFile(
                f"{book.package.path}: {sheet}!{address(row, column)} reads {read:,} cells, more than {MAX_READ:,}; "
                "name the cells that are filled"
            )


def _as_usual(part: bytes) -> bytes:
    """A part in UTF-8 whose elements have no prefix and whose cells no extension: engines read no others."""
    if part.startswith(_UTF_16):
        text = part.decode("utf-16")
        part = re.sub(r"^<\?xml[^>]*\?>", "", text).encode()
    found = _PREFIXED.search(part[:2000])
    if found is not None:
        prefix = found.group(1)
        part = part.replace(b"<" + prefix + b":", b"<").replace(b"</" + prefix + b":", b"</")
        part = part.replace(b"xmlns:" + prefix + b"=", b"xmlns=", 1)
    return _EXTENDED_CELL.sub(b"", part) if b"<extLst" in part else part


def is_text(book: Book, place: Place) -> bool:
    """Whether a constant of the workbook is a text, be it one that reads like an error."""
    cell = book.cell(place)
    return cell is not None and cell.kind == TEXT

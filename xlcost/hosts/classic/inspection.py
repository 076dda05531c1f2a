"""What a workbook holds that decides whether its functions reach Python: its VBA modules and xlwings' settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xlcost.hosts.classic.edition import SETTINGS_SHEET, VBA_PART
from xlcost.hosts.classic.project import read_project
from xlcost.workbook.reader import Book, open_book
from xlcost.workbook.records import CellValue, Sheet

_VERSION = re.compile(r'^Public Const XLWINGS_VERSION As String = "([^"]+)"', re.MULTILINE)


@dataclass(frozen=True)
class Inspection:
    """A workbook's connection to Python, as far as the file tells."""

    path: Path
    modules: Mapping[str, str]  # VBA module name -> source; none without macros
    settings: Mapping[str, str] | None  # as the VBA reads them, names in capitals; None without the sheet
    repeated: tuple[str, ...]  # settings that are there twice
    cut_off: tuple[str, ...]  # settings below a blank row, which the VBA does not read
    switched_off: bool  # the sheet is there under the name that makes xlwings ignore it

    @property
    def xlwings_version(self) -> str | None:
        """The version of xlwings' VBA in the workbook; None if it has none."""
        found = next(filter(None, map(_VERSION.search, self.modules.values())), None)
        return found.group(1) if found else None


def inspect_workbook(path: str | Path) -> Inspection:
    """Read what decides whether a workbook's functions reach Python.

    Raises:
        BadFile: the file is no sound workbook, or its VBA project is damaged.
    """
    book = open_book(path)
    sheet = _sheet(book, SETTINGS_SHEET)
    rows = _rows(sheet) if sheet else []
    blank = next((number for number, (name, _) in enumerate(rows) if not name), len(rows))
    names = [name for name, _ in rows[:blank]]
    return Inspection(
        path=Path(path),
        modules=_modules(book),
        settings=dict(rows[:blank]) if sheet else None,
        repeated=tuple(sorted({name for name in names if names.count(name) > 1})),
        cut_off=tuple(name for name, value in rows[blank:] if name and value),
        switched_off=_sheet(book, f"_{SETTINGS_SHEET}") is not None,
    )


def _modules(book: Book) -> dict[str, str]:
    if VBA_PART not in book.package.parts:
        return {}
    return {module.name: module.source for module in read_project(book.package.parts[VBA_PART]).modules}


def _sheet(book: Book, name: str) -> Sheet | None:
    return next((sheet for sheet in book.sheets if sheet.name.lower() == name.lower()), None)


def _rows(sheet: Sheet) -> list[tuple[str, str]]:
    """The names in column A, in capitals, with the values in column B; blank rows included."""
    last = max((row for row, column in sheet.cells if column == 1), default=0)
    return [(_text(sheet, row, 1).upper(), _text(sheet, row, 2)) for row in range(1, last + 1)]


def _text(sheet: Sheet, row: int, column: int) -> str:
    value: CellValue = sheet.cells[row, column].value if (row, column) in sheet.cells else None
    return "" if value is None else str(value)

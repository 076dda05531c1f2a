"""LibreOffice, where it is installed: it opens the file and recalculates all of it; values are read from a copy."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer
from xlcost.calculate.libreoffice import TIME_LIMIT, convert
from xlcost.errors import ERROR_TEXTS, BadFile
from xlcost.evaluate.binding import BoundFunction
from xlcost.workbook.limits import MAX_TEXT
from xlcost.workbook.package import package_bytes
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import ERROR, Book, CellValue, Place
from xlcost.workbook.writer import patched_sheet, without_formulas

#: What LibreOffice is to be given for a workbook of which some parts are changed.
Prepared = Callable[[Book, Mapping[str, bytes]], bytes]

_NAME: Final = "#NAME?"


def as_it_is(book: Book, changed: Mapping[str, bytes]) -> bytes:
    """The workbook's file with the changed parts."""
    return package_bytes(book.package, changed) if changed else book.package.data


class Office:
    """A workbook that LibreOffice calculates, wholly each time."""

    def __init__(self, book: Book, prepared: Prepared, extra_arguments: Sequence[str] = ()) -> None:
        self._book, self._prepared, self._extra_arguments = book, prepared, extra_arguments
        self._set: dict[Place, CellValue] = {}
        self._calculated: Book | None = None

    def bind(self, functions: Mapping[str, BoundFunction]) -> None:
        """Ours come with the add-in, or not at all."""

    def set(self, place: Place, value: CellValue) -> None:
        """Puts a constant into a cell; where other cells share its formula's text it is left as it is."""
        self._set[place] = value
        self._calculated = None

    def recalculate(self) -> None:
        """Calculates everything; for what it raises see ``Session``."""
        changed: dict[str, bytes] = {}
        for sheet in self._book.sheets:
            values = {place[1:]: value for place, value in self._set.items() if place[0] == sheet.name}
            if values:
                plain = without_formulas(self._book.package.parts[sheet.part], values)
                changed[sheet.part] = patched_sheet(plain, values)
        data = self._prepared(self._book, changed)
        self._calculated = calculated(self._book, data, self._extra_arguments)

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        """The values of cells."""
        if self._calculated is None:
            self.recalculate()
        assert self._calculated is not None  # noqa: S101 - for the type checker
        return {place: answer(self._book, self._calculated, place) for place in places}

    def spilled(self, place: Place) -> None:
        """Nothing: it fills no cells that the file does not say."""

    def close(self) -> None:
        """Lets go of the workbook."""
        self._calculated = None


LIBREOFFICE = Engine("libreoffice", lambda book: Office(book, as_it_is))


def calculated(book: Book, data: bytes, extra_arguments: Sequence[str] = (), time_limit: float = TIME_LIMIT) -> Book:
    """The workbook as LibreOffice saves it, recalculated; ``data`` is what it is given of it.

    Raises:
        BadFile: LibreOffice is missing, too slow, or unable to read the workbook.
    """
    with tempfile.TemporaryDirectory(prefix="xlcost-") as folder:
        copy, results = Path(folder) / "workbook.xlsx", Path(folder) / "results"
        copy.write_bytes(data)
        results.mkdir()
        try:
            (saved,) = convert([copy], results, "xlsx", extra_arguments=extra_arguments, time_limit=time_limit)
            return open_book(saved)
        except BadFile as reason:
            if str(copy) not in str(reason):
                raise
            raise BadFile(str(reason).replace(str(copy), str(book.package.path))) from None


def answer(book: Book, saved: Book, place: Place) -> Answer:
    """What LibreOffice has for a cell, or why it is nothing that Excel could show."""
    theirs = saved.sheets_by_name.get(place[0].lower())
    found = None if theirs is None else theirs.cells.get(place[1:])
    before = book.cell(place)
    if found is None:
        calculated_there = before is not None and before.formula is not None
        return NoAnswer("LibreOffice gives it no value") if calculated_there else None
    if found.kind == ERROR and found.value == _NAME and (before is None or before.value != _NAME):
        return NoAnswer("LibreOffice does not know a function or a name in it")
    if found.kind == ERROR and found.value not in ERROR_TEXTS:
        return NoAnswer(f"LibreOffice gives {found.value}")
    if isinstance(found.value, str) and len(found.value) > MAX_TEXT:
        return NoAnswer("its text is longer than Excel allows")
    return found.value

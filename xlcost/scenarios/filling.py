"""Values written into the named cells of a workbook, which is then calculated anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlcost.calculate.certified import recalculate
from xlcost.calculate.results import write_values
from xlcost.errors import BadArgument
from xlcost.workbook.addresses import parse_area
from xlcost.workbook.package import package_bytes, package_from_bytes
from xlcost.workbook.places import find_place, shown
from xlcost.workbook.reader import open_book, read_book
from xlcost.workbook.records import Book, CellValue, Place
from xlcost.workbook.writer import patched_sheet


def fill(path: Path, values: Mapping[str, CellValue | list[CellValue]]) -> int:
    """Write values into named cells and calculate the workbook anew; everything else in the file stays as it was.

    Args:
        path: the workbook, which is changed.
        values: defined name -> what to write into its cell, None for a blank; for the name of a column of cells, as
            many values.

    Returns:
        How many cells were written.

    Raises:
        BadArgument: the workbook has no such cell, it holds a formula, or a column of cells has another length.
        BadFile: the workbook cannot be read or written; it is then as it was.
    """
    book = open_book(path)
    cells: dict[Place, CellValue] = {}
    for name, value in values.items():
        if isinstance(value, list | tuple):
            cells |= _column(book, name, value)
        else:
            cells[find_place(book, name)] = value
    fill_cells(book, cells, path)
    return len(cells)


def fill_cells(book: Book, cells: Mapping[Place, CellValue], target: Path) -> None:
    """Write values into cells and calculate the workbook anew, into another file or its own.

    Args:
        book: the workbook as it is.
        cells: what to write, None for a blank.
        target: where to.

    Raises:
        BadArgument: one of the cells holds a formula.
        BadFile: the file cannot be written; what was there is then as it was.
    """
    _refuse_formulas(book, cells)
    parts = {sheet.name: sheet.part for sheet in book.sheets}
    by_part: dict[str, dict[tuple[int, int], CellValue]] = {}
    for (sheet, row, column), value in cells.items():
        by_part.setdefault(parts[sheet], {})[row, column] = value
    changed = {part: patched_sheet(book.package.parts[part], wanted) for part, wanted in by_part.items()}
    filled = read_book(package_from_bytes(package_bytes(book.package, changed), book.package.path))
    write_values(recalculate(filled), target)


def _column(book: Book, name: str, values: Sequence[CellValue]) -> dict[Place, CellValue]:
    found = book.name(name)
    if found is None:
        return {find_place(book, name): None}  # says that there is none, and which are near
    sheet, _, written = found.formula.lstrip("=").rpartition("!")
    try:
        area = parse_area(written)
    except ValueError:
        raise BadArgument(f"{name} is no column of cells") from None
    if area.size != len(values) or area.left != area.right:
        raise BadArgument(f"{name} has {area.size} cells, and {len(values)} values are to be written")
    title = book.sheets_by_name[sheet.strip("'").replace("''", "'").lower()].name
    return {(title, area.top + position, area.left): value for position, value in enumerate(values)}


def _refuse_formulas(book: Book, cells: Mapping[Place, CellValue]) -> None:
    for sheet in book.sheets:
        for cell in sheet.formulas:
            place = (sheet.name, cell.row, cell.column)
            if place in cells:
                raise BadArgument(f"{shown(place)} holds a formula, and none is overwritten; clear it first")

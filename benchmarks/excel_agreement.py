"""How often our recalculation, and LibreOffice's, equal the values that Excel cached in the workbooks of a folder.

    python benchmarks/excel_agreement.py FOLDER [--libreoffice] [--list 40]

A cell is *equal* within 1e-9 relative (what is found by iteration within what Excel promises for it), *not evaluated*
where recalc reports that it keeps Excel's value, and otherwise *silently wrong*, the number that must be next to none.
Left out are workbooks that another program than Excel saved, as docProps/app.xml says, and cells that depend on the
clock, chance or the machine.
"""

from __future__ import annotations

import argparse
import collections
import math
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from xlcost.calculate.libreoffice import convert
from xlcost.calculate.recalc import Place, recalculate
from xlcost.errors import BadFile
from xlcost.workbook.reader import Book, open_book
from xlcost.workbook.records import CellValue

BATCH = 40

#: What docProps/app.xml of a workbook saved by Excel says.
EXCEL = re.compile(rb"<Application>(Microsoft Excel|Microsoft Excel Online|Microsoft Macintosh Excel|Excel Android)<")

#: Found by iteration: "accurate within 0.00001 percent", say Excel's help pages.
ITERATED = re.compile(r"\bX?IRR\(")
ITERATED_TOLERANCE = 1e-7

#: The worth at such a rate is nothing but rounding.
WORTH = re.compile(r"\bX?NPV\(")
WORTH_TOLERANCE = 1e-9

#: Errors that files know only as #VALUE!: what else they are is said elsewhere in the file.
NEWER_ERRORS = {"#CALC!", "#SPILL!"}


def same(ours: CellValue, excels: CellValue, formula: str) -> bool:
    """Equal as far as a reader of the cell can tell."""
    if isinstance(ours, bool) or isinstance(excels, bool):
        return ours is excels
    if isinstance(ours, (int, float)) and isinstance(excels, (int, float)):
        relative = ITERATED_TOLERANCE if ITERATED.search(formula) else 1e-9
        absolute = relative if ITERATED.search(formula) else WORTH_TOLERANCE if WORTH.search(formula) else 1e-12
        return math.isclose(ours, excels, rel_tol=relative, abs_tol=absolute)
    if ours in NEWER_ERRORS and excels == "#VALUE!":
        return True
    return (ours or "") == (excels or "") if ours != 0 and excels != 0 else ours == excels


def saved_by_excel(book: Book) -> bool:
    """Whether Excel says that it wrote the file."""
    return EXCEL.search(book.package.parts.get("docProps/app.xml", b"")) is not None


def formula_at(book: Book, place: Place) -> str:
    sheet, row, column = place
    return book.sheets_by_name[sheet.lower()].cells[row, column].formula or ""


def cached(book: Book) -> dict[Place, CellValue]:
    return {
        (sheet.name, cell.row, cell.column): cell.value
        for sheet in book.sheets
        for cell in sheet.formulas
        if cell.value is not None
    }


def libreoffice_values(paths: list[Path]) -> dict[Path, Mapping[Place, CellValue]]:
    values: dict[Path, Mapping[Place, CellValue]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(paths), BATCH):
            batch = paths[start : start + BATCH]
            for path, result in zip(batch, convert(batch, Path(folder), "xlsx", time_limit=600), strict=True):
                values[path] = {
                    (sheet.name, cell.row, cell.column): cell.value
                    for sheet in open_book(result).sheets
                    for cell in sheet.cells.values()
                }
    return values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--libreoffice", action="store_true", help="measure LibreOffice too")
    parser.add_argument("--list", type=int, default=40, help="how many wrong cells to show")
    options = parser.parse_args()
    books: dict[Path, Book] = {}
    for path in sorted(options.folder.rglob("*.xls[xm]")):
        try:
            books[path] = open_book(path)
        except BadFile as reason:
            print(f"left out: {reason}")
    books = {path: book for path, book in books.items() if any(sheet.formulas for sheet in book.sheets)}
    others = [path for path, book in books.items() if not saved_by_excel(book)]
    for path in others:
        del books[path]

    counts: collections.Counter[str] = collections.Counter()
    reasons: collections.Counter[str] = collections.Counter()
    wrong: list[str] = []
    stable: dict[Path, dict[Place, CellValue]] = {}
    for path, book in books.items():
        result = recalculate(book)
        kept = {(cell.sheet, cell.row, cell.column): cell.reason for cell in result.not_evaluated}
        stable[path] = {place: value for place, value in cached(book).items() if place not in result.volatile}
        for place, value in stable[path].items():
            counts["cells"] += 1
            if place in kept:
                counts["not evaluated"] += 1
                reasons[kept[place]] += 1
            elif same(result.values[place], value, formula_at(book, place)):
                counts["equal"] += 1
            else:
                counts["silently wrong"] += 1
                sheet, row, column = place
                formula = formula_at(book, place)
                wrong.append(
                    f"{path.name} {sheet} R{row}C{column} ={formula}: {result.values[place]!r}, Excel {value!r}"
                )

    total = counts["cells"]
    print(f"{len(others)} workbooks with formulas left out that another program saved")
    print(f"{len(books)} workbooks, {total} formula cells with values cached by Excel")
    for kind in ("equal", "not evaluated", "silently wrong"):
        print(f"xlcost       {kind:15} {counts[kind]:7}  {counts[kind] / total:8.3%}")
    if options.libreoffice:
        theirs = libreoffice_values(list(books))
        equal = sum(
            same(theirs[path].get(place), value, formula_at(books[path], place))
            for path, cells in stable.items()
            for place, value in cells.items()
        )
        print(f"LibreOffice  {'equal':15} {equal:7}  {equal / total:8.3%}")
        print(f"LibreOffice  {'silently wrong':15} {total - equal:7}  {1 - equal / total:8.3%}")
    for reason, number in reasons.most_common(options.list):
        print(f"{number:7} not evaluated: {reason}")
    for line in wrong[: options.list]:
        print(line[:230])


if __name__ == "__main__":
    main()

"""How often our recalculation, and LibreOffice's, equal the values that Excel cached in the workbooks of a folder.

    python benchmarks/excel_agreement.py FOLDER [--libreoffice] [--list 40]

A cell is *equal* within 1e-9 relative, *not evaluated* where recalc reports that it keeps Excel's value, and otherwise
*silently wrong*, the number that must go down. Cells that depend on the clock, chance or the machine are left out.
"""

from __future__ import annotations

import argparse
import collections
import math
import tempfile
from collections.abc import Mapping
from pathlib import Path

from xlcost.errors import BadFile
from xlcost.headless.book import Book, open_book
from xlcost.headless.libreoffice import convert
from xlcost.headless.recalc import Place, recalculate
from xlcost.headless.records import CellValue

BATCH = 40


def same(ours: CellValue, excels: CellValue) -> bool:
    """Equal as far as a reader of the cell can tell."""
    if isinstance(ours, bool) or isinstance(excels, bool):
        return ours is excels
    if isinstance(ours, (int, float)) and isinstance(excels, (int, float)):
        return math.isclose(ours, excels, rel_tol=1e-9, abs_tol=1e-12)
    return (ours or "") == (excels or "") if ours != 0 and excels != 0 else ours == excels


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
            elif same(result.values[place], value):
                counts["equal"] += 1
            else:
                counts["silently wrong"] += 1
                sheet, row, column = place
                formula = book.sheets_by_name[sheet.lower()].cells[row, column].formula
                wrong.append(
                    f"{path.name} {sheet} R{row}C{column} ={formula}: {result.values[place]!r}, Excel {value!r}"
                )

    total = counts["cells"]
    print(f"{len(books)} workbooks, {total} formula cells with values cached by Excel")
    for kind in ("equal", "not evaluated", "silently wrong"):
        print(f"xlcost       {kind:15} {counts[kind]:7}  {counts[kind] / total:8.3%}")
    if options.libreoffice:
        theirs = libreoffice_values(list(books))
        equal = sum(
            same(theirs[path].get(place), value) for path, cells in stable.items() for place, value in cells.items()
        )
        print(f"LibreOffice  {'equal':15} {equal:7}  {equal / total:8.3%}")
        print(f"LibreOffice  {'silently wrong':15} {total - equal:7}  {1 - equal / total:8.3%}")
    for reason, number in reasons.most_common(options.list):
        print(f"{number:7} not evaluated: {reason}")
    for line in wrong[: options.list]:
        print(line[:230])


if __name__ == "__main__":
    main()

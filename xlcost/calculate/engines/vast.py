"""Ranges over more cells than an engine should go through: of those, engines walk the blank ones too.

A sheet with one cell in its last corner makes billions of cells of SUM(A2:XFD1048576), and the engines take memory for
each or look at each. Sheets without such a corner cost nothing here.
"""

from __future__ import annotations

from typing import Final

from xlcost.errors import BadFile
from xlcost.formula.unique import read_formulas
from xlcost.workbook.addresses import address
from xlcost.workbook.records import Book

#: Cells that one formula may read, counted within what its sheets use; beyond, one formula alone would take seconds.
MAX_READ: Final = 20_000_000


def refuse_vast_ranges(book: Book) -> None:
    """Refuses a workbook for engines that go through every cell of a range.

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

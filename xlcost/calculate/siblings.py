"""Workbooks with the same formulas, such as one template filled in several times: they differ in constants alone.

What follows from the formulas of one holds for the next, so that it need not be found out again.
"""

from __future__ import annotations

from xlcost.workbook.records import Book, Cell, Sheet

#: Cells of a sheet by row and column.
Cells = dict[tuple[int, int], Cell]


def changed_constants(one: Book, other: Book) -> dict[str, Cells] | None:
    """The constants of ``other``, by sheet, that are not those of ``one``; None where else they differ for formulas.

    A cell that one of them leaves blank is such a difference: ranges are cut where the used cells end.
    """
    if _surroundings(one) != _surroundings(other):
        return None
    changed: dict[str, Cells] = {}
    for before, after in zip(one.sheets, other.sheets, strict=True):
        found = _changed(before, after)
        if found is None:
            return None
        if found:
            changed[after.name] = found
    return changed


def _surroundings(book: Book) -> tuple[object, ...]:
    """What formulas see of a workbook besides its cells."""
    sheets = tuple(
        (sheet.name, sheet.kind, sheet.hidden_rows, sheet.filtered, sheet.merged, len(sheet.cells))
        for sheet in book.sheets
    )
    return sheets, book.names, book.tables, book.calculation, book.external_links


def _changed(before: Sheet, after: Sheet) -> Cells | None:
    """The changed constants of a sheet; None unless the same formulas, and constants, stand in the same cells."""
    changed: Cells = {}
    if before.cells is after.cells:
        return changed
    for old, new in zip(before.cells.values(), after.cells.values(), strict=True):
        if old[:2] != new[:2] or old[4:7] != new[4:7]:  # row and column; formula, array and whether it is dynamic
            return None
        if new.formula is None and (old.value != new.value or old.kind != new.kind):
            if old.value is None or new.value is None:
                return None
            changed[new.row, new.column] = new
    return changed

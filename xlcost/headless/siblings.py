"""Workbooks with the same formulas, such as one template filled in several times: they differ in constants alone.

What follows from the formulas of one holds for the next, so that it need not be found out again.
"""

from __future__ import annotations

from xlcost.headless.records import Book, Cell, Place, Sheet


def changed_constants(one: Book, other: Book) -> dict[Place, Cell] | None:
    """The constants of ``other`` that are not those of ``one``; None where anything else differs that formulas see.

    A cell that one of them leaves blank is such a difference: ranges are cut where the used cells end.
    """
    if _surroundings(one) != _surroundings(other):
        return None
    changed: dict[Place, Cell] = {}
    for before, after in zip(one.sheets, other.sheets, strict=True):
        if not _compare(before, after, changed):
            return None
    return changed


def _surroundings(book: Book) -> tuple[object, ...]:
    """What formulas see of a workbook besides its cells."""
    sheets = tuple(
        (sheet.name, sheet.kind, sheet.hidden_rows, sheet.filtered, sheet.merged, len(sheet.cells))
        for sheet in book.sheets
    )
    return sheets, book.names, book.tables, book.calculation, book.external_links


def _compare(before: Sheet, after: Sheet, changed: dict[Place, Cell]) -> bool:
    """Whether two sheets have the same formulas, and constants in the same cells; those that differ are put down."""
    if before.cells is after.cells:
        return True
    for old, new in zip(before.cells.values(), after.cells.values(), strict=True):
        if (old.row, old.column, old.formula, old.array, old.dynamic) != (
            new.row,
            new.column,
            new.formula,
            new.array,
            new.dynamic,
        ):
            return False
        if new.formula is None and (old.value != new.value or old.kind != new.kind):
            if old.value is None or new.value is None:
                return False
            changed[after.name, new.row, new.column] = new
    return True

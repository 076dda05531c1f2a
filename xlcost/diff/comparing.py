"""Compares two workbooks: what was changed, what moved because of it, and what moved it.

>>> difference = diff("old.xlsx", "new.xlsx")
>>> [(change.spot.name, change.old_value, change.new_value) for change in difference.inputs]
[('Requests, Base', 100000.0, 200000.0)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xlcost.diff import drivers as changes_as_drivers
from xlcost.diff.cells import cell_changes
from xlcost.diff.correspondence import Correspondence
from xlcost.diff.decision import decision_change
from xlcost.diff.effects import explained
from xlcost.diff.lines import line_changes, sheet_changes
from xlcost.diff.matching import match
from xlcost.diff.outputs import moved_results, new_errors
from xlcost.diff.prices import price_changes
from xlcost.diff.records import Difference, Driver
from xlcost.diff.sameness import Sameness
from xlcost.diff.settings import changed_names, setting_changes
from xlcost.diff.sides import Side
from xlcost.outline.model import CannotApply, Model
from xlcost.outline.series import Series
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book


def diff(old: Book | str | Path, new: Book | str | Path) -> Difference:
    """What changed from one workbook to another; neither file is touched.

    Results are compared after recalculating both. Where a workbook cannot be recalculated, ``not_compared`` says why.

    Raises:
        BadFile: a file cannot be read, or must not be.
    """
    before, after = _opened(old), _opened(new)
    if before.package.parts == after.package.parts:  # nothing is quicker to compare than the same bytes
        return Difference(str(before.package.path), str(after.package.path))
    series = Series()
    return _compared(Model(before, series=series), Model(after, series=series))


def _opened(book: Book | str | Path) -> Book:
    return book if isinstance(book, Book) else open_book(book)


def _compared(old: Model, new: Model) -> Difference:
    correspondence = match(old, new)
    sameness = Sameness(old, new, correspondence)
    before = Side(old, frozenset(pair.old for pair in correspondence.sheets))
    after = Side(new, frozenset(pair.new for pair in correspondence.sheets))
    cells = cell_changes(before, after, correspondence, sameness)
    difference = Difference(
        old=str(old.book.package.path),
        new=str(new.book.package.path),
        sheets=tuple(sheet_changes(old, new, correspondence)),
        lines=tuple(line_changes(before, after, correspondence)),
        inputs=cells.inputs,
        prices=tuple(price_changes(before, after, correspondence)),
        formulas=cells.formulas,
        settings=tuple(setting_changes(old.book, new.book, correspondence, sameness)),
        texts=cells.texts,
        decision=decision_change(old, new),
    )
    drivers = _drivers(difference, old, new, correspondence, sameness)
    return _with_results(difference, old, new, correspondence, drivers)


def _drivers(
    difference: Difference, old: Model, new: Model, correspondence: Correspondence, sameness: Sameness
) -> tuple[Driver, ...]:
    names = list(changed_names(old.book, new.book, sameness))
    return (
        *changes_as_drivers.input_drivers(difference.inputs, correspondence),
        *changes_as_drivers.text_drivers(difference.texts, correspondence, old, new),
        *changes_as_drivers.price_drivers(difference.prices),
        *changes_as_drivers.formula_drivers(difference.formulas, correspondence),
        *changes_as_drivers.name_drivers(names, old, new),
        *changes_as_drivers.line_drivers(difference.lines),
        *changes_as_drivers.sheet_drivers(difference.sheets, old, new),
    )


def _with_results(
    difference: Difference, old: Model, new: Model, correspondence: Correspondence, drivers: Sequence[Driver]
) -> Difference:
    try:
        moved, counts = moved_results(old, new, correspondence)
        errors = tuple(new_errors(old, new, correspondence))
    except CannotApply as reason:
        return replace(difference, drivers=tuple(drivers), not_compared=str(reason))
    return replace(
        difference,
        results=tuple(explained(old, new, moved, drivers)),
        new_errors=errors,
        drivers=tuple(drivers),
        counts=counts,
    )

"""Formulas compared by what they mean in two workbooks whose rows, columns and sheets have shifted.

Two formulas are the same when they read the same apart from their references, and each reference means cells that
correspond: after a row is inserted, C9*12 is what C8*12 was. A range that grew because a row was inserted within it
is still the same range; a reference that lost or gained a dollar sign is not the same.
"""

from __future__ import annotations

from xlcost.diff.correspondence import Correspondence
from xlcost.diff.shapes import Shape, Shapes, shape_of
from xlcost.formula.parser import parse
from xlcost.formula.references import sheets_of
from xlcost.formula.tree import Reference
from xlcost.outline.model import Model
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Name, Place
from xlcost.workbook.tokens import FormulaError, Point


class Sameness:
    """Compares formulas and names of two matched workbooks."""

    def __init__(self, old: Model, new: Model, correspondence: Correspondence) -> None:
        self._old = old
        self._new = new
        self._old_shapes = Shapes(old)
        self._new_shapes = Shapes(new)
        self._correspondence = correspondence
        self._plain = all(
            pair.old == pair.new and correspondence.to_new.is_plain(pair.old) for pair in correspondence.sheets
        )

    def formulas(self, old: Place, new: Place) -> bool:
        """Whether the formulas at two places that correspond mean the same."""
        here, there = self._old.cell(old), self._new.cell(new)
        if here is None or there is None or (here.array is None) != (there.array is None):
            return False
        one, other = self._old_shapes.at(old), self._new_shapes.at(new)
        if one is None or other is None:
            return here.formula == there.formula
        return self._shapes(one, other, old, new)

    def names(self, old: Name, new: Name) -> bool:
        """Whether two names are defined alike."""
        here = (old.scope or self._old.book.sheets[0].name, 1, 1)
        there = (new.scope or self._new.book.sheets[0].name, 1, 1)
        return self.texts(old.formula, here, new.formula, there)

    def texts(
        self, old: str, old_place: Place, new: str, new_place: Place, seen: tuple[Place, Place] | None = None
    ) -> bool:
        """Whether two formulas that stand in no cell mean the same, seen from where they were written or ``seen``."""
        try:
            one, other = parse(old, *old_place[1:]), parse(new, *new_place[1:])
        except FormulaError:
            return old == new
        return self._shapes(shape_of(one), shape_of(other), *(seen or (old_place, new_place)))

    def _shapes(self, one: Shape, other: Shape, old: Place, new: Place) -> bool:
        if one.skeleton != other.skeleton:
            return False
        if self._plain and old == new and one.references == other.references:
            return True
        return all(
            self._references(here, there, old, new)
            for here, there in zip(one.references, other.references, strict=True)
        )

    def _references(self, one: Reference, other: Reference, old: Place, new: Place) -> bool:
        if [_fixed(point) for point in (one.first, one.last)] != [_fixed(point) for point in (other.first, other.last)]:
            return False
        here, there = _area(one, old), _area(other, new)
        sheets = sheets_of(self._old.book, one.prefix, old[0])
        others = sheets_of(self._new.book, other.prefix, new[0])
        if not sheets or not others:  # another workbook, or a sheet that does not exist
            return sheets == others and one.prefix == other.prefix and here == there
        if tuple(map(self._correspondence.to_new.sheet, sheets)) != others:
            return False
        return self._areas(sheets[0], here, others[0], there)

    def _areas(self, old_sheet: str, old: Area, new_sheet: str, new: Area) -> bool:
        """Whether two areas are the same but for rows and columns at their edges that only one workbook has."""
        if self._correspondence.to_new.is_plain(old_sheet):
            return old == new
        back = self._correspondence.to_old.area(new_sheet, new)
        return back is not None and self._correspondence.to_new.area(old_sheet, old) == (
            self._correspondence.to_new.area(old_sheet, back)
        )


def _fixed(point: Point) -> tuple[bool, bool]:
    return point.row_fixed, point.column_fixed


def _area(reference: Reference, place: Place) -> Area:
    (top, left), (bottom, right) = reference.first.at(*place[1:]), reference.last.at(*place[1:])
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

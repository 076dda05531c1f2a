"""F22: lists to look up in that slide off themselves where the formula is copied."""

from __future__ import annotations

from collections.abc import Iterator

from xlcost.check.registry import Hit, Severity, rule
from xlcost.formula.tree import Reference
from xlcost.formula.unique import Formulas
from xlcost.outline.model import Model
from xlcost.workbook.addresses import Area

#: Functions that look something up in a list, or count and sum what fits in it.
_LOOK_UP = frozenset(
    {"MATCH", "XMATCH", "VLOOKUP", "HLOOKUP", "LOOKUP", "XLOOKUP", "INDEX", "RANK", "RANK.EQ", "SUMIF", "SUMIFS"}
    | {"COUNTIF", "COUNTIFS", "AVERAGEIF", "AVERAGEIFS", "MINIFS", "MAXIFS"}
)


@rule(
    "F22",
    Severity.WARNING,
    "Look-up lists stay where they are",
    why="Without dollar signs the list slides with each copy of the formula, and the first entries drop out of it.",
    mend="Fix the list with dollar signs, name it, or make it an Excel table.",
    risk="Low. Only ranges that slide along themselves count: a row's own row, however it is copied down, does not.",
    source="EuSpRIG",
    example="=MATCH(A5,D2:D9,0) copied down; put right: =MATCH(A5,$D$2:$D$9,0).",
)
def lists_stay_in_place(model: Model) -> Iterator[Hit]:
    """Ranges in look-ups that lie along the direction in which the formula is copied, with both ends free."""
    for sheet, area in model.formulas.fact(_sliding):
        yield Hit("the list that is looked up slides with the copies of the formula", sheet, area)


def _sliding(formulas: Formulas) -> list[tuple[str, Area]]:
    """Where copies of a formula look something up in a list that slides with them."""
    found = []
    for unique in formulas.uniques:
        if unique.formula.called.isdisjoint(_LOOK_UP):
            continue
        lists = [
            node
            for call in unique.formula.calls
            if call.name in _LOOK_UP
            for node in call.arguments
            if isinstance(node, Reference) and not node.single
        ]
        areas = unique.areas if lists else ()
        found += [(unique.sheet, area) for area in areas if any(_slides(node, area) for node in lists)]
    return found


def _slides(node: Reference, area: Area) -> bool:
    first, last = node.first, node.last
    down = not (first.row_fixed or last.row_fixed) and first.row != last.row
    across = not (first.column_fixed or last.column_fixed) and first.column != last.column
    return (down and area.rows > 1) or (across and area.columns > 1)

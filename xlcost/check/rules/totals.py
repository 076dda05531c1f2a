"""F19: totals that count something twice, or that count what is no amount."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from xlcost.check.places import hits_at, shown
from xlcost.check.registry import Hit, Severity, rule
from xlcost.formula.graph import PlaceIndex
from xlcost.formula.references import Source
from xlcost.formula.tree import Call, Reference
from xlcost.formula.trees import is_operand
from xlcost.formula.unique import Formulas
from xlcost.outline.model import Model
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Place


@rule(
    "F19",
    Severity.WARNING,
    "Nothing summed twice",
    why="A total that takes in a subtotal of its own parts, or the years in the heading, is too high and looks right.",
    mend="Sum the parts or the subtotals, not both; start the range below the heading.",
    risk="Low. SUBTOTAL, which leaves other subtotals out by itself, is left alone.",
    source="EuSpRIG",
    example="=SUM(B2:B6) where B5 is =SUM(B2:B4); put right: =SUM(B2:B4,B6).",
)
def nothing_is_summed_twice(model: Model) -> Iterator[Hit]:
    """Ranges of SUM that hold another SUM of cells of the same range, or a period of the time axis."""
    totals = model.formulas.fact(_totals)
    messages = {}
    for place, source in model.formulas.fact(_summed):
        total = next((at for at in totals.inside(source.sheet, source.area) if _counted_twice(model, at, source)), None)
        if total is not None and total != place:
            messages[place] = f"sums {_where(source, place)}, and in it {shown(total, place[0])}, a sum of some of it"
        elif _takes_in_axis(model, source):
            messages[place] = f"sums {_where(source, place)}, and in it the periods of the time axis"
    yield from hits_at(messages)


def _totals(formulas: Formulas) -> PlaceIndex:
    """The cells that are a sum of cells and ranges as they stand, and nothing else."""
    sums = (unique.places for unique in formulas.uniques if _is_sum(unique.formula.tree))
    return PlaceIndex(chain.from_iterable(sums))


def _where(source: Source, place: Place) -> str:
    return str(source.area) if source.sheet == place[0] else f"{source.sheet}!{source.area}"


def _is_sum(tree: object) -> bool:
    return isinstance(tree, Call) and tree.name == "SUM" and all(map(is_operand, tree.arguments))


def _asks_for_errors(node: object) -> bool:
    return isinstance(node, Call) and node.name in {"ISERROR", "ISERR", "ISNA", "ISNUMBER"}


def _summed(formulas: Formulas) -> list[tuple[Place, Source]]:
    """Every range in a SUM, with the cell that sums it."""
    found: list[tuple[Place, Source]] = []
    for unique in formulas.uniques:
        if "SUM" not in unique.formula.called:
            continue
        ranges = [
            part
            for call, above in unique.formula.in_context
            if isinstance(call, Call) and call.name == "SUM" and not any(_asks_for_errors(up) for up, _ in above)
            for part in call.arguments
            if is_operand(part) and not (isinstance(part, Reference) and part.single)
        ]
        for place in unique.places if ranges else ():
            for node in ranges:
                read = formulas.sources_of_part(node, place)
                found += [(place, source) for source in read if source.area.size > 1]
    return found


def _counted_twice(model: Model, total: Place, outer: Source) -> bool:
    """Whether a total inside a range sums cells of that range itself."""
    return any(
        source.sheet == outer.sheet and _shared(source.area, outer.area) > 1 for source in model.graph.reads[total]
    )


def _shared(one: Area, other: Area) -> int:
    rows = min(one.bottom, other.bottom) - max(one.top, other.top) + 1
    columns = min(one.right, other.right) - max(one.left, other.left) + 1
    return max(0, rows) * max(0, columns)


def _takes_in_axis(model: Model, source: Source) -> bool:
    """Whether a range across a time axis holds one of its periods as a number."""
    layout = model.layouts.get(source.sheet)
    area = source.area
    for axis in layout.axes if layout is not None else ():
        crossed = area.rows > 1 if axis.along_row else area.columns > 1
        line = Area(axis.line, axis.first, axis.line, axis.last)
        line = line if axis.along_row else Area(axis.first, axis.line, axis.last, axis.line)
        if crossed and _shared(line, area):
            at = (source.sheet, max(line.top, area.top), max(line.left, area.left))
            value = model.value(at)
            return isinstance(value, (int, float)) and not isinstance(value, bool)
    return False

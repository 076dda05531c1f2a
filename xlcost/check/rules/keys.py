"""F23: lists in which something is looked up have each entry once."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final

from xlcost.check.places import cell_area, hits_at
from xlcost.check.registry import Hit, Severity, rule
from xlcost.formula.references import Source
from xlcost.formula.tree import Literal, Node, Reference
from xlcost.formula.trees import is_operand
from xlcost.outline.model import Model
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Place

#: Look-ups that give the first entry that fits, and which argument holds the entries.
_LISTS: Final[Mapping[str, int]] = {"MATCH": 1, "XMATCH": 1, "XLOOKUP": 1, "VLOOKUP": 1, "HLOOKUP": 1}
_FEWEST: Final = 2
_MOST: Final = 100_000

#: A sheet, whether a column of it, and which column or row.
_Line = tuple[str, bool, int]


@rule(
    "F23",
    Severity.WARNING,
    "Every entry once in a look-up list",
    why="A look-up gives the first entry that fits; what stands beside the second is never used.",
    mend="Delete the entry that is not meant, or look up by something that tells the two apart.",
    risk="Low. Only texts count, and only look-ups by a cell: looking for the first 1, TRUE or 'n/a' in a row of flags "
    "is left alone.",
    source="EuSpRIG",
    example="gpt-4o twice among the keys; put right: once, or told apart.",
)
def entries_stand_once(model: Model) -> Iterator[Hit]:
    """Texts that stand twice in a list by which formulas look something up."""
    lists: defaultdict[_Line, set[tuple[int, int]]] = defaultdict(set)
    for sheet, area in _lists(model):
        down = area.columns == 1
        span = (area.top, area.bottom) if down else (area.left, area.right)
        lists[sheet, down, area.left if down else area.top].add(span)
    messages: dict[Place, str] = {}
    for line, spans in lists.items():
        messages |= _again(model, line, sorted(spans))
    yield from hits_at(messages)


def _again(model: Model, line: _Line, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[Place, str]]:
    """The texts of a column or row that stand before in one of its lists, and where they stand first.

    The line is gone through once, however many lists it holds: each copy of a formula may read another one.
    """
    sheet, down, number = line
    grid = model.grid(sheet)
    reach = list(accumulate((last for _, last in spans), max))
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for cell in (grid.columns if down else grid.rows).get(number, ()):
        place = (sheet, cell.row, cell.column)
        value = model.value(place)
        if not isinstance(value, str) or not value.strip() or value.startswith("#"):
            continue
        at, before = cell.row if down else cell.column, seen[value.casefold()]
        begins = next((spans[index][0] for index in [bisect_left(reach, at)] if index < len(spans)), at)
        if before and begins <= before[-1]:  # that list begins first of those that reach so far
            first = before[bisect_left(before, begins)]
            found = cell_area(first, number) if down else cell_area(number, first)
            yield place, f'"{value[:60]}" stands in {found} too, and look-ups find only that'
        before.append(at)


def _lists(model: Model) -> Iterator[tuple[str, Area]]:
    """The rows and columns of entries that look-ups go through."""
    for unique in model.formulas.uniques:
        for call in unique.formula.calls:
            position = _LISTS.get(call.name)
            if position is None or len(call.arguments) <= position or isinstance(call.arguments[0], Literal):
                continue
            node = call.arguments[position]
            if not is_operand(node):
                continue
            for cell in unique.cells if _moves(node) else unique.cells[:1]:
                for source in model.formulas.sources_of_part(node, (unique.sheet, cell.row, cell.column)):
                    area = _entries(call.name, source)
                    if area is not None:
                        yield source.sheet, area


def _moves(node: Node) -> bool:
    """Whether copies of the formula read another list."""
    if not isinstance(node, Reference):
        return False
    return not all(end.row_fixed and end.column_fixed for end in (node.first, node.last))


def _entries(function: str, source: Source) -> Area | None:
    """The entries among the cells of a list: the first column or row of a table, a single column or row as it is."""
    area = source.area
    if function == "VLOOKUP":
        area = area._replace(right=area.left)
    elif function == "HLOOKUP":
        area = area._replace(bottom=area.top)
    single = area.rows == 1 or area.columns == 1
    return area if single and _FEWEST <= area.size <= _MOST else None

"""F23: lists in which something is looked up have each entry once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from xlcost.check.places import cell_area, hits_at
from xlcost.check.registry import Hit, Severity, rule
from xlcost.formula.references import Source, sources
from xlcost.formula.tree import Literal, Node, Reference
from xlcost.formula.trees import is_operand
from xlcost.outline.model import Model
from xlcost.workbook.addresses import Area, cells_in
from xlcost.workbook.records import Place

#: Look-ups that give the first entry that fits, and which argument holds the entries.
_LISTS: Final[Mapping[str, int]] = {"MATCH": 1, "XMATCH": 1, "XLOOKUP": 1, "VLOOKUP": 1, "HLOOKUP": 1}
_FEWEST: Final = 2
_MOST: Final = 100_000


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
    messages: dict[Place, str] = {}
    for sheet, area in dict.fromkeys(_lists(model)):
        first: dict[str, Place] = {}
        for at in sorted(cells_in(model.sheet(sheet).cells, area)):
            place = (sheet, *at)
            value = model.value(place)
            if isinstance(value, str) and value.strip() and not value.startswith("#"):
                other = first.setdefault(value.casefold(), place)
                if other != place:
                    found = cell_area(*other[1:])
                    messages[place] = f'"{value[:60]}" stands in {found} too, and look-ups find only that'
    yield from hits_at(messages)


def _lists(model: Model) -> Iterator[tuple[str, Area]]:
    """The rows and columns of entries that look-ups go through."""
    for unique in model.formulas.uniques:
        for call in unique.formula.calls:
            position = _LISTS.get(call.name)
            if position is None or len(call.arguments) <= position or not is_operand(call.arguments[position]):
                continue
            if isinstance(call.arguments[0], Literal):
                continue
            node = call.arguments[position]
            for cell in unique.cells if _moves(node) else unique.cells[:1]:
                for source in sources(model.book, node, unique.sheet, cell.row, cell.column):
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

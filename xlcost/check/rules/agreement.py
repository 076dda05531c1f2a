"""F26 and F27: ranges that belong together are the same; a list that is searched by size is in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from xlcost.check.places import hits_at, shown
from xlcost.check.registry import Hit, Severity, rule
from xlcost.formula.references import Source
from xlcost.formula.tree import Call, Literal, Missing, Node
from xlcost.formula.trees import is_operand, number
from xlcost.formula.unique import Formulas
from xlcost.numbertext import spelled
from xlcost.outline.model import Model
from xlcost.workbook.records import Place

_STATISTICS: Final = frozenset(
    {"AVERAGE", "MEDIAN", "STDEV", "STDEV.S", "STDEV.P", "STDEVP", "VAR", "VAR.S", "VAR.P", "VARP", "PERCENTILE"}
    | {"PERCENTILE.INC", "QUARTILE", "QUARTILE.INC", "SKEW", "KURT"}
)
#: Where the range of conditions and the range that is summed stand.
_CONDITIONAL: Final = {"SUMIF": 2, "AVERAGEIF": 2}
#: Ranges that differ by more rows or columns than this are other ranges, not slips.
_SLIP: Final = 3
_LARGEST: Final = 100_000


@rule(
    "F26",
    Severity.ERROR,
    "Ranges that belong together are the same",
    why="An average over twenty rows and a deviation over nineteen describe two samples; a shorter SUMIF range slides.",
    mend="Give every function of the group the same range.",
    risk="Low: 6 of 6 in workbooks of others. Statistics in one formula, or in cells beside each other, are compared.",
    source="EuSpRIG",
    example="=AVERAGE(B2:B20)/STDEV(B2:B19); put right: both B2:B20.",
)
def ranges_agree(model: Model) -> Iterator[Hit]:
    """Statistics over nearly the same range, and conditions over a range of another size than what they sum."""
    messages: dict[Place, str] = {}
    ranges = model.formulas.fact(_statistics)
    for place, own in ranges.items():
        sheet, row, column = place
        near = [(place, own)] + [
            (at, ranges[at]) for at in ((sheet, row - 1, column), (sheet, row, column - 1)) if at in ranges
        ]
        for at, others in near:
            for one in own:
                other = next((other for other in others if _nearly(one, other)), None)
                if other is not None:
                    where = "" if at == place else f" in {shown(at, sheet)}"
                    messages[place] = f"takes statistics of {one.area}, and{where} of {other.area}"
    for place, one, two in model.formulas.fact(_conditions):
        messages[place] = f"its conditions are in {one.area}, what it takes in {two.area}, of another size"
    yield from hits_at(messages)


def _nearly(one: Source, other: Source) -> bool:
    """Whether two ranges are the same but for a few cells at one end."""
    a, b = one.area, other.area
    if one.sheet != other.sheet or a == b:
        return False
    columns = (a.left, a.right) == (b.left, b.right) and a.columns == 1 and min(a.rows, b.rows) > _SLIP
    rows = (a.top, a.bottom) == (b.top, b.bottom) and a.rows == 1 and min(a.columns, b.columns) > _SLIP
    if columns and (a.top == b.top or a.bottom == b.bottom):
        return abs(a.rows - b.rows) <= _SLIP
    return rows and (a.left == b.left or a.right == b.right) and abs(a.columns - b.columns) <= _SLIP


def _statistics(formulas: Formulas) -> dict[Place, list[Source]]:
    """By cell the ranges of which it takes statistics."""
    found: defaultdict[Place, list[Source]] = defaultdict(list)
    for unique in formulas.uniques:
        if unique.formula.called.isdisjoint(_STATISTICS):
            continue
        nodes = [
            call.arguments[0]
            for call in unique.formula.calls
            if call.name in _STATISTICS and call.arguments and is_operand(call.arguments[0])
        ]
        for place in unique.places:
            for node in nodes:
                found[place] += [source for source in _read(formulas, node, place) if source.area.size > 1]
    return dict(found)


def _conditions(formulas: Formulas) -> list[tuple[Place, Source, Source]]:
    """Cells whose SUMIF or AVERAGEIF has two ranges of different sizes."""
    found = []
    for unique in formulas.uniques:
        for call in unique.formula.calls:
            position = _CONDITIONAL.get(call.name)
            if position is None or len(call.arguments) <= position:
                continue
            for place in unique.places:
                one, two = (_read(formulas, call.arguments[at], place) for at in (0, position))
                if len(one) == len(two) == 1 and _shape(one[0]) != _shape(two[0]) and two[0].area.size > 1:
                    found.append((place, one[0], two[0]))
    return found


def _read(formulas: Formulas, node: Node, place: Place) -> tuple[Source, ...]:
    return formulas.sources_of_part(node, place) if is_operand(node) else ()


def _shape(source: Source) -> tuple[int, int]:
    return source.area.rows, source.area.columns


#: Look-ups by size: which argument holds the list, and which the kind of match.
_BY_SIZE: Final = {"VLOOKUP": (1, 3), "HLOOKUP": (1, 3), "MATCH": (1, 2), "LOOKUP": (1, None)}


@rule(
    "F27",
    Severity.ERROR,
    "A list that is searched by size is in order",
    why="An approximate look-up stops at the wrong entry of an unsorted list, and gives a number all the same.",
    mend="Sort the list, smallest first; or ask for an exact match: FALSE or 0 as the last argument.",
    risk="Low. The entries themselves are looked at; lists in order are not reported.",
    source="PerfectXL",
    example="=VLOOKUP(5,A1:B3,2) with 1, 9, 3 in A1:A3; put right: 1, 3, 9.",
)
def searched_lists_are_in_order(model: Model) -> Iterator[Hit]:
    """VLOOKUP, HLOOKUP, LOOKUP and MATCH that take the nearest entry, over entries out of order."""
    messages: dict[Place, str] = {}
    judged: dict[Source, str | None] = {}
    for unique in model.formulas.uniques:
        for call in unique.formula.calls:
            upward = _direction(call)
            if not upward or not is_operand(call.arguments[_BY_SIZE[call.name][0]]):
                continue
            node = call.arguments[_BY_SIZE[call.name][0]]
            for place in unique.places:
                for source in _read(model.formulas, node, place):
                    if source not in judged:
                        judged[source] = _out_of_order(model, call.name, source, upward)
                    if judged[source]:
                        messages[place] = f"{call.name} takes the nearest entry, and {judged[source]}"
    yield from hits_at(messages)


def _direction(call: Call) -> int:
    """1 where the list must rise, -1 where it must fall, 0 where the match is exact or not known."""
    if call.name not in _BY_SIZE or len(call.arguments) < 2:
        return 0
    _, position = _BY_SIZE[call.name]
    if position is None or len(call.arguments) <= position:
        return 1
    kind = call.arguments[position]
    if isinstance(kind, Missing):
        return 0
    if isinstance(kind, Literal) and kind.kind == "bool":
        return int(kind.text == "TRUE")
    value = number(kind)
    if value is None or value == 0:
        return 0
    return -1 if value < 0 and call.name == "MATCH" else 1


def _out_of_order(model: Model, name: str, source: Source, upward: int) -> str | None:
    """What is out of order among the entries; None where they are in order, or no numbers."""
    area = source.area
    if name == "VLOOKUP" or (name == "LOOKUP" and area.rows >= area.columns):
        area = area._replace(right=area.left)
    elif name in {"HLOOKUP", "LOOKUP"}:
        area = area._replace(bottom=area.top)
    if area.size > _LARGEST or min(area.rows, area.columns) > 1:
        return None
    before: tuple[Place, float] | None = None
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            place = (source.sheet, row, column)
            value = model.value(place)
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                continue
            if before is not None and (value - before[1]) * upward < 0:
                sign = "smaller" if upward > 0 else "larger"
                return f"{shown(place)} ({spelled(value)}) is {sign} than {shown(before[0], source.sheet)} before it"
            before = (place, float(value))
    return None

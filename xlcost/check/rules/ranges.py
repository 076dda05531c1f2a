"""F18: ranges that stop short of the list they sum, count or look up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from xlcost.check.places import hits_at
from xlcost.check.profiles import profile_of
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.check.rules.alone import is_parted
from xlcost.check.subject import Subject
from xlcost.formula.references import Source
from xlcost.formula.tree import Reference
from xlcost.formula.unique import Formula
from xlcost.outline.model import Model
from xlcost.workbook.addresses import Area
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS
from xlcost.workbook.records import BLANK, NUMBER, TEXT, Cell, Place, Sheet

#: Share of a neighbouring line that must continue the range for the range to count as short.
_ALIKE = 0.8
#: Functions of which a few periods are asked on purpose: the last three years, without the odd one.
_STATISTICS = frozenset(
    {"AVERAGE", "MEDIAN", "STDEV", "STDEV.S", "STDEV.P", "VAR", "VAR.S", "SLOPE", "INTERCEPT", "CORREL", "GEOMEAN"}
)
_FEW_PERIODS = 6
#: A shorter range is a choice of a few, not a list.
_SHORTEST = 3
#: Lines beyond the edge of a range that belong to the same list; where more follow, the range is a choice among them.
_FURTHEST_BEYOND = 2
_YEARS = range(1990, 2101)
#: Larger ranges are no lists.
_LARGEST = 200_000
#: This many ranges that stop at the same edge are a design, not a slip.
_BY_DESIGN = 3


_Border = tuple[str, str, int, int, int]


class _Edge(NamedTuple):
    """One side of a range: the line just outside and the last line inside."""

    side: str  # above, below, left, right
    outside: Area
    inside: Area


@rule(
    "F18",
    Severity.WARNING,
    "No range one row or column short",
    why="A row added at the end of a list is not in the total; the total still looks right.",
    mend="Extend the range over the whole list, or make the list an Excel table, whose references grow by themselves.",
    risk="Low in audit, as far as known: of 36 models made anew and 43 workbooks of others it says nothing (before, of "
    "the 36: 3 things, all false). Of 168 ranges cut short by a seed 148 are found, by this rule, F28 or F02.",
    source="ExceLint",
    example="=SUM(B2:B9) where B10 goes on like B9; put right: =SUM(B2:B10).",
)
def no_range_cut_short(model: Subject) -> Iterator[Hit]:
    """Ranges beyond whose edge the same kind of cells goes on.

    In audit where the formula stands at the end of the line as its total, or another reads the line to its end; and
    takes nothing else from that line, and the lines beside it go on too. Others choose ranges.
    """
    in_house = profile_of(model) is Profile.HOUSE
    beyond = {
        key: going_on for key in model.graph.areas if (going_on := tuple(_edges_beyond_which_it_goes_on(model, *key)))
    }
    edges: dict[Place, list[tuple[Source, _Edge]]] = {}
    for place in {place for key in beyond for place in model.graph.read_by[key]}:
        for source in model.graph.reads[place]:
            for edge in beyond.get((source.sheet, source.area), ()):
                if (
                    not _is_window(model, source, edge)
                    and not _is_in_it(model, source, edge)
                    and _is_short_at(model, place, source, edge)
                    and (in_house or _is_certain(model, place, source, edge))
                ):
                    edges.setdefault(place, []).append((source, edge))
    repeated = Counter(
        stop for found in edges.values() for stop in {(source.sheet, edge.side, _line(edge)) for source, edge in found}
    )  # one formula that reads a range three times is one
    messages = {}
    for place, found in edges.items():
        for source, edge in found:
            if repeated[source.sheet, edge.side, _line(edge)] < _BY_DESIGN:
                where = f"{source.sheet}!" if source.sheet != place[0] else ""
                named = f" (by the name {source.through})" if source.through else ""
                messages[place] = (
                    f"reads {where}{source.area}{named}, but the same kind of cells goes on {edge.side}: {edge.outside}"
                )
    yield from hits_at(messages)


def _is_certain(model: Model, place: Place, source: Source, edge: _Edge) -> bool:
    """Whether a formula is the total of a line whose end it leaves out, and no choice of a part of it."""
    if not (_is_total_of(place, source, edge) or _is_read_on(model, source, edge)):
        return False
    top, left, bottom, right = source.area
    line = Area(1, left, MAX_ROWS, right) if edge.side in {"above", "below"} else Area(top, 1, bottom, MAX_COLUMNS)
    others = (other for other in model.graph.reads[place] if other.sheet == source.sheet and other != source)
    if any(other.area.overlaps(line) for other in others):
        return False
    inside, outside = ((source.sheet, area.top, area.left) for area in (edge.inside, edge.outside))
    return not is_parted(model, inside, outside)


def _is_in_it(model: Model, source: Source, edge: _Edge) -> bool:
    """Whether a cell of the range reads the line outside, which is in it by that way: -B2 in a sum of B3:B5."""
    outside = (source.sheet, edge.outside.top, edge.outside.left)
    return any(sheet == source.sheet and source.area.holds(*at) for sheet, *at in model.graph.readers(outside))


def _is_total_of(place: Place, source: Source, edge: _Edge) -> bool:
    """Whether a formula stands in the line of a range, beyond the edge or right at the other end."""
    sheet, row, column = place
    top, left, bottom, right = source.area
    if sheet != source.sheet:
        return False
    if edge.side in {"above", "below"}:
        beyond = row > edge.outside.bottom if edge.side == "below" else row < edge.outside.top
        return left <= column <= right and (beyond or row in {bottom + 1, top - 1})
    beyond = column > edge.outside.right if edge.side == "right" else column < edge.outside.left
    return top <= row <= bottom and (beyond or column in {right + 1, left - 1})


def _is_read_on(model: Model, source: Source, edge: _Edge) -> bool:
    """Whether another formula reads the same line from the same start, but beyond the edge."""
    top, left, bottom, right = source.area
    return any(
        sheet == source.sheet
        and area.holds(edge.outside.top, edge.outside.left)
        and (
            (area.left, area.right) == (left, right) and (area.top == top or area.bottom == bottom)
            if edge.side in {"above", "below"}
            else (area.top, area.bottom) == (top, bottom) and (area.left == left or area.right == right)
        )
        for sheet, area in model.graph.areas
    )


def _line(edge: _Edge) -> int:
    """The row or column at which the range stops."""
    return edge.outside.top if edge.side in {"above", "below"} else edge.outside.left


def _edges_beyond_which_it_goes_on(model: Model, sheet: str, area: Area) -> Iterator[_Edge]:
    """The edges of an area that cuts a list, whoever reads it; along a row only where it is no higher than one row."""
    if area.size > _LARGEST or max(area.rows, area.columns) < _SHORTEST:
        return
    top, left, bottom, right = area
    if area.rows > 1:
        edges = (
            _Edge("above", Area(top - 1, left, top - 1, right), Area(top, left, top, right)),
            _Edge("below", Area(bottom + 1, left, bottom + 1, right), Area(bottom, left, bottom, right)),
        )
        there = model.sheet(sheet)
        going_on = [edge for edge in edges if _goes_on(model, there, edge) and not _is_header(model, there, edge)]
        if len(going_on) == 1:  # on both sides, it is a choice out of the middle of a list
            yield from (edge for edge in going_on if _ends_soon(model, there, edge))
    else:
        edges = (
            _Edge("left", Area(top, left - 1, bottom, left - 1), Area(top, left, bottom, left)),
            _Edge("right", Area(top, right + 1, bottom, right + 1), Area(top, right, bottom, right)),
        )
        yield from (
            edge
            for edge in edges
            if _goes_on(model, model.sheet(sheet), edge)
            and _ends_soon(model, model.sheet(sheet), edge)
            and not _is_opening(model, sheet, edge.outside)
            and not _is_corner(model.sheet(sheet), edge)
        )


def _ends_soon(model: Model, sheet: Sheet, edge: _Edge) -> bool:
    """Whether the list that goes on beyond an edge ends there, so that the range was meant to reach its end."""
    down, right = {"above": (-1, 0), "below": (1, 0), "left": (0, -1), "right": (0, 1)}[edge.side]
    further = Area(*(at + by * _FURTHEST_BEYOND for at, by in zip(edge.outside, (down, right) * 2, strict=True)))
    return not _goes_on(model, sheet, edge._replace(outside=further))


def _is_short_at(model: Model, place: Place, source: Source, edge: _Edge) -> bool:
    """Whether the formula at a place should read on beyond an edge of what it reads."""
    down = edge.side in {"above", "below"}
    if (
        _is_table(model, source)
        or _runs_along(model, place, down=down)
        or _grows(model.formulas.at[place], down=down)
        or (source.sheet == place[0] and edge.outside.holds(*place[1:]))
    ):
        return False
    if not _STATISTICS.isdisjoint(model.formulas.at[place].called) and (not down or source.area.size < _FEW_PERIODS):
        return False
    others = (other.area for other in model.graph.reads[place] if other.sheet == source.sheet)
    return not any(area != edge.inside and _is_at_or_beyond(area, edge) for area in others)


def _is_at_or_beyond(area: Area, edge: _Edge) -> bool:
    """Whether a formula reads, besides the range, the line that the range leaves out, or lines further on."""
    top, left, bottom, right = edge.outside
    if edge.side in {"above", "below"}:
        in_line = area.left <= left <= area.right
        return in_line and (area.top <= top if edge.side == "above" else area.bottom >= bottom)
    in_line = area.top <= top <= area.bottom
    return in_line and (area.left <= left if edge.side == "left" else area.right >= right)


def _is_window(model: Model, source: Source, edge: _Edge) -> bool:
    """Whether another range begins where this one ends: twelve months and the next twelve, or blocks of a column."""
    _, left, _, right = source.area
    top, outside_left, bottom, _ = edge.outside
    starts, ends = model.remembered(_borders)
    beyond = starts if edge.side in {"below", "right"} else ends
    if edge.side in {"above", "below"}:
        return (source.sheet, "rows", top, left, right) in beyond
    return (source.sheet, "columns", outside_left, top, bottom) in beyond


def _borders(model: Model) -> tuple[set[_Border], set[_Border]]:
    """Where the ranges that formulas read start, and where they end: at which row or column, from where to where."""
    starts: set[_Border] = set()
    ends: set[_Border] = set()
    for sheet, (top, left, bottom, right) in model.graph.areas:
        starts |= {(sheet, "rows", top, left, right), (sheet, "columns", left, top, bottom)}
        ends |= {(sheet, "rows", bottom, left, right), (sheet, "columns", right, top, bottom)}
    return starts, ends


def _is_header(model: Model, sheet: Sheet, edge: _Edge) -> bool:
    """Whether the row above is the header of a list: a text there, and numbers below it, in a column beside."""
    if edge.side != "above":
        return False
    row, left, _, right = edge.outside
    if all(_is_year(sheet.cells.get((row, column))) for column in range(left, right + 1)):
        return not all(_is_year(sheet.cells.get((row + 1, column))) for column in range(left, right + 1))
    for column in (left - 1, right + 1):
        above, below = sheet.cells.get((row, column)), sheet.cells.get((row + 1, column))
        if above is not None and above.kind == TEXT and below is not None and below.kind == NUMBER:
            return True
    return False


def _is_year(cell: Cell | None) -> bool:
    return cell is not None and isinstance(cell.value, float) and cell.value in _YEARS


def _is_corner(sheet: Sheet, edge: _Edge) -> bool:
    """Whether a text left of a row of headings heads the column of labels: below it stands another kind of cell."""
    outside, inside = (
        sheet.cells.get((area.top + 1, area.left if edge.side == "left" else area.right))
        for area in (edge.outside, edge.inside)
    )
    head = sheet.cells.get((edge.outside.top, edge.outside.left))
    if edge.side != "left" or head is None or head.kind != TEXT or outside is None:
        return False
    return inside is None or outside.kind != inside.kind or (outside.formula is None) != (inside.formula is None)


def _is_opening(model: Model, sheet: str, outside: Area) -> bool:
    """Whether the column outside is period 0 of the time axis: the opening, left out on purpose."""
    axes = [axis for axis in model.layouts[sheet].axes if axis.along_row and axis.first <= outside.left <= axis.last]
    return any(model.value((sheet, axis.line, outside.left)) == 0 for axis in axes)


def _is_table(model: Model, source: Source) -> bool:
    """Whether the range belongs to an Excel table, which grows with its rows."""
    if source.through and source.through.lower() in model.book.tables_by_name:
        return True
    return any(
        table.sheet == source.sheet and table.area.top <= source.area.top and source.area.bottom >= table.data.bottom
        and table.area.left <= source.area.left and source.area.right <= table.area.right
        for table in model.book.tables
    )  # fmt: skip


def _runs_along(model: Model, place: Place, *, down: bool) -> bool:
    """Whether copies of the formula stand in its line in the direction of the range: a moving window, years."""
    sheet, row, column = place
    grid, at = model.grid(sheet), model.formulas.by_sheet[sheet]
    cells = grid.columns[column] if down else grid.rows[row]
    return sum(at.get((cell.row, cell.column)) is at[row, column] for cell in cells) > 1


def _grows(formula: Formula, *, down: bool) -> bool:
    """Whether a range is fixed at one end and free at the other: it grows with the formula's place."""
    for node in formula.nodes:
        if isinstance(node, Reference) and not node.single:
            fixed = (
                (node.first.row_fixed, node.last.row_fixed)
                if down
                else (node.first.column_fixed, node.last.column_fixed)
            )
            if fixed[0] != fixed[1]:
                return True
    return False


def _goes_on(model: Model, sheet: Sheet, edge: _Edge) -> bool:
    """Whether what stands beyond an edge is of the same kind as what stands inside."""
    outside, inside = edge.outside, edge.inside
    if outside.top < 1 or outside.left < 1:
        return False
    alike = numbers = total = 0
    down, across = outside.top - inside.top, outside.left - inside.left
    for inner in model.grid(sheet.name).inside(inside):
        if inner.kind == BLANK and inner.formula is None:
            continue
        outer = sheet.cells.get((inner.row + down, inner.column + across))
        total += 1
        same = outer is not None and _same_kind(model, sheet.name, inner, outer)
        alike += same
        numbers += same and (outer is not None and (outer.kind == NUMBER or outer.formula is not None))
    return total > 0 and alike >= _ALIKE * total and (numbers > 0 or _same_text_list(sheet, edge))


def _same_kind(model: Model, sheet: str, inner: Cell, outer: Cell) -> bool:
    inner_formula = model.formulas.at.get((sheet, inner.row, inner.column))
    outer_formula = model.formulas.at.get((sheet, outer.row, outer.column))
    if (sheet, outer.row, outer.column) in model.spilled or (sheet, inner.row, inner.column) in model.spilled:
        return False
    if inner_formula is not None or outer_formula is not None:
        return inner_formula is outer_formula
    if _is_of_a_calculated_line(model, sheet, inner, outer):
        return False
    same_look = model.style(inner).number_format == model.style(outer).number_format
    return inner.kind == outer.kind and same_look and outer.value not in {None, ""} and inner.style == outer.style


def _is_of_a_calculated_line(model: Model, sheet: str, inner: Cell, outer: Cell) -> bool:
    """Whether a typed number stands in a line of formulas, as a total that was typed, and the one inside does not."""
    down, right = (0, 1) if outer.column == inner.column else (1, 0)
    at = model.formulas.by_sheet.get(sheet, {})
    calculated = [
        any((cell.row + by * down, cell.column + by * right) in at for by in (-1, 1)) for cell in (inner, outer)
    ]
    return calculated == [False, True]


def _same_text_list(sheet: Sheet, edge: _Edge) -> bool:
    """Whether a list of texts goes on: the line outside is text as the two last lines inside."""
    outer = sheet.cells.get((edge.outside.top, edge.outside.left))
    return outer is not None and outer.kind == TEXT and outer.formula is None

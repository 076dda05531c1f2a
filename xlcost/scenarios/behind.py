"""What stands behind a cell: the input that it picks, and the formulas on which it depends.

A live cell picks the value of one scenario; whoever sets it means that scenario's input. Two shapes are such a pick:
``=INDEX(D5:F5,1,MATCH(scenario,D4:F4,0))``, and the same within ``IF(...="","",...)``, which keeps a blank. A reference
alone (``=C5``) passes its cell on. Every other formula is a calculation, and none is overwritten.

What is calculated again and again for some outputs has no other formulas than they need.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from typing import Final

from xlcost.errors import BadArgument
from xlcost.formula.graph import Graph, PlaceIndex
from xlcost.formula.parser import parse
from xlcost.formula.tree import ArrayLiteral, Binary, Call, Literal, Missing, NameUse, Node, Reference
from xlcost.workbook.addresses import Area
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS
from xlcost.workbook.package import package_bytes, package_from_bytes
from xlcost.workbook.records import Book, Cell, CellValue, Place
from xlcost.workbook.tokens import FormulaError
from xlcost.workbook.writer import without_formulas
from xlcost.workbook.zipwriter import UNPACKED

#: More cells passing each other on than this are no model of anybody's.
_LONGEST_CHAIN: Final = 50


def input_behind(
    book: Book, place: Place, value_of: Callable[[Place], CellValue], place_of: Callable[[str], Place]
) -> Place | None:
    """The cell without a formula that a place stands for; None where its formula calculates something.

    Args:
        book: the workbook.
        place: sheet, row and column.
        value_of: the value of a cell now.
        place_of: the cell that a defined name means.
    """
    for _ in range(_LONGEST_CHAIN):
        cell = book.cell(place)
        if cell is None or cell.formula is None:
            return place
        try:
            tree = parse(cell.formula.lstrip("="), *place[1:])
        except FormulaError:
            return None
        followed = _picked(_Formula(place, value_of, place_of), tree)
        if followed is None:
            return None
        place = followed
    return None


class _Formula:
    """Where a formula stands, and how to ask what it names."""

    def __init__(self, place: Place, value_of: Callable[[Place], CellValue], place_of: Callable[[str], Place]) -> None:
        self._place, self._value_of, self._place_of = place, value_of, place_of

    def cells(self, node: Node) -> list[Place]:
        """The cells of a reference or a name, row by row; none for anything else, and for areas no pick has."""
        if isinstance(node, NameUse) and node.prefix is None:
            try:
                return [self._place_of(node.name)]
            except BadArgument:
                return []
        if not isinstance(node, Reference):
            return []
        sheet = node.prefix.strip("'").replace("''", "'") if node.prefix else self._place[0]
        (top, left), (bottom, right) = (corner.at(*self._place[1:]) for corner in (node.first, node.last))
        if (bottom - top + 1) * (right - left + 1) > _LONGEST_CHAIN:
            return []
        return [(sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]

    def values(self, node: Node) -> list[CellValue]:
        """The values of cells, of a constant or of an array constant."""
        if isinstance(node, ArrayLiteral):
            return [value for row in node.rows for part in row for value in self.values(part)]
        if isinstance(node, Literal):
            return [node.text if node.kind == "string" else float(node.text) if node.kind == "number" else None]
        return [self._value_of(place) for place in self.cells(node)]


def _picked(formula: _Formula, node: Node) -> Place | None:
    if isinstance(node, Reference | NameUse):
        cells = formula.cells(node)
        return cells[0] if len(cells) == 1 else None
    if not isinstance(node, Call):
        return None
    if node.name == "IF" and len(node.arguments) == 3 and _keeps_blank(node):
        return _picked(formula, node.arguments[2])
    if node.name != "INDEX" or len(node.arguments) not in (2, 3):
        return None
    cells = formula.cells(node.arguments[0])
    positions = [one for one in (_position(formula, argument) for argument in node.arguments[1:]) if one is not None]
    if len(positions) != len(node.arguments) - 1 or not cells:
        return None
    position = max(positions)  # of one row or one column, the other position is 1 or 0
    return cells[position - 1] if 1 <= position <= len(cells) and min(positions) in (0, 1, position) else None


def _keeps_blank(node: Call) -> bool:
    """Whether it is IF(x="","",x)."""
    condition, then, otherwise = node.arguments
    empty = Literal("string", "")
    return then == empty and condition == Binary("=", otherwise, empty)


def _position(formula: _Formula, node: Node) -> int | None:
    """A position: a whole number, nothing, or MATCH(value,among,0)."""
    if isinstance(node, Missing):
        return 0
    if isinstance(node, Literal) and node.kind == "number":
        return int(float(node.text))
    if not isinstance(node, Call) or node.name != "MATCH" or len(node.arguments) != 3:
        return None
    wanted, among, kind = (formula.values(argument) for argument in node.arguments)
    if kind != [0.0] or len(wanted) != 1:
        return None
    return next((number for number, one in enumerate(among, start=1) if _same(one, wanted[0])), None)


def _same(one: CellValue, other: CellValue) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return type(one) is type(other) and one == other


def needed(graph: Graph, outputs: Iterable[Place]) -> frozenset[Place] | None:
    """The formula cells on which the outputs depend, themselves included; None where the text of one hides that."""
    index = PlaceIndex(graph.reads)
    cells = ((place, graph.formulas.book.sheets_by_name[place[0].lower()].cells[place[1:]]) for place in graph.reads)
    arrays = [(place, reach) for place, cell in cells if (reach := _reach(cell)) is not None]
    found: set[Place] = set()
    pending = [(sheet, Area(row, column, row, column)) for sheet, row, column in outputs]
    while pending:
        sheet, area = pending.pop()
        filling = (place for place, reach in arrays if place[0] == sheet and reach.overlaps(area))
        for place in (*index.inside(sheet, area), *filling):
            if place in found:
                continue
            found.add(place)
            if place in graph.reading_anywhere:
                return None
            pending += [(source.sheet, source.area) for source in graph.reads[place]]
    return frozenset(found)


def narrowed(book: Book, formulas: Container[Place], kept: frozenset[Place]) -> Book:
    """The workbook without the formula cells that are not kept."""

    def goes(place: Place) -> bool:
        return place in formulas and place not in kept

    parts = {}
    for sheet in book.sheets:
        gone = {(cell.row, cell.column) for cell in sheet.formulas if goes((sheet.name, cell.row, cell.column))}
        if gone:
            parts[sheet.part] = without_formulas(book.package.parts[sheet.part], gone)
    return replace(
        book,
        package=package_from_bytes(package_bytes(book.package, parts, level=UNPACKED), book.package.path),
        sheets=tuple(
            replace(sheet, cells={at: cell for at, cell in sheet.cells.items() if not goes((sheet.name, *at))})
            for sheet in book.sheets
        ),
    )


def _reach(cell: Cell) -> Area | None:
    """The cells that a formula may fill besides its own: where it spills, nobody knows how many."""
    return Area(cell.row, cell.column, MAX_ROWS, MAX_COLUMNS) if cell.dynamic else cell.array

"""What the formulas of a workbook say, without calculating: unique formulas, their calls, and the cells they read.

A formula is read once however often it is copied: ``Formula`` is the same object for every copy. The checks, the
comparison, the map and the trace are all built on this; graph.py adds who depends on whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from xlcost.headless.addresses import Area
from xlcost.headless.grammar import (
    Apply,
    ArrayLiteral,
    Binary,
    Call,
    NameUse,
    Node,
    Reference,
    Structured,
    Unary,
    parse,
)
from xlcost.headless.records import Book, Cell, Name, Place, Table
from xlcost.headless.structured import resolve
from xlcost.headless.tokens import FormulaError, Point, r1c1

_EXTERNAL: Final = re.compile(r"\[([^\[\]]+)\]")
#: Names may be defined by names; Excel follows any number, hostile files must not make us.
_MAX_NAME_DEPTH: Final = 20


@dataclass(frozen=True)
class Formula:
    """A formula free of its place: ``r1c1`` reads the same, and ``tree`` is the same, wherever it is copied to."""

    r1c1: str
    tree: Node = field(repr=False)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The whole tree, outermost first, left to right."""
        return tuple(walk(self.tree))

    @cached_property
    def in_context(self) -> tuple[tuple[Node, tuple[tuple[Node, int], ...]], ...]:
        """Each node with the nodes above it, nearest last, and which part of each leads down to it."""
        return tuple(_with_parents(self.tree))

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Every function call, outermost first."""
        return tuple(node for node in self.nodes if isinstance(node, Call))

    @cached_property
    def is_bound_to_place(self) -> bool:
        """Whether copies read different kinds of cells: what spills from A1#, the table round [@Column]."""
        return any(
            (isinstance(node, Unary) and node.operator == "#") or (isinstance(node, Structured) and node.table is None)
            for node in self.nodes
        )


class Unique(NamedTuple):
    """A formula and the cells of one sheet that hold it, row by row."""

    sheet: str
    formula: Formula
    cells: tuple[Cell, ...]

    @property
    def areas(self) -> tuple[Area, ...]:
        """The rectangles in which it runs."""
        return rectangles((cell.row, cell.column) for cell in self.cells)


class Source(NamedTuple):
    """Cells that a formula reads; ``through`` is the defined name or table by which it calls them."""

    sheet: str
    area: Area
    through: str | None


@dataclass(frozen=True)
class Formulas:
    """All formulas of a workbook."""

    book: Book = field(repr=False)
    at: Mapping[Place, Formula] = field(repr=False)
    uniques: tuple[Unique, ...]
    unreadable: Mapping[Place, str]  # why a formula is none

    def sources(self, place: Place) -> tuple[Source, ...]:
        """The cells that the formula at a place reads; none for a constant."""
        formula = self.at.get(place)
        if formula is None:
            return ()
        if formula.is_bound_to_place:
            return tuple(sources(self.book, formula.tree, *place))
        key = (place[0], formula.r1c1)
        slots = self._slots.get(key)
        if slots is None:
            slots = self._slots[key] = _slots(self.book, formula.tree, place)
        _, row, column = place
        return tuple(slot if isinstance(slot, Source) else slot.at(row, column) for slot in slots)

    @cached_property
    def _slots(self) -> dict[tuple[str, str], tuple[Source | _Moving, ...]]:
        """By sheet and formula: what every copy reads, so that a copy costs no walk through the tree."""
        return {}


def read_formulas(book: Book) -> Formulas:
    """Reads every formula of the workbook once."""
    by_text: dict[str, Formula] = {}
    by_tree: dict[Node, Formula] = {}
    at: dict[Place, Formula] = {}
    unreadable: dict[Place, str] = {}
    groups: dict[tuple[str, str], list[Cell]] = {}
    for sheet in book.sheets:
        for cell in sheet.formulas:
            place = (sheet.name, cell.row, cell.column)
            text = cell.formula or ""
            try:
                key = r1c1(text, cell.row, cell.column)
                formula = by_text.get(key)
                if formula is None:
                    tree = parse(text, cell.row, cell.column)
                    formula = by_text[key] = by_tree.setdefault(tree, Formula(key, tree))
            except FormulaError as reason:
                unreadable[place] = str(reason)
                continue
            at[place] = formula
            groups.setdefault((sheet.name, formula.r1c1), []).append(cell)
    uniques = tuple(Unique(name, by_text[key], tuple(cells)) for (name, key), cells in groups.items())
    return Formulas(book, at, uniques, unreadable)


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, left to right."""
    match node:
        case Call(arguments=arguments):
            return arguments
        case Apply(function=function, arguments=arguments):
            return (function, *arguments)
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case ArrayLiteral(rows=rows):
            return tuple(item for row in rows for item in row)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, outermost first, left to right."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children(node)))


def _with_parents(node: Node) -> Iterator[tuple[Node, tuple[tuple[Node, int], ...]]]:
    pending: list[tuple[Node, tuple[tuple[Node, int], ...]]] = [(node, ())]
    while pending:
        current, above = pending.pop()
        yield current, above
        below = [(child, (*above, (current, index))) for index, child in enumerate(children(current))]
        pending.extend(reversed(below))


def sources(book: Book, tree: Node, sheet: str, row: int, column: int) -> Iterator[Source]:
    """The cells that a formula at a place reads, in the order of the text; other workbooks' cells are left out."""
    for slot in _slots(book, tree, (sheet, row, column)):
        yield slot if isinstance(slot, Source) else slot.at(row, column)


def external_books(tree: Node) -> tuple[str, ...]:
    """The other workbooks that a formula names: "1" for [1]Sheet!A1, or the file name where it is written out.

    A path or workbook before a *function* name is no link to data: see ``Call.prefix``.
    """
    prefixes = (node.prefix for node in walk(tree) if isinstance(node, (Reference, NameUse)) and node.prefix)
    found = (_EXTERNAL.search(prefix) for prefix in prefixes)
    return tuple(dict.fromkeys(match.group(1) for match in found if match and match.group(1) != "0"))


def sheets_of(book: Book, prefix: str | None, here: str) -> tuple[str, ...]:
    """The sheets that a reference's prefix means; none for another workbook or a sheet that is not there."""
    if prefix is None:
        return (here,)
    text = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
    if _EXTERNAL.search(text):
        return ()
    known = book.sheets_by_name
    if text.lower() in known:
        return (known[text.lower()].name,)
    first, colon, last = text.partition(":")
    if colon and first.lower() in known and last.lower() in known:
        ends = sorted((known[first.lower()].index, known[last.lower()].index))
        return tuple(sheet.name for sheet in book.sheets[ends[0] : ends[1] + 1])
    return ()


def name_of(book: Book, use: NameUse, here: str) -> Name | None:
    """The defined name that a formula on sheet ``here`` means; None for a parameter or an unknown name."""
    if use.prefix is None:
        return book.name(use.name, here)
    sheets = sheets_of(book, use.prefix, here)
    return book.name(use.name, sheets[0] if sheets else None)


def rectangles(cells: Iterable[tuple[int, int]]) -> tuple[Area, ...]:
    """Few rectangles that cover exactly the given (row, column) cells: runs along rows, joined where they stack."""
    closed: list[Area] = []
    growing: dict[tuple[int, int], Area] = {}  # by left and right edge: what the next row may continue
    for run in _runs(cells):
        edges = (run.left, run.right)
        above = growing.get(edges)
        if above is not None and above.bottom == run.top - 1:
            growing[edges] = above._replace(bottom=run.bottom)
        else:
            if above is not None:
                closed.append(above)
            growing[edges] = run
    return tuple(sorted([*closed, *growing.values()]))


def _runs(cells: Iterable[tuple[int, int]]) -> Iterator[Area]:
    run: Area | None = None
    for row, column in sorted(cells):
        if run is not None and run.top == row and run.right == column - 1:
            run = run._replace(right=column)
        else:
            if run is not None:
                yield run
            run = Area(row, column, row, column)
    if run is not None:
        yield run


class _Moving(NamedTuple):
    """Cells that depend on where the formula stands."""

    sheet: str
    ends: tuple[tuple[Point, Point], ...]  # one range, or the ranges between whose ends A1:INDEX(...) spans a box
    through: str | None

    def at(self, row: int, column: int) -> Source:
        """The cells for a formula at (row, column)."""
        first, last = self.ends[0]
        if first == last and len(self.ends) == 1:  # one cell, as most are
            top, left = first.at(row, column)
            return Source(self.sheet, Area(top, left, top, left), self.through)
        corners = [point.at(row, column) for pair in self.ends for point in pair]
        rows, columns = [at for at, _ in corners], [across for _, across in corners]
        return Source(self.sheet, Area(min(rows), min(columns), max(rows), max(columns)), self.through)


def _slots(book: Book, tree: Node, place: Place) -> tuple[Source | _Moving, ...]:
    return tuple(
        slot.at(*place[1:])
        if all(point.row_fixed and point.column_fixed for pair in slot.ends for point in pair)
        else slot
        for slot in _read_by(book, tree, place, None, 0)
    )


def _read_by(book: Book, node: Node, place: Place, through: str | None, depth: int) -> Iterator[_Moving]:
    """What a node reads, free of the place as far as rows and columns go."""
    if isinstance(node, Reference):
        for sheet in sheets_of(book, node.prefix, place[0]):
            yield _Moving(sheet, ((node.first, node.last),), through)
    elif isinstance(node, NameUse):
        name = name_of(book, node, place[0])
        tree = None if name is None or depth >= _MAX_NAME_DEPTH else name_tree(name)
        if name is not None and tree is not None:
            at = (name.scope or place[0], *place[1:])
            yield from _read_by(book, tree, at, through or name.name, depth + 1)
    elif isinstance(node, Structured):
        yield from _table_cells(book, node, place)
    elif isinstance(node, Binary) and node.operator == ":":
        yield from _spanned(list(_parts(book, node, place, through, depth)))
    elif isinstance(node, Unary) and node.operator == "#":
        for read in _read_by(book, node.operand, place, through, depth):
            yield _spill(book, read, place)
    else:
        yield from _parts(book, node, place, through, depth)


def _parts(book: Book, node: Node, place: Place, through: str | None, depth: int) -> Iterator[_Moving]:
    for child in children(node):
        yield from _read_by(book, child, place, through, depth)


@lru_cache(maxsize=4096)
def name_tree(name: Name) -> Node | None:
    """What a name stands for; relative references in it are relative to A1. None where it is no formula."""
    try:
        return parse(f"({name.formula})", 1, 1)  # in brackets a comma unites areas, as it does in a name
    except FormulaError:
        return None


def _table_cells(book: Book, node: Structured, place: Place) -> Iterator[_Moving]:
    table = _table(book, node, place)
    if table is None:
        return
    try:
        area, this_row = resolve(table, node.inside)
    except FormulaError:
        return
    top, bottom = (0, 0) if this_row else (area.top, area.bottom)
    first, last = Point(top, area.left, not this_row, True), Point(bottom, area.right, not this_row, True)
    yield _Moving(table.sheet, ((first, last),), table.name)


def _table(book: Book, node: Structured, place: Place) -> Table | None:
    if node.table is not None:
        return book.tables_by_name.get(node.table.lower())
    sheet, row, column = place
    return next((table for table in book.tables if table.sheet == sheet and table.area.holds(row, column)), None)


def _spanned(ends: list[_Moving]) -> Iterator[_Moving]:
    """A1:INDEX(...) reads at least the box round the ends that can be seen."""
    same_sheet = [end for end in ends if end.sheet == ends[0].sheet]
    if same_sheet:
        yield ends[0]._replace(ends=tuple(pair for end in same_sheet for pair in end.ends))


def _spill(book: Book, read: _Moving, place: Place) -> _Moving:
    """The cells that the array formula in the cell fills; the cell alone where it fills no more."""
    _, area, _ = read.at(*place[1:])
    cell = book.sheets_by_name[read.sheet.lower()].cells.get((area.top, area.left))
    if cell is None or cell.array is None:
        return read
    filled = cell.array
    corners = (Point(filled.top, filled.left, True, True), Point(filled.bottom, filled.right, True, True))
    return read._replace(ends=(corners,))

"""What the formulas of a workbook say, without calculating: unique formulas, their calls, and the cells they read.

A formula is read once however often it is copied: ``Formula`` is the same object for every copy. The checks, the
comparison, the map and the trace are all built on this; graph.py adds who depends on whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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
from xlcost.headless.records import Book, Cell, Name, Table
from xlcost.headless.structured import resolve
from xlcost.headless.tokens import FormulaError, pattern

#: (sheet name, row, column)
Place = tuple[str, int, int]

_EXTERNAL: Final = re.compile(r"\[([^\[\]]+)\]")
#: Names may be defined by names; Excel follows any number, hostile files must not make us.
_MAX_NAME_DEPTH: Final = 20


@dataclass(frozen=True)
class Formula:
    """A formula free of its place: ``r1c1`` reads the same, and ``tree`` is the same, wherever it is copied to."""

    r1c1: str
    tree: Node = field(repr=False)

    def calls(self) -> Iterator[Call]:
        """Every function call, outermost first."""
        return (node for node in walk(self.tree) if isinstance(node, Call))


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
        return () if formula is None else tuple(sources(self.book, formula.tree, *place))


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
                r1c1 = pattern(text, cell.row, cell.column).r1c1()
                formula = by_text.get(r1c1)
                if formula is None:
                    tree = parse(text, cell.row, cell.column)
                    formula = by_text[r1c1] = by_tree.setdefault(tree, Formula(r1c1, tree))
            except FormulaError as reason:
                unreadable[place] = str(reason)
                continue
            at[place] = formula
            groups.setdefault((sheet.name, formula.r1c1), []).append(cell)
    uniques = tuple(Unique(name, by_text[r1c1], tuple(cells)) for (name, r1c1), cells in groups.items())
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


def sources(book: Book, tree: Node, sheet: str, row: int, column: int) -> Iterator[Source]:
    """The cells that a formula at a place reads, in the order of the text; other workbooks' cells are left out."""
    yield from _sources(book, tree, (sheet, row, column), None, 0)


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


def _sources(book: Book, node: Node, place: Place, through: str | None, depth: int) -> Iterator[Source]:
    if isinstance(node, Reference):
        area = _area(node, place)
        for sheet in sheets_of(book, node.prefix, place[0]):
            yield Source(sheet, area, through)
    elif isinstance(node, NameUse):
        name = name_of(book, node, place[0])
        tree = None if name is None or depth >= _MAX_NAME_DEPTH else name_tree(name)
        if name is not None and tree is not None:
            at = (name.scope or place[0], *place[1:])
            yield from _sources(book, tree, at, through or name.name, depth + 1)
    elif isinstance(node, Structured):
        yield from _table_source(book, node, place)
    elif isinstance(node, Binary) and node.operator == ":":
        yield from _spanned(list(_parts(book, node, place, through, depth)))
    elif isinstance(node, Unary) and node.operator == "#":
        for source in _sources(book, node.operand, place, through, depth):
            yield source._replace(area=_spill(book, source))
    else:
        yield from _parts(book, node, place, through, depth)


def _parts(book: Book, node: Node, place: Place, through: str | None, depth: int) -> Iterator[Source]:
    for child in children(node):
        yield from _sources(book, child, place, through, depth)


def name_tree(name: Name) -> Node | None:
    """What a name stands for; relative references in it are relative to A1. None where it is no formula."""
    try:
        return parse(name.formula, 1, 1)
    except FormulaError:
        return None


def _area(reference: Reference, place: Place) -> Area:
    (top, left), (bottom, right) = reference.first.at(*place[1:]), reference.last.at(*place[1:])
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _table_source(book: Book, node: Structured, place: Place) -> Iterator[Source]:
    table = _table(book, node, place)
    if table is None:
        return
    try:
        area, this_row = resolve(table, node.inside)
    except FormulaError:
        return
    if this_row:
        area = area._replace(top=place[1], bottom=place[1])
    yield Source(table.sheet, area, table.name)


def _table(book: Book, node: Structured, place: Place) -> Table | None:
    if node.table is not None:
        return book.tables_by_name.get(node.table.lower())
    sheet, row, column = place
    return next((table for table in book.tables if table.sheet == sheet and table.area.holds(row, column)), None)


def _spanned(ends: list[Source]) -> Iterator[Source]:
    """A1:INDEX(...) reads at least the box round the ends that can be seen."""
    same_sheet = [end for end in ends if end.sheet == ends[0].sheet]
    if same_sheet:
        areas = [end.area for end in same_sheet]
        box = Area(
            min(area.top for area in areas),
            min(area.left for area in areas),
            max(area.bottom for area in areas),
            max(area.right for area in areas),
        )
        yield Source(ends[0].sheet, box, ends[0].through)


def _spill(book: Book, source: Source) -> Area:
    sheet = book.sheets_by_name[source.sheet.lower()]
    cell = sheet.cells.get((source.area.top, source.area.left))
    return cell.array if cell is not None and cell.array is not None else source.area

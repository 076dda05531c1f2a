"""What the formulas of a workbook say, without calculating: unique formulas, their calls, and the cells they read.

A formula is read once however often it is copied: ``Formula`` is the same object for every copy. The checks, the
comparison, the map and the trace are all built on this; graph.py adds who depends on whom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from xlcost.budget import OverBudget, at_cell, count
from xlcost.budget import at as at_work
from xlcost.formula.parser import parse
from xlcost.formula.references import DATA_TABLE, Copy, Source, Sources, name_tree, other_book, sources_of
from xlcost.formula.tree import Call, NameUse, Node, Operand, Reference, Structured, Unary, walk, walk_with_parents
from xlcost.workbook.addresses import Area, address, named_sheet, rectangles
from xlcost.workbook.limits import MAX_REFERENCES
from xlcost.workbook.records import Book, Place
from xlcost.workbook.tokens import FormulaError, r1c1

T = TypeVar("T")


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
        return tuple(walk_with_parents(self.tree))

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Every function call, outermost first."""
        return tuple(node for node in self.nodes if isinstance(node, Call))

    @cached_property
    def called(self) -> frozenset[str]:
        """The names of the functions called."""
        return frozenset(call.name for call in self.calls)

    @cached_property
    def external_books(self) -> tuple[str, ...]:
        """The other workbooks that it names; see the function ``external_books``."""
        return _external_books(self.nodes)

    @cached_property
    def is_bound_to_place(self) -> bool:
        """Whether copies read different kinds of cells: A1#, the table round [@Column], what-if tables."""
        return DATA_TABLE in self.called or any(
            (isinstance(node, Unary) and node.operator == "#") or (isinstance(node, Structured) and node.table is None)
            for node in self.nodes
        )


@dataclass(frozen=True)
class Unique:
    """A formula and the cells of one sheet that hold it, row by row."""

    sheet: str
    formula: Formula
    cells: tuple[Copy, ...]

    @property
    def first(self) -> Place:
        """Where the first copy stands."""
        return (self.sheet, self.cells[0].row, self.cells[0].column)

    @property
    def places(self) -> list[Place]:
        """Where the copies stand."""
        return [(self.sheet, row, column) for row, column, _ in self.cells]

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """The rectangles in which it runs."""
        return rectangles((cell.row, cell.column) for cell in self.cells)


@dataclass(frozen=True)
class Formulas:
    """All formulas of a workbook."""

    book: Book = field(repr=False)
    at: Mapping[Place, Formula] = field(repr=False)
    uniques: tuple[Unique, ...]
    unreadable: Mapping[Place, str]  # why a formula is none

    def fact(self, find: Callable[[Formulas], T]) -> T:
        """What a function finds in the formulas alone, found once for all workbooks that share them."""
        if find not in self._facts:
            self._facts[find] = find(self)
        found: T = self._facts[find]
        return found

    @cached_property
    def _facts(self) -> dict[Callable[[Formulas], Any], Any]:
        return {}

    @cached_property
    def by_sheet(self) -> Mapping[str, Mapping[tuple[int, int], Formula]]:
        """Sheet name -> (row, column) -> formula, for the sheets that have formulas."""
        found: defaultdict[str, dict[tuple[int, int], Formula]] = defaultdict(dict)
        for (sheet, row, column), formula in self.at.items():
            found[sheet][row, column] = formula
        return dict(found)

    def sources(self, place: Place) -> tuple[Source, ...]:
        """The cells that the formula at a place reads; none for a constant."""
        formula = self.at.get(place)
        if formula is None:
            return ()
        _, row, column = place
        return self._sources_of(place, formula).at(row, column)

    @cached_property
    def reads(self) -> Mapping[Place, tuple[Source, ...]]:
        """The cells that each formula reads, by its place.

        Raises:
            OverBudget: see ``refuse_too_many_references``.
        """
        self.refuse_too_many_references()
        found: dict[Place, tuple[Source, ...]] = dict.fromkeys(self.at, ())  # in the order of the workbook
        for unique in self.uniques:
            places, formula = unique.places, unique.formula
            at_cell(*places[0])
            count(len(places) * len(self._sources_of(places[0], formula).slots))
            if formula.is_bound_to_place:
                found.update((place, self.sources(place)) for place in places)
            else:
                found.update(zip(places, self._sources_of(places[0], formula).over(unique.cells), strict=True))
        return found

    def refuse_too_many_references(self) -> None:
        """Bounds what ``reads`` may hold, before it does.

        Raises:
            OverBudget: all formulas together name more cells and ranges than limits.py allows.
        """
        named = 0
        for unique in self.uniques:
            at_cell(*unique.first)
            named += len(unique.cells) * len(self._sources_of(unique.first, unique.formula).slots)
            if named > MAX_REFERENCES:
                where = f"{self.book.package.path}: {named_sheet(unique.sheet)}!{address(*unique.first[1:])}"
                most = f"name more than {MAX_REFERENCES:,} cells and ranges"
                raise OverBudget(f"{where}: this formula, its copies and those before it {most}; name areas instead")

    def _sources_of(self, place: Place, formula: Formula) -> Sources:
        if formula.is_bound_to_place:
            return sources_of(self.book, formula.tree, place)
        key = (place[0], formula.r1c1)
        found = self._by_formula.get(key)
        if found is None:
            found = self._by_formula[key] = sources_of(self.book, formula.tree, place)
        return found

    @cached_property
    def _by_formula(self) -> dict[tuple[str, str], Sources]:
        """By sheet and formula: what every copy reads, so that a copy costs no walk through the tree."""
        return {}

    def sources_of_part(self, node: Operand, place: Place) -> tuple[Source, ...]:
        """The cells that an operand of the formula at a place stands for."""
        sheet, row, column = place
        if isinstance(node, Structured) and node.table is None:
            return sources_of(self.book, node, place).at(row, column)
        found = self._by_part.get((sheet, node))
        if found is None:
            found = self._by_part[sheet, node] = sources_of(self.book, node, place)
        return found.at(row, column)

    @cached_property
    def _by_part(self) -> dict[tuple[str, Node], Sources]:
        return {}


def read_formulas(book: Book) -> Formulas:
    """Reads every formula of the workbook once."""
    at_work("formulas were read")
    by_text: dict[str, Formula] = {}
    by_tree: dict[Node, Formula] = {}
    at: dict[Place, Formula] = {}
    unreadable: dict[Place, str] = {}
    refused: dict[str, str] = {}
    groups: dict[tuple[str, str], list[Copy]] = {}
    for sheet in book.sheets:
        count(len(sheet.formulas))
        for cell in sheet.formulas:
            place = (sheet.name, cell.row, cell.column)
            at_cell(*place)
            text, key = cell.formula or "", ""
            try:
                key = sheet.copied.get((cell.row, cell.column)) or r1c1(text, cell.row, cell.column)
                if key in refused:  # a copy of one that cannot be read
                    unreadable[place] = refused[key]
                    continue
                formula = by_text.get(key)
                if formula is None:
                    count(len(text) // 4)  # most tokens are as long; a long text is one of them
                    tree = parse(text, cell.row, cell.column)
                    formula = by_text[key] = by_tree.setdefault(tree, Formula(key, tree))
            except FormulaError as reason:
                unreadable[place] = str(reason)
                if key:
                    refused[key] = str(reason)
                continue
            at[place] = formula
            groups.setdefault((sheet.name, formula.r1c1), []).append(Copy(cell.row, cell.column, text))
    uniques = tuple(Unique(name, by_text[key], tuple(cells)) for (name, key), cells in groups.items())
    return Formulas(book, at, uniques, unreadable)


def external_books(tree: Node) -> tuple[str, ...]:
    """The other workbooks that a formula names: "1" for [1]Sheet!A1, or the file name where it is written out.

    A path or workbook before a *function* name is no link to data: see ``Call.prefix``.
    """
    return _external_books(walk(tree))


def _external_books(nodes: Iterable[Node]) -> tuple[str, ...]:
    prefixes = (node.prefix for node in nodes if isinstance(node, (Reference, NameUse)) and node.prefix)
    return tuple(dict.fromkeys(name for prefix in prefixes if (name := other_book(prefix)) is not None))


def cells_saying(formulas: Formulas, says: Callable[[Node], bool]) -> Iterator[Place]:
    """The formula cells for whose formula, or a name that it uses, directly or not, ``says`` is true of the tree."""
    names = _names_saying(formulas.book, says)
    for unique in formulas.uniques:
        if says(unique.formula.tree) or (names and not names.isdisjoint(_used(unique.formula.nodes))):
            yield from ((unique.sheet, cell.row, cell.column) for cell in unique.cells)


def calls(*names: str) -> Callable[[Node], bool]:
    """Whether a tree calls one of the functions."""
    return lambda tree: any(isinstance(node, Call) and node.name in names for node in walk(tree))


def _names_saying(book: Book, says: Callable[[Node], bool]) -> set[str]:
    """Such names, in capitals; a sheet's own is not told from the workbook's."""
    users: dict[str, list[str]] = {}
    waiting: list[str] = []
    for name in book.names:
        tree = name_tree(name)
        if tree is None:
            continue
        if says(tree):
            waiting.append(name.name.upper())
        for used in _used(walk(tree)):
            users.setdefault(used, []).append(name.name.upper())
    found: set[str] = set()
    while waiting:
        name_reached = waiting.pop()
        if name_reached not in found:
            found.add(name_reached)
            waiting += users.get(name_reached, ())
    return found


def _used(nodes: Iterable[Node]) -> set[str]:
    """The names in a formula; a LAMBDA's is called like a function."""
    return {node.name.upper() for node in nodes if isinstance(node, (NameUse, Call))}

"""What formulas say, be it in the formula itself or in the defined names that it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from xlcost.headless.analysis import Formulas
from xlcost.headless.grammar import Call, NameUse, Node
from xlcost.headless.records import Book, Place
from xlcost.headless.sources import name_tree
from xlcost.headless.walking import walk


def cells_saying(formulas: Formulas, says: Callable[[Node], bool]) -> Iterator[Place]:
    """The formula cells for whose formula, or a name that it uses, directly or not, ``says`` is true of the tree."""
    names = _names_saying(formulas.book, says)
    for unique in formulas.uniques:
        if says(unique.formula.tree) or not names.isdisjoint(_used(unique.formula.nodes)):
            yield from ((unique.sheet, cell.row, cell.column) for cell in unique.cells)


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

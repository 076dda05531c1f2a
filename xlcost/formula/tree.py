"""A formula as a tree: its kinds of nodes, the parts of a node, and every node below one.

References are relative to their cell, so that one tree serves every copy of a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from operator import attrgetter
from typing import Any, Final, NamedTuple

from xlcost.workbook.tokens import Point


class Literal(NamedTuple):
    """A number, text, TRUE/FALSE or error value; ``text`` as written, a text without its quotes."""

    kind: str  # number, string, bool, error
    text: str


class Reference(NamedTuple):
    """Cells: ``first`` and ``last`` corner; ``prefix`` is what stood before the exclamation mark.

    ``moved`` are cells that OFFSET reaches: beyond the edge of the grid they are none, and do not run round it.
    """

    prefix: str | None
    first: Point
    last: Point
    moved: bool = False

    @property
    def single(self) -> bool:
        """Whether it is one cell by its form, wherever it is copied to."""
        return self.first == self.last


class NameUse(NamedTuple):
    """A defined name, or a parameter of LET or LAMBDA."""

    prefix: str | None
    name: str


class Structured(NamedTuple):
    """A reference into a table; the text between the outer brackets."""

    table: str | None
    inside: str


class Call(NamedTuple):
    """A function call; ``name`` in capitals, without the prefixes of files."""

    prefix: str | None
    name: str
    arguments: tuple[Node, ...]


class Apply(NamedTuple):
    """A call of a LAMBDA that stands where a function name would: LAMBDA(x,x+1)(5)."""

    function: Node
    arguments: tuple[Node, ...]


class Unary(NamedTuple):
    """Prefix -, + and @; postfix % and #."""

    operator: str
    operand: Node


class Binary(NamedTuple):
    """An operator between two operands; range ':', union ',' and intersection ' ' included."""

    operator: str
    left: Node
    right: Node


class ArrayLiteral(NamedTuple):
    """An array constant, by rows."""

    rows: tuple[tuple[Node, ...], ...]


class Missing(NamedTuple):
    """An argument left out between commas."""


#: What stands for cells.
Operand = Reference | NameUse | Structured
Node = Literal | Reference | NameUse | Structured | Call | Apply | Unary | Binary | ArrayLiteral | Missing


#: How to get at the parts of a node, left to right; nodes of other kinds have none.
_PARTS: Final[Mapping[type, Callable[[Any], tuple[Node, ...]]]] = {
    Call: attrgetter("arguments"),
    Apply: lambda node: (node.function, *node.arguments),
    Unary: lambda node: (node.operand,),
    Binary: attrgetter("left", "right"),
    ArrayLiteral: lambda node: tuple(chain.from_iterable(node.rows)),
}


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, left to right."""
    parts = _PARTS.get(type(node))
    return () if parts is None else parts(node)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, outermost first, left to right."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        if type(node) in _PARTS:
            pending += reversed(children(node))


def walk_with_parents(node: Node) -> Iterator[tuple[Node, tuple[tuple[Node, int], ...]]]:
    """As ``walk``; with each node those above it, nearest last, and which part of each leads down to it."""
    pending: list[tuple[Node, tuple[tuple[Node, int], ...]]] = [(node, ())]
    while pending:
        current, above = pending.pop()
        yield current, above
        below = [(child, (*above, (current, index))) for index, child in enumerate(children(current))]
        pending.extend(reversed(below))

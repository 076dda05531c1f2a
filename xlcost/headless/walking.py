"""Going through formula trees: the parts of a node, and every node below one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from xlcost.headless.grammar import Apply, ArrayLiteral, Binary, Call, Node, Unary

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

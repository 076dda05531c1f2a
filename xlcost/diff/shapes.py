"""What is fixed about a formula, and what it refers to: apart, so that formulas can be compared after cells shifted."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final, NamedTuple

from xlcost.formula.tree import (
    ArrayLiteral,
    Binary,
    Call,
    Literal,
    NameUse,
    Node,
    Reference,
    Structured,
    Unary,
    children,
    walk,
)
from xlcost.outline.model import Model
from xlcost.workbook.records import Place

_FLAGS: Final = frozenset({"TRUE", "FALSE"})


class Shape(NamedTuple):
    """A formula in two parts: everything but its references, and those in the order of the text."""

    skeleton: tuple[Hashable, ...]
    references: tuple[Reference, ...]


class Shapes:
    """The shapes of one workbook's formulas, each read once however often it is copied."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._known: dict[str, Shape] = {}

    def at(self, place: Place) -> Shape | None:
        """The shape of the formula at a place; None where there is none that can be read."""
        formula = self._model.formulas.at.get(place)
        if formula is None:
            return None
        shape = self._known.get(formula.r1c1)
        if shape is None:
            shape = self._known[formula.r1c1] = shape_of(formula.tree)
        return shape


def shape_of(tree: Node) -> Shape:
    """The shape of a formula; upper and lower case, spaces and paths before function names do not matter."""
    skeleton: list[Hashable] = []
    references: list[Reference] = []
    for found in walk(tree):
        node = _constant(found)
        if isinstance(node, Reference):
            references.append(node)
        skeleton.append((type(node).__name__, _own(node), len(children(node))))
    return Shape(tuple(skeleton), tuple(references))


def _constant(node: Node) -> Node:
    """TRUE() as some programs write it is TRUE."""
    if isinstance(node, Call) and node.name in _FLAGS and not node.arguments:
        return Literal("bool", node.name)
    return node


def _own(node: Node) -> Hashable:  # noqa: PLR0911 - one return for each kind of node
    """What a node says itself, without the nodes below it."""
    match node:
        case Literal("number", text):
            return float(text)
        case Literal(kind, text):
            return kind, text
        case NameUse(prefix, name):
            return prefix and prefix.lower(), name.lower()
        case Structured(table, inside):
            return table and table.lower(), inside.lower().replace(" ", "")
        case Call(_, name, _):
            return name
        case Unary(operator, _) | Binary(operator, _, _):
            return operator
        case ArrayLiteral(rows):
            return len(rows)
        case _:
            return None

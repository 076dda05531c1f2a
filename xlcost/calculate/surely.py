"""What the text of a formula tells by itself: that no engine gets it wrong, or that it may read beyond the workbook."""

from __future__ import annotations

from typing import Final

from xlcost.formula.signatures import EXCEL_FUNCTIONS, words
from xlcost.formula.tree import Binary, Call, Literal, Node, Reference, Unary, walk
from xlcost.formula.unique import external_books

#: Functions that fetch what they give.
FROM_OUTSIDE: Final = words(
    """
    WEBSERVICE RTD STOCKHISTORY IMAGE TRANSLATE DETECTLANGUAGE SQL.REQUEST CALL REGISTER.ID GETPIVOTDATA CUBEVALUE
    CUBEMEMBER CUBESET CUBESETCOUNT CUBERANKEDMEMBER CUBEMEMBERPROPERTY CUBEKPIMEMBER
    """
)

_SURE_OPERATORS: Final = frozenset("+-*/")


def reads_outside(tree: Node) -> bool:
    """Whether a formula may read more than this workbook: others, the network, whatever a macro likes."""
    called = {node.name for node in walk(tree) if isinstance(node, Call)}
    macros = called - EXCEL_FUNCTIONS  # which may read whatever they like; names of LAMBDAs are among them
    return bool(called & FROM_OUTSIDE or macros or external_books(tree))


def is_plain(tree: Node) -> bool:
    """Whether a formula has nothing but cells, numbers, the four operations and sums of ranges."""
    nodes = list(walk(tree))
    return any(isinstance(node, Reference) for node in nodes) and all(map(_is_sure, nodes))


def _is_sure(node: Node) -> bool:
    if isinstance(node, Reference):
        return node.prefix is None or "[" not in node.prefix
    if isinstance(node, Literal):
        return node.kind == "number"
    if isinstance(node, Binary):
        return node.operator in _SURE_OPERATORS
    if isinstance(node, Unary):
        return node.operator in {"-", "+", "%"}
    return isinstance(node, Call) and node.name == "SUM" and node.prefix is None

"""Questions that several rules ask of a formula's tree."""

from __future__ import annotations

from typing import TypeGuard

from xlcost.formula.signatures import GIVE_TEXT
from xlcost.formula.tree import Binary, Call, Literal, NameUse, Node, Operand, Reference, Structured, Unary, children
from xlcost.formula.unique import Formula
from xlcost.functions import FUNCTIONS

COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
#: Functions that look at where a reference is, not at what stands there.
PLACE_FUNCTIONS = frozenset({"ROW", "ROWS", "COLUMN", "COLUMNS", "AREAS", "SHEET", "ISREF", "FORMULATEXT", "CELL"})


def gives_text(node: Node) -> bool:
    """Whether the form of a formula says that it gives a text, whatever its value is."""
    match node:
        case Literal("string") | Binary("&"):
            return True
        case Call(name="IF", arguments=(_, *choices)):
            return any(map(gives_text, choices))
        case Call(name=name):
            return name in GIVE_TEXT
        case _:
            return False


def number(node: Node) -> float | None:
    """The number that a literal stands for, its sign and per cent included."""
    match node:
        case Literal("number", text):
            return float(text)
        case Unary("-", operand):
            value = number(operand)
            return None if value is None else -value
        case Unary("+", operand):
            return number(operand)
        case Unary("%", operand):
            value = number(operand)
            return None if value is None else value / 100
        case _:
            return None


def is_link(node: Node) -> bool:
    """Whether a formula only repeats another cell."""
    return (isinstance(node, Reference) and node.single) or isinstance(node, NameUse)


def is_operand(node: Node) -> TypeGuard[Operand]:
    """Whether a node stands for cells."""
    return isinstance(node, (Reference, NameUse, Structured))


def our_calls(formula: Formula) -> list[Call]:
    """The calls of xlcost functions in a formula, outermost first."""
    return [call for call in formula.calls if call.name in FUNCTIONS]


def compares(node: Node) -> bool:
    """Whether a node is a comparison."""
    return isinstance(node, Binary) and node.operator in COMPARISONS


def skeleton(node: Node) -> str:
    """The formula with every reference blanked: what it does, whatever it does it to."""
    match node:
        case Reference() | NameUse() | Structured():
            return "?"
        case Literal(kind, text):
            return f"{kind}:{text}"
        case Call(_, name, arguments):
            return f"{name}({','.join(map(skeleton, arguments))})"
        case Binary(operator, left, right):
            return f"({skeleton(left)}{operator}{skeleton(right)})"
        case Unary(operator, operand):
            return f"{operator}{skeleton(operand)}"
        case _:
            return f"{type(node).__name__}({','.join(map(skeleton, children(node)))})"

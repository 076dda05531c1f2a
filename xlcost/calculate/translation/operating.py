"""Constants and operators, as the engine takes them."""

from __future__ import annotations

from typing import Final

from xlcost.calculate.replacements import COMPARE, JOIN, POWER, TEXT_OF
from xlcost.calculate.translation.emission import CHOICES, FIRST, LIFT, CannotEvaluate, Scope, Text, Work, call
from xlcost.calculate.translation.pieces import Cells, Piece, Place
from xlcost.calculate.translation.reading import (
    EXCEPTING,
    INDEX,
    STRICT_NUMBER,
    TRUTH,
    never_negative,
    reader_of,
)
from xlcost.calculate.translation.referencing import calculated_range, intersection, spilled
from xlcost.calculate.translation.rewriting import as_number
from xlcost.formula.signatures import GIVE_TEXT
from xlcost.formula.tree import (
    ArrayLiteral,
    Binary,
    Call,
    Literal,
    Missing,
    NameUse,
    Node,
    Reference,
    Structured,
    Unary,
)

_COMPARISONS: Final = frozenset({"=", "<>", "<", ">", "<=", ">="})
#: A formula's last addition or subtraction gives 0 in Excel where what is left is only rounding.
_SNAPPED: Final = ",IF(ABS(xlc_r)<9E-16*ABS(xlc_a),0,xlc_r))"


def root(work: Work, tree: Node, mode: str) -> Text:
    """The whole formula."""
    if not (isinstance(tree, Binary) and tree.operator in {"+", "-"}):
        return work.emit(tree, mode, {}, inside=False)
    left, right = (operand_of(work, side, mode, {}, inside=False) for side in (tree.left, tree.right))
    if left.many or right.many:
        return _calculated(tree, left, right)
    total: list[Piece] = [*left.pieces, tree.operator, *right.pieces]
    if _is_read(tree.left) and _is_read(tree.right):  # written out it takes half the time of names
        return Text(["(", *total, ")*(ABS(", *total, ")>=9E-16*ABS(", *left.pieces, "))"])
    return Text(["LET(xlc_a,", *left.pieces, ",xlc_r,xlc_a", tree.operator, *right.pieces, _SNAPPED])


def _is_read(node: Node) -> bool:
    """Whether an operand is a cell or a number, or two of them."""
    if isinstance(node, Binary):
        return node.operator in {"*", "/"} and _is_single(node.left) and _is_single(node.right)
    return _is_single(node)


def _is_single(node: Node) -> bool:
    return (isinstance(node, Reference) and node.single) or (isinstance(node, Literal) and node.kind == "number")


def literal(work: Work, node: Literal, mode: str, scope: Scope, inside: bool) -> Text:
    """A number, text, truth value or error."""
    del mode, scope, inside
    if node.kind == "string":
        return Text(['"' + node.text.replace('"', '""') + '"'])
    return Text([node.text])


def missing(work: Work, node: Missing, mode: str, scope: Scope, inside: bool) -> Text:
    """An argument left out."""
    del node, mode, scope, inside
    return Text([""])


def array_literal(work: Work, node: ArrayLiteral, mode: str, scope: Scope, inside: bool) -> Text:
    """An array constant."""
    del mode, inside
    rows = [",".join(_constant(work, item, scope) for item in row) for row in node.rows]
    return Text(["{" + ";".join(rows) + "}"], many=len(node.rows) * len(node.rows[0]) > 1)


def _constant(work: Work, node: Node, scope: Scope) -> str:
    if isinstance(node, Unary) and node.operator in "+-" and isinstance(node.operand, Literal):
        return ("-" if node.operator == "-" else "") + node.operand.text
    if isinstance(node, Literal):
        return "".join(map(str, literal(work, node, "V", scope, False).pieces))
    raise CannotEvaluate("an array constant with something else than constants")


def unary(work: Work, node: Unary, mode: str, scope: Scope, inside: bool) -> Text:
    """A sign, a percentage, @ or #."""
    if node.operator == "@":
        return at(work, node.operand, scope, inside)
    if node.operator == "#":
        return spilled(work, node.operand, mode, scope)
    if node.operator == "+":
        return work.emit(node.operand, "A" if mode == "A" else "V", scope, inside=inside)
    text = operand_of(work, node.operand, "A" if mode == "A" else "V", scope, inside=inside)
    if node.operator == "%":
        return Text(["(", *text.pieces, "%)"], text.many)
    return Text([f"({node.operator}", *text.pieces, ")"], text.many)


def operand_of(work: Work, node: Node, mode: str, scope: Scope, *, inside: bool) -> Text:
    """An operand or argument that is read as a number; the cells that it may come from are noted."""
    start = len(work.state.precedents)
    text = work.emit(as_number(node), mode, scope, inside=inside)
    if isinstance(node, (Reference, Structured, NameUse)):
        work.state.numbers += [piece for piece in text.pieces if isinstance(piece, Place) and len(text.pieces) == 1]
    elif isinstance(node, Call) and node.name in CHOICES:
        read = work.state.precedents[start:]
        work.state.numbers += [piece for piece in read if not isinstance(piece, Cells) or piece.first == piece.last]
    return text


def read_number(work: Work, name: str, position: int, node: Node, mode: str, scope: Scope, *, inside: bool) -> Text:
    """An argument that a function of the engine's reads as a number: texts are read by us, as Excel does."""
    start = len(work.state.numbers)
    reader = reader_of(name, position)
    if reader == TRUTH and isinstance(node, Literal) and node.text.upper() in {"TRUE", "FALSE"}:
        return Text([node.text.upper()])
    if reader == STRICT_NUMBER and isinstance(node, Literal) and node.kind == "bool":
        return Text(["#VALUE!"])
    text = operand_of(work, node, mode, scope, inside=inside)
    from_cells = isinstance(node, (Reference, Structured, NameUse)) or (isinstance(node, Call) and node.name in CHOICES)
    if text.many and reader == STRICT_NUMBER:
        raise CannotEvaluate(f"{name} of several values, which may be truth values")
    if text.many or reader is None or text.pieces == [""] or not (from_cells or reader in EXCEPTING):
        return text
    if reader == INDEX and never_negative(node):
        return text
    del work.state.numbers[start:]
    return Text(call(reader, text.pieces))


def at(work: Work, node: Node, scope: Scope, inside: bool) -> Text:
    """@: one value, by implicit intersection."""
    text = work.emit(node, "V", scope, inside=inside)
    return Text(call(FIRST, text.pieces)) if text.many else text


def binary(work: Work, node: Binary, mode: str, scope: Scope, inside: bool) -> Text:
    """An operator between two operands."""
    if node.operator == ":":
        return calculated_range(work, node, mode, scope)
    if node.operator == " ":
        return intersection(work, node, mode, scope)
    if node.operator == ",":
        raise CannotEvaluate("a union of areas where Excel adds up none")
    wanted = "A" if mode == "A" else "V"
    if node.operator in _COMPARISONS or node.operator == "&":
        left, right = (work.emit(side, wanted, scope, inside=inside) for side in (node.left, node.right))
        return _joined(node, left, right) if node.operator == "&" else _compared(node, left, right)
    left, right = (operand_of(work, side, wanted, scope, inside=inside) for side in (node.left, node.right))
    return _calculated(node, left, right)


def _joined(node: Binary, left: Text, right: Text) -> Text:
    if left.many or right.many:
        return Text(["(", *as_text(node.left, left), "&", *as_text(node.right, right), ")"], many=True)
    if left.pieces[0] == f"{JOIN}(":
        return Text([*left.pieces[:-1], ",", *right.pieces, ")"])
    return Text(call(JOIN, left.pieces, right.pieces))


def _compared(node: Binary, left: Text, right: Text) -> Text:
    many = left.many or right.many
    if not many and _close_calls(node):
        return Text(call(COMPARE, [f'"{node.operator}"'], left.pieces, right.pieces))
    return Text(["(", *left.pieces, node.operator, *right.pieces, ")"], many)


def _calculated(node: Binary, left: Text, right: Text) -> Text:
    many = left.many or right.many
    if node.operator == "^" and not (_sure(node.left) or _sure(node.right)):
        if many:
            return Text(call(LIFT, [f'"{POWER}:VV"'], left.pieces, right.pieces), many)
        return Text(call(POWER, left.pieces, right.pieces))
    return Text(["(", *left.pieces, node.operator, *right.pieces, ")"], many)


def as_text(node: Node, text: Text) -> list[Piece]:
    """An operand that is read as a text; numbers with at most 15 digits."""
    surely = isinstance(node, Literal) and node.kind in {"string", "error"}
    surely = surely or (isinstance(node, Call) and node.name in GIVE_TEXT)
    if surely or isinstance(node, Missing) or (isinstance(node, Binary) and node.operator == "&"):
        return text.pieces
    return call(LIFT, [f'"{TEXT_OF}:V"'], text.pieces) if text.many else call(TEXT_OF, text.pieces)


def _close_calls(node: Binary) -> bool:
    """Whether two numbers are compared that may differ in nothing but rounding."""
    for side in (node.left, node.right):
        if isinstance(side, Literal) and (side.kind != "number" or float(side.text) == 0):
            return False
        if isinstance(side, Call) and side.name in GIVE_TEXT:
            return False
    return True


def _sure(node: Node) -> bool:
    """A number other than 0."""
    return isinstance(node, Literal) and node.kind == "number" and float(node.text) != 0

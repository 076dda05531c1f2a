"""OFFSET by fixed steps: ``OFFSET(C3,-1,0)`` is the cell above C3, known without calculating.

Models that shall survive inserted rows write running balances so. Read as what they reach, such formulas are no circles
when they start from their own cell, and it is known what they read.
"""

from __future__ import annotations

from typing import Final

from xlcost.formula.tree import Apply, Binary, Call, Literal, Missing, Node, Reference, Unary, walk
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS
from xlcost.workbook.tokens import Point

_MOST_ARGUMENTS: Final = 5


def with_offsets_read(tree: Node) -> Node:
    """The tree with the cells that OFFSET reaches by fixed steps in the place of its calls."""
    moves = any(isinstance(node, Call) and node.name == "OFFSET" for node in walk(tree))
    return _read(tree) if moves else tree


def _read(tree: Node) -> Node:
    if isinstance(tree, Call):
        call = tree._replace(arguments=tuple(map(_read, tree.arguments)))
        return _reached(call) or call
    if isinstance(tree, Binary):
        left, right = _read(tree.left), _read(tree.right)
        return _joined(tree, left, right) or tree._replace(left=left, right=right)
    if isinstance(tree, Unary):
        return tree._replace(operand=_read(tree.operand))
    if isinstance(tree, Apply):
        return Apply(_read(tree.function), tuple(map(_read, tree.arguments)))
    return tree


def fixed_offset(tree: Node) -> bool:
    """Whether a node is an OFFSET whose cells are known without calculating."""
    return isinstance(tree, Call) and tree.name == "OFFSET" and isinstance(with_offsets_read(tree), Reference)


def _reached(call: Call) -> Reference | None:
    """The cells that OFFSET gives, None where calculation decides, or which Excel refuses as #REF!."""
    if call.name != "OFFSET" or call.prefix is not None or not 3 <= len(call.arguments) <= _MOST_ARGUMENTS:
        return None
    start, *given = call.arguments
    if not isinstance(start, Reference) or (start.prefix is not None and ":" in start.prefix):
        return None
    steps = [_whole(argument) for argument in given]
    if any(step is None and not isinstance(argument, Missing) for step, argument in zip(steps, given, strict=True)):
        return None
    down, right = steps[0] or 0, steps[1] or 0
    height, width = (*steps[2:], None, None)[:2]
    rows = _ends(start.first.row, start.last.row, start.first.row_fixed == start.last.row_fixed, down, height)
    columns = _ends(
        start.first.column, start.last.column, start.first.column_fixed == start.last.column_fixed, right, width
    )
    if rows is None or columns is None:
        return None
    first = start.first._replace(row=rows[0], column=columns[0])
    last = start.last._replace(row=rows[1], column=columns[1])
    if not (_may_be(first) and _may_be(last)):
        return None
    return Reference(start.prefix, first, last, moved=True)


def _ends(first: int, last: int, alike: bool, by: int, size: int | None) -> tuple[int, int] | None:
    """Where rows or columns begin and end once they are moved and, where a size is given, made that many."""
    if size is None:
        return first + by, last + by
    if size == 0 or not alike:
        return None
    start = min(first, last) + by
    return (start, start + size - 1) if size > 0 else (start + size + 1, start)


def _may_be(point: Point) -> bool:
    rows = 1 <= point.row <= MAX_ROWS if point.row_fixed else abs(point.row) < MAX_ROWS
    columns = 1 <= point.column <= MAX_COLUMNS if point.column_fixed else abs(point.column) < MAX_COLUMNS
    return rows and columns


def _whole(node: Node) -> int | None:
    """A number written out, cut to a whole one as OFFSET does it."""
    sign = 1
    while isinstance(node, Unary) and node.operator in "+-":
        sign = -sign if node.operator == "-" else sign
        node = node.operand
    if not isinstance(node, Literal) or node.kind != "number":
        return None
    number = sign * float(node.text)
    return int(number // 1)


def _joined(node: Binary, left: Node, right: Node) -> Reference | None:
    """``A1:OFFSET(A5,-1,0)`` as the cells between its ends."""
    if node.operator != ":" or not (isinstance(left, Reference) and isinstance(right, Reference)):
        return None
    if not (left.single and right.single and (left.moved or right.moved) and right.prefix in {None, left.prefix}):
        return None
    return Reference(left.prefix, left.first, right.first, moved=True)

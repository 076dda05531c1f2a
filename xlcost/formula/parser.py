"""Formula text as a tree, with references relative to their cell, so that one tree serves every copy of a formula."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from xlcost.formula.tree import (
    Apply,
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
from xlcost.workbook.limits import MAX_FORMULA_DEPTH, MAX_TREE_DEPTH
from xlcost.workbook.tokens import FormulaError, Token, parse_columns, parse_point, parse_rows, tokenize

_LEVELS: Final = {
    "=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1,
    "&": 2,
    "+": 3, "-": 3,
    "*": 4, "/": 4,
    "^": 5,
}  # fmt: skip
_UNARY_LEVEL: Final = 6  # binds tighter than ^: -2^2 is 4 in Excel
_FILE_PREFIXES: Final = ("_XLFN.", "_XLWS.", "_XLPM.", "_XLOP.", "_XLUDF.", "_XLETA.", "_XLDUDF_")
_OPERANDS: Final = frozenset({"cell", "columns", "rows", "prefix", "name", "call"})
#: Tokens that may add a level to a tree; a space and a comma do between references and areas.
_DEEPENING: Final = frozenset({"op", "call", "space"})
#: What may follow an operand that is whole as it stands.
_AFTER_OPERAND: Final = frozenset({*_LEVELS, ",", ")", ";", "}"})


@lru_cache(maxsize=2048)
def parse(text: str, row: int, column: int) -> Node:
    """The tree of a formula (no equals sign) that stands at (row, column).

    Remembered, because calculation and analysis both ask for each unique formula where it first stands.

    Raises:
        FormulaError: no formula, or longer or deeper than limits.py allows.
    """
    tokens = tokenize(text)
    parser = _Parser(tokens, row, column)
    tree = parser.expression(0)
    if parser.kind is not None:
        raise FormulaError(f"{parser.text!r} is not expected there")
    if sum(token.kind in _DEEPENING for token in tokens) > MAX_TREE_DEPTH and _is_too_deep(tree):
        raise FormulaError(
            f"has more than {MAX_TREE_DEPTH} levels or operators in a row; use SUM, or break it into steps"
        )
    return tree


def _is_too_deep(tree: Node) -> bool:
    pending: list[tuple[object, int]] = [(tree, 0)]
    while pending:
        part, depth = pending.pop()
        if depth > MAX_TREE_DEPTH:
            return True
        if isinstance(part, tuple):
            deeper = depth + isinstance(part, Node)
            pending += [(inner, deeper) for inner in part]
    return False


def bare_name(name: str) -> str:
    """A function or parameter name in capitals without the prefixes that files put before it."""
    name = name.upper().replace("__XLUDF.", "_XLUDF.")
    while name.startswith("_XL"):
        for prefix in _FILE_PREFIXES:
            if name.startswith(prefix):
                name = name[len(prefix) :]
                break
        else:
            return name
    return name


class _Parser:
    """Precedence climbing over the tokens; spaces count only between references, where they mean intersection."""

    def __init__(self, tokens: Sequence[Token], row: int, column: int) -> None:
        self._tokens = tokens
        self._row, self._column = row, column
        self._position = 0
        self._depth = 0
        self.kind: str | None = None  # of the token at hand; None at the end
        self.text = ""  # of the token at hand; "" at the end
        self._skip_space()

    def expression(self, level: int) -> Node:
        """Operators that bind at least as tightly as ``level``."""
        self._deeper()
        left = self._unary()
        while self.kind == "op" and _LEVELS.get(self.text, -1) >= level:
            operator = self._take().text
            left = Binary(operator, left, self.expression(_LEVELS[operator] + 1))
        self._depth -= 1
        return left

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_FORMULA_DEPTH:
            raise FormulaError(f"nested deeper than {MAX_FORMULA_DEPTH} levels")

    def _take(self) -> Token:
        if self._position >= len(self._tokens):
            raise FormulaError("ends too early")
        token = self._tokens[self._position]
        self._position += 1
        self._skip_space()
        return token

    def _skip_space(self) -> None:
        tokens, position = self._tokens, self._position
        while position < len(tokens) and tokens[position].kind == "space":
            position += 1
        self._position = position
        self.kind, self.text = tokens[position] if position < len(tokens) else (None, "")

    def _expect(self, text: str) -> None:
        if self.text != text:
            raise FormulaError(f"{text!r} is missing" + (f" before {self.text!r}" if self.text else " at the end"))
        self._take()

    def _unary(self) -> Node:
        following = self._tokens[self._position + 1 : self._position + 2]
        if not following or following[0].text in _AFTER_OPERAND:  # nearly always; the long way takes twice the time
            if self.kind == "cell":
                point = parse_point(self._take().text, self._row, self._column)
                return Reference(None, point, point)
            if self.kind == "number":
                return Literal("number", self._take().text)
        signs = []
        while self.kind == "op" and self.text in {"-", "+", "@"}:
            signs.append(self._take().text)
            if len(signs) > MAX_FORMULA_DEPTH:
                raise FormulaError(f"has more than {MAX_FORMULA_DEPTH} signs in a row")
        node = self._postfix()
        for sign in reversed(signs):
            node = Unary(sign, node)
        return node

    def _postfix(self) -> Node:
        node = self._intersection()
        count = 0
        while self.kind == "op" and self.text in {"%", "#"}:
            node = Unary(self._take().text, node)
            count += 1
            if count > MAX_FORMULA_DEPTH:
                raise FormulaError(f"has more than {MAX_FORMULA_DEPTH} signs in a row")
        return node

    def _intersection(self) -> Node:
        node = self._range()
        while self.kind in _OPERANDS and self._tokens[self._position - 1].kind == "space":
            node = Binary(" ", node, self._range())
        return node

    def _range(self) -> Node:
        node = self._applied()
        while self.kind == "op" and self.text == ":":
            self._take()
            node = _joined(node, self._applied())
        return node

    def _applied(self) -> Node:
        node = self._primary()
        while self.text == "(" and isinstance(node, (Call, Apply)) and self._tokens[self._position - 1].text == ")":
            self._take()
            node = Apply(node, self._arguments())
        return node

    def _primary(self) -> Node:  # noqa: PLR0911 - one return for each kind of operand
        kind, text = self.kind, self.text
        if kind == "op" and text == "(":
            return self._group()
        if kind == "op" and text == "{":
            return self._array()
        token = self._take()
        if kind == "number":
            return Literal("number", text)
        if kind == "string":
            return Literal("string", text[1:-1].replace('""', '"'))
        if kind == "error":
            return Literal("error", text.upper())
        if kind == "bracket":
            return Structured(None, text[1:-1])
        return self._named(token, None)

    def _named(self, token: Token, prefix: str | None) -> Node:  # noqa: PLR0911 - one return for each kind of operand
        kind, text = token
        if kind == "prefix" and prefix is None:
            return self._named(self._take(), text[:-1])
        if kind == "cell":
            point = parse_point(text, self._row, self._column)
            return Reference(prefix, point, point)
        if kind == "columns":
            return Reference(prefix, *parse_columns(text, self._column))
        if kind == "rows":
            return Reference(prefix, *parse_rows(text, self._row))
        if kind == "call":
            return Call(prefix, bare_name(text[:-1]), self._arguments())
        if kind == "error" and prefix is not None:
            return Literal("error", text.upper())
        if kind == "name":
            if self.kind == "bracket":
                return Structured(text, self._take().text[1:-1])
            if prefix is None and text.upper() in {"TRUE", "FALSE"}:
                return Literal("bool", text.upper())
            return NameUse(prefix, text)
        raise FormulaError(f"{text!r} is not expected there" if text else "ends too early")

    def _group(self) -> Node:
        self._expect("(")
        node = self.expression(0)
        while self.text == ",":
            self._take()
            node = Binary(",", node, self.expression(0))
        self._expect(")")
        return node

    def _arguments(self) -> tuple[Node, ...]:
        arguments: list[Node] = []
        if self.text == ")":
            self._take()
            return ()
        while True:
            arguments.append(Missing() if self.text in {",", ")"} and self.kind == "op" else self.expression(0))
            if self.text != ",":
                self._expect(")")
                return tuple(arguments)
            self._take()

    def _array(self) -> Node:
        self._deeper()
        self._expect("{")
        rows: list[list[Node]] = [[]]
        while True:
            rows[-1].append(self._unary())
            separator = self._take().text
            if separator == "}":
                break
            if separator == ";":
                rows.append([])
            elif separator != ",":
                raise FormulaError(f"{separator!r} is not expected in an array")
        if len({len(row) for row in rows}) != 1:
            raise FormulaError("an array with rows of different lengths")
        self._depth -= 1
        return ArrayLiteral(tuple(tuple(row) for row in rows))


def _joined(left: Node, right: Node) -> Node:
    """A1:B2 as one reference where both ends are cells of the same sheet."""
    if (
        isinstance(left, Reference)
        and isinstance(right, Reference)
        and left.single
        and right.single
        and right.prefix in {None, left.prefix}
    ):
        return Reference(left.prefix, left.first, right.first)
    return Binary(":", left, right)

"""Formulas spelled for an engine: arguments left out, tables that many cells hand over, and functions over many cells.

An engine hands over a left-out argument of our functions as 0, and a range as its cells, again for each call: 2,000
prices for each of 10,000 costs. Where a function of single values meets several within SUMPRODUCT, it takes the first
without a word; ROW is written otherwise then, all else is translated. Only formulas are spelled that need it, each once
however often it is copied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from xlcost.calculate.binding import BoundFunction
from xlcost.calculate.engines.ranges import Ranges
from xlcost.calculate.translation.emission import CannotEvaluate
from xlcost.formula.signatures import SIGNATURES
from xlcost.workbook.records import Book, Cell, Sheet
from xlcost.workbook.tokens import FormulaError, Pattern, Token, pattern, r1c1, tokenize

_GAPS: Final = (",,", "(,", ",)")
#: What gives the numbers of the rows or columns of a range, {0}.
_NUMBERS: Final = {"ROW(": "SEQUENCE(ROWS({0}),1,ROW({0}))", "COLUMN(": "SEQUENCE(1,COLUMNS({0}),COLUMN({0}))"}
_OVER_ARRAYS: Final = "SUMPRODUCT("
#: Functions of single values, or of references, that are carried over arrays: by the engine, by formualizer.py, here.
_CARRIED: Final = frozenset({"IF", "ABS", "INT", "ROUNDUP", "ROW", "COLUMN"})
#: Stands for formulas that no spelling helps.
_MISREAD: Final = Pattern(())
_FIXED: Final = re.compile(r"\$[A-Za-z]{1,3}\$[0-9]{1,7}")


class Speller:
    """Spells the formulas of a workbook."""

    def __init__(self, book: Book, functions: Mapping[str, BoundFunction], ranges: Ranges, left_out: str) -> None:
        """``left_out`` is the engine's function that stands for an argument left out."""
        self._book, self._functions, self._ranges = book, functions, ranges
        self._left_out = f"{left_out}()"
        scoped = {name.name.lower() for name in book.names if name.scope is not None}
        self._names = {name.name.lower() for name in book.names} - scoped
        self._named_ranges = {name.name.lower() for name in book.names if ":" in name.formula}
        self._ways: dict[str, Pattern | None] = {}  # by the formula as it reads in every copy
        self._telling = (_OVER_ARRAYS, *_GAPS, *(f"{name}(" for name, function in functions.items() if function.tables))

    def spelled(self, sheet: Sheet, cell: Cell) -> str | None:
        """The formula of a cell as the engine is to read it, None where it may read the file's own.

        Raises:
            CannotEvaluate: nobody can say how it is to read it; the text says why.
        """
        text = cell.formula or ""
        if not any(part in text for part in self._telling):
            return None
        try:
            key = r1c1(text, cell.row, cell.column)
            if key not in self._ways:
                self._ways[key] = self._way(text, cell.row, cell.column)
        except FormulaError:
            return None
        way = self._ways[key]
        if way is _MISREAD:
            return self._translated(sheet, cell)
        return None if way is None else way.a1(cell.row, cell.column)

    def _way(self, text: str, row: int, column: int) -> Pattern | None:
        """How a formula and its copies are to be read, None for as they stand; those misread are translated each."""
        tokens = _without_padding(tokenize(text))
        if _OVER_ARRAYS in text and self._is_misread(tokens):
            return _MISREAD
        spelled = "".join(self._parts(tokens))
        return None if spelled == _joined(tokens) else pattern(spelled, row, column)

    def _translated(self, sheet: Sheet, cell: Cell) -> str:
        from xlcost.calculate.translation.translation import translate_cell

        ready = translate_cell(self._book, self._functions.keys(), sheet, cell, self._ranges.place)
        if isinstance(ready, str):
            raise CannotEvaluate(ready)
        return ready.text

    def _is_misread(self, tokens: list[Token]) -> bool:
        """Whether a function of single values is given several within SUMPRODUCT."""
        brackets: list[str] = []
        positions: list[int] = []
        for at, (kind, part) in enumerate(tokens):
            if kind == "call" or part in {"(", "{"}:
                brackets.append(part[:-1].upper())
                positions.append(0)
            elif part in {")", "}"} and brackets:
                brackets.pop()
                positions.pop()
            elif part == "," and brackets:
                positions[-1] += 1
            elif "SUMPRODUCT" in brackets and (
                kind in {"columns", "rows", "bracket"} or part.lower() in self._named_ranges or _range(tokens, at)
            ):
                inside = zip(reversed(brackets), reversed(positions), strict=True)
                name, position = next(one for one in inside if one[0] in SIGNATURES and one[0] not in _CARRIED)
                if SIGNATURES[name].of(position) == "V":
                    return True
        return False

    def _parts(self, tokens: list[Token]) -> list[str]:
        parts: list[str] = []
        brackets: list[tuple[str, int]] = []  # those that are open: what they belong to, which argument is being read
        at = 0
        while at < len(tokens):
            kind, part = tokens[at]
            text, length = self._spelled_here(tokens, at, brackets)
            if length:
                parts.append(text)
                at += length
                continue
            parts += (text, part)
            if kind == "call" or part in {"(", "{"}:
                brackets.append((part.upper(), 0))
            elif part in {")", "}"} and brackets:
                brackets.pop()
            elif part == "," and brackets:
                brackets[-1] = (brackets[-1][0], brackets[-1][1] + 1)
            at += 1
        return parts

    def _spelled_here(self, tokens: list[Token], at: int, brackets: list[tuple[str, int]]) -> tuple[str, int]:
        """What to write at a token, and how many tokens it stands for: before the token itself where these are none."""
        part = tokens[at].text
        if part in _NUMBERS and any(name == _OVER_ARRAYS for name, _ in brackets):
            length = _range(tokens, at + 1)
            if length and tokens[at + 1 + length : at + 2 + length] == [Token("op", ")")]:
                return _NUMBERS[part].format(_joined(tokens[at + 1 : at + 1 + length])), length + 2
        name, position = brackets[-1] if brackets else ("", 0)
        function = self._functions.get(name.removesuffix("("))
        before = tokens[at - 1] if at else None
        if function is None or before is None or not (before.text == "," or before.kind == "call"):
            return "", 0
        if part == "," or (part == ")" and before.text == ","):
            return self._left_out, 0
        length = self._table(tokens, at) if position in function.tables else 0
        return (self._ranges.place_of(_joined(tokens[at : at + length])), length) if length else ("", 0)

    def _table(self, tokens: list[Token], at: int) -> int:
        """How many tokens from there on are a whole argument that means one range wherever it stands."""
        if tokens[at].kind == "name" and tokens[at].text.lower() in self._names:
            length = 1
        else:
            length = _range(tokens, at)
            corners = [token.text for token in tokens[at : at + length] if token.kind == "cell"]
            if length != 4 or not all(map(_FIXED.fullmatch, corners)):
                return 0
        end = tokens[at + length : at + length + 1]
        return length if end and end[0].text in {",", ")"} else 0


def _joined(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens)


def _range(tokens: list[Token], at: int) -> int:
    """How many tokens from there on are a range from one cell to another, with its sheet if it says one; 0 if none."""
    kinds = tuple(token.kind for token in tokens[at : at + 4])
    start = 1 if kinds[:1] == ("prefix",) else 0
    is_range = kinds[start : start + 3] == ("cell", "op", "cell") and tokens[at + start + 1].text == ":"
    return start + 3 if is_range else 0


def _without_padding(tokens: list[Token]) -> list[Token]:
    """The tokens but for the spaces round arguments; others may stand for an intersection."""
    follow = [*tokens[1:], Token("op", ")")]
    before = [Token("op", "("), *tokens[:-1]]
    return [
        token
        for token, last, then in zip(tokens, before, follow, strict=True)
        if token.kind != "space" or not (last.kind == "call" or last.text in {"(", ","} or then.text in {")", ","})
    ]

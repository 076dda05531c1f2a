"""Calls of our functions spelled for an engine: what is left out, and tables that many cells hand over.

An engine hands over a left-out argument as 0, and a range as its cells, again for each call: 2,000 prices for each of
10,000 costs. Only calls are spelled whose text needs it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from xlcost.calculate.binding import BoundFunction
from xlcost.calculate.translation.ranges import Ranges
from xlcost.workbook.records import Book
from xlcost.workbook.tokens import FormulaError, Token, tokenize

_GAPS: Final = (",,", "(,", ",)")
_FIXED: Final = re.compile(r"\$[A-Za-z]{1,3}\$[0-9]{1,7}")


class Speller:
    """Spells the formulas of a workbook."""

    def __init__(self, book: Book, functions: Mapping[str, BoundFunction], ranges: Ranges, left_out: str) -> None:
        """``left_out`` is the engine's function that stands for an argument left out."""
        self._functions, self._ranges = functions, ranges
        self._left_out = f"{left_out}()"
        scoped = {name.name.lower() for name in book.names if name.scope is not None}
        self._names = {name.name.lower() for name in book.names} - scoped
        with_tables = [name for name, function in functions.items() if function.tables]
        self._takes_tables = re.compile(rf"\b(?:{'|'.join(map(re.escape, with_tables)) or '(?!)'})\(")

    def spelled(self, text: str) -> str | None:
        """A formula as the engine is to read it, None where it may read the file's own."""
        if not any(gap in text for gap in _GAPS) and self._takes_tables.search(text) is None:
            return None
        try:
            tokens = _without_padding(tokenize(text))
        except FormulaError:
            return None
        spelled = "".join(self._parts(tokens))
        return None if spelled == "".join(token.text for token in tokens) else spelled

    def _parts(self, tokens: list[Token]) -> list[str]:
        parts: list[str] = []
        calls: list[tuple[BoundFunction | None, int]] = []  # for each open bracket, and which argument is being read
        at = 0
        while at < len(tokens):
            kind, part = tokens[at]
            begins = at > 0 and (tokens[at - 1].text == "," or tokens[at - 1].kind == "call")
            function, position = calls[-1] if calls else (None, 0)
            if function is not None and begins:
                if part == "," or (part == ")" and tokens[at - 1].text == ","):
                    parts.append(self._left_out)
                length = self._table(tokens, at) if position in function.tables else 0
                if length:
                    parts.append(self._ranges.place_of("".join(token.text for token in tokens[at : at + length])))
                    at += length
                    continue
            if kind == "call" or part in {"(", "{"}:
                calls.append((self._functions.get(part[:-1].upper()) if kind == "call" else None, 0))
            elif part in {")", "}"} and calls:
                calls.pop()
            elif part == "," and calls:
                calls[-1] = (function, position + 1)
            parts.append(part)
            at += 1
        return parts

    def _table(self, tokens: list[Token], at: int) -> int:
        """How many tokens from there on are a whole argument that means one range wherever it stands."""
        kinds = tuple(token.kind for token in tokens[at : at + 4])
        if kinds[:1] == ("name",) and tokens[at].text.lower() in self._names:
            length = 1
        elif kinds == ("prefix", "cell", "op", "cell") and all(
            _FIXED.fullmatch(tokens[corner].text) for corner in (at + 1, at + 3)
        ):
            length = 4
        else:
            return 0
        end = tokens[at + length : at + length + 1]
        return length if end and end[0].text in {",", ")"} else 0


def _without_padding(tokens: list[Token]) -> list[Token]:
    """The tokens but for the spaces round arguments; others may stand for an intersection."""
    follow = [*tokens[1:], Token("op", ")")]
    before = [Token("op", "("), *tokens[:-1]]
    return [
        token
        for token, last, then in zip(tokens, before, follow, strict=True)
        if token.kind != "space" or not (last.kind == "call" or last.text in {"(", ","} or then.text in {")", ","})
    ]

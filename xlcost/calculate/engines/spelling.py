"""Formulas spelled for an engine: our functions under one name, arguments left out, tables as their cells.

A file has our functions with the prefix of an add-in, or as LAMBDAs of its own; an engine hands over an argument left
out as 0, and a range as its cells, again for each call: 2,000 prices for each of 10,000 costs. It knows no table of the
file, and no reference over several sheets. Only formulas are spelled that need it, each once however often it is
copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from xlcost.calculate.engines.ranges import Ranges
from xlcost.evaluate.binding import BoundFunction, NamedFunction, our_name
from xlcost.formula.parser import bare_name, parse
from xlcost.formula.references import is_row_of_table, sheets_of, sources_of
from xlcost.formula.signatures import LIST_FUNCTIONS
from xlcost.formula.tree import NameUse
from xlcost.workbook.addresses import column_letters, quoted_sheet
from xlcost.workbook.records import Book, Place
from xlcost.workbook.tokens import Copied, FormulaError, Token, pattern, r1c1, tokenize

#: Before the name of a function of ours that the workbook defines itself, see evaluate/binding.py.
NAMED: Final = "XLC.NAMED."
#: Before the name of a function that tells what a value is, and takes arrays.
OVER_ARRAYS: Final = "XLC.EACH."
TESTS: Final = frozenset({"ISERROR", "ISNA", "ISNUMBER", "ISTEXT", "ISBLANK"})
_GAPS: Final = (",,", "(,", ",)")
#: What gives the numbers of the rows or columns of a range, {0}.
_NUMBERS: Final = {"ROW(": "SEQUENCE(ROWS({0}),1,ROW({0}))", "COLUMN(": "SEQUENCE(1,COLUMNS({0}),COLUMN({0}))"}
_OVER_ARRAYS: Final = "SUMPRODUCT("
#: Columns of the table in which the formula itself stands, and the row of it.
_OWN_TABLE: Final = re.compile(r"(?<![\w.])\[")
_THIS_ROW: Final = re.compile(r"@|#This Row", re.IGNORECASE)
_SEVERAL_SHEETS: Final = re.compile(r":[^:!,;()]*!")  # or one that is named at both corners
_FIXED: Final = re.compile(r"\$[A-Za-z]{1,3}\$[0-9]{1,7}")


class Speller:
    """Spells the formulas of a workbook."""

    def __init__(
        self,
        book: Book,
        functions: Mapping[str, BoundFunction],
        named: Mapping[str, NamedFunction],
        ranges: Ranges,
        left_out: str,
    ) -> None:
        """``named`` are those of the functions that the workbook defines itself.

        ``left_out`` is the engine's function that stands for an argument left out.
        """
        self._book, self._functions, self._named, self._ranges = book, functions, named, ranges
        self._left_out = f"{left_out}()"
        scoped = {name.name.lower() for name in book.names if name.scope is not None}
        self._names = {name.name.lower() for name in book.names} - scoped
        calls = re.compile("|".join(rf"\b{name}\(" for name in functions) or "(?!)", re.IGNORECASE)
        self._calling = {
            name.name.lower(): name.formula
            for name in book.names
            if name.scope is None and calls.search(name.formula) and not name.formula.upper().startswith("LAMBDA(")
        }
        self._ways: dict[str, Copied | None] = {}  # by the formula as it reads in every copy
        tables = (f"{name}(" for name, function in functions.items() if function.tables or name in named)
        parts = map(str.lower, (_OVER_ARRAYS, *_GAPS, "[", "XLCOST", *tables))
        self._telling = (*parts, *book.tables_by_name, *self._calling)

    def spelled(self, text: str, sheet: str, row: int, column: int) -> str | None:
        """The formula of a cell as the engine is to read it, None where it may read the file's own."""
        written = text.lower()
        if not any(part in written for part in self._telling) and not _SEVERAL_SHEETS.search(text):
            return None  # nearly all, and one expression for all parts would take ten times as long
        try:
            key = sheet + r1c1(text, row, column)
            if key not in self._ways or _OWN_TABLE.search(text):
                self._ways[key] = self._way(text, (sheet, row, column))
        except FormulaError:
            return None
        way = self._ways[key]
        return None if way is None else way.a1(row, column)

    def _way(self, text: str, place: Place) -> Copied | None:
        """How a formula and its copies are to be read, None for as they stand."""
        tokens = _without_padding(tokenize(text))
        written, with_cells = _joined(tokens), "".join(self._with_cells(tokens, place))
        spelled = "".join(self._parts(tokens if with_cells == written else tokenize(with_cells)))
        return None if spelled == written else Copied(pattern(spelled, *place[1:]))

    def _with_cells(self, tokens: list[Token], place: Place) -> Iterator[str]:
        """The texts of tokens, with cells for tables and for references over several sheets."""
        skip = 0
        for at, (kind, part) in enumerate(tokens):
            if skip:
                skip -= 1
                continue
            if kind == "prefix" and at > 2 and tokens[at - 1].text == ":" and tokens[at - 3].text == part:
                continue  # of S1!A1:S1!A9 the engine follows the corners alone
            if kind == "prefix" and at and tokens[at - 1].kind == "prefix" and part.endswith(f":{tokens[at - 1].text}"):
                yield part.removesuffix(tokens[at - 1].text)  # the same where the sheet's name needs no quotes
                continue
            if kind == "name" and part.lower() in self._calling:
                yield f"({self._calling[part.lower()]})"
                continue
            following = tokens[at + 1 : at + 2]
            has_bracket = kind == "name" and bool(following) and following[0].kind == "bracket"
            if kind == "bracket" or has_bracket or (kind == "name" and part.lower() in self._book.tables_by_name):
                written = part + (following[0].text if has_bracket else "" if kind == "bracket" else "[]")
                cells = self._cells_of(written, place)
                if cells is not None:
                    skip = int(has_bracket)
                    yield cells
                    continue
            length = _range(tokens, at) or (2 if following and following[0].kind == "cell" else 0)
            sheets = sheets_of(self._book, part[:-1], place[0]) if kind == "prefix" else ()
            if len(sheets) > 1 and length and _is_listed(tokens, at, length):
                skip = length - 1
                cells = _joined(tokens[at + 1 : at + length])
                yield ",".join(f"{quoted_sheet(sheet)}{cells}" for sheet in sheets)
                continue
            yield part

    def _cells_of(self, text: str, place: Place) -> str | None:
        """The one range that a table's name with what is in brackets stands for."""
        node = parse(text, *place[1:])
        sources = sources_of(self._book, node, place).at(*place[1:])
        if len(sources) != 1:
            return None
        sheet, (top, left, bottom, right), _ = sources[0]
        fixed = "" if _THIS_ROW.search(text) else "$"
        if not fixed and not is_row_of_table(self._book, text, place):
            return "#VALUE!"
        first, last = (f"${column_letters(column)}{fixed}{row}" for row, column in ((top, left), (bottom, right)))
        return quoted_sheet(sheet) + (first if first == last else f"{first}:{last}")

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
            ours = self._function(part) if kind == "call" else None
            if ours is not None and ours in self._named:
                part = f"{NAMED}{ours}("
                leading = [node.name for node in self._named[ours].leading if isinstance(node, NameUse)]
                written = ",".join(map(self._ranges.place_of, leading))
                text = part + written + ("," if written and tokens[at + 1].text != ")" else "")
                parts.append(text)
            elif part.upper().removesuffix("(") in TESTS and any(name == "SUMPRODUCT" for name, _ in brackets):
                parts.append(f"{OVER_ARRAYS}{part.upper()}")
            else:
                part = f"{ours}(" if ours is not None else part
                parts += (text, part)
            if kind == "call" or part in {"(", "{"}:
                brackets.append((ours or part.upper().removesuffix("("), 0))
            elif part in {")", "}"} and brackets:
                brackets.pop()
            elif part == "," and brackets:
                brackets[-1] = (brackets[-1][0], brackets[-1][1] + 1)
            at += 1
        return parts

    def _function(self, called: str) -> str | None:
        return our_name(bare_name(called.removesuffix("(")), self._functions)

    def _spelled_here(self, tokens: list[Token], at: int, brackets: list[tuple[str, int]]) -> tuple[str, int]:
        """What to write at a token, and how many tokens it stands for: before the token itself where these are none."""
        kind, part = tokens[at]
        if kind == "prefix" and tokens[at + 1 : at + 2] and tokens[at + 1].kind == "call":
            return ("", 1) if self._function(tokens[at + 1].text) is not None else ("", 0)  # of an add-in
        if part in _NUMBERS and any(name == "SUMPRODUCT" for name, _ in brackets):
            length = _range(tokens, at + 1)
            if length and tokens[at + 1 + length : at + 2 + length] == [Token("op", ")")]:
                return _NUMBERS[part].format(_joined(tokens[at + 1 : at + 1 + length])), length + 2
        name, position = brackets[-1] if brackets else ("", 0)
        function = self._functions.get(name)
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


def _is_listed(tokens: list[Token], at: int, length: int) -> bool:
    """Whether a reference is an argument by itself of a function that adds up any number of them."""
    end = tokens[at + length : at + length + 1]
    if (
        not end
        or end[0].text not in {",", ")"}
        or (tokens[at - 1].text not in {",", "("} and tokens[at - 1].kind != "call")
    ):
        return False
    depth = 0
    for kind, part in reversed(tokens[:at]):
        if part == ")":
            depth += 1
        elif kind == "call" or part == "(":
            if not depth:
                return bare_name(part.removesuffix("(")) in LIST_FUNCTIONS
            depth -= 1
    return False


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

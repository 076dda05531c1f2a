r"""Formula text cut into tokens, and what follows from tokens alone: shifting references and writing them as R1C1.

The tokens know the file's own forms: ``[1]Sheet!A1``, ``'C:\x\[b.xlsx]S 1'!A1``, ``Sheet1:Sheet3!A1``,
``Table1[[#This Row],[Net]]``, ``_xlfn.XLOOKUP(``, ``A1#``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from xlcost.workbook.addresses import column_letters, column_number
from xlcost.workbook.limits import MAX_COLUMNS, MAX_FORMULA_LENGTH, MAX_ROWS

_WORD: Final = r"[^\W\d][\w.\\?]*+"  # *+ as what may follow, a bracket or !, is no part of it: nothing is tried twice
_TOKEN: Final = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<string>"[^"]*(?:""[^"]*)*")
  | (?P<error>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!
      |FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!))
  | (?P<prefix>'(?:[^']|'')+'!|\[[^\[\]]+\]!|(?:\[[^\[\]]+\])?[\w\\][\w.\\?]*+(?::[\w\\][\w.\\?]*+)?!)
  | (?P<columns>\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}(?![\w.(\[!]))
  | (?P<rows>\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}(?![\w.]))
  | (?P<cell>\$?[A-Za-z]{{1,3}}\$?[0-9]{{1,7}}(?![\w.(\[\\?]))
  | (?P<call>(?:{_WORD}|\\[\w.\\?]*+)\()
  | (?P<name>{_WORD}|\\[\w.\\?]*)
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<bracket>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
  | (?P<op><=|>=|<>|[-+*/^&=<>%:,;(){{}}@\#])
    """,
    re.VERBOSE | re.DOTALL,
)
#: What ``r1c1`` has to see of a formula without brackets: cells, and texts and quoted sheets to pass over. Between
#: these everything reads the same wherever the formula is copied to, but for whole columns and rows.
_LANDMARKS: Final = re.compile(
    r"""
    (?<![\w.\\?$])(\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?![\w.(!\\?]|:[\w\\][\w.\\?]*!)
  | ("[^"]*"|'(?:[^']|'')+'!)
    """,
    re.VERBOSE,
)
_CELL_PARTS: Final = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
#: Columns for which one formula has a template; each holds its text.
_MOST_TEMPLATES: Final = 256
_PREFIXES: Final = re.compile(r"_?_xl(?:fn|ws|pm|op|udf|eta)\.|_xldudf_")
_OPTIONAL: Final = "_xlop."  # before a parameter that may be left out, where LAMBDA declares it


class FormulaError(ValueError):
    """Text that is no formula, or one longer or deeper than Excel allows."""


class Token(NamedTuple):
    """A piece of a formula: its kind (the group names above) and its text."""

    kind: str
    text: str


class Point(NamedTuple):
    """One corner of a reference: numbers where absolute, distances from the formula's cell where relative."""

    row: int
    column: int
    row_fixed: bool
    column_fixed: bool

    def at(self, row: int, column: int) -> tuple[int, int]:
        """The cell meant in a formula at (row, column); like Excel, references run round the edges of the grid."""
        return (
            self.row if self.row_fixed else (self.row + row - 1) % MAX_ROWS + 1,
            self.column if self.column_fixed else (self.column + column - 1) % MAX_COLUMNS + 1,
        )

    def a1(self, row: int, column: int) -> str:
        """The A1 text in a formula at (row, column)."""
        at_row, at_column = self.at(row, column)
        return f"{'$' * self.column_fixed}{column_letters(at_column)}{'$' * self.row_fixed}{at_row}"

    def r1c1(self) -> str:
        """The R1C1 text, the same wherever the formula is copied to."""
        return _r1c1("R", self.row, self.row_fixed) + _r1c1("C", self.column, self.column_fixed)


def tokenize(text: str) -> list[Token]:
    """All tokens of a formula without its equals sign, spaces included.

    Raises:
        FormulaError: text that no formula has, or one longer than Excel allows.
    """
    if len(text) > MAX_FORMULA_LENGTH:
        raise FormulaError(f"longer than Excel's {MAX_FORMULA_LENGTH} characters")
    tokens = []
    position = 0
    for found in _TOKEN.finditer(text):
        if found.start() != position:
            break
        position = found.end()
        tokens.append(Token(found.lastgroup or "", found.group()))
    if position != len(text):
        raise FormulaError(f"cannot be read at character {position + 1}: {text[position : position + 20]!r}")
    return tokens


def parse_point(text: str, row: int, column: int) -> Point:
    """``$A1`` in a formula at (row, column)."""
    at_row, at_column, row_fixed, column_fixed = _corner(text)
    return Point(
        at_row if row_fixed else at_row - row,
        at_column if column_fixed else at_column - column,
        row_fixed,
        column_fixed,
    )


@lru_cache(maxsize=32_768)
def _corner(text: str) -> Point:
    """``$A1`` as it stands: row and column both counted from the edge of the grid."""
    found = _CELL_PARTS.fullmatch(text)
    if found is None:
        raise FormulaError(f"{text!r} is no cell")
    column_mark, letters, row_mark, digits = found.groups()
    row, column = int(digits), column_number(letters)
    if not (1 <= row <= MAX_ROWS and column <= MAX_COLUMNS):
        raise FormulaError(f"{text} lies outside Excel's grid")
    return Point(row, column, bool(row_mark), bool(column_mark))


def parse_columns(text: str, column: int) -> tuple[Point, Point]:
    """``A:$C``: the top of the first column, the bottom of the last."""
    first, last = text.split(":")
    points = []
    for part, row in ((first, 1), (last, MAX_ROWS)):
        number = column_number(part.lstrip("$"))
        if number > MAX_COLUMNS:
            raise FormulaError(f"{text} lies outside Excel's grid")
        fixed = part.startswith("$")
        points.append(Point(row, number if fixed else number - column, True, fixed))
    return points[0], points[1]


def parse_rows(text: str, row: int) -> tuple[Point, Point]:
    """``1:$3``: the start of the first row, the end of the last."""
    points = []
    for part, column in zip(text.split(":"), (1, MAX_COLUMNS), strict=True):
        number = int(part.lstrip("$"))
        if not 1 <= number <= MAX_ROWS:
            raise FormulaError(f"{text} lies outside Excel's grid")
        fixed = part.startswith("$")
        points.append(Point(number if fixed else number - row, column, fixed, True))
    return points[0], points[1]


class Pattern(NamedTuple):
    """A formula with its references loosened from their place: literal text between pairs of corners."""

    pieces: tuple[str | tuple[Point, ...], ...]  # one Point a cell, two for whole columns or rows

    def a1(self, row: int, column: int) -> str:
        """The formula as it reads at (row, column)."""
        return "".join(piece if isinstance(piece, str) else _a1(piece, row, column) for piece in self.pieces)

    def r1c1(self) -> str:
        """The formula in R1C1, the same wherever it is copied to."""
        return "".join(
            piece if isinstance(piece, str) else ":".join(point.r1c1() for point in piece) for piece in self.pieces
        )


class Template:
    """A text that is written for many cells of one column, in which the numbers of relative rows alone differ."""

    __slots__ = ("_first", "_last", "_rows", "_text")

    def __init__(self, pieces: Iterable[str | int]) -> None:
        """``pieces`` are literal texts, and of rows the distances from the cell."""
        texts = []
        self._rows: list[int] = []
        for piece in pieces:
            if isinstance(piece, str):
                texts.append(piece.replace("%", "%%"))
            else:
                texts.append("%d")
                self._rows.append(piece)
        self._text = "".join(texts)
        self._first, self._last = 1 - min(self._rows, default=0), MAX_ROWS - max(self._rows, default=0)

    def at(self, row: int) -> str | None:
        """The text in the cell of that row; None where a reference runs round the edge of the grid."""
        if not self._first <= row <= self._last:
            return None
        return self._text % tuple([row + distance for distance in self._rows])


class Copied:
    """A formula that is copied to many cells, most of them below each other, in one column or in several."""

    def __init__(self, loosened: Pattern) -> None:
        self._pattern = loosened
        self._simple = all(isinstance(piece, str) or len(piece) == 1 for piece in loosened.pieces)
        self._columns: set[int] = set()  # in which a copy was written
        self._templates: dict[int, Template] = {}

    def a1(self, row: int, column: int) -> str:
        """The formula as it reads at (row, column)."""
        template = self._templates.get(column)
        if template is None and column in self._columns and len(self._templates) < _MOST_TEMPLATES:
            template = self._templates[column] = Template(self._parts(column))  # from the second copy of a column on
        if template is not None:
            text = template.at(row)
            if text is not None:
                return text
        if self._simple:
            self._columns.add(column)
        return self._pattern.a1(row, column)

    def _parts(self, column: int) -> Iterator[str | int]:
        for piece in self._pattern.pieces:
            if isinstance(piece, str):
                yield piece
            else:
                yield from cell_parts(piece[0], column, mark="$")


def cell_parts(point: Point, column: int, *, mark: str = "") -> Iterator[str | int]:
    """A cell in formulas of that column for a ``Template``; ``mark`` stands before what is absolute."""
    at_row, at_column = point.at(1, column)
    yield f"{mark * point.column_fixed}{column_letters(at_column)}{mark * point.row_fixed}"
    yield f"{at_row}" if point.row_fixed else point.row


def pattern(text: str, row: int, column: int) -> Pattern:
    """The formula at (row, column) with its references loosened.

    Raises:
        FormulaError: see ``tokenize``.
    """
    return Pattern(tuple(_pieces(text, row, column)))


@lru_cache(maxsize=32_768)
def r1c1(text: str, row: int, column: int) -> str:
    """The formula at (row, column) in R1C1: what ``pattern(...).r1c1()`` gives, by a shorter way.

    Calculation and analysis ask it for every cell, to parse a formula once however often it is copied. So it cuts the
    text at its cells alone, in one pass of one expression; what is not a formula may go unnoticed until it is parsed.

    Raises:
        FormulaError: see ``tokenize``.
    """
    if "[" in text or len(text) > MAX_FORMULA_LENGTH:
        return pattern(text, row, column).r1c1()
    parts = _LANDMARKS.split(text)  # literal text, then what each of the expression's groups found, in turn
    if ":" in text and any(":" in literal and literal != ":" for literal in parts[::3]):
        return pattern(text, row, column).r1c1()  # whole columns or rows, or a range over sheets
    for at in range(1, len(parts), 3):
        cell = parts[at]
        if cell is None:
            parts[at] = ""
            continue
        at_row, at_column, row_fixed, column_fixed = _corner(cell)
        parts[at] = f"R{at_row}" if row_fixed else "R" if at_row == row else f"R[{at_row - row}]"
        parts[at + 1] = f"C{at_column}" if column_fixed else "C" if at_column == column else f"C[{at_column - column}]"
    return "".join(parts)


def _pieces(text: str, row: int, column: int) -> Iterator[str | tuple[Point, ...]]:
    literal: list[str] = []
    for kind, part in tokenize(text):
        points: tuple[Point, ...]
        if kind == "cell":
            points = (parse_point(part, row, column),)
        elif kind == "columns":
            points = parse_columns(part, column)
        elif kind == "rows":
            points = parse_rows(part, row)
        else:
            literal.append(part)
            continue
        if literal:
            yield "".join(literal)
            literal.clear()
        yield points
    if literal:
        yield "".join(literal)


def _a1(points: tuple[Point, ...], row: int, column: int) -> str:
    if len(points) == 1:
        return points[0].a1(row, column)
    first, last = points[0].a1(row, column), points[1].a1(row, column)
    if points[1].column == MAX_COLUMNS and points[1].column_fixed and points[0].column == 1 and points[0].column_fixed:
        return ":".join(_only_row(part) for part in (first, last))
    return ":".join(_only_column(part) for part in (first, last))


def _only_row(a1: str) -> str:
    found = _CELL_PARTS.fullmatch(a1)
    return "" if found is None else found.group(3) + found.group(4)


def _only_column(a1: str) -> str:
    found = _CELL_PARTS.fullmatch(a1)
    return "" if found is None else found.group(1) + found.group(2)


@lru_cache(maxsize=4096)
def _r1c1(letter: str, number: int, fixed: bool) -> str:
    if fixed:
        return f"{letter}{number}"
    return f"{letter}[{number}]" if number else letter


def as_shown(text: str) -> str:
    """The formula as Excel's formula bar shows it: without the prefixes that files put before newer functions."""
    if "_xl" not in text:
        return text
    if not any(mark in text for mark in ("'", "[", _OPTIONAL)):  # then only texts have to be passed over
        parts = text.split('"')
        parts[::2] = [_PREFIXES.sub("", part) for part in parts[::2]]
        return '"'.join(parts)
    try:
        tokens = tokenize(text)
    except FormulaError:
        return text
    return "".join(
        f"[{part.removeprefix(_OPTIONAL)}]"
        if part.startswith(_OPTIONAL)
        else _PREFIXES.sub("", part)
        if kind in {"call", "name", "prefix"}
        else part
        for kind, part in tokens
    )

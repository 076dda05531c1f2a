"""Formulas calculated in Python alone: a second opinion on single cells, and all of our workbook in a browser.

It knows the operators, names, references, our own functions and those of ``functions``; what it does not know,
and whatever Excel may read otherwise, it refuses. As a second opinion it is given the values of the cells that a
formula reads, so that one calculation a cell proves a whole workbook, cell by cell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from xlcost.errors import BadFile
from xlcost.evaluate.binding import BoundFunction, GivesUp, our_name
from xlcost.evaluate.functions import FUNCTIONS, LAZY, OF_DAYS
from xlcost.evaluate.named import named_functions
from xlcost.evaluate.reading import OPERATORS, Ambiguous, Error, NotKnown, each, number
from xlcost.formula.references import is_row_of_table, name_of, name_tree, sheets_of, sources_of
from xlcost.formula.signatures import LIST_FUNCTIONS, SIGNATURES, Signature
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
    children,
    walk,
)
from xlcost.formula.unique import Formula, Formulas, read_formulas
from xlcost.workbook.addresses import Area, quoted_sheet
from xlcost.workbook.records import ERROR, Book, CellValue, Place

_VALUES: Final = Signature("V", 1)
_UNREADY: Final = object()
_THIS_ROW: Final = re.compile(r"@|#this row", re.IGNORECASE)
#: Cells that a range may have: a second opinion on more would take longer than another engine.
_MOST_CELLS: Final = 200_000


#: What is left of numbers that cancel, beside them; and less than Excel holds.
_CRUMB: Final = 1e-14
_LEAST: Final = 1e-300


class Range(NamedTuple):
    """Cells that a reference means."""

    sheet: str
    area: Area

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return self.area.top == self.area.bottom and self.area.left == self.area.right


def plain_values(book: Book, functions: Mapping[str, BoundFunction]) -> dict[Place, CellValue]:
    """The value of each formula; an error is its text.

    Raises:
        BadFile: a formula has what is not known here, or depends on itself.
    """
    formulas = read_formulas(book)
    for (sheet, row, column), why in formulas.unreadable.items():
        raise BadFile(f"{sheet}: the formula in row {row}, column {column} {why}")
    return _InTurn(book, functions, formulas).all()


class Opinions:
    """What single formulas of a workbook give, for given values of the cells that they read."""

    def __init__(
        self,
        book: Book,
        functions: Mapping[str, BoundFunction],
        formulas: Formulas,
        values: Mapping[Place, Any],
    ) -> None:
        """``values`` are those of the formula cells, and of those that array formulas fill; errors are texts."""
        self._book, self._ours, self._formulas = book, functions, formulas
        self._named = named_functions(book, functions)
        self._defined = {name.name.upper() for name in book.names}
        self._cells = {sheet.name: sheet.cells for sheet in book.sheets}
        self._values = values
        self._names: dict[tuple[str, str | None, str], Any] = {}
        self._tables: dict[tuple[str, Range], Any] = {}
        self._never: set[int] = set()  # formulas that it does not know in one copy, and so in none

    def value(self, place: Place) -> Any:
        """What the formula at a place gives: a value, or of an array formula that fills several cells rows of them.

        Raises:
            NotKnown: it may be something else in Excel.
        """
        formula = self._formulas.at[place]
        if id(formula) in self._never:
            raise NotKnown
        cell = self._cells[place[0]][place[1:]]
        try:
            value = self._top(formula.tree, place, is_array=cell.array is not None)
        except Error as error:
            value = error
        except _NeverKnown:
            self._never.add(id(formula))
            raise
        except GivesUp as reason:
            raise Ambiguous(str(reason)) from None
        except (ArithmeticError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            raise NotKnown from None
        if isinstance(value, list):
            return [[_as_cell(one) for one in row] for row in value]
        return _as_cell(value)

    def _top(self, tree: Node, place: Place, *, is_array: bool) -> Any:
        value = self._scalar(tree, place, arrays=is_array)
        if isinstance(value, list):
            if not is_array:
                raise NotKnown
            area = self._cells[place[0]][place[1:]].array
            if area is not None and area.size > 1:
                return value
            value = value[0][0]
        if value.__class__ is float and value and isinstance(tree, Binary) and tree.operator in "+-":
            value = self._without_crumb(value, tree, place, is_array=is_array)
        return value

    def _without_crumb(self, value: float, tree: Binary, place: Place, *, is_array: bool) -> float:
        """What a cell shows of a sum of two: next to nothing of numbers that cancel is nothing."""
        right = number(self._scalar(tree.right, place, arrays=is_array))
        if abs(value) >= _CRUMB * abs(right):
            return value
        if (self._cells[place[0]][place[1:]].formula or "").startswith("("):
            raise NotKnown  # within brackets it stays
        return 0.0

    def _of(self, node: Node, at: Place, *, arrays: bool) -> Any:  # noqa: PLR0911 - one line a kind of node
        """A scalar, rows of them, or a range; ``arrays`` where whole ranges are calculated with."""
        match node:
            case Literal(kind, text):
                return _literal(kind, text)
            case Reference():
                return self._range(node, at)
            case NameUse():
                return self._name(node, at)
            case Structured() | Unary("#", _):
                return self._cells_of(node, at)
            case Call(prefix, name, arguments):
                return self._call(prefix, name, arguments, at, arrays=arrays)
            case Binary(operator, left, right) if operator in OPERATORS:
                one, other = self._scalar(left, at, arrays=arrays), self._scalar(right, at, arrays=arrays)
                return each(OPERATORS[operator], one, other)
            case Unary("-", operand):
                return each(lambda value: -number(value), self._scalar(operand, at, arrays=arrays))
            case Unary("%", operand):
                return each(lambda value: number(value) / 100, self._scalar(operand, at, arrays=arrays))
            case Unary("+", operand):
                return self._of(operand, at, arrays=arrays)
            case ArrayLiteral(rows):
                return [[self._of(cell, at, arrays=arrays) for cell in row] for row in rows]
            case Missing():
                return None
        raise _NeverKnown(type(node).__name__)

    def _scalar(self, node: Node, at: Place, *, arrays: bool) -> Any:
        """A value, or rows of them where whole ranges are calculated with."""
        value = self._of(node, at, arrays=arrays)
        if isinstance(value, Range) and not value.single and not arrays:
            return self._beside(value, at)
        return self._content(value)

    def _beside(self, value: Range, at: Place) -> Any:
        """The cell of a range in the formula's own row or column, which a plain formula means by it."""
        sheet, (top, left, bottom, right) = value
        if left == right and top <= at[1] <= bottom:
            return self._value(sheet, at[1], left)
        if top == bottom and left <= at[2] <= right:
            return self._value(sheet, top, at[2])
        return Error("#VALUE!")

    def _cells_of(self, node: Structured | Unary, at: Place) -> Range:
        """The one range that a part of a table, or what fills cells from one on, stands for."""
        table = node.table if isinstance(node, Structured) and _THIS_ROW.search(node.inside) else None
        if table is not None and not is_row_of_table(self._book, table, at):
            raise Error("#VALUE!")
        sources = sources_of(self._book, node, at).at(*at[1:])
        if len(sources) != 1:
            raise NotKnown
        return Range(sources[0].sheet, sources[0].area)

    def _range(self, node: Reference, at: Place) -> Range:
        sheets = sheets_of(self._book, node.prefix, at[0])
        if len(sheets) != 1:
            raise _NeverKnown(f"the sheets {node.prefix}")
        sheet = sheets[0]
        (top, left), (bottom, right) = node.first.at(*at[1:]), node.last.at(*at[1:])
        return Range(sheet, Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right)))

    def _name(self, node: NameUse, at: Place) -> Any:
        key = (at[0], node.prefix, node.name.lower())
        if key not in self._names:
            name = name_of(self._book, node, at[0])
            tree = None if name is None else name_tree(name)
            self._names[key] = _UNREADY  # for a name that leads back to itself
            if name is None and node.prefix is None:
                table = self._book.tables_by_name.get(node.name.lower())
                self._names[key] = Error("#NAME?") if table is None else Range(table.sheet, table.data)
            elif tree is not None and all(map(_is_fixed, walk(tree))):
                self._names[key] = self._of(tree, at, arrays=True)
        if self._names[key] is _UNREADY:
            raise NotKnown
        return self._names[key]

    def _call(self, prefix: str | None, name: str, arguments: tuple[Node, ...], at: Place, *, arrays: bool) -> Any:  # noqa: PLR0911 - one line a kind of call
        if name == "ANCHORARRAY":
            return self._cells_of(Unary("#", arguments[0]), at)
        if name in LAZY:
            return LAZY[name]([partial(self._scalar, node, at, arrays=arrays) for node in arguments])
        ours = our_name(name, self._ours)
        if ours is not None:
            return self._call_of_ours(ours, arguments, at, arrays=arrays)
        if prefix is not None or not (name in FUNCTIONS or name in _OF_RANGES or name == "INDEX"):
            raise _NeverKnown(name)
        if name in OF_DAYS and self._book.calculation.date1904:
            raise _NeverKnown(name)
        if name in _OF_RANGES:
            values = [self._of(node, at, arrays=arrays) for node in arguments]
            found = _OF_RANGES[name](at, *values)
            return found[0][0] if isinstance(found, list) and not arrays else found
        if name == "INDEX":
            first, *others = arguments
            positions = [self._scalar(node, at, arrays=arrays) for node in others]
            return self._index(self._of(first, at, arrays=True), *positions)
        signature = SIGNATURES.get(name, _VALUES)
        given = []
        for position, node in enumerate(arguments):
            kind = signature.of(position)
            if kind == "V":
                given.append(self._scalar(node, at, arrays=arrays))
            else:
                value = self._of_all_sheets(node, at, arrays=arrays or kind == "A", listed=name in LIST_FUNCTIONS)
                is_cell = isinstance(value, Range) and value.single
                given.append([[self._content(value)]] if is_cell else self._content(value))
        try:
            return FUNCTIONS[name](*given)
        except Error as error:
            return error

    def _of_all_sheets(self, node: Node, at: Place, *, arrays: bool, listed: bool) -> Any:
        """The rows of a reference over several sheets below each other, where a function adds up any number."""
        sheets = sheets_of(self._book, node.prefix, at[0]) if listed and isinstance(node, Reference) else ()
        if len(sheets) < 2 or not isinstance(node, Reference):
            return self._of(node, at, arrays=arrays)
        ranges = [self._range(node._replace(prefix=quoted_sheet(sheet)[:-1]), at) for sheet in sheets]
        return [
            row
            for content in map(self._content, ranges)
            for row in (content if isinstance(content, list) else [[content]])
        ]

    def _call_of_ours(self, name: str, arguments: tuple[Node, ...], at: Place, *, arrays: bool) -> Any:
        function = self._ours[name]
        nodes: tuple[Node, ...] = arguments
        if name in self._defined:
            if name not in self._named:
                raise _NeverKnown(name)
            nodes, function = (*self._named[name].leading, *arguments), self._named[name].bound
        given = []
        for position, node in enumerate(nodes):
            value = self._of(node, at, arrays=arrays)
            if position in function.tables and isinstance(value, Range) and not value.single:
                if (name, value) not in self._tables:
                    self._tables[name, value] = function.read_table(_as_texts(self._content(value)))
                given.append(self._tables[name, value])
            else:
                given.append(_as_texts(self._content(value)))
        return _with_errors(function.call(given))

    def _index(self, values: Any, row: Any = None, column: Any = None) -> Any:
        is_range = isinstance(values, Range)
        if not is_range and not isinstance(values, list):
            values = [[values]]
        rows, columns = _size(values)
        row, column = self._cell_of(row), self._cell_of(column)
        for wanted in (row, column):
            if isinstance(wanted, Error):
                return wanted
        row, column = (None if value is None else int(number(value)) for value in (row, column))
        if column is None and rows == 1:
            row, column = 1, row
        row, column = row or 0, column or 0 if columns > 1 else 1
        if row < 0 or column < 0:
            return Error("#VALUE!")
        if row > rows or column > columns:
            return Error("#REF!")
        top, bottom = (row, row) if row else (1, rows)
        left, right = (column, column) if column else (1, columns)
        if is_range:
            area = values.area
            return Range(
                values.sheet,
                Area(area.top + top - 1, area.left + left - 1, area.top + bottom - 1, area.left + right - 1),
            )
        part = [line[left - 1 : right] for line in values[top - 1 : bottom]]
        return part[0][0] if top == bottom and left == right else part

    def _content(self, value: Any) -> Any:
        """A range of one cell as its value, others as rows."""
        if not isinstance(value, Range):
            return value
        area = value.area
        if value.single:
            return self._value(value.sheet, area.top, area.left)
        if area.size > _MOST_CELLS:
            raise NotKnown
        columns = range(area.left, area.right + 1)
        return [
            [self._value(value.sheet, row, column) for column in columns] for row in range(area.top, area.bottom + 1)
        ]

    def _value(self, sheet: str, row: int, column: int) -> Any:
        found = self._values.get((sheet, row, column), self)
        if found is not self:
            return Error(found) if found.__class__ is str and found in Error.TEXTS else found
        cell = self._cells[sheet].get((row, column))
        if cell is None:
            return None
        if cell.formula is not None:
            raise NotKnown
        return Error(cell.value) if cell.kind == ERROR else cell.value

    def _cell_of(self, value: Any) -> Any:
        content = self._content(value)
        return content[0][0] if isinstance(content, list) else content


class _InTurn(Opinions):
    """All formulas of a workbook, each after those that it reads, without recursion: a chain of months is long."""

    def __init__(self, book: Book, functions: Mapping[str, BoundFunction], formulas: Formulas) -> None:
        self._found: dict[Place, Any] = {}
        super().__init__(book, functions, formulas, self._found)
        self._open = set(formulas.at)
        self._ready: set[tuple[str, Area]] = set()  # areas without a formula that is still to be calculated

    def all(self) -> dict[Place, CellValue]:
        """The value of each formula."""
        for start in self._formulas.at:
            pending = [start]
            waiting: set[Place] = set()
            while pending:
                place = pending[-1]
                if place not in self._open:
                    pending.pop()
                    continue
                before = [] if place in waiting else list(self._not_yet(place))
                if not before:
                    self._calculate(place)
                    pending.pop()
                waiting.add(place)
                pending += before
        return self._found

    def _calculate(self, place: Place) -> None:
        try:
            self._found[place] = self.value(place)
        except NotKnown as reason:
            what = str(reason) or "the formula"
            raise BadFile(
                f"{place[0]}, row {place[1]}, column {place[2]}: {what} is not calculated in Python alone"
            ) from None
        self._open.remove(place)

    def _value(self, sheet: str, row: int, column: int) -> Any:
        if (sheet, row, column) in self._open:
            raise BadFile(f"{sheet}: a formula in row {row}, column {column} depends on itself")
        return super()._value(sheet, row, column)

    def _not_yet(self, place: Place) -> Iterator[Place]:
        """The cells to be calculated before a formula."""
        for node in _read(self._formulas.at[place]):
            for sheet, area, _ in self._formulas.sources_of_part(node, place):
                if (sheet, area) in self._ready:
                    continue
                rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
                before = [
                    (sheet, row, column) for row in rows for column in columns if (sheet, row, column) in self._open
                ]
                yield from (cell for cell in before if cell != place)
                if not before:
                    self._ready.add((sheet, area))


class _NeverKnown(NotKnown):
    """Something in a formula that is not known in any copy of it."""


@lru_cache(maxsize=2048)
def _read(formula: Formula) -> tuple[Reference | NameUse, ...]:
    """What stands for cells whose values a formula reads; ROWS of cells reads none."""
    found: list[Reference | NameUse] = []
    pending = [formula.tree]
    while pending:
        node = pending.pop()
        if isinstance(node, (Reference, NameUse)):
            found.append(node)
        elif not (isinstance(node, Call) and node.name in _OF_RANGES):
            pending += children(node)
    return tuple(found)


def _is_fixed(node: Node) -> bool:
    """Whether a part of a name means the same in every cell."""
    if isinstance(node, Reference):
        return all(corner.row_fixed and corner.column_fixed for corner in (node.first, node.last))
    return not isinstance(node, Structured) and not (isinstance(node, Call) and node.name in {"ROW", "COLUMN"})


def _as_cell(value: Any) -> CellValue:
    """What a cell shows of a value."""
    if isinstance(value, float) and not (math.isfinite(value) and (value == 0 or abs(value) > _LEAST)):
        raise NotKnown
    if isinstance(value, Error):
        return str(value)
    found: CellValue = 0.0 if value is None else value
    return found


def _literal(kind: str, text: str) -> Any:
    if kind == "number":
        return float(text)
    if kind == "bool":
        return text.upper() == "TRUE"
    return Error(text) if kind == "error" else text


def _size(values: Any) -> tuple[int, int]:
    if isinstance(values, Range):
        return values.area.bottom - values.area.top + 1, values.area.right - values.area.left + 1
    return (len(values), len(values[0])) if isinstance(values, list) else (1, 1)


def _row(at: Place, values: Any = None) -> Any:
    if values is None:
        return float(at[1])
    rows = [[float(row)] for row in range(values.area.top, values.area.bottom + 1)]
    return rows[0][0] if len(rows) == 1 else rows


def _column(at: Place, values: Any = None) -> Any:
    if values is None:
        return float(at[2])
    columns = [float(column) for column in range(values.area.left, values.area.right + 1)]
    return columns[0] if len(columns) == 1 else [columns]


#: What asks where cells are, not what is in them.
_OF_RANGES: Final[Mapping[str, Callable[..., Any]]] = {
    "ROW": _row,
    "COLUMN": _column,
    "ROWS": lambda _, values: float(_size(values)[0]),
    "COLUMNS": lambda _, values: float(_size(values)[1]),
}


def _as_texts(value: Any) -> Any:
    if isinstance(value, list):
        return [[_as_texts(cell) for cell in row] for row in value]
    return str(value) if isinstance(value, Error) else value


def _with_errors(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [[_with_errors(cell) for cell in row] for row in value]
    if isinstance(value, str):
        return Error(value) if value in Error.TEXTS else value
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

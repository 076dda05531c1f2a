"""Single formulas calculated in Python alone, for given values of the cells that they read: a second opinion on each.

It knows the operators, names, references, our own functions and those of ``functions``; what it does not know, and
whatever Excel may read otherwise, it refuses. One calculation a cell proves a whole workbook, cell by cell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from xlcost.budget import count
from xlcost.evaluate.binding import BoundFunction, GivesUp, named_functions, our_name
from xlcost.evaluate.criteria import Searched
from xlcost.evaluate.functions import FUNCTIONS, LAZY, OF_DAYS
from xlcost.evaluate.ranges import OF_RANGES, Range, index
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
    walk,
)
from xlcost.formula.unique import Formulas
from xlcost.workbook.addresses import Area, quoted_sheet
from xlcost.workbook.records import ERROR, Book, CellValue, Place

_VALUES: Final = Signature("V", 1)
_UNREADY: Final = object()
_THIS_ROW: Final = re.compile(r"@|#this row", re.IGNORECASE)
#: Cells that a range may have: a second opinion on more would take longer than another engine.
_MOST_CELLS: Final = 200_000
#: Cells of ranges that all opinions on a workbook may go through, often in every row: beyond, another engine takes less
#: long.
_MOST_WALKED: Final = 4_000_000
_WITH_CRITERIA: Final = frozenset(["COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS"])
#: To hold a cell to a criterion takes as long as to read so many.
_HELD: Final = 3


#: What is left of numbers that cancel, beside them; and less than Excel holds.
_CRUMB: Final = 1e-14
_LEAST: Final = 1e-300


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
        self._left: float = _MOST_WALKED
        self._held: dict[Range, Searched] = {}
        self._totals: dict[tuple[Any, ...] | None, Any] = {}  # of ranges that many formulas add up
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

    def _call(self, prefix: str | None, name: str, arguments: tuple[Node, ...], at: Place, *, arrays: bool) -> Any:
        if name == "ANCHORARRAY":
            return self._cells_of(Unary("#", arguments[0]), at)
        if name in LAZY:
            return LAZY[name]([partial(self._scalar, node, at, arrays=arrays) for node in arguments])
        ours = our_name(name, self._ours)
        if ours is not None:
            return self._call_of_ours(ours, arguments, at, arrays=arrays)
        if prefix is not None or not (name in FUNCTIONS or name in OF_RANGES or name == "INDEX"):
            raise _NeverKnown(name)
        if name in OF_DAYS and self._book.calculation.date1904:
            raise _NeverKnown(name)
        if name in OF_RANGES:
            values = [self._of(node, at, arrays=arrays) for node in arguments]
            found = OF_RANGES[name](at, *values)
            return found[0][0] if isinstance(found, list) and not arrays else found
        if name == "INDEX":
            first, *others = arguments
            positions = [self._scalar(node, at, arrays=arrays) for node in others]
            return index(self._of(first, at, arrays=True), *positions)
        return self._call_of_excels(name, arguments, at, arrays=arrays)

    def _call_of_excels(self, name: str, arguments: tuple[Node, ...], at: Place, *, arrays: bool) -> Any:
        values = self._given(name, arguments, at, arrays=arrays)
        are_totals = name in LIST_FUNCTIONS and all(value.__class__ is Range for value in values)
        key = (name, *values) if are_totals else None
        if key in self._totals:
            return self._totals[key]
        given = list(map(self._searched if name in _WITH_CRITERIA else self._rows, values))
        try:
            found = FUNCTIONS[name](*given)
        except Error as error:
            found = error
        if key is not None:
            self._totals[key] = found
        return found

    def _given(self, name: str, arguments: tuple[Node, ...], at: Place, *, arrays: bool) -> list[Any]:
        """The arguments of a function of Excel's: values, or ranges where it takes them.

        Raises:
            NotKnown: it would take longer than another engine does.
        """
        signature, listed = SIGNATURES.get(name, _VALUES), name in LIST_FUNCTIONS
        values: list[Any] = []
        for position, node in enumerate(arguments):
            kind = signature.of(position)
            if kind == "V":
                values.append(self._scalar(node, at, arrays=arrays))
                continue
            values.append(self._of_all_sheets(node, at, arrays=arrays or kind == "A", listed=listed))
        return values

    def _of_all_sheets(self, node: Node, at: Place, *, arrays: bool, listed: bool) -> Any:
        """The rows of a reference over several sheets below each other, where a function adds up any number."""
        sheets = sheets_of(self._book, node.prefix, at[0]) if listed and isinstance(node, Reference) else ()
        if len(sheets) < 2 or not isinstance(node, Reference):
            value = self._of(node, at, arrays=arrays)
            return self._used_part(value) if listed and isinstance(value, Range) else value
        ranges = [self._range(node._replace(prefix=quoted_sheet(sheet)[:-1]), at) for sheet in sheets]
        return [
            row
            for content in map(self._content, ranges)
            for row in (content if isinstance(content, list) else [[content]])
        ]

    def _used_part(self, value: Range) -> Range:
        """As much of a range as its sheet uses: what adds up any number passes over blanks."""
        (top, left, bottom, right), used = value.area, self._book.used[value.sheet]
        return Range(
            value.sheet, Area(top, left, max(top, min(bottom, used.bottom)), max(left, min(right, used.right)))
        )

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

    def _rows(self, value: Any) -> Any:
        return [[self._content(value)]] if isinstance(value, Range) and value.single else self._content(value)

    def _searched(self, value: Any) -> Any:
        """A range as what criteria are held to, the same for all formulas."""
        if not isinstance(value, Range):
            return value
        if value not in self._held:
            self._held[value] = Searched(self._rows(value), lambda cells: self._walk(_HELD * cells))
        return self._held[value]

    def _content(self, value: Any) -> Any:
        """A range of one cell as its value, others as rows."""
        if not isinstance(value, Range):
            return value
        area = value.area
        if value.single:
            return self._value(value.sheet, area.top, area.left)
        if area.size > _MOST_CELLS:
            raise NotKnown
        self._walk(area.size)
        columns = range(area.left, area.right + 1)
        return [
            [self._value(value.sheet, row, column) for column in columns] for row in range(area.top, area.bottom + 1)
        ]

    def _walk(self, cells: int) -> None:
        """Counts cells of ranges.

        Raises:
            NotKnown: they are more than opinions should go through.
        """
        count(cells)
        self._left -= cells
        if self._left < 0:
            raise NotKnown

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


class _NeverKnown(NotKnown):
    """Something in a formula that is not known in any copy of it."""


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

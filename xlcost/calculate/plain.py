"""Formulas calculated in Python alone, for where no engine can be installed: a browser. Made for our own workbook.

It knows the operators, names, references and the functions of ``plain_functions``, of which a test holds that they are
enough for every shipped case and give what the embedded engine gives. What it does not know it refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from xlcost.calculate.binding import BoundFunction
from xlcost.calculate.plain_functions import FUNCTIONS, LAZY, Error, compared, each, number, shown
from xlcost.errors import BadFile
from xlcost.formula.references import name_of, name_tree, sheets_of
from xlcost.formula.tree import ArrayLiteral, Binary, Call, Literal, Missing, NameUse, Node, Reference, Unary, children
from xlcost.formula.unique import Formula, read_formulas
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Book, CellValue, Place


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
    return _Plain(book, functions).all()


class _Plain:
    def __init__(self, book: Book, functions: Mapping[str, BoundFunction]) -> None:
        self._book = book
        self._ours = functions
        self._cells = {sheet.name: sheet.cells for sheet in book.sheets}
        self._formulas = read_formulas(book)
        for (sheet, row, column), why in self._formulas.unreadable.items():
            raise BadFile(f"{sheet}: the formula in row {row}, column {column} {why}")
        self._open = set(self._formulas.at)
        self._ready: set[tuple[str, Area]] = set()  # areas without a formula that is still to be calculated
        self._values: dict[Place, Any] = {}
        self._names: dict[tuple[str, str | None, str], Any] = {}
        self._tables: dict[tuple[str, Range], Any] = {}

    def all(self) -> dict[Place, CellValue]:
        """Each formula after those that it reads, without recursion: a chain of months is long."""
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
                    self._values[place] = self._top(self._formulas.at[place].tree, place)
                    self._open.remove(place)
                    pending.pop()
                waiting.add(place)
                pending += before
        return {place: str(value) if isinstance(value, Error) else value for place, value in self._values.items()}

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

    def _top(self, tree: Node, place: Place) -> Any:
        value = self._cell_of(self._of(tree, place))
        return 0.0 if value is None else value

    def _of(self, node: Node, at: Place) -> Any:  # noqa: PLR0911 - one line a kind of node
        """A scalar, rows of them, or a range."""
        match node:
            case Literal(kind, text):
                return _literal(kind, text)
            case Reference():
                return self._range(node, at)
            case NameUse():
                return self._named(node, at)
            case Call(_, name, arguments):
                return self._call(name, arguments, at)
            case Binary(operator, left, right):
                return each(_OPERATORS[operator], self._plain(left, at), self._plain(right, at))
            case Unary("-", operand):
                return each(lambda value: -number(value), self._plain(operand, at))
            case Unary("%", operand):
                return each(lambda value: number(value) / 100, self._plain(operand, at))
            case Unary("+" | "@", operand):
                return self._of(operand, at)
            case ArrayLiteral(rows):
                return [[self._of(cell, at) for cell in row] for row in rows]
            case Missing():
                return None
        raise BadFile(f"{at[0]}: {type(node).__name__} is not calculated in Python alone")

    def _range(self, node: Reference, at: Place) -> Range:
        (sheet,) = sheets_of(self._book, node.prefix, at[0]) or (None,)
        if sheet is None:
            raise BadFile(f"{at[0]}: there is no sheet {node.prefix}")
        (top, left), (bottom, right) = node.first.at(*at[1:]), node.last.at(*at[1:])
        return Range(sheet, Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right)))

    def _named(self, node: NameUse, at: Place) -> Any:
        key = (at[0], node.prefix, node.name)
        if key not in self._names:
            name = name_of(self._book, node, at[0])
            tree = None if name is None else name_tree(name)
            if tree is None:
                raise BadFile(f"{at[0]}: there is no name {node.name}")
            self._names[key] = self._of(tree, at)
        return self._names[key]

    def _call(self, name: str, arguments: tuple[Node, ...], at: Place) -> Any:
        if name in LAZY:
            return LAZY[name]([partial(self._plain, node, at) for node in arguments])
        if name in self._ours:
            return self._call_of_ours(name, arguments, at)
        values = [self._of(node, at) for node in arguments]
        if name in _OF_RANGES:
            return _OF_RANGES[name](at, *values)
        if name == "INDEX":
            return self._index(*values)
        if name not in FUNCTIONS:
            raise BadFile(f"{at[0]}: {name} is not calculated in Python alone")
        try:
            return FUNCTIONS[name](*(self._content(value) for value in values))
        except Error as error:
            return error

    def _call_of_ours(self, name: str, arguments: tuple[Node, ...], at: Place) -> Any:
        function = self._ours[name]
        given = []
        for position, node in enumerate(arguments):
            value = self._of(node, at)
            if position in function.tables and isinstance(value, Range) and not value.single:
                if (name, value) not in self._tables:
                    self._tables[name, value] = function.read_table(self._content(value))
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

    def _plain(self, node: Node, at: Place) -> Any:
        return self._content(self._of(node, at))

    def _content(self, value: Any) -> Any:
        """A range of one cell as its value, others as rows."""
        if not isinstance(value, Range):
            return value
        area = value.area
        if value.single:
            return self._value(value.sheet, area.top, area.left)
        columns = range(area.left, area.right + 1)
        return [
            [self._value(value.sheet, row, column) for column in columns] for row in range(area.top, area.bottom + 1)
        ]

    def _value(self, sheet: str, row: int, column: int) -> Any:
        found = self._values.get((sheet, row, column))
        if found is not None:
            return found
        if (sheet, row, column) in self._open:
            raise BadFile(f"{sheet}: a formula in row {row}, column {column} depends on itself")
        cell = self._cells[sheet].get((row, column))
        return None if cell is None else cell.value

    def _cell_of(self, value: Any) -> Any:
        content = self._content(value)
        return content[0][0] if isinstance(content, list) else content


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


def _divided(left: Any, right: Any) -> float:
    above, below = number(left), number(right)
    if below == 0:
        raise Error("#DIV/0!")
    return above / below


def _power(left: Any, right: Any) -> float:
    base, exponent = number(left), number(right)
    try:
        found: Any = base**exponent
    except (ZeroDivisionError, OverflowError):
        raise Error("#NUM!") from None
    if isinstance(found, complex):
        raise Error("#NUM!")
    return float(found)


_OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": lambda left, right: number(left) + number(right),
    "-": lambda left, right: number(left) - number(right),
    "*": lambda left, right: number(left) * number(right),
    "/": _divided,
    "^": _power,
    "&": lambda left, right: shown(left) + shown(right),
    "=": lambda left, right: compared(left, right) == 0,
    "<>": lambda left, right: compared(left, right) != 0,
    "<": lambda left, right: compared(left, right) < 0,
    ">": lambda left, right: compared(left, right) > 0,
    "<=": lambda left, right: compared(left, right) <= 0,
    ">=": lambda left, right: compared(left, right) >= 0,
}

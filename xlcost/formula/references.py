"""The cells that a formula, or a part of one, reads: by references, defined names, tables and spills.

What a formula reads is found once for a sheet, free of its place as far as rows and columns go, and then moved to each
copy. Only the structure of the workbook is asked, never a value: sheets, names, tables, and what array formulas fill.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, repeat
from typing import Final, NamedTuple

from xlcost.formula.offsets import with_offsets_read
from xlcost.formula.parser import parse
from xlcost.formula.tree import Binary, Call, NameUse, Node, Reference, Structured, Unary, children
from xlcost.workbook.addresses import Area
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS
from xlcost.workbook.records import Book, Name, Place, Table, plain_column
from xlcost.workbook.tokens import FormulaError, Point

_EXTERNAL: Final = re.compile(r"\[([^\[\]]+)\]")
#: What stands for a what-if table where a formula would; nobody can enter it as one.
DATA_TABLE: Final = "TABLE"
#: Names may be defined by names; Excel follows any number, hostile files must not make us.
_MAX_NAME_DEPTH: Final = 64
#: Copies for which what they read is found together; 8,000 copies of 999 references took 300 MB for the numbers alone.
_AT_ONCE: Final = 256
#: Fewer are found one by one, which takes no lists for each reference.
_TOGETHER: Final = 4


class Copy(NamedTuple):
    """Where a formula stands on its sheet, and its text there; no value, which depends on the inputs."""

    row: int
    column: int
    formula: str


class Source(NamedTuple):
    """Cells that a formula reads; ``through`` is the defined name or table by which it calls them."""

    sheet: str
    area: Area
    through: str | None


class Sources(NamedTuple):
    """What a formula, or a part of one, reads wherever on its sheet it is copied to."""

    slots: tuple[Source | _Moving, ...]
    moves: bool

    def at(self, row: int, column: int) -> tuple[Source, ...]:
        """The cells for a copy at (row, column)."""
        if not self.moves:
            return self.slots  # type: ignore[return-value]
        return tuple([slot.at(row, column) if isinstance(slot, _Moving) else slot for slot in self.slots])

    def over(self, copies: Sequence[Copy]) -> Iterator[tuple[Source, ...]]:
        """The cells for each of the copies."""
        if not self.moves:
            yield from repeat(self.slots, len(copies))
            return
        if len(copies) < _TOGETHER:
            yield from (self.at(copy.row, copy.column) for copy in copies)
            return
        for first in range(0, len(copies), _AT_ONCE):
            some = copies[first : first + _AT_ONCE]
            rows, columns = [copy.row for copy in some], [copy.column for copy in some]
            slots = (slot.over(rows, columns) if isinstance(slot, _Moving) else repeat(slot) for slot in self.slots)
            yield from zip(*slots)


class _Moving(NamedTuple):
    """Cells that depend on where the formula stands."""

    sheet: str
    ends: tuple[tuple[Point, Point], ...]  # one range, or the ranges between whose ends A1:INDEX(...) spans a box
    through: str | None

    @property
    def is_fixed(self) -> bool:
        """Whether they are the same wherever the formula stands."""
        points = chain.from_iterable(self.ends)
        return next((False for _, _, row_fixed, column_fixed in points if not (row_fixed and column_fixed)), True)

    @property
    def one_cell(self) -> Point | None:
        """The cell, where it is one, as most are."""
        first, last = self.ends[0]
        return first if first == last and len(self.ends) == 1 else None

    def over(self, rows: Sequence[int], columns: Sequence[int]) -> Iterable[Source]:
        """The cells for formulas in rows and columns, given as two lists."""
        cell = self.one_cell
        if cell is None:
            return map(self.at, rows, columns)
        tops = _moved(cell.row, rows, MAX_ROWS) if not cell.row_fixed else repeat(cell.row)
        lefts = _moved(cell.column, columns, MAX_COLUMNS) if not cell.column_fixed else repeat(cell.column)
        return map(_cell, repeat(self.sheet), tops, lefts, repeat(self.through))

    def at(self, row: int, column: int) -> Source:
        """The cells for a formula at (row, column)."""
        cell = self.one_cell
        if cell is not None:
            return _cell(self.sheet, *cell.at(row, column), self.through)
        if len(self.ends) == 1:
            (top, left), (bottom, right) = self.ends[0][0].at(row, column), self.ends[0][1].at(row, column)
            if top <= bottom and left <= right:  # as they stand but where they run round the edge of the grid
                return Source(self.sheet, Area(top, left, bottom, right), self.through)
        corners = [point.at(row, column) for pair in self.ends for point in pair]
        rows, columns = [at for at, _ in corners], [across for _, across in corners]
        return Source(self.sheet, Area(min(rows), min(columns), max(rows), max(columns)), self.through)


def _moved(distance: int, positions: Sequence[int], size: int) -> list[int]:
    """What lies at a distance from each position; as ``Point.at`` does it for one."""
    return [(distance + position - 1) % size + 1 for position in positions]


@lru_cache(maxsize=16_384)
def _cell(sheet: str, row: int, column: int, through: str | None) -> Source:
    """One cell; several formulas read most of them."""
    return Source(sheet, Area(row, column, row, column), through)


def sources_of(book: Book, tree: Node, place: Place) -> Sources:
    """What a formula at a place and its copies on the same sheet read; see ``Formula.is_bound_to_place`` for some."""
    read = _read_by(book, with_offsets_read(tree), place, None, _Known({}))
    found = [slot.at(*place[1:]) if slot.is_fixed else slot for slot in read]
    return Sources(tuple(found), any(isinstance(slot, _Moving) for slot in found))


def sources(book: Book, tree: Node, sheet: str, row: int, column: int) -> tuple[Source, ...]:
    """The cells that a formula at a place reads, in the order of the text; other workbooks' cells are left out."""
    return sources_of(book, tree, (sheet, row, column)).at(row, column)


def other_book(prefix: str) -> str | None:
    """The other workbook that a reference's prefix names: "1" for [1]Sheet, or its file name; [0] is this one."""
    found = _EXTERNAL.search(prefix)
    return found.group(1) if found is not None and found.group(1) != "0" else None


def sheets_of(book: Book, prefix: str | None, here: str) -> tuple[str, ...]:
    """The sheets that a reference's prefix means; none for another workbook or a sheet that is not there."""
    if prefix is None:
        return (here,)
    text = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
    if "[" in text and _EXTERNAL.search(text):
        return ()
    known = book.sheets_by_name
    sheet = known.get(text.lower())
    if sheet is not None:
        return (sheet.name,)
    first, colon, last = text.partition(":")
    if colon and first.lower() in known and last.lower() in known:
        ends = sorted((known[first.lower()].index, known[last.lower()].index))
        return tuple(sheet.name for sheet in book.sheets[ends[0] : ends[1] + 1])
    return ()


def is_row_of_table(book: Book, text: str, place: Place) -> bool:
    """Whether a formula that reads the row of a table in which it stands does stand beside one."""
    table = book.tables_by_name.get(text.partition("[")[0].strip().lower())
    return table is None or (table.sheet == place[0] and table.data.top <= place[1] <= table.data.bottom)


def name_of(book: Book, use: NameUse, here: str) -> Name | None:
    """The defined name that a formula on sheet ``here`` means; None for a parameter or an unknown name."""
    if use.prefix is None:
        return book.name(use.name, here)
    sheets = sheets_of(book, use.prefix, here)
    return book.name(use.name, sheets[0] if sheets else None)


class _Known(NamedTuple):
    """What names read, by name, the sheet on which it counts, and the name by which the formula calls it."""

    cells: dict[tuple[Name, str, str], tuple[_Moving, ...]]
    depth: int = 0


def _read_by(book: Book, tree: Node, place: Place, through: str | None, known: _Known) -> Iterator[_Moving]:
    """What a formula or a part of one reads, free of the place as far as rows and columns go."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Reference):
            for sheet in sheets_of(book, node.prefix, place[0]):
                yield _Moving(sheet, ((node.first, node.last),), through)
        elif isinstance(node, NameUse):
            yield from _named_cells(book, node, place, through, known)
        elif isinstance(node, Structured):
            yield from _table_cells(book, node, place)
        elif isinstance(node, Binary) and node.operator == ":":
            ends = (_read_by(book, end, place, through, known) for end in (node.left, node.right))
            yield from _spanned(list(chain.from_iterable(ends)))
        elif isinstance(node, Unary) and node.operator == "#":
            for read in _read_by(book, node.operand, place, through, known):
                yield _spill(book, read, place)
        elif parts := children(node):
            pending += reversed(parts)
            if isinstance(node, Call) and node.name == DATA_TABLE:
                yield from _table_borders(book, place)


def _table_borders(book: Book, place: Place) -> Iterator[_Moving]:
    """A what-if table reads the row above it and the column before it: values to put in, and the formulas to ask."""
    sheet, row, column = place
    cell = book.sheets_by_name[sheet.lower()].cells.get((row, column))
    if cell is None or cell.array is None or 1 in cell.array[:2]:
        return
    top, left, bottom, right = cell.array
    for first, last in (((top - 1, left - 1), (top - 1, right)), ((top, left - 1), (bottom, left - 1))):
        yield _Moving(sheet, ((Point(*first, True, True), Point(*last, True, True)),), None)


def _named_cells(book: Book, use: NameUse, place: Place, through: str | None, known: _Known) -> Iterator[_Moving]:
    """What a name reads, looked up once a context: names that use another one twice each would double at every step."""
    name = name_of(book, use, place[0])
    if name is None or known.depth >= _MAX_NAME_DEPTH:
        return
    at = (name.scope or place[0], *place[1:])
    key = (name, at[0], through or name.name)
    cells = known.cells
    if key not in cells:
        cells[key] = ()  # so a name that leads back to itself adds nothing
        tree = name_tree(name)
        if tree is not None:
            deeper = _Known(cells, known.depth + 1)
            cells[key] = tuple(dict.fromkeys(_read_by(book, tree, at, key[2], deeper)))
    yield from cells[key]


@lru_cache(maxsize=4096)
def name_tree(name: Name) -> Node | None:
    """What a name stands for; relative references in it are relative to A1. None where it is no formula."""
    try:
        return parse(f"({name.formula})", 1, 1)  # in brackets a comma unites areas, as it does in a name
    except FormulaError:
        return None


def _table_cells(book: Book, node: Structured, place: Place) -> Iterator[_Moving]:
    table = _table(book, node, place)
    if table is None:
        return
    try:
        area, this_row = resolve(table, node.inside)
    except FormulaError:
        return
    top, bottom = (0, 0) if this_row else (area.top, area.bottom)
    first, last = Point(top, area.left, not this_row, True), Point(bottom, area.right, not this_row, True)
    yield _Moving(table.sheet, ((first, last),), table.name)


def _table(book: Book, node: Structured, place: Place) -> Table | None:
    if node.table is not None:
        return book.tables_by_name.get(node.table.lower())
    return book.table_at(place)


def _spanned(ends: list[_Moving]) -> Iterator[_Moving]:
    """A1:INDEX(...) reads at least the box round the ends that can be seen."""
    same_sheet = [end for end in ends if end.sheet == ends[0].sheet]
    if same_sheet:
        yield ends[0]._replace(ends=tuple(pair for end in same_sheet for pair in end.ends))


def _spill(book: Book, read: _Moving, place: Place) -> _Moving:
    """The cells that the array formula in the cell fills; the cell alone where it fills no more."""
    _, area, _ = read.at(*place[1:])
    cell = book.sheets_by_name[read.sheet.lower()].cells.get((area.top, area.left))
    if cell is None or cell.array is None:
        return read
    filled = cell.array
    corners = (Point(filled.top, filled.left, True, True), Point(filled.bottom, filled.right, True, True))
    return read._replace(ends=(corners,))


_ITEM: Final = re.compile(r"\[((?:[^\[\]']|'.)*)\]", re.DOTALL)
_ESCAPED: Final = re.compile(r"'(.)", re.DOTALL)
_ROWS: Final = {"#all", "#data", "#headers", "#totals", "#this row"}


class TableArea(NamedTuple):
    """The cells meant; with ``this_row`` only those in the formula's own row."""

    area: Area
    this_row: bool


def resolve(table: Table, inside: str) -> TableArea:
    """The cells that ``table[inside]`` means.

    Raises:
        FormulaError: an unknown column, or rows that the table does not have (Excel: #REF!).
    """
    rows, columns = _split(inside.strip())
    left, right = _columns(table, columns)
    top, bottom = _rows(table, rows)
    return TableArea(Area(top, left, bottom, right), "#this row" in rows)


def _split(inside: str) -> tuple[set[str], list[str]]:
    """The row keywords and the column names, escapes taken out."""
    rows: set[str] = set()
    if inside.startswith("@"):
        rows.add("#this row")
        inside = inside[1:].strip()
    bracketed = "[" in _ESCAPED.sub("", inside)
    items = _ITEM.findall(inside) if bracketed else [inside] if inside else []
    columns = []
    for item in items:
        if item.strip().lower() in _ROWS:
            rows.add(item.strip().lower())
        else:
            columns.append(_ESCAPED.sub(r"\1", item))
    if len(columns) > 2:
        raise FormulaError(f"cannot read the table reference [{inside[:60]}]")
    return rows, columns


def _columns(table: Table, names: list[str]) -> tuple[int, int]:
    if not names:
        return table.area.left, table.area.right
    numbers = []
    for name in names:
        number = table.numbers.get(plain_column(name))
        if number is None:
            raise FormulaError(f"the table {table.name} has no column {name!r}")
        numbers.append(table.area.left + number)
    return min(numbers), max(numbers)


def _rows(table: Table, rows: set[str]) -> tuple[int, int]:
    area, data = table.area, table.data
    spans = []
    if "#all" in rows:
        spans.append((area.top, area.bottom))
    if "#headers" in rows and table.header_rows:
        spans.append((area.top, data.top - 1))
    if rows & {"#data", "#this row"} or not rows:
        spans.append((data.top, data.bottom))
    if "#totals" in rows and table.total_rows:
        spans.append((data.bottom + 1, area.bottom))
    if not spans:
        raise FormulaError(f"the table {table.name} has no {' or '.join(sorted(rows))} row")
    return min(first for first, _ in spans), max(last for _, last in spans)

"""What a translated formula is made of: fixed text, and references that are filled in for each cell it is copied to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from xlcost.calculate.translation.visible import CountedOut
from xlcost.workbook.addresses import Area, column_letters, qualified, quoted_sheet
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS
from xlcost.workbook.tokens import Point, Template, cell_parts

#: The engine reads an error constant like any other operand.
OUT_OF_RANGE: Final = "#VALUE!"

#: What OFFSET gives beyond the edge of the grid.
NO_CELLS: Final = "#REF!"

#: A cell of the engine's own sheet that stays blank.
BLANK_CELL: Final = "'\u2400xlcost'!$B$1"

#: From so many cells on, handing a range to Python anew for each cell costs more than a cell of its own does.
LARGE: Final = 64


class Cells(NamedTuple):
    """The cells between two corners of a sheet; whole areas stay areas. For ``moved`` see ``Reference``."""

    sheet: str
    first: Point
    last: Point
    moved: bool = False

    @property
    def fixed(self) -> bool:
        """Whether they are the same wherever the formula stands."""
        first, last = self.first, self.last
        return first.row_fixed and first.column_fixed and last.row_fixed and last.column_fixed

    def area(self, row: int, column: int) -> Area:
        """The cells meant in a formula at (row, column)."""
        top, left = self.first.at(row, column)
        if self.first == self.last:
            return Area(top, left, top, left)
        bottom, right = self.last.at(row, column)
        return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

    def render(self, row: int, column: int) -> str:
        """The engine's text for them."""
        if self.moved and not (_lies_in_grid(self.first, row, column) and _lies_in_grid(self.last, row, column)):
            return NO_CELLS
        if self.first == self.last:  # nearly always; without the way round by an area it takes a third of the time
            at_row, at_column = self.first.at(row, column)
            return f"{quoted_sheet(self.sheet)}{column_letters(at_column)}{at_row}"
        return qualified(self.sheet, self.area(row, column))


class OneCell(NamedTuple):
    """Implicit intersection: of several cells, the one in the formula's own row or column."""

    cells: Cells

    @property
    def sheet(self) -> str:
        """The sheet of the cells."""
        return self.cells.sheet

    def area(self, row: int, column: int) -> Area:
        """The cell meant, or the whole area where there is none."""
        area = self.cells.area(row, column)
        return _intersected(area, row, column) or area

    def render(self, row: int, column: int) -> str:
        """The engine's text for it: an error value where the formula stands beside the area."""
        area = _intersected(self.cells.area(row, column), row, column)
        return OUT_OF_RANGE if area is None else qualified(self.cells.sheet, area)


class ThisRow(NamedTuple):
    """Cells of a table in the formula's own row; an error value above or below the table."""

    sheet: str
    data: Area  # the columns meant, all data rows

    def area(self, row: int, column: int) -> Area:
        """The cells meant."""
        del column
        return Area(row, self.data.left, row, self.data.right)

    def render(self, row: int, column: int) -> str:
        """The engine's text for them."""
        if not self.data.top <= row <= self.data.bottom:
            return OUT_OF_RANGE
        return qualified(self.sheet, self.area(row, column))


class Numbers(NamedTuple):
    """The row or column numbers of cells, or how many rows or columns they are."""

    cells: Cells | ThisRow
    function: str  # ROW, COLUMN, ROWS or COLUMNS

    def render(self, row: int, column: int) -> str:
        """The engine's text for them: a number, or an array of them."""
        area = self.cells.area(row, column)
        if self.function in {"ROWS", "COLUMNS"}:
            return str(area.rows if self.function == "ROWS" else area.columns)
        first, count = (area.top, area.rows) if self.function == "ROW" else (area.left, area.columns)
        if count == 1:
            return str(first)
        return f"SEQUENCE({count},1,{first})" if self.function == "ROW" else f"SEQUENCE(1,{count},{first})"


class Common(NamedTuple):
    """The cells that two areas of one sheet share (the space operator)."""

    one: Cells
    other: Cells

    @property
    def sheet(self) -> str:
        """The sheet of both areas."""
        return self.one.sheet

    def area(self, row: int, column: int) -> Area:
        """The shared cells, or the first area where there are none."""
        return self._shared(row, column) or self.one.area(row, column)

    def render(self, row: int, column: int) -> str:
        """The engine's text for them."""
        shared = self._shared(row, column)
        return "#NULL!" if shared is None else qualified(self.one.sheet, shared)

    def _shared(self, row: int, column: int) -> Area | None:
        one, other = self.one.area(row, column), self.other.area(row, column)
        area = Area(
            max(one.top, other.top),
            max(one.left, other.left),
            min(one.bottom, other.bottom),
            min(one.right, other.right),
        )
        return area if area.top <= area.bottom and area.left <= area.right else None


class Visible(NamedTuple):
    """Cells without some rows or single cells: what SUBTOTAL adds up."""

    cells: Cells
    out: CountedOut

    def render(self, row: int, column: int) -> str:
        """The engine's text for them: the areas that are left; nothing but a blank cell where none is."""
        area = self.cells.area(row, column)
        parts = self.out.rest(area)
        return ",".join(qualified(self.cells.sheet, part) for part in parts) or BLANK_CELL


class Whole(NamedTuple):
    """A range that one of our functions takes whole; a large one is handed over once for all cells that use it."""

    cells: Cells
    large: int = LARGE  # from how many cells on

    def area(self, row: int, column: int) -> Area:
        """The cells meant."""
        return self.cells.area(row, column)


Place = Cells | OneCell | ThisRow | Common
Piece = str | Place | Numbers | Visible | Whole


class Writer:
    """Writes formulas at their cells; of one that is copied downwards, rows alone differ from its second copy on."""

    def __init__(self, hand_over: Callable[[str, Area], str]) -> None:
        """For ``hand_over`` see ``render``."""
        self._hand_over = hand_over
        self._columns: dict[int, tuple[tuple[Piece, ...], int]] = {}  # by a formula's identity, which is held with it
        self._templates: dict[int, Template | None] = {}

    def text(self, pieces: tuple[Piece, ...], row: int, column: int) -> str:
        """The engine's formula at (row, column)."""
        mark = id(pieces)
        if self._columns.get(mark, _NOWHERE)[1] != column:
            self._columns[mark] = pieces, column
            self._templates.pop(mark, None)
        elif mark not in self._templates:
            simple = all(isinstance(piece, str) or _is_cell(piece) for piece in pieces)
            self._templates[mark] = Template(_parts(pieces, column), column) if simple else None
        template = self._templates.get(mark)
        text = None if template is None else template.at(row)
        return render(pieces, row, column, self._hand_over) if text is None else text


_NOWHERE: Final = ((), 0)


def _is_cell(piece: Piece) -> bool:
    return isinstance(piece, Cells) and piece.first == piece.last and not piece.moved


def _parts(pieces: tuple[Piece, ...], column: int) -> Iterator[str | int]:
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Cells):
            yield quoted_sheet(piece.sheet)
            yield from cell_parts(piece.first, column)


def render(pieces: tuple[Piece, ...], row: int, column: int, hand_over: Callable[[str, Area], str]) -> str:
    """The engine's formula at (row, column); ``hand_over`` gives the text that stands for a large range."""
    texts = []
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
        elif not isinstance(piece, Whole):
            texts.append(piece.render(row, column))
        else:
            area = piece.area(row, column)
            large = area.size >= piece.large
            texts.append(hand_over(piece.cells.sheet, area) if large else piece.cells.render(row, column))
    return "".join(texts)


def _lies_in_grid(point: Point, row: int, column: int) -> bool:
    at_row = point.row if point.row_fixed else point.row + row
    at_column = point.column if point.column_fixed else point.column + column
    return 1 <= at_row <= MAX_ROWS and 1 <= at_column <= MAX_COLUMNS


def _intersected(area: Area, row: int, column: int) -> Area | None:
    if area.size == 1:
        return area
    at_row = area.top if area.rows == 1 else row
    at_column = area.left if area.columns == 1 else column
    inside = area.top <= at_row <= area.bottom and area.left <= at_column <= area.right
    return Area(at_row, at_column, at_row, at_column) if inside else None

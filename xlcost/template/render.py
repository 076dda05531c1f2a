"""Draws declared sheets into an openpyxl workbook: cells, styles, row heights, validations, names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo

from xlcost.template import paper, styles
from xlcost.template.addresses import addresses
from xlcost.template.pages import Page, Painted, new_page
from xlcost.template.placing import AXIS_COLUMNS, CAPTION_ROW, LABEL_COLUMN, UNIT_COLUMN, VALUE_COLUMN, Placed
from xlcost.template.records import (
    Canvas,
    Cell,
    Column,
    Gap,
    Heading,
    Look,
    Paragraph,
    Row,
    Rule,
    Sheet,
    Spill,
    Table,
    worded,
)
from xlcost.template.references import Here, Places, letters
from xlcost.template.saying import day
from xlcost.workbook.addresses import named_sheet
from xlcost.workbook.records import CellValue

#: Points of a row of one line, and what each further line adds.
_ROW_HEIGHT: Final = 16.0
_POINTS_A_LINE: Final = 12.5
_GAP_HEIGHT: Final = 9.0
#: Characters of a wrapped text in one unit of column width, by its look.
_DENSITY: Final[dict[Look, float]] = {"note": 1.3, "source": 1.2}
_USUAL_DENSITY: Final = 1.1
_EXPONENT: Final = re.compile(r"[0-9.]+e[+-]?[0-9]+")
#: Characters by which a line of several falls short, as words are not cut: at most so many, one in so many.
_RAGGED: Final = (6, 8)
#: Where Excel cuts the texts of a data validation.
_LONGEST_TITLE: Final = 32
_LONGEST_PROMPT: Final = 255
_LONGEST_ERROR: Final = 225
#: No cell has it: it keeps the numbers of the formats after it, and so the bytes of every workbook, as they were.
_UNUSED_FORMAT: Final = "yyyy-mm-dd"
#: What stands for the first cell of a rule in its formula.
_FIRST_CELL: Final = "CELL"
#: What Excel takes for the beginning of a formula.
_FORMULA_SIGNS: Final = ("=", "+", "-", "@")
#: Asks a function itself, so that a program that does not know it cannot show an old OK.
STATUS_FORMULA: Final = (
    '=IF(ISERROR(XLCOST_VERSION()),"NOT CONNECTED: the functions are unknown here and the figures are the last ones; '
    'see the end of Functions","Master check: "&CHOOSE(1+{master_check},"FAILED, see Audit","OK")'
    f'&"   |   Scenario: "&{{scenario}}&"   |   Model date: "&{day("{model_date}")})'
)


class Stylist:
    """Prepares the styles of cells once for each way they look: looking them up cell by cell took most of the build."""

    def __init__(self, book: Workbook) -> None:
        for style in styles.named_styles():
            book.add_named_style(style)
        self._scratch: Any = book.worksheets[0].cell(1, 1)
        self._scratch.number_format = _UNUSED_FORMAT
        self._prepared: dict[tuple[Look, str, bool, bool], StyleArray] = {}

    def style(
        self, look: Look, number_format: str = "general", *, strong: bool = False, quoted: bool = False
    ) -> StyleArray:
        """The style of a look; ``quoted``: a text would become a formula when somebody edits it, but for this."""
        key = (look, number_format, strong, quoted)
        prepared = self._prepared.get(key)
        if prepared is None:
            prepared = self._prepared[key] = self._prepare(look, number_format, strong=strong, quoted=quoted)
        return prepared

    def _prepare(self, look: Look, number_format: str, *, strong: bool, quoted: bool) -> StyleArray:
        scratch = self._scratch
        style = styles.STYLES[look]
        scratch.style = style.name
        if number_format != "general":
            scratch.number_format = styles.number_format(number_format)
        if strong:
            scratch.font = Font(name=styles.FONT, size=style.size, bold=True, color=style.colour)
        scratch.quotePrefix = quoted
        prepared: StyleArray = scratch._style
        scratch.style = "Normal"
        return prepared


class Painter:
    """Draws one workbook."""

    def __init__(self, book: Workbook, places: Places) -> None:
        self._book = book
        self._places = places
        self._stylist = Stylist(book)
        self._ruled: dict[Rule, list[tuple[int, int]]] = {}  # of the sheet being drawn: (column, row) by rule

    def sheet(self, sheet: Sheet, placed: Sequence[Placed], footer: str) -> Page:
        """Draw a sheet's cells and set it up for screen and paper."""
        page = new_page(self._book, sheet.name)
        page.sheet.sheet_view.showGridLines = False
        page.sheet.sheet_format.defaultRowHeight = _ROW_HEIGHT
        page.sheet.sheet_format.customHeight = True
        for column, width in sheet.widths.items():
            page.sheet.column_dimensions[column].width = width
        self._put(page, 1, 1, Cell(sheet.title, "title"))
        if sheet.apart is not None:
            self._put(page, 1, sheet.apart.first_column, Cell(sheet.apart.title, "title"))
        self._put(page, 2, 1, sheet.purpose if isinstance(sheet.purpose, Cell) else worded(sheet.purpose, "purpose"))
        if sheet.status_line:
            self._put(page, 3, 1, Cell(STATUS_FORMULA, "status", formula=True), Here(sheet.name, 3, "single", 0))
        if sheet.captions:
            page.heights[CAPTION_ROW] = 20
            for at in range(1, sheet.last_column + 1):
                self._put(page, CAPTION_ROW, at, sheet.captions.get(at, Cell(None, "header")))
        for block, row in placed:
            self._block(page, sheet, block, row)
        self._add_validations(page)
        paper.set_up(page.sheet, sheet, placed, footer)
        return page

    def name(self, name: str, reference: str) -> None:
        """Define a name of the workbook."""
        self._book.defined_names[name] = DefinedName(name, attr_text=reference)

    def names(self) -> None:
        """Define the name of every place that has one."""
        for place in self._places.values():
            if place.name:
                first, last = place.columns[0], place.columns[-1] if place.is_table else place.columns[0]
                bottom = place.row + place.rows - (0 if place.is_table else 1)
                end = f":${letters(last)}${bottom}" if bottom > place.row else ""
                self.name(place.name, f"{named_sheet(place.sheet)}!${letters(first)}${place.row}{end}")

    def _block(self, page: Page, sheet: Sheet, block: Any, row: int) -> None:
        if isinstance(block, Row):
            self._row(page, sheet, block, row)
        elif isinstance(block, Spill):
            self._spill(page, sheet, block, row)
        elif isinstance(block, Table):
            self._table(page, sheet, block, row)
        elif isinstance(block, Heading):
            self._heading(page, sheet, block, row)
        elif isinstance(block, Paragraph):
            self._put(page, row, 1, worded(block.text, block.look))
        elif isinstance(block, Gap):
            page.heights[row] = _GAP_HEIGHT
        elif not isinstance(block, Canvas):
            raise TypeError(block)

    def _row(self, page: Page, sheet: Sheet, block: Row, row: int) -> None:
        if block.height:
            page.heights[row] = block.height
        self._put(page, row, LABEL_COLUMN, worded(block.label, "label"), strong=block.strong)
        self._put(page, row, UNIT_COLUMN, worded(block.unit, "unit"))
        if block.total is not None:
            self._put(page, row, VALUE_COLUMN, block.total, Here(sheet.name, row, "single", 0), strong=block.strong)
        for index, (column, cell) in enumerate(zip(AXIS_COLUMNS[block.axis], block.cells)):
            if cell is not None:
                self._put(page, row, column, cell, Here(sheet.name, row, block.axis, index), strong=block.strong)
        if block.note:
            self._put(page, row, sheet.note_column, Cell(block.note, "note"))  # a user's, never a formula

    def _spill(self, page: Page, sheet: Sheet, block: Spill, row: int) -> None:
        for offset, (_, label) in enumerate(block.labels):
            at = row + offset
            self._put(page, at, LABEL_COLUMN, Cell(label, "label"))
            self._put(page, at, UNIT_COLUMN, Cell(block.unit, "unit"))
            if offset < len(block.notes) and block.notes[offset]:
                self._put(page, at, sheet.note_column, Cell(block.notes[offset], "note"))
            label_column = letters(LABEL_COLUMN)
            line = f"ROWS(${label_column}${row}:${label_column}{at})"
            cell = Cell(f"=INDEX({block.call},{line},{block.column})", "function", block.format, formula=True)
            for index, column in enumerate(AXIS_COLUMNS[block.axis]):
                self._put(page, at, column, cell, Here(sheet.name, at, block.axis, index))

    def _table(self, page: Page, sheet: Sheet, block: Table, row: int) -> None:
        place = self._places[block.key]
        if block.height:
            page.heights[row] = block.height
        for column in range(place.columns[-1] + 1, block.header_to + 1):
            self._put(page, row, column, Cell(None, block.header_look))
        for column, declared in zip(place.columns, block.columns, strict=True):
            cells = declared.cells
            header = _header(block, declared)
            self._put(page, row, column, header, Here(sheet.name, row, "single", 0, place))
            for offset in range(block.rows):
                at = row + 1 + offset
                cell = cells if isinstance(cells, Cell) else cells[offset]
                self._put(page, at, column, cell, Here(sheet.name, at, "single", 0, place))
        if block.excel_table:
            reference = f"{letters(place.columns[0])}{row}:{letters(place.columns[-1])}{row + block.rows}"
            headers = [str(page.cells[row, column].content) for column in place.columns]
            table = ExcelTable(
                displayName=block.excel_table,
                ref=reference,
                tableColumns=[TableColumn(id=number, name=header) for number, header in zip(place.columns, headers)],
                autoFilter=AutoFilter(ref=reference),
                tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=True),
            )
            page.sheet.add_table(table)

    def _heading(self, page: Page, sheet: Sheet, block: Heading, row: int) -> None:
        if block.minor:
            self._put(page, row, 1, worded(block.text, "minor"))
            return
        for column in range(1, sheet.last_column + 1):
            page.cells[row, column] = Painted(style=self._stylist.style("heading"))
        self._put(page, row, 1, worded(block.text, "heading"))
        for column, caption in block.captions.items():
            self._put(page, row, column, caption)

    def _put(
        self, page: Page, row: int, column: int, cell: Cell, here: Here | None = None, *, strong: bool = False
    ) -> None:
        if cell.addresses:
            cell = cell._replace(content=addresses(self._places, str(cell.content).split()))
        content, formula = _constant(cell), None
        if cell.formula:
            here = here or Here(page.sheet.title, row, "single", 0)
            content, formula = None, self._places.formula(str(cell.content), here).removeprefix("=")
        text = content if isinstance(content, str) else ""
        signed = text.startswith(_FORMULA_SIGNS)
        look = self._stylist.style(cell.look, cell.format, strong=strong, quoted=signed)
        page.cells[row, column] = Painted(content, formula, look)
        style = styles.STYLES[cell.look]
        if style.height:
            _make_room(page, row, style.height)
        if style.wrap and text:
            width = page.sheet.column_dimensions[letters(column)].width
            _make_room(page, row, _height(width, cell))
        if cell.rule is not None:
            self._ruled.setdefault(cell.rule, []).append((column, row))
        if cell.link:
            page.links[row, column] = Hyperlink(
                ref=f"{letters(column)}{row}", location=f"{named_sheet(cell.link)}!A1", tooltip=f"Go to {cell.link}"
            )

    def _add_validations(self, page: Page) -> None:
        """The data validations of a sheet: one for each rule, over all its cells."""
        for rule, cells in self._ruled.items():
            page.sheet.add_data_validation(
                DataValidation(
                    sqref=" ".join(_runs(cells)),
                    type=rule.kind,
                    operator=rule.operator,
                    formula1=_stored(
                        self._places.formula(rule.formula1, Here(page.sheet.title, 1, "single", 0)).replace(
                            _FIRST_CELL, _runs(cells)[0].partition(":")[0]
                        )
                    ),
                    formula2=_stored(rule.formula2) if rule.formula2 else rule.formula2,
                    allow_blank=rule.blank,
                    showErrorMessage=True,
                    showInputMessage=True,
                    promptTitle=_cut(rule.title, _LONGEST_TITLE),
                    prompt=_cut(rule.prompt, _LONGEST_PROMPT),
                    errorTitle=_cut(rule.title, _LONGEST_TITLE),
                    error=_cut(rule.error, _LONGEST_ERROR),
                )
            )
        self._ruled.clear()


def _header(table: Table, column: Column) -> Cell:
    if isinstance(column.header, Cell):
        return column.header
    first = column.cells if isinstance(column.cells, Cell) else next(iter(column.cells), None)
    if table.header_look != "header" or first is None:
        return Cell(column.header, table.header_look)
    return Cell(column.header, styles.header_over(first))


def _constant(cell: Cell) -> CellValue:
    """A cell's content as the file has it: a day is its number, or its text."""
    content = cell.content
    if not isinstance(content, date):
        return content
    return content.isoformat() if cell.format == "text" else float(to_excel(content))  # type: ignore[no-untyped-call]


def _make_room(page: Page, row: int, height: float) -> None:
    """Make a row at least so high."""
    if height > page.heights.get(row, _ROW_HEIGHT):
        page.heights[row] = height


def _height(width: float, cell: Cell) -> float:
    """Points that a wrapped text needs in a column: Excel makes room for it only while somebody types."""
    length, room = len(str(cell.content)), int(width * _DENSITY.get(cell.look, _USUAL_DENSITY))
    lines = 1 if length <= room else -(-length // (room - min(_RAGGED[0], room // _RAGGED[1])))
    return _ROW_HEIGHT + (lines - 1) * _POINTS_A_LINE


def _cut(text: str, longest: int) -> str:
    """The text, or as many of its first words as there is room for."""
    return text if len(text) <= longest else text[: longest - 3].rpartition(" ")[0] + " ..."


def _runs(cells: list[tuple[int, int]]) -> list[str]:
    """Cells, given as (column, row), as areas: each run of rows in a column is one."""
    runs: list[list[int]] = []
    for column, row in sorted(cells):
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1][2] = row
        else:
            runs.append([column, row, row])
    return [
        f"{letters(column)}{top}:{letters(column)}{bottom}" if bottom > top else f"{letters(column)}{top}"
        for column, top, bottom in runs
    ]


def _stored(constant: str) -> str:
    """A formula as a validation in a file holds it: without its =, and a number as 1E-09 where Python writes 1e-09."""
    bare = constant.removeprefix("=")
    return bare.upper() if _EXPONENT.fullmatch(bare) else bare

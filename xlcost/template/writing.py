"""Writes an openpyxl workbook as a package, its rows last: each formula together with its value.

openpyxl writes a formula or a value. Having it write the formulas, reading them back, calculating, and editing the
values into its text took a third of the build; the cells that it holds are all that the engine and the file need.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape
from itertools import groupby
from typing import Any, Final, NamedTuple

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element

from xlcost.headless.patch import saved_value
from xlcost.headless.records import BLANK, BOOL, NUMBER, TEXT, Cell, CellValue
from xlcost.headless.tokens import as_shown

_NO_ROWS: Final = b"<sheetData/>"

#: The cells of a sheet by row and column, row by row.
Cells = Mapping[tuple[int, int], Cell]


class Written(NamedTuple):
    """A workbook without the rows of its sheets, stored uncompressed, and the cells of each sheet for the engine."""

    package: bytes
    cells: Mapping[str, Cells]


def without_rows(book: Workbook) -> Written:
    """All that openpyxl writes, but for the rows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        writer = _BookWriter(book, archive)
        writer.write_data()
    return Written(buffer.getvalue(), writer.cells)


def with_rows(part: bytes, page: Any, cells: Cells, values: Mapping[tuple[int, int], CellValue]) -> bytes:
    """The part of a sheet with its rows; ``values`` are those of the formulas."""
    before, found, after = part.partition(_NO_ROWS)
    if not found:
        raise RuntimeError("openpyxl writes sheets in another way than this module knows")
    shapes = {row: "".join(f' {key}="{value}"' for key, value in shape) for row, shape in page.row_dimensions.items()}
    texts = dict.fromkeys(shapes, "")
    for row, places in groupby(cells, lambda place: place[0]):
        texts[row] = "".join(_written(page._cells[place], cells[place], values.get(place)) for place in places)
    rows = "".join(f'<row r="{row}"{shapes.get(row, "")}>{texts[row]}</row>' for row in sorted(texts))
    return before + f"<sheetData>{rows}</sheetData>".encode("ascii", "xmlcharrefreplace") + after  # as openpyxl's parts


class _BookWriter(ExcelWriter):
    """Openpyxl's writer of a whole workbook, with our writer of a sheet in place of its own."""

    def __init__(self, book: Workbook, archive: zipfile.ZipFile) -> None:
        super().__init__(book, archive)
        self._zip = archive
        self.cells: dict[str, Cells] = {}

    def write_worksheet(self, ws: Any) -> None:
        """What openpyxl does here, but for its temporary file."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        out = io.BytesIO()
        writer: Any = _SheetWriter(ws, out)
        writer.write()
        ws._rels = writer._rels
        self._zip.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)
        self.cells[ws.title] = writer.cells


class _SheetWriter(WorksheetWriter):
    """Openpyxl's writer of a sheet, but for the rows."""

    def write_rows(self) -> None:
        """What openpyxl gathers on its way through the rows: links, the styles in use, and for us the cells."""
        page: Any = self.ws
        self.cells: dict[tuple[int, int], Cell] = {}
        styles: dict[int, int] = {}  # by identity, as most cells share theirs: openpyxl hashes a style each time
        for place, cell in sorted(page._cells.items()):
            style = styles.setdefault(id(cell._style), -1)
            if style < 0:
                style = styles[id(cell._style)] = cell.style_id
            if style or cell.value is not None:
                self.cells[place] = _record(cell, style)
            if cell.hyperlink:
                page._hyperlinks.append(cell.hyperlink)
        self.xf.send(Element("sheetData"))


def _record(cell: Any, style: int) -> Cell:
    formula = as_shown(cell.value[1:]) if cell.data_type == "f" else None
    value = None if formula is not None else _constant(cell)
    kind = TEXT if isinstance(value, str) else BOOL if isinstance(value, bool) else BLANK if value is None else NUMBER
    return Cell(cell.row, cell.column, value, kind, formula, None, False, style)


def _constant(cell: Any) -> CellValue:
    value: Any = to_excel(cell.value) if cell.data_type == "d" else cell.value  # type: ignore[no-untyped-call]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _written(cell: Any, record: Cell, fresh: CellValue) -> str:
    start = f'<c r="{record.address}" s="{record.style}"' if record.style else f'<c r="{record.address}"'
    if cell.data_type == "f":
        kind, text = saved_value(fresh)
        mark = "" if kind == "n" else f' t="{kind}"'
        return f"{start}{mark}><f>{_escaped(cell.value[1:])}</f><v>{text or ''}</v></c>"
    if cell.data_type == "s":
        space = ' xml:space="preserve"' if cell.value != cell.value.strip() else ""
        text = f"<is><t{space}>{_escaped(cell.value)}</t></is>" if cell.value else ""
        return f'{start} t="inlineStr">{text}</c>'
    kind, text = saved_value(record.value)
    return f'{start} t="{kind}">{f"<v>{text}</v>" if text else ""}</c>'


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\r", "&#13;")

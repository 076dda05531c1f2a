"""Writes an openpyxl workbook as a package, its rows last: each formula together with its value.

openpyxl writes a formula or a value. Having it write the formulas, reading them back, calculating, and editing the
values into its text took a third of the build; the cells that it holds are all that the engine and the file need.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element

from xlcost.template.pages import Cells, Page
from xlcost.template.references import letters
from xlcost.workbook.addresses import Area
from xlcost.workbook.records import Cell, CellValue
from xlcost.workbook.writer import saved_value

_NO_ROWS: Final = b"<sheetData/>"
#: How Python's own XML closes an element without content, where lxml is not installed; no text has it, as > is escaped.
_EMPTY: Final = b" />"


def without_rows(book: Workbook, pages: Mapping[str, Page]) -> dict[str, bytes]:
    """The parts that openpyxl writes, the sheets without their rows; a page for each sheet by its name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        _BookWriter(book, archive, pages).write_data()
        return {name: archive.read(name).replace(_EMPTY, b"/>") for name in archive.namelist()}


def with_rows(part: bytes, page: Page, cells: Cells, values: Mapping[tuple[int, int], CellValue]) -> bytes:
    """The part of a sheet with its rows; ``values`` are those of the formulas."""
    before, found, after = part.partition(_NO_ROWS)
    if not found:
        raise RuntimeError("openpyxl writes sheets in another way than this module knows")
    texts: dict[int, list[str]] = {row: [] for row in page.heights}
    for place, cell in cells.items():
        texts.setdefault(cell.row, []).append(_written(cell, page.cells[place].formula, values.get(place)))
    shapes = {row: f' ht="{height:g}" customHeight="1"' for row, height in page.heights.items()}
    rows = "".join(f'<row r="{row}"{shapes.get(row, "")}>{"".join(texts[row])}</row>' for row in sorted(texts))
    return before + f"<sheetData>{rows}</sheetData>".encode("ascii", "xmlcharrefreplace") + after  # as openpyxl's parts


class _BookWriter(ExcelWriter):
    """Openpyxl's writer of a whole workbook, with our writer of a sheet in place of its own."""

    def __init__(self, book: Workbook, archive: zipfile.ZipFile, pages: Mapping[str, Page]) -> None:
        super().__init__(book, archive)
        self._zip = archive
        self._pages = pages

    def write_worksheet(self, ws: Any) -> None:
        """What openpyxl does here, but for its temporary file."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        page = self._pages[ws.title]
        out = io.BytesIO()
        writer: Any = _SheetWriter(page, out)
        writer.write()
        ws._rels = writer._rels
        self._zip.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)


class _SheetWriter(WorksheetWriter):
    """Openpyxl's writer of a sheet, but for the rows: it has no cells, so what openpyxl gathers from them is said."""

    def __init__(self, page: Page, out: io.BytesIO) -> None:
        super().__init__(page.sheet, out)
        self._page = page

    def write_dimensions(self) -> None:
        """The area of the cells."""
        rows, columns = zip(*self._page.cells)
        area = Area(min(rows), min(columns), max(rows), max(columns))
        self.xf.send(Element("dimension", ref=str(area)))

    def write_rows(self) -> None:
        """Links, and the place of the rows."""
        links = self._page.links
        self._page.sheet._hyperlinks.extend(links[place] for place in sorted(links))
        self.xf.send(Element("sheetData"))


def _written(cell: Cell, formula: str | None, fresh: CellValue) -> str:
    style = f' s="{cell.style}"' if cell.style else ""
    start = f'<c r="{letters(cell.column)}{cell.row}"{style}'
    if formula is not None:
        kind, text = saved_value(fresh)
        mark = "" if kind == "n" else f' t="{kind}"'
        return f"{start}{mark}><f>{_escaped(formula)}</f><v>{text or ''}</v></c>"
    if isinstance(cell.value, str):
        space = ' xml:space="preserve"' if cell.value != cell.value.strip() else ""
        text = f"<is><t{space}>{_escaped(cell.value)}</t></is>" if cell.value else ""
        return f'{start} t="inlineStr">{text}</c>'
    kind, text = saved_value(cell.value)
    return f'{start} t="{kind}">{f"<v>{text}</v>" if text else ""}</c>'


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\r", "&#13;")

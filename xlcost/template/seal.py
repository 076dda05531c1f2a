"""From an openpyxl workbook to the finished file: values put in, dates, order and bytes fixed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from openpyxl import Workbook

from xlcost.prices import package_catalogue
from xlcost.template.calculation import Values
from xlcost.template.charts import Drawn
from xlcost.template.pages import Cells, Page
from xlcost.template.writing import with_rows, without_rows
from xlcost.workbook.schemaorder import part_in_order

#: The oldest date a zip can hold; a clock has no place in a file that is to be the same tomorrow.
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_FRAME: Final = re.compile(rb'(<(?:xdr:)?cNvPr id="\d+" name="Chart \d+")')
_MODIFIED: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def frame_parts(book: Workbook, pages: Mapping[str, Page], drawn: Sequence[Drawn]) -> dict[str, bytes]:
    """The parts of the file, its sheets still empty; a page for each sheet by its name."""
    parts = without_rows(book, pages)
    stamp = f"{package_catalogue().snapshot:%Y-%m-%d}T00:00:00Z".encode()  # of the prices: a clock is no input
    parts["docProps/core.xml"] = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<3>", parts["docProps/core.xml"])
    parts.update({name: part_in_order(name, content) for name, content in parts.items()})
    _describe_charts(parts, drawn)
    return parts


def sealed(parts: Mapping[str, bytes], pages: Mapping[str, Page], cells: Mapping[str, Cells], values: Values) -> bytes:
    """The file's bytes; a page, its cells and the values of its formulas for each sheet by its name."""
    filled = dict(parts)
    for name, page in pages.items():
        part = page.sheet.path[1:]
        filled[part] = with_rows(parts[part], page, cells[name], values[name])
    return zipped(filled)


def _describe_charts(parts: dict[str, bytes], drawn: Sequence[Drawn]) -> None:
    """Alt text for every chart: openpyxl writes none."""
    sheets = list(dict.fromkeys(chart.sheet for chart in drawn))
    for number, sheet in enumerate(sheets, 1):
        texts = [f' descr="{escape(chart.description)}"'.encode() for chart in drawn if chart.sheet == sheet]
        name = f"xl/drawings/drawing{number}.xml"
        frames = _FRAME.split(parts[name])  # what stands between the frames, and each frame's opening in turn
        for at, text in enumerate(texts):
            frames[2 * at + 1] += text
        parts[name] = b"".join(frames)


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of parts; the same parts give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method, compresslevel=6) as archive:
        first = ("[Content_Types].xml", "_rels/.rels")
        for name in sorted(parts, key=lambda name: (name not in first, name)):
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = method
            info.external_attr = 0o600 << 16
            archive.writestr(info, parts[name])
    return buffer.getvalue()

"""From an openpyxl workbook to the finished file: values calculated and cached, dates and order fixed, bytes the same."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from xlcost.headless.book import read_book
from xlcost.headless.package import package_from_bytes
from xlcost.headless.patch import patched_sheet
from xlcost.headless.recalc import recalculate
from xlcost.template.case import Case

#: The oldest date a zip can hold; a clock has no place in a file that is to be the same tomorrow.
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def sealed(book: Workbook, case: Case) -> bytes:
    """The file's bytes."""
    package = package_from_bytes(_written(book), "the new workbook")
    parts = {info.filename: package.parts[info.filename] for info in package.entries}
    stamp = f"{case.model_date:%Y-%m-%d}T00:00:00Z".encode()
    parts["docProps/core.xml"] = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<3>", parts["docProps/core.xml"])
    result = recalculate(read_book(package))
    for sheet in result.book.sheets:
        fresh = {(row, column): value for (name, row, column), value in result.values.items() if name == sheet.name}
        if fresh:
            parts[sheet.part] = patched_sheet(parts[sheet.part], fresh)
    return _zipped(parts)


def _written(book: Workbook) -> bytes:
    """Openpyxl's parts, stored uncompressed: they are packed once, at the end."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        ExcelWriter(book, archive).write_data()
    return buffer.getvalue()


def _zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        first = ("[Content_Types].xml", "_rels/.rels")
        for name in sorted(parts, key=lambda name: (name not in first, name)):
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, parts[name])
    return buffer.getvalue()

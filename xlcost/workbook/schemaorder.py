"""Parts in the order of the file format's schema: openpyxl writes what fonts and error bars consist of in another.

Excel reads both; validators, and what else reads files strictly, only the one of the schema.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from xlcost.workbook.zipwriter import rebuild_zip

_STYLES: Final = "xl/styles.xml"
_CHARTS: Final = "xl/charts/"
_CONCERNED: Final = re.compile(rf"{re.escape(_STYLES)}$|{_CHARTS}")

_IN_ORDER: Final = (
    b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign", b"sz", b"color", b"name",
    b"family", b"charset", b"scheme",
)  # fmt: skip
_FONT: Final = re.compile(rb"(<font>)(.*?)(</font>)", re.DOTALL)
_PART: Final = re.compile(rb"<(\w+)\b[^>]*/>")


def in_order(workbook: bytes) -> bytes:
    """A workbook as openpyxl saved it, its fonts and error bars in the order of the schema; other parts as they are."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        entries = package.infolist()
        changed = {
            name: part_in_order(name, package.read(name)) for name in package.namelist() if _CONCERNED.match(name)
        }
    return rebuild_zip(workbook, entries, changed)


def part_in_order(name: str, content: bytes) -> bytes:
    """A part of a package by its name, in the order of the schema."""
    if name == _STYLES:
        return fonts_in_order(content)
    return error_bars_in_order(content) if name.startswith(_CHARTS) else content


_ERROR_BARS: Final = re.compile(rb"(<minus>.*?</minus>)(<plus>.*?</plus>)", re.DOTALL)


def error_bars_in_order(chart: bytes) -> bytes:
    """A chart part with the upper ends of its error bars before the lower ones."""
    return _ERROR_BARS.sub(rb"\2\1", chart)


def fonts_in_order(styles: bytes) -> bytes:
    """The styles part with the elements of each font in the order of the schema."""

    def ordered(font: re.Match[bytes]) -> bytes:
        opening, parts, closing = font.groups()
        return opening + b"".join(_ordered(parts)) + closing

    return _FONT.sub(ordered, styles)


def _ordered(font: bytes) -> list[bytes]:
    parts: list[bytes] = [part.group() for part in _PART.finditer(font)]
    parts.sort(key=_place)
    return parts


def _place(part: bytes) -> int:
    found = _PART.match(part)
    return _IN_ORDER.index(found[1]) if found else len(_IN_ORDER)

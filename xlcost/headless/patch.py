"""Puts fresh cached values into the XML of a sheet, touching nothing but value, type and inline string."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

from xlcost.errors import ERROR_TEXTS
from xlcost.headless.addresses import parse_address
from xlcost.headless.records import CellValue

_CELL: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?c)(\s[^<>]*?)?(?:/>|>(.*?)</\1\s*>)", re.DOTALL)
_ADDRESS: Final = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3}[0-9]{1,7})["']""")
_TYPE: Final = re.compile(rb"""\st\s*=\s*("[^"]*"|'[^']*')""")
_VALUE: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?(?:v|is))(?:\s[^<>]*)?(?:/>|>.*?</\1\s*>)", re.DOTALL)
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def patched_sheet(xml: bytes, values: Mapping[tuple[int, int], CellValue]) -> bytes:
    """The sheet part with the given cached values, by (row, column); all other bytes as they were."""

    def fresh(found: re.Match[bytes]) -> bytes:
        tag, attributes, content = found.group(1), found.group(2) or b"", found.group(3) or b""
        place = _ADDRESS.search(attributes)
        key = parse_address(place.group(1).decode("ascii")) if place else None
        if key is None or key not in values:
            return found.group()
        kind, text = _saved(values[key])
        attributes = _TYPE.sub(b"", attributes)
        if kind:
            attributes += b' t="' + kind + b'"'
        kept = _VALUE.sub(b"", content)
        prefix = tag[:-1]
        value = b"" if text is None else b"<" + prefix + b"v>" + text + b"</" + prefix + b"v>"
        return b"<" + tag + attributes + b">" + kept + value + b"</" + tag + b">"

    return _CELL.sub(fresh, xml)


def _saved(value: CellValue) -> tuple[bytes, bytes | None]:
    """The type attribute and the text of a value."""
    if value is None:
        return b"", None
    if isinstance(value, bool):
        return b"b", b"1" if value else b"0"
    if isinstance(value, (int, float)):
        return b"", repr(value).removesuffix(".0").encode("ascii")
    if value in ERROR_TEXTS:
        return b"e", value.encode("ascii")
    text = _NOT_XML.sub(lambda bad: f"_x{ord(bad.group()):04X}_", value)
    return b"str", escape(text).encode("utf-8")

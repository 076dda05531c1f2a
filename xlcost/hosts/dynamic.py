"""Dynamic array formulas: how Excel stores a cell whose formula may give several values, as a call of ours may.

Excel shows such a formula in a plain cell as ``=@PROMPT_COST(...)``, and saves calls of custom functions no other way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from xml.sax.saxutils import unescape

from xlcost.hosts.spelling import QUOTES

#: The part that says what ``cm="1"`` on a cell means.
METADATA: Final = "xl/metadata.xml"
METADATA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
METADATA_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sheetMetadata"
METADATA_XML: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1"'
    ' pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1"'
    ' coerce="1" cellMeta="1"/></metadataTypes>'
    '<futureMetadata name="XLDAPR" count="1"><bk><extLst><ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
    '<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
    '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)

_CELL: Final = re.compile(
    rb"""<((?:[A-Za-z_][\w.-]*:)?)c(\s[^<>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^<>]*)><\1f>([^<]*)</\1f>"""
)


def with_dynamic_formulas(xml: bytes, is_dynamic: Callable[[str], bool]) -> bytes:
    """A sheet's XML in which those plain formulas are dynamic that the question says; all other bytes as they were."""

    def dynamic(found: re.Match[bytes]) -> bytes:
        prefix, attributes, place, formula = found.groups()
        if not is_dynamic(unescape(formula.decode("utf-8"), QUOTES)):
            return found.group()
        opening = b"<" + prefix + b"c" + attributes + b' cm="1"><' + prefix + b'f t="array" ref="' + place + b'">'
        return opening + formula + b"</" + prefix + b"f>"

    return _CELL.sub(dynamic, xml)

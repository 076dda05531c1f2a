"""Small changes to the XML of a workbook's parts, made on the bytes so that all other bytes stay as they were."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from xlcost.hosts.wiring import inserted_after

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Properties(NamedTuple):
    """The element of a part that names the code behind it, and where it belongs if there is none yet."""

    tag: str
    place: str  # a pattern; the element follows what it matches


WORKBOOK_PROPERTIES: Final = Properties("workbookPr", r"(?=<(?:workbookProtection|bookViews|sheets)\b)")
SHEET_PROPERTIES: Final = Properties("sheetPr", r"<(?:worksheet|chartsheet)\b[^>]*>")


def with_code_name(xml: bytes, properties: Properties, code_name: str) -> bytes:
    """The workbook or sheet part tied to the VBA document module of that name."""
    attribute = f" codeName={quoteattr(code_name)}".encode()
    tag = properties.tag.encode()
    present = re.search(rb"<" + tag + rb"\b[^>]*?(?=/?>)", xml)
    if present:
        others = re.sub(rb"""\scodeName\s*=\s*("[^"]*"|'[^']*')""", b"", present.group())
        return xml[: present.start()] + others + attribute + xml[present.end() :]
    return inserted_after(properties.place, xml, b"<" + tag + attribute + b"/>")


def with_sheet(workbook: bytes, name: str, relationship: str) -> bytes:
    """The workbook part with one sheet more, the last."""
    numbers = [int(number) for number in re.findall(rb"""\ssheetId\s*=\s*["'](\d+)["']""", workbook)]
    entry = (
        f'<sheet xmlns:r="{_OFFICE}" name={quoteattr(name)} sheetId="{max(numbers, default=0) + 1}"'
        f' r:id="{relationship}"/>'
    )
    return inserted_after("(?=</sheets>)", workbook, entry.encode())


def settings_sheet(settings: Iterable[tuple[str, str]]) -> bytes:
    """A sheet part that holds names in column A and their values in column B, from row 1 on."""
    rows = "".join(
        f'<row r="{row}">{_text_cell(f"A{row}", name)}{_text_cell(f"B{row}", value)}</row>'
        for row, (name, value) in enumerate(settings, 1)
    )
    columns = '<cols><col min="1" max="2" width="34" customWidth="1"/></cols>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}">{columns}<sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def _text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'

"""Says what a file is when it is not the workbook it was taken for, and how to turn it into one."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE: Final = "open it in Excel or LibreOffice and save it as .xlsx"

#: First bytes of other formats people rename or mistake for a workbook.
_SIGNATURES: Final = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"Rar!", "a RAR file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x09\x08", "an Excel workbook of the 1990s (BIFF)"),
)

#: Parts that only another kind of package has.
_FOREIGN_PARTS: Final = (
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("content.xml", "an OpenDocument file (.ods)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("Index/Document.iwa", "a Numbers document"),
)


def explain_foreign_format(data: bytes) -> str:
    """What a file that is no zip is, from its first bytes, and how to mend it."""
    if not data:
        return "the file is empty; copy it again"
    if data.startswith(_OLE2):
        return _explain_ole2(data)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return f"this is {kind}, not an .xlsx or .xlsm workbook; {_SAVE}"
    return _explain_text(data[:4096])


def _explain_text(data: bytes) -> str:
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return f"this is a web page, not an .xlsx or .xlsm workbook; {_SAVE}"
    if head.startswith(b"<"):
        return f"this is a plain XML file, not an .xlsx or .xlsm workbook; {_SAVE}"
    if b"\0" not in data:
        return f"this is plain text (CSV, perhaps), not an .xlsx or .xlsm workbook; {_SAVE}"
    return "this is not an .xlsx or .xlsm workbook (no zip file), or its beginning is damaged; copy it again"


def explain_foreign_package(names: Container[str]) -> str | None:
    """What a zip that is no workbook is, from the parts it has; None when nothing speaks against a workbook."""
    for part, kind in _FOREIGN_PARTS:
        if part in names:
            return f"this is {kind}, not an .xlsx or .xlsm workbook; {_SAVE}"
    return None


def _explain_ole2(data: bytes) -> str:
    if _utf16("EncryptedPackage") in data or _utf16("EncryptionInfo") in data:
        return "the workbook is password-protected; open it in Excel, remove the password and save it"
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return f"this is an old .xls workbook, not an .xlsx or .xlsm; {_SAVE}"
    return f"this is an old Office (OLE2) file, not an .xlsx or .xlsm workbook; {_SAVE}"


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")

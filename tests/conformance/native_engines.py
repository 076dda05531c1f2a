"""Two spreadsheet engines that evaluate named LAMBDAs, each read cell by cell: formulon and ironcalc."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import formulon
import ironcalc

from xlcost.functions import FUNCTIONS
from xlcost.workbook.tokens import tokenize

#: Reads a value by sheet number (from 0), row and column (from 1).
Reader = Callable[[int, int, int], Any]


_EMPTY_NUMBER = re.compile(rb'<c( r="[A-Z]+[0-9]+" s="[0-9]+") t="n"(?:/>|></c>)')
_SHEET_TWICE = re.compile(rb"('[^'<>]+'|\w+)!(\$?[A-Z]+\$?[0-9]+):\1!")
_FORMULA = re.compile(rb"(<f[^>]*>)([^<]+)(</f>)")


def in_formulon(workbook: bytes) -> Reader:
    """The workbook recalculated by formulon, which knows no optional parameters: see ``without_optional``."""
    book = formulon.Workbook.load(without_optional(workbook))
    book.recalc()

    def value(sheet: int, row: int, column: int) -> Any:
        found = book.get_value(sheet, row - 1, column - 1)
        if found.kind is formulon.ValueKind.ERROR:
            return formulon.error_display_name(found.error_code)
        return found.to_python()

    return value


def in_ironcalc(workbook: bytes) -> Reader:
    """The workbook recalculated by ironcalc, which reads files only; see ``for_ironcalc``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        path.write_bytes(for_ironcalc(workbook))
        model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    read: Reader = model.get_cell_value
    return read


def for_ironcalc(workbook: bytes) -> bytes:
    """The same workbook without what ironcalc misreads: empty cells of type number, and Sheet!A1:Sheet!B2."""
    typeless = _changed(workbook, lambda xml: _EMPTY_NUMBER.sub(rb"<c\1/>", xml))
    return _changed(typeless, lambda xml: _SHEET_TWICE.sub(rb"\1!\2:", xml))


def without_optional(workbook: bytes) -> bytes:
    """The same workbook with every parameter required, and every argument that a call leaves out written as empty."""
    required = _changed(workbook, lambda xml: xml.replace(b"_xlop.", b"_xlpm."))
    return _changed(required, lambda xml: _FORMULA.sub(_with_all_arguments, xml))


def _changed(workbook: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with its workbook part and its sheets changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(made, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            has_formulas = info.filename == "xl/workbook.xml" or info.filename.startswith("xl/worksheets/sheet")
            target.writestr(info, change(content) if has_formulas else content)
    return made.getvalue()


def _with_all_arguments(found: re.Match[bytes]) -> bytes:
    formula = found[2].decode().replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    written: list[str] = []
    calls: list[list[Any]] = []  # name, commas so far, whether anything was written in it
    for kind, text in tokenize(formula):
        if kind == "call" or text in ("(", "{"):
            calls.append([text.rstrip("(").upper(), 0, False])
        elif text in (")", "}"):
            name, commas, _ = calls.pop()
            if name in FUNCTIONS:
                written.append("," * (FUNCTIONS[name].max_args - 1 - commas))
        elif text == "," and calls:
            calls[-1][1] += 1
        written.append(text)
    full = "".join(written).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return found[1] + full.encode() + found[3]

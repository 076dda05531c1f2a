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
from xlcost.headless.tokens import tokenize

#: Reads a value by sheet number (from 0), row and column (from 1).
Reader = Callable[[int, int, int], Any]


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
    """The workbook recalculated by ironcalc, which reads files only."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        path.write_bytes(workbook)
        model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    read: Reader = model.get_cell_value
    return read


def without_optional(workbook: bytes) -> bytes:
    """The same workbook with every parameter required, and every argument that a call leaves out written as empty."""
    given = io.BytesIO(workbook)
    made = io.BytesIO()
    with zipfile.ZipFile(given) as source, zipfile.ZipFile(made, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "xl/workbook.xml":
                content = content.replace(b"_xlop.", b"_xlpm.")
            elif info.filename.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(<f[^>]*>)([^<]+)(</f>)", _with_all_arguments, content)
            target.writestr(info, content)
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

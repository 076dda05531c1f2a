"""A workbook recalculated by LibreOffice with our functions, by the add-in, as they run there for a user."""

from __future__ import annotations

import tempfile
from pathlib import Path

from xlcost.functions import FUNCTIONS
from xlcost.headless.book import workbook_part
from xlcost.headless.calls import our_name
from xlcost.headless.grammar import bare_name
from xlcost.headless.package import package_bytes
from xlcost.headless.recalc import Recalculation
from xlcost.headless.records import Book
from xlcost.headless.second import recalculate_with_libreoffice
from xlcost.headless.tokens import FormulaError, tokenize
from xlcost.hosts.libreoffice.extension import unpack_extension
from xlcost.hosts.spelling import respelled


def recalculate_in_libreoffice(book: Book) -> Recalculation:
    """LibreOffice's values for every formula cell of a workbook; nothing is installed for it, nothing left behind.

    Raises:
        BadFile: LibreOffice is missing, too slow, or unable to read the workbook.
    """
    with tempfile.TemporaryDirectory(prefix="xlcost-addin-") as folder:
        unpack_extension(Path(folder) / "xlcost")
        bundled = f"-env:BUNDLED_EXTENSIONS={Path(folder).as_uri()}"
        return recalculate_with_libreoffice(book, data=with_plain_names(book), extra_arguments=[bundled])


def with_plain_names(book: Book) -> bytes:
    """The workbook with our functions under their plain names, by which alone LibreOffice knows them.

    Excel saves ``_xldudf_PROMPT_COST(...)`` where xlwings Lite has them, ``[1]!PROMPT_COST(...)`` where an add-in has.
    """
    parts = book.package.parts
    changed = {}
    for name in {workbook_part(book.package), *(sheet.part for sheet in book.sheets)}:
        xml = respelled(parts[name], _plain)
        if xml != parts[name]:
            changed[name] = xml
    return package_bytes(book.package, changed) if changed else book.package.data


def _plain(formula: str) -> str:
    try:
        tokens = tokenize(formula)
    except FormulaError:
        return formula
    pieces: list[str] = []
    prefix = ""
    for kind, text in tokens:
        name = our_name(bare_name(text[:-1]), FUNCTIONS) if kind == "call" else None
        pieces.append(f"{name}(" if name is not None else prefix + text if kind != "prefix" else "")
        prefix = text if kind == "prefix" else ""
    return "".join(pieces) + prefix

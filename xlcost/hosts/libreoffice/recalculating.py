"""A workbook recalculated by LibreOffice with our functions, by the add-in, as they run there for a user."""

from __future__ import annotations

import tempfile
from pathlib import Path

from xlcost.headless.recalc import Recalculation
from xlcost.headless.records import Book
from xlcost.headless.second import recalculate_with_libreoffice
from xlcost.hosts.libreoffice.extension import unpack_extension


def recalculate_in_libreoffice(book: Book) -> Recalculation:
    """LibreOffice's values for every formula cell of a workbook; nothing is installed for it, nothing left behind.

    Raises:
        BadFile: LibreOffice is missing, too slow, or unable to read the workbook.
    """
    with tempfile.TemporaryDirectory(prefix="xlcost-addin-") as folder:
        unpack_extension(Path(folder) / "xlcost")
        bundled = f"-env:BUNDLED_EXTENSIONS={Path(folder).as_uri()}"
        return recalculate_with_libreoffice(book, extra_arguments=[bundled])

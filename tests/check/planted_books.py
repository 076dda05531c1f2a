"""From an openpyxl workbook to one with cached values, as Excel would have saved it."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from openpyxl import Workbook

from xlcost.calculate.certified import recalc_file
from xlcost.workbook.package import Package, package_from_bytes


def as_bytes(work: Workbook) -> bytes:
    data = io.BytesIO()
    work.save(data)
    return data.getvalue()


def recalculated(data: bytes) -> bytes:
    """The workbook with fresh cached values."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(data)
        recalc_file(path, path)
        return path.read_bytes()


def as_package(data: bytes) -> Package:
    return package_from_bytes(data, Path("book.xlsx"))

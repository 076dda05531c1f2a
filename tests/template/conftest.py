"""The built workbooks."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from shipped_books import CASE_NAMES, shipped_book


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook of every shipped case."""
    folder = tmp_path_factory.mktemp("books")
    for name in CASE_NAMES:
        (folder / f"{name}.xlsx").write_bytes(shipped_book(name))
    return {name: folder / f"{name}.xlsx" for name in CASE_NAMES}


@pytest.fixture(scope="session", params=CASE_NAMES)
def any_book(request: pytest.FixtureRequest, books: dict[str, Path]) -> Path:
    """Each shipped workbook in turn."""
    return books[request.param]


@pytest.fixture(scope="session")
def formulas(any_book: Path) -> Workbook:
    """The workbook as openpyxl reads it: formulas, styles, validations."""
    return openpyxl.load_workbook(any_book)

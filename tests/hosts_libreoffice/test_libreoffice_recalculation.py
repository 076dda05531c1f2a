"""The editions recalculated in LibreOffice by the add-in: every cell as headless, however a file spells our functions."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from xlcost.headless.book import Book, open_book
from xlcost.headless.recalc import recalculate
from xlcost.headless.second import cross_check
from xlcost.hosts.editions import EDITIONS
from xlcost.hosts.libreoffice.recalculating import recalculate_in_libreoffice, with_plain_names


@pytest.mark.parametrize("edition", ["lite", "classic", "native"])
def test_an_edition_gets_its_headless_values(edition: str, article_book: Path, tmp_path: Path) -> None:
    path = tmp_path / f"book{EDITIONS[edition].suffix}"
    path.write_bytes(EDITIONS[edition].make(article_book.read_bytes()))
    book = open_book(path)
    check = cross_check(recalculate(book), recalculate_in_libreoffice(book))
    assert (check.missing, check.differences) == (0, ())
    assert check.compared > 4_000


def book_with(tmp_path: Path, formula: str) -> Book:
    made = openpyxl.Workbook()
    made.active["A1"] = f"={formula}"
    made.save(tmp_path / "book.xlsx")
    return open_book(tmp_path / "book.xlsx")


SPELLINGS = {
    "_xldudf_SELF_HOST_PRICE(36,100)": "SELF_HOST_PRICE(36,100)",
    "_xldudf_XLCOST_SELF_HOST_PRICE(36,100)": "SELF_HOST_PRICE(36,100)",
    "[1]!SELF_HOST_PRICE(36,100)": "SELF_HOST_PRICE(36,100)",
    "'C:\\Add ins\\xlcost.xlam'!self_host_price(36,Sheet!B1)": "SELF_HOST_PRICE(36,Sheet!B1)",
    '"_xldudf_SELF_HOST_PRICE("&_xldudf_OTHERS(1)': '"_xldudf_SELF_HOST_PRICE("&_xldudf_OTHERS(1)',
    "[1]!OTHERS(Sheet!A2)+[1]Sheet1!A1": "[1]!OTHERS(Sheet!A2)+[1]Sheet1!A1",
    "1+": "1+",
}


@pytest.mark.parametrize("saved", SPELLINGS)
def test_our_functions_are_spelled_as_libreoffice_knows_them_and_nothing_else(tmp_path: Path, saved: str) -> None:
    book = book_with(tmp_path, saved)
    with zipfile.ZipFile(io.BytesIO(with_plain_names(book))) as package:
        sheet = openpyxl.load_workbook(io.BytesIO(with_plain_names(book))).active
        assert package.testzip() is None
    assert sheet["A1"].value == f"={SPELLINGS[saved]}"


def test_a_workbook_without_such_names_is_handed_over_as_it_is(tmp_path: Path) -> None:
    book = book_with(tmp_path, "SELF_HOST_PRICE(36,100)")
    assert with_plain_names(book) == book.package.data

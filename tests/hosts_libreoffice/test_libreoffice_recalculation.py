"""The editions recalculated in LibreOffice by the add-in: every cell as headless, however a file spells our functions."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from right_or_listed import is_right

from xlcost.calculate.certified import recalculate
from xlcost.calculate.crosscheck import cross_check
from xlcost.hosts.editions import EDITIONS
from xlcost.hosts.libreoffice.recalculating import recalculate_in_libreoffice, with_plain_names
from xlcost.hosts.native import add_native
from xlcost.workbook.reader import Book, open_book


@pytest.mark.parametrize("edition", ["lite", "classic", "native"])
def test_an_edition_gets_its_headless_values(edition: str, article_book: Path, tmp_path: Path) -> None:
    path = tmp_path / f"book{EDITIONS[edition].suffix}"
    path.write_bytes(EDITIONS[edition].make(article_book.read_bytes()))
    book = open_book(path)
    check = cross_check(recalculate(book), recalculate_in_libreoffice(book))
    assert check.differences == ()
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


#: A price table that no catalogue knows, and calls of the LAMBDA that reads it.
NATIVE = {
    "Prices!A1": "model",
    "Prices!B1": "input",
    "Prices!C1": "output",
    "Prices!A2": "house",
    "Prices!B2": 3,
    "Prices!C2": 15,
    "Sheet!A1": '=TOKEN_PRICE("house","input",,price_table)',
    "Sheet!A2": '=TOKEN_PRICE("house","input",,Prices!A1:C2)',
    "Sheet!A3": "=SELF_HOST_PRICE(36,100)",
    "Sheet!A4": '=TOKEN_PRICE("house")',
    "Sheet!A5": '=TOKEN_PRICE("house","input",,)',
    "Sheet!A6": '=TOKEN_PRICE("house","input",,Prices!D9)',
    "Sheet!A7": "=ROWS(MODEL_PRICES())",
    "Sheet!A8": "=IFERROR(theirs,0)",
    "Sheet!A9": "=A8+1",
}


def test_a_lambda_that_the_add_in_would_calculate_otherwise_keeps_its_value(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.title = "Sheet"
    made.create_sheet("Prices")
    for place, value in NATIVE.items():
        sheet, _, address = place.partition("!")
        made[sheet][address] = value
    made.defined_names["price_table"] = DefinedName("price_table", attr_text="Prices!$A$1:$C$2")
    made.defined_names["theirs"] = DefinedName("theirs", attr_text='TOKEN_PRICE("house")')
    made.save(tmp_path / "plain.xlsx")
    (tmp_path / "native.xlsx").write_bytes(add_native((tmp_path / "plain.xlsx").read_bytes()))
    book = open_book(tmp_path / "native.xlsx")
    result = recalculate_in_libreoffice(book)
    assert [result.values["Sheet", row, 1] for row in (1, 2, 3)] == [3.0, 3.0, pytest.approx(100.0)]
    assert [cell.row for cell in result.not_evaluated] == [4, 5, 6, 7, 8, 9]
    assert cross_check(recalculate(book), result).differences == ()


def test_a_lambda_that_is_not_ours_keeps_its_value(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["A1"] = "=SELF_HOST_PRICE(36,100)"
    made.defined_names["SELF_HOST_PRICE"] = DefinedName(
        "SELF_HOST_PRICE", attr_text="_xlfn.LAMBDA(_xlpm.a,_xlpm.b,_xlpm.a*_xlpm.b)"
    )
    made.save(tmp_path / "book.xlsx")
    book = open_book(tmp_path / "book.xlsx")
    is_right(recalculate(book), ("Sheet", 1, 1), 3_600.0)
    assert [cell.row for cell in recalculate_in_libreoffice(book).not_evaluated] == [1]

"""Rows are written by us and the rest by openpyxl: together they must be what openpyxl alone would write, and values."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.hyperlink import Hyperlink

from xlcost.template.pages import Painted, as_records, new_page
from xlcost.template.writing import with_rows, without_rows

CONTENTS = {
    "text": "Prices & <terms>",
    "text beyond ASCII": "3 \u20ac \u2013 \u201cper month\u201d",
    "text with spaces around": " indented ",
    "text with line ends": "one\r\ntwo",
    "empty text": "",
    "whole number": 100_000,
    "number": 0.25,
    "zero": 0,
    "truth": True,
    "formula": '=A1&"<\u20ac>"',
}


@pytest.fixture
def drawn():
    """A workbook of one page, without cells."""
    book = Workbook()
    del book[book.sheetnames[0]]
    return book, new_page(book, "Sheet")


def written(book, page):
    """All but the rows, and the cells for the engine."""
    pages = {page.sheet.title: page}
    cells = as_records(book, pages)[page.sheet.title]
    return without_rows(book, pages)["xl/worksheets/sheet1.xml"], cells


def sheet(book, page, content, value=None):
    """The part of a sheet with one cell, written by us, and by openpyxl, which cannot write a formula's value."""
    page.sheet["B2"] = content
    page.sheet["C3"].font = Font(bold=True)
    page.sheet.row_dimensions[2].height = 15.5
    page.sheet.row_dimensions[5].height = 9
    is_formula = page.sheet["B2"].data_type == "f"
    page.cells[2, 2] = Painted(formula=content[1:]) if is_formula else Painted(content)
    page.cells[3, 3] = Painted(style=page.sheet["C3"]._style)
    page.heights.update({2: 15.5, 5: 9})
    part, cells = written(book, page)
    ours = with_rows(part, page, cells, {(2, 2): value})
    whole = io.BytesIO()
    book.save(whole)
    return ours, _part(whole.getvalue())


def _part(package):
    return zipfile.ZipFile(io.BytesIO(package)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_it_is_what_openpyxl_writes(drawn, content):
    ours, theirs = sheet(*drawn, content)
    assert ours == theirs


@pytest.mark.parametrize(
    ("value", "saved"),
    [(0.1, "<v>0.1</v>"), ("1 < 2", "<v>1 &lt; 2</v>"), (True, "<v>1</v>"), ("#N/A", "<v>#N/A</v>")],
)
def test_a_formula_has_its_value(drawn, value, saved):
    ours, _ = sheet(*drawn, "=A1", value)
    assert f"<f>A1</f>{saved}</c>".encode() in ours


def test_a_number_is_written_to_the_last_digit(drawn):
    ours, theirs = sheet(*drawn, 0.07)
    assert b"<v>0.07</v>" in ours
    assert b"<v>0.07000000000000001</v>" in theirs


def test_the_engine_gets_what_the_file_says(drawn):
    book, page = drawn
    page.cells.update({(2, 1): Painted(formula="A1+1"), (1, 2): Painted("=text"), (1, 1): Painted(7)})
    _, cells = written(book, page)
    assert [(cell.address, cell.value, cell.kind, cell.formula) for cell in cells.values()] == [
        ("A1", 7.0, "number", None),
        ("B1", "=text", "text", None),
        ("A2", None, "blank", "A1+1"),
    ]


def test_links_are_kept(drawn):
    book, page = drawn
    page.cells[1, 1] = Painted("Inputs")
    page.links[1, 1] = Hyperlink(ref="A1", location="Inputs!A1")
    part, _ = written(book, page)
    assert re.search(rb'<hyperlink [^>]*ref="A1"', part)

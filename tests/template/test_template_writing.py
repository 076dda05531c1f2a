"""Rows are written by us and the rest by openpyxl: together they must be what openpyxl alone would write, and values."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

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
    "day": date(2025, 6, 9),
    "formula": '=A1&"<\u20ac>"',
}


def sheet(content, value=None):
    """The part of a sheet with one cell, written by us, and by openpyxl, which cannot write a formula's value."""
    book = Workbook()
    page = book.active
    page["B2"] = content
    page["C3"].font = Font(bold=True)
    page.row_dimensions[2].height = 15.5
    page.row_dimensions[5].height = 9
    written = without_rows(book)
    ours = with_rows(_part(written.package), page, written.cells[page.title], {(2, 2): value})
    whole = io.BytesIO()
    book.save(whole)
    return ours, _part(whole.getvalue())


def _part(package):
    return zipfile.ZipFile(io.BytesIO(package)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_it_is_what_openpyxl_writes(content):
    ours, theirs = sheet(content)
    assert ours == theirs


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.1, "<v>0.1</v>"), ("1 < 2", "<v>1 &lt; 2</v>"), (True, "<v>1</v>"), ("#N/A", "<v>#N/A</v>")],
)
def test_a_formula_has_its_value(value, written):
    ours, _ = sheet("=A1", value)
    assert f"<f>A1</f>{written}</c>".encode() in ours


def test_a_number_is_written_to_the_last_digit():
    ours, theirs = sheet(0.07)
    assert b"<v>0.07</v>" in ours
    assert b"<v>0.07000000000000001</v>" in theirs


def test_the_engine_gets_what_the_file_says():
    book = Workbook()
    page = book.active
    page["A1"], page["A2"], page["B1"] = 7, "=A1+1", "=text"
    page["B1"].data_type = "s"
    cells = without_rows(book).cells[page.title]
    assert [(cell.value, cell.kind, cell.formula) for cell in cells.values()] == [
        (7.0, "number", None),
        ("=text", "text", None),
        (None, "blank", "A1+1"),
    ]


def test_links_are_kept():
    book = Workbook()
    page = book.active
    page["A1"] = "Inputs"
    page["A1"].hyperlink = "#Inputs!A1"
    assert re.search(rb'<hyperlink [^>]*ref="A1"', _part(without_rows(book).package))

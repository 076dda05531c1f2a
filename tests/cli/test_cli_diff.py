"""xlcost diff from the command line: exit code 0 the same, 1 changed, 2 unreadable."""

from __future__ import annotations

import json

import openpyxl
import pytest


@pytest.fixture
def books(tmp_path):
    for name, requests in (("old.xlsx", 100), ("new.xlsx", 200)):
        book = openpyxl.Workbook()
        book.active.append(["Requests", requests])
        book.active.append(["Cost", "=B1*3"])
        book.save(tmp_path / name)
    return str(tmp_path / "old.xlsx"), str(tmp_path / "new.xlsx")


def test_a_changed_input_and_the_result_it_moved(xlcost, books):
    outcome = xlcost("diff", *books)
    assert outcome.code == 1
    assert "100 -> 200" in outcome.out
    assert "300 -> 600" in outcome.out


def test_the_same_workbook(xlcost, books):
    assert xlcost("diff", books[0], books[0]).code == 0


def test_for_a_program(xlcost, books):
    assert json.loads(xlcost("diff", *books, "--json").out)


def test_a_page_that_stands_alone(xlcost, books, tmp_path):
    page = tmp_path / "report.html"
    assert xlcost("diff", *books, "--format", "html", "-o", str(page)).code == 1
    text = page.read_text(encoding="utf-8")
    assert "Requests" in text
    assert "src=" not in text


def test_an_unreadable_workbook_is_one_line(xlcost, books, tmp_path):
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 nonsense")
    outcome = xlcost("diff", books[0], str(tmp_path / "bad.xlsx"))
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)

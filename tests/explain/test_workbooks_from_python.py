"""The Python side of the commands: its examples are run, and it loads nothing before it is used."""

from __future__ import annotations

import doctest
import shutil
import subprocess
import sys

import pytest
from explained_book import saved

from xlcost import workbooks
from xlcost.errors import BadArgument, BadFile


def test_the_examples_in_the_docstrings_run(article_book, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(article_book, "model.xlsx")
    result = doctest.testmod(workbooks)
    assert (result.failed, result.attempted > 15) == (0, True)


def test_every_name_is_public_and_documented():
    for name in workbooks.__all__:
        assert getattr(workbooks, name).__doc__


@pytest.mark.parametrize(
    "use",
    [
        workbooks.open_workbook,
        workbooks.recalc_workbook,
        workbooks.check_workbook,
        workbooks.cross_check_workbook,
        workbooks.map_workbook,
        lambda path: workbooks.diff_workbooks(path, path),
        lambda path: workbooks.trace_cell(path, "A!A1"),
        lambda path: workbooks.find_dependents(path, "A!A1"),
    ],
)
def test_a_file_that_cannot_be_read_raises(tmp_path, use):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(BadFile, match=r"broken\.xlsx"):
        use(tmp_path / "broken.xlsx")


def test_a_workbook_checks_the_file_it_came_from(tmp_path):
    book = workbooks.open_workbook(saved(tmp_path))
    book["Costs!C2"] = 5
    assert book.path == tmp_path / "model.xlsx"
    assert book.check().findings == workbooks.check_workbook(book.path).findings


def test_an_unknown_cell_raises(tmp_path):
    with pytest.raises(BadArgument, match="nearest names: growth"):
        workbooks.open_workbook(saved(tmp_path))["grwth"]


def test_importing_it_loads_nothing_heavy():
    code = "import sys, xlcost.workbooks; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert set(loaded) & {"numpy", "pandas", "openpyxl", "lxml", "formualizer", "rich", "click"} == set()

"""The built file: the same bytes each time, small, whole, and nothing in it that does not belong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile

import pytest

from xlcost.decision.case import shipped_case
from xlcost.prices import package_catalogue
from xlcost.template import build as building
from xlcost.template.build import build


def test_another_process_builds_the_same_bytes(article_book, tmp_path):
    """Sets and dictionaries are ordered otherwise there."""
    out = tmp_path / "again.xlsx"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland"}
    command = [sys.executable, "-c", "from xlcost.cli import main; main()", "new", str(out), "--case", "article"]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    assert out.read_bytes() == article_book.read_bytes()


def test_no_clock_is_in_the_file(any_book):
    with zipfile.ZipFile(any_book) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {f"{package_catalogue().snapshot}T"}


def test_the_file_is_small(any_book):
    assert any_book.stat().st_size < 400_000


def test_there_are_no_macros_links_or_settings_of_a_printer(any_book):
    with zipfile.ZipFile(any_book) as archive:
        names = archive.namelist()
    assert not [name for name in names if re.search(r"vba|external|printerSettings|customXml|activeX", name, re.I)]


def test_nobody_is_named_in_the_file(any_book):
    with zipfile.ZipFile(any_book) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
    assert not re.search(rb"(?i)[A-Z]:\\|/home/|/Users/|file://", text)


def test_excel_keeps_the_saved_values_on_opening(any_book):
    with zipfile.ZipFile(any_book) as archive:
        workbook = archive.read("xl/workbook.xml").decode()
    (calculation,) = re.findall(r"<calcPr[^>]*>", workbook)
    assert 'calcId="191029"' in calculation
    assert 'fullCalcOnLoad="1"' not in calculation


def test_every_formula_has_a_saved_value(any_book):
    with zipfile.ZipFile(any_book) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    cells = [cell for sheet in sheets for cell in re.findall(r"<c [^>]*>(?:(?!</c>).)*<f>.*?</c>", sheet)]
    assert len(cells) > 4_000
    assert not [cell for cell in cells if "<v>" not in cell]
    assert not [cell for cell in cells if 't="e"' in cell]


def test_a_template_that_cannot_be_calculated_is_no_template(monkeypatch):
    original = building.declare

    def broken(case):
        from xlcost.template.lines import line
        from xlcost.template.records import Sheet

        sheets: list[Sheet] = original(case)
        circular = line("loop", "Loop", "USD", "={loop}+1", axis="single")
        return [*sheets[:-1], sheets[-1]._replace(blocks=(*sheets[-1].blocks, circular))]

    monkeypatch.setattr(building, "declare", broken)
    with pytest.raises(RuntimeError, match="cannot be calculated"):
        build(shipped_case("article"))

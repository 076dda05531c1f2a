"""Other programs read the saved values: pandas, calamine, and LibreOffice without the functions."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pandas
import pytest
from python_calamine import CalamineWorkbook

from xlcost.calculate.certified import recalculate
from xlcost.calculate.engines.libreoffice import find_soffice


@pytest.fixture(scope="module")
def saved(article_book):
    """Sheet -> (row, column) -> value, as openpyxl reads the saved values."""
    book = openpyxl.load_workbook(article_book, data_only=True)
    return {
        page.title: {(cell.row, cell.column): cell.value for row in page.iter_rows() for cell in row} for page in book
    }


def test_the_saved_values_are_those_of_a_fresh_calculation(article_book, saved):
    for (sheet, row, column), value in recalculate(article_book).values.items():
        shown = saved[sheet][row, column]
        if hasattr(shown, "year"):  # openpyxl makes dates of serial numbers
            continue
        assert shown == value or (shown is None and value == ""), f"{sheet} row {row} column {column}"


@pytest.mark.parametrize("engine", ["openpyxl", "calamine"])
def test_pandas_reads_the_alternatives(article_book, engine):
    frame = pandas.read_excel(article_book, sheet_name="Alternatives", engine=engine, header=None, index_col=0)
    assert frame.loc["Month 1"].iloc[:, 1:4].to_numpy().tolist()[-1][0] == 450.0


def test_calamine_reads_what_openpyxl_reads(article_book, saved):
    book = CalamineWorkbook.from_path(str(article_book))
    compared = 0
    for name in book.sheet_names:
        for number, line in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
            for column, value in enumerate(line, 1):
                shown = saved[name].get((number, column))
                if isinstance(shown, int | float) and not isinstance(shown, bool):
                    assert value == pytest.approx(shown, rel=1e-12), f"{name} row {number} column {column}"
                    compared += 1
    assert compared > 4_000


@pytest.fixture(scope="module")
def in_libreoffice(article_book, tmp_path_factory) -> Path:
    """The workbook opened and saved again by LibreOffice without our functions."""
    folder = tmp_path_factory.mktemp("plain")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [
            find_soffice(),
            profile,
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            folder,
            article_book,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / article_book.name


def test_libreoffice_still_shows_the_last_values(in_libreoffice, saved):
    book = openpyxl.load_workbook(in_libreoffice, data_only=True)
    assert book.sheetnames == list(saved)
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                shown = saved[page.title].get((cell.row, cell.column))
                if isinstance(shown, float | int) and not isinstance(shown, bool):
                    assert cell.value == pytest.approx(shown, rel=1e-12), f"{page.title}!{cell.coordinate}"
                assert cell.data_type != "e", f"{page.title}!{cell.coordinate}"


def test_libreoffice_keeps_the_charts(in_libreoffice):
    with zipfile.ZipFile(in_libreoffice) as archive:
        assert len([name for name in archive.namelist() if "charts/chart" in name]) == 5

"""What people see of a portfolio: no usage is no difference, pages have their headers, numbers their formats."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from test_portfolio_book import log
from text_widths import column_pixels, text_pixels

from xlcost.portfolio import layout
from xlcost.portfolio.book import build, portfolio
from xlcost.portfolio.cases import COLUMNS, example
from xlcost.portfolio.layout import VARIANCE_COLUMNS
from xlcost.portfolio.variance_sheet import FIRST_EFFECT, LAST_EFFECT
from xlcost.prices import PRICES, package_catalogue


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A portfolio without usage."""
    found = tmp_path_factory.mktemp("pages") / "portfolio.xlsx"
    found.write_bytes(build(portfolio(example(), package_catalogue())))
    return found


@pytest.fixture(scope="module")
def used(path, tmp_path_factory):
    """The same with usage: its actuals take pages too."""
    from click.testing import CliRunner

    from xlcost.cli.app import cli

    folder = tmp_path_factory.mktemp("used")
    (folder / "used.xlsx").write_bytes(path.read_bytes())
    run = CliRunner().invoke(cli, ["actuals", str(folder / "used.xlsx"), "--usage", str(log(folder / "usage.csv"))])
    assert run.exit_code == 0, run.output
    return load_workbook(folder / "used.xlsx")


@pytest.fixture(scope="module")
def values(path):
    return load_workbook(path, data_only=True)


def test_a_month_without_usage_differs_in_nothing(values):
    sheet = values["Variance"]
    assert sheet["A3"].value == "No usage of this month yet, so nothing differs: xlcost actuals writes it"
    shown = [sheet.cell(row, 4).value for row in range(9, 13)]
    shown += [sheet.cell(row, 2).value for row in range(FIRST_EFFECT, LAST_EFFECT + 1)]
    columns = [at for at, key in enumerate(VARIANCE_COLUMNS, start=1) if key == "difference" or key.startswith("e_")]
    shown += [sheet.cell(layout.VARIANCE_HEADER + 1 + row, at).value for row in range(len(example())) for at in columns]
    assert [value for value in shown if value not in (None, "")] == []
    assert (values["Summary"]["C6"].value, values["Summary"]["D6"].value or "") == ("none yet", "")
    assert values["Summary"]["A3"].value == "Master check: OK"


def test_what_is_empty_takes_one_page(values):
    sheet = values["Actuals"]
    assert (sheet.page_setup.fitToWidth, sheet.print_area) == (1, "'Actuals'!$A$1:$K$7")


def test_pages_beside_the_first_cut_off_no_words(used):
    """They repeat column A above the header, but not the columns into which a longer text would run on."""
    wide = [sheet for sheet in used if sheet.print_title_cols]
    assert {sheet.title for sheet in wide} == {"Use cases", "Actuals", "Proof", "Price proof"}
    for sheet in wide:
        assert sheet.print_title_cols == "$A:$A"
        header = int(sheet.print_title_rows.rpartition("$")[2])
        for row in range(2, header):
            text = sheet.cell(row, 1).value or ""
            assert text_pixels(text, sheet.cell(row, 1).font) <= column_pixels(sheet, "A"), f"{sheet.title} {text}"


def test_every_page_of_the_variance_has_its_header(values):
    sheet = values["Variance"]
    assert sheet.print_title_rows == f"${layout.VARIANCE_HEADER}:${layout.VARIANCE_HEADER}"


def test_prices_are_headed_in_words_with_their_unit(values):
    sheet = values["Prices"]
    headers = [cell.value for cell in sheet[layout.PRICES_HEADER]]
    assert not [header for header in headers if "_" in header]
    units = [header for header in headers if header.endswith(" (USD per Mtok)")]
    assert len(units) == len(set(PRICES).intersection(layout.PRICE_COLUMNS))


def test_no_number_is_shown_with_all_its_digits(values):
    sheet = values["Use cases"]
    row = layout.CASES_HEADER + 1
    numbers = [cell for cell in sheet[row] if isinstance(cell.value, float)]
    assert len(numbers) > len(COLUMNS) / 2
    assert [cell.coordinate for cell in numbers if cell.number_format == "General"] == []

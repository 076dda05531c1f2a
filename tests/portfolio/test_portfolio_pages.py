"""What people see of a portfolio: no usage is no difference, pages have their headers, numbers their formats."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from test_portfolio_book import log
from text_widths import column_pixels, text_pixels

from xlcost.check.run import check_file
from xlcost.portfolio import layout
from xlcost.portfolio.book import build, build_and_check, portfolio
from xlcost.portfolio.cases import COLUMNS, UseCase, example
from xlcost.portfolio.layout import VARIANCE_COLUMNS
from xlcost.portfolio.sheet import BAD, FORMATS, GOOD
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


@pytest.fixture(scope="module")
def ending():
    """A portfolio of a model that ended before the model date, and of one that ends within the year of the plan."""
    cases = [UseCase(name, model=model, requests=1000, input_tokens=100, output_tokens=10) for name, model in ENDING]
    return build_and_check(portfolio([*cases, example()[0]], package_catalogue()))


ENDING = (("Tags", "openai/gpt-4.1-nano"), ("Mails", "openai/gpt-4.1"))


def test_a_plan_that_lacks_prices_says_that_it_is_a_lower_bound(ending, tmp_path):
    (tmp_path / "book.xlsx").write_bytes(ending.data)
    values = load_workbook(tmp_path / "book.xlsx", data_only=True)
    row = next(row for row in values["Plan"].iter_rows(values_only=True) if row[0] == "Use cases without a price")
    assert row[2:15] == (0, 0, 0, *[1] * 9, 9)  # November to January have a price: it ends on 14 January
    said = "9 months of use cases have no price, as their model is off sale: the plan is at least this"
    assert values["Summary"]["F8"].value == said
    label = "Plan: every model has a price in every month (or: it goes off sale)"
    assert ending.failed == (f"{label}: 27 against 36",)
    told = [found.message for found in check_file(tmp_path / "book.xlsx").findings if found.rule == "C02"]
    assert told == [f"checks fail: D11 {label}"]


def test_a_planned_model_that_has_ended_stands_first_among_what_ends(ending, tmp_path):
    (tmp_path / "book.xlsx").write_bytes(ending.data)
    summary = load_workbook(tmp_path / "book.xlsx")["Summary"]
    shown = [[summary.cell(row, column).value for column in (6, 7, 8)] for row in (14, 15)]
    assert [(model, what, f"{day:%Y-%m-%d}") for model, what, day in shown] == [
        ("openai/gpt-4.1-nano", "removed", "2026-10-23"),
        ("openai/gpt-4.1", "retired", "2027-01-14"),
    ]


def test_counts_of_the_audit_are_no_amounts(path):
    sheet = load_workbook(path)["Audit"]
    forms = {
        sheet.cell(row, 1).value: sheet.cell(row, 2).number_format
        for row in range(layout.AUDIT_HEADER + 1, sheet.max_row)
        if sheet.cell(row, 2).value
    }
    assert forms["Plan: a row for every use case"] == "#,##0"
    assert forms["Plan: the months add up to the year"] == FORMATS["money"]


def test_a_check_that_fails_is_red(path):
    book = load_workbook(path)
    found = {
        (sheet.title, str(area.sqref), rule.formula[0], rule.dxf.font.color.rgb[-6:])
        for sheet in (book["Summary"], book["Audit"])
        for area, rules in sheet.conditional_formatting._cf_rules.items()
        for rule in rules
    }
    last = book["Audit"].max_row
    for at, check in (("Summary", ("A3", "master_check")), ("Audit", (f"D{last}", f"D{last}"))):
        assert {(at, check[0], f"{check[1]}=1", GOOD[1]), (at, check[0], f"{check[1]}=0", BAD[1])} <= found


def test_no_model_is_cut_off_on_the_summary(ending, tmp_path):
    """The next column says what happens to it."""
    (tmp_path / "book.xlsx").write_bytes(ending.data)
    sheet = load_workbook(tmp_path / "book.xlsx")["Summary"]
    longest = "anthropic/claude-sonnet-4-5-20250929"
    assert text_pixels(longest, sheet["F14"].font, sheet["F14"].alignment.indent) <= column_pixels(sheet, "F")

"""What people put into a portfolio beside its inputs is not lost in silence when usage is read into it."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from test_portfolio_book import log

from xlcost.calculate.certified import recalc_file
from xlcost.portfolio import layout
from xlcost.portfolio.book import build, portfolio
from xlcost.portfolio.cases import COLUMNS, example
from xlcost.portfolio.waivers import FIRST_ROW
from xlcost.price_update import updated
from xlcost.prices import package_catalogue
from xlcost.workbook.reader import open_book

REQUESTS = [column.key for column in COLUMNS].index("requests") + 1
CASE = layout.CASES_HEADER + 1
PRICE = layout.PRICES_HEADER + 1


@pytest.fixture(scope="module")
def made():
    return build(portfolio(example(), package_catalogue()))


@pytest.fixture
def book(made, tmp_path):
    path = tmp_path / "portfolio.xlsx"
    path.write_bytes(made)
    return path


def note(book):
    book["Summary"]["K3"] = "ask Zoe"


def over_a_formula(book):
    book["Plan"].cell(layout.PLAN_MONTHS + 3, 4).value = 5


def formula_for_a_value(book):
    book["Use cases"].cell(CASE, REQUESTS).value = "=1000*1.1"


def below_a_gap(book):
    book["Use cases"].cell(CASE + len(example()) + 1, 1).value = "A new one"


def comment(book):
    book["Use cases"].cell(CASE, 1).comment = Comment("since March", "Zoe")


def waiver(name):
    def sign(book):
        sheet = book["Waivers"]
        row = next(row for row in range(FIRST_ROW, 200) if not sheet.cell(row, 1).value)
        for column, text in enumerate(("F10", "Plan!C9", "agreed with Zoe", name, "2030-12-31"), start=1):
            sheet.cell(row, column).value = text

    return sign


@pytest.mark.parametrize(
    ("put", "said"),
    [
        (note, "Summary!K3 would be lost"),
        (over_a_formula, "Plan!D10 would be calculated again: a formula stood there"),
        (formula_for_a_value, "the formulas in 'Use cases'!F7 would become their values"),
        (below_a_gap, "would be lost: no cells of the portfolio"),
        (comment, "comments on Use cases would be lost"),
        (waiver("Zoe"), "waivers of your own on the sheet Waivers would be lost"),
        (waiver("xlcost"), "waivers of your own on the sheet Waivers would be lost"),
    ],
)  # fmt: skip
def test_what_a_refresh_would_lose_is_refused(book, tmp_path, xlcost, put, said):
    loaded = load_workbook(book)
    put(loaded)
    loaded.save(book)
    recalc_file(book, book)
    before = book.read_bytes()
    outcome = xlcost("actuals", str(book), "--usage", str(log(tmp_path / "usage.csv", requests=2)))
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err
    assert book.read_bytes() == before


def test_a_name_that_begins_like_a_formula_is_none(tmp_path, xlcost):
    cases = tmp_path / "cases.csv"
    cases.write_text("name,model,requests,input_tokens,output_tokens\n=1+1,gpt-5.4-mini,1000,10,10\n")
    path = tmp_path / "named.xlsx"
    assert xlcost("new", str(path), "--template", "portfolio", "--cases", str(cases)).code == 0
    assert xlcost("actuals", str(path), "--usage", str(log(tmp_path / "usage.csv", requests=2))).code == 0
    assert load_workbook(path)["Use cases"].cell(CASE, 1).value == "=1+1"


def test_negotiated_prices_stay_when_prices_are_brought_up_to_date_and_usage_is_read(book, tmp_path, xlcost):
    loaded = load_workbook(book)
    sheet = loaded["Prices"]
    model = sheet.cell(PRICE, 2).value, sheet.cell(PRICE, 3).value
    price, source = layout.PRICE_COLUMNS.index("input") + 1, layout.PRICE_COLUMNS.index("source") + 1
    sheet.cell(PRICE, price).value, sheet.cell(PRICE, source).value = 0.123, "negotiated: contract 12"
    loaded.save(book)
    made = updated(open_book(book))
    assert made.negotiated == 1
    assert [place for place in made.cells if place[:2] == ("Prices", PRICE)] == []
    assert xlcost("actuals", str(book), "--usage", str(log(tmp_path / "usage.csv", requests=2))).code == 0
    rows = load_workbook(book)["Prices"].iter_rows(min_row=PRICE, values_only=True)
    kept = [(row[price - 1], row[source - 1]) for row in rows if row[1:3] == model]
    assert (0.123, "negotiated: contract 12") in kept

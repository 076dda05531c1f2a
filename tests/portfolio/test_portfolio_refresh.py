"""New usage into a book in use: inputs stay, covered months are replaced, calibration hits the actual cost."""

from __future__ import annotations

import json
from datetime import date

import pytest
from openpyxl import load_workbook
from test_portfolio_book import log

import xlcost as package
import xlcost.usage
from xlcost.portfolio import layout
from xlcost.portfolio.cases import COLUMNS, example
from xlcost.portfolio.refresh import read_portfolio

AT = {column.key: number for number, column in enumerate(COLUMNS, start=1)}


@pytest.fixture
def book(tmp_path, xlcost):
    path = tmp_path / "portfolio.xlsx"
    assert xlcost("new", str(path), "--template", "portfolio").code == 0
    return path


def test_a_book_reads_back_as_what_it_was_made_of(book):
    told = read_portfolio(book)
    assert [case.name for case in told.cases] == [case.name for case in example()]
    assert told.cases[0].cached_share == example()[0].cached_share
    assert told.actuals == ()


def test_what_people_typed_stays(book, tmp_path, xlcost):
    loaded = load_workbook(book)
    loaded["Use cases"].cell(layout.CASES_HEADER + 1, AT["requests"]).value = 123_456
    loaded["Use cases"].cell(layout.CASES_HEADER + 1, AT["owner"]).value = "Zoe"
    loaded["Plan"].cell(5, 5).value = 1.7
    loaded["Rates"].cell(layout.RATES_HEADER + 1, 2).value = 1.09
    loaded["Variance"]["B5"].value = 0.04
    loaded["Prices"].cell(layout.PRICES_HEADER + 1, 7).value = 1.11
    loaded.save(book)
    outcome = xlcost("actuals", str(book), "--usage", str(log(tmp_path / "usage.csv")))
    assert (outcome.code, outcome.err) == (0, "")
    after = load_workbook(book, data_only=True)
    assert after["Use cases"].cell(layout.CASES_HEADER + 1, AT["requests"]).value == 123_456
    assert after["Use cases"].cell(layout.CASES_HEADER + 1, AT["owner"]).value == "Zoe"
    assert after["Plan"].cell(5, 5).value == 1.7
    assert after["Rates"].cell(layout.RATES_HEADER + 1, 2).value == 1.09
    assert after["Variance"]["B5"].value == 0.04
    assert after["Prices"].cell(layout.PRICES_HEADER + 1, 7).value == 1.11
    assert after["Summary"]["A3"].value == "Master check: OK"


def test_covered_months_are_replaced_and_others_stay(book, tmp_path, xlcost):
    october, november = (
        log(tmp_path / "october.csv", months=(10,)),
        log(tmp_path / "november.csv", months=(11,), seed=6),
    )
    for path in (october, november, november):
        assert xlcost("actuals", str(book), "--usage", str(path)).code == 0
    rows = read_portfolio(book).actuals
    assert {row.month for row in rows} == {date(2026, 10, 1), date(2026, 11, 1)}
    assert {row.file for row in rows} == {str(october), str(november)}
    total = sum(float(xlcost_total(path)) for path in (october, november))
    loaded = load_workbook(book, data_only=True)["Actuals"]
    cost = layout.ACTUAL_COLUMNS.index("cost") + 1
    assert sum(
        loaded.cell(layout.ACTUALS_HEADER + 1 + number, cost).value for number in range(len(rows))
    ) == pytest.approx(total)


def xlcost_total(path):
    return package.usage.price(path).total


def test_calibrated_use_cases_cost_what_was_billed(book, tmp_path, xlcost):
    usage = log(tmp_path / "usage.csv", months=(11,))
    outcome = xlcost("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11", "--json")
    changes = json.loads(outcome.out)["changes"]
    assert {"case", "what", "old", "new"} <= changes[0].keys()
    told = read_portfolio(book)
    planned = sum(
        package.prompt_cost(
            case.model, case.requests, case.input_tokens, case.output_tokens, case.cached_share,
            case.cache_write_share, case.batch_share, case.retry_rate, as_of="2026-11-15",
        )
        for case in told.cases
    )  # fmt: skip
    assert planned == pytest.approx(float(xlcost_total(usage)), rel=1e-9)
    assert told.cases[0].source.startswith("measured: usage of 2026-11")


def test_a_tiered_model_gets_a_row_for_short_and_one_for_long_requests(tmp_path, xlcost):
    path, usage = tmp_path / "tiered.xlsx", tmp_path / "usage.csv"
    rows = [f"2026-11-0{day},openai/gpt-5.4,{sent},100,docs" for day, sent in ((1, 1000), (2, 3000), (3, 400_000))]
    usage.write_text("\n".join(["timestamp,model,input_tokens,output_tokens,use_case", *rows]) + "\n")
    assert xlcost("new", str(path), "--template", "portfolio", "--usage", str(usage)).code == 0
    cases = {case.name: case for case in read_portfolio(path).cases}
    assert {name: case.input_tokens for name, case in cases.items()} == {
        "docs": 2000,
        "docs (gpt-5.4, long requests)": 400_000,
    }
    planned = sum(
        package.prompt_cost(case.model, case.requests, case.input_tokens, case.output_tokens, as_of="2026-11-15")
        for case in cases.values()
    )
    assert planned == pytest.approx(float(xlcost_total(usage)), rel=1e-12)


def test_a_portfolio_made_of_usage_is_calibrated_with_it_too(tmp_path, xlcost):
    path, usage = tmp_path / "book.xlsx", tmp_path / "usage.csv"
    rows = [
        f"2026-11-01,{model},1000,100,docs"
        for model in ("openai/gpt-5.4", "openai/gpt-5.4", "openai/gpt-4.1-mini", "azure/gpt-4.1-mini")
    ]
    usage.write_text("\n".join(["timestamp,model,input_tokens,output_tokens,use_case", *rows]) + "\n")
    assert xlcost("new", str(path), "--template", "portfolio", "--usage", str(usage)).code == 0
    names = [case.name for case in read_portfolio(path).cases]
    assert names == ["docs", "docs (azure/gpt-4.1-mini)", "docs (openai/gpt-4.1-mini)"]
    assert xlcost("actuals", str(path), "--usage", str(usage), "--calibrate", "2026-11").code == 0
    assert [case.name for case in read_portfolio(path).cases] == names


def test_use_cases_from_a_file(tmp_path, xlcost):
    cases, path = tmp_path / "cases.csv", tmp_path / "book.xlsx"
    cases.write_text(
        "name,model,requests,input_tokens,output_tokens,cached_share\nChat,openai/gpt-5.4,10k,900,50,40%\n"
    )
    assert xlcost("new", str(path), "--template", "portfolio", "--cases", str(cases)).code == 0
    (case,) = read_portfolio(path).cases
    assert (case.name, case.requests, case.cached_share) == ("Chat", 10_000, 0.4)


def test_nothing_is_written_when_the_usage_is_wrong(book, tmp_path, xlcost):
    before = book.read_bytes()
    broken = tmp_path / "broken.csv"
    broken.write_text("timestamp,model,input_tokens,output_tokens\n2026-11-01,openai/gpt-5.4,-1,0\n")
    outcome = xlcost("actuals", str(book), "--usage", str(broken))
    assert outcome.code == 2
    assert ":2: input_tokens must be a whole number" in outcome.err
    assert book.read_bytes() == before


def test_a_sheet_of_ones_own_is_not_lost(book, tmp_path, xlcost):
    loaded = load_workbook(book)
    loaded.create_sheet("Mine")
    loaded.save(book)
    outcome = xlcost("actuals", str(book), "--usage", str(log(tmp_path / "usage.csv")))
    assert outcome.code == 2
    assert "the sheets Mine are not the portfolio's and would be lost" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [("--calibrate", "soon"), ("--calibrate", "2020-01"), ("--deployments", "nowhere.csv"), ("--tz", "Mars")],
)
def test_whatever_is_wrong_is_one_line(book, tmp_path, xlcost, arguments):
    outcome = xlcost("actuals", str(book), "--usage", str(log(tmp_path / "usage.csv", requests=1)), *arguments)
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1


def test_another_workbook_is_no_portfolio(article_book, tmp_path, xlcost):
    outcome = xlcost("actuals", str(article_book), "--usage", str(log(tmp_path / "usage.csv", requests=1)))
    assert outcome.code == 2
    assert "is no portfolio; make one with xlcost new" in outcome.err


def test_the_options_belong_to_the_portfolio(tmp_path, xlcost):
    outcome = xlcost("new", str(tmp_path / "book.xlsx"), "--usage", "nowhere.csv")
    assert outcome.code == 2
    assert "--usage and --cases are for --template portfolio" in outcome.err

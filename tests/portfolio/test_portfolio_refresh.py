"""New usage into a book in use: inputs stay, covered months are replaced, calibration hits the actual cost."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from test_portfolio_book import log

import xlcost as package
import xlcost.usage
from xlcost.portfolio import layout
from xlcost.portfolio.cases import COLUMNS, example
from xlcost.portfolio.refresh import read_portfolio
from xlcost.portfolio.variance_sheet import FIRST_EFFECT, LAST_EFFECT

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


def test_a_row_says_for_good_which_file_it_is_from_and_when_that_was_read(book, tmp_path, xlcost):
    """The export of the next month has the same name, and another content."""
    path = tmp_path / "usage.csv"
    read = {}
    for month in (10, 11):
        log(path, months=(month,), seed=month)
        assert xlcost("actuals", str(book), "--usage", str(path)).code == 0
        loaded = load_workbook(book)
        sheet, at = loaded["Actuals"], layout.ACTUAL_COLUMNS.index
        for row in range(layout.ACTUALS_HEADER + 1, sheet.max_row + 1):
            if sheet.cell(row, at("month") + 1).value.month == month:
                read[month] = sheet.cell(row, at("sha256") + 1).value
                sheet.cell(row, at("read_at") + 1).value = f"read in month {month}"
        loaded.save(book)
    rows = read_portfolio(book).actuals
    assert len(set(read.values())) == 2
    assert {(row.month.month, row.sha256, row.read_at) for row in rows} == {
        (month, digest, f"read in month {month}") for month, digest in read.items()
    }


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


def test_several_months_give_an_average_month(book, tmp_path, xlcost):
    usage = log(tmp_path / "usage.csv", months=(10, 11))
    assert xlcost("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-10..2026-11").code == 0
    cases = [case for case in read_portfolio(book).cases if case.source.startswith("measured: usage of 2026-10..")]
    assert sum(case.requests * (1 + case.retry_rate) for case in cases) == pytest.approx(25 * (len(example()) + 1))


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


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """Two use cases, each mostly on another model than planned, some requests long, some in batch; calibrated twice."""
    from click.testing import CliRunner

    from xlcost.cli.app import cli

    folder = tmp_path_factory.mktemp("mixed")
    book, usage, cases = folder / "book.xlsx", folder / "usage.csv", folder / "cases.csv"
    cases.write_text(
        "name,model,requests,input_tokens,output_tokens,fixed_monthly,upfront,alternative\n"
        "docs,openai/gpt-4.1-mini,800,2000,300,500,900,openai/gpt-5.4-mini\n"
        "chat,openai/gpt-5.4,800,2000,300,700,0,openai/gpt-5.4-mini\n"
    )
    rows = [
        f"2026-11-{day:02d},{model},{sent},{out},{sent // 3},{batch},{case}"
        for day, (model, sent, out, batch, case) in enumerate(
            [
                ("openai/gpt-4.1-mini", 3000, 211, "TRUE", "docs"), ("openai/gpt-4.1-mini", 1777, 60, "FALSE", "docs"),
                ("openai/gpt-5.4", 901, 77, "FALSE", "docs"), ("openai/gpt-5.4", 2903, 13, "TRUE", "docs"),
                ("openai/gpt-5.4", 1403, 19, "FALSE", "Docs"), ("openai/gpt-5.4", 300_007, 91, "FALSE", "docs"),
                ("anthropic/claude-sonnet-5", 5003, 401, "FALSE", "chat"),
                ("anthropic/claude-sonnet-5", 4001, 301, "TRUE", "chat"), ("openai/gpt-5.4", 350_003, 100, "FALSE", "chat"),
            ],
            start=1,
        )
    ]  # fmt: skip
    usage.write_text(
        "\n".join(["timestamp,model,input_tokens,output_tokens,cached_tokens,batch,use_case", *rows]) + "\n"
    )
    run = CliRunner().invoke
    made = ["new", str(book), "--template", "portfolio", "--cases", str(cases)]
    told = ["actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11", "--json"]
    outcomes = [run(cli, arguments) for arguments in (made, told, told)]
    assert [outcome.exit_code for outcome in outcomes] == [0, 0, 0]
    return book, usage, [json.loads(outcome.stdout)["changes"] for outcome in outcomes[1:]]


def test_a_use_case_keeps_its_model_where_it_was_used_at_all(mixed):
    cases = {case.name: case for case in read_portfolio(mixed[0]).cases}
    assert {name: (case.model, case.requests) for name, case in cases.items()} == {
        "docs": ("openai/gpt-4.1-mini", 2),
        "docs (gpt-5.4)": ("openai/gpt-5.4", 3),
        "docs (gpt-5.4, long requests)": ("openai/gpt-5.4", 1),
        "chat": ("openai/gpt-5.4", 1),
        "chat (claude-sonnet-5)": ("anthropic/claude-sonnet-5", 2),
    }
    assert [case.fixed_monthly for case in cases.values()] == [500, 0, 0, 700, 0]  # a fixed cost is there once
    assert [case.upfront for case in cases.values()] == [900, 0, 0, 0, 0]


def test_calibrated_twice_nothing_changes(mixed):
    assert mixed[2][0]
    assert mixed[2][1] == []


def test_a_month_does_not_differ_from_a_budget_calibrated_by_it(mixed):
    sheet = load_workbook(mixed[0], data_only=True)["Variance"]
    budget, actual = sheet["B10"].value, sheet["C10"].value
    assert budget == pytest.approx(float(xlcost_total(mixed[1])), rel=1e-12)
    assert actual == pytest.approx(budget, rel=1e-12)
    effects = [sheet.cell(row, 2).value for row in range(FIRST_EFFECT, LAST_EFFECT + 1)]
    assert effects == pytest.approx([0.0] * len(effects), abs=1e-9 * budget)


def test_a_part_that_a_month_did_not_use_is_planned_no_more(mixed, tmp_path, xlcost):
    book, usage = tmp_path / "book.xlsx", tmp_path / "october.csv"
    book.write_bytes(mixed[0].read_bytes())
    usage.write_text("timestamp,model,input_tokens,output_tokens,use_case\n2026-10-01,openai/gpt-4.1-mini,900,9,docs\n")
    assert xlcost("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-10").code == 0
    requests = {case.name: case.requests for case in read_portfolio(book).cases}
    assert requests == {
        "docs": 1,
        "docs (gpt-5.4)": 0,
        "docs (gpt-5.4, long requests)": 0,
        "chat": 1,  # no usage at all in the month: it stays as it was
        "chat (claude-sonnet-5)": 2,
    }


@pytest.fixture
def in_euros(tmp_path):
    """A log of one request that was billed 2 EUR, and the options that say what its columns are."""
    usage, mapping = tmp_path / "eur.csv", tmp_path / "map.toml"
    usage.write_text("ts,llm,sent,out,paid,unit\n2026-11-01,openai/gpt-5.4,1000,10,2.00,EUR\n")
    mapping.write_text(
        'input_includes_cached = true\n[columns]\ntimestamp = "ts"\nmodel = "llm"\ninput_tokens = "sent"\n'
        'output_tokens = "out"\nbilled = "paid"\ncurrency = "unit"\n'
    )
    return "--usage", str(usage), "--map", str(mapping)


def with_rate(book, rate):
    loaded = load_workbook(book)
    loaded["Rates"].cell(layout.RATES_HEADER + 1, 2).value = rate
    loaded.save(book)


def test_what_was_billed_in_another_currency_takes_its_rate(book, in_euros, tmp_path, xlcost):
    rates = tmp_path / "rates.csv"
    rates.write_text("currency,effective_from,usd\nEUR,2026-11,1.10\n")
    assert xlcost("actuals", str(book), *in_euros, "--rates", str(rates)).code == 0
    assert [row.billed for row in read_portfolio(book).actuals] == [Decimal("2.2")]


def test_the_book_s_own_rates_are_taken_where_none_are_given(book, in_euros, tmp_path, xlcost):
    with_rate(book, 1.25)
    outcome = xlcost("actuals", str(book), *in_euros)
    assert (outcome.code, "Note:" in outcome.out) == (0, False)
    assert [row.billed for row in read_portfolio(book).actuals] == [Decimal("2.5")]
    rates = tmp_path / "rates.csv"
    rates.write_text("currency,effective_from,usd\nEUR,2026-11,1.10\n")
    assert xlcost("actuals", str(book), *in_euros, "--rates", str(rates)).code == 0
    assert [row.billed for row in read_portfolio(book).actuals] == [Decimal("2.2")]


def test_an_amount_without_a_rate_is_left_out_and_said(book, in_euros, xlcost):
    outcome = xlcost("actuals", str(book), *in_euros)
    assert [row.billed for row in read_portfolio(book).actuals] == [None]
    assert "Note: amounts in EUR are left out: no rate to USD is given (--rates)" in outcome.out
    assert json.loads(xlcost("actuals", str(book), *in_euros, "--json").out)["notes"] == [
        "amounts in EUR are left out: no rate to USD is given (--rates)"
    ]


def test_a_book_s_rates_price_other_usage_too(book, in_euros, xlcost):
    outcome = xlcost("usage", "price", *in_euros[1:], "--rates", str(book), "--json")
    assert (outcome.code, "no rate is filled in" in outcome.err) == (2, True)
    with_rate(book, 1.25)
    outcome = xlcost("usage", "price", *in_euros[1:], "--rates", str(book), "--json")
    assert Decimal(str(json.loads(outcome.out)["billed_usd"])) == Decimal("2.5")


@pytest.mark.parametrize("rate", [-1, 0, "much"])
def test_a_rate_that_is_none_names_its_cell(book, in_euros, xlcost, rate):
    with_rate(book, rate)
    before = book.read_bytes()
    outcome = xlcost("actuals", str(book), *in_euros)
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert f"Rates!B{layout.RATES_HEADER + 1}: '{rate}" in outcome.err
    assert book.read_bytes() == before


def test_a_bill_has_nothing_to_plan_by(book, tmp_path, xlcost):
    costs, before = tmp_path / "costs.csv", book.read_bytes()
    costs.write_text(
        "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_id,"
        "organization_id,organization_name\n1788220800,1788307200,2026-09-01T00:00:00+00:00,2026-09-02T00:00:00+00:00,"
        '0.306,usd,"gpt-4.1-mini-2025-04-14, input",proj,org,Synthetic\n'
    )
    outcome = xlcost("actuals", str(book), "--usage", str(costs))
    assert outcome.code == 2
    assert "is a bill, which has no tokens to plan by" in outcome.err
    assert book.read_bytes() == before


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
    [
        ("--calibrate", "soon"),
        ("--calibrate", "2026-11..2026-10"),
        ("--calibrate", "2026-10.."),
        ("--calibrate", "2020-01"),
        ("--deployments", "nowhere.csv"),
        ("--tz", "Mars"),
    ],
)
def test_whatever_is_wrong_is_one_line(book, tmp_path, xlcost, arguments):
    outcome = xlcost("actuals", str(book), "--usage", str(log(tmp_path / "usage.csv", requests=1)), *arguments)
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1


def test_another_workbook_is_no_portfolio(tmp_path, xlcost):
    another = tmp_path / "another.xlsx"
    Workbook().save(another)
    outcome = xlcost("actuals", str(another), "--usage", str(log(tmp_path / "usage.csv", requests=1)))
    assert outcome.code == 2
    assert "is no portfolio; make one with xlcost new" in outcome.err


def test_the_options_belong_to_the_portfolio(tmp_path, xlcost):
    outcome = xlcost("new", str(tmp_path / "book.xlsx"), "--usage", "nowhere.csv")
    assert outcome.code == 2
    assert "--usage and --cases are for --template portfolio" in outcome.err

"""The portfolio workbook: every value calculated, every effect as the pure arithmetic has it, inputs kept."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

import xlcost
from xlcost.costs.variance import Cell, Side, Tokens, cost, variance
from xlcost.errors import BadFile
from xlcost.portfolio import layout
from xlcost.portfolio.book import build, portfolio
from xlcost.portfolio.cases import UseCase, example, read_cases
from xlcost.portfolio.layout import KINDS, VARIANCE_COLUMNS
from xlcost.portfolio.usage import Actual, LineKey
from xlcost.portfolio.variance_sheet import EFFECTS, FIRST_EFFECT
from xlcost.prices import package_catalogue

HEADER = "timestamp,model,input_tokens,output_tokens,cached_tokens,cache_write_tokens,batch,use_case"
M = 1_000_000


def log(path, months=(10, 11), requests=25, seed=5):
    """Usage of the example's use cases: other lengths, cache shares and models than planned, one new use case."""
    chance = random.Random(seed)
    rows = []
    for month in months:
        for case in [*example(), UseCase("New idea", model="openai/gpt-5.4-mini", input_tokens=500, output_tokens=50)]:
            for _ in range(requests):
                model = case.alternative if case.alternative and chance.random() < 0.2 else case.model
                sent = int(case.input_tokens * chance.uniform(0.5, 1.6))
                write = int(sent * case.cache_write_share)
                read = min(int(sent * case.cached_share * chance.uniform(0.3, 1.2)), sent - write)
                batch = "true" if chance.random() < case.batch_share * 0.8 else "false"
                out = int(case.output_tokens * chance.uniform(0.5, 1.5))
                day = date(2026, month, chance.randrange(1, 28))
                rows.append([f"{day}T12:00:00", model, sent, out, read, write, batch, case.name])
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([HEADER.split(","), *rows])
    return path


@pytest.fixture(scope="module")
def usage(tmp_path_factory):
    return log(tmp_path_factory.mktemp("portfolio") / "usage.csv")


@pytest.fixture(scope="module")
def book(usage, tmp_path_factory):
    """A portfolio of the example with usage, made as the command line makes it."""
    from xlcost.cli.actuals import read_usage

    rows, _ = read_usage((str(usage),), example(), lambda what: None)
    told = portfolio(example(), package_catalogue(), rows=rows)
    path = tmp_path_factory.mktemp("book") / "portfolio.xlsx"
    path.write_bytes(build(told))
    return path


@pytest.fixture(scope="module")
def values(book):
    loaded = load_workbook(book, data_only=True)
    return {sheet.title: sheet for sheet in loaded}


def table(values, name, header, columns):
    sheet = values[name]
    rows = []
    row = header + 1
    while sheet.cell(row, 1).value is not None:
        rows.append({key: sheet.cell(row, at).value for at, key in enumerate(columns, start=1)})
        row += 1
    return rows


def test_every_sheet_is_there_and_every_value(values):
    assert list(values) == [
        "Summary", "Use cases", "Prices", "Rates", "Plan", "Actuals", "Variance", "Proof", "Price proof", "Audit",
        "Functions", "Waivers",
    ]  # fmt: skip
    errors = [
        (name, cell.coordinate, cell.value)
        for name, sheet in values.items()
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("#")
    ]
    assert errors == []
    assert values["Summary"]["A3"].value == "Master check: OK"


def audited(model):
    """How many of the checks of what people type hold."""
    fitting = [
        f"Audit!B{row}"
        for row in range(5, 30)
        if str(model[f"Audit!A{row}"]).startswith(
            ("Use cases: every amount", "Use cases: every share", "Use cases: every growth")
        )
    ]
    assert len(fitting) == 3
    return sum(model[each] for each in fitting)


@pytest.mark.parametrize(("cell", "value"), [("F7", None), ("G8", -1.0), ("I9", 1.2), ("N11", None), ("Q20", -5.0)])
def test_a_number_that_is_missing_or_cannot_be_fails_the_master_check(book, cell, value):
    from xlcost.scenarios.model import open_model

    model = open_model(book)
    before = audited(model)
    assert model["master_check"] == 1
    model[f"Use cases!{cell}"] = value
    assert (audited(model), model["master_check"]) == (before - 1, 0)


def test_a_text_for_a_number_fails_the_master_check(book):
    """A plan of texts is errors; the engine's SUMIFS passes over errors, Excel's does not, and Excel's is taken."""
    from xlcost.scenarios.model import open_model

    model = open_model(book)
    before = audited(model)
    model["Use cases!L10"] = "half"
    assert (audited(model), model["master_check"]) == (before - 1, 0)
    model["Use cases!L10"] = 0.5
    assert (audited(model), model["master_check"]) == (before, 1)


@pytest.mark.parametrize("value", [None, -1.0, "high"])
def test_a_month_without_a_factor_of_the_season_fails_the_master_check(book, value):
    from xlcost.scenarios.model import open_model

    model = open_model(book)
    model["Plan!C5"] = value
    assert model["master_check"] == 0


def test_actuals_cost_what_the_usage_costs(values, usage):
    import xlcost.usage

    report = xlcost.usage.price(usage)
    rows = table(values, "Actuals", layout.ACTUALS_HEADER, layout.ACTUAL_COLUMNS)
    assert sum(row["cost"] for row in rows) == pytest.approx(float(report.total), rel=1e-12)
    assert sum(row["requests"] for row in rows) == report.requests


def test_cost_cells_are_live_and_linear(book):
    sheet = load_workbook(book)["Actuals"]
    row = layout.ACTUALS_HEADER + 1
    at = {key: number for number, key in enumerate(layout.ACTUAL_COLUMNS, start=1)}
    assert sheet.cell(row, at["p_input"]).value.startswith("=INDEX('Prices'!")
    assert sheet.cell(row, at["c_input"]).value == f"=$G{row}*$L{row}/1000000"
    assert sheet.cell(row, at["cost"]).value == f"=SUM($Q{row}:$U{row})+$V{row}"


def side(row, requests, tokens, prices, listed):
    told = [Tokens(*(row[f"{prefix}_{kind}"] for kind in KINDS)) for prefix in (tokens, prices, listed)]
    return Side(row[requests], *told)


def test_the_live_formulas_are_the_pure_arithmetic(values):
    sheet = values["Variance"]
    rows = table(values, "Variance", layout.VARIANCE_HEADER, VARIANCE_COLUMNS)
    assert len(rows) > len(example())
    cells = [
        Cell(
            row["case"], row["model"],
            side(row, "requests_b", "tb", "pb", "lb") if row["planned"] else None,
            side(row, "requests_a", "ta", "pa", "la"),
            Tokens(*(row[f"lb_{kind}"] for kind in KINDS)),
        )
        for row in rows
    ]  # fmt: skip
    effects = variance(cells, sheet["B11"].value, sheet["C11"].value)
    names = [
        "volume", "retries", "use_case_mix", "model_mix", "input_tokens", "cache_shares", "output_tokens", "price_list",
        "price_tier_and_discount",
    ]  # fmt: skip
    for offset, (name, (label, _, _)) in enumerate(zip(names, EFFECTS, strict=True)):
        assert sheet.cell(FIRST_EFFECT + offset, 2).value == pytest.approx(
            getattr(effects, name), rel=1e-9, abs=1e-9
        ), label
    budget, actual = cost(cells)
    assert sheet["B10"].value == pytest.approx(budget)
    assert sheet["C10"].value == pytest.approx(actual)
    assert all(abs(getattr(effects, name)) > 0 for name in names if name not in ("retries", "price_list"))


def test_use_cases_cost_what_prompt_cost_says(values):
    first = example()[0]
    expected = xlcost.prompt_cost(
        first.model, first.requests, first.input_tokens, first.output_tokens, first.cached_share,
        first.cache_write_share, first.batch_share, first.retry_rate,
    )  # fmt: skip
    sheet = values["Use cases"]
    at = layout.cases_area(portfolio(example(), package_catalogue())).columns.index("list_cost") + 1
    assert sheet.cell(layout.CASES_HEADER + 1, at).value == pytest.approx(expected)


def test_the_moves_are_ranked_and_name_no_use_case_twice(values):
    sheet = values["Summary"]
    names = [sheet.cell(row, 1).value for row in range(14, 19)]
    savings = [sheet.cell(row, 3).value for row in range(14, 19)]
    assert len(set(names)) == 5
    assert savings == sorted(savings, reverse=True)


def test_the_same_inputs_give_the_same_bytes():
    told = portfolio(example()[:3], package_catalogue())
    assert build(told) == build(told)


@pytest.mark.parametrize("count", [1, 500])
def test_as_many_use_cases_as_a_portfolio_holds(count):
    base = example()
    cases = [
        UseCase(f"case {number}", model=base[number % 14].model, requests=1000, input_tokens=900, output_tokens=50)
        for number in range(count)
    ]
    loaded = load_workbook(io.BytesIO(build(portfolio(cases, package_catalogue()))), data_only=True)
    assert loaded["Summary"]["A3"].value == "Master check: OK"
    assert loaded["Use cases"].cell(layout.CASES_HEADER + count, 1).value == f"case {count - 1}"


def test_too_many_or_none_are_refused():
    many = [UseCase(f"case {number}", model="openai/gpt-5.4") for number in range(501)]
    for cases in ([], many):
        with pytest.raises(BadFile, match="use cases; a portfolio holds 1 to 500"):
            portfolio(cases, package_catalogue())


CASES = {
    "unknown column": ("name,model,requests,input_tokens,output_tokens,colour\n", "unknown column colour"),
    "missing": ("name,model\na,b\n", "no column requests"),
    "no number": ("name,model,requests,input_tokens,output_tokens\na,b,many,1,1\n", r":2: requests must be a number"),
    "negative": ("name,model,requests,input_tokens,output_tokens\na,b,-1,1,1\n", "requests must be at least 0"),
    "a share of 2": (
        "name,model,requests,input_tokens,output_tokens,cached_share\na,b,1,1,1,2\n",
        "cached_share must be at most 1",
    ),
    "no name": ("name,model,requests,input_tokens,output_tokens\n,b,1,1,1\n", "a use case needs a name"),
    "blank": ("name,model,requests,input_tokens,output_tokens\na,b,1,,1\n", ":2: a: input_tokens is blank"),
    "twice": ("name,model,requests,input_tokens,output_tokens\na,b,1,1,1\nA,b,1,1,1\n", "two use cases are called A"),
    "short": ("name,model,requests,input_tokens,output_tokens\na,b\n", ":2: has 2 cells where the header has 5"),
}


@pytest.mark.parametrize(("text", "message"), CASES.values(), ids=CASES)
def test_a_file_of_cases_that_is_wrong_says_where(text, message, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(text)
    with pytest.raises(BadFile, match=message):
        read_cases(path)


def test_a_planned_model_that_is_off_sale_in_the_month_leaves_the_rest_compared(tmp_path):
    catalogue, path = package_catalogue(), tmp_path / "book.xlsx"
    planned = [
        UseCase(name, model=model, requests=1000, input_tokens=500, output_tokens=50)
        for name, model in (("Old", "openai/gpt-4.1-mini"), ("New", "openai/gpt-5.4-mini"))
    ]
    line = next(each for each in catalogue.model_lines("openai/gpt-5.4-mini")[0] if each.tier == "standard")
    used = Actual(
        date(2027, 2, 1), "New", LineKey("openai/gpt-5.4-mini", "standard", line.effective_from, None),
        10, 4000, 0, 0, 0, 400, 0, Decimal(0), None, "usage.csv",
    )  # fmt: skip
    told = replace(portfolio(planned, catalogue, rows=[used]), plan_start=date(2026, 11, 1))
    path.write_bytes(build(told))
    sheet = load_workbook(path, data_only=True)["Variance"]
    effects = [sheet.cell(row, 2).value for row in range(FIRST_EFFECT, FIRST_EFFECT + len(EFFECTS))]
    assert sum(effects) == pytest.approx(sheet["C10"].value - sheet["B10"].value, rel=1e-12)
    assert (sheet["B10"].value, sheet["C10"].value) == (pytest.approx(0.88), pytest.approx(0.0048))

"""A month of usage into a book of one decision: its baseline costs what was billed, and nothing else is touched."""

from __future__ import annotations

import json
import random
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

import xlcost as package
from xlcost import usage as usage_of
from xlcost.check.run import check_file
from xlcost.decision.inputs import INPUTS
from xlcost.portfolio.baseline import FIGURES

MODEL = "anthropic/claude-sonnet-5"
HEADER = (
    "timestamp,model,input_tokens,output_tokens,cached_tokens,cache_write_tokens,cache_write_1h_tokens,batch,use_case"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A book of one decision whose baseline has a range, and a month of usage with caches and batch."""
    from click.testing import CliRunner

    from xlcost.cli.app import cli

    folder = tmp_path_factory.mktemp("decision")
    inputs, book, usage = folder / "inputs.toml", folder / "book.xlsx", folder / "usage.csv"
    inputs.write_text(
        f'a_model = "{MODEL}"\nb_model = "anthropic/claude-haiku-4-5"\nmodel_date = 2026-11-15\n'
        "a_input_tokens = { low = 1000, base = 2000, high = 3000 }\na_discount = 0.1\n"
    )
    chance, rows = random.Random(11), [HEADER]
    for number in range(300):
        sent = chance.randrange(200, 9000)
        read, write, hour = (chance.randrange(0, sent // 3) for _ in range(3))
        batch = str(number % 3 == 0).lower()
        day = chance.randrange(1, 31)
        rows.append(
            f"2026-11-{day:02d}T08:00:00,{MODEL},{sent},{chance.randrange(5, 900)},{read},{write},{hour},{batch},desk"
        )
    usage.write_text("\n".join([*rows, f"2026-10-02T08:00:00,{MODEL},999999,1,0,0,0,false,desk"]) + "\n")
    assert CliRunner().invoke(cli, ["new", str(book), "--inputs", str(inputs)]).exit_code == 0
    return book, usage


@pytest.fixture
def book(made, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(made[0].read_bytes())
    return path


@pytest.fixture
def usage(made):
    return made[1]


def cells(path, name, *, values=True):
    """Live, Low, Base and High of an input, and its note."""
    loaded = load_workbook(path, data_only=values)
    sheet, _, place = loaded.defined_names[name].attr_text.partition("!")
    row = loaded[sheet.strip("'")][place.replace("$", "")].row
    return [loaded[sheet.strip("'")].cell(row, column).value for column in range(3, 8)]


def log(folder, *rows):
    path = folder / "log.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def test_prompt_cost_of_the_calibrated_inputs_is_the_measured_cost(book, usage, xlcost):
    outcome = xlcost("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11", "--json")
    told = json.loads(outcome.out)
    live = {figure: cells(book, f"a_{figure}")[0] for figure in FIGURES}
    billed = float(usage_of.price(usage, since=date(2026, 11, 1)).total)
    planned = package.prompt_cost(MODEL, told["requests"], **live, as_of="2026-11-15")
    assert (outcome.code, told["requests"]) == (0, 300)
    assert 0 < live["batch_share"] < 1
    assert planned == pytest.approx(billed, rel=1e-12)
    assert told["cost_usd"] == pytest.approx(billed, rel=1e-12)


def test_every_scenario_takes_the_figure_and_its_note_says_where_from_and_what_was_there(book, usage, xlcost):
    told = json.loads(xlcost("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11", "--json").out)
    changes = {change["what"]: (change["old"], change["new"]) for change in told["changes"]}
    _, low, base, high, note = cells(book, "a_input_tokens")
    today = datetime.now(tz=UTC).date()
    assert low == base == high == changes["Input tokens"][1]
    assert changes["Input tokens"][0] == "1,000 / 2,000 / 3,000"
    assert changes[INPUTS["a_batch_share"].label][0] == 0
    assert note == f"Measured: usage of 2026-11, usage.csv, read {today}. Before: 1,000 / 2,000 / 3,000."
    change_log = load_workbook(book)["Change log"]
    (line,) = [row for row in change_log.iter_rows(values_only=True) if row[2] == "xlcost actuals"]
    assert (line[0], line[1].date()) == (package.__version__, today)
    assert line[3] == "Baseline measured: usage of 2026-11, usage.csv; what it was before is in the notes of Inputs."


def test_nothing_else_is_touched(book, usage, made, xlcost):
    assert xlcost("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11").code == 0
    with zipfile.ZipFile(made[0]) as before, zipfile.ZipFile(book) as after:
        assert before.namelist() == after.namelist()
        others = [name for name in before.namelist() if not name.startswith("xl/worksheets/sheet")]
        assert [name for name in others if before.read(name) != after.read(name)] == []
    old, new = load_workbook(made[0]), load_workbook(book)
    changed = {
        (sheet.title, cell.coordinate)
        for sheet in new
        for row in sheet.iter_rows()
        for cell in row
        if cell.value != old[sheet.title][cell.coordinate].value
    }
    rows = {new[sheet][place].row for sheet, place in changed if sheet == "Inputs"}
    assert len(rows) == len(FIGURES)
    assert {place[0] for sheet, place in changed if sheet == "Inputs"} == set("DEFG")
    assert len([place for sheet, place in changed if sheet == "Change log"]) == 4
    assert {sheet for sheet, _ in changed} == {"Inputs", "Change log"}


def test_the_book_is_calculated_and_clean(book, usage, xlcost):
    xlcost("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11")
    assert [finding.message for finding in check_file(book).findings] == []
    assert load_workbook(book, data_only=True)["Decision"]["A3"].value.startswith("Master check: OK")


def test_calibrated_twice_nothing_is_written(book, usage, xlcost):
    told = ("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11")
    xlcost(*told)
    once = book.read_bytes()
    assert "nothing is changed" in xlcost(*told).out
    assert book.read_bytes() == once


def test_several_months_are_measured_together(book, usage, tmp_path, xlcost):
    log(tmp_path, row(sent=1000), row(sent=2000), row(sent=6000).replace("2026-11", "2026-09"))
    told = ("actuals", str(book), "--usage", str(tmp_path / "log.csv"), "--calibrate", "2026-09..2026-11", "--json")
    assert json.loads(xlcost(*told).out)["requests"] == 3
    live, *_, note = cells(book, "a_input_tokens")
    assert live == 3000
    assert note.startswith("Measured: usage of 2026-09..2026-11, log.csv, read ")


def test_into_another_file(book, usage, made, tmp_path, xlcost):
    other = tmp_path / "other.xlsx"
    told = ("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11", "--output", str(other))
    assert xlcost(*told).code == 0
    assert book.read_bytes() == made[0].read_bytes()
    assert cells(other, "a_input_tokens")[0] != 2000


def test_a_full_change_log_is_said(book, usage, xlcost):
    loaded = load_workbook(book)
    sheet = loaded["Change log"]
    header = next(row[0].row for row in sheet.iter_rows() if row[1].value == "Date" and row[3].value == "Change")
    end = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Sign-off")
    for row in range(header + 1, end):
        sheet.cell(row, 4).value = "changed"
    loaded.save(book)
    outcome = xlcost("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11")
    assert (outcome.code, "The sheet Change log has no empty line" in outcome.out) == (0, True)
    assert load_workbook(book)["Change log"].cell(end, 1).value == "Sign-off"


def row(model=MODEL, sent=1000, batch="false", case="desk"):
    return f"2026-11-03T08:00:00,{model},{sent},10,0,0,0,{batch},{case}"


@pytest.mark.parametrize(
    ("rows", "arguments", "message"),
    [
        ([row(), row(case="other")], (), "2 use cases in 2026-11 (desk, other): say which the book is about"),
        ([row(), row(case="other")], ("--use-case", "mine"), "no use case 'mine' in the usage of 2026-11; there are"),
        ([row(), row("openai/gpt-5.4")], (), "the usage of 2026-11 is of openai/gpt-5.4, the baseline is anthropic/"),
        ([row("openai/gpt-5.4@flex")], (), "the usage of 2026-11 is of openai/gpt-5.4@flex, the baseline is"),
        ([row().replace("2026-11", "2026-10")], (), "no usage in 2026-11 to calibrate by"),
        ([row("nobody/nothing")], (), "nobody/nothing"),
    ],
)  # fmt: skip
def test_usage_that_is_not_the_baseline_s_is_refused_and_nothing_written(
    book, tmp_path, xlcost, rows, arguments, message
):
    before = book.read_bytes()
    usage = log(tmp_path, *rows)
    outcome = xlcost("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11", *arguments)
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert message in outcome.err
    assert book.read_bytes() == before


def test_the_use_case_that_is_named_counts_alone(book, tmp_path, xlcost):
    usage = log(tmp_path, row(sent=1000), row(sent=3000), row("openai/gpt-5.4", case="other"))
    told = ("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11", "--use-case", "Desk")
    assert xlcost(*told).code == 0
    assert cells(book, "a_input_tokens")[0] == 2000


def test_long_requests_beside_short_ones_are_no_average(tmp_path, xlcost):
    book, inputs = tmp_path / "book.xlsx", tmp_path / "inputs.toml"
    inputs.write_text('a_model = "openai/gpt-5.4"\n')
    assert xlcost("new", str(book), "--inputs", str(inputs)).code == 0
    usage = log(tmp_path, row("openai/gpt-5.4"), row("openai/gpt-5.4", 400_000))
    outcome = xlcost("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11")
    assert outcome.code == 2
    assert "1 request of 2026-11 had the price of long ones and others not" in outcome.err


def test_a_formula_is_not_overwritten(book, usage, xlcost):
    loaded = load_workbook(book)
    place = loaded.defined_names["a_input_tokens"].attr_text.partition("!")[2].replace("$", "").replace("C", "E")
    loaded["Inputs"][place].value = "=1000*2"
    loaded.save(book)
    before = book.read_bytes()
    outcome = xlcost("actuals", str(book), "--usage", str(usage), "--calibrate", "2026-11")
    assert outcome.code == 2
    assert "holds a formula, and none is overwritten" in outcome.err
    assert book.read_bytes() == before


def test_without_a_month_there_is_nothing_to_do(book, usage, xlcost):
    outcome = xlcost("actuals", str(book), "--usage", str(usage))
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert "is a book of one decision, which keeps no actuals; --calibrate PERIOD sets" in outcome.err


def test_a_portfolio_takes_no_use_case(tmp_path, usage, xlcost):
    path = tmp_path / "portfolio.xlsx"
    assert xlcost("new", str(path), "--template", "portfolio").code == 0
    outcome = xlcost("actuals", str(path), "--usage", str(usage), "--use-case", "desk")
    assert outcome.code == 2
    assert "--use-case is for a book of one decision" in outcome.err


@pytest.mark.parametrize("edition", ["lite", "native", "classic"])
def test_every_edition_takes_it(edition, made, usage, tmp_path, xlcost):
    from xlcost.hosts.editions import EDITIONS

    path = tmp_path / f"book{EDITIONS[edition].suffix}"
    path.write_bytes(EDITIONS[edition].make(made[0].read_bytes()))
    outcome = xlcost("actuals", str(path), "--usage", str(usage), "--calibrate", "2026-11", "--json")
    assert outcome.code == 0, outcome.err
    new = {change["what"]: change["new"] for change in json.loads(outcome.out)["changes"]}
    assert cells(path, "a_input_tokens")[0] == new["Input tokens"]

"""xlcost run: other inputs, once or for many; a mistake is one line, and nothing is written."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName


@pytest.fixture(autouse=True)
def book(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    work = openpyxl.Workbook()
    inputs = work.active
    inputs.title = "Inputs"
    inputs["B1"], inputs["B2"], inputs["B3"] = 100_000, "gpt-4o", 0.2
    results = work.create_sheet("Decision")
    results["B1"] = "=Inputs!B1*2"
    results["B2"] = "=1/0"
    results["B3"] = "=Inputs!B2"
    for name, target in (("requests", "Inputs!$B$1"), ("model", "Inputs!$B$2"), ("breakeven", "Decision!$B$1")):
        work.defined_names[name] = DefinedName(name, attr_text=target)
    work.save("model.xlsx")


def test_the_example_of_the_help_works(xlcost, article_book):
    helped = " ".join(xlcost("run", "--help").out.split())
    command = helped.partition("Example: xlcost run model.xlsx ")[2].partition(" Options:")[0].split()
    code, out, err = xlcost("run", str(article_book), *command)
    assert (code, err) == (0, "")
    asked = [name for option, name in pairwise(command) if option == "--get"]
    assert [line.partition(" = ")[0] for line in out.splitlines()] == asked


def test_outputs_follow_inputs(xlcost):
    assert xlcost("run", "model.xlsx", "--set", "Inputs.requests=200k", "--get", "Decision.breakeven") == (
        0,
        "Decision.breakeven = 400000\n",
        "",
    )


def test_many_outputs_and_places(xlcost):
    names = ("breakeven", "Decision!B1", "Inputs!B3", "Decision!B2", "Decision!Z9")
    out = xlcost("run", "model.xlsx", *(part for name in names for part in ("--get", name))).out
    assert out.splitlines() == [
        "breakeven = 200000",
        "Decision!B1 = 200000",
        "Inputs!B3 = 0.2",
        "Decision!B2 = #DIV/0!",
        "Decision!Z9 = (blank)",
    ]


def test_json_for_a_program(xlcost):
    out = xlcost("run", "model.xlsx", "--get", "breakeven", "--get", "Decision!B3", "--json").out
    assert json.loads(out) == {"breakeven": 200000.0, "Decision!B3": "gpt-4o"}


def test_the_workbook_stays_as_it_is(xlcost):
    before = Path("model.xlsx").read_bytes()
    xlcost("run", "model.xlsx", "--set", "requests=5", "--get", "breakeven")
    assert Path("model.xlsx").read_bytes() == before


RUNS = "requests,model\n10k,a\n,=b\n20%,\n"


@pytest.fixture
def runs():
    Path("runs.csv").write_text(RUNS)
    return ("run", "model.xlsx", "--scenarios", "runs.csv", "--get", "breakeven", "--get", "Decision!B3")


def test_a_table_of_runs_in_the_terminal(xlcost, runs):
    code, out, _ = xlcost(*runs)
    assert code == 0
    assert [line.split() for line in out.splitlines()[-4:-1]] == [
        ["1", "10000", "a", "20000", "a"],
        ["2", "(blank)", "=b", "200000", "=b"],
        ["3", "0.2", "(blank)", "0.4", "gpt-4o"],
    ]


def test_a_table_of_runs_as_csv(xlcost, runs):
    assert xlcost(*runs, "-o", "out.csv") == (0, "out.csv: 3 runs\n", "")
    rows = list(csv.reader(Path("out.csv").read_text().splitlines()))
    assert rows == [
        ["run", "requests", "model", "breakeven", "Decision!B3"],
        ["1", "10000", "a", "20000", "a"],
        ["2", "", "'=b", "200000", "'=b"],
        ["3", "0.2", "", "0.4", "gpt-4o"],
    ]


def test_a_table_of_runs_as_a_workbook(xlcost, runs):
    assert xlcost(*runs, "-o", "out.xlsx") == (0, "out.xlsx: 3 runs\n", "")
    sheet = openpyxl.load_workbook("out.xlsx").active
    assert [cell.value for cell in sheet[3]] == [2, None, "=b", 200000, "=b"]
    assert sheet["C3"].data_type == "s"


def test_a_table_of_runs_as_json(xlcost, runs):
    rows = json.loads(xlcost(*runs, "--json").out)
    assert rows[0] == {"run": 1, "requests": 10000.0, "model": "a", "breakeven": 20000.0, "Decision!B3": "a"}


def test_set_holds_for_every_run(xlcost, runs):
    rows = json.loads(xlcost(*runs, "--set", "requests=7", "--json").out)
    assert [row["breakeven"] for row in rows] == [20000.0, 14.0, 0.4]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Missing option '--get'"),
        (("--get", "brekeven"), "there is no cell 'brekeven' in model.xlsx; nearest names: breakeven"),
        (("--get", "Nowhere!A1"), "there is no sheet 'Nowhere'; there are Inputs, Decision"),
        (("--get", "Inputs!A1:B2"), "'Inputs!A1:B2' is the range A1:B2, not one cell"),
        (("--get", "breakeven", "--set", "requests"), "--set takes NAME=VALUE, not 'requests'."),
        (("--get", "breakeven", "--set", "=5"), "--set takes NAME=VALUE, not '=5'."),
        (("--get", "breakeven", "--set", "requests=2oo"), "requests is a number (100,000), and '2oo' is none"),
        (("--get", "breakeven", "-o", "out.csv"), "--output is for the runs of --scenarios."),
        (("--get", "breakeven", "--scenarios", "none.csv"), "none.csv: cannot be read (No such file or directory)"),
        (("--get", "breakeven", "--scenarios", "runs.csv", "-o", "out.ods"), "out.ods: results are written as .csv"),
        (("--get", "breakeven", "--scenarios", "bad.csv", "-o", "out.csv"), "bad.csv: line 3: requests is a number"),
        (("--get", "breakeven", "--scenarios", "runs.csv", "-o", "runs.csv"), "is a file that this command reads"),
        (("--get", "breakeven", "--scenarios", "runs.csv", "-o", "model.xlsx"), "is a file that this command reads"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_written(xlcost, runs, arguments, says):
    Path("bad.csv").write_text("requests\n5\nmany\n")
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    code, out, err = xlcost("run", "model.xlsx", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert says in err
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before

"""Many runs: scenarios from any CSV file, results to a table in which no text is a formula."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from xlcost.errors import BadArgument, BadFile
from xlcost.formula.graph import read_graph
from xlcost.formula.unique import read_formulas
from xlcost.scenarios import runs
from xlcost.scenarios.behind import needed
from xlcost.scenarios.model import open_model
from xlcost.scenarios.runs import Scenarios, read_scenarios, run_scenarios, write_table


@pytest.fixture
def model(tmp_path):
    book = openpyxl.Workbook()
    inputs = book.active
    inputs.title = "Inputs"
    for row, (label, value) in enumerate(
        (("Requests", 100), ("Model", "a"), ("Day", date(2026, 10, 1)), ("Stable", True), ("Blank", None)), 1
    ):
        inputs.cell(row, 1, label)
        inputs.cell(row, 2, value)
        book.defined_names[label.lower()] = DefinedName(label.lower(), attr_text=f"Inputs!$B${row}")
    results = book.create_sheet("Results")
    results["A1"] = "=Inputs!B1*2"
    results["A2"] = '=Inputs!B2&"!"'
    results["A3"] = "=Inputs!B3+1"
    results["A4"] = "=IF(Inputs!B4,1,2)"
    results["A5"] = "=SUM(A1:A1)+Inputs!B5"
    results["C1"] = ArrayFormula("C1:C3", "=Inputs!B1*{1;2;3}")
    results["C4"] = "=SUM(C2:C3)"
    results["D1"] = '=INDIRECT("A1")*10'
    results["E1"] = "=SUM(OFFSET(A1,0,0))"
    book.defined_names["doubled"] = DefinedName("doubled", attr_text="Results!$A$1")
    results["E2"] = "=doubled+1"
    inputs["B6"].number_format = "yyyy-mm-dd"
    book.defined_names["end"] = DefinedName("end", attr_text="Inputs!$B$6")
    book.save(tmp_path / "model.xlsx")
    return open_model(tmp_path / "model.xlsx")


@pytest.fixture
def read(model, tmp_path):
    """Scenarios from the content of a file; numbers where a cell reads like one."""

    def of(content):
        path = tmp_path / "runs.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_scenarios(path, model, lambda name, text: float(text) if text.strip().isdigit() else text)

    return of


@pytest.mark.parametrize(
    "content",
    [
        "requests,model\n10,x\n,y\n",
        "\ufeffrequests,model\r\n10,x\r\n,y\r\n",
        'requests,"model"\n10,"x"\n\n,y\n\n',
        " requests , model\n10,x\n  ,y",
    ],
)
def test_a_row_is_a_scenario_and_an_empty_cell_leaves_its_input_alone(read, content):
    assert read(content) == (["requests", "model"], [{"requests": 10.0, "model": "x"}, {"model": "y"}], "", [])


@pytest.mark.parametrize("label", ["label", "Name", "use_case"])
def test_a_first_column_may_name_the_runs(read, model, label):
    runs = read(f"{label},requests\nToday,\nTwice,200\n")
    assert runs == (["requests"], [{}, {"requests": 200.0}], label, ["Today", "Twice"])
    assert [*run_scenarios(model, runs, ["doubled"])] == [
        ["run", label, "requests", "doubled"],
        [1, "Today", None, 200.0],
        [2, "Twice", 200.0, 400.0],
    ]


def test_a_first_column_that_means_a_cell_sets_it(read):
    assert read("model,requests\nx,1\n").label == ""


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "needs a header row that names inputs, and at least one row below it"),
        ("requests\n", "needs a header row that names inputs, and at least one row below it"),
        ("requests,\n1,2\n", "line 1: column 2 has no name"),
        ("requests,nonsense\n1,2\n", "line 1: there is no cell 'nonsense'"),
        ("reqests,model\n1,2\n", "line 1: there is no cell 'reqests'"),
        ("label\n1\n", "line 1: there is no cell 'label'"),
        ("requests,model,requests\n1,a,2\n", "line 1: two columns are for the same cell: requests and requests"),
        ("requests,Inputs!B1\n1,2\n", "line 1: two columns are for the same cell: requests and Inputs!B1"),
        ("requests,model\n1\n", "line 2: has 1 cells, the header has 2"),
        ("requests,model\n1,a\n\n1,2,3\n", "line 4: has 3 cells, the header has 2"),
        ('requests\n"1\n2\n', "line 3: unexpected end of data"),
        ("requests;model\n1;a\n", "line 1: the columns are separated by semicolons"),
        ("requests\tmodel\n1\ta\n", "line 1: the columns are separated by tabs"),
        ("requests\n1\n".encode("utf-16"), "line 1: this text is in UTF-16; save it as CSV UTF-8"),
        (b"requests\n1\n\xe4\n", "line 3: a character that is not in UTF-8"),
        (b"requests\n1\x00\n", "line 2: a NUL character"),
        (b"PK\x03\x04...", "this is a workbook or a zip, not a CSV file"),
        ("requests\n" + "1" * 200_000, "line 2: field larger than field limit"),
    ],
)
def test_a_bad_file_is_one_line_that_says_where(read, tmp_path, content, says):
    with pytest.raises(BadFile) as refused:
        read(content)
    assert str(refused.value).startswith(f"{tmp_path / 'runs.csv'}: {says}")


def test_a_file_beyond_the_bounds_is_refused_before_anything_runs(read, monkeypatch):
    monkeypatch.setattr(runs, "MAX_RUNS", 2)
    with pytest.raises(BadFile, match="line 4: more than 2 scenarios"):
        read("requests\n1\n2\n3\n")
    monkeypatch.setattr(runs, "MAX_SETTINGS", 2)
    with pytest.raises(BadFile, match="line 3: more than 2 scenarios or 2 values"):
        read("requests,model\n1,a\n2,b\n")
    monkeypatch.setattr(runs, "MAX_BYTES", 9)
    with pytest.raises(BadFile, match="larger than a file of scenarios can be"):
        read("requests\n1\n")


def test_a_missing_file_and_a_folder(model, tmp_path):
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(BadFile, match="cannot be read"):
            read_scenarios(path, model, lambda name, text: text)


@pytest.mark.parametrize(
    ("where", "written", "value", "set_to"),
    [
        ("requests", "20", 20.0, 20.0),
        ("model", "20", 20.0, "20"),
        ("model", "TRUE", True, "TRUE"),
        ("day", "2026-12-31", "2026-12-31", date(2026, 12, 31)),
        ("day", "46000", 46000.0, 46000.0),
        ("stable", "FALSE", False, False),
        ("blank", "x", "x", "x"),
        ("blank", "5", 5.0, 5.0),
        ("end", "2026-12-31", "2026-12-31", date(2026, 12, 31)),
    ],
)
def test_a_text_means_what_its_cell_holds(model, where, written, value, set_to):
    assert model.fitting(where, written, value) == set_to


@pytest.mark.parametrize(
    ("where", "value", "says"),
    [
        ("requests", "many", r"requests is a number \(100\), and 'many' is none"),
        ("requests", True, "is a number"),
        ("Results!A1", "many", "has a formula, which is never overwritten"),
        ("day", "soon", "day is a date, and 'soon' is none; write it like 2026-12-31"),
        ("end", "2026-13-31", "end is a date, and '2026-13-31' is none"),
        ("stable", "maybe", "stable is TRUE or FALSE, and 'maybe' is neither"),
        ("stable", 1.0, "is TRUE or FALSE"),
    ],
)
def test_a_text_that_the_cell_does_not_take_is_refused(model, where, value, says):
    with pytest.raises(BadArgument, match=says):
        model.fitting(where, str(value), value)


OUTPUTS = [f"Results!{at}" for at in ("A1", "A2", "A3", "A4", "A5", "C1", "C2", "C3", "C4", "D1", "E1", "E2")]
RUNS = [{"requests": 7.0}, {"model": "b", "stable": False}, {}, {"Results!A1": 5.0}, {"day": date(2027, 1, 1)}]


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_run_gives_what_the_whole_workbook_gives(model, tmp_path, output):
    expected = []
    for scenario in RUNS[:3]:
        whole = open_model(tmp_path / "model.xlsx")
        for where, value in scenario.items():
            whole[where] = value
        expected.append((whole[output],))
    assert list(model.runs(RUNS[:3], [output])) == expected


def test_runs_leave_the_model_as_it_was(model):
    model["requests"] = 3
    assert list(model.runs([{"requests": 7.0}, {}], ["Results!A1"])) == [(14.0,), (6.0,)]
    assert model["Results!A1"] == 6.0


def test_no_run_overwrites_a_formula(model):
    with pytest.raises(BadArgument, match="Results!A1 has a formula, which is never overwritten"):
        list(model.runs([{"Results!A1": 5.0}], ["Results!E2"]))


@pytest.mark.parametrize(
    ("output", "cells"),
    [
        ("Results!A1", {"A1"}),
        ("Results!A5", {"A1", "A5"}),
        ("Results!E2", {"A1", "E2"}),
        ("Results!C2", {"C1"}),
        ("Results!C4", {"C1", "C4"}),
        ("Results!D1", None),
        ("Results!E1", {"A1", "E1"}),
        ("Inputs!B1", set()),
    ],
)
def test_only_the_formulas_that_an_output_needs_are_run(model, output, cells):
    kept = needed(read_graph(read_formulas(model.book)), [model.place(output)])
    if cells is None:
        assert kept is None
    else:
        assert {f"{'ABCDE'[column - 1]}{row}" for _, row, column in kept} == cells


def table(model):
    header, rows = ["requests", "Inputs!B2"], [{"requests": 10.0, "Inputs!B2": "=evil"}, {"Inputs!B2": "-1+1"}]
    return run_scenarios(model, Scenarios(header, rows), ["Results!A1", "Results!A2"])


def test_no_text_of_a_csv_is_a_formula(model, tmp_path):
    write_table(table(model), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines() == [
        "run,requests,Inputs!B2,Results!A1,Results!A2",
        "1,10,'=evil,20,'=evil!",
        "2,,'-1+1,200,'-1+1!",
    ]


def test_no_text_of_a_workbook_is_a_formula(model, tmp_path):
    write_table(table(model), tmp_path / "out.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [(cells[at].value, cells[at].data_type) for at in ("B2", "C2", "E3")] == [
        (10, "n"),
        ("=evil", "s"),
        ("-1+1!", "s"),
    ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"])
def test_every_beginning_of_a_formula_is_disarmed(tmp_path, text):
    write_table([[text, -1.5, "a=b"]], tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().lstrip(b'"').startswith(b"'" + text.encode())
    assert b"-1.5,a=b" in (tmp_path / "out.csv").read_bytes()


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(BadFile, match=r"results are written as \.csv or \.xlsx"):
        write_table([[1]], tmp_path / "out.ods")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_table_leaves_the_old_file(model, tmp_path):
    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    with pytest.raises(BadArgument):
        write_table(run_scenarios(model, Scenarios(["nope"], [{"nope": 1.0}]), ["Results!A1"]), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.xlsx", "out.csv"]

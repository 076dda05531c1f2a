"""xlcost recalc: what was written and what kept its value, for people and for programs, and the second method."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import zipfile

import openpyxl
import pytest

from xlcost.calculate.engines import libreoffice
from xlcost.cli.common import busy
from xlcost.workbook.reader import open_book

LONG = "+".join(["A1"] * 60)


@pytest.fixture
def book(tmp_path):
    """Writes a workbook with these cells on its sheet Model."""

    def write(cells, name="model.xlsx"):
        made = openpyxl.Workbook()
        made.active.title = "Model"
        for address, value in cells.items():
            made.active[address] = value
        made.save(tmp_path / name)
        return tmp_path / name

    return write


def value(path, row, column=1):
    return open_book(path).sheets[0].cells[row, column].value


def test_all_calculated(xlcost, book, tmp_path):
    path, out = book({"A1": 2, "A2": "=A1*3", "A3": "=SELF_HOST_PRICE(36,100)"}), tmp_path / "out.xlsx"
    outcome = xlcost("recalc", str(path), "-o", str(out))
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == f"{out}: 2 values, 0 formulas kept theirs\n"
    assert (value(out, 2), value(out, 3)) == (6.0, 100.0)


def test_what_kept_its_value_is_listed_one_by_one_with_the_reason(xlcost, book, tmp_path):
    path = book({"A1": 2, "A2": "=NO.SUCH(A1)", "A3": "=A2+1", "A4": "=A1+1"})
    outcome = xlcost("recalc", str(path), "-o", str(path))
    assert outcome.code == 1
    assert outcome.out.splitlines() == [
        f"{path}: 3 values, 2 formulas kept theirs",
        "  Model!A2: no engine has the function NO.SUCH",
        "      =NO.SUCH(A1)",
        "  Model!A3: it depends on 'Model'!A2, which was not evaluated",
        "      =A2+1",
    ]
    assert value(path, 4) == 3.0


def test_of_many_cells_the_causes_come_first_and_the_rest_is_counted(xlcost, book, tmp_path):
    cells = {"A1": 2, **{f"B{row}": "=D1+1" for row in range(1, 31)}, "D1": "=NO.SUCH(A1)", "E1": "=NO.OTHER(A1)"}
    path, report = book(cells), tmp_path / "all.csv"
    lines = xlcost("recalc", str(path), "-o", str(path), "--report", str(report)).out.splitlines()
    assert lines[1:5:2] == [
        "  Model!D1: no engine has the function NO.SUCH",
        "  Model!E1: no engine has the function NO.OTHER",
    ]
    assert len(lines) == 1 + 2 * 20 + 1
    assert lines[-1] == "  12 more cells, 12 of them because of a cell that they depend on; --report has all"
    assert len(report.read_text(encoding="utf-8").splitlines()) == 1 + 32


def test_long_formulas_are_cut_at_80_columns(xlcost, book, tmp_path):
    path = book({"A1": 2, "A2": f"=NO.SUCH({LONG})"})
    lines = xlcost("recalc", str(path), "-o", str(path)).out.splitlines()
    assert [len(line) <= 80 for line in lines[1:]] == [True, True]
    assert lines[-1].endswith("\N{HORIZONTAL ELLIPSIS}")


def test_text_of_the_file_does_not_steer_the_terminal(xlcost, book):
    path = book({"A1": '=NO.SUCH("\N{RIGHT-TO-LEFT OVERRIDE}\x85")'})
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in xlcost("recalc", str(path), "-o", str(path)).out


def test_json_has_everything_in_full(xlcost, book, tmp_path):
    path = book({"A1": 2, "A2": f"=NO.SUCH({LONG})", "A3": "=A1"})
    outcome = xlcost("recalc", str(path), "-o", str(path), "--json")
    answer = json.loads(outcome.out)
    assert outcome.code == 1
    assert answer.pop("seconds").keys() == {"evaluate"}
    assert answer.pop("engine").startswith("xlcost 0.")
    assert answer == {
        "output": str(path),
        "values": 2,
        "evidence": None,
        "kept": [
            {
                "cell": "Model!A2",
                "formula": f"NO.SUCH({LONG})",
                "reason": "no engine has the function NO.SUCH",
                "value": None,
            }
        ],
        "signature_broken": False,
        "cross_check": None,
    }


def test_the_list_as_a_file_in_which_no_formula_is_one(xlcost, book, tmp_path):
    path, report = book({"A1": "=NO.SUCH(1)"}), tmp_path / "list.csv"
    assert xlcost("recalc", str(path), "-o", str(path), "--report", str(report)).code == 1
    header, row = csv.reader(report.read_text(encoding="utf-8").splitlines())
    assert header == ["cell", "what", "xlcost", "LibreOffice", "kept value", "formula"]
    assert row == ["Model!A1", "no engine has the function NO.SUCH", "", "", "", "'=NO.SUCH(1)"]


def test_a_broken_signature_is_said(xlcost, book, tmp_path):
    path = book({"A1": "=1+1"})
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    outcome = xlcost("recalc", str(path), "-o", str(tmp_path / "out.xlsx"))
    assert outcome.code == 0
    assert outcome.out.splitlines()[1] == "  its digital signature does not cover the new values; sign it again"


REFUSED = {
    "nowhere to write": (["{book}"], "Missing option '-o'"),
    "no workbook": (["nowhere.xlsx", "-o", "out.xlsx"], "nowhere.xlsx: no such file"),
    "no package": (["text.xlsx", "-o", "out.xlsx"], "text.xlsx: "),
    "a folder that is not there": (["{book}", "-o", "none/out.xlsx"], "cannot be written"),
    "another ending": (["{book}", "-o", "out.xlsm"], "ending .xlsx"),
    "another engine": (["{book}", "-o", "out.xlsx", "--engine", "excel"], "'excel' is not one of"),
    "a report over the workbook": (["{book}", "-o", "out.xlsx", "--report", "{book}"], "--report"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_one_line_and_nothing_is_written(xlcost, book, case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = book({"A1": "=1+1"})
    (tmp_path / "text.xlsx").write_text("month,cost")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    arguments, says = REFUSED[case]
    outcome = xlcost("recalc", *(argument.replace("{book}", path.name) for argument in arguments))
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert says in outcome.err
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize("options", [["--engine", "libreoffice", "-o", "{out}"], ["--cross-check"]])
def test_without_libreoffice_one_line_says_so_and_nothing_is_written(xlcost, book, options, tmp_path, monkeypatch):
    monkeypatch.setattr(libreoffice, "find_program", lambda name: None)
    monkeypatch.setattr(libreoffice, "_USUAL_PLACES", ())
    path, out = book({"A1": "=1+1"}), tmp_path / "out.xlsx"
    outcome = xlcost("recalc", str(path), *(option.replace("{out}", str(out)) for option in options))
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert "LibreOffice is not installed" in outcome.err
    assert not out.exists()


# --- with LibreOffice, our functions in it ----------------------------------------------------------------------------

#: Excel has #NUM! of it, as we have; LibreOffice has #VALUE!.
DIFFERING = "=PERCENTILE({1,2},2)"
#: LibreOffice gives an add-in 0 for the empty cell Z9, where a blank utilisation is 1.
BY_HOST = "=SELF_HOST_PRICE(36,100,Z9)"


def test_values_that_libreoffice_calculates_go_into_the_original_file(xlcost, book, tmp_path):
    path, out = (
        book({"A1": 2, "A2": "=A1*3", "A3": "=SELF_HOST_PRICE(36,100)", "A4": "=NO.SUCH(1)"}),
        tmp_path / "o.xlsx",
    )
    outcome = xlcost("recalc", str(path), "-o", str(out), "--engine", "libreoffice", "--json")
    assert outcome.code == 1
    answer = json.loads(outcome.out)
    assert answer["engine"].startswith("LibreOffice 2")
    assert [cell["cell"] for cell in answer["kept"]] == ["Model!A4"]
    assert [value(out, row) for row in (2, 3)] == [6.0, pytest.approx(100.0)]
    before, after = zipfile.ZipFile(path), zipfile.ZipFile(out)
    assert before.namelist() == after.namelist()
    assert [name for name in before.namelist() if before.read(name) != after.read(name)] == ["xl/worksheets/sheet1.xml"]


def test_cells_that_differ_are_listed_with_both_values(xlcost, book, tmp_path):
    path = book({"A1": "=1+1", "A2": DIFFERING, "A3": "=NOW()"})
    before = path.read_bytes()
    outcome = xlcost("recalc", str(path), "--cross-check")
    assert outcome.code == 1
    first, second, *cells = outcome.out.splitlines()
    assert first == f"{path}: 3 values, 0 formulas could not be calculated"
    assert second.startswith("LibreOffice 2")
    assert second.endswith(": 2 cells compared, 1 differ")
    assert cells == [
        "  1 cell left out: dependent on the clock or chance",
        "  Model!A2: xlcost #NUM!, LibreOffice #VALUE!",
        f"      {DIFFERING}",
        "  LibreOffice shows some errors as #VALUE!",
    ]
    assert max(map(len, cells)) <= 80
    assert path.read_bytes() == before


def test_the_same_for_a_program_and_as_a_file(xlcost, book, tmp_path):
    path, report = book({"A1": "=1+1", "A2": DIFFERING}), tmp_path / "list.xlsx"
    answer = json.loads(xlcost("recalc", str(path), "--cross-check", "--json", "--report", str(report)).out)
    check = answer["cross_check"]
    assert check["compared"] == 2
    assert check["differences"] == [
        {"cell": "Model!A2", "formula": DIFFERING[1:], "xlcost": "#NUM!", "libreoffice": "#VALUE!"}
    ]
    assert check["by_host"] == []
    rows = list(openpyxl.load_workbook(report).active.iter_rows(values_only=True))
    assert rows[1] == ("Model!A2", "the engines differ", "#NUM!", "#VALUE!", None, DIFFERING)


def test_a_cell_that_differs_by_what_an_empty_cell_is_there_is_listed_and_no_fault(xlcost, book, tmp_path):
    path, report = book({"A1": "=1+1", "A2": BY_HOST, "A3": "=A2*2"}), tmp_path / "list.xlsx"
    outcome = xlcost("recalc", str(path), "--cross-check", "--report", str(report))
    assert outcome.code == 0
    assert outcome.out.splitlines()[1].endswith(": 3 cells compared, 0 differ")
    assert outcome.out.splitlines()[2:] == [
        "  2 cells left out: of an empty cell LibreOffice and older Excels make a 0",
        "  Model!A2: xlcost 100, LibreOffice #NUM!",
        f"      {BY_HOST}",
        "  Model!A3: xlcost 200, LibreOffice #NUM!",
        "      =A2*2",
    ]
    rows = list(openpyxl.load_workbook(report).active.iter_rows(values_only=True))
    assert [row[:4] for row in rows[1:]] == [
        ("Model!A2", "an empty cell is 0 there", 100, "#NUM!"),
        ("Model!A3", "an empty cell is 0 there", 200, "#NUM!"),
    ]


def test_a_workbook_on_which_both_agree_is_exit_code_0_even_from_a_virtual_environment(
    xlcost, article_book, tmp_path, monkeypatch
):
    """LibreOffice's Python must not take its library from beside the first python3 on the PATH."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    outcome = xlcost("recalc", str(article_book), "--cross-check")
    assert outcome.out.splitlines()[1].endswith("cells compared, 0 differ")
    assert outcome.code == 0


class Terminal(io.StringIO):
    """A stderr that someone watches."""

    def isatty(self):
        return True


def test_a_terminal_shows_what_long_work_is_at(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with busy("Reading") as now:
        now("Calculating [in brackets]")
    assert "Calculating [in brackets]" in terminal.getvalue()


def test_no_one_watching_sees_nothing(capsys):
    with busy("Reading") as now:
        now("Calculating")
    assert capsys.readouterr() == ("", "")

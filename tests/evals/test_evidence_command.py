"""xlcost evidence: the table and the sentences, the JSON, the counts in a workbook, one line for what is wrong."""

from __future__ import annotations

import json

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from samples import promptfoo, table

PROMPT = [True] * 400 + [False] * 100
TUNED = [True] * 390 + [False] * 10 + [True] * 25 + [False] * 75


@pytest.fixture
def results(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text(table({"prompt": PROMPT, "tuned": TUNED}))
    return path


COUNTS = ("test_cases", "test_passes", "compared_with", "only_passes", "other_only_passes")
KEYS = [f"{letter}_{count}" for letter in "ac" for count in COUNTS if letter == "c" or count.startswith("test")]


@pytest.fixture
def workbook(tmp_path):
    """A workbook with the named inputs of the sheet Evidence, and a formula that reads them."""
    book = openpyxl.Workbook()
    book.active.title = "Evidence"
    for row, key in enumerate([*KEYS, "tests_source"], start=1):
        book.active.cell(row, 1, key)
        book.active.cell(row, 2, 1 if key == "c_only_passes" else None)
        book.defined_names[key] = DefinedName(key, attr_text=f"Evidence!$B${row}")
    book.active["D1"] = "=B4/B3"
    book.defined_names["c_rate"] = DefinedName("c_rate", attr_text="Evidence!$D$1")
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_the_answer_in_the_terminal(xlcost, results):
    shown = xlcost("evidence", str(results))
    assert shown.code == 0, shown.err
    assert "prompt         500     400  80.0%" in shown.out
    assert "+3.0%  +0.7%  +5.3%  0.0083  shown" in shown.out
    words = " ".join(shown.out.split())
    assert (
        "tuned is shown to be better than prompt: of 500 cases through both, tuned alone passed 25 and prompt alone 10."
        in words
    )
    assert max(map(len, shown.out.splitlines())) <= 80


def test_several_alternatives_are_corrected_in_words(xlcost, tmp_path):
    path = tmp_path / "three.csv"
    path.write_text(table({"prompt": [*PROMPT, None], "tuned": [*TUNED, True], "small": [*PROMPT, None]}))
    words = " ".join(xlcost("evidence", str(path)).out.split())
    assert (
        "by Holm's correction each gain is asked for more: the strongest must be shown at 97.50%, then 95.00%." in words
    )
    assert "1 case without an answer of both prompt and tuned is left out." in words


def test_the_json(xlcost, results):
    found = json.loads(xlcost("evidence", str(results), "--json").out)
    assert list(found) == ["files", "base", "confidence", "min_gain", "alternatives", "comparisons"]
    (comparison,) = found["comparisons"]
    assert (comparison["both"], comparison["tuned_only"], comparison["base_only"], comparison["neither"]) == (
        390,
        25,
        10,
        75,
    )
    assert comparison["p"] == pytest.approx(0.00834, abs=5e-6)
    assert len(found["files"][0]["sha256"]) == 64


def test_promptfoos_log(xlcost, tmp_path):
    path = tmp_path / "output.json"
    path.write_text(promptfoo({"openai:gpt-4.1": PROMPT, "openai:ft:mini": TUNED}))
    found = json.loads(xlcost("evidence", str(path), "--json").out)
    assert found["base"] == "openai:gpt-4.1"
    assert found["comparisons"][0]["verdict"] == "shown"


def test_the_counts_are_written_into_a_workbook(xlcost, results, workbook):
    done = xlcost("evidence", str(results), "--into", str(workbook), "--as", "A=prompt", "--as", "c=Tuned")
    assert done.code == 0, done.err
    sheet = openpyxl.load_workbook(workbook, data_only=True).active
    written = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(1, 9)}
    source = written.pop("tests_source")
    assert written == {
        "a_test_cases": 500,
        "a_test_passes": 400,
        "c_test_cases": 500,
        "c_test_passes": 415,
        "c_compared_with": "A",
        "c_only_passes": 25,
        "c_other_only_passes": 10,
    }
    assert source.startswith("results.csv, SHA-256 ")
    assert sheet["D1"].value == pytest.approx(0.83)
    assert openpyxl.load_workbook(workbook).active["D1"].value == "=B4/B3"


def test_counts_of_different_cases_leave_the_pairs_blank(xlcost, tmp_path, workbook):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("case,prompt\n" + "".join(f"q{n},{n % 5 > 0:d}\n" for n in range(100)))
    other.write_text("case,tuned\n" + "".join(f"r{n},{n % 20 > 0:d}\n" for n in range(100)))
    done = xlcost("evidence", str(one), str(other), "--into", str(workbook), "--as", "A=prompt", "--as", "C=tuned")
    assert done.code == 0, done.err
    sheet = openpyxl.load_workbook(workbook).active
    assert [sheet.cell(row, 2).value for row in range(1, 8)] == [100, 80, 100, 95, "A", None, None]


WRONG = {
    "a baseline that is not there": (["--base", "nobody"], "there is no alternative 'nobody'; there are prompt, tuned"),
    "a letter without a workbook": (["--as", "C=tuned"], "--as is for --into BOOK"),
    "no letters": (["--into", "BOOK"], "say which alternative of the workbook each one is, such as --as A=prompt"),
    "a letter that is not there": (["--into", "BOOK", "--as", "Z=tuned"], "a workbook has the alternatives A, B, C, D"),
    "a letter of nobody": (["--into", "BOOK", "--as", "C=nobody"], "the results know prompt, tuned"),
    "a letter twice": (["--into", "BOOK", "--as", "A=prompt", "--as", "A=tuned"], "prompt|the same letter"),
    "no letter": (["--into", "BOOK", "--as", "tuned"], "--as takes LETTER=NAME"),
    "a confidence of nothing": (["--confidence", "0"], "--confidence must be 0.5 to 0.999999"),
    "a gain of more than all": (["--min-gain", "2"], "--min-gain must be 0 to 1"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_one_line_and_changes_nothing(xlcost, results, workbook, case):
    import re

    arguments, why = WRONG[case]
    before = workbook.read_bytes()
    done = xlcost("evidence", str(results), *(str(workbook) if word == "BOOK" else word for word in arguments))
    assert done.code == 2
    assert re.search(why, " ".join(done.err.split()))
    assert len(done.err.splitlines()) == 1
    assert workbook.read_bytes() == before


def test_a_workbook_without_the_cells_is_left_as_it_is(xlcost, results, tmp_path):
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    before = path.read_bytes()
    done = xlcost("evidence", str(results), "--into", str(path), "--as", "A=prompt", "--as", "C=tuned")
    assert (done.code, path.read_bytes()) == (2, before)
    assert "there is no cell 'a_test_cases'" in done.err


def test_a_formula_is_not_overwritten(xlcost, results, workbook):
    book = openpyxl.load_workbook(workbook)
    book.active["B4"] = "=1+1"
    book.save(workbook)
    before = workbook.read_bytes()
    done = xlcost("evidence", str(results), "--into", str(workbook), "--as", "A=prompt", "--as", "C=tuned")
    assert (done.code, workbook.read_bytes()) == (2, before)
    assert "Evidence!B4 holds a formula" in done.err


def test_names_are_shown_as_they_are(xlcost, tmp_path):
    path = tmp_path / "hostile.csv"
    path.write_text("case,[red]a[/red],\x1b[31mb\nq1,1,0\nq2,1,1\n")
    shown = xlcost("evidence", str(path))
    assert shown.code == 0, shown.err
    assert "[red]a[/red]" in shown.out
    assert "\x1b" not in shown.out

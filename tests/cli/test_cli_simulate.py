"""xlcost simulate: the table and the moves, the JSON, a workbook's own case, its sheet Risk, one line for errors."""

from __future__ import annotations

import json

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from xlcost.prices import package_catalogue

COSTS = ("cheapest", "p10", "p50", "p90", "payback_p50")


def test_the_answer_in_the_terminal(xlcost):
    shown = xlcost("simulate", "--runs", "1000")
    assert shown.code == 0, shown.err
    words = " ".join(shown.out.split())
    assert f"1,000 runs, seed 1, prices from {package_catalogue().snapshot}" in words
    assert "Advice as the case stands: Prompt, B (Claude Haiku 5.5)" in words
    assert "It is the cheapest that qualifies in 99." in words
    assert "Requests (100,000 to 600,000), Growth of requests (0.0% to 2.0%)" in words
    assert "What would flip it, the easiest first: - Good answers of B, Claude Haiku 5.5 down 1.14 points" in words
    assert max(map(len, shown.out.splitlines())) <= 80


def test_the_json_and_the_seed(xlcost):
    one, again, other = (xlcost("simulate", "--runs", "500", "--seed", seed, "--json").out for seed in ("3", "3", "4"))
    assert one == again != other
    result = json.loads(one)
    assert [one["key"] for one in result["outcomes"]] == ["A", "B", "C", "D"]
    assert result["moves"][0]["words"].startswith("Good answers of B")


def test_correlated_and_lognormal_inputs(xlcost):
    plain = xlcost("simulate", "--runs", "500", "--json").out
    options = ["--lognormal", "requests", "--correlate", "requests, hourly_rate=0.9"]
    other = json.loads(xlcost("simulate", "--runs", "500", "--json", *options).out)
    assert other != json.loads(plain)
    assert {each["key"]: each["shape"] for each in other["uncertain"]}["requests"] == "lognormal"


@pytest.fixture
def workbook(tmp_path):
    """A workbook as xlcost makes them, in small: named inputs, live cells that pick of three, the cells of Risk."""
    book = openpyxl.Workbook()
    inputs, risk = book.active, book.create_sheet("Risk")
    inputs.title = "Inputs"
    plain = {"a_model": "anthropic/claude-opus-5-5", "model_date": 46_321, "horizon_months": 12, "scenario": "Base"}
    three = {"requests": (100_000, 300_000, 600_000), "a_input_tokens": (1_500, 1_500, 1_500)}
    three |= {"a_output_tokens": (300, 300, 300)}
    for row, (key, value) in enumerate({**plain, **three}.items(), start=1):
        inputs.cell(row, 1, key)
        inputs.cell(row, 3, f"=INDEX(D{row}:F{row},1,2)" if key in three else value)
        for column, number in enumerate(three.get(key, ()), start=4):
            inputs.cell(row, column, number)
        book.defined_names[key] = DefinedName(key, attr_text=f"Inputs!$C${row}")
    names = ["risk_runs", "risk_seed", "risk_date", "risk_advice", "risk_present"]
    for row, key in enumerate([*names, *(f"{letter}_risk_{cost}" for letter in "abcd" for cost in COSTS)], start=1):
        book.defined_names[key] = DefinedName(key, attr_text=f"Risk!$B${row}")
    for column, key in zip("DEF", ("from", "to", "share"), strict=True):
        book.defined_names[f"risk_bin_{key}"] = DefinedName(
            f"risk_bin_{key}", attr_text=f"Risk!${column}$1:${column}$20"
        )
    risk["H1"] = "=B1*2"
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_a_workbooks_own_case_and_its_sheet_risk(xlcost, workbook):
    recalculated = xlcost("recalc", str(workbook), "-o", str(workbook))
    assert recalculated.code == 0, recalculated.err
    done = xlcost("simulate", str(workbook), "--runs", "400", "--seed", "6", "--into", str(workbook))
    assert done.code == 0, done.err
    assert "Requests (100,000 to 600,000)" in " ".join(done.out.split())
    risk = openpyxl.load_workbook(workbook, data_only=True)["Risk"]
    assert [risk.cell(row, 2).value for row in range(1, 7)] == [400, 6, 46_321, "Prompt, A", 43_200, 1]
    assert risk["H1"].value == 800
    assert [risk.cell(row, 2).value for row in range(11, 16)] == ["n/a"] * 5
    assert {cell.value for (cell,) in risk["F1:F20"]} == {"n/a"}  # with A alone nothing is saved


WRONG = {
    "both": (["BOOK", "--case", "article"], "a workbook has its own case"),
    "no workbook of ours": (["OTHER"], "no decision of xlcost in it"),
    "too few runs": (["--runs", "5"], "runs must be a whole number from 100"),
    "a correlation without a number": (["--correlate", "requests,hourly_rate"], "--correlate takes KEY,KEY=R"),
    "a correlation that is none": (["--correlate", "requests,hourly_rate=nan"], "--correlate takes KEY,KEY=R"),
    "a correlation in Arabic digits": (["--correlate", "requests,hourly_rate=\u0661"], "--correlate takes KEY,KEY=R"),
    "a correlation of one": (["--correlate", "requests=0.5"], "--correlate takes KEY,KEY=R"),
    "no cells to write into": (["--into", "OTHER"], "there is no cell 'risk_runs'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_one_line_and_changes_nothing(xlcost, workbook, tmp_path, case):
    arguments, why = WRONG[case]
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    before = workbook.read_bytes(), other.read_bytes()
    done = xlcost("simulate", *({"BOOK": str(workbook), "OTHER": str(other)}.get(word, word) for word in arguments))
    assert done.code == 2
    assert why in " ".join(done.err.split())
    assert len(done.err.splitlines()) == 1
    assert (workbook.read_bytes(), other.read_bytes()) == before

"""xlcost map and xlcost trace as people and CI call them."""

from __future__ import annotations

import json

import pytest
from explained_book import saved


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """model.xlsx and broken.xlsx in the current folder."""
    monkeypatch.chdir(tmp_path)
    saved(tmp_path)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [("map", "broken.xlsx"), ("trace", "broken.xlsx", "A!A1"), ("map", "none.xlsx"), ("trace", "none.xlsx", "x")],
)
def test_a_file_that_cannot_be_read_is_one_line(xlcost, folder, arguments):
    outcome = xlcost(*arguments)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("cell", "says"),
    [("grwth", "nearest names: growth"), ("Nope!A1", "there is no sheet 'Nope'"), ("Costs!A1:B2", "not one cell")],
)
def test_a_bad_cell_is_one_line(xlcost, folder, cell, says):
    for option in ([], ["--dependents"]):
        outcome = xlcost("trace", "model.xlsx", cell, *option)
        assert (outcome.code, outcome.err.count("\n"), says in outcome.err) == (2, 1, True)


def test_map_in_text_json_and_html(xlcost, folder):
    assert "6 different formulas" in xlcost("map", "model.xlsx").out
    assert len(json.loads(xlcost("map", "model.xlsx", "--json").out)["formulas"]) == 6
    outcome = xlcost("map", "model.xlsx", "--format", "html", "-o", "map.html")
    assert (outcome.code, outcome.out) == (0, "")
    assert (folder / "map.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_trace_down_to_a_depth(xlcost, folder):
    whole, cut = xlcost("trace", "model.xlsx", "total"), xlcost("trace", "model.xlsx", "total", "--depth", "1")
    assert (whole.code, cut.code) == (0, 0)
    assert "Inputs!C2 Requests, Value" not in whole.out  # below the three levels that are shown
    assert "Inputs!C2 Requests, Value" in xlcost("trace", "model.xlsx", "total", "--all").out
    assert "4 precedents not shown" in cut.out
    assert json.loads(xlcost("trace", "model.xlsx", "total", "--json").out)["cells"] > 5


def test_what_a_cell_moves(xlcost, folder):
    text = xlcost("trace", "model.xlsx", "growth", "--dependents").out
    assert text.splitlines()[1] == "moves 8 formula cells on 2 sheets; > reads it directly"
    assert "> D2:F2 Requests, Feb" in text
    assert xlcost("trace", "model.xlsx", "Inputs!C6", "--dependents").out.splitlines()[1].startswith("moves nothing")
    moved = json.loads(xlcost("trace", "model.xlsx", "growth", "--dependents", "--json").out)["moved"]
    assert (moved[0]["areas"], moved[0]["direct"]) == (["Costs!D2:F2"], True)


def test_a_negative_depth_is_refused(xlcost, folder):
    assert xlcost("trace", "model.xlsx", "total", "--depth", "-1").code == 2

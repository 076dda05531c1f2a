"""Traces and maps as documents: 80 columns, one self-contained page, nothing of a workbook that acts."""

from __future__ import annotations

import json
import re

import lxml.html
import pytest
from explained_book import saved

from xlcost.explain.following import dependents
from xlcost.explain.mapping import map_workbook
from xlcost.explain.reports import map_html, map_json, map_text, trace_json, trace_text
from xlcost.explain.tracing import trace

#: Markup, and a mark that turns text round; openpyxl writes both.
EVIL = "<img src=x onerror=alert(1)>\u202e & more"
SHEET = "In<p\u202euts"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return saved(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def evil(tmp_path_factory):
    sheets = {
        SHEET: [("Item", "Value"), (EVIL, 5), (f"{EVIL} 2", 6)],
        "Summary": [("Item", "Value"), (EVIL, f"='{SHEET}'!B2&\"{EVIL}\"")],
    }
    return saved(tmp_path_factory.mktemp("evil"), sheets)


def test_a_trace_as_a_tree(path):
    assert trace_text.render(trace(path, "Costs!D3", depth=1)) == (
        "Costs!D3 Cost, Feb                                                       495 USD\n"
        "│ = PROMPT_COST(Inputs!$C$4,D2,Inputs!$C$3,100,,,,,,Prices!$A$1:$C$2)\n"
        "│ PROMPT_COST = 495 USD per month. 110,000 requests x (1,000 x 3 + 100 x 15) /\n"
        "│   1,000,000 tokens. Prices: house.\n"
        "├ Inputs!C4 Model, Value                                                   house\n"
        "├ Costs!D2 Requests, Feb                                        110,000 requests\n"
        "│   = C2*(1+growth)\n"
        "│   2 precedents not shown\n"
        "├ Inputs!C3 Input tokens, Value                         1,000 tokens per request\n"
        "└ Prices!A1:C2\n"
        "    2 rows x 3 columns; model, input, output, house, 3, 15"
    )


def test_a_cell_met_again_says_where_it_is(path):
    text = trace_text.render(trace(path, "total"))
    assert "Costs!D3 Cost, Feb (the same formula)" in text
    assert "Costs!C2" in text


@pytest.mark.parametrize("where", ["Summary!C2", "Costs!F2", "growth"])
def test_a_trace_fits_80_columns(path, where):
    assert max(map(len, trace_text.render(trace(path, where)).splitlines())) <= 80


def test_a_trace_for_programs(path):
    content = json.loads(trace_json.render(trace(path, "total")))
    (costs,) = content["steps"]
    assert (content["where"], content["kind"], content["formula"]) == ("Costs!C4", "formula", "SUM(C3:F3)")
    assert (costs["where"], costs["range"]["columns"], costs["range"]["formulas"]) == ("Costs!C3:F3", 4, 4)
    assert costs["steps"][0]["explanations"][0]["function"] == "PROMPT_COST"
    assert "repeated" not in costs


def test_the_deepest_trace_can_be_written(tmp_path):
    chain = [(1,), *((f"=A{row}*{row}",) for row in range(1, 400))]
    traced = trace(saved(tmp_path, {"A": chain}), "A!A400")
    depth = 0
    step = json.loads(trace_json.render(traced))
    while "steps" in step:
        (step,) = step["steps"]
        depth += 1
    assert depth == 150
    assert trace_text.render(traced).count("\n") >= 150


def test_a_map_in_text(path):
    lines = map_text.render(map_workbook(path), 12).splitlines()
    assert lines[1] == "4 sheets, 11 formula cells, 6 different formulas, 6 inputs"
    assert "  Inputs -> Costs 8" in lines
    assert "Inputs with no effect: 1 cell" in lines
    assert "Outputs with no input: 1 cell" in lines
    assert "  C3:F3 Cost, Jan                                                        4 cells" in lines
    assert max(map(len, lines)) <= 80


def test_a_limit_shortens_the_text_and_says_so(path):
    text = map_text.render(map_workbook(path), 2)
    assert "  and 2 more (--all shows them)" in text
    assert "SUM(C3:F3)" not in text


def test_the_template_fits_80_columns(article_book):
    found = map_workbook(article_book)
    assert max(map(len, map_text.render(found, None).splitlines())) <= 80


def test_a_map_for_programs(path):
    content = json.loads(map_json.render(map_workbook(path), 1))
    assert len(content["formulas"]) == 6
    assert content["flows"][0] == {"giver": "Inputs", "reader": "Costs", "cells": 8, "figures": 8}
    assert content["inputs_without_effect"][0]["where"] == "Inputs!C6"


def test_a_map_as_one_page(path):
    page = map_html.render(map_workbook(path), 1)
    tree = lxml.html.fromstring(page)
    assert page.startswith("<!DOCTYPE html>")
    assert tree.xpath("//script | //link | //@src | //iframe") == []
    assert not re.search(r"url\(|@import|https?:", page)
    assert "default-src 'none'" in tree.xpath("//meta/@content")[0]
    assert len(tree.xpath("//code")) == 6  # what goes beyond the limit is folded, not left out
    assert tree.xpath("//details/summary/text()")[0] == "3 more"
    assert list(tree.xpath("//svg[@class='flow']//g/text[1]/text()")) == [
        "Inputs",
        "Prices",
        "Costs",
        "Summary",
    ]


def test_each_sheet_in_small_has_a_colour_for_each_formula(path):
    tree = lxml.html.fromstring(map_html.render(map_workbook(path), None))
    _, _, costs, _ = tree.xpath("//svg[@class='minimap']")
    colours = [rectangle.get("fill") for rectangle in costs.xpath("rect")]
    assert len(set(colours)) == len(colours) == 4


def test_nothing_of_a_workbook_acts(evil):
    found = map_workbook(evil)
    page = map_html.render(found, None)
    assert lxml.html.fromstring(page).xpath("//img | //@onerror") == []
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    moved = trace_text.render_dependents(dependents(evil, f"{SHEET}!B2"), None)
    for text in (page, map_text.render(found, None), trace_text.render(trace(evil, "Summary!B2")), moved):
        assert "\u202e" not in text
        assert "onerror" in text


def test_sheets_that_read_each_other_are_drawn(tmp_path):
    sheets = {"A": [(1, "=B!A1")], "B": [("=A!A1", "=A!A1")]}
    tree = lxml.html.fromstring(map_html.render(map_workbook(saved(tmp_path, sheets)), None))
    assert sorted(arrow.get("class") for arrow in tree.xpath("//svg[@class='flow']/path")) == ["back", "forward"]


def test_a_workbook_without_formulas_has_a_map(tmp_path):
    found = map_workbook(saved(tmp_path, {"Notes": [("nothing", "here")]}))
    assert "  none" in map_text.render(found, None)
    assert '<svg class="flow"' not in map_html.render(found, None)

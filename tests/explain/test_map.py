"""A workbook from above: each formula once, who reads whom, and what is tied to nothing; quiet on clean models."""

from __future__ import annotations

import pytest
from clean_models import MODELS
from explained_book import saved

from xlcost.explain.mapping import map_workbook


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return map_workbook(saved(tmp_path_factory.mktemp("map")))


def test_each_formula_once_with_the_cells_where_it_runs(found):
    assert [
        (formula.spot.sheet, [str(area) for area in formula.areas], formula.cells, formula.a1)
        for formula in found.formulas
        if formula.spot.sheet == "Costs"
    ] == [
        ("Costs", ["C2"], 1, "Inputs!$C$2"),
        ("Costs", ["D2:F2"], 3, "C2*(1+growth)"),
        ("Costs", ["C3:F3"], 4, "PROMPT_COST(Inputs!$C$4,C2,Inputs!$C$3,100,,,,,,Prices!$A$1:$C$2)"),
        ("Costs", ["C4"], 1, "SUM(C3:F3)"),
    ]


def test_a_formula_says_what_it_computes_and_what_it_reads(found):
    cost = found.formulas[2]
    assert (cost.spot.name, cost.value, cost.reads) == ("Cost, Jan", 450.0, ("Inputs", "Prices"))
    assert cost.r1c1 == "PROMPT_COST(Inputs!R4C3,R[-1]C,Inputs!R3C3,100,,,,,,Prices!R1C1:R2C3)"


def test_who_reads_whom(found):
    assert [tuple(flow) for flow in found.flows] == [
        ("Inputs", "Costs", 8, 8),
        ("Prices", "Costs", 4, 4),
        ("Costs", "Summary", 1, 1),
    ]


def test_texts_that_cross_sheets_are_told_apart_from_figures(tmp_path):
    sheets = {"A": [("Label", 1)], "B": [("=A!A1", "=A!B1")]}
    (flow,) = map_workbook(saved(tmp_path, sheets)).flows
    assert (flow.cells, flow.figures) == (2, 1)


def test_what_each_sheet_holds(found):
    assert [(sheet.name, sheet.role, sheet.formulas, sheet.unique_formulas) for sheet in found.sheets] == [
        ("Inputs", "inputs", 0, 0),
        ("Prices", "data", 0, 0),
        ("Costs", "calculation", 9, 4),
        ("Summary", "output", 2, 2),
    ]
    assert (found.formula_cells, len(found.formulas), found.inputs) == (11, 6, 6)


def test_an_input_that_no_formula_reads(found):
    (spare,) = found.inputs_without_effect
    assert (spare.spot.where, spare.spot.label, spare.value, spare.why) == (
        "Inputs!C6",
        "Spare",
        5.0,
        "no formula reads it",
    )


def test_an_input_that_reaches_no_result(tmp_path):
    work = [("Item", "Value"), ("Rate", 2), ("Own double", "=B2*2")]
    (rate,) = map_workbook(saved(tmp_path, {"Inputs": work, "Summary": [("Cost", "=40*A9")]})).inputs_without_effect
    assert (rate.spot.where, rate.why) == ("Inputs!B2", "no result needs it: only Inputs!B3 reads it")


def test_inputs_that_reach_a_result_through_a_circle_have_an_effect(tmp_path):
    costs = [("=Inputs!B2+B1", "=A1"), ("=B1",)]
    found = map_workbook(saved(tmp_path, {"Inputs": [("Item", "Value"), ("Rate", 2)], "Costs": costs}))
    assert (found.inputs_without_effect, len(found.circles)) == ((), 1)


def test_an_output_that_depends_on_nothing_typed(found):
    (allowance,) = found.outputs_without_input
    assert (allowance.spot.where, allowance.value, allowance.why) == ("Summary!C3", 80.0, "it reads no cell")


def test_an_output_of_blank_cells(tmp_path):
    (cost,) = map_workbook(saved(tmp_path, {"Summary": [("Cost", "=SUM(C1:D1)")]})).outputs_without_input
    assert cost.why == "all that it reads is blank or fixed"


@pytest.mark.parametrize("formula", ["=NOW()", '=INDIRECT("X9")', "=[1]Rates!A1", "=XLCOST_VERSION()"])
def test_an_output_that_moves_by_itself_is_no_surprise(tmp_path, formula):
    assert map_workbook(saved(tmp_path, {"Summary": [("Cost", formula)]})).outputs_without_input == ()


def test_what_makes_the_map_less_sure_is_counted(tmp_path):
    sheets = {"A": [('=INDIRECT("B1")', "=[2]Rates!A1"), ("=1+", '=CUBEVALUE("x")')]}
    found = map_workbook(saved(tmp_path, sheets))
    assert (found.hidden, found.links, found.not_calculated) == (1, ("2",), 4)
    assert [(one.where, one.formula) for one in found.unreadable] == [("A!A2", "1+")]


@pytest.mark.parametrize("name", MODELS)
def test_a_clean_model_has_nothing_loose(tmp_path, name):
    MODELS[name]().save(tmp_path / "clean.xlsx")
    found = map_workbook(tmp_path / "clean.xlsx")
    assert (found.inputs_without_effect, found.outputs_without_input) == ((), ())
    assert found.formula_cells > len(found.formulas) > 0


def test_the_template_has_nothing_loose(article_book):
    found = map_workbook(article_book)
    assert [one.spot.label for one in found.inputs_without_effect] == ["Decision on record"]  # xlcost check reads it
    assert {one.spot.sheet for one in found.outputs_without_input} <= {
        "Summary",
        "Alternatives",
        "Timeline",
        "Decision",
        "Evidence",
        "Risk",
    }  # words that no input changes


def test_a_few_lines_are_told_apart_and_a_long_list_is_not(tmp_path):
    lines = [("Item", "Value"), *((f"Rate {number}", number) for number in range(1, 4))]
    items = [("Item", "Value"), *((f"Item {number}", number) for number in range(1, 30))]
    found = map_workbook(saved(tmp_path, {"Inputs": lines, "Assumptions": items}))
    assert [(one.spot.label, one.cells) for one in found.inputs_without_effect] == [
        ("Rate 1", 1),
        ("Rate 2", 1),
        ("Rate 3", 1),
        ("Item 1", 29),
    ]

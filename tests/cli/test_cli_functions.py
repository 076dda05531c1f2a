"""xlcost functions: the reference in the terminal says what the registry says, within 80 columns."""

from __future__ import annotations

import json

import pytest

from xlcost.functions import FUNCTIONS


def test_the_list_has_every_function_with_what_it_gives(xlcost):
    outcome = xlcost("functions")
    assert outcome.code == 0
    assert all(name in outcome.out for name in FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_page_names_every_argument_and_fits_the_terminal(xlcost, name):
    outcome = xlcost("functions", name)
    assert outcome.code == 0
    assert FUNCTIONS[name].example_formula in outcome.out
    assert all(argument.name in outcome.out for argument in FUNCTIONS[name].arguments)
    too_long = [
        line for line in outcome.out.splitlines() if len(line) > 80 and FUNCTIONS[name].example_formula not in line
    ]
    assert too_long == []


@pytest.mark.parametrize("written", ["PROMPT_COST", "prompt_cost", "=PROMPT_COST()"])
def test_a_name_may_be_written_as_in_a_cell(xlcost, written):
    assert json.loads(xlcost("functions", written, "--json").out)["name"] == "PROMPT_COST"


def test_programs_read_the_whole_reference(xlcost):
    described = json.loads(xlcost("functions", "--json").out)
    assert [function["name"] for function in described] == list(FUNCTIONS)


def test_a_misspelt_function_names_the_near_ones(xlcost):
    outcome = xlcost("functions", "PROMT_COST")
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert "PROMPT_COST" in outcome.err

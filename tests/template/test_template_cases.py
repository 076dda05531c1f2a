"""Inputs from TOML: the same keys as the named cells, the same domains, and nothing that a formula could be made of."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from xlcost.errors import BadArgument, BadFile, UnknownModel
from xlcost.template.build import build
from xlcost.template.case import CASE_NAMES, read_case, shipped_case, with_inputs
from xlcost.template.inputs import INPUTS


@pytest.fixture
def given(tmp_path):
    """Write a TOML file of inputs and read it as a case on top of the article."""

    def write(text):
        path = tmp_path / "inputs.toml"
        path.write_text(text, encoding="utf-8")
        return read_case(path, shipped_case("article"))

    return write


def test_the_shipped_cases_say_where_every_scenario_input_comes_from():
    for name in CASE_NAMES:
        case = shipped_case(name)
        assert not [key for key, declared in INPUTS.items() if declared.shape == "scenario" and not case.notes[key]]


def test_the_article_says_which_numbers_are_ours():
    notes = shipped_case("article").notes
    for key in ("retrains_per_year", "upkeep_hours", "output_tokens", "examples"):
        assert "Our assumption" in notes[key]
    assert "875 in and 125 out gives 450 USD too" in notes["input_tokens"]


def test_one_value_holds_for_every_scenario(given):
    assert given("requests = 5_000").values["requests"] == (5_000,) * 3


def test_scenarios_may_differ(given):
    case = given('requests = { low = 1, base = 2, high = 3, note = "Counted." }')
    assert case.values["requests"] == (1, 2, 3)
    assert case.notes["requests"] == "Counted."


def test_an_input_of_ones_own_loses_the_source_of_the_case(given):
    assert given("requests = 5_000").notes["requests"] == "From inputs.toml"


def test_the_source_is_a_text_whatever_the_file_is_called(tmp_path):
    path = tmp_path / "in\x01puts.toml"
    path.write_text("requests = 5_000", encoding="utf-8")
    assert read_case(path, shipped_case("article")).notes["requests"] == "From in\N{REPLACEMENT CHARACTER}puts.toml"


def test_what_is_not_given_is_as_in_the_case(given):
    assert given("requests = 5_000").values["input_tokens"] == (1_000,) * 3


def test_a_date_may_be_a_date_or_its_text(given):
    assert given("model_date = 2025-07-01").model_date == date(2025, 7, 1)
    assert given('model_date = "2025-07-01"').model_date == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("request = 5", "unknown input 'request'; nearest: requests"),
        ("requests = -1", "requests must be a number of at least 0, not -1"),
        ("cached_share = 1.5", "cached_share must be a number 0 to 1, not 1.5"),
        ("token_uplift = -1.0", "token_uplift must be a number above -1 to 100, not -1.0"),
        ('requests = "many"', "requests must be a number of at least 0, not 'many'"),
        ("requests = true", "requests must be a number of at least 0, not True"),
        ("requests = nan", "requests must be a number of at least 0, not nan"),
        ("task_stable = 1", "task_stable must be TRUE or FALSE, not 1"),
        ('scenario = "Middle"', "scenario must be one of Low, Base, High, not 'Middle'"),
        ("horizon_months = 1.5", "horizon_months must be a whole number, 1 to 120, not 1.5"),
        ('model_date = "soon"', "model_date must be a date, not 'soon'"),
        ("requests = { low = 1, high = 3 }", "requests has no 'base'; give low, base, high"),
        ("requests = { lowest = 1 }", "requests has no part 'lowest'"),
        ("range_requests = 2", "range_requests needs a low and a high value"),
        ("title = 5", "title must be a text"),
        (r'owner = "\u0001"', "owner has the character U+0001, which no workbook can hold; delete it"),
        (r'requests = {value = 1, note = "\uFFFF"}', "requests.note has the character U+FFFF"),
        ("requests = ", "not a TOML file"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(given, text, message):
    with pytest.raises(BadFile) as refused:
        given(text)
    assert message in str(refused.value)
    assert "inputs.toml" in str(refused.value)


def test_an_unknown_case_is_refused():
    with pytest.raises(BadArgument, match="there is no case 'x'; there are article, smaller-model"):
        shipped_case("x")


def test_a_model_without_a_price_is_refused_with_the_nearest(given):
    with pytest.raises(UnknownModel, match="nearest: claude-"):
        build(given('prompt_model = "claude-3.5-sonnet"'))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://x","y")'])
def test_a_text_from_outside_never_becomes_a_formula(tmp_path, text):
    case = with_inputs(
        shipped_case("article"), {"title": text, "owner": text, "requests": {"value": 1, "note": text}}, "here"
    )
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(build(case))
    book = openpyxl.load_workbook(path)
    found = [cell for page in book for row in page.iter_rows() for cell in row if cell.value == text]
    assert len(found) == 3
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)


def test_negotiated_names_reach_the_price_table(given, tmp_path):
    path = tmp_path / "qualified.xlsx"
    path.write_bytes(build(given('prompt_model = "openai/gpt-4.1"')))
    models = [cell.value for cell in openpyxl.load_workbook(path)["Prices"]["A"]]
    assert "openai/gpt-4.1" in models

"""Formulas as Excel saves those with custom functions, and nothing else changed."""

from __future__ import annotations

import pytest

from xlcost.hosts.customfunctions import as_saved, with_custom_functions
from xlcost.workbook.tokens import as_shown


@pytest.mark.parametrize(
    ("shown", "saved"),
    [
        ("PROMPT_COST(A1,B1)", "_xldudf_PROMPT_COST(A1,B1)"),
        ("IFERROR(BREAKEVEN_MONTHS(A1,B1,C1),0)*2", "IFERROR(_xldudf_BREAKEVEN_MONTHS(A1,B1,C1),0)*2"),
        ("FINETUNE_COST(A1,TRAINING_COST(B1,1,2),3,4)", "_xldudf_FINETUNE_COST(A1,_xldudf_TRAINING_COST(B1,1,2),3,4)"),
        ("prompt_cost(A1)", "_xldudf_prompt_cost(A1)"),
        ("XLCOST_VERSION()", "_xldudf_XLCOST_VERSION()"),
    ],
)
def test_our_functions_get_the_prefix(shown: str, saved: str) -> None:
    assert as_saved(shown) == saved
    assert as_shown(saved) == shown


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(A1:A3)",
        '"PROMPT_COST("&A1',
        "'PROMPT_COST(x)'!A1+1",
        "PROMPT_COST_TOTAL+1",
        "MY_PROMPT_COST(A1)",
        "_xldudf_PROMPT_COST(A1)",
        "Prompting!PROMPT_COST",
        "not a ' formula PROMPT_COST(",
    ],
)
def test_anything_else_stays(formula: str) -> None:
    assert as_saved(formula) == formula


def test_only_the_formula_text_of_a_part_changes() -> None:
    before = (
        b'<?xml version="1.0"?><worksheet><c r="A1"><f t="array" ref="A1:B2">COST_FORECAST(&quot;x&amp;y&quot;,2)</f>'
        b"<v>PROMPT_COST(1)</v></c><c r='A2'><f/></c><c><f>A1&lt;2</f></c><is><t>PROMPT_COST(1)</t></is></worksheet>"
    )
    after = before.replace(b"COST_FORECAST(&quot;x&amp;y&quot;,2)", b'_xldudf_COST_FORECAST("x&amp;y",2)')
    assert with_custom_functions(before) == after


def test_a_plain_cell_that_calls_becomes_a_dynamic_array_of_one_cell() -> None:
    before = b'<c r="B2" s="3"><f>TOKEN_PRICE(A1)+1</f><v>3</v></c><c r="B3"><f>SUM(A1)</f><v>1</v></c>'
    after = (
        b'<c r="B2" s="3" cm="1"><f t="array" ref="B2">_xldudf_TOKEN_PRICE(A1)+1</f><v>3</v></c>'
        b'<c r="B3"><f>SUM(A1)</f><v>1</v></c>'
    )
    assert with_custom_functions(before) == after


def test_formulas_of_table_columns_and_names_change_too() -> None:
    assert b">_xldudf_TOKEN_PRICE(" in with_custom_functions(
        b"<t:calculatedColumnFormula>TOKEN_PRICE(A1)</t:calculatedColumnFormula>"
    )
    assert b">_xldudf_TOKEN_PRICE(" in with_custom_functions(b'<definedName name="p">TOKEN_PRICE(A1)</definedName>')

"""The named LAMBDAs as texts: made from the registry, readable, and within what Excel allows."""

from __future__ import annotations

import re

import pytest
from shipped_books import shipped_book

from xlcost.formulas import NOT_NATIVE, lambda_text, named_lambdas
from xlcost.formulas.helpers import HELPERS
from xlcost.functions import FUNCTIONS
from xlcost.hosts.native.stored import stored_formula
from xlcost.workbook.tokens import tokenize

LAMBDAS = named_lambdas()
#: The functions of Excel that the formulas use; every one is in Excel 2024 and 365.
EXCEL = (
    "ABS BINOM.DIST COLUMNS DATE DAY EXP FILTER FIND FIXED HSTACK IF IFERROR IFNA INDEX INT ISERROR ISLOGICAL ISNUMBER ISOMITTED "
    "ISTEXT LAMBDA LEFT LEN LET LN LOWER MAP MAX MID MIN MMULT MONTH NORM.S.INV NUMBERVALUE RIGHT ROUNDUP ROWS SEARCH SEQUENCE SORTBY SQRT "
    "SUBSTITUTE SUM TAKE TEXT TEXTSPLIT TRANSPOSE TRIM VSTACK XMATCH YEAR"
)
MOST_CHARACTERS = 8_192
MOST_CHARACTERS_OF_A_COMMENT = 255
DEEPEST_NESTING = 64


def called(formula: str) -> set[str]:
    return {text[:-1] for kind, text in tokenize(formula) if kind == "call"}


def bound(formula: str) -> set[str]:
    return set(re.findall(r"_xl[op][pm]\.(\w+)", stored_formula(formula)))


def test_every_function_is_native_or_says_why_not() -> None:
    assert LAMBDAS.keys() - HELPERS.keys() == FUNCTIONS.keys() - NOT_NATIVE.keys()
    assert all(NOT_NATIVE.values())


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - NOT_NATIVE.keys()))
def test_the_comment_is_the_summary(name: str) -> None:
    assert LAMBDAS[name].comment == FUNCTIONS[name].summary


@pytest.mark.parametrize("name", LAMBDAS)
def test_a_comment_is_short_enough_for_excel(name: str) -> None:
    assert 0 < len(LAMBDAS[name].comment) <= MOST_CHARACTERS_OF_A_COMMENT


@pytest.mark.parametrize("name", LAMBDAS)
def test_a_formula_is_short_enough_for_excel(name: str) -> None:
    assert len(stored_formula(LAMBDAS[name].formula)) <= MOST_CHARACTERS


@pytest.mark.parametrize("name", LAMBDAS)
def test_a_formula_is_not_nested_deeper_than_excel_allows(name: str) -> None:
    depth = deepest = 0
    for _, text in tokenize(LAMBDAS[name].formula):
        depth += text.endswith("(") - (text == ")")
        deepest = max(deepest, depth)
    assert depth == 0
    assert deepest <= DEEPEST_NESTING


@pytest.mark.parametrize("name", LAMBDAS)
def test_a_name_is_no_cell_reference(name: str) -> None:
    assert [kind for kind, _ in tokenize(name)] == ["name"]
    assert "_" in name or (name.isalpha() and len(name) > 3)  # so is no reference, in A1 or R1C1


def test_nothing_is_recursive() -> None:
    known: set[str] = set()
    for name, helper in LAMBDAS.items():
        assert called(helper.formula) & LAMBDAS.keys() <= known, name
        known.add(name)


@pytest.mark.parametrize("name", LAMBDAS)
def test_only_functions_of_excel_2024_are_used(name: str) -> None:
    assert called(LAMBDAS[name].formula) <= LAMBDAS.keys() | set(EXCEL.split())


@pytest.mark.parametrize("name", LAMBDAS)
def test_no_bound_name_is_also_called_as_a_function(name: str) -> None:
    formula = LAMBDAS[name].formula
    assert not {word.upper() for word in bound(formula)} & (called(formula) | LAMBDAS.keys())


def test_no_bound_name_is_a_name_of_the_workbook(tmp_path) -> None:
    from xlcost.workbook.reader import open_book

    (tmp_path / "book.xlsx").write_bytes(shipped_book("article"))
    names = {name.name.lower() for name in open_book(tmp_path / "book.xlsx").names}
    assert not {word.lower() for helper in LAMBDAS.values() for word in bound(helper.formula)} & names


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - NOT_NATIVE.keys()))
def test_the_parameters_are_the_arguments_in_order(name: str) -> None:
    stored = stored_formula(lambda_text(FUNCTIONS[name]))
    expected = [f"{'_xlpm' if a.required else '_xlop'}.{a.name}_" for a in FUNCTIONS[name].arguments]
    parameters, _, _ = stored.removeprefix("_xlfn.LAMBDA(").partition('"' if not expected else "\n")
    assert parameters.split(",")[:-1] == expected


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - NOT_NATIVE.keys()))
def test_every_argument_is_checked(name: str) -> None:
    text = lambda_text(FUNCTIONS[name])
    for argument in FUNCTIONS[name].arguments:
        assert len(re.findall(rf"\b{argument.name}_\b", text)) >= 2, argument.name
        assert ("ISOMITTED(" + argument.name + "_)" in text) != argument.required


def test_a_domain_is_the_registrys() -> None:
    assert "XLCOST_WHOLE(months_, #VALUE!, 1, 600)" in lambda_text(FUNCTIONS["COST_FORECAST"])
    assert "IF(ISOMITTED(token_uplift_), 0, XLCOST_ABOVE(token_uplift_, 0, -1, 1E+15))" in lambda_text(
        FUNCTIONS["BREAKEVEN_PRICE_RATIO"]
    )


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - NOT_NATIVE.keys() - {"XLCOST_VERSION"}))
def test_a_formula_is_laid_out_in_named_steps(name: str) -> None:
    lines = lambda_text(FUNCTIONS[name]).split("\n")
    assert lines[1] == "  LET("
    assert len(lines) > 5
    assert max(len(line) for line in lines[1:] if "{" not in line) <= 130


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        # as Excel itself saves what is typed on the left
        ("LAMBDA(x, x + 1)", "_xlfn.LAMBDA(_xlpm.x, _xlpm.x + 1)"),
        (
            "LAMBDA(value, rate, [periods], IF(ISOMITTED(periods), value, value * rate))",
            "_xlfn.LAMBDA(_xlpm.value,_xlpm.rate,_xlop.periods, "
            "IF(_xlfn.ISOMITTED(_xlpm.periods), _xlpm.value, _xlpm.value * _xlpm.rate))",
        ),
        (
            "LAMBDA(x, LET(y, x * 2, z, y + 1, y * z))",
            "_xlfn.LAMBDA(_xlpm.x, _xlfn.LET(_xlpm.y, _xlpm.x * 2, _xlpm.z, _xlpm.y + 1, _xlpm.y * _xlpm.z))",
        ),
        ("LET(f, LAMBDA(t, t * 3), f(2))", "_xlfn.LET(_xlpm.f, _xlfn.LAMBDA(_xlpm.t, _xlpm.t * 3), _xlpm.f(2))"),
        ('LAMBDA(x, "LET(x, 1)" & FACT(x))', '_xlfn.LAMBDA(_xlpm.x, "LET(x, 1)" & FACT(_xlpm.x))'),
        ('LAMBDA("v 1")', '_xlfn.LAMBDA("v 1")'),
        ("FILTER({1,2}, {1,0})", "_xlfn._xlws.FILTER({1,2}, {1,0})"),
    ],
)
def test_a_formula_is_stored_as_excel_stores_it(typed: str, stored: str) -> None:
    assert stored_formula(typed) == stored

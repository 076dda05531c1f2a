"""The add-in in a real LibreOffice: our Python recalculates the cells, and Calc shows what the other hosts show."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from example_book import SHEET, ExampleBook, Placed
from office import Office
from openpyxl.utils import get_column_letter

import xlcost
from xlcost.calculate.certified import recalculate
from xlcost.calculate.engines.libreoffice import convert
from xlcost.functions import FUNCTIONS
from xlcost.hosts.libreoffice.extension import unpack_extension
from xlcost.workbook.reader import open_book

PRICES: dict[str, Any] = {
    "A1": "model", "B1": "input", "C1": "output",
    "A2": "plain", "B2": 3, "C2": 15,
}  # fmt: skip
ARTICLE = '"plain";100000;1000;100'
CALL = f"=PROMPT_COST({ARTICLE};;;;;;$Sheet1.A1:C4)"


@pytest.fixture(scope="module")
def in_office(office: Office, example_book: ExampleBook) -> dict[str, Any]:
    return office.values(example_book.path)[SHEET]


@pytest.fixture(scope="module")
def headless(example_book: ExampleBook) -> dict[tuple[int, int], Any]:
    values = recalculate(example_book.path).values
    return {(row, column): value for (sheet, row, column), value in values.items() if sheet == SHEET}


def places(placed: Placed) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row in range(placed.row, placed.row + placed.rows)
        for column in range(placed.column, placed.column + placed.columns)
    ]


def same(office_value: Any, value: Any) -> bool:
    if isinstance(value, str) or value is None:
        return office_value == (value or "")
    return isinstance(office_value, float) and math.isclose(office_value, float(value), rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_functions_cells_are_what_headless_recalculation_gives(
    name: str, in_office: dict[str, Any], headless: dict[tuple[int, int], Any], example_book: ExampleBook
) -> None:
    for row, column in places(example_book.results[name]):
        address = f"{get_column_letter(column)}{row}"
        assert same(in_office[address], headless[row, column]), (address, in_office[address], headless[row, column])


def test_the_package_inside_the_extension_computes(office: Office) -> None:
    assert office.evaluate(["=XLCOST_VERSION()"]) == [xlcost.xlcost_version()]


def test_a_changed_input_moves_the_result(office: Office, example_book: ExampleBook) -> None:
    row = example_book.results["FINETUNE_UPFRONT"].row
    changed = office.values(example_book.path, [(SHEET, f"B{row}", 80)])[SHEET]
    assert changed[f"T{row}"] == 8_000.0


def test_a_workbook_that_libreoffice_saves_keeps_values_and_formulas(
    example_book: ExampleBook, tmp_path: Path, headless: dict[tuple[int, int], Any]
) -> None:
    unpack_extension(tmp_path / "extensions" / "xlcost")
    folder = tmp_path / "saved"
    folder.mkdir()
    bundled = f"-env:BUNDLED_EXTENSIONS={(tmp_path / 'extensions').as_uri()}"
    (saved,) = convert([example_book.path], folder, "xlsx", extra_arguments=[bundled])
    sheet = open_book(saved).sheets_by_name[SHEET.lower()]
    for name, placed in example_book.results.items():
        cell = sheet.cells[placed.row, placed.column]
        assert str(cell.formula).startswith(f"{name}(")
        assert same(cell.value, headless[placed.row, placed.column]), name


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_function_wizard_shows_the_registers_texts(name: str, office: Office) -> None:
    function, shown = FUNCTIONS[name], office.describe(name)
    assert shown["Description"].startswith(function.summary)
    assert shown["Arguments"] == [[a.name, a.help] for a in function.arguments]


FORMULAS: dict[str, tuple[str, Any]] = {
    "a price range in cells": (CALL, 450.0),
    "a blank as_of cell is the snapshot": (f"=PROMPT_COST({ARTICLE};;;;;$Sheet1.E1;$Sheet1.A1:C4)", 450.0),
    "a blank kind cell is the default": ('=TOKEN_PRICE("plain";$Sheet1.E1;;$Sheet1.A1:C4)', 3.0),
    "a blank prices cell is the package's prices": (
        '=TOKEN_PRICE("claude-3-5-sonnet-20241022";"output";"2025-06-09";$Sheet1.E1)',
        15.0,
    ),
    "a date cell": (f"=PROMPT_COST({ARTICLE};;;;;DATE(2025;6;9);$Sheet1.A1:C4)", 450.0),
    "too few arguments": ('=PROMPT_COST("plain")', "#VALUE!"),
    "a blank required text": ("=TOKEN_PRICE($Sheet1.E1;;;$Sheet1.A1:C4)", "#VALUE!"),
    "an unknown model": ('=TOKEN_PRICE("no such model")', "#N/A"),
    "no break-even": ("=BREAKEVEN_MONTHS(1;1;2)", "#NUM!"),
    "a number out of its domain": ("=FINETUNE_UPFRONT(-1;1)", "#NUM!"),
    "a text for a number": ('=FINETUNE_UPFRONT("x";1)', "#VALUE!"),
    "an error in an argument passes on": ("=FINETUNE_UPFRONT(1/0;1)", "#DIV/0!"),
    "an error in a cell passes on": ("=FINETUNE_UPFRONT($Sheet1.E2;1)", "#N/A"),
    "IFERROR sees the error": ('=IFERROR(BREAKEVEN_MONTHS(1;1;2);"never")', "never"),
    "ISNA sees #N/A": ('=ISNA(TOKEN_PRICE("no such model"))', 1.0),
    "ISERR sees #NUM!": ("=ISERR(BREAKEVEN_MONTHS(1;1;2))", 1.0),
    "the result is a number": ("=ISNUMBER(FINETUNE_UPFRONT(40;100))", 1.0),
    "the result takes part in arithmetic": ("=FINETUNE_UPFRONT(40;100)*2+SUM(FINETUNE_UPFRONT(40;100);1)", 12_001.0),
    "the result decides": ("=IF(FINETUNE_UPFRONT(40;100)>3999;FINETUNE_UPFRONT(1;1);0)", 1.0),
    "a text result compares": ('=FINETUNE_ADVICE(1;TRUE();1;2)="Prompt"', 1.0),
    "a text result picks a branch": ('=IF(FINETUNE_ADVICE(1;TRUE();1;2)="Prompt";"y";"n")', "y"),
    "a text result is found": ('=MATCH(FINETUNE_ADVICE(1;TRUE();1;2);{"x";"Prompt"};0)', 2.0),
    "a text from a table compares when INDEX picks it": (
        f'=INDEX(PROMPT_COST_BREAKDOWN({ARTICLE};;;;;;$Sheet1.A1:C4);4;1)="Output"',
        1.0,
    ),
    "INDEX picks from a table": (f"=INDEX(PROMPT_COST_BREAKDOWN({ARTICLE};;;;;;$Sheet1.A1:C4);7;2)", 450.0),
    "MATCH finds in a table": (
        f'=MATCH("Output";INDEX(PROMPT_COST_BREAKDOWN({ARTICLE};;;;;;$Sheet1.A1:C4);0;1);0)',
        4.0,
    ),
}


@pytest.fixture(scope="module")
def evaluated(office: Office) -> dict[str, Any]:
    formulas = [formula for formula, _ in FORMULAS.values()]
    values = office.evaluate(formulas, {**PRICES, "E2": "=NA()"})
    return dict(zip(FORMULAS, values, strict=True))


@pytest.mark.parametrize("case", FORMULAS)
def test_a_cell_shows_what_excel_would(case: str, evaluated: dict[str, Any]) -> None:
    expected = FORMULAS[case][1]
    assert evaluated[case] == (pytest.approx(expected) if isinstance(expected, float) else expected)


def test_an_array_formula_gives_each_row_its_value_or_error(office: Office) -> None:
    rows = office.evaluate(
        [["=BREAKEVEN_MONTHS(6000;$Sheet1.A1:A4;900)", 4, 1]], {"A1": 1_500, "A2": 900, "A3": "text", "A4": 1_200}
    )
    assert rows == [[[10.0], ["#NUM!"], ["#VALUE!"], [20.0]]]


def test_a_column_against_a_row_gives_a_matrix(office: Office) -> None:
    cells = {"A1": 1, "A2": 2, "B1": 10, "C1": 20}
    rows = office.evaluate([["=FINETUNE_UPFRONT($Sheet1.A1:A2;$Sheet1.B1:C1)", 2, 2]], cells)
    assert rows == [[[10.0, 20.0], [20.0, 40.0]]]


KNOWN_DIFFERENCES: dict[str, tuple[str, Any]] = {
    "a blank required number is 0, not #VALUE!": ("=FINETUNE_UPFRONT($Sheet1.E1;100)", 0.0),
    "a blank optional number is 0, not the default": ("=FINETUNE_UPFRONT(1;100;50;$Sheet1.E1)", 100.0),
    "TRUE for a number is 1, not #VALUE!": ("=FINETUNE_UPFRONT(TRUE();100)", 100.0),
    "an error inside a range is an error of the whole call": (
        f"=PROMPT_COST({ARTICLE};;;;;;$Sheet1.A1:E4)",
        "Err:504",
    ),
    "ERROR.TYPE wants the error in a cell of its own": ("=ERROR.TYPE(BREAKEVEN_MONTHS(1;1;2))", "#N/A"),
    "a text inside a table equals nothing": (
        f'=SUMPRODUCT(PROMPT_COST_BREAKDOWN({ARTICLE};;;;;;$Sheet1.A1:C4)="Output")',
        0.0,
    ),
    "a function that gives a text takes no ranges": ("=FINETUNE_ADVICE($Sheet1.B2:C2;1;1;2)", "#VALUE!"),
}


def test_the_known_differences_are_as_the_docs_say(office: Office) -> None:
    values = office.evaluate([formula for formula, _ in KNOWN_DIFFERENCES.values()], {**PRICES, "E2": "=NA()"})
    assert values == [expected for _, expected in KNOWN_DIFFERENCES.values()]

"""Never silently wrong: what cannot be had as in Excel is reported, keeps Excel's value, and so does what depends on it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from raw_package import formula_sheet, sheet_xml, write_book
from right_or_listed import is_right

from xlcost.calculate.certified import recalculate
from xlcost.calculate.engines.formualizer import FORMUALIZER
from xlcost.calculate.results import Recalculation
from xlcost.errors import BadArgument, BadFile
from xlcost.scenarios.model import WhatIf
from xlcost.workbook.reader import open_book


def rows(*cells: tuple[str, str, object]) -> str:
    """A sheet from (address, formula or "", cached value); each in a row of its own."""
    found = []
    for address, formula, cached in cells:
        row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        inner = f"<f>{formula}</f>" if formula else ""
        kind = ' t="str"' if isinstance(cached, str) else ""
        found.append(f'<row r="{row}"><c r="{address}"{kind}>{inner}<v>{cached}</v></c></row>')
    return sheet_xml("".join(found))


def book(path: Path, cells: dict[str, object]) -> Recalculation:
    return recalculate(write_book(path / "book.xlsx", formula_sheet(cells)))


def reasons(result: Recalculation) -> dict[int, str]:
    return {cell.row: cell.reason for cell in result.not_evaluated}


def test_a_refused_cell_keeps_excels_value(tmp_path: Path) -> None:
    result = recalculate(write_book(tmp_path / "book.xlsx", rows(("A1", "BESSELJ(1.9,2)", 0.33))))
    assert result.values["S1", 1, 1] == 0.33
    assert reasons(result) == {1: "engines differ: 0.329925727692387 and 0.329925828669785"}


def test_what_depends_on_it_keeps_excels_value_too_however_far(tmp_path: Path) -> None:
    sheet = rows(("A1", "INFO(&quot;system&quot;)", "pcdos"), ("A2", "LEN(A1)", 99), ("A3", "SUM(A2:A2)+1", 77))
    result = recalculate(write_book(tmp_path / "book.xlsx", sheet))
    assert [result.values["S1", row, 1] for row in (1, 2, 3)] == ["pcdos", 99.0, 77.0]
    assert reasons(result)[3] == "it depends on 'S1'!A2, which was not evaluated"


def test_what_does_not_depend_on_it_is_fresh(tmp_path: Path) -> None:
    sheet = rows(("A1", "BESSELJ(1.9,2)", 0.33), ("A2", "1+1", 99))
    assert recalculate(write_book(tmp_path / "book.xlsx", sheet)).values["S1", 2, 1] == 2.0


def test_a_circle_is_reported_at_every_cell_of_it(tmp_path: Path) -> None:
    sheet = rows(("A1", "A2+1", 5), ("A2", "A3+1", 6), ("A3", "A1+1", 7), ("A4", "A1*2", 8))
    result = recalculate(write_book(tmp_path / "book.xlsx", sheet))
    assert [result.values["S1", row, 1] for row in (1, 2, 3, 4)] == [5.0, 6.0, 7.0, 8.0]
    assert sorted(reasons(result)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("=NOSUCHFUNCTION(1)", "no engine has the function NOSUCHFUNCTION"),
        ("=[2]Sheet1!A1", "a reference to another workbook"),
        ('=CUBEVALUE("x","y")', "CUBEVALUE reads what is not in the workbook"),
        ("=DELTA(3,3)", "engines have a function in it alike, and Excel otherwise"),
        ("=1+", "the formula ends too early"),
    ],
)
def test_it_says_why(tmp_path: Path, formula: str, reason: str) -> None:
    assert reasons(book(tmp_path, {"A1": 9, "C5": formula})) == {5: reason}


@pytest.mark.parametrize(
    "formula",
    [
        '=VALUE("1/2/2024")',  # 2 January or 1 February
        '=DATEVALUE("3-4-2025")',
        '=VALUE("1/2")',  # of which year
    ],
)
def test_where_excels_answer_is_not_known_none_is_given(tmp_path: Path, formula: str) -> None:
    found = reasons(book(tmp_path, {"A1": formula}))
    assert list(found) == [1]
    assert "as the computer's region has them" in found[1]


@pytest.mark.parametrize("formula", ["=IFERROR(VALUE(B1),0)", "=ISNUMBER(VALUE(B1))", "=COUNT(VALUE(B1))"])
def test_no_function_hides_that_an_answer_is_not_known(tmp_path: Path, formula: str) -> None:
    assert list(reasons(book(tmp_path, {"A1": formula, "B1": "1/2/2024"}))) == [1]


@pytest.mark.parametrize("text", ["$5", "1,000", "(5)", "5 Jan 2024", "1 1/2"])
def test_an_operand_that_only_excel_reads_as_a_number_is_reported(tmp_path: Path, text: str) -> None:
    result = book(tmp_path, {"A1": text, "A2": "=A1+1", "A3": "=-A1", "A4": "=SUMPRODUCT(A1:A1*2)"})
    assert sorted(reasons(result)) == [2, 3, 4]


@pytest.mark.parametrize(("text", "number"), [("5", 5.0), (" 5 ", 5.0), ("5%", 0.05), ("1e3", 1000.0), ("-2.5", -2.5)])
def test_an_operand_that_is_a_plain_number_in_a_text_is_read(tmp_path: Path, text: str, number: float) -> None:
    result = book(tmp_path, {"A1": text, "A2": "=A1*1", "A3": "=ABS(A1)", "A4": "=PMT(0,10,A1)"})
    assert is_right(result, ("S1", 2, 1), number)
    is_right(result, ("S1", 3, 1), abs(number))
    is_right(result, ("S1", 4, 1), -number / 10)


@pytest.mark.parametrize(
    ("text", "number"),
    [("$5", 5.0), ("1,000", 1000.0), ("(5)", -5.0), ("2024-01-10", 45301.0), ("6:00", 0.25), ("2-Feb-2026", 46055.0)],
)
def test_functions_read_texts_as_excel_does(tmp_path: Path, text: str, number: float) -> None:
    result = book(tmp_path, {"A1": text, "A2": "=ROUND(A1,2)", "A3": "=VALUE(A1)", "A4": "=SUM(A1)", "A5": "=ABS(A1)"})
    for row, excel in enumerate((number, number, 0.0, abs(number)), 2):
        is_right(result, ("S1", row, 1), excel)


CRITERIA = {
    "A1": 23, "A2": "23", "A3": True, "A4": -23, "A5": "hey", "A6": False, "A7": "=1/0", "A9": '=""',
    "B1": 1, "B2": 2, "B3": 4, "B4": 8, "B5": 16, "B6": 32, "B7": 64, "B8": 128, "B9": 256,
}  # fmt: skip


@pytest.mark.parametrize(
    ("criterion", "count", "total"),
    [
        ("23", 2, 3),
        ('"=23"', 2, 3),
        ('"<>23"', 8, 510),
        ('">0"', 1, 1),
        ('"<="', 0, 0),
        ('"<>"', 8, 383),
        ('"="', 1, 128),
        ('""', 2, 384),
        ('"h*"', 1, 16),
        ('"?ey"', 1, 16),
        ('"<>hey"', 8, 495),
        ("TRUE", 1, 4),
        ('"#DIV/0!"', 1, 64),
        ("A7", 1, 64),
        ('"<>#DIV/0!"', 8, 447),
    ],
)
def test_criteria_choose_the_cells_that_excel_chooses(
    tmp_path: Path, criterion: str, count: float, total: float
) -> None:
    cells = {**CRITERIA, "D1": f"=COUNTIF(A1:A9,{criterion})", "D2": f"=SUMIF(A1:A9,{criterion},B1:B9)"}
    result = book(tmp_path, cells)
    is_right(result, ("S1", 1, 4), float(count))
    is_right(result, ("S1", 2, 4), float(total))


def test_an_error_among_the_chosen_cells_is_the_sum_and_among_others_it_is_none(tmp_path: Path) -> None:
    cells: dict[str, object] = {
        "A1": "x", "A2": "y", "B1": 5, "B2": "=1/0",
        "C1": '=SUMIF(A1:A2,"x",B1:B2)', "C2": '=SUMIFS(B1:B2,A1:A2,"y")', "C3": "=C1*2", "C4": '=IFERROR(C2,"none")',
    }  # fmt: skip
    result = book(tmp_path, cells)
    for row, excel in enumerate((5.0, "#DIV/0!", 10.0, "none"), 1):
        is_right(result, ("S1", row, 3), excel)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=MATCH(25,A1:A4,1)", 2.0),
        ("=MATCH(5,A1:A4,1)", "#N/A"),
        ("=MATCH(9E+307,A1:A6,1)", 5.0),
        ("=VLOOKUP(39,A1:B4,2)", "c"),
        ("=VLOOKUP(1/0,A1:B4,2,FALSE)", "#DIV/0!"),
        ("=LOOKUP(25,A1:A4,B1:B4)", "b"),
        ("=LOOKUP(2,1/(A1:A4<35),B1:B4)", "c"),
        ("=HLOOKUP(2,{1,3;5,6},2)", 5.0),
        ("=INDEX(A1:A4,-1)", "#VALUE!"),
        ("=_xlfn.XLOOKUP(25,A1:A4,B1:B4,,1)", "c"),
        ("=_xlfn.XMATCH(25,A1:A4,-1)", 2.0),
    ],
)
def test_look_ups_find_what_excel_finds(tmp_path: Path, formula: str, expected: object) -> None:
    cells: dict[str, object] = {f"A{row}": number for row, number in enumerate((10, 20, 30, 40), 1)}
    cells |= {f"B{row}": text for row, text in enumerate("abcd", 1)} | {"A5": 3, "A6": "text"}
    array = formula.startswith("=LOOKUP(2,")
    result = book(tmp_path, cells | {"D1": ("D1", formula) if array else formula})
    is_right(result, ("S1", 1, 4), expected)


def test_an_error_that_comes_with_what_is_set_is_found_by_sums_with_criteria(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A1": "x", "B1": 4, "C1": "=8/B1", "D1": '=SUMIF(A1:A1,"x",C1:C1)'}
    model = WhatIf(open_book(write_book(tmp_path / "book.xlsx", formula_sheet(cells))))
    assert model["S1!D1"] == 2.0
    model["S1!B1"] = 0
    assert model["S1!D1"] == "#DIV/0!"  # the engine's own SUMIF passes over it
    model["S1!B1"] = 2
    assert model["S1!D1"] == 4.0


def test_a_model_gives_no_value_where_excels_is_not_known_any_more(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A1": "2024-01-10", "B1": "=VALUE(A1)"}
    model = WhatIf(open_book(write_book(tmp_path / "book.xlsx", formula_sheet(cells))))
    assert model["S1!B1"] == 45301.0
    model["S1!A1"] = "1/2/2024"
    with pytest.raises(BadArgument, match="what it reads is a text or an error now"):
        model["S1!B1"]


@pytest.mark.parametrize(("formula", "text"), [("=IFERROR(VALUE(A1),0)", "1/2/2024"), ("=A1*2", "$5")])
def test_a_model_sees_what_a_text_that_is_set_does_to_its_readers(tmp_path: Path, formula: str, text: str) -> None:
    cells: dict[str, object] = {"A1": "7", "B1": formula, "C1": "=B1+1"}
    model = WhatIf(open_book(write_book(tmp_path / "book.xlsx", formula_sheet(cells))))
    model["S1!A1"] = text
    with pytest.raises(BadArgument, match="S1!C1 cannot be calculated here as Excel would"):
        model["S1!C1"]


def test_a_model_gives_the_value_again_when_the_text_is_gone(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A1": "7", "B1": "=A1*2"}
    model = WhatIf(open_book(write_book(tmp_path / "book.xlsx", formula_sheet(cells))))
    model["S1!A1"] = "$5"
    with pytest.raises(BadArgument, match="what it reads is a text or an error now"):
        model["S1!B1"]
    model["S1!A1"] = "7"
    assert model["S1!B1"] == 14.0


@pytest.mark.parametrize(
    "formula", ["=INDEX(A1:B3,C1,1)", "=INDEX(A1:B3,2,C1)", "=INDEX(A1:B3,C1,C1)", "=INDEX(A1:A3,C1)"]
)
@pytest.mark.parametrize("beside", [None, 7, "text", True, "=1+1", "=A1", '=""', "=Z99"])
@pytest.mark.parametrize("below", [None, 7, "=A2*2", "=NA()"])
def test_an_index_that_picks_several_cells_none_beside_it_is_an_error_whatever_stands_in_their_way(
    tmp_path: Path, formula: str, beside: object, below: object
) -> None:
    cells = {"A1": 1, "A2": 2, "A3": 3, "B1": 4, "B2": 5, "B3": 6, "C1": 0, "D5": formula, "E5": beside, "D6": below}
    result = book(tmp_path, {address: content for address, content in cells.items() if content is not None})
    is_right(result, ("S1", 5, 4), "#VALUE!")


@pytest.mark.parametrize(
    "formula", ["=SUMPRODUCT(A1:A2*B1:B2)", "=SUMPRODUCT(1*A1:A2,-B1:B2)", "=SUMPRODUCT(A1:A2,B1:B2)"]
)
def test_truth_values_count_in_a_product_that_a_formula_calculates_and_not_in_cells(
    tmp_path: Path, formula: str
) -> None:
    result = book(tmp_path, {"A1": True, "A2": 2, "B1": 3, "B2": 5, "C1": formula})
    expected = {
        "=SUMPRODUCT(A1:A2*B1:B2)": 13.0,
        "=SUMPRODUCT(1*A1:A2,-B1:B2)": -13.0,
        "=SUMPRODUCT(A1:A2,B1:B2)": 10.0,
    }
    assert result.values["S1", 1, 3] == expected[formula]


def test_every_run_of_python_says_the_same(tmp_path: Path) -> None:
    """Sets have another order in each: of several sources of a doubt always the same one is named."""
    refused = formula_sheet({f"{column}{row}": "=BESSELJ(1,1)" for column in "ABCD" for row in range(1, 9)})
    reading = formula_sheet({"A1": '=INDIRECT("S1!A"&1)', "A2": "=SUM(S1!A:D,S2!A:D)", "B2": "=OFFSET(S2!A1,1,1)"})
    path = write_book(tmp_path / "book.xlsx", refused, refused, reading)
    code = f"from xlcost.calculate.certified import recalculate; print(recalculate({str(path)!r}).not_evaluated)"
    said = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in "123456"
    }
    assert len(said) == 1


def offsets(length: int) -> dict[str, object]:
    """Balances by OFFSET of their own row, of which formualizer cannot tell where they end; and what has nothing of it."""
    cells: dict[str, object] = {"A1": 1000, "A2": 10, "A3": "=SUM(A2:A2)+1"}
    for column in "BCDEFGHIJKLMNO"[:length]:
        cells |= {f"{column}2": 10, f"{column}1": f"=OFFSET({column}1,0,-1)-{column}2"}
        cells |= {f"{column}4": f"=({column}1+OFFSET({column}1,0,-1))/2"}
    return cells


def test_where_the_first_engine_fails_the_next_ones_calculate(tmp_path: Path) -> None:
    path = write_book(tmp_path / "book.xlsx", formula_sheet(offsets(12)))
    with pytest.raises(BadFile, match="the engine failed"):
        recalculate(path, engines=(FORMUALIZER,))
    result = recalculate(path)
    assert result.values["S1", 3, 1] == 11.0
    is_right(result, ("S1", 1, 13), 880.0)
    model = WhatIf(open_book(path))
    model["S1!A2"] = 20
    assert model["S1!A3"] == 21.0

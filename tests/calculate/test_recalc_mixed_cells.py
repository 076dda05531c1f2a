"""Texts, truth values, blanks and errors among numbers: what Excel's functions pass over, count as 0, or refuse."""

from __future__ import annotations

import pytest
from raw_package import formula_sheet, write_book
from right_or_listed import is_right

from xlcost.calculate.certified import recalculate
from xlcost.calculate.results import Recalculation

CELLS: dict[str, object] = {
    "A1": 1, "A2": 2, "A3": 4,
    "B1": "x", "B2": True, "B3": 3,
    "C1": True, "C2": False, "C3": 5,
    "D1": 10, "D2": 20, "D3": 30,
    "E1": 5, "E2": "12", "E3": 9,
    "F2": "", "F4": '=""',
}  # fmt: skip

PLAIN: dict[str, object] = {
    "SUM(A1:A3,TRUE)": 8.0,
    "SUM(A1:A3,C1)": 7.0,
    'SUM(A1:A3,"2")': 9.0,
    'SUM(A1:A3,"two")': "#VALUE!",
    'MAX(A1,IF(A1=1,"",2))': "#VALUE!",
    "MAX(C1:C2)": 0.0,
    "MAXA(C1:C2)": 1.0,
    "MINA(A1:A3,B1)": 0.0,
    "COUNT(A1:A3,TRUE,B2)": 4.0,
    "COUNT(1/0,2)": 1.0,
    "COUNTA(F1:F4)": 2.0,
    "COUNTBLANK(F1:F4)": 4.0,
    'COUNTIF(F1:F4,"=")': 2.0,
    "AVERAGE(A1:A3,B1:B3)": 2.5,
    "AVERAGE(A1:A3,TRUE)": 2.0,
    "AVERAGEA(A1:A3,B1:B3)": 11 / 6,
    "MEDIAN(A1:A3,C1:C3)": 3.0,
    "STDEV(A1:A3,B2)": 1.5275252316519468,
    "STDEVA(A1:A3,B2)": 1.4142135623730951,
    "VARPA(A1:A3,B1:B3)": 65 / 36,
    "PRODUCT(B1:C3)": 15.0,
    "SUMSQ(B1:B3)": 9.0,
    "LARGE(B1:C3,1)": 5.0,
    "LARGE(B1:C3,1/0)": "#DIV/0!",
    "RANK(3,B1:C3)": 2.0,
    "PERCENTILE(B1:C3,0.5)": 4.0,
    "PERCENTILE(B1:C3,B1)": "#VALUE!",
    "NPV(0.1,B1:C3)": 3 / 1.1 + 5 / 1.21,
    "SUMPRODUCT(C1:C3)": 5.0,
    "SUMPRODUCT(C1:C3,D1:D3)": 150.0,
    "SUMPRODUCT(B1:B3,D1:D3)": 90.0,
    "SUMPRODUCT(C1:C3*D1:D3)": 160.0,
    "SUMPRODUCT(--(C1:C3=TRUE),D1:D3)": 10.0,
    "SUMPRODUCT(A1:A3>1)": 0.0,
    "SUMPRODUCT(ISNUMBER(B1:B3)*D1:D3)": 30.0,
    "SUMPRODUCT(E1:E3)": 14.0,
    "SUMPRODUCT(A1:A3,E1:E3)": 41.0,
    "SUMPRODUCT(A1:A3*E1:E3)": 65.0,
    'SUMPRODUCT({"12",1})': 1.0,
    "SUM(E1:E3)": 14.0,
    "MATCH(12,E1:E3,0)": "#N/A",
    'MATCH("12",E1:E3,0)': 2.0,
    "COUNTIF(E1:E3,12)": 1.0,
    "SUMIFS(E1:E3,E1:E3,12)": 0.0,
    "COVAR(A1:A3,E1:E3)": 3.0,
    "SLOPE(E1:E3,A1:A3)": 4 / 3,
    "SUMPRODUCT(A1:A3,D1:D2)": "#VALUE!",
    "SUMPRODUCT(A1:A3,2)": "#VALUE!",
    "CORREL(A1:A3,D1:D2)": "#N/A",
    "AND(B1:B3)": True,
    'AND("TRUE",1)': True,
    'OR("",FALSE)': False,
    'OR("x",TRUE)': "#VALUE!",
    "CODE(TRUE)": 84.0,
    "RIGHTB(TRUE)": "E",
    'FIND("R",TRUE)': 2.0,
    "LEN(1/3)": 17.0,
    'LEFT("x","y")': "#VALUE!",
    'LEFT("abc","2")': "ab",
    "BESSELI(TRUE,1)": "#VALUE!",
    "VLOOKUP(1,A1:D3,0.1)": "#VALUE!",
    "VLOOKUP(1,A1:D3,1/0)": "#DIV/0!",
    "VLOOKUP(3,A1:D3,A3,A1)": 20.0,
    "VLOOKUP(2,A1:D3,4,C2)": 20.0,
}

#: The same as array formulas, which work on every cell.
ARRAYS: dict[str, object] = {
    "SUM(A1:A3>1)": 0.0,
    "SUM(--(A1:A3>1))": 2.0,
    "COUNT(A1:A3>1)": 0.0,
    "COUNTA(A1:A3>1)": 3.0,
    "MAX({TRUE,0.5})": 0.5,
    'SUM({"5",1})': 1.0,
    "SUM(IF(A1:A3>1,A1:A3))": 6.0,
    "AVERAGE(IF(A1:A3>1,A1:A3))": 3.0,
    'MEDIAN(IF(A1:A3>1,A1:A3,""))': 3.0,
    "MIN(IF(A1:A3>1,A1:A3))": 2.0,
    "NPV(0.1,IF(A1:A3>1,A1:A3))": 2 / 1.1 + 4 / 1.21,
    "SUM(LEN(B1:B3))": 6.0,
    "MATCH(TRUE,A1:A3>1,0)": 2.0,
    "SUM(A1:A3^2)": 21.0,
    "SUM((A1:A3-1)^0)": "#NUM!",
    'SUM(COUNTIF(B1:C3,{"x","<="}))': 1.0,
    "SUM(YEAR(A1:A3*366))": 5706.0,
}


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculation:
    cells = CELLS | {f"H{row}": f"={formula}" for row, formula in enumerate(PLAIN, 1)}
    cells |= {f"J{row}": (f"J{row}", f"={formula}") for row, formula in enumerate(ARRAYS, 1)}
    return recalculate(write_book(tmp_path_factory.mktemp("mixed") / "mixed.xlsx", formula_sheet(cells)))


def test_most_cells_get_an_answer(calculated: Recalculation) -> None:
    assert len(calculated.not_evaluated) <= 14


@pytest.mark.parametrize("formula", PLAIN)
def test_in_a_plain_formula(calculated: Recalculation, formula: str) -> None:
    is_right(calculated, ("S1", list(PLAIN).index(formula) + 1, 8), PLAIN[formula])


@pytest.mark.parametrize("formula", ARRAYS)
def test_in_an_array_formula(calculated: Recalculation, formula: str) -> None:
    is_right(calculated, ("S1", list(ARRAYS).index(formula) + 1, 10), ARRAYS[formula])

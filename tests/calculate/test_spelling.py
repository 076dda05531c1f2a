"""Formulas spelled for the engine: it reads what they mean, and what it reads otherwise a second engine finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_package import formula_sheet, write_book
from right_or_listed import is_right

from xlcost.calculate.certified import recalculate
from xlcost.calculate.engines.formualizer import FORMUALIZER
from xlcost.calculate.results import Recalculation
from xlcost.evaluate.binding import our_functions
from xlcost.workbook.reader import open_book

CELLS: dict[str, object] = {"A1": 3.5, "A2": "n/a", "A3": -2.5, "A4": 8.0, "B1": 1, "B2": 2, "B3": 2, "B4": 4}
FORMULAS = {
    "SUMPRODUCT(ISNUMBER(A1:A4)*B1:B4)": 7.0,
    "SUMPRODUCT(ISERROR(A1:A4)*1)": 0.0,
    "SUMPRODUCT(LEN(A1:A4)*1)": 11.0,
    "SUMPRODUCT((A1:A4=A1:A4)*(ROW(A1:A4)<=ROW(A2)))": 2.0,
    "SUMPRODUCT(MOD(ROW(A1:A4),2)*B1:B4)": 3.0,
    "SUMPRODUCT(COLUMN(B1:D1)*1)": 9.0,
    "SUMPRODUCT((COUNTIFS(B1:B4,B1:B4)=1)*B1:B4)": 5.0,
    "SUMPRODUCT(INT(B1:B4/2)*1)": 4.0,
    "SUMPRODUCT(ROUNDUP(B1:B4/4,0)*ABS(B1:B4-3))": 5.0,
    "ROUND(SUMPRODUCT(B1:B4,B1:B4)/3,2)": 8.33,
    'SUMPRODUCT((B1:B4>1)*(A1:A4="n/a"),B1:B4)': 2.0,
    "ROW(A3:A4)": 3.0,
    "TOKEN_PRICE(\"small\",\"input\",,{\"model\",\"input\",\"output\";\"small\",3,15})": 3.0,
    "INT(-2.5)+INT(\"3.5\")+ABS(TRUE)": 1.0,
    "ROUNDUP(-2.1,0)": -3.0,
    'IF(TRUE,,1)': 0.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cells = CELLS | {f"D{row}": f"={formula}" for row, formula in enumerate(FORMULAS, 1)}
    return write_book(tmp_path_factory.mktemp("spelling") / "book.xlsx", formula_sheet(cells))


@pytest.fixture(scope="module")
def as_it_is(path: Path) -> dict[str, object]:
    session = FORMUALIZER.load(open_book(path))
    session.bind(our_functions())
    session.recalculate()
    answers = session.read([("S1", row, 4) for row in range(1, len(FORMULAS) + 1)])
    return dict(zip(FORMULAS, answers.values(), strict=True))


@pytest.fixture(scope="module")
def calculated(path: Path) -> Recalculation:
    return recalculate(path)


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_value_is_excels_or_the_cell_is_listed(calculated: Recalculation, formula: str) -> None:
    is_right(calculated, ("S1", list(FORMULAS).index(formula) + 1, 4), FORMULAS[formula])


def test_hardly_any_is_listed(calculated: Recalculation) -> None:
    assert len(calculated.not_evaluated) <= 1


@pytest.mark.parametrize("formula", ["SUMPRODUCT((A1:A4=A1:A4)*(ROW(A1:A4)<=ROW(A2)))", "SUMPRODUCT(COLUMN(B1:D1)*1)"])
def test_what_is_spelled_is_read_right_by_the_engine_alone(as_it_is: dict[str, object], formula: str) -> None:
    assert as_it_is[formula] == pytest.approx(FORMULAS[formula])


def test_copies_read_the_cells_beside_them_and_the_same_table(tmp_path: Path) -> None:
    cells: dict[str, object] = {"F1": "model", "G1": "input", "H1": "output", "F2": "small", "G2": 3, "H2": 15}
    for row in range(1, 6):
        table = "S1!$F$1:$H$2" if row % 2 else "s1!$f$1:$h$2"
        cells[f"A{row}"] = row
        cells[f"B{row}"] = f"=SUMPRODUCT(ROW(A{row}:A{row + 1})*1)"
        cells[f"C{row}"] = f'=A{row}*TOKEN_PRICE("small","output",,{table})'
        cells[f"D{row}"] = f"=SUMPRODUCT(A{row}:A{row}*A{row})/A{row}"
    session = FORMUALIZER.load(open_book(write_book(tmp_path / "book.xlsx", formula_sheet(cells))))
    session.bind(our_functions())
    session.recalculate()
    rows = range(1, 6)
    answers = session.read([("S1", row, column) for row in rows for column in (2, 3, 4)])
    assert answers == {
        ("S1", row, column): value
        for row in rows
        for column, value in ((2, 2.0 * row + 1), (3, 15.0 * row), (4, float(row)))
    }


@pytest.mark.parametrize(
    "formula", ["SUM(S1!B1:S1!B4)", "SUM('S1'!B1:'S1'!B4)", "SUM(B1:B4)", "SUM(B1:INDEX(B1:B4,4))"]
)
def test_what_stands_between_two_corners_is_followed(tmp_path: Path, formula: str) -> None:
    session = FORMUALIZER.load(open_book(write_book(tmp_path / "b.xlsx", formula_sheet(CELLS | {"D1": f"={formula}"}))))
    session.bind(our_functions())
    session.recalculate()
    assert session.read([("S1", 1, 4)]) == {("S1", 1, 4): 9.0}
    session.set(("S1", 2, 2), 12.0)
    session.recalculate()
    assert session.read([("S1", 1, 4)]) == {("S1", 1, 4): 19.0}


@pytest.mark.parametrize(
    "formula",
    [
        'TRAINING_COST("gpt-4.1-mini",1000,500,,100)',
        'TRAINING_COST("gpt-4.1-mini",1000,500, , 100)',  # left out between spaces
        '[1]!TRAINING_COST("gpt-4.1-mini",1000,500,3,100)',  # of an add-in
        "TRAINING",  # a name that calls it
    ],
)
def test_our_function_is_found_however_a_file_calls_it(tmp_path: Path, formula: str) -> None:
    names = '<definedName name="TRAINING">TRAINING_COST("gpt-4.1-mini",1000,500,,100)</definedName>'
    cells: dict[str, object] = {"A1": f"={formula}+0", "A2": '=TRAINING_COST("gpt-4.1-mini",1000,500,3,100)'}
    session = FORMUALIZER.load(open_book(write_book(tmp_path / "b.xlsx", formula_sheet(cells), names=names)))
    session.bind(our_functions())
    session.recalculate()
    found = session.read([("S1", 1, 1), ("S1", 2, 1)])
    assert found["S1", 1, 1] == found["S1", 2, 1]
    assert isinstance(found["S1", 2, 1], float)

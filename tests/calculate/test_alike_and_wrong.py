"""What two engines once had alike and Excel otherwise, found by an attack of ten thousand formulas: right or listed.

Excel's values are those of its help pages and of reports of its users. None stands for an answer that nobody can know:
then none may be given.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_package import formula_sheet, sheet_xml, write_book
from right_or_listed import is_right

from xlcost.calculate.certified import recalculate
from xlcost.calculate.results import Recalculation
from xlcost.hosts.engines import AUTO, ENGINES

CELLS: dict[str, object] = {f"B{row}": value for row, value in enumerate((5, 3, 9, 1, 3, 7, 2), 1)}
CELLS |= {f"C{row}": value for row, value in enumerate((1, 2, 2, 3, 5, 8, 13), 1)}
CELLS |= {f"D{row}": value for row, value in enumerate((10, 20, 30, 40, 50, 60, 70), 1)}
CELLS |= {f"E{row}": value for row, value in enumerate((13, 8, 5, 3, 2, 2, 1), 1)}
CELLS |= {"G1": "=1/0", "G2": "March 1, 2024", "G3": "3pm", "G4": "Jan-24"}

FORMULAS: list[tuple[str, object]] = [
    ("INT(880000000*0.00849/3)", 2490400.0),  # the example of Microsoft's page about rounding
    ("QUOTIENT(880000000*0.00849,3)", 2490400.0),
    ("INT(123456789-0.0000004)", 123456789.0),
    ("INT(4.1*100)", 410.0),
    ("INT(-2.5)", -3.0),
    ("INT(1234567890123456)", 1234567890123456.0),
    ("ROUNDUP(1.1*1.1*100,0)", 121.0),
    ("MROUND(1.005,0.01)", None),  # the way from the middle is not defined
    ("MROUND(7.3,0.5)", 7.5),
    ("MATCH(9,B1:B7,-1)", None),
    ("MATCH(4,B1:B7,1)", None),
    ("MATCH(4,B1:B7)", None),
    ("VLOOKUP(4,B1:D7,3)", None),
    ("VLOOKUP(4,B1:D7,3,TRUE)", None),
    ("LOOKUP(4,B1:B7,D1:D7)", None),
    ("HLOOKUP(4,{5,3,9;1,2,3},2)", None),
    ("_xlfn.XLOOKUP(3,B1:B7,D1:D7,,0,2)", None),
    ("_xlfn.XMATCH(3,B1:B7,0,-2)", None),
    ("MATCH(99,B1:B7)", 7.0),
    ("LOOKUP(9E+307,B1:B7)", 2.0),
    ("MATCH(0,B1:B7)", "#N/A"),
    ("MATCH(4,C1:C7)", 4.0),
    ("MATCH(2,C1:C7)", 3.0),
    ("MATCH(4,E1:E7,-1)", 3.0),
    ("MATCH(2,E1:E7,-1)", None),  # which of the two, nobody says
    ("VLOOKUP(4,C1:D7,2)", 40.0),
    ("VLOOKUP(4,C1:D7,2,FALSE)", "#N/A"),
    ("VLOOKUP(3,C1:D7,3,FALSE)", "#REF!"),
    ("SUMPRODUCT(LOOKUP(C1:C3,C1:C7,D1:D7))", 70.0),
    ("SUMPRODUCT(VLOOKUP(C1:C3,C1:D7,2,FALSE))", 50.0),
    ("_xlfn.XMATCH(F1,C1:C7,1)", None),  # approximately for a blank
    ("_xlfn.XLOOKUP(5,C1:C7,D1:D7)", 50.0),
    ('_xlfn.XLOOKUP(4,C1:C7,D1:D7,"none")', "none"),
    ("IRR({-70000,12000,15000})", None),  # Excel's help: it needs a guess
    ("IRR({-70000,12000,15000},-0.1)", -0.4435069413347406),
    ("IRR({-100,10,10,10},5)", None),
    ("IRR({-100,39,59,55,20})", 0.28094842116),
    ("XIRR({-10000,2750,4250,3250,2750},{39448,39508,39751,39859,39904},0.1)", 0.373362535),
    ("RATE(360,-536.82,100000)", 0.004166644536345589),
    ("RATE(3300,-200,8000)", "#NUM!"),
    ("INDEX(D1:D7,2,2)", "#REF!"),
    ("INDEX(D1:D7,2,1)", 20.0),
    ("INDEX(D1:D7,2,0)", 20.0),
    ("LARGE(D1:D7,0.5)", None),
    ("LARGE(D1:D7,2)", 60.0),
    ("SMALL(D1:D7,8)", "#NUM!"),
    ("EOMONTH(F1,1)", None),  # early 1900, where Excel has a day more
    ("EDATE(F1,12)", None),
    ("EOMONTH(61,-1)", None),
    ("EOMONTH(45292,1)", 45351.0),
    ("DATE(1900,2,366)", None),
    ("EDATE(45292,)", "#N/A"),
    ('DATEDIF(43890,45322,"YD")', None),
    ('DATEDIF(43890,45716,"md")', None),
    ('DATEDIF(43890,45322,"Y")', 3.0),
    ("MONTH(G2)", 3.0),
    ("HOUR(G3)", None),
    ("VALUE(G3)", None),
    ("VALUE(G4)", None),  # the 24th of January of the year in which somebody asks
    ("YEAR(G4)", None),
    ('DATEVALUE("5 March")', None),
    ('DATEVALUE("5 March 2024")', 45356.0),
    ("WEEKDAY(G3)", None),
    ("TRUNC(G3)", None),
    ("1E-308/1E10", 0.0),
    ('ADDRESS(2,3,,,"x")', "x!$C$2"),
    ("ADDRESS(2,3,)", "$C$2"),
    ("COUNT(5,)", 2.0),
    ("COUNTA(5,)", 2.0),
    ('COUNTIF(G1:G1,"#DIV/0!")', 1.0),
]


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculation:
    cells = CELLS | {f"A{row}": f"={formula}" for row, (formula, _) in enumerate(FORMULAS, 1)}
    return recalculate(write_book(tmp_path_factory.mktemp("alike") / "alike.xlsx", formula_sheet(cells)))


@pytest.mark.parametrize("row", range(1, len(FORMULAS) + 1), ids=[formula for formula, _ in FORMULAS])
def test_the_value_is_excels_or_the_cell_is_listed(calculated: Recalculation, row: int) -> None:
    formula, excel = FORMULAS[row - 1]
    if excel is None:
        assert ("S1", row, 1) in {cell[:3] for cell in calculated.not_evaluated}
    else:
        is_right(calculated, ("S1", row, 1), excel, tolerance=1e-8 if formula.startswith(("IRR", "XIRR")) else 1e-12)


def test_a_third_engine_that_is_alike_the_second_proves_none_of_them(calculated: Recalculation) -> None:
    """LibreOffice takes the year of the clock for a text without one, as Formulon does."""
    result = recalculate(calculated.book, engines=ENGINES[AUTO]())
    listed = {cell.row for cell in result.not_evaluated if cell.column == 1}
    assert [row for row, (_, excel) in enumerate(FORMULAS, 1) if excel is None and row not in listed] == []


def test_what_is_certain_is_answered(calculated: Recalculation) -> None:
    certain = sum(excel is not None for _, excel in FORMULAS)
    assert len(FORMULAS) - len(calculated.not_evaluated) >= certain - 9


def test_a_zero_that_a_file_has_for_a_formula_proves_nothing(tmp_path: Path) -> None:
    """Some programs write 0 for whatever they have not calculated."""
    sheet = formula_sheet({"A1": "=PRODUCT(5,)"}).replace("</f>", "</f><v>0</v>")
    result = recalculate(write_book(tmp_path / "zero.xlsx", sheet))
    assert [cell[:3] for cell in result.not_evaluated] == [("S1", 1, 1)]


@pytest.mark.parametrize(("other", "is_given"), [("5", True), ("0", False), ("", False)])
def test_a_saved_zero_is_a_value_where_the_program_wrote_values_and_no_zeros_for_them(
    tmp_path: Path, other: str, is_given: bool
) -> None:
    """Some programs write 0 for every formula; DATEDIF by YD is what no second engine proves."""
    cells = (
        f'<c r="A1"><f>2+3</f><v>{other}</v></c>',
        '<c r="B1"><f>DATEDIF(43890,43890,"YD")</f><v>0</v></c>',
    )
    result = recalculate(write_book(tmp_path / "zeros.xlsx", sheet_xml(f'<row r="1">{"".join(cells)}</row>')))
    assert [cell[:3] for cell in result.not_evaluated] == ([] if is_given else [("S1", 1, 2)])

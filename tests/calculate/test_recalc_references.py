"""Which cells a formula means: tables, names, arrays, implicit intersection, copies, sheets. Values are Excel's."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_package import formula_sheet, parts, sheet_xml, table_xml, write_book, zipped
from right_or_listed import is_right

from xlcost.calculate.certified import recalculate
from xlcost.calculate.results import Recalculation

#: A table with totals, rows 2 to 5: Item, Net, Rate and the total of Net.
SALES = {
    "A1": "Item", "B1": "Net", "C1": "Rate",
    "A2": "pens", "B2": 10, "C2": 0.5,
    "A3": "ink", "B3": 20, "C3": 0.25,
    "A4": "cups", "B4": 30, "C4": 0.1,
    "A5": "Total", "B5": "=SUBTOTAL(109,Sales[Net])",
}  # fmt: skip
TABLE = table_xml("Sales", "A1:C5", "Item", "Net", "Rate", totals=1)


def book(path: Path, *sheets: dict[str, object], names: str = "", tables: tuple[str, ...] = ()) -> Recalculation:
    return recalculate(write_book(path / "book.xlsx", *map(formula_sheet, sheets), names=names, tables=tables))


def value(result: Recalculation, row: int, column: int, sheet: str = "S1") -> object:
    reasons = {(cell.sheet, cell.row, cell.column): cell.reason for cell in result.not_evaluated}
    assert (sheet, row, column) not in reasons, reasons[sheet, row, column]
    return result.values[sheet, row, column]


def one(path: Path, formula: str, cells: dict[str, object] | None = None, names: str = "") -> object:
    """The value of a formula in H9, beside some cells."""
    return value(book(path, {**(cells or {}), "H9": formula}, names=names), 9, 8)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUM(Sales[Net])", 60.0),
        ("=SUM(Sales[[#Data],[Net]])", 60.0),
        ("=SUM(Sales[[#All],[Net]])", 120.0),
        ("=SUM(Sales[[#Totals],[Net]])", 60.0),
        ("=COUNTA(Sales[#Headers])", 3.0),
        ("=COUNTA(Sales[[#Headers],[Item]:[Net]])", 2.0),
        ("=COUNTA(Sales[#All])", 14.0),
        ("=ROWS(Sales)", 3.0),
        ("=COLUMNS(Sales[[Net]:[Rate]])", 2.0),
        ("=SUM(Sales[[#Data],[#Totals],[Net]])", 120.0),
        ('=INDEX(Sales[Net],MATCH("ink",Sales[Item],0))', 20.0),
        ("=SUMPRODUCT(Sales[Net],Sales[Rate])", 13.0),
        ('=SUMIFS(Sales[Net],Sales[Rate],">0.2")', 30.0),
        ('=VLOOKUP("cups",Sales[],2,FALSE)', 30.0),
    ],
)
def test_a_table_is_known_by_its_name(tmp_path: Path, formula: str, expected: float) -> None:
    result = book(tmp_path, {**SALES, "E7": formula}, tables=(TABLE,))
    assert is_right(result, ("S1", 7, 5), expected)


def test_this_row_is_the_formulas_own(tmp_path: Path) -> None:
    own = {"E2": "=Sales[[#This Row],[Net]]*2", "E3": "=Sales[@Net]*Sales[@Rate]", "E4": "=SUM(Sales[@[Net]:[Rate]])"}
    result = book(tmp_path, {**SALES, **own}, tables=(TABLE,))
    assert [value(result, row, 5) for row in (2, 3, 4)] == [20.0, 5.0, 30.1]


def test_beside_no_row_of_the_table_this_row_is_an_error(tmp_path: Path) -> None:
    assert value(book(tmp_path, {**SALES, "E9": "=Sales[@Net]"}, tables=(TABLE,)), 9, 5) == "#VALUE!"


def test_a_plain_formula_over_a_column_means_the_cell_in_its_row(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A1": 1, "A2": 2, "A3": 3, "C2": "=A1:A3*10", "C3": "=A1:A3", "C9": "=A1:A3"}
    result = book(tmp_path, cells)
    assert [value(result, row, 3) for row in (2, 3, 9)] == [20.0, 3.0, "#VALUE!"]
    assert ("S1", 4, 3) not in result.values  # nothing spills


def test_a_plain_formula_over_a_row_means_the_cell_in_its_column(tmp_path: Path) -> None:
    assert value(book(tmp_path, {"A1": 1, "B1": 2, "C1": 3, "B5": "=A1:C1+1"}), 5, 2) == 3.0


def test_functions_that_add_up_take_all_cells(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A1": 1, "A2": 2, "A3": 3, "C2": "=SUM(A1:A3)*A1:A3"}
    assert value(book(tmp_path, cells), 2, 3) == 12.0


def test_an_operator_within_a_sum_still_means_one_cell(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A1": 1, "A2": 2, "A3": 3, "C2": "=SUM(A1:A3*10)", "C3": "=SUMPRODUCT(A1:A3*10)"}
    result = book(tmp_path, cells)
    assert (value(result, 2, 3), value(result, 3, 3)) == (20.0, 60.0)


def test_an_array_formula_works_on_all_cells_and_fills_its_range(tmp_path: Path) -> None:
    cells: dict[str, object] = {"A1": 1, "A2": 2, "A3": 3, "C1": ("C1:C3", "=A1:A3*10"), "D1": ("D1", "=SUM(A1:A3*10)")}
    result = book(tmp_path, cells)
    assert [value(result, 1, 3), result.values["S1", 2, 3], result.values["S1", 3, 3]] == [10.0, 20.0, 30.0]
    assert value(result, 1, 4) == 60.0


def test_a_larger_range_than_the_result_is_filled_with_na(tmp_path: Path) -> None:
    result = book(tmp_path, {"A1": 1, "A2": 2, "C1": ("C1:C3", "=A1:A2")})
    assert [result.values["S1", row, 3] for row in (1, 2, 3)] == [1.0, 2.0, "#N/A"]


def test_only_a_cell_marked_dynamic_spills(tmp_path: Path) -> None:
    numbers = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in (2, 3))
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="C1" cm="1"><f t="array" ref="C1:C3">A1:A3*2</f></c></row>' + numbers
    path = tmp_path / "dynamic.xlsx"
    path.write_bytes(zipped(parts(sheet_xml(rows))))
    result = recalculate(path)
    assert result.not_evaluated == ()
    assert [result.values["S1", row, 3] for row in (1, 2, 3)] == [2.0, 4.0, 6.0]


def test_a_shared_formula_moves_with_its_copies(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1+ROW()</f></c></row>'
        '<row r="2"><c r="A2"><v>5</v></c><c r="B2"><f t="shared" si="0"/></c></row>'
        '<row r="3"><c r="A3"><v>7</v></c><c r="B3"><f t="shared" si="0"/></c></row>'
    )
    path = tmp_path / "shared.xlsx"
    path.write_bytes(zipped(parts(sheet_xml(rows))))
    result = recalculate(path)
    assert [value(result, row, 2) for row in (1, 2, 3)] == [2.0, 7.0, 10.0]


def test_a_reference_over_sheets_adds_up_all_of_them(tmp_path: Path) -> None:
    sheets: list[dict[str, object]] = [
        {"A1": 1, "B1": "=SUM(S1:S3!A1)", "B2": "=AVERAGE(S2:S3!A1:A2)", "B3": "=MAX('S1:S3'!A1)"},
        {"A1": 10, "A2": 30},
        {"A1": 100, "A2": 60},
    ]
    result = book(tmp_path, *sheets)
    assert [value(result, row, 2) for row in (1, 2, 3)] == [111.0, 50.0, 100.0]


def test_other_sheets_are_read_whatever_their_order(tmp_path: Path) -> None:
    result = book(tmp_path, {"A1": "=S2!A1*2"}, {"A1": "=S3!B7+1"}, {"B7": 20})
    assert (value(result, 1, 1), value(result, 1, 1, "S2")) == (42.0, 21.0)


NAMES = (
    '<definedName name="VatRate">0.19</definedName>'
    '<definedName name="Costs">S1!$A$1:$A$3</definedName>'
    '<definedName name="Left">S1!A1048576</definedName>'
    '<definedName name="Greeting">"Hello "&amp;"World"</definedName>'
    '<definedName name="Doubled">S1!$A$1:$A$3*2</definedName>'
    '<definedName name="Both">S1!$A$1,S1!$A$3</definedName>'
    '<definedName name="Limit" localSheetId="0">5</definedName>'
    '<definedName name="Limit">50</definedName>'
    '<definedName name="Gross">_xlfn.LAMBDA(_xlpm.net,_xlpm.net*(1+VatRate))</definedName>'
)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=100*VatRate", 19.0),
        ("=SUM(Costs)", 6.0),
        ("=INDEX(Costs,2)", 2.0),
        ("=SUM(Doubled)", 12.0),
        ("=Greeting", "Hello World"),
        ("=SUM(Both)", 4.0),
        ("=Limit", 5.0),
        ("=Gross(200)", 238.0),
        ("=_xlfn.LET(_xlpm.x,3,_xlpm.x*_xlpm.x)", 9.0),
        ("=_xlfn.LAMBDA(_xlpm.a,_xlpm.b,_xlpm.a-_xlpm.b)(7,2)", 5.0),
        ("=NoSuchName", "#NAME?"),
    ],
)
def test_a_name_means_what_it_is_defined_as(tmp_path: Path, formula: str, expected: object) -> None:
    is_right(book(tmp_path, {"A1": 1, "A2": 2, "A3": 3, "H9": formula}, names=NAMES), ("S1", 9, 8), expected)


def test_a_name_with_a_relative_reference_moves_with_the_cell(tmp_path: Path) -> None:
    above = '<definedName name="Above">S1!A1048576</definedName>'
    cells: dict[str, object] = {"B1": 4, "B2": "=Above*2", "C1": 5, "C2": "=Above*2"}
    result = book(tmp_path, cells, names=above)
    is_right(result, ("S1", 2, 2), 8.0)
    is_right(result, ("S1", 2, 3), 10.0)


def test_a_name_of_a_sheet_holds_there_before_one_of_the_workbook(tmp_path: Path) -> None:
    result = book(tmp_path, {"A1": "=Limit"}, {"A1": "=Limit"}, names=NAMES)
    assert (value(result, 1, 1, "S1"), value(result, 1, 1, "S2")) == (5.0, 50.0)


@pytest.mark.parametrize(
    "name",
    ["BREAKEVEN_MONTHS", "_xldudf_BREAKEVEN_MONTHS", "_xldudf_XLCOST_BREAKEVEN_MONTHS", "[1]!BREAKEVEN_MONTHS",
     "'C:\\Tools\\xlcost.xlam'!BREAKEVEN_MONTHS", "_xlfn.BREAKEVEN_MONTHS", "breakeven_months"],
)  # fmt: skip
def test_our_functions_are_known_however_a_file_spells_them(tmp_path: Path, name: str) -> None:
    assert one(tmp_path, f"={name}(4000,2040,450)") == one(tmp_path, "=BREAKEVEN_MONTHS(4000,2040,450)")


def test_a_name_may_call_our_functions(tmp_path: Path) -> None:
    names = '<definedName name="Payback">BREAKEVEN_MONTHS(S1!$A$1,S1!$A$2,S1!$A$3)</definedName>'
    cells: dict[str, object] = {"A1": 1000, "A2": 100, "A3": 300}
    result = book(tmp_path, {**cells, "H9": "=Payback"}, names=names)
    is_right(result, ("S1", 9, 8), one(tmp_path, "=BREAKEVEN_MONTHS(1000,100,300)"))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=_xlfn.XLOOKUP(2,A1:A3,B1:B3)", "b"),
        ('=_xlfn.TEXTJOIN("-",TRUE,B1:B3)', "a-b-c"),
        ("=_xlfn.IFS(A1>1,1,A2>1,2)", 2.0),
        ("=SUM(_xlfn._xlws.FILTER(A1:A3,A1:A3>1))", 5.0),
        ("=_xlfn.CONCAT(B1:B3)", "abc"),
        ("=_xlfn.MAXIFS(A1:A3,B1:B3,\"<>c\")", 2.0),
        ("=_xlfn.SINGLE(A1:A3)", "#VALUE!"),
    ],
)  # fmt: skip
def test_the_prefixes_of_newer_functions_are_understood(tmp_path: Path, formula: str, expected: object) -> None:
    cells: dict[str, object] = {"A1": 1, "A2": 2, "A3": 3, "B1": "a", "B2": "b", "B3": "c"}
    is_right(book(tmp_path, {**cells, "H9": formula}), ("S1", 9, 8), expected)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=CELL("row",B7)', 7.0),
        ('=CELL("col",B7)', 2.0),
        ('=CELL("address",B7)', "$B$7"),
        ('=CELL("contents",A1)', 1.0),
        ("=A1:A3 A2:B2", 2.0),
        ("=SUM((A1,A3))", 4.0),
        ("=SUM(A1:INDEX(A1:A3,2))", 3.0),
        ("=SUM(OFFSET(A1,1,0,2,1))", 5.0),
        ('=INDIRECT("A"&2)', 2.0),
        ("=ROW(A5)+COLUMN(C1)", 8.0),
        ("=ROWS(A1:B3)*COLUMNS(A1:B3)", 6.0),
        ("=ROWS(H$1:H9)+ROW()+COLUMN()", 26.0),
        ("=-2^2", 4.0),
        ("=1-2^2", -3.0),
        ("=50%", 0.5),
        ('="a"&1/4', "a0.25"),
        ('="10"+5', 15.0),
        ("=TRUE+TRUE", 2.0),
        ("=0.1+0.2=0.3", True),
        ("=A1=1", True),
        ('="A"="a"', True),
        ('="a">1', True),
    ],
)
def test_references_and_operators_mean_what_they_mean_in_excel(tmp_path: Path, formula: str, expected: object) -> None:
    is_right(book(tmp_path, {"A1": 1, "A2": 2, "A3": 3, "B2": 9, "H9": formula}), ("S1", 9, 8), expected)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=DATE(2024,1,1)", 43830.0),
        ("=YEAR(43830)", 2024.0),
        ("=MONTH(43830)*100+DAY(43830)", 101.0),
        ("=EDATE(43830,1)", 43861.0),
        ("=EOMONTH(43830,0)", 43860.0),
        ("=WEEKDAY(43830)", 2.0),
        ("=NETWORKDAYS(43830,43836)", 5.0),
        ('=TEXT(43830,"yyyy-mm-dd")', "2024-01-01"),
        ('=TEXT(43830,"0")', "43830"),
        ('=DATEVALUE("2024-01-01")', 43830.0),
        ('=VALUE("2024-01-01")', 43830.0),
        ("=YEARFRAC(43830,44196,1)", 1.0),
    ],
)
def test_days_may_count_from_1904(tmp_path: Path, formula: str, expected: object) -> None:
    content = parts(formula_sheet({"A1": formula}))
    workbook = str(content["xl/workbook.xml"]).replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    path = tmp_path / "mac.xlsx"
    path.write_bytes(zipped(content | {"xl/workbook.xml": workbook}))
    is_right(recalculate(path), ("S1", 1, 1), expected)

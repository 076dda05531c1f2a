"""Small inputs that once failed, found on real models: each is calculated as Excel does it, or listed, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_package import formula_sheet, sheet_xml, write_book
from right_or_listed import is_right

from xlcost.calculate.certified import recalculate
from xlcost.calculate.results import Recalculation
from xlcost.errors import BadArgument
from xlcost.formula.graph import read_graph
from xlcost.formula.unique import read_formulas
from xlcost.scenarios.model import open_model
from xlcost.workbook.reader import open_book

# One cell each: the formula, and what Excel shows; figures of Excel's help pages and of reports by its users.
FORMULAS = [
    ('=TEXT(1234567,"#,##0.0,")', "1,234.6"),
    ('=TEXT(1234567,"0.0,,")', "1.2"),
    ('=TEXT(1234567,"$#,##0,K")', "$1,235K"),
    ('=TEXT(1234567,"$0.0,,\\M")', "$1.2M"),
    ('=TEXT(1234567,"0.#,")', "1234.6"),
    ('=TEXT(1234567,"#,##0.00,,""m""")', "1.23m"),
    ('=TEXT(10,"[<10]#"" Wow""")', "10"),
    ('=TEXT(9,"[<10]#"" Wow""")', "9 Wow"),
    ('=TEXT("jello",";;;""hi""")', "hi"),
    ('=TEXT("jello",";;;")', ""),
    ('=TEXT("x","0;(0);""zero"";""<""@"">""")', "<x>"),
    ('=TEXT("x","0;@")', "x"),
    ('=TEXT(-3,"0;@")', "-3"),
    ('=TEXT(0.6076,"hh:mm:ss a/p")', "02:34:57 p"),
    ('=TEXT(0.6076,"hh:mm:ss am/pm")', "02:34:57 PM"),
    ('=TEXT(1500000,"[>=1000000]0.0,,""M"";[>=1000]0.0,""K"";0")', "1.5M"),
    ('=TEXT(1500,"[>=1000000]0.0,,""M"";[>=1000]0.0,""K"";0")', "1.5K"),
    ('=TEXT(15,"[>=1000000]0.0,,""M"";[>=1000]0.0,""K"";0")', "15"),
    ('=IF("TRUE",1,0)', 1.0),
    ("=TYPE(1/0)", 16.0),
    ('=TYPE("a")', 2.0),
    ("=COUNTIFS(X1:X3,1,Y1:Y4,1)", "#VALUE!"),
    ("=SUMIFS(X1:X3,Y1:Y4,1)", "#VALUE!"),
    ("=COUNTIFS(X1:X3,2,Y1:Y3,0)", 1.0),
    ('=TIMEVALUE("1:30PM")', 0.5625),
    ('=IFERROR(__xludf.DUMMYFUNCTION("GOOGLEFINANCE(""A"")"),42)', 42.0),
    ("=0.1+0.2-0.3", 0.0),
    ("=(0.1+0.2-0.3)", 5.551115123125783e-17),
    ("=SUM(OFFSET(Z12,0,0,-3,1))", 33.0),
    ("=SUM(OFFSET(Z12,-2,0,2))", 21.0),
    ("=OFFSET(Z1,-1,0)", "#REF!"),
    ("=AGGREGATE(14,6,X1:X5/(Y1:Y5>0),1)", 5.0),
    ("=AGGREGATE(15,6,X1:X5,2)", 2.0),
    ("=AGGREGATE(12,5,X1:X5)", 3.0),
    ("=AGGREGATE(9,6,X1:X5)", 15.0),
    ('=SUMPRODUCT({"a",2},{3,4})', 8.0),
    ('=HLOOKUP("b",{"a","b",3;1,2,3},2)', 2.0),
    ('=VLOOKUP(2.5,{"a",1;1,2;2,3;"z",4},2)', 3.0),
]


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculation:
    cells: dict[str, object] = {f"A{row}": formula for row, (formula, _) in enumerate(FORMULAS, 1)}
    cells |= {f"X{row}": row for row in range(1, 6)} | {f"Y{row}": row * row - 4 for row in range(1, 6)}
    cells |= {f"Z{row}": row for row in range(1, 13)}
    return recalculate(write_book(tmp_path_factory.mktemp("known") / "known.xlsx", formula_sheet(cells)))


@pytest.mark.parametrize("row", range(1, len(FORMULAS) + 1), ids=[formula for formula, _ in FORMULAS])
def test_the_value_is_excels_or_the_cell_is_listed(calculated: Recalculation, row: int) -> None:
    is_right(calculated, ("S1", row, 1), FORMULAS[row - 1][1], tolerance=1e-12)


def test_most_are_answered(calculated: Recalculation) -> None:
    assert len(FORMULAS) - len(calculated.not_evaluated) >= 20


def test_a_payment_without_amount_and_date_is_none(tmp_path: Path) -> None:
    flows = {"A1": -1000, "A3": 600, "A4": 600, "B1": 45000, "B3": 45365, "B4": 45730}
    without = {"D1": -1000, "D2": 600, "D3": 600, "E1": 45000, "E2": 45365, "E3": 45730}
    book = formula_sheet(flows | without | {"H1": "=XIRR(A1:A4,B1:B4)", "H2": "=XIRR(D1:D3,E1:E3)"})
    values = recalculate(write_book(tmp_path / "flows.xlsx", book)).values
    assert (values["S1", 1, 8], values["S1", 2, 8]) == (pytest.approx(0.130662386), pytest.approx(0.130662386))


# Zero


@pytest.mark.parametrize("formula", ["=ROUND(-A1,2)", "=IF(A1=0,-A1,1)", "=MAX(-A1,-1)"])
def test_no_zero_is_negative(tmp_path: Path, formula: str) -> None:
    result = recalculate(write_book(tmp_path / "zero.xlsx", formula_sheet({"A1": 0, "A2": formula})))
    assert repr(result.values["S1", 2, 1]) == "0.0"


# Running balances by OFFSET


@pytest.mark.parametrize("balance", ["=OFFSET(B{row},-1,1)+B{row}", "=OFFSET(C{row},-1,0)+B{row}"])
def test_a_running_balance_by_offset_is_no_circle(tmp_path: Path, balance: str) -> None:
    cells: dict[str, object] = {"B2": 100, "C2": "=B2"}
    for row in range(3, 15):
        cells |= {f"B{row}": 10, f"C{row}": balance.format(row=row)}
    path = write_book(tmp_path / "balance.xlsx", formula_sheet(cells))
    result = recalculate(path)
    assert result.not_evaluated == ()
    assert [result.values["S1", row, 3] for row in range(2, 15)] == [100 + 10 * step for step in range(13)]
    assert read_graph(read_formulas(open_book(path))).circles == ()


def test_a_sum_down_to_the_cell_above_is_no_circle(tmp_path: Path) -> None:
    cells: dict[str, object] = {f"A{row}": row for row in range(1, 5)} | {"A5": "=SUM(A1:OFFSET(A5,-1,0))"}
    path = write_book(tmp_path / "above.xlsx", formula_sheet(cells))
    assert recalculate(path).values["S1", 5, 1] == 10
    graph = read_graph(read_formulas(open_book(path)))
    assert graph.circles == ()
    assert [str(source.area) for source in graph.reads["S1", 5, 1]] == ["A1:A4"]


# What a refused formula fills


def _filled_by(formula: str) -> str:
    """An array formula in C1:C3 with the values saved for it, and readers of its cells."""
    cell = '<c r="{0}"><v>{1}</v></c>'
    reader = '<c r="{0}"><f>{1}</f><v>{2}</v></c>'
    array = f'<c r="C1"><f t="array" ref="C1:C3">{formula}</f><v>10</v></c>'
    rows = [
        cell.format("A1", 5) + array + reader.format("E1", "C1+1", 11) + reader.format("F1", "INDEX(C1:C3,2)", 4),
        cell.format("A2", 2) + cell.format("C2", 4) + reader.format("E2", "C2+1", 5),
        cell.format("A3", 3) + cell.format("C3", 6) + reader.format("E3", "SUM(C3,1)", 7),
    ]
    return sheet_xml("".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, 1)))


@pytest.mark.parametrize(
    "formula",
    [
        "MAP(A1:A3,LAMBDA(x,x*2))",
        "MYUDF(A1:A3)",
        "[1]Sheet1!A1:A3*2",
        "STOCKHISTORY(A1:A3,1)",
        "BYROW(A1:A3,LAMBDA(r,SUM(r)*2))",
        "A1:A3*2+0*SUM(E1:E3)",
        'CONVERT(A1:A3,"yr","day")',
        'INDIRECT("R1C1:R3C1",FALSE)*2',
    ],
)
def test_nothing_is_calculated_from_stale_cells_of_a_refused_array(tmp_path: Path, formula: str) -> None:
    model = open_model(write_book(tmp_path / "array.xlsx", _filled_by(formula)))
    model["S1!A2"] = 100
    for reader in ("E1", "E2", "E3", "F1"):
        with pytest.raises(BadArgument, match="cannot be calculated"):
            model[f"S1!{reader}"]


def test_a_what_if_table_keeps_nothing_stale_with_new_inputs(tmp_path: Path) -> None:
    rows = {
        1: '<c r="B1"><v>10</v></c>',
        2: '<c r="B2"><v>5</v></c>',
        3: '<c r="B3"><f>B1*B2</f><v>50</v></c>',
        4: '<c r="E4"><f>B3</f><v>50</v></c>',
        5: '<c r="D5"><v>5</v></c><c r="E5"><f t="dataTable" ref="E5:E7" dt2D="0" dtr="0" r1="B2"/><v>50</v></c>',
        6: '<c r="D6"><v>6</v></c><c r="E6"><v>60</v></c>',
        7: '<c r="D7"><v>7</v></c><c r="E7"><v>70</v></c>',
        9: '<c r="B9"><f>E7</f><v>70</v></c><c r="C9"><f>MAX(E5:E7)</f><v>70</v></c><c r="D9"><f>B2+1</f><v>6</v></c>',
    }
    sheet = sheet_xml("".join(f'<row r="{number}">{row}</row>' for number, row in rows.items()))
    model = open_model(write_book(tmp_path / "table.xlsx", sheet))
    model["S1!B1"] = 20
    assert model["S1!B3"] == 100
    assert model["S1!D9"] == 6
    for reader in ("B9", "C9"):
        with pytest.raises(BadArgument, match="cannot be calculated"):
            model[f"S1!{reader}"]
    book = open_book(write_book(tmp_path / "again.xlsx", sheet))
    assert book.sheets[0].cells[5, 5].formula == "TABLE(,B2)"
    reads = read_graph(read_formulas(book)).reads["S1", 5, 5]
    assert {str(source.area) for source in reads} == {"B2", "D4:E4", "D5:D7"}


# Hidden rows, spills, 1904


def test_aggregate_leaves_out_hidden_rows_where_its_option_says_so(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{row}"{hidden}><c r="B{row}"><v>{value}</v></c></row>'
        for row, hidden, value in (
            (2, "", 10),
            (3, ' hidden="1"', 20),
            (4, "", 30),
            (5, ' hidden="1"', 40),
            (6, "", 50),
        )
    )
    rows += '<row r="7"><c r="B7"><f>SUBTOTAL(9,B2:B6)</f></c></row>'
    asked = "".join(f'<c r="{chr(64 + option)}9"><f>AGGREGATE(9,{option},B2:B7)</f></c>' for option in range(1, 8))
    result = recalculate(write_book(tmp_path / "rows.xlsx", sheet_xml(f'{rows}<row r="9">{asked}</row>')))
    wanted = [90.0, 150.0, 90.0, 300.0, 240.0, 300.0, 240.0]
    right = [is_right(result, ("S1", 9, option), value) for option, value in enumerate(wanted, 1)]
    assert right.count(True) >= 3


def test_a_relative_spill_reference_is_calculated(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A3">SEQUENCE(3)</f></c>'
        '<c r="C1"><f>SUM(_xlfn.ANCHORARRAY(A1))</f></c><c r="D1"><f>SUM(_xlfn.ANCHORARRAY(Seq))</f></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c></row><row r="3"><c r="A3"><v>3</v></c></row>'
    )
    name = '<definedName name="Seq">S1!$A$1</definedName>'
    result = recalculate(write_book(tmp_path / "spill.xlsx", sheet_xml(rows), names=name))
    assert next(is_right(result, ("S1", 1, column), 6.0) for column in (3, 4))


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ('TEXT(3.5,"[h]:mm")', "84:00"),
        ('TEXT(3.5,"[mm]:ss")', "5040:00"),
        ('TEXT(3.5,"hh:mm")', "12:00"),
        ('TEXT(-0.25,"h:mm")', "-6:00"),
        ('TEXT(0,"yyyy-mm-dd")', "1904-01-01"),
    ],
)
def test_durations_do_not_know_from_which_day_a_workbook_counts(tmp_path: Path, formula: str, shown: str) -> None:
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = f"={formula}"
    book.save(tmp_path / "mac.xlsx")
    assert is_right(recalculate(tmp_path / "mac.xlsx"), ("Sheet", 1, 1), shown) or shown.startswith("-")


# Long chains


@pytest.mark.parametrize("formula", ["=A{above}+1", "=SUM(A{above}:A{above})+B{row}"])
def test_a_long_chain_below_a_refused_cell_is_listed(tmp_path: Path, formula: str) -> None:
    length = 5_000
    cells: dict[str, object] = {"A1": "=MYUDF(1)"}
    cells |= {f"A{row}": formula.format(above=row - 1, row=row) for row in range(2, length + 1)}
    result = recalculate(write_book(tmp_path / "chain.xlsx", formula_sheet(cells)))
    assert len(result.not_evaluated) == length
    assert result.not_evaluated[-1].reason == f"it depends on 'S1'!A{length - 1}, which was not evaluated"

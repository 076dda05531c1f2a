"""F04, F06, F07: what formulas give and how Excel will calculate them."""

from planted_books import as_bytes, recalculated
from rule_books import workbook

from xlcost.workbook.package import package_bytes, package_from_bytes


def test_an_error_is_reported_where_it_begins(findings):
    cells = {"A!A1": 0, "A!A2": "=1/A1", "A!A3": "=A2+1", "A!A4": "=SUM(A2:A3)", "A!A5": "=A1+1"}
    assert findings("F04", cells) == [("A!A2", "the value is #DIV/0!; 2 more cells cannot be trusted because of it")]


def test_a_documented_error_that_every_reader_guards_is_an_answer(findings):
    cells = {"A!A1": "=BREAKEVEN_MONTHS(100,450,540)", "A!A2": '=IF(ISNUMBER(A1),A1,"never")'}
    assert findings("F04", cells) == []


def test_a_documented_error_that_nobody_reads_is_a_finding(findings):
    assert findings("F04", {"A!A1": "=BREAKEVEN_MONTHS(100,450,540)"}) == [("A!A1", "the value is #NUM!")]


def test_an_error_says_what_the_file_has_in_its_place(findings):
    package = package_from_bytes(recalculated(as_bytes(workbook({"A!A1": 4, "A!B1": "=2/A1"}))), "book.xlsx")
    sheet = package.parts["xl/worksheets/sheet1.xml"].replace(b"<v>4</v>", b"<v>0</v>")
    assert findings("F04", package_bytes(package, {"xl/worksheets/sheet1.xml": sheet})) == [
        ("A!B1", "the value is #DIV/0! here, 0.5 in the file")
    ]


def test_a_circle_that_only_asks_for_a_place_is_none(findings):
    assert findings("F06", {"A!A1": "=ROWS(A$1:A1)", "A!A2": "=COLUMN(A2)+A1"}) == []
    assert findings("F06", {"A!A1": "=ROWS(A$1:A1)+A1"}) != []


def test_the_path_of_a_circle_is_shown(findings):
    assert findings("F06", {"A!A1": "=A2", "A!A2": "=A1+1"}) == [("A!A1", "circular reference: A1 > A2 > A1")]


def test_iterative_calculation_is_reported(findings):
    work = workbook({"A!A1": 1})
    work.calculation.iterate = True
    assert findings("F06", work) == [("", "iterative calculation is on, so that a circular reference goes unnoticed")]


def test_manual_calculation_is_reported(findings):
    work = workbook({"A!A1": 1})
    work.calculation.calcMode = "manual"
    assert findings("F07", work) == [("", "calculation is manual")]


def test_automatic_calculation_is_quiet(findings):
    assert findings("F07", {"A!A1": 1}) == []


def test_numbers_that_excel_takes_for_equal_leave_no_stale_value(findings):
    apart = {"A!A1": 2997.955125000001, "A!A2": 2997.9551249999995, "A!A3": "=IF(A1=A2,0,ABS(A1-A2))"}
    cells = {**apart, "A!A4": "=BREAKEVEN_MONTHS(100,540,450)"}
    assert findings("U04", recalculated(as_bytes(workbook(cells)))) == []

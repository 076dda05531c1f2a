"""L01, L07, F11, V01, N01: what a reader sees, where the smallest pairs of test_check_rules.py are not enough."""

import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from rule_books import workbook


def grid(heads):
    """Labels or numbers at the head of rows of formulas."""
    cells = {f"Calc!A{row}": head for row, head in enumerate(heads, 2)}
    return cells | {f"Calc!{at}{row}": f"=1+{row}" for at in "BC" for row in range(2, 2 + len(heads))}


@pytest.mark.parametrize(
    ("heads", "count"), [(("Low", "Base", "High"), 0), (("Low", None, "High"), 1), (("Growth", 0.1, 0.2, "Last"), 0)]
)
def test_a_row_of_values_has_a_label_or_a_number_as_in_a_sensitivity(findings, heads, count):
    assert len(findings("L01", grid(heads))) == count


def test_a_name_may_unite_areas(findings):
    work = workbook({"A!A1": 1, "A!A2": 2, "A!B1": "=SUM(both)"})
    work.defined_names["both"] = DefinedName("both", attr_text="A!$A$1,A!$A$2")
    assert findings("N01", work) == []


def test_a_formula_that_cannot_be_read_is_said_to_be_so(findings):
    ((where, message),) = findings("F11", {"A!A1": "=1+"})
    assert (where, message) == ("A!A1", "the formula cannot be read here: ends too early")


def test_of_validations_over_one_cell_the_last_counts(findings):
    work = workbook({"Inputs!A1": "Rent (USD)", "Inputs!B1": 5, "Calc!A1": "=Inputs!B1*2"})
    for high in (1, 9):
        rule = DataValidation(type="decimal", operator="between", formula1="0", formula2=str(high))
        rule.add("A1:XFD1048576")
        work["Inputs"].add_data_validation(rule)
    assert [message for where, message in findings("V01", work) if where == "Inputs!B1"] == []


def test_a_merged_area_over_the_whole_sheet_costs_nothing(findings):
    work = workbook({"Calc!A1": "Rent", "Calc!B1": 1, "Calc!A2": "Power", "Calc!B2": 2})
    for row in range(2000, 0, -1):
        work["Calc"].merged_cells.add(f"D{row}:XFD1048576")
    assert findings("L07", work) == [("Calc!D1:XFD1048576", "merged cells among the lines")]


@pytest.mark.parametrize("label", ["Residence time [d]", "VSS_TSS_ratio", "Adjustment factor", "Yield [kg COD/kg COD]"])
def test_a_unit_in_square_brackets_and_what_has_none_by_its_nature(findings, label):
    assert findings("L02", {"Inputs!A1": label, "Inputs!B1": 5}) == []


def test_a_label_that_says_neither_has_no_unit(findings):
    assert len(findings("L02", {"Inputs!A1": "Residence time", "Inputs!B1": 5})) == 1

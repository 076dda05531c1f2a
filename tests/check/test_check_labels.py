"""L01, L06, N01: what a reader sees, where the smallest pairs of test_check_rules.py are not enough."""

import pytest
from openpyxl.workbook.defined_name import DefinedName
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

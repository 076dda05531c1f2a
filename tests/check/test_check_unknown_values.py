"""Of a cell without a saved value, which could not be calculated either, nothing is said that its value would tell."""

import pytest
from rule_pairs import CHECKED, MASTER, edited

STATUS = '="Master check: "&IF(master_check=1,"OK","FAILED")'
UNKNOWN = "&Calc!B2&BESSELJ(1,1)"


@pytest.mark.parametrize(
    "status", [STATUS, STATUS + UNKNOWN, '=IF(master_check=1,"OK",TEXT(Calc!B2+BESSELJ(1,1),"0"))']
)
def test_a_text_shows_the_master_check_whatever_it_says(findings, status):
    cells = CHECKED | {"Calc!D1": status}
    assert findings("C02", edited(cells, MASTER)) == []


def test_a_number_that_reads_the_master_check_among_others_does_not_show_it(findings):
    cells = CHECKED | {"Calc!D1": "=master_check+B2+BESSELJ(1,1)"}
    assert [where for where, _ in findings("C02", edited(cells, MASTER))] == ["Calc"]


@pytest.mark.parametrize(("formula", "count"), [(STATUS + UNKNOWN, 0), ("=B2*2+BESSELJ(1,1)", 1)])
def test_a_text_on_an_input_sheet_is_no_calculation(findings, formula, count):
    cells = CHECKED | {"Inputs!A1": "Users (number)", "Inputs!B2": 5, "Inputs!A3": formula}
    assert len([where for where, _ in findings("S02", edited(cells, MASTER)) if where == "Inputs!A3"]) == count

"""R1C1 is found by a shorter way than by tokens; both must say the same, since copies are told by it."""

from __future__ import annotations

import pytest

from xlcost.headless.tokens import FormulaError, pattern, r1c1

FORMULAS = (
    "A1+$B$2*C$3-$D4",
    "SUM(A1:B2,$A:C,$1:3)",
    'LOG10(A1)&"A1 isn\'t ""B2"""&LEFT(\'it\'\'s A1\'!B2,C3)',
    "Sheet1!A1+A1:B2!C3+x.A1+A1.x+A1_+_A1+ABCD12+AB12345678",
    "1E5+2.5E3+A1#+@B2+IF(TRUE,#N/A,#REF!)",
    "Table1[[#This Row],[A1]]+[1]Sheet1!A1+C3",
)


@pytest.mark.parametrize("formula", FORMULAS)
def test_it_reads_as_the_tokens_do(formula):
    assert r1c1(formula, 5, 7) == pattern(formula, 5, 7).r1c1()


def test_copies_read_the_same():
    assert r1c1("$A1+B$2", 1, 3) == r1c1("$A9+C$2", 9, 4) == "RC1+R2C[-1]"


@pytest.mark.parametrize("formula", ["XFE1", "A1048577", "A" * 8_193])
def test_what_excel_has_no_place_for_is_refused(formula):
    with pytest.raises(FormulaError):
        r1c1(formula, 1, 1)

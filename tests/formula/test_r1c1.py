"""R1C1 is found by a shorter way than by tokens; both must say the same, since copies are told by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost.workbook.tokens import FormulaError, pattern, r1c1

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


OPERANDS = (
    "A1", "$B$2", "c$3", "$D4", "XFD1048576", "A1:B2", "$A$1:C3", "Sheet1!A1", "A1!B2", "'it''s A1'!B2:C3", "S1:S2!A1",
    "A:C", "$1:3", "Sheet1!$A:$C", "A1:INDEX(B1,2)", "A1#", "1E5", ".5", "2.5E3", "A1.x", "x.A1", "_A1", "ABCD12", "TRUE",
    '"A1 ""B2"" it\'s"', "'[b 1.xlsx]S'!A1", "[1]S!B2", "T1[[#This Row],[A1]]", "{1,2;3,4}", "#N/A", "#REF!", "é1", "Aé1",
)  # fmt: skip
formulas = st.recursive(
    st.sampled_from(OPERANDS),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "^", "&", "=", "<>", ", ", " "]), inner).map("".join),
        st.tuples(st.sampled_from(["SUM(", "LOG10(", "_xlfn.A1.B2(", "("]), inner, st.just(")")).map("".join),
        inner.map("-{}%".format),
    ),
)


@given(formulas, st.integers(1, 200), st.integers(1, 200))
def test_any_formula_reads_as_the_tokens_do(formula, row, column):
    assert r1c1(formula, row, column) == pattern(formula, row, column).r1c1()


def test_copies_read_the_same():
    assert r1c1("$A1+B$2", 1, 3) == r1c1("$A9+C$2", 9, 4) == "RC1+R2C[-1]"


@pytest.mark.parametrize("formula", ["XFE1", "A1048577", "A" * 8_193])
def test_what_excel_has_no_place_for_is_refused(formula):
    with pytest.raises(FormulaError):
        r1c1(formula, 1, 1)

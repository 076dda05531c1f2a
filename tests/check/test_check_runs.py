"""F02 and F03: what stands beside each other calculates alike; messages say what would stand there."""

from itertools import pairwise

import pytest
from rule_books import workbook

COLUMNS = "BCDEFG"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")


def line(formula, **others):
    """A row of six months with one formula; ``others`` replace some cells."""
    cells = {f"Calc!{column}1": f"{month} 2026" for column, month in zip(COLUMNS, MONTHS)}
    cells |= {f"Calc!{column}{row}": row for column in "ABCDEFG" for row in (3, 4)}
    cells |= {f"Calc!{column}2": formula.format(column) for column in COLUMNS}
    return cells | {f"Calc!{column}2": content for column, content in others.items()}


def test_the_formula_is_shown_with_what_would_stand_there(findings):
    assert findings("F02", line("={0}3*{0}4", E="=E3+E4")) == [
        ("Calc!E2", "=E3+E4 differs from its neighbours: as in B2, it would be =E3*E4")
    ]


def test_two_cells_that_differ_alike_are_one_finding(findings):
    ((where, _),) = findings("F02", line("={0}3*{0}4", C="=C3+C4", D="=D3+D4"))
    assert where == "Calc!C2:D2"


def test_of_a_long_formula_the_difference_is_shown(findings):
    long = "=" + "+".join(["{0}3*{0}4"] * 30)
    ((_, message),) = findings("F02", line(long, E=long.format("E") + "/1000"), max_formula_length=9999)
    assert message == "...+E3*E4+E3*E4/1000 differs from its neighbours: as in B2, it would be ...+E3*E4+E3*E4"


def test_a_number_among_formulas_is_shown_with_a_neighbour(findings):
    assert findings("F03", line("={0}3*2", D=7)) == [
        ("Calc!D2", "a number is typed where its neighbours calculate, as B2 does: =B3*2")
    ]


def text_at_d(text):
    """The row with a text, which openpyxl would take for a formula, in D."""
    work = workbook(line("={0}3*2"))
    work["Calc"]["D2"].value, work["Calc"]["D2"].data_type = text, "s"
    return work


@pytest.mark.parametrize(
    ("text", "said"), [("n/a", "a text is typed"), ("=D3*2", "a formula stands as a text"), (None, "nothing stands")]
)
def test_a_text_or_a_gap_among_formulas(findings, text, said):
    beside = {f"Calc!{column}{row}": f"={column}3+{row}" for column in COLUMNS for row in (1, 4, 5)}
    work = text_at_d(text) if text else workbook(line("={0}3*2", D=None) | beside)
    assert ("Calc!D2", f"{said} where its neighbours calculate, as C2 does: =C3*2") in findings(
        "F03", work, profile="house"
    )


def test_a_gap_in_every_row_parts_two_tables(findings):
    cells = {place: content for place, content in line("={0}3*2").items() if not place.startswith("Calc!D")}
    assert findings("F03", cells) == []


def test_a_period_left_out_of_an_axis_down_the_sheet(findings):
    months = {f"Calc!A{row}": f"=EDATE(A{row - 1},1)" for row in range(5, 17)}
    cells = {"Calc!A3": "Month", "Calc!A4": 46023} | months | {"Calc!A10": "=EDATE(A9,2)"}
    assert [where for where, _ in findings("F02", cells)] == ["Calc!A10"]


def test_an_opening_balance_is_no_break(findings):
    cells = line("={0}3*2", B=100) | {f"Calc!{column}2": f"={before}2*2" for before, column in pairwise(COLUMNS)}
    assert findings("F02", cells) == findings("F03", cells) == []


def test_a_total_beside_the_row_is_no_break(findings):
    assert findings("F02", line("={0}3*2") | {"Calc!H2": "=SUM(B2:G2)"}) == []

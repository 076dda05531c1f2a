"""Places become addresses, neighbours as one."""

from __future__ import annotations

import pytest

from xlcost.template.addresses import addresses
from xlcost.template.records import Cell, Column, Table
from xlcost.template.references import Place, Places
from xlcost.template.sheets.waivers import places as rows_of


@pytest.fixture
def places():
    known = Places()
    known["name"] = Place("Ways", 8, 1, (3, 4, 5, 6), "alternative")
    known["model"] = Place("Ways", 9, 1, (3, 4, 5, 6), "alternative")
    known["cost"] = Place("Time line", 12, 1, (4, 5, 6), "time")
    known["more"] = Place("Time line", 14, 1, (4, 5, 6), "time")
    known["parts"] = Place("Time line", 20, 3, (4,), "single", ("a", "b", "total"))
    known["checks"] = Place("Audit", 11, 4, (1, 2, 3), "single", ("what", "found", "passed"), is_table=True)
    return known


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("cost", "'Time line'!D12:F12"),
        ("cost:total", "'Time line'!C12"),
        ("name:of2", "Ways!D8"),
        ("name model", "Ways!C8:F9"),
        ("model name:of1", "Ways!C8, Ways!C9:F9"),
        ("cost more", "'Time line'!D12:F12, 'Time line'!D14:F14"),
        ("cost..more", "'Time line'!D12:F14"),
        ("parts", "'Time line'!D20:D22"),
        ("checks", "Audit!A12:C15"),
        ("checks.found", "Audit!B12:B15"),
        ("checks.found:row1 checks.found:row2 checks.passed:row4", "Audit!B12:B13, Audit!C15"),
        ("checks.found name", "Audit!B12:B15, Ways!C8:F8"),
    ],
)
def test_places_become_addresses(places, wanted, said):
    assert addresses(places, wanted.split()) == said


def test_a_place_that_is_not_there_is_a_slip(places):
    with pytest.raises(KeyError):
        addresses(places, ["nowhere"])


TABLES = {
    "checks": Table(
        "checks",
        (Column("what", "Check", tuple(Cell(text) for text in ("A: sum", "B: sum", "Inputs, time: none", "C: rest"))),),
        4,
    )
}


@pytest.mark.parametrize(
    ("rows", "meant"),
    [
        ("name; model", ["name", "model"]),
        ("[ab]_cost; name:of[12]", ["a_cost", "b_cost", "name:of1", "name:of2"]),
        ("checks.found Inputs, time:*", ["checks.found:row3"]),
        ("checks.found ?: sum", ["checks.found:row1", "checks.found:row2"]),
        ("checks.found [AC]: *", ["checks.found:row1", "checks.found:row4"]),
    ],
)
def test_rows_are_named_by_letters_and_by_words(rows, meant):
    assert list(rows_of(rows, TABLES)) == meant


def test_words_that_no_row_has_are_a_slip():
    with pytest.raises(KeyError):
        list(rows_of("checks.found Z: *", TABLES))

"""The template language of formulas: what a reference becomes, from where it is asked."""

from __future__ import annotations

import pytest

from xlcost.template.references import Here, Place, Places, letters
from xlcost.workbook.addresses import named_sheet


@pytest.fixture
def places():
    known = Places()
    known["requests"] = Place("Inputs", 14, 1, (3, 4, 5, 6), "scenario", name="requests")
    known["parts"] = Place("Fine-tuning", 20, 3, (3, 4, 5, 6), "scenario", ("a", "b", "total"))
    known["month"] = Place("Timeline", 6, 1, (4, 5, 6), "time")
    known["prices"] = Place("Prices", 7, 10, (1, 2, 3), "single", ("model", "input", "output"), True, "price_table")
    known["models"] = Place("Models", 20, 10, (1, 2), "single", ("model", "cost"), True)
    known["date"] = Place("Inputs", 7, 1, (3,), "single", name="model_date")
    known.extents["Timeline"] = "$C$5:$F$9"
    return known


BASE = Here("Prompting", 9, "scenario", 2)
LIVE = Here("Decision", 9, "single", 0)
SECOND_MONTH = Here("Timeline", 8, "time", 1)


@pytest.mark.parametrize(
    ("template", "here", "formula"),
    [
        ("={requests}", BASE, "=Inputs!E14"),
        ("={requests}", LIVE, "=requests"),
        ("={requests:live}", BASE, "=requests"),
        ("={requests:at3}", LIVE, "=Inputs!F14"),
        ("={date:at3}", LIVE, "=model_date"),
        ("={requests:low}+{requests:high}", LIVE, "=Inputs!$D$14+Inputs!$F$14"),
        ("={requests:scenarios}", Here("Inputs", 14, "scenario", 0), "=D14:F14"),
        ("={parts.b}", BASE, "='Fine-tuning'!E21"),
        ("=SUM({parts:parts})-{parts.total}", BASE, "=SUM('Fine-tuning'!E20:E21)-'Fine-tuning'!E22"),
        ("=COUNT({parts:block})", LIVE, "=COUNT('Fine-tuning'!$C$20:$C$22)"),
        ("={month}", SECOND_MONTH, "=E6"),
        ("=SUM({month:past})", SECOND_MONTH, "=SUM($D6:E6)"),
        ("=COLUMNS({month:before})", SECOND_MONTH, "=COLUMNS($C6:D6)"),
        ("=MAX({month:all},{month:months})", LIVE, "=MAX(Timeline!$D$6:$F$6,Timeline!$E$6:$F$6)"),
        ("={month:total}", SECOND_MONTH, "=$C6"),
        ("=SUM({month:sheet})", LIVE, "=SUM(Timeline!$C$5:$F$9)"),
        ("=F({prices:table})", LIVE, "=F(price_table)"),
        ("=INDEX({prices.input},2)", LIVE, "=INDEX(Prices!$B$8:$B$17,2)"),
        ("=MATCH(1,{prices:header},0)", LIVE, "=MATCH(1,Prices!$A$7:$C$7,0)"),
        ("={prices.model:row2}", LIVE, "=Prices!$A$9"),
        ("=COUNTA({prices.model:whole})", LIVE, "=COUNTA(Prices!$A$7:$A$17)"),
        ("=INDEX({prices},1,1)", LIVE, "=INDEX(Prices!$A$8:$C$17,1,1)"),
        ('={"a",1}', LIVE, '={"a",1}'),
    ],
)
def test_a_reference_becomes_an_address(places, template, here, formula):
    assert places.formula(template, here) == formula


def test_a_table_refers_to_its_own_row(places):
    here = Here("Models", 23, "single", 0, places["models"])
    assert places.formula("={@cost}", here) == "=$B23"
    assert places.formula("=ROWS({@cost:past})", here) == "=ROWS(B$21:B23)"
    assert places.formula("={prices.input:same}", here) == "=Prices!$B10"


def test_an_unknown_row_fails_the_build(places):
    with pytest.raises(KeyError, match="nothing"):
        places.formula("={nothing}", LIVE)


def test_columns_have_letters():
    assert [letters(number) for number in (1, 26, 27, 40, 703)] == ["A", "Z", "AA", "AN", "AAA"]


def test_sheets_are_quoted_where_excel_asks_for_it():
    assert [named_sheet(name) for name in ("Inputs", "2026", "Fine-tuning", "It's")] == [
        "Inputs",
        "'2026'",
        "'Fine-tuning'",
        "'It''s'",
    ]

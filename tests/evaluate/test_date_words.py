"""Which texts may be numbers to Excel in some region, and which surely are none in any."""

from __future__ import annotations

import pytest

from tests.evaluate.cldr_words import words
from xlcost.evaluate.criteria import countif, sumif, sumifs
from xlcost.evaluate.reading import Error, NotKnown, may_be_number, number

MAY_BE = """
1,5|1.234,56|1'234|1 234|5%|% 5|(5)|$5|-5-|5 €|€5|R$ 5|kr 5|3 kr|3 kr.|CHF 3|Rs 5|Rs. 5|EUR 5|5 EUR|USD5|zł 5|5 zł|5 Kč|Bs 5
1d3|1D-3|&H1F|5 p|12a|12p|3 pm|3 p.m.|1 h|1:30|24:00|1/2|1 1/2|1-2|2024-01|2024-01-31T10:00|31.12.2024|12/31
jan 24|Jan-24|24-JAN|Sept 2|SEPT2|MARCH1|Marc 1|Janu 5|mai 5|5. mai|15 mars 2024|12 août 2024|AOÛT 5|Aout 5|März 3|MÄRZ 3|Juin 1
15 de enero de 2024|Enero 2|agosto 2|AGO2|MEI1|TAMM41|tammikuu 4|5 gennaio|Gennaio 24|1 dicembre|5 Mart|3 Kasım|KASIM 3|ocak 2
5 styczeń|stycznia 5|5 listopada|ledna 5|5 октября|окт 5|1月|1月5日|2024年1月5日|R6.5.1|Reiwa 6|tháng 1|2024. gada 5. janvāris
Monday, January 5, 2024|lundi 5 janvier 2024|Mittwoch, 5. März 2024|5 Euro|5 FCFA|٣|१२|１２|12 Uhr|klo 12|3 vorm.
k3|K3|Q1|R2|P 5|L7|FY24|SKU-12|A-100|1A|12b|gpt-4o|2024-Q1
"""

NEVER = """
Dept 7|dept-7|Item 12|item12|Product 3|Plan 2024|Budget Mar 2024|Sales Jan-24|Actual 2024|Team 3|Line 4|Model 2|Version 1.2|Phase 1
Year 1|Week 5|Month 3|MONTH3|Quarter 1|quarter4|Market 2|Vendor 7|Channel 3|Division 4|Material 12|Machine 2|Forecast 2025
claude-3-5-sonnet|gpt-4o-mini|Llama 3|Cluster 9|Überschuss 3|Größen 3|Projekt 7|Kunde 12|Abteilung 4|producto 3|Région 5|Équipe 2
US_3|k_3|2024_01|P&L 2|R&D 5|1*|k?3|~1|Customer Jan 5|5 items|12 units|Total: 5|Total|January|k|
"""


@pytest.mark.parametrize("text", [text for text in MAY_BE.replace("\n", "|").split("|") if text])
def test_what_some_region_may_read_is_not_refused_as_a_number(text: str) -> None:
    assert may_be_number(text)
    with pytest.raises(NotKnown):
        number(text)


@pytest.mark.parametrize("text", NEVER.replace("\n", "|").split("|"))
def test_what_no_region_reads_is_no_number(text: str) -> None:
    assert not may_be_number(text)
    with pytest.raises(Error, match="#VALUE!"):
        number(text)


def test_a_word_of_a_date_in_any_language_leaves_a_text_open() -> None:
    found = words()
    assert len(found) > 4_000
    assert not [word for word in found if not (may_be_number(f"5 {word} 2024") and may_be_number(f"{word.upper()}5"))]


COLUMN = [["k3"], ["k4"], [None], ["k33"], ["Dept 3"], [True], [""], [Error("#N/A")], ["k3"], ["q3"], ["k-3"]]


def test_a_key_is_found_where_it_is_the_same_as_a_text_and_as_an_amount() -> None:
    assert [countif(COLUMN, wanted) for wanted in ("k3", "=k3", "<>k3", "k4", "k7", "q3", "k-3")] == [
        2,
        2,
        9,
        1,
        0,
        1,
        1,
    ]
    assert sumif(COLUMN, "k3", [[2.0**row] for row in range(11)]) == 257
    assert sumifs([[2.0**row] for row in range(11)], COLUMN, [["k3", "k4"]]) == [[257, 2]]


@pytest.mark.parametrize(
    ("wanted", "cell"),
    [
        ("k3", 3.0),
        ("k3", "K3"),
        ("k3", "k03"),
        ("k3", "k 3"),
        ("k3", " k3"),
        ("k3", "3"),
        ("k3", "k3.0"),
        ("k3", "€3"),
        ("k3", "3 k"),
        ("k1234567890123456", "k1234567890123457"),
        (">k3", "k4"),
        ("<=k3", "k4"),
        ("sep 1", "ix 1"),
        ("SEP1", "SET1"),
        ("jan 1", "jan 2"),
        ("1/2", "2/4"),
        ("2024-01", "2024-02"),
        ("12p", "13p"),
    ],
)
def test_a_key_that_another_region_may_find_elsewhere_is_left_open(wanted: str, cell: object) -> None:
    with pytest.raises(NotKnown):
        countif([[cell]], wanted)


@pytest.mark.parametrize(
    ("wanted", "count"), [("Dept 3", 1), ("dept 3", 1), ("k?3", 2), ("k3*", 3), ("US_3", 0), ("<>Dept 3", 10)]
)
def test_no_number_is_found_as_a_text(wanted: str, count: int) -> None:
    assert countif(COLUMN, wanted) == count

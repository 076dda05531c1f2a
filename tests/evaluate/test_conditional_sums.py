"""Sums of what meets criteria, and the nth of numbers, in Python alone: Excel's value, or none."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_package import formula_sheet, write_book

from xlcost.evaluate import opinions
from xlcost.evaluate.opinions import Opinions
from xlcost.evaluate.reading import NotKnown
from xlcost.formula.unique import read_formulas
from xlcost.workbook.reader import open_book

CELLS: dict[str, object] = {
    "A1": "north", "B1": 10, "C1": 1,
    "A2": "south", "B2": 20, "C2": 1,
    "A3": "North", "B3": 30, "C3": 2,
    "A4": "south", "B4": "none", "C4": 2,
    "A5": "east", "B5": "=1/0", "C5": 3,
}  # fmt: skip


def opinion(folder: Path, formula: str) -> object:
    book = open_book(write_book(folder / "book.xlsx", formula_sheet(CELLS | {"E1": formula})))
    return Opinions(book, {}, read_formulas(book), {("S1", 5, 2): "#DIV/0!"}).value(("S1", 1, 5))


@pytest.mark.parametrize(
    ("formula", "excel"),
    [
        ('=SUMIFS(B1:B5,A1:A5,"north")', 40.0),
        ('=SUMIFS(B1:B5,A1:A5,"south")', 20.0),  # a text among the summed is no number
        ('=SUMIFS(B1:B5,A1:A5,"north",C1:C5,">1")', 30.0),
        ('=SUMIFS(B1:B5,A1:A5,"no*",C1:C5,1)', 10.0),
        ('=SUMIFS(B1:B5,A1:A5,"west")', 0.0),
        ("=SUMIFS(B1:B5,C1:C5,3)", "#DIV/0!"),  # an error among the summed is the sum...
        ("=SUMIFS(B1:B5,C1:C5,1)", 30.0),  # ...and none where it is not
        ("=SUMIFS(B1:B4,C1:C5,1)", "#VALUE!"),
        ("=SUM(SUMIFS(B1:B5,C1:C5,{1,2}))", 60.0),
        ('=SUMIF(A1:A5,"south",B1:B5)', 20.0),
        ('=SUMIF(C1:C5,">1")', 7.0),
        ('=SUMIF(A1:A5,"east",B1:B5)', "#DIV/0!"),
        ("=LARGE(B1:B4,1)", 30.0),
        ("=LARGE(B1:B4,3)", 10.0),
        ("=LARGE(B1:B4,4)", "#NUM!"),
        ("=LARGE(B1:B5,1)", "#DIV/0!"),
        ("=SMALL(B1:B4,1)", 10.0),
        ("=SMALL(B1:B4,0)", "#NUM!"),
        ("=SUM(LARGE(B1:B4,{1,2}))", 50.0),
    ],
)
def test_it_is_excels_value(tmp_path: Path, formula: str, excel: object) -> None:
    assert opinion(tmp_path, formula) == excel


@pytest.mark.parametrize(
    "formula",
    [
        '=SUMIF(A1:A5,"south",B1:B4)',  # Excel sums as many cells as it searches, beyond those that are named
        '=SUMIFS(B1:B5,A1:A5,"3 Mar")',  # a day, or a text: the region decides
        "=SUMIFS(B1:B5,A1:A5,TRUE)&SMALL(B1:B4,1.5)",
    ],
)
def test_what_excel_may_have_otherwise_is_not_known(tmp_path: Path, formula: str) -> None:
    with pytest.raises(NotKnown):
        opinion(tmp_path, formula)


def test_many_long_ranges_are_left_to_an_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But a range is held to a criterion once, however many formulas ask for it."""
    monkeypatch.setattr(opinions, "_MOST_WALKED", 50)
    sums = {f"E{row}": f'=SUMIFS(B1:B5,A1:A5,"north",C1:C5,{wanted})' for row, wanted in ((1, 1), (2, 2), (3, 1))}
    book = open_book(write_book(tmp_path / "book.xlsx", formula_sheet(CELLS | sums)))
    asked = Opinions(book, {}, read_formulas(book), {("S1", 5, 2): "#DIV/0!"})
    assert asked.value(("S1", 1, 5)) == 10
    with pytest.raises(NotKnown):
        asked.value(("S1", 2, 5))
    assert asked.value(("S1", 3, 5)) == 10


def test_a_cell_of_which_nobody_knows_matters_only_where_all_criteria_before_are_met(tmp_path: Path) -> None:
    cells = {"A1": "north", "A2": "south", "B1": 1, "B2": 2, "C1": 7, "C2": "7"}  # "7" is a number, or a text
    sums = {f"E{row}": f'=SUMIFS(B1:B2,A1:A2,"{wanted}",C1:C2,7)' for row, wanted in ((1, "north"), (2, "south"))}
    book = open_book(write_book(tmp_path / "book.xlsx", formula_sheet(cells | sums)))
    asked = Opinions(book, {}, read_formulas(book), {})
    assert asked.value(("S1", 1, 5)) == 1
    with pytest.raises(NotKnown):
        asked.value(("S1", 2, 5))


def test_running_totals_are_left_to_an_engine_when_they_are_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1,500 rows of them in ten columns have 11 million cells, which took Python 40 s."""
    monkeypatch.setattr(opinions, "_MOST_WALKED", 9)
    sums = {f"E{row}": f"=SUM(C$1:C{row})" for row in (2, 3, 4, 5)}
    book = open_book(write_book(tmp_path / "book.xlsx", formula_sheet(CELLS | sums)))
    asked = Opinions(book, {}, read_formulas(book), {})
    known = [asked.value(("S1", row, 5)) for row in (2, 3, 4)]
    assert len(known) == 3
    with pytest.raises(NotKnown):
        asked.value(("S1", 5, 5))
    assert asked.value(("S1", 3, 5)) == known[1]  # added up before

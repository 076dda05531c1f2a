"""Which formulas a second engine is asked for where saved values prove the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from evidence_books import book_by, cells, judged

from xlcost.calculate.engines.formualizer import Formualizer
from xlcost.calculate.engines.formulon import FORMULON, Formulon
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer
from xlcost.errors import BadFile
from xlcost.workbook.records import Book, Place

_B1 = ("S1", 1, 2)


class Without(Formualizer):
    """An engine that has no answer for B1."""

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        return {place: NoAnswer("no") if place == _B1 else answer for place, answer in super().read(places).items()}


WITHOUT = Engine("without", Without)


@pytest.mark.parametrize("rows", [20, 40])
def test_it_is_asked_for_what_is_open_and_not_for_the_whole_workbook(tmp_path: Path, rows: int) -> None:
    """Of 199,436 formulas 4,000 were open, and Formulon calculated and read all of them in each round: 168 s."""
    asked: list[tuple[int, int]] = []

    class Counted(Formulon):
        """Notes how many formulas the file has, and how many cells are read."""

        def __init__(self, book: Book) -> None:
            super().__init__(book)
            self.formulas = len(book.sheets[0].formulas)

        def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
            asked.append((self.formulas, len(places)))
            return super().read(places)

    proved = [f"A{row} =A{row - 1}+1 {row}" for row in range(3, rows + 1)]
    path = book_by("Microsoft Excel", tmp_path, cells("A1 1", "B1 =SQRT(A4) 2", "A2 2", *proved, "D1 =B1*A3 6"))
    found = judged(path, WITHOUT, Engine("counted", Counted))
    assert (found.kept, found.different, found.certified[_B1]) == ({}, {}, "counted")
    assert asked == [(1, 1)]
    assert (found.kept_by("counted"), found.kept_by("counted")) == (frozenset(), frozenset())
    assert asked == [(1, 1), (rows, rows)]  # who asks what if wants all, once


def test_it_is_asked_for_all_copies_of_what_is_open(tmp_path: Path) -> None:
    """One that another engine has proved, and this one has otherwise, tells that it is wrong for them all."""

    class Other(Formualizer):
        """It has B2 otherwise than it was saved."""

        def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
            return {place: 7.0 if place[1:] == (2, 2) else answer for place, answer in super().read(places).items()}

    sheet = cells("A1 4", "B1 =SQRT(A1) 2", "A2 9", "B2 =SQRT(A2) 3", "C2 =A1+1 5")
    found = judged(book_by("Microsoft Excel", tmp_path, sheet), WITHOUT, Engine("other", Other))
    assert found.kept == {_B1: "a copy of its formula is calculated otherwise than it was saved"}
    assert found.certified == {("S1", 2, 2): "without", ("S1", 2, 3): "without"}
    assert found.kept_by("other") == {_B1, ("S1", 2, 2)}


@pytest.mark.parametrize("formula", ["SUBTOTAL(9,A1:A3)", "AGGREGATE(9,0,A1:A3)", "IF(ISFORMULA(A3),10,0)"])
def test_formulas_stay_where_numbers_in_their_place_are_something_else(tmp_path: Path, formula: str) -> None:
    """A total passes over totals in its range, and would add numbers."""
    sheet = cells("A1 4", f"B1 ={formula} 10", "A2 6", "A3 =SUBTOTAL(9,A1:A2) 10", "C3 =A2+1 7")
    found = judged(book_by("Microsoft Excel", tmp_path, sheet), WITHOUT, FORMULON)
    assert (found.kept, found.different, found.certified[_B1]) == ({}, {}, "formulon")


def test_an_engine_that_fails_for_the_whole_workbook_has_proved_nothing_of_it(tmp_path: Path) -> None:
    class Small(Formualizer):
        """It takes no workbook of more than one formula."""

        def __init__(self, book: Book) -> None:
            if len(book.sheets[0].formulas) > 1:
                raise BadFile("too large")
            super().__init__(book)

    path = book_by("Microsoft Excel", tmp_path, cells("A1 4", "B1 =SQRT(A1) 2", "C1 =A1+1 5"))
    found = judged(path, WITHOUT, Engine("small", Small))
    assert found.certified == {_B1: "small", ("S1", 1, 3): "without"}
    assert found.kept_by("small") == {_B1, ("S1", 1, 3)}


def test_a_sum_that_follows_what_was_saved_has_that_value_where_the_engine_has_an_error_before(tmp_path: Path) -> None:
    """3,888 cells of a model were shown as #DIV/0! and certified: their sums had been asked before what they read."""
    path = book_by("Microsoft Excel", tmp_path, cells("A1 -4", "B1 =SQRT(A1) 2", "C1 =B1+1 3"))
    found = judged(path, FORMULON)
    assert (found.different, found.certified) == ({_B1: "#NUM!"}, {("S1", 1, 3): "formulon"})
    assert found.answers == {("S1", 1, 3): 3.0}

"""Every engine that has a name answers the six calls of ``engines/protocol.py``, and hands no saved value back."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest
from raw_package import formula_sheet, sheet_xml, write_book

from xlcost.calculate.certified import recalculate
from xlcost.calculate.engines.formualizer import FORMUALIZER
from xlcost.calculate.engines.formulon import FORMULON
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer, with_numbers
from xlcost.evaluate.binding import our_functions
from xlcost.hosts.engines import AUTO, ENGINES
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book, CellValue, Place

#: Saved beside every formula, and wrong: an engine that shows it has handed it back.
SAVED = 999
ROW = (
    f'<row r="1"><c r="A1"><v>4</v></c><c r="B1"><f>A1*2</f><v>{SAVED}</v></c>'
    f'<c r="C1"><f>BREAKEVEN_MONTHS(6000,1500,B1*100)</f><v>{SAVED}</v></c></row>'
)
INPUT, TWICE, MONTHS = ("S1", 1, 1), ("S1", 1, 2), ("S1", 1, 3)
EACH = {engine.name: engine for name in ENGINES if name != AUTO for engine in ENGINES[name]()}


@pytest.mark.parametrize("engine", EACH.values(), ids=EACH)
def test_an_engine_answers_the_six_calls(engine: Engine, tmp_path: Path) -> None:
    session = engine.load(open_book(write_book(tmp_path / "book.xlsx", sheet_xml(ROW))))
    try:
        session.bind(our_functions())
        session.recalculate()
        assert session.read([TWICE, MONTHS]) == {TWICE: 8, MONTHS: _months(engine, 700)}
        session.set(INPUT, 5)
        session.recalculate()
        assert session.read([TWICE, MONTHS]) == {TWICE: 10, MONTHS: _months(engine, 500)}
    finally:
        session.close()


def _months(engine: Engine, saved: float) -> object:
    if engine is FORMULON:  # it takes no functions of ours
        return NoAnswer("Formulon has no functions of ours")
    return pytest.approx(6_000 / saved)


def test_numbers_stand_in_the_place_of_formulas_that_fill_a_cell_and_are_not_shared(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"</f><v>a</v></c>'
        '<c r="C1"><f t="shared" ref="C1:D1" si="0">A1*2</f><v>4</v></c><c r="D1"><f t="shared" si="0"/><v>8</v></c>'
        '<c r="E1"><f t="array" ref="E1:F1">A1:B1*2</f><v>4</v></c><c r="F1"><v>8</v></c></row>'
    )
    book = open_book(write_book(tmp_path / "book.xlsx", sheet_xml(rows)))
    given = {("S1", 1, 1): 7.0, ("S1", 1, 2): "b", ("S1", 1, 3): 3.0, ("S1", 1, 4): 5.0, ("S1", 1, 5): 1.0}
    cells = with_numbers(book, given).sheets[0].cells
    assert {at[1]: (cell.formula, cell.value) for at, cell in cells.items()} == {
        1: (None, 7.0),
        2: ('"a"', "a"),
        3: ("A1*2", 3.0),
        4: (None, 5.0),
        5: ("A1:B1*2", 4.0),
        6: (None, 8.0),
    }


def test_a_second_engine_is_asked_with_the_first_ones_values(tmp_path: Path) -> None:
    told: list[object] = []

    class Listening:
        """Answers 3 for every cell, and notes what it is told and what stands in the file."""

        def __init__(self, book: Book) -> None:
            told.append({at: (cell.formula, cell.value) for at, cell in book.sheets[0].cells.items()})

        def bind(self, functions: object) -> None: ...
        def recalculate(self) -> None: ...
        def close(self) -> None: ...
        def spilled(self, place: Place) -> None: ...
        def set(self, place: Place, value: CellValue) -> None:
            told.append((place, value))

        def read(self, places: Collection[Place]) -> dict[Place, Answer]:
            return dict.fromkeys(places, 3.0)

    cells: dict[str, object] = {"A1": 1, "A2": "=A1+1", "A3": '="x"&A1', "A4": "=ODDLYIELD(1,2,3,4,5,6,7,8)"}
    book = open_book(write_book(tmp_path / "book.xlsx", formula_sheet(cells)))
    recalculate(book, engines=(FORMUALIZER, Engine("listening", Listening)))
    assert told[0][2, 1] == (None, 2.0)
    assert told[1:] == [(("S1", 3, 1), "x1")]

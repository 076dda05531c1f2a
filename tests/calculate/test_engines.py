"""Every engine that has a name answers the six calls of ``engines/protocol.py``, and hands no saved value back."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_package import sheet_xml, write_book

from xlcost.calculate.engines.formulon import FORMULON
from xlcost.calculate.engines.protocol import Engine, NoAnswer
from xlcost.evaluate.binding import our_functions
from xlcost.hosts.engines import AUTO, ENGINES
from xlcost.workbook.reader import open_book

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

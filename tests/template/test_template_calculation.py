"""What the engine is given before the file is written is what the file says; a failure is raised, not lost."""

import random
from dataclasses import replace

import pytest

from xlcost.calculate.certified import recalculate
from xlcost.calculate.comparing import alike
from xlcost.calculate.engines.formualizer import Formualizer
from xlcost.decision.case import shipped_case
from xlcost.errors import BadFile
from xlcost.evaluate.binding import our_functions
from xlcost.evaluate.opinions import Opinions
from xlcost.evaluate.whole import plain_values
from xlcost.formula.unique import read_formulas
from xlcost.template import build as building
from xlcost.template.calculation import calculated
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book


@pytest.fixture(params=["article", "current"])
def built(request, monkeypatch):
    """The workbook as the engine was given it, the file with empty sheets, and what is read from the finished file."""
    given = []

    def watched(book, frame):
        given.append((book, frame))
        return calculated(book, frame)

    monkeypatch.setattr(building, "calculated", watched)
    data = building.build(shipped_case(request.param))
    return *given[0], read_book(package_from_bytes(data, "book.xlsx"))


def test_the_formulas_calculated_are_those_of_the_file(built):
    given, _, read = built
    assert [sheet.name for sheet in given.sheets] == [sheet.name for sheet in read.sheets]
    for before, after in zip(given.sheets, read.sheets, strict=True):
        saved = {
            at: cell._replace(value=None, kind="blank") if cell.formula is not None else cell
            for at, cell in after.cells.items()
        }
        assert dict(before.cells) == saved


def test_names_tables_and_settings_are_those_of_the_file(built):
    given, _, read = built
    assert {name for name in read.names if not name.name.startswith("_xlnm.")} == set(given.names)
    assert (given.tables, given.calculation.date1904) == (read.tables, read.calculation.date1904)


def test_the_values_are_those_of_a_recalculation(built):
    *_, read = built
    saved = {
        (sheet.name, *at): cell.value
        for sheet in read.sheets
        for at, cell in sheet.cells.items()
        if cell.formula is not None
    }
    assert recalculate(read).values == saved


def test_python_alone_gives_what_the_embedded_engine_gives(built):
    given, _, read = built
    found = plain_values(given, our_functions())
    for sheet in read.sheets:
        for cell in sheet.formulas:
            value = found[sheet.name, cell.row, cell.column]
            same = pytest.approx(cell.value, rel=1e-9, abs=1e-9) if isinstance(cell.value, float) else cell.value
            assert value == same, f"{sheet.name}!{cell.address}"


def test_a_calculation_that_is_stopped_is_told(built, monkeypatch):
    def stopped(session):
        raise BadFile("the new workbook: the calculation was stopped")

    given, frame, _ = built
    monkeypatch.setattr("xlcost.template.embedded.Formualizer.recalculate", stopped)
    with pytest.raises(BadFile, match="stopped"):
        calculated(given, frame)


def test_a_formula_that_cannot_be_calculated_is_told(built):
    given, frame, _ = built
    cover = given.sheets[0]
    cells = cover.cells | {(99, 1): next(iter(cover.cells.values()))._replace(row=99, formula="NOSUCH(1,1)")}
    with pytest.raises(RuntimeError, match="NOSUCH"):
        calculated(replace(given, sheets=(replace(cover, cells=cells), *given.sheets[1:])), frame)


def test_no_formula_is_misread_with_other_inputs(built):
    """With whatever somebody types, Python alone has for each cell what the engine has."""
    *_, read = built
    chance = random.Random(20261129)
    typed = [
        (sheet.name, cell.row, cell.column)
        for sheet in read.sheets
        for cell in sheet.cells.values()
        if sheet.name in {"Inputs", "Prices"} and cell.formula is None and isinstance(cell.value, float)
    ]
    session = Formualizer(read)
    session.bind(our_functions())
    for place in chance.sample(typed, 60):
        session.set(place, round(float(read.value(place)) * chance.uniform(0.5, 1.5), 3))
    given = session.read(typed)
    session.recalculate()
    places = [(sheet.name, cell.row, cell.column) for sheet in read.sheets for cell in sheet.formulas]
    values = session.read(places)
    opinions = Opinions(read, our_functions(), read_formulas(read), {**given, **values})
    assert [place for place in places if not alike(values[place] or 0.0, opinions.value(place) or 0.0)] == []

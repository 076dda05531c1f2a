"""What the engine is given before the file is written is what the file says; a failure is raised, not lost."""

import re
from dataclasses import replace

import pytest

from xlcost.calculate.binding import our_functions
from xlcost.calculate.engines.ranges import Ranges
from xlcost.calculate.engines.spelling import Speller
from xlcost.calculate.engines.translated import recalculate
from xlcost.calculate.plain import plain_values
from xlcost.calculate.translation.loaded import Loaded
from xlcost.decision.case import shipped_case
from xlcost.errors import BadFile
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


def test_the_values_are_those_of_the_translation(built):
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
    monkeypatch.setattr("xlcost.template.embedded.Plain.recalculate", stopped)
    with pytest.raises(BadFile, match="stopped"):
        calculated(given, frame)


def test_a_formula_that_cannot_be_calculated_is_told(built):
    given, frame, _ = built
    cover = given.sheets[0]
    cells = cover.cells | {(99, 1): next(iter(cover.cells.values()))._replace(row=99, formula="NOSUCH(1,1)")}
    with pytest.raises(RuntimeError, match="NOSUCH"):
        calculated(replace(given, sheets=(replace(cover, cells=cells), *given.sheets[1:])), frame)


def test_no_formula_would_be_misread_with_other_inputs(built):
    """Whatever the translation carries over arrays, the engine as it is carries itself, or has it translated."""
    *_, read = built
    speller = Speller(read, our_functions(), Ranges(), "XLC.LEFTOUT")
    for (sheet, row, column), ready in Loaded(read, our_functions()).translation.ready.items():
        carried = set(re.findall(r'XLC\.LIFT\("([A-Z.]+):', ready.text)) - {"XLC.POWER", "ABS", "INT", "ROUNDUP"}
        if carried:
            found = read.sheets_by_name[sheet.lower()]
            spelled = speller.spelled(found, found.cells[row, column]) or ""
            assert "XLC.LIFT" in spelled, (sheet, row, column, ready.cell.formula)

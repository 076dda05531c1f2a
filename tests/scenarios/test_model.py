"""A workbook as a model: inputs by name, outputs after them, many scenarios, and nothing silently stale."""

from __future__ import annotations

import weakref
from datetime import date

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from xlcost.calculate.engines.formualizer import FORMUALIZER
from xlcost.calculate.engines.formulon import FORMULON
from xlcost.calculate.engines.protocol import Engine
from xlcost.errors import BadArgument
from xlcost.evaluate.binding import our_functions
from xlcost.scenarios.model import WhatIf, open_model
from xlcost.scenarios.route import LeftOpen, Route
from xlcost.workbook.reader import open_book


@pytest.fixture
def path(tmp_path):
    book = openpyxl.Workbook()
    inputs = book.active
    inputs.title = "Inputs"
    inputs["A1"], inputs["B1"] = "Requests", 100_000
    inputs["A2"], inputs["B2"] = "Model", "gpt-4o"
    inputs["A3"], inputs["B3"] = "Day", date(2026, 10, 1)
    decision = book.create_sheet("The decision")
    decision["B1"] = "=PROMPT_COST(Inputs!B2,Inputs!B1,1000,100,,,,,Inputs!B3)"
    decision["B2"] = "=B1*12"
    decision["B3"] = "=Inputs!B1*2"
    book.defined_names["requests"] = DefinedName("requests", attr_text="Inputs!$B$1")
    book.defined_names["yearly"] = DefinedName("yearly", attr_text="'The decision'!$B$2")
    where = tmp_path / "model.xlsx"
    book.save(where)
    return where


@pytest.mark.parametrize("where", ["'The decision'!B2", "The decision!$B$2", "yearly", "YEARLY", "The decision.yearly"])
def test_a_place_has_many_names(path, where):
    assert open_model(path)[where] == pytest.approx(100_000 * (1000 * 2.5 + 100 * 10) / 1e6 * 12)


def test_outputs_follow_inputs(path):
    book = open_model(path)
    before = book["yearly"]
    book["Inputs.requests"] = 200_000
    assert book["yearly"] == pytest.approx(2 * before)
    assert book["requests"] == 200_000


@pytest.mark.parametrize("formula", ["=B1*12", "=NO.SUCH(B1)", "=RAND()"])
def test_the_engine_that_judged_a_workbook_goes_on_with_it(path, formula):
    """Loading takes half a second; with a formula that nobody proves, or chance, the values are those of a new one."""
    book = openpyxl.load_workbook(path)
    book["The decision"]["B2"] = formula
    book.save(path)
    loaded = []

    def load(book):
        loaded.append(book)
        return FORMUALIZER.load(book)

    model = WhatIf(open_book(path), (Engine(FORMUALIZER.name, load), FORMULON))
    assert model["The decision!B3"] == 200_000
    model["requests"] = 7
    assert model["The decision!B3"] == 14
    assert len(loaded) == 1


def test_a_formula_put_aside_while_a_workbook_was_judged_is_there_again(path):
    """What took its place for the judgement would stay a constant in the session that goes on."""
    left = LeftOpen(FORMUALIZER)
    book = open_book(path)
    session = left.engine.load(book)
    session.bind(our_functions())
    session.set(("The decision", 3, 2), 5.0)
    session.recalculate()
    session.close()
    assert left.taken({}) is None
    assert Route(FORMUALIZER, book, our_functions(), None, left).value(("The decision", 3, 2), {}) == 200_000


def test_an_error_among_what_is_summed_is_the_sum_and_goes_again(tmp_path):
    """The engine's SUMIFS passes over it. What is put in for it is gone with the next input."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (1, 2, 3):
        sheet.append([row, f"=A{row}*2", row % 2])
    sheet["E1"], sheet["E2"], sheet["E3"] = "=SUMIFS(B1:B3,C1:C3,1)", "=E1+1", "=IFERROR(E1,-1)"
    sheet["E4"] = "=SUMIFS(B1:B3,C1:C3,0)"
    book.save(tmp_path / "sums.xlsx")
    model = open_model(tmp_path / "sums.xlsx")
    shown = [f"Sheet!E{row}" for row in (1, 2, 3, 4)]
    assert [model[where] for where in shown] == [8, 9, 8, 4]
    model["Sheet!A1"] = "half"
    assert [model[where] for where in shown] == ["#VALUE!", "#VALUE!", -1, 4]
    model["Sheet!A1"] = 10
    assert [model[where] for where in shown] == [26, 27, 26, 4]


def test_cells_that_an_array_formula_fills_follow_too(path, tmp_path):
    book = openpyxl.load_workbook(path)
    sheet = book["The decision"]
    sheet["D1"] = ArrayFormula("D1:D3", "=Inputs!B1*{1;2;3}")
    sheet["D2"] = 5  # what a file has cached there
    where = tmp_path / "array.xlsx"
    book.save(where)
    model = open_model(where)
    model["requests"] = 10
    assert [model[f"The decision!D{row}"] for row in (1, 2, 3)] == [10.0, 20.0, 30.0]


def test_the_file_is_never_touched(path):
    content = path.read_bytes()
    book = open_model(path)
    book["requests"] = 1
    assert book["yearly"] == pytest.approx(0.0000035 * 1000 * 12)
    assert path.read_bytes() == content


def test_a_formula_may_be_overridden_in_memory(path):
    book = open_model(path)
    book["The decision!B1"] = 10
    assert book["yearly"] == 120.0


def test_texts_dates_and_errors_go_in_and_out(path):
    book = open_model(path)
    book["Inputs!B2"] = "no such model"
    assert book["yearly"] == "#N/A"
    book["Inputs!B2"] = "gpt-4o"
    book["Inputs!B3"] = date(2020, 1, 1)
    assert book["yearly"] == "#N/A"


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("reqests", "nearest names: requests"),
        ("Decision!B4", "there are Inputs, The decision"),
        ("Inputs!B1:B2", "not one cell"),
        ("Inputs.yearly", "on the sheet The decision"),
        ("Inputs!foo", "not one cell"),
    ],
)
def test_an_unknown_place_is_refused_with_help(path, where, says):
    with pytest.raises(BadArgument, match=says):
        open_model(path)[where]


def test_a_cell_that_cannot_be_calculated_is_refused_not_guessed(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = '=CUBEVALUE("x","y")'
    book.active["A2"] = "=A1+1"
    book.save(tmp_path / "cube.xlsx")
    with pytest.raises(BadArgument, match="cannot be calculated here"):
        open_model(tmp_path / "cube.xlsx")["Sheet!A2"]


def test_scenarios_start_from_the_workbook_each_time(path):
    runs = list(open_model(path).runs([{"requests": 10.0}, {}, {"requests": 20.0}], ["The decision!B3"]))
    assert runs == [(20.0,), (200_000.0,), (40.0,)]


def test_scenarios_keep_what_was_set_before_them(path):
    model = open_model(path)
    model["requests"] = 7
    assert list(model.runs([{"Inputs!B2": "gpt-4o-mini"}], ["The decision!B3"])) == [(14.0,)]


def test_a_model_that_is_done_with_leaves_memory(path):
    model = open_model(path)
    engine = weakref.ref(model._routes[0].session)
    del model
    assert engine() is None


def test_a_circle_that_only_an_input_closes_is_refused_and_so_is_what_hides_it(tmp_path):
    book = openpyxl.Workbook()
    for cell, content in {"A1": 0, "B1": "=IF(A1=1,C1,5)", "C1": "=B1+1", "D1": "=IFERROR(B1,7)"}.items():
        book.active[cell] = content
    book.save(tmp_path / "switch.xlsx")
    model = open_model(tmp_path / "switch.xlsx")
    assert [model[f"Sheet!{cell}"] for cell in ("B1", "C1", "D1")] == [5, 6, 5]
    model["Sheet!A1"] = 1
    for cell in ("B1", "C1", "D1"):
        with pytest.raises(BadArgument, match="cannot be calculated here"):
            model[f"Sheet!{cell}"]
    model["Sheet!A1"] = 2
    assert [model[f"Sheet!{cell}"] for cell in ("B1", "C1", "D1")] == [5, 6, 5]

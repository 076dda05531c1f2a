"""Setting a live cell sets the input of the scenario shown; no formula is ever overwritten."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from xlcost.errors import BadArgument
from xlcost.scenarios.model import open_model

PICKS = [
    "=INDEX(C2:E2,1,MATCH(scenario,$C$1:$E$1,0))",
    "=INDEX($C2:$E2,MATCH(B1,$C$1:$E$1,0))",
    '=INDEX(C2:E2,MATCH(scenario,{"low","base","high"},0))',
    '=INDEX(C2:E2,,MATCH(Inputs!B1,{"Low";"Base";"High"},0))',
    '=IF(INDEX(C2:E2,1,MATCH(scenario,$C$1:$E$1,0))="","",INDEX(C2:E2,1,MATCH(scenario,$C$1:$E$1,0)))',
]
CALCULATIONS = [
    "=INDEX(C2:E2,1,MATCH(scenario,$C$1:$E$1,0))*1",
    "=SUM(C2:E2)",
    "=INDEX(C2:E2,1,MATCH(scenario,$C$1:$E$1,1))",
    "=INDEX(C2:E2,1,4)",
    "=C2:E2",
    '=IF(C2="","",D2)',
    '=INDEX(C2:E2,MATCH("other",$C$1:$E$1,0))',
    "=nothing",
    "=B2",
]


@pytest.fixture
def model(tmp_path):
    def with_live(formula):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Inputs"
        for column, values in enumerate((("Low", 1), ("Base", 2), ("High", 3)), 3):
            sheet.cell(1, column, values[0])
            sheet.cell(2, column, values[1])
        sheet["B1"], sheet["B2"] = "Base", formula
        sheet["B3"], sheet["A3"] = "=B2*10", "=requests"
        for name, cell in (("scenario", "B1"), ("requests", "B2"), ("passed", "A3")):
            book.defined_names[name] = DefinedName(name, attr_text=f"Inputs!${cell[0]}${cell[1]}")
        book.save(tmp_path / "model.xlsx")
        return open_model(tmp_path / "model.xlsx")

    return with_live


@pytest.mark.parametrize("formula", PICKS)
def test_a_pick_means_the_input_of_the_scenario_shown(model, formula):
    book = model(formula)
    assert book.input("requests") == ("Inputs", 2, 4)
    assert book.input("passed") == ("Inputs", 2, 4)
    book["scenario"] = "High"
    assert book.input("requests") == ("Inputs", 2, 5)
    book.set(book.input("requests"), 50.0)
    assert book["Inputs!B3"] == 500.0
    book["scenario"] = "Base"
    assert book["Inputs!B3"] == 20.0


@pytest.mark.parametrize("formula", CALCULATIONS)
def test_a_calculation_is_not_overwritten(model, formula):
    with pytest.raises(BadArgument, match=r"Inputs!B2 has a formula, which is never overwritten; set an input"):
        model(formula).input("requests")


def test_each_run_sets_the_input_of_its_own_scenario(model):
    runs = [{"requests": 7.0, "scenario": "Low"}, {"requests": 8.0}, {"scenario": "High"}, {}]
    results = model(PICKS[0]).runs(runs, ["Inputs!B3", "Inputs!C2", "Inputs!D2"])
    assert [*results] == [(70.0, 7.0, 2.0), (80.0, 1.0, 8.0), (30.0, 1.0, 2.0), (20.0, 1.0, 2.0)]


def test_what_is_written_for_a_blank_input_is_read_as_it_reads(model):
    book = model(PICKS[4])
    book["Inputs!D2"] = None
    assert book["requests"] in ("", 0.0)
    assert book.fitting("requests", "200k", 200_000.0) == 200_000.0

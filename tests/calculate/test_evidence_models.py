"""The evidence rule on models of the kinds that finance people have, and on exports of other programs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from evidence_books import EMBEDDED, book_by, cells, judged
from finance_models import MODELS, Made, made
from raw_package import parts, sheet_xml, zipped

from xlcost.calculate.certified import recalculate_with
from xlcost.calculate.comparing import agree
from xlcost.calculate.engines.formualizer import FORMUALIZER
from xlcost.calculate.engines.formulon import FORMULON
from xlcost.calculate.evidence import saved_by
from xlcost.calculate.results import write_values
from xlcost.errors import BadArgument
from xlcost.scenarios.model import open_model
from xlcost.workbook.reader import open_book


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Made]]:
    folder = tmp_path_factory.mktemp("models")
    yield made(folder)
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", MODELS)
def test_every_formula_of_a_model_is_certified(models: Mapping[str, Made], name: str) -> None:
    found = judged(models[name].path)
    assert (found.kept, found.different, found.saved_by) == ({}, {}, "Excel")
    book = open_book(models[name].path)
    everything = {(sheet.name, cell.row, cell.column) for sheet in book.sheets for cell in sheet.formulas}
    assert found.certified.keys() == everything - found.volatile


@pytest.mark.parametrize("name", MODELS)
def test_a_model_with_another_input_is_as_in_libreoffice(models: Mapping[str, Made], name: str) -> None:
    one = models[name]
    model = open_model(one.path)
    unstable = judged(one.path).volatile
    model[one.change.cell] = one.change.value
    moved = 0
    for sheet in model.book.sheets:
        for cell in sheet.formulas:
            place = (sheet.name, cell.row, cell.column)
            if name == "monte carlo" and (
                place in unstable or sheet.cells[cell.row, cell.column].column < 5 or cell.row < 3
            ):
                continue  # other draws
            value = model.value(place)
            assert agree(value, one.changed[place], (1e-7, 1e-7)), (place, cell.formula, value, one.changed[place])
            moved += not agree(value, cell.value)
    assert moved


def test_chance_is_drawn_anew_and_what_rests_on_it_follows(models: Mapping[str, Made]) -> None:
    book = open_book(models["monte carlo"].path)
    result = recalculate_with(EMBEDDED, book)
    assert result.not_evaluated == ()
    draws = [result.values["Draws", row, 1] for row in range(4, 54)]
    assert draws != [book.sheets[0].cells[row, 1].value for row in range(4, 54)]
    gains = [result.values["Draws", row, 3] for row in range(4, 54)]
    assert result.values["Draws", 1, 5] == pytest.approx(sum(map(float, gains)) / 50)  # type: ignore[arg-type]
    assert ("Draws", 3, 5) not in result.volatile


DASHBOARD = (
    '<row r="1"><c r="A1" t="str"><v>North</v></c><c r="B1"><v>10</v></c>'
    '<c r="D1" cm="1" t="str"><f t="array" ref="D1:D2">_xlfn.UNIQUE(A1:A4)</f><v>North</v></c>'
    '<c r="E1" cm="1"><f t="array" ref="E1:E2">SUMIFS(B1:B4,A1:A4,_xlfn.ANCHORARRAY(D1))</f><v>40</v></c>'
    '<c r="G1" cm="1"><f t="array" ref="G1:G2">_xlfn._xlws.FILTER(B1:B4,B1:B4&gt;15)</f><v>20</v></c>'
    '<c r="H1"><f>SUM(_xlfn.ANCHORARRAY(G1))</f><v>50</v></c></row>'
    '<row r="2"><c r="A2" t="str"><v>South</v></c><c r="B2"><v>20</v></c><c r="D2" t="str"><v>South</v></c>'
    '<c r="E2"><v>25</v></c><c r="G2"><v>30</v></c>'
    '<c r="H2"><f>_xlfn.XLOOKUP("South",_xlfn.ANCHORARRAY(D1),_xlfn.ANCHORARRAY(E1))</f><v>25</v></c></row>'
    '<row r="3"><c r="A3" t="str"><v>North</v></c><c r="B3"><v>30</v></c>'
    '<c r="H3"><f>TEXT(H1/SUM(B1:B4),"0%")</f><v>77%</v></c></row>'
    '<row r="4"><c r="A4" t="str"><v>South</v></c><c r="B4"><v>5</v></c></row>'
)


def test_a_dashboard_of_spills_is_certified(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, sheet_xml(DASHBOARD.replace('<c r="H3">', '<c r="H3" t="str">')))
    found = judged(path)
    assert (found.kept, found.different) == ({}, {})
    model = open_model(path)
    model["S1!B2"] = 25
    assert (model["S1!E2"], model["S1!H1"], model["S1!H2"]) == (30, 55, 30)


def test_a_macros_values_hold_until_something_changes(tmp_path: Path) -> None:
    sheet = cells("A1 5", "B1 =MYUDF(A1) 50", "C1 =B1*2 100", "A2 7", "B2 =A2+1 8")
    path = book_by("Microsoft Excel", tmp_path, sheet)
    result = recalculate_with(EMBEDDED, path)
    assert [(cell[:3], cell.reason) for cell in result.not_evaluated] == [
        (("S1", 1, 2), "no engine has the function MYUDF")
    ]
    assert result.values["S1", 1, 3] == 100
    model = open_model(path)
    assert (model["S1!B1"], model["S1!C1"]) == (50, 100)
    model["S1!A2"] = 1
    assert model["S1!B2"] == 2
    with pytest.raises(BadArgument, match="no engine has the function MYUDF"):
        model["S1!B1"]  # a macro may read whatever it likes
    with pytest.raises(BadArgument, match="depends on 'S1'!B1"):
        model["S1!C1"]


def test_saved_values_of_another_workbook_are_kept(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, cells("A1 =[1]Rates!B2 0.5", "B1 =A1*10 5", "C1 3", "D1 =C1*2 6"))
    result = recalculate_with((FORMUALIZER,), path)
    assert [cell[:3] for cell in result.not_evaluated] == [("S1", 1, 1)]
    assert result.values["S1", 1, 2] == 5
    model = open_model(path)
    model["S1!C1"] = 4
    assert model["S1!D1"] == 8
    with pytest.raises(BadArgument):
        model["S1!B1"]


TABLE = (
    '<row r="1"><c r="A1"><v>10</v></c></row><row r="2"><c r="A2"><v>5</v></c><c r="B2"><f>A1*A2</f><v>50</v></c></row>'
    '<row r="4"><c r="E4"><f>B2</f><v>50</v></c></row>'
    '<row r="5"><c r="D5"><v>5</v></c><c r="E5"><f t="dataTable" ref="E5:E6" dt2D="0" dtr="0" r1="A2"/><v>50</v></c></row>'
    '<row r="6"><c r="D6"><v>6</v></c><c r="E6"><v>60</v></c><c r="F6"><f>E6+1</f><v>61</v></c></row>'
)


def test_a_what_if_table_keeps_all_its_cells(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, sheet_xml(TABLE))
    result = recalculate_with(EMBEDDED[:1], path)
    assert [cell[:3] for cell in result.not_evaluated] == [("S1", 5, 5)]
    assert result.values["S1", 6, 6] == 61
    write_values(result, tmp_path / "fresh.xlsx")
    assert open_book(tmp_path / "fresh.xlsx").sheets[0].cells[6, 5].value == 60
    model = open_model(path, EMBEDDED[:1])
    model["S1!A1"] = 20
    assert model["S1!B2"] == 100
    with pytest.raises(BadArgument):
        model["S1!F6"]


def test_a_what_if_table_over_chance_keeps_its_last_values(tmp_path: Path) -> None:
    """As in a model that draws a case in each cell of a table: no engine may be asked to set a part of it."""
    sheet = TABLE.replace("<f>A1*A2</f>", "<f>A1*A2+0*RAND()</f>").replace("<f>E6+1</f>", "<f>ISEVEN(E6)+0*RAND()</f>")
    path = book_by("Microsoft Excel", tmp_path, sheet_xml(sheet))
    for engines in (EMBEDDED, (FORMULON,)):
        result = recalculate_with(engines, path)
        assert {cell[:3] for cell in result.not_evaluated} == {("S1", 5, 5), ("S1", 6, 6)}
        assert result.values["S1", 4, 5] == 50


def test_formulon_calculates_what_if_tables_and_lambda_helpers(tmp_path: Path) -> None:
    from xlcost.calculate.engines.formulon import FORMULON

    sheet = TABLE.replace(
        '<row r="1"><c r="A1"><v>10</v></c></row>',
        '<row r="1"><c r="A1"><v>10</v></c><c r="C1"><f>SUM(_xlfn.MAP(A1:A2,_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)))</f>'
        '<v>30</v></c><c r="F1"><f>C1+PROMPT_COST("gpt-4o",A1,A2*1000,0)</f><v>30.125</v></c></row>',
    )
    path = book_by("Microsoft Excel", tmp_path, sheet_xml(sheet))
    found = judged(path, *EMBEDDED, FORMULON)
    assert (found.kept, found.different) == ({}, {})
    assert {place[1:]: by for place, by in found.certified.items() if by == "formulon"} == {
        (1, 3): "formulon",
        (5, 5): "formulon",
    }
    model = open_model(path, (FORMULON,))
    model["S1!A1"] = 20
    assert (model["S1!F6"], model["S1!C1"]) == (121, 50)


GOOGLE = 'xmlns:mv="urn:schemas-microsoft-com:mac:vml" '


def test_an_export_of_google_sheets_shows_its_last_values(tmp_path: Path) -> None:
    path = tmp_path / "google.xlsx"
    sheet = cells('A1 =IFERROR(__xludf.DUMMYFUNCTION("GOOGLEFINANCE(""NASDAQ:GOOG"")"),42) 42', "B1 =A1*2 84")
    path.write_bytes(zipped(parts(sheet.replace("<worksheet ", f"<worksheet {GOOGLE}"))))
    assert saved_by(open_book(path)) == "Google Sheets"
    assert judged(path).certified.keys() == {("S1", 1, 1), ("S1", 1, 2)}
    assert open_model(path)["S1!B1"] == 84


def test_an_export_of_libreoffice_is_evidence_of_libreoffice(tmp_path: Path) -> None:
    path = book_by("LibreOffice/25.2.3.2", tmp_path, cells("A1 2", "B1 =SQRT(A1*8) 4"))
    assert judged(path).saved_by == "LibreOffice"

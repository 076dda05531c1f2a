"""The evidence rule: what a workbook's saved values prove of its formulas, and what is never guessed.

Models of the kinds that finance people have; engines that are wrong on purpose; values that prove nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pytest
from finance_models import APP, MODELS, Made, made
from raw_package import formula_sheet, parts, sheet_xml, zipped

from xlcost.calculate.certificates import Certificates
from xlcost.calculate.certified import recalculate_with
from xlcost.calculate.comparing import agree
from xlcost.calculate.engines.formualizer import FORMUALIZER, Formualizer
from xlcost.calculate.engines.formulon import FORMULON
from xlcost.calculate.engines.libreoffice import LIBREOFFICE
from xlcost.calculate.engines.protocol import Answer, Engine, NoAnswer
from xlcost.calculate.evidence import certify, saved_by
from xlcost.calculate.results import write_values
from xlcost.errors import BadArgument
from xlcost.evaluate.binding import our_functions
from xlcost.scenarios.model import WhatIf, open_model
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book, CellValue, Place

EMBEDDED = (FORMUALIZER, FORMULON)


def book_by(application: str, folder: Path, *sheets: str, names: str = "", version: str = "16.0300") -> Path:
    """A workbook with raw sheets that says which program saved it."""
    content = parts(*sheets, names=names)
    content["docProps/app.xml"] = APP.replace("Microsoft Excel", application).replace("16.0300", version)
    content["_rels/.rels"] = str(content["_rels/.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'extended-properties" Target="docProps/app.xml"/></Relationships>',
    )
    path = folder / "book.xlsx"
    path.write_bytes(zipped(content))
    return path


def cells(*texts: str) -> str:
    """A sheet of raw cells, each written ``A1 value`` or ``A1 =formula value``."""
    rows: dict[int, str] = {}
    for text in texts:
        place, _, rest = text.partition(" ")
        row = int(place.lstrip("ABCDEFGH"))
        formula, value = rest.rsplit(" ", 1) if rest.startswith("=") else ("", rest)
        kind = "" if value.replace(".", "").replace("-", "").isdigit() else ' t="str"'
        shown = f"<f>{formula[1:].replace('&', '&amp;').replace('<', '&lt;')}</f>" if formula else ""
        rows[row] = rows.get(row, "") + f'<c r="{place}"{kind}>{shown}<v>{value}</v></c>'
    return sheet_xml("".join(f'<row r="{row}">{xml}</row>' for row, xml in sorted(rows.items())))


def judged(path: Path, *engines: Engine) -> Certificates:
    found = certify(open_book(path), engines or EMBEDDED, our_functions())
    assert found is not None
    return found


# Models of the kinds that finance people have


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


# Whose values are evidence


@pytest.mark.parametrize(
    ("application", "version", "source"),
    [
        ("Microsoft Excel", "16.0300", "Excel"),
        ("Microsoft Macintosh Excel", "14.0300", "Excel"),
        ("Microsoft Excel Online", "16.0300", "Excel"),
        ("Microsoft Excel Compatible / Openpyxl 3.1.5", "3.1", None),
        ("Apache POI", "5.2", None),
    ],
)
def test_only_a_program_that_calculates_gives_evidence(
    tmp_path: Path, application: str, version: str, source: str | None
) -> None:
    path = book_by(application, tmp_path, cells("A1 2", "B1 =A1*2 4"), version=version)
    assert saved_by(open_book(path)) == source


def test_a_file_that_asks_to_be_calculated_gives_none(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, cells("A1 2", "B1 =A1*2 4"))
    asking = open_book(path).package
    from xlcost.workbook.package import package_bytes

    xml = asking.parts["xl/workbook.xml"].replace(b"</workbook>", b'<calcPr fullCalcOnLoad="1"/></workbook>')
    path.write_bytes(package_bytes(asking, {"xl/workbook.xml": xml}))
    assert saved_by(open_book(path)) is None


def test_values_older_than_their_inputs_prove_nothing_and_are_replaced(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, cells("A1 7", "B1 =A1*2 0", "C1 =SQRT(B1+2) 99"))
    assert certify(open_book(path), EMBEDDED, our_functions()) is None
    result = recalculate_with(EMBEDDED, path)
    assert (result.values["S1", 1, 2], result.values["S1", 1, 3]) == (14, 4)
    assert open_model(path)["S1!C1"] == 4


#: What is left of 1e5, and what goes on from it: Excel has another rest than engines, and all of it is alike.
RESTS = cells(
    "A1 100000",
    "B1 =ROUND(A1*1.1,9)-A1-A1*0.1 0.0000000000087",
    "C1 =B1+A2-A2 0.0000000000087",
    "D1 =C1*2 0.0000000000174",
    "E1 =D1+D1+C1 0.0000000000435",
    "A2 =A1*2 200000",
    "A3 7.3322888843923",
    "B3 =SQRT(A3*A3) 7.33228888439226",
    "C3 =A3*2-B3*2 0",
)


def test_what_is_left_of_numbers_that_cancel_is_no_sign_of_age(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, RESTS)
    rests = {place for place in judged(path).graph.reads if place[1] == 1}
    result = recalculate_with((FORMUALIZER,), path)
    assert result.certificates is not None
    assert rests - {("S1", 1, 2)} <= result.certificates.certified.keys()
    assert result.values["S1", 1, 5] == 4.35e-11  # as Excel has it


def test_a_text_that_another_region_reads_as_a_number_is_no_sign_of_age(tmp_path: Path) -> None:
    sheet = cells("A1 1,5", "B1 =A1*2 3", "C1 =SQRT(B1+1) 2", "D1 =C1+1 3")
    found = judged(book_by("Microsoft Excel", tmp_path, sheet))
    assert ("S1", 1, 2) not in found.certified
    assert {("S1", 1, 3), ("S1", 1, 4)} <= found.certified.keys()


def test_a_text_that_is_only_repeated_tells_the_age_too(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, cells("A1 -", "B1 =A1 none", "C1 =SQRT(4) 2"))
    assert certify(open_book(path), EMBEDDED, our_functions()) is None


# Engines that are wrong


class Wrong(Formualizer):
    """An engine that gives one function's results a little too high, or has none."""

    without = False

    def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
        found: dict[Place, Answer] = dict(super().read(places))
        for place, answer in found.items():
            cell = self._book.sheets_by_name[place[0].lower()].cells.get(place[1:])
            if cell is not None and cell.formula and "SQRT" in cell.formula and isinstance(answer, float):
                found[place] = NoAnswer("no roots here") if self.without else answer + 1e-6
        return found


class Without(Wrong):
    """One that has no roots."""

    without = True


SHEET = cells("A1 4", "A2 9", "A3 16", "B1 =SQRT(A1) 2", "B2 =SQRT(A2) 3", "B3 =SQRT(A3) 4", "C1 =SUM(B1:B3) 9")


def test_what_an_engine_gets_otherwise_is_said_and_kept_with_all_copies(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, SHEET)
    wrong = Engine("wrong", Wrong)
    found = judged(path, wrong)
    assert found.different == {("S1", row, 2): pytest.approx(row + 1 + 1e-6) for row in (1, 2, 3)}
    assert found.certified == {("S1", 1, 3): "wrong"}  # from Excel's own values for what it reads
    result = recalculate_with((wrong,), path)
    assert result.not_evaluated[0].reason == "it is calculated as 2.000001, and Excel saved 2"
    assert [result.values["S1", row, 2] for row in (1, 2, 3)] == [2, 3, 4]


def test_one_copy_contradicted_leaves_none_certified(tmp_path: Path) -> None:
    sheet = cells("A1 4", "A2 9", "B1 =SQRT(A1) 2", "B2 =SQRT(A2) 3.5")
    found = judged(book_by("Microsoft Excel", tmp_path, sheet), FORMUALIZER)
    assert found.different == {("S1", 2, 2): 3}
    assert found.kept == {("S1", 1, 2): "a copy of its formula is calculated otherwise than it was saved"}


def test_another_engine_answers_for_what_the_first_has_not(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, SHEET)
    found = judged(path, Engine("without", Without), FORMUALIZER)
    assert (found.kept, found.different) == ({}, {})
    assert found.certified == {("S1", row, 2): "formualizer" for row in (1, 2, 3)} | {("S1", 1, 3): "without"}


def test_a_model_asks_the_next_engine_where_the_first_is_not_proved(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, cells("A1 4", "B1 =BAHTTEXT(A1) 2", "A2 9", "B2 =SQRT(A2) 3"))

    class Knows(Formualizer):
        """An engine that has the function."""

        given: CellValue = 4.0

        def set(self, place: Place, value: CellValue) -> None:
            super().set(place, value)
            if place == ("S1", 1, 1):
                self.given = value

        def read(self, places: Collection[Place]) -> Mapping[Place, Answer]:
            value = self.given
            return {place: float(value) / 2 if place == ("S1", 1, 2) else 3.0 for place in places}  # type: ignore[arg-type]

    model = WhatIf(open_book(path), (FORMUALIZER, Engine("knows", Knows)))
    model["S1!A1"] = 10
    assert model["S1!B1"] == 5
    model["S1!A2"] = 16
    assert model["S1!B2"] == 4


def test_libreoffice_proves_by_the_same_rule(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, cells("A1 4", "B1 =SQRT(A1) 2", "C1 =MYUDF(A1) 7", "D1 =C1+B1 9"))
    found = judged(path, LIBREOFFICE)
    assert found.certified == {("S1", 1, 2): "libreoffice", ("S1", 1, 4): "libreoffice"}
    assert list(found.kept) == [("S1", 1, 3)]


def test_engines_agree_where_nothing_was_saved(tmp_path: Path) -> None:
    from raw_package import write_book

    path = write_book(tmp_path / "plain.xlsx", formula_sheet({"A1": 4, "B1": "=SQRT(A1)"}))
    twice = (Engine("without", Without), Engine("one", Formualizer), Engine("other", Formualizer))
    result = recalculate_with(twice, path)
    assert (result.not_evaluated, result.values["S1", 1, 2]) == ((), 2)
    alone = recalculate_with(twice[:1], path)
    assert [cell.reason for cell in alone.not_evaluated] == ["no roots here"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (1.0, 1.0 + 1e-10, True),
        (1.0, 1.0 + 1e-8, False),
        (0.0, 1e-12, True),
        (None, "", True),
        (None, 0.0, True),
        ("", 0.0, False),
        ("a", "A", False),
        ("#N/A", "#N/A", True),
        (NoAnswer("why"), 1.0, False),
    ],
)
def test_what_counts_as_the_same(one: Answer, other: CellValue, alike: bool) -> None:
    assert agree(one, other) is alike


def test_nothing_of_a_book_is_changed_by_judging_it(tmp_path: Path) -> None:
    path = book_by("Microsoft Excel", tmp_path, SHEET)
    book: Book = open_book(path)
    before = path.read_bytes()
    recalculate_with(EMBEDDED, book)
    assert path.read_bytes() == before


def test_a_trace_follows_what_excel_saved_where_nothing_else_is_proved(tmp_path: Path) -> None:
    from xlcost.explain.tracing import trace

    sheet = cells("A1 4", "A2 9", "B1 =SQRT(A1) 2", "B2 =SQRT(A2) 3.5", "C1 =B1+B2 5.5", "D1 =NO.SUCH(A1) 7")
    root = trace(book_by("Microsoft Excel", tmp_path, sheet), "S1!C1").root
    assert root.value == 5.5
    assert [step.value for step in root.steps] == [2, 3.5]
    assert "Excel saved" in root.steps[1].note


def test_copies_are_each_judged_by_their_own_values(tmp_path: Path) -> None:
    from xlcost.outline.series import Series

    series = Series()
    found = []
    for number, (first, root) in enumerate(((4, 2), (25, 5), (36, 7))):
        folder = tmp_path / str(number)
        folder.mkdir()
        sheet = cells(f"A1 {first}", "A2 9", f"B1 =SQRT(A1) {root}", "B2 =SQRT(A2) 3", f"C1 =B1+B2 {root + 3}")
        result = series.recalculate(series.open(book_by("Microsoft Excel", folder, sheet)))
        found.append((result.values["S1", 1, 2], result.values["S1", 1, 3], len(result.not_evaluated)))
    assert found == [(2, 5, 0), (5, 8, 0), (7, 10, 2)]

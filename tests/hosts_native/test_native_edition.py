"""The native edition of a workbook: names and formulas added, everything else as it was."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from xlcost.errors import BadFile
from xlcost.formulas import NOT_NATIVE, PRICE_TABLE, named_lambdas
from xlcost.functions import FUNCTIONS
from xlcost.hosts.native import add_native
from xlcost.workbook.reader import open_book


def workbook(formulas: dict[str, object], *names: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for address, formula in formulas.items():
        sheet[address] = formula
    for name in names:
        book.defined_names[name] = DefinedName(name, attr_text="Sheet!$A$1:$C$9")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


FORMULAS = {
    "A1": "=PROMPT_COST(B1,C1,D1,E1)",
    "A2": '=IF(ISNUMBER(finetune_cost(B1,C1,D1,E1)),"<yes>","no")',
    "A3": "=SUM(B1:E1)",
    "A4": ArrayFormula("A4:A6", "=COST_FORECAST(B1,3)"),
    "A7": '="PROMPT_COST(1)"',
}


@pytest.fixture(scope="module")
def native() -> bytes:
    return add_native(workbook(FORMULAS, PRICE_TABLE, "another"))


def test_every_name_is_there_with_its_comment(native: bytes, tmp_path) -> None:
    (tmp_path / "native.xlsx").write_bytes(native)
    names = {name.name: name for name in open_book(tmp_path / "native.xlsx").names}
    assert names.keys() == {PRICE_TABLE, "another", *named_lambdas()}
    for function in FUNCTIONS.keys() - NOT_NATIVE.keys():
        assert names[function].comment == FUNCTIONS[function].summary
        assert names[function].formula.startswith("LAMBDA(")


def test_line_breaks_reach_the_name_manager(native: bytes) -> None:
    text = parts(native)["xl/workbook.xml"].decode()
    assert (
        "_xlop.retry_rate_,_xlop.as_of_,_xlop.prices_,_xlop.cache_write_1h_share_,\n  _xlfn.LET(\n    _xlpm.name, "
        in text
    )


def test_a_cell_with_a_function_is_a_dynamic_array_formula(native: bytes) -> None:
    sheet = parts(native)["xl/worksheets/sheet1.xml"]
    assert b'<c r="A1" cm="1"><f t="array" ref="A1">PROMPT_COST(B1,C1,D1,E1)</f>' in sheet
    assert b'cm="1"><f t="array" ref="A2">IF(ISNUMBER(finetune_cost(' in sheet


def test_other_formulas_stay_as_they_are(native: bytes) -> None:
    sheet = parts(native)["xl/worksheets/sheet1.xml"]
    assert b'<c r="A3"><f>SUM(B1:E1)</f>' in sheet
    assert b'<c r="A4"><f t="array" ref="A4:A6">COST_FORECAST(B1,3)</f>' in sheet
    assert b'<c r="A7"><f>"PROMPT_COST(1)"</f>' in sheet


def test_cell_metadata_says_what_dynamic_means(native: bytes) -> None:
    found = parts(native)
    assert b'<rc t="1" v="0"/>' in found["xl/metadata.xml"]
    assert b"/xl/metadata.xml" in found["[Content_Types].xml"]
    assert b'Target="metadata.xml"' in found["xl/_rels/workbook.xml.rels"]


def test_other_parts_keep_their_bytes(native: bytes) -> None:
    before, after = parts(workbook(FORMULAS, PRICE_TABLE, "another")), parts(native)
    changed = {name for name in after if after[name] != before.get(name)}
    untimed = changed - {"docProps/core.xml"}  # openpyxl writes the time of saving
    assert untimed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/metadata.xml",
    }


def test_openpyxl_reads_it(native: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(native))
    assert book.active["A1"].value.text == "=PROMPT_COST(B1,C1,D1,E1)"
    assert set(named_lambdas()) <= set(book.defined_names)


def test_a_function_that_cannot_be_native_becomes_the_text_it_gave() -> None:
    given = workbook({"A1": '=COST_EXPLAIN("SELF_HOST_PRICE",1,2)'}, PRICE_TABLE)
    cached = parts(given)
    cached["xl/worksheets/sheet1.xml"] = cached["xl/worksheets/sheet1.xml"].replace(
        b"</f><v/>", b'</f><v>1 &lt; "2"</v>'
    ).replace(b"</f><v></v>", b'</f><v>1 &lt; "2"</v>')  # fmt: skip
    sheet = parts(add_native(zipped(cached)))["xl/worksheets/sheet1.xml"]
    assert b'<f>"1 &lt; ""2"""</f><v>1 &lt; "2"</v>' in sheet


def zipped(content: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in content.items():
            package.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (workbook({"A1": 1}), "has no range named price_table"),
        (workbook({"A1": 1}, PRICE_TABLE, "PROMPT_COST"), "has a name PROMPT_COST already"),
        (workbook({"A1": '=COST_EXPLAIN("SELF_HOST_PRICE",B1,B2)'}, PRICE_TABLE), "A1: COST_EXPLAIN of other cells"),
        (b"no workbook", "workbook"),
    ],
)
def test_what_cannot_become_native_is_refused_in_one_line(given: bytes, says: str) -> None:
    with pytest.raises(BadFile, match=says) as refusal:
        add_native(given)
    assert "\n" not in str(refusal.value)


def test_a_native_workbook_is_not_made_native_again(native: bytes) -> None:
    with pytest.raises(BadFile, match="already"):
        add_native(native)


def test_the_same_workbook_gives_the_same_bytes() -> None:
    given = workbook(FORMULAS, PRICE_TABLE)
    assert add_native(given) == add_native(given)

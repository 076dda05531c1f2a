"""The workbook's parts: what xlwings Lite writes, added to a workbook that otherwise keeps its bytes."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from example_book import ExampleBook
from lxml import etree

from xlcost.errors import BadFile
from xlcost.functions import FUNCTIONS
from xlcost.hosts.lite import add_lite
from xlcost.hosts.lite.program import REQUIREMENTS, main_py

WE = "{http://schemas.microsoft.com/office/webextensions/webextension/2010/11}"
WETP = "{http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NEW = {
    "xl/webextensions/webextension1.xml",
    "xl/webextensions/taskpanes.xml",
    "xl/webextensions/_rels/taskpanes.xml.rels",
    "xl/metadata.xml",
}


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def before(example_book: ExampleBook) -> bytes:
    return example_book.path.read_bytes()


@pytest.fixture(scope="module")
def parts(before: bytes) -> dict[str, bytes]:
    return parts_of(add_lite(before))


@pytest.fixture(scope="module")
def extension(parts: dict[str, bytes]) -> etree._Element:
    return etree.fromstring(parts["xl/webextensions/webextension1.xml"])


def test_the_same_bytes_each_time(before: bytes) -> None:
    assert add_lite(before) == add_lite(before)


def test_only_formulas_and_the_package_parts_change(before: bytes, parts: dict[str, bytes]) -> None:
    old = parts_of(before)
    assert parts.keys() - old.keys() == NEW
    assert {name for name in old if parts[name] != old[name]} == {
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
    }


def test_the_new_parts_have_their_content_types(parts: dict[str, bytes]) -> None:
    types = {item.get("PartName"): item.get("ContentType") for item in etree.fromstring(parts["[Content_Types].xml"])}
    assert types["/xl/webextensions/webextension1.xml"] == "application/vnd.ms-office.webextension+xml"
    assert types["/xl/metadata.xml"].endswith(".spreadsheetml.sheetMetadata+xml")
    assert types["/xl/webextensions/taskpanes.xml"] == "application/vnd.ms-office.webextensiontaskpanes+xml"


def test_the_package_leads_to_the_task_pane_and_that_to_the_extension(parts: dict[str, bytes]) -> None:
    package = {item.get("Type"): item.get("Target") for item in etree.fromstring(parts["_rels/.rels"])}
    kind = "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes"
    assert package[kind] == "xl/webextensions/taskpanes.xml"
    (relation,) = etree.fromstring(parts["xl/webextensions/_rels/taskpanes.xml.rels"])
    assert relation.tag == f"{PACKAGE}Relationship"
    assert relation.get("Type") == "http://schemas.microsoft.com/office/2011/relationships/webextension"
    assert relation.get("Target") == "webextension1.xml"
    (pane,) = etree.fromstring(parts["xl/webextensions/taskpanes.xml"])
    assert (pane.tag, pane.get("visibility"), pane.get("dockstate")) == (f"{WETP}taskpane", "1", "right")
    (reference,) = pane
    assert (reference.tag, reference.get(R_ID)) == (f"{WETP}webextensionref", relation.get("Id"))


def test_cells_that_call_our_functions_are_dynamic_arrays_as_excel_saves_them(parts: dict[str, bytes]) -> None:
    sheet = etree.fromstring(parts["xl/worksheets/sheet1.xml"])
    calls = [(cell, cell.find(f"{MAIN}f")) for cell in sheet.iter(f"{MAIN}c") if cell.find(f"{MAIN}f") is not None]
    single = [(cell, formula) for cell, formula in calls if formula.get("ref") == cell.get("r")]
    assert len(single) > 5
    assert {(cell.get("cm"), formula.get("t")) for cell, formula in single} == {("1", "array")}
    relations = etree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    assert [item.get("Target") for item in relations if item.get("Type").endswith("/sheetMetadata")] == ["metadata.xml"]
    metadata = etree.fromstring(parts["xl/metadata.xml"])
    assert metadata.xpath("string(//*[local-name()='metadataType']/@name)") == "XLDAPR"


def test_relation_ids_stay_unique(parts: dict[str, bytes]) -> None:
    for name in ("_rels/.rels", "xl/_rels/workbook.xml.rels"):
        ids = [item.get("Id") for item in etree.fromstring(parts[name])]
        assert len(ids) == len(set(ids))


def test_the_extension_has_the_elements_that_lite_writes(extension: etree._Element) -> None:
    assert extension.tag == f"{WE}webextension"
    assert [child.tag.removeprefix(WE) for child in extension] == [
        "reference",
        "alternateReferences",
        "properties",
        "bindings",
        "snapshot",
        "extLst",
    ]


def test_the_extension_is_lite_from_the_store(extension: etree._Element) -> None:
    assert dict(extension.find(f"{WE}reference").attrib) == {
        "id": "wa200008175",
        "version": "1.0.0.0",
        "store": "en-US",
        "storeType": "OMEX",
    }


def test_the_extension_says_that_it_has_custom_functions(extension: etree._Element) -> None:
    (ext,) = extension.find(f"{WE}extLst")
    assert ext.get("uri") == "{D87F86FE-615C-45B5-9D79-34F1136793EB}"
    assert [child.tag for child in ext] == [f"{WE}containsCustomFunctions"]


def test_the_properties_are_json(extension: etree._Element) -> None:
    properties = {item.get("name"): json.loads(item.get("value")) for item in extension.find(f"{WE}properties")}
    assert properties == {
        "main.py": main_py(),
        "requirements.txt": REQUIREMENTS,
        "pyodideVersion": "0.27.5",
        "addinVersion": "1.0.0.0-18",
        "xlwingsSettingsWorkbook": {"startupBehavior": "taskpane"},
    }


def test_other_readers_still_open_the_workbook(before: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(add_lite(before)))
    saved = [cell.value for row in book["Examples"].iter_rows() for cell in row]
    texts = [getattr(value, "text", value) for value in saved]
    for name in FUNCTIONS:
        assert [text for text in texts if str(text).startswith(f"=_xldudf_{name}(")]


def test_a_workbook_with_an_add_in_is_refused(before: bytes) -> None:
    with pytest.raises(BadFile, match="carries an Office add-in already"):
        add_lite(add_lite(before))


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(BadFile):
        add_lite(b"PK\x03\x04 not a workbook")


def test_the_program_holds_the_packages_own_sources() -> None:
    import xlcost.costs.inference as module

    source = Path(module.__file__).read_text(encoding="utf-8")
    assert f"FILES['xlcost/costs/inference.py'] = r'''\n{source}'''" in main_py()


def test_the_program_stays_small_enough_for_office_settings() -> None:
    assert len(main_py()) < 500_000  # Office keeps at most 2 MB of settings in a document

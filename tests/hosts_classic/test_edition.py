"""The .xlsm made from an .xlsx: the VBA fits the workbook sheet by sheet, and all else stays as it was."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from shipped_books import shipped_book

from xlcost.errors import BadFile
from xlcost.hosts.classic.edition import SETTINGS, SETTINGS_SHEET, classic_edition, standalone_project
from xlcost.hosts.classic.project import read_project, without_module, write_project
from xlcost.hosts.classic.vba import MODULE_NAME
from xlcost.workbook.package import Package, package_from_bytes
from xlcost.workbook.reader import read_book

#: What the VBA changes; the sheets only in the element that names their code.
CHANGED = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}


@pytest.fixture(scope="module")
def plain() -> bytes:
    """An .xlsx of four sheets, one a chart."""
    book = Workbook()
    book.active.title = "Cover"
    book.active["A1"] = '=PROMPT_COST("m",1,2,3)'
    for name in ("Inputs", "Prices"):
        book.create_sheet(name)["A1"] = 1
    chart = BarChart()
    chart.add_data(Reference(book["Inputs"], min_col=1, min_row=1, max_row=1))
    book.create_chartsheet("Chart").add_chart(chart)
    return _saved(book)


@pytest.fixture(scope="module")
def classic(plain: bytes, standalone: bytes) -> Package:
    return _opened(classic_edition(_opened(plain), standalone))


def test_every_sheet_has_its_document_module_and_no_other_is_there(classic: Package) -> None:
    project = read_project(classic.parts["xl/vbaProject.bin"])
    documents = re.findall(r"^Document=(\w+)/", project.properties, re.MULTILINE)
    assert sorted(documents) == sorted(["ThisWorkbook", *_code_names(classic).values()])


def test_sheets_are_named_to_vba_in_the_order_of_their_tabs(classic: Package) -> None:
    assert _code_names(classic) == {
        "Cover": "Sheet1",
        "Inputs": "Sheet2",
        "Prices": "Sheet3",
        "Chart": "Sheet4",
        "xlwings.conf": "Sheet5",
    }


def test_the_workbook_names_its_document_module(classic: Package) -> None:
    assert _root(classic, "xl/workbook.xml").find("{*}workbookPr").get("codeName") == "ThisWorkbook"


@pytest.mark.parametrize(("module", "number"), [("Sheet3", "00020820"), ("Sheet4", "00020821")])
def test_a_document_module_is_of_the_class_of_its_sheet(classic: Package, module: str, number: str) -> None:
    sources = {found.name: found.source for found in read_project(classic.parts["xl/vbaProject.bin"]).modules}
    assert f'VB_Base = "0{{{number}-0000-0000-C000-000000000046}}"' in sources[module]


def test_olevba_finds_xlwings_and_our_module(olevba: Any, classic: Package) -> None:
    parser = olevba.VBA_Parser("classic.xlsm", data=classic.data)
    sources = {path: code for _, path, _, code in parser.extract_all_macros()}
    parser.close()
    assert "Function XLPy()" in sources["VBA/xlwings"]
    assert "Public Function PROMPT_COST(" in sources[f"VBA/{MODULE_NAME}"]


def test_xlwings_example_macro_is_left_out(classic: Package) -> None:
    names = [module.name for module in read_project(classic.parts["xl/vbaProject.bin"]).modules]
    assert "Module1" not in names


def test_the_package_says_that_it_has_macros(classic: Package) -> None:
    types = {entry.get("PartName"): entry.get("ContentType") for entry in _root(classic, "[Content_Types].xml")}
    assert types["/xl/workbook.xml"] == "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    assert types["/xl/vbaProject.bin"] == "application/vnd.ms-office.vbaProject"


def test_the_workbook_leads_to_the_project(classic: Package) -> None:
    relations = {item.get("Target"): item.get("Type") for item in _root(classic, "xl/_rels/workbook.xml.rels")}
    assert relations["vbaProject.bin"] == "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def test_all_else_keeps_its_bytes(plain: bytes, classic: Package) -> None:
    before = _opened(plain)
    sheets = {name for name in before.parts if "sheets/" in name and "_rels" not in name}
    for name in before.parts.keys() - CHANGED - sheets:
        assert _packed(classic, name) == _packed(before, name)
    for name in sheets:
        unnamed = re.sub(rb' codeName="Sheet\d+"', b"", classic.parts[name])
        assert unnamed.replace(b"<sheetPr/>", b"") == before.parts[name]


def test_every_part_is_well_formed(classic: Package) -> None:
    for name in classic.parts:
        if name.endswith((".xml", ".rels")):
            etree.fromstring(classic.parts[name])


def test_the_settings_tell_xlwings_where_the_functions_are(standalone: bytes) -> None:
    book = Workbook()
    read = load_workbook(io.BytesIO(classic_edition(_opened(_saved(book)), standalone)))
    assert list(read[SETTINGS_SHEET].values) == list(SETTINGS)
    assert ("UDF MODULES", "xlcost.udfs") in SETTINGS


def test_settings_that_are_there_are_kept(standalone: bytes) -> None:
    book = Workbook()
    book.create_sheet(SETTINGS_SHEET).append(["UDF MODULES", "xlcost.udfs;mine"])
    read = load_workbook(io.BytesIO(classic_edition(_opened(_saved(book)), standalone)))
    assert read.sheetnames == ["Sheet", SETTINGS_SHEET]
    assert list(read[SETTINGS_SHEET].values) == [("UDF MODULES", "xlcost.udfs;mine")]


def test_a_workbook_of_one_sheet_has_no_document_module_too_many(standalone: bytes) -> None:
    book = Workbook()
    book.active.title = SETTINGS_SHEET
    project = read_project(_opened(classic_edition(_opened(_saved(book)), standalone)).parts["xl/vbaProject.bin"])
    assert re.findall(r"^Document=(\w+)/", project.properties, re.MULTILINE) == ["ThisWorkbook", "Sheet1"]


def test_code_names_that_are_there_are_replaced(standalone: bytes) -> None:
    book = Workbook()
    book.active.sheet_properties.codeName = "Cover"
    book.code_name = "DieseArbeitsmappe"
    classic = _opened(classic_edition(_opened(_saved(book)), standalone))
    assert _code_names(classic)["Sheet"] == "Sheet1"
    assert _root(classic, "xl/workbook.xml").find("{*}workbookPr").get("codeName") == "ThisWorkbook"


@pytest.mark.parametrize(
    ("part", "element"),
    [("xl/workbook.xml", rb"<workbookPr[^>]*/>"), ("xl/worksheets/sheet1.xml", rb"<sheetPr>.*?</sheetPr>")],
)
def test_parts_without_properties_get_them_in_their_place(
    plain: bytes, standalone: bytes, part: str, element: bytes
) -> None:
    bare = _with_part(plain, part, lambda xml: re.sub(element, b"", xml))
    assert element.split(rb"[")[0].split(rb">")[0] not in _opened(bare).parts[part]
    classic = _opened(classic_edition(_opened(bare), standalone))
    assert _root(classic, part)[0].get("codeName") in {"ThisWorkbook", "Sheet1"}


def test_the_same_workbook_gives_the_same_bytes(plain: bytes, standalone: bytes, classic: Package) -> None:
    assert classic_edition(_opened(plain), standalone) == classic.data


def test_the_project_comes_from_the_installed_xlwings(standalone: bytes) -> None:
    assert standalone_project() == standalone


def test_a_workbook_with_macros_is_refused(classic: Package, standalone: bytes) -> None:
    with pytest.raises(BadFile, match="it has macros already"):
        classic_edition(classic, standalone)


def test_a_project_without_xlwings_connection_is_refused(plain: bytes, standalone: bytes) -> None:
    without = write_project(without_module(read_project(standalone), "xlwings"))
    with pytest.raises(BadFile, match="has no function XLPy"):
        classic_edition(_opened(plain), without)


def test_a_sheet_of_another_kind_is_refused(plain: bytes, standalone: bytes) -> None:
    macro_sheet = _with_part(
        plain,
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(b'relationships/worksheet"', b'relationships/dialogsheet"', 1),
    )
    with pytest.raises(BadFile, match="'Cover' is neither a worksheet nor a chart"):
        classic_edition(_opened(macro_sheet), standalone)


def test_the_template_becomes_a_classic_workbook_with_the_same_cells(standalone: bytes) -> None:
    template = _opened(shipped_book("article"))
    classic = _opened(classic_edition(template, standalone))
    before, after = read_book(template), read_book(classic)
    assert [sheet.name for sheet in after.sheets] == [sheet.name for sheet in before.sheets]
    assert [sheet.cells for sheet in after.sheets] == [sheet.cells for sheet in before.sheets]
    assert classic.parts.keys() - template.parts.keys() == {"xl/vbaProject.bin"}


def test_libreoffice_opens_it_with_its_modules(
    macro_office: Callable[..., Any], classic: Package, tmp_path: Path
) -> None:
    (tmp_path / "classic.xlsm").write_bytes(classic.data)
    modules = macro_office(document=str(tmp_path / "classic.xlsm"))["modules"]
    assert {"ThisWorkbook", "Sheet1", "Sheet5", "xlwings", "Dictionary", MODULE_NAME} <= modules.keys()


def _saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _opened(data: bytes) -> Package:
    return package_from_bytes(data, "book.xlsx")


def _root(package: Package, part: str) -> Any:
    return etree.fromstring(package.parts[part])


def _code_names(package: Package) -> dict[str, str]:
    """Sheet name -> the code name that its part states."""
    targets = {item.get("Id"): item.get("Target") for item in _root(package, "xl/_rels/workbook.xml.rels")}
    names = {}
    for sheet in _root(package, "xl/workbook.xml").find("{*}sheets"):
        target = targets[sheet.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")]
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        names[sheet.get("name")] = _root(package, part).find("{*}sheetPr").get("codeName")
    return names


def _packed(package: Package, part: str) -> bytes:
    """The compressed bytes of a part."""
    info = zipfile.ZipFile(io.BytesIO(package.data)).getinfo(part)
    start = info.header_offset + 30 + len(info.filename)
    return package.data[start : start + info.compress_size]


def _with_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return buffer.getvalue()

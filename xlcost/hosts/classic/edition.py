"""The classic edition: an .xlsm that calls Python from desktop Excel on Windows, made from a plain .xlsx.

It holds the VBA of xlwings' own standalone workbook, taken from the installed xlwings, and our wrappers. So there is
nothing to import and no setting to trust: macros are allowed once and the functions work. Only what ties the VBA to
the workbook changes in the package; every other part keeps its bytes.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from xlcost.errors import BadFile
from xlcost.hosts.classic.project import Project, read_project, with_module, without_module, write_project
from xlcost.hosts.classic.vba import MODULE_NAME, UDF_MODULE, wrapper_module
from xlcost.hosts.classic.wiring import (
    SHEET_PROPERTIES,
    WORKBOOK_PROPERTIES,
    settings_sheet,
    with_code_name,
    with_sheet,
)
from xlcost.hosts.wiring import with_content_type, with_relationship
from xlcost.workbook.package import CONTENT_TYPES, Package, open_package, package_bytes
from xlcost.workbook.reader import relation_id, relationships, workbook_part
from xlcost.workbook.xml import local, parse_part

#: The sheet from which xlwings' VBA reads its settings; its name and the names of the settings are xlwings'.
SETTINGS_SHEET: Final = "xlwings.conf"
#: Whether Python searches the workbook's folder: that fails on OneDrive, and a stray xlcost.py could take our place.
FOLDER_ON_PATH: Final = "ADD_WORKBOOK_TO_PYTHONPATH"
SETTINGS: Final = (("UDF MODULES", UDF_MODULE), (FOLDER_ON_PATH, "false"))

VBA_PART: Final = "xl/vbaProject.bin"
_SETTINGS_PART: Final = "xl/worksheets/xlwings_conf.xml"
_STANDALONE: Final = "quickstart_standalone.xlsm"
#: An example among xlwings' macros: it would import a Python file named like the workbook.
_EXAMPLE_MODULE: Final = "Module1"
_WORKBOOK_MODULE: Final = "ThisWorkbook"

#: The class behind the code of each kind of sheet.
_CLASSES: Final = {"worksheet": "00020820", "chartsheet": "00020821"}
_DOCUMENT_MODULE: Final = """\
Attribute VB_Name = "{name}"
Attribute VB_Base = "0{{{number}-0000-0000-C000-000000000046}}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = True
"""

_MAIN_TYPE: Final = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE: Final = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_VBA_TYPE: Final = "application/vnd.ms-office.vbaProject"
_SHEET_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_VBA_RELATION: Final = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


class _Sheet(NamedTuple):
    name: str
    part: str
    kind: str  # a key of _CLASSES


def classic_edition(package: Package, vba_project: bytes) -> bytes:
    """The bytes of the classic edition; the same workbook and VBA project give the same bytes.

    Args:
        package: the .xlsx.
        vba_project: that of xlwings' standalone workbook.

    Raises:
        BadFile: the package has macros already, or the project lacks xlwings' code.
    """
    main = workbook_part(package)
    rels = package.relationships_part(main) or ""
    types = package.parts.find(CONTENT_TYPES) or ""
    if any(relation.kind == "vbaProject" for relation in relationships(package, main).values()):
        raise BadFile(f"{package.path}: it has macros already; make the classic edition from the plain .xlsx")
    sheets = _sheets(package, main)
    parts = {part: package.parts[part] for part in (types, main, rels, *(sheet.part for sheet in sheets))}
    if SETTINGS_SHEET not in {sheet.name for sheet in sheets}:
        sheets.append(_Sheet(SETTINGS_SHEET, _SETTINGS_PART, "worksheet"))
        parts[_SETTINGS_PART] = settings_sheet(SETTINGS)
        parts[types] = with_content_type(parts[types], _SETTINGS_PART, _SHEET_TYPE)
        parts[rels] = with_relationship(parts[rels], "rIdXlwingsConf", _SHEET_RELATION, main, _SETTINGS_PART)
        parts[main] = with_sheet(parts[main], SETTINGS_SHEET, "rIdXlwingsConf")
    for code_name, sheet in _by_code_name(sheets).items():
        parts[sheet.part] = with_code_name(parts[sheet.part], SHEET_PROPERTIES, code_name)
    parts[main] = with_code_name(parts[main], WORKBOOK_PROPERTIES, _WORKBOOK_MODULE)
    parts[types] = with_content_type(parts[types].replace(_MAIN_TYPE, _MACRO_TYPE), VBA_PART, _VBA_TYPE)
    parts[rels] = with_relationship(parts[rels], "rIdVbaProject", _VBA_RELATION, main, VBA_PART)
    parts[VBA_PART] = write_project(_project(vba_project, sheets))
    return package_bytes(package, parts)


def standalone_project() -> bytes:
    """The VBA project of the standalone workbook that the installed xlwings ships.

    Raises:
        BadFile: xlwings is not installed, or without that workbook.
    """
    spec = importlib.util.find_spec("xlwings")  # importing it takes half a second and is not needed
    if spec is None or spec.origin is None:
        raise BadFile("xlwings is not installed, whose VBA the classic edition needs; pip install xlwings")
    return open_package(Path(spec.origin).with_name(_STANDALONE)).parts[VBA_PART]


def _sheets(package: Package, main: str) -> list[_Sheet]:
    relations = relationships(package, main)
    listed = next((child for child in parse_part(package, main) if local(child) == "sheets"), ())
    sheets = []
    for item in listed:
        relation = relations.get(relation_id(item))
        part = package.parts.find(relation.target) if relation else None
        if relation is None or part is None or relation.kind not in _CLASSES:
            raise BadFile(f"{package.path}: sheet {item.get('name')!r} is neither a worksheet nor a chart; remove it")
        sheets.append(_Sheet(item.get("name", ""), part, relation.kind))
    return sheets


def _by_code_name(sheets: Sequence[_Sheet]) -> dict[str, _Sheet]:
    """What VBA calls each sheet. Excel ties a sheet to the document module of that name, and wants one for each."""
    return {f"Sheet{number}": sheet for number, sheet in enumerate(sheets, 1)}


def _project(vba_project: bytes, sheets: Sequence[_Sheet]) -> Project:
    """The project of xlwings with our wrappers, and a document module for the workbook and each sheet and no other."""
    project = read_project(vba_project)
    if not any("Function XLPy()" in module.source for module in project.modules):
        raise BadFile("the VBA of the installed xlwings has no function XLPy; pip install xlwings==0.37.8")
    wanted = _by_code_name(sheets)
    documents = set(re.findall(r"^Document=(\w+)", project.properties, re.MULTILINE)) - {_WORKBOOK_MODULE}
    for name in sorted({*documents - wanted.keys(), _EXAMPLE_MODULE}):
        project = without_module(project, name)
    for name in wanted:
        if name not in documents:
            source = _DOCUMENT_MODULE.format(name=name, number=_CLASSES[wanted[name].kind])
            project = with_module(project, "document", name, source)
    return with_module(project, "standard", MODULE_NAME, wrapper_module())

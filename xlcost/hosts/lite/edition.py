"""Makes the Lite edition of a workbook: its functions inside it, its formulas as Excel saves custom functions."""

from __future__ import annotations

from typing import Final

from xlcost.errors import BadFile
from xlcost.hosts import dynamic
from xlcost.hosts.lite import parts
from xlcost.hosts.lite.formulas import with_custom_functions
from xlcost.hosts.lite.program import REQUIREMENTS, main_py
from xlcost.hosts.wiring import with_content_type, with_relationship
from xlcost.workbook.package import CONTENT_TYPES, Package, package_bytes, package_from_bytes
from xlcost.workbook.reader import workbook_part
from xlcost.workbook.xml import local, parse_part

#: The ends of the content types of parts in which formulas stand.
_WITH_FORMULAS: Final = (".worksheet+xml", ".table+xml", ".sheet.main+xml")


def add_lite(workbook: bytes) -> bytes:
    """The .xlsx with xlwings Lite's parts added; parts without our functions in a formula keep every byte.

    Raises:
        BadFile: no workbook, or one that carries an Office add-in or cell metadata already.
    """
    package = package_from_bytes(workbook, "workbook")
    main = workbook_part(package)
    _refuse_second(package, "", parts.TASK_PANES_RELATION, "an Office add-in")
    _refuse_second(package, main, dynamic.METADATA_RELATION, "cell metadata")
    added = {**parts.lite_parts(main_py(), REQUIREMENTS), dynamic.METADATA: dynamic.METADATA_XML.encode("utf-8")}
    replaced = _renamed_formulas(package)
    types = package.parts.find(CONTENT_TYPES) or ""
    replaced[types] = package.parts[types]
    for name, kind in {**parts.CONTENT_TYPES, dynamic.METADATA: dynamic.METADATA_TYPE}.items():
        replaced[types] = with_content_type(replaced[types], name, kind)
    for identifier, kind, source, target in (
        ("rIdXlwingsLite", parts.TASK_PANES_RELATION, "", parts.TASK_PANES),
        ("rIdCellMetadata", dynamic.METADATA_RELATION, main, dynamic.METADATA),
    ):
        name = package.relationships_part(source) or ""
        replaced[name] = with_relationship(package.parts[name], identifier, kind, source, target)
    return package_bytes(package, {**replaced, **added})


def _refuse_second(package: Package, source: str, kind: str, what: str) -> None:
    name = package.relationships_part(source)
    if name is None:
        raise BadFile(f"{package.path}: a part has no relationships; open the workbook in Excel and save it")
    if any(relation.get("Type") == kind for relation in parse_part(package, name)):
        raise BadFile(f"{package.path}: carries {what} already; start from a workbook that xlcost new made")


def _renamed_formulas(package: Package) -> dict[str, bytes]:
    """The parts in which a formula calls one of our functions, with those calls as Excel saves them."""
    replaced = {}
    for entry in parse_part(package, CONTENT_TYPES):
        name = package.parts.find(entry.get("PartName", ""))
        if local(entry) == "Override" and name and entry.get("ContentType", "").endswith(_WITH_FORMULAS):
            xml = package.parts[name]
            renamed = with_custom_functions(xml)
            if renamed != xml:
                replaced[name] = renamed
    return replaced

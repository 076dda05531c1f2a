"""Makes the Lite edition of a workbook: its functions inside it, its formulas as Excel saves custom functions."""

from __future__ import annotations

from typing import Final

from xlcost.errors import BadFile
from xlcost.headless.package import CONTENT_TYPES, Package, package_bytes, package_from_bytes
from xlcost.headless.xml import local, parse_part
from xlcost.hosts.classic.wiring import with_content_type, with_relationship
from xlcost.hosts.lite import parts
from xlcost.hosts.lite.formulas import with_custom_functions
from xlcost.hosts.lite.program import REQUIREMENTS, main_py

#: The ends of the content types of parts in which formulas stand.
_WITH_FORMULAS: Final = (".worksheet+xml", ".table+xml", ".sheet.main+xml")


def add_lite(workbook: bytes) -> bytes:
    """The .xlsx with xlwings Lite's parts added; parts without our functions in a formula keep every byte.

    Raises:
        BadFile: no workbook, or one that carries an Office add-in already.
    """
    package = package_from_bytes(workbook, "workbook")
    types = package.parts.find(CONTENT_TYPES) or ""
    relations = package.relationships_part("") or ""
    if any(relation.get("Type") == parts.TASK_PANES_RELATION for relation in parse_part(package, relations)):
        raise BadFile(f"{package.path}: carries an Office add-in already; start from a workbook without one")
    replaced = _renamed_formulas(package)
    replaced[types] = package.parts[types]
    for name, kind in parts.CONTENT_TYPES.items():
        replaced[types] = with_content_type(replaced[types], name, kind)
    replaced[relations] = with_relationship(
        package.parts[relations], "rIdXlwingsLite", parts.TASK_PANES_RELATION, "", parts.TASK_PANES
    )
    return package_bytes(package, {**replaced, **parts.lite_parts(main_py(), REQUIREMENTS)})


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

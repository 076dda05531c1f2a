"""Makes the Lite edition of a workbook: its functions inside it, its formulas as Excel saves custom functions."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from xlcost.errors import BadFile
from xlcost.headless.package import CONTENT_TYPES, Package, package_from_bytes
from xlcost.headless.xml import RELATIONSHIPS, local, parse_part
from xlcost.headless.zipwriter import rebuild_zip
from xlcost.hosts.lite import parts
from xlcost.hosts.lite.formulas import with_custom_functions
from xlcost.hosts.lite.program import REQUIREMENTS, main_py

#: The ends of the content types of parts in which formulas stand.
_WITH_FORMULAS: Final = (".worksheet+xml", ".table+xml", ".sheet.main+xml")
_CONTENT_TYPES_NAMESPACE: Final = "http://schemas.openxmlformats.org/package/2006/content-types"


def add_lite(workbook: bytes) -> bytes:
    """The .xlsx with xlwings Lite's parts added; parts without our functions in a formula keep every byte.

    Raises:
        BadFile: no workbook, or one that carries an Office add-in already.
    """
    package = package_from_bytes(workbook, "workbook")
    types = parse_part(package, CONTENT_TYPES)
    relations_part = package.relationships_part("") or "_rels/.rels"
    relations = parse_part(package, relations_part)
    if any(relation.get("Type") == parts.TASK_PANES_RELATION for relation in relations):
        raise BadFile(f"{package.path}: carries an Office add-in already; start from a workbook without one")
    replaced = _renamed_formulas(package, types)
    _add_content_types(types)
    _add_relation(relations)
    replaced[CONTENT_TYPES] = _serialised(types)
    replaced[relations_part] = _serialised(relations)
    added = parts.lite_parts(main_py(), REQUIREMENTS)
    return rebuild_zip(package.data, package.entries, {**replaced, **added})


def _renamed_formulas(package: Package, types: Any) -> dict[str, bytes]:
    replaced = {}
    for override in types:
        if local(override) == "Override" and override.get("ContentType", "").endswith(_WITH_FORMULAS):
            name = package.parts.find(override.get("PartName", ""))
            if name is not None:
                xml = package.parts[name]
                renamed = with_custom_functions(xml)
                if renamed != xml:
                    replaced[name] = renamed
    return replaced


def _add_content_types(types: Any) -> None:
    for name, kind in parts.CONTENT_TYPES.items():
        etree.SubElement(types, f"{{{_CONTENT_TYPES_NAMESPACE}}}Override", PartName=f"/{name}", ContentType=kind)


def _add_relation(relations: Any) -> None:
    taken = {relation.get("Id") for relation in relations}
    free = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    etree.SubElement(
        relations,
        f"{{{RELATIONSHIPS}}}Relationship",
        Id=free,
        Type=parts.TASK_PANES_RELATION,
        Target=parts.TASK_PANES,
    )


def _serialised(root: Any) -> bytes:
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text

"""Makes the native edition of a workbook: our functions as defined names, their cells as dynamic array formulas."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from xlcost.errors import BadFile
from xlcost.formulas import PRICE_TABLE, named_lambdas
from xlcost.hosts.dynamic import METADATA, METADATA_RELATION, METADATA_TYPE, METADATA_XML
from xlcost.hosts.native.cells import native_formulas
from xlcost.hosts.native.stored import stored_formula
from xlcost.workbook.package import CONTENT_TYPES, Package, package_from_bytes
from xlcost.workbook.xml import RELATIONSHIPS, local, parse_part
from xlcost.workbook.zipwriter import rebuild_zip

_CONTENT_TYPES_NAMESPACE: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORKBOOK_TYPE: Final = ".sheet.main+xml"
_SHEET_TYPE: Final = ".worksheet+xml"
#: What stands before the defined names in a workbook part.
_BEFORE_NAMES: Final = ("sheets", "functionGroups", "externalReferences")


def add_native(workbook: bytes) -> bytes:
    """The .xlsx with every function as a named LAMBDA; values stay as they are, parts without our functions too.

    Raises:
        BadFile: no workbook, one without a range named ``price_table``, or one that has such names or cell metadata.
    """
    package = package_from_bytes(workbook, "workbook")
    types = parse_part(package, CONTENT_TYPES)
    kinds = {override.get("PartName", ""): override.get("ContentType", "") for override in types}
    if METADATA_TYPE in kinds.values():
        raise BadFile(f"{package.path}: carries cell metadata already; start from a workbook that xlcost new made")
    book_part = next((name.lstrip("/") for name, kind in kinds.items() if kind.endswith(_WORKBOOK_TYPE)), "")
    book = parse_part(package, book_part)
    _define_names(package, book)
    replaced = {book_part: _serialised(book), **_native_sheets(package, kinds)}
    relations_part = package.relationships_part(book_part)
    if relations_part is None:
        raise BadFile(f"{package.path}: {book_part} has no relationships; open the workbook in Excel and save it")
    relations = parse_part(package, relations_part)
    _relate(relations)
    etree.SubElement(
        types, f"{{{_CONTENT_TYPES_NAMESPACE}}}Override", PartName=f"/{METADATA}", ContentType=METADATA_TYPE
    )
    replaced |= {relations_part: _serialised(relations), CONTENT_TYPES: _serialised(types)}
    return rebuild_zip(package.data, package.entries, {**replaced, METADATA: METADATA_XML.encode()})


def _define_names(package: Package, book: Any) -> None:
    namespace = etree.QName(book).namespace
    names = next((child for child in book if local(child) == "definedNames"), None)
    if names is None:
        names = etree.Element(f"{{{namespace}}}definedNames")
        last = [child for child in book if local(child) in _BEFORE_NAMES][-1]
        last.addnext(names)
    taken = {name.get("name", "").upper() for name in names}
    lambdas = named_lambdas()
    if PRICE_TABLE.upper() not in taken:
        raise BadFile(f"{package.path}: has no range named {PRICE_TABLE}; name the price range, header included")
    if double := taken & lambdas.keys():
        raise BadFile(f"{package.path}: has a name {min(double)} already; start from a workbook that xlcost new made")
    for name, helper in lambdas.items():
        defined = etree.SubElement(names, f"{{{namespace}}}definedName", name=name, comment=helper.comment)
        defined.text = stored_formula(helper.formula)
    names[:] = sorted(names, key=lambda defined: defined.get("name", "").upper())


def _native_sheets(package: Package, kinds: dict[str, str]) -> dict[str, bytes]:
    replaced = {}
    for part, kind in kinds.items():
        name = package.parts.find(part)
        if kind.endswith(_SHEET_TYPE) and name is not None:
            xml = package.parts[name]
            native = native_formulas(xml, f"{package.path}: {name}")
            if native != xml:
                replaced[name] = native
    return replaced


def _relate(relations: Any) -> None:
    taken = {relation.get("Id") for relation in relations}
    free = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    etree.SubElement(
        relations, f"{{{RELATIONSHIPS}}}Relationship", Id=free, Type=METADATA_RELATION, Target="metadata.xml"
    )


def _serialised(root: Any) -> bytes:
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text

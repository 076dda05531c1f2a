"""Workbooks for an add-in with custom functions: formulas as Excel saves them, ``_xldudf_PROMPT_COST(...)``.

They stand in dynamic array formulas. A plain name in a file is shown as #NAME? until the formula is entered again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from xlcost.errors import BadFile
from xlcost.functions import FUNCTIONS
from xlcost.hosts import dynamic
from xlcost.hosts.dynamic import with_dynamic_formulas
from xlcost.hosts.spelling import respelled
from xlcost.hosts.wiring import with_content_type, with_relationship
from xlcost.workbook.package import CONTENT_TYPES, Package, package_bytes
from xlcost.workbook.reader import workbook_part
from xlcost.workbook.tokens import FormulaError, tokenize
from xlcost.workbook.xml import local, parse_part

PREFIX: Final = "_xldudf_"

#: The ends of the content types of parts in which formulas stand.
_WITH_FORMULAS: Final = (".worksheet+xml", ".table+xml", ".sheet.main+xml")


class Addition(NamedTuple):
    """A part to be added, and by which relationship another one points to it; a relationship part has no type."""

    part: str
    content: bytes
    content_type: str | None
    identifier: str = ""
    relation: str = ""
    source: str = ""  # "" is the package itself


def custom_functions_edition(package: Package, additions: Iterable[Addition] = ()) -> bytes:
    """The workbook with its formulas as Excel saves custom functions, and with more parts; all others keep every byte.

    Raises:
        BadFile: it has cell metadata already, or a part without relationships.
    """
    main = workbook_part(package)
    metadata = Addition(
        dynamic.METADATA,
        dynamic.METADATA_XML.encode(),
        dynamic.METADATA_TYPE,
        "rIdCellMetadata",
        dynamic.METADATA_RELATION,
        main,
    )
    refuse_second(package, main, dynamic.METADATA_RELATION, "cell metadata")
    changed = _renamed_formulas(package)
    types = package.parts.find(CONTENT_TYPES) or ""
    changed[types] = package.parts[types]
    for addition in (*additions, metadata):
        changed[addition.part] = addition.content
        if addition.content_type:
            changed[types] = with_content_type(changed[types], addition.part, addition.content_type)
        if addition.relation:
            name = package.relationships_part(addition.source) or ""
            before = changed.get(name, package.parts[name])
            changed[name] = with_relationship(
                before, addition.identifier, addition.relation, addition.source, addition.part
            )
    return package_bytes(package, changed)


def refuse_second(package: Package, source: str, kind: str, what: str) -> None:
    """Refuses a package that has a relationship of a kind already.

    Raises:
        BadFile: it has.
    """
    name = package.relationships_part(source)
    if name is None:
        raise BadFile(f"{package.path}: a part has no relationships; open the workbook in Excel and save it")
    if any(relation.get("Type") == kind for relation in parse_part(package, name)):
        raise BadFile(f"{package.path}: carries {what} already; start from a workbook that xlcost new made")


def _renamed_formulas(package: Package) -> dict[str, bytes]:
    """The parts in which a formula calls one of our functions, with those calls as Excel saves them."""
    renamed = {}
    for entry in parse_part(package, CONTENT_TYPES):
        name = package.parts.find(entry.get("PartName", ""))
        if local(entry) == "Override" and name and entry.get("ContentType", "").endswith(_WITH_FORMULAS):
            xml = with_custom_functions(package.parts[name])
            if xml != package.parts[name]:
                renamed[name] = xml
    return renamed


def with_custom_functions(xml: bytes) -> bytes:
    """A part's XML with the formulas that call our functions as Excel saves them; all other bytes as they were."""
    return respelled(with_dynamic_formulas(xml, lambda formula: as_saved(formula) != formula), as_saved)


def as_saved(formula: str) -> str:
    """The formula text as it stands in a file; one that is no formula stays as it is."""
    try:
        tokens = tokenize(formula)
    except FormulaError:
        return formula
    return "".join(
        PREFIX + text if kind == "call" and text.removesuffix("(").upper() in FUNCTIONS else text
        for kind, text in tokens
    )

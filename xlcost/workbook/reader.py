"""Reads a package into a Book: the workbook part, names, tables, links and properties; sheets are sheet_reader's."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Final, NamedTuple

from xlcost.errors import BadFile
from xlcost.workbook.addresses import parse_area
from xlcost.workbook.limits import MAX_CELLS, MAX_RECORDS, MAX_UNSAVED_CELLS
from xlcost.workbook.numbers import one_of, real, whole
from xlcost.workbook.package import Package, open_package
from xlcost.workbook.records import Book, Calculation, Cell, Column, Name, Sheet, Table
from xlcost.workbook.sheet_reader import SheetReader, Surroundings, read_sheet, refuse_long_texts
from xlcost.workbook.styles import is_true, read_styles
from xlcost.workbook.tokens import as_shown
from xlcost.workbook.xml import OFFICE, STRICT_OFFICE, Element, damaged, local, parse_part, read_shared_strings

__all__ = ["Book", "Calculation", "Cell", "Column", "Name", "Sheet", "Table", "open_book", "read_book"]

_SHEET_KINDS: Final = {
    "worksheet": "worksheet",
    "chartsheet": "chartsheet",
    "dialogsheet": "dialogsheet",
    "xlMacrosheet": "macrosheet",
    "xlIntlMacrosheet": "macrosheet",
}


class Relation(NamedTuple):
    """A relationship of a part: what kind, to which part or outside address."""

    kind: str  # the last word of the type's URI: worksheet, table, hyperlink...
    target: str  # a part name; for external ones the address as written
    external: bool


def read_book(package: Package, reader: SheetReader = read_sheet) -> Book:
    """Parses everything that recalculation and the checks need, once; ``reader`` reads the sheets.

    Raises:
        BadFile: a part is missing, damaged, hostile or beyond the bounds.
    """
    main = workbook_part(package)
    root = parse_part(package, main)
    groups = {local(child): child for child in root if isinstance(child.tag, str)}
    relations = relationships(package, main)
    by_kind = {relation.kind: relation.target for relation in relations.values()}
    surroundings = Surroundings(
        strings=read_shared_strings(package, by_kind.get("sharedStrings")),
        spilling=_spilling_cell_metadata(package, by_kind.get("sheetMetadata")),
    )
    sheets, tables = _sheets(package, main, groups, relations, surroundings, reader)
    return Book(
        package=package,
        sheets=sheets,
        names=_names(package, main, groups.get("definedNames"), sheets),
        tables=tables,
        calculation=_calculation(package, main, groups),
        styles=read_styles(package, by_kind.get("styles")),
        external_links=_external_links(package, groups.get("externalReferences"), relations),
        has_macros="vbaProject" in by_kind,
        properties=_properties(package),
    )


def open_book(path: str | Path, reader: SheetReader = read_sheet) -> Book:
    """Opens and parses a workbook file; ``reader`` reads the sheets.

    Raises:
        BadFile: see ``open_package`` and ``read_book``.
    """
    return read_book(open_package(path), reader)


def workbook_part(package: Package) -> str:
    """The name of the main part, as the package's own relationships give it."""
    for relation in relationships(package, "").values():
        if relation.kind == "officeDocument":
            stored = package.parts.find(relation.target)
            if stored is None:
                raise BadFile(
                    f"{package.path}: the part {relation.target} is missing; save the workbook again from Excel"
                )
            return stored
    raise BadFile(f"{package.path}: no workbook in the package; save it again from Excel")


def relationships(package: Package, part: str) -> dict[str, Relation]:
    """Identifier -> relationship of a part ('' is the package itself); none if it has none."""
    stored = package.relationships_part(part)
    if stored is None:
        return {}
    result = {}
    for item in parse_part(package, stored):
        kind = item.get("Type", "").rpartition("/")[2]
        target = item.get("Target", "")
        external = item.get("TargetMode") == "External"
        result[item.get("Id", "")] = Relation(kind, target if external else _resolved(part, target), external)
    return result


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def relation_id(element: Element) -> str:
    """The r:id attribute, in the transitional or strict namespace."""
    return str(element.get(f"{{{OFFICE}}}id") or element.get(f"{{{STRICT_OFFICE}}}id") or "")


def _sheets(
    package: Package,
    main: str,
    groups: dict[str, Element],
    relations: dict[str, Relation],
    surroundings: Surroundings,
    reader: SheetReader,
) -> tuple[tuple[Sheet, ...], tuple[Table, ...]]:
    sheets: list[Sheet] = []
    tables: list[Table] = []
    seen: set[str] = set()
    cells = filled = texts = formulas = 0
    for item in groups.get("sheets", ()):
        name = item.get("name", "")
        relation = relations.get(relation_id(item))
        if relation is None or package.parts.find(relation.target) is None:
            raise BadFile(
                f"{package.path}: sheet {name!r} has no part; open the workbook in Excel, let it repair, and save"
            )
        if name.lower() in seen or not name:
            raise damaged(package, main, f"two sheets are called {name!r}")
        seen.add(name.lower())
        part = package.parts.find(relation.target) or ""
        own = relationships(package, part)
        its_tables = [read_table(package, other.target, name) for other in own.values() if other.kind == "table"]
        tables += its_tables
        sheet = Sheet(
            name=name,
            index=len(sheets),
            kind=_SHEET_KINDS.get(relation.kind, relation.kind),
            state=item.get("state", "visible"),
            part=part,
            cells={},
            filtered=any(table.filtered for table in its_tables),
            tables=tuple(table.name for table in its_tables),
            charts=_count_charts(package, own),
            pictures=_count_drawn(package, own, "image"),
            comments=_count_comments(package, own),
        )
        if sheet.kind in {"worksheet", "macrosheet"}:
            links = {key: relation.target for key, relation in own.items() if relation.kind == "hyperlink"}
            sheet = reader(package, sheet, links, surroundings)
        sheets.append(sheet)
        if max(len(sheets), len(tables)) > MAX_RECORDS:
            raise damaged(package, main, "too many sheets or tables")
        cells += len(sheet.cells)
        filled += sum(cell.array.size for cell in sheet.formulas if cell.array is not None)
        if cells > MAX_CELLS:
            raise damaged(package, part, f"more than {MAX_CELLS:,} cells in all sheets together")
        if filled > MAX_CELLS:
            raise damaged(package, part, f"array formulas over more than {MAX_CELLS:,} cells in all")
        texts += sum(len(cell.value) for cell in sheet.cells.values() if isinstance(cell.value, str))
        formulas += sum(len(cell.formula or "") for cell in sheet.formulas)
        refuse_long_texts(package, (name, 1, 1), texts, formulas)
    if not sheets:
        raise damaged(package, main, "no sheet")
    if filled > cells + MAX_UNSAVED_CELLS:
        raise damaged(package, main, f"array formulas over {filled:,} cells, in a file of {cells:,}")
    return tuple(sheets), tuple(tables)


def read_table(package: Package, part: str, sheet: str) -> Table:
    """One table part."""
    root = parse_part(package, part)
    columns = []
    for item in next((child for child in root if local(child) == "tableColumns"), ()):
        parts = {local(child): (child.text or "") for child in item}
        calculated = parts.get("calculatedColumnFormula")
        total = parts.get("totalsRowFormula") or item.get("totalsRowLabel")
        columns.append(Column(_unescaped(item.get("name", "")), calculated and as_shown(calculated), total))
    try:
        return Table(
            name=root.get("displayName") or root.get("name", ""),
            sheet=sheet,
            area=parse_area(root.get("ref", "")),
            header_rows=whole(root.get("headerRowCount", "1")),
            total_rows=whole(root.get("totalsRowCount", "0")),
            columns=tuple(columns),
            filtered=next(root.iter("{*}filterColumn"), None) is not None,
        )
    except ValueError as reason:
        raise damaged(package, part, str(reason)) from None


def _unescaped(name: str) -> str:
    """Column names keep their line breaks as _x000a_."""
    return name.replace("_x000a_", "\n").replace("_x000A_", "\n").replace("_x000d_", "").replace("_x000D_", "")


def _names(package: Package, main: str, group: Element | None, sheets: tuple[Sheet, ...]) -> tuple[Name, ...]:
    names = []
    for item in group if group is not None else ():
        local_id = item.get("localSheetId")
        try:
            scope = None if local_id is None else sheets[whole(local_id)].name
        except (ValueError, IndexError):
            raise damaged(package, main, f"name {item.get('name')!r} belongs to a sheet that is not there") from None
        names.append(
            Name(
                name=item.get("name", ""),
                scope=scope,
                formula=as_shown(item.text or ""),
                comment=item.get("comment", ""),
                hidden=is_true(item.get("hidden")),
            )
        )
        if len(names) > MAX_RECORDS:
            raise damaged(package, main, "too many names")
    return tuple(names)


def _calculation(package: Package, main: str, groups: dict[str, Element]) -> Calculation:
    properties, calculation = groups.get("workbookPr"), groups.get("calcPr")
    date1904 = properties is not None and is_true(properties.get("date1904"))
    if calculation is None:
        return Calculation(date1904=date1904)
    try:
        return Calculation(
            mode=calculation.get("calcMode", "auto"),
            iterate=is_true(calculation.get("iterate")),
            iterations=whole(calculation.get("iterateCount", "100")),
            change=real(calculation.get("iterateDelta", "0.001")),
            date1904=date1904,
            full_on_load=is_true(calculation.get("fullCalcOnLoad")),
            full_precision=is_true(calculation.get("fullPrecision", "1")),
        )
    except ValueError as reason:
        raise damaged(package, main, str(reason)) from None


def _external_links(package: Package, group: Element | None, relations: dict[str, Relation]) -> tuple[str, ...]:
    """Targets in the order in which formulas number them."""
    targets = []
    for item in group if group is not None else ():
        relation = relations.get(relation_id(item))
        inner = relationships(package, relation.target) if relation else {}
        outside = [other.target for other in inner.values() if other.external]
        targets.append(outside[0] if outside else "")
    return tuple(targets)


def _spilling_cell_metadata(package: Package, part: str | None) -> frozenset[int]:
    """The cm= numbers that mark dynamic array formulas (the metadata type XLDAPR)."""
    if part is None:
        return frozenset()
    groups = {local(child): child for child in parse_part(package, part) if isinstance(child.tag, str)}
    types = [item.get("name") for item in groups.get("metadataTypes", ())]
    spilling = set()
    for number, block in enumerate(groups.get("cellMetadata", ()), start=1):
        for record in block:
            kind = record.get("t", "")
            if (at := one_of(kind, len(types))) is not None and types[at] == "XLDAPR":
                spilling.add(number)
    return frozenset(spilling)


def _properties(package: Package) -> dict[str, str]:
    result = {}
    for relation in relationships(package, "").values():
        if relation.kind in {"core-properties", "extended-properties"} and package.parts.find(relation.target):
            for item in parse_part(package, relation.target):
                if isinstance(item.tag, str) and item.text and not len(item):
                    result[local(item)] = item.text
    return result


def _count_charts(package: Package, own: dict[str, Relation]) -> int:
    return _count_drawn(package, own, "chart") + _count_drawn(package, own, "chartEx")


def _count_drawn(package: Package, own: dict[str, Relation], kind: str) -> int:
    drawings = [relation.target for relation in own.values() if relation.kind == "drawing"]
    return sum(
        inner.kind == kind
        for drawing in drawings
        if package.parts.find(drawing)
        for inner in relationships(package, drawing).values()
    )


def _count_comments(package: Package, own: dict[str, Relation]) -> int:
    parts = [relation.target for relation in own.values() if relation.kind == "comments"]
    return sum(len(list(parse_part(package, part).iter("{*}comment"))) for part in parts if package.parts.find(part))

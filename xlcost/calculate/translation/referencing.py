"""References, names and table references, as the engine takes them."""

from __future__ import annotations

from typing import Final

from xlcost.calculate.translation.emission import CannotEvaluate, Scope, Text, Work
from xlcost.calculate.translation.pieces import Cells, Common, OneCell, Piece, Place, ThisRow
from xlcost.formula.parser import bare_name, parse
from xlcost.formula.references import resolve
from xlcost.formula.signatures import GIVE_REFERENCES, SIGNATURES
from xlcost.formula.tree import Binary, Call, Literal, NameUse, Node, Reference, Structured, Unary
from xlcost.workbook.tokens import FormulaError, Point

_MAX_NAMES: Final = 40  # names within names, LAMBDA calls within LAMBDA calls


def reference(work: Work, node: Reference, mode: str, scope: Scope, inside: bool) -> Text:
    """Cells."""
    del scope, inside
    sheets = sheets_meant(work, node.prefix)
    if len(sheets) > 1:
        raise CannotEvaluate("a reference over several sheets where Excel allows none")
    return placed(work, Cells(sheets[0], node.first, node.last, node.moved), mode)


def placed(work: Work, cells: Cells | ThisRow | Common, mode: str) -> Text:
    """Cells, one of them where one value is expected; they join what the formula reads."""
    if isinstance(cells, Cells):
        if cells.first == cells.last:
            return recorded(work, cells, many=False)
        if mode == "V":
            return recorded(work, OneCell(cells), many=False)
        if mode == "A":
            work.state.arrays.append(cells)
        return recorded(work, cells, many=True)
    if isinstance(cells, ThisRow) and cells.data.columns == 1:
        return recorded(work, cells, many=False)
    if mode == "V":
        raise CannotEvaluate("several cells where one value is expected")
    return recorded(work, cells, many=True)


def recorded(work: Work, piece: Place, *, many: bool) -> Text:
    """A reference that joins what the formula reads."""
    work.state.precedents.append(piece)
    return Text([piece], many)


def sheets_meant(work: Work, prefix: str | None) -> list[str]:
    """The sheets that a prefix means; the formula's own without one."""
    if prefix is None:
        return [work.site.sheet]
    plain = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
    known = work.book.sheets_by_name
    if plain.lower() in known:
        return [known[plain.lower()].name]
    if "[" in plain:
        raise CannotEvaluate("a reference to another workbook")
    first, _, last = plain.partition(":")
    if first.lower() in known and last.lower() in known:
        one, other = known[first.lower()].index, known[last.lower()].index
        between = work.book.sheets[min(one, other) : max(one, other) + 1]
        return [sheet.name for sheet in between if sheet.kind == "worksheet"]
    raise CannotEvaluate(f"the sheet {plain!r} is not in the workbook")


def name_use(work: Work, node: NameUse, mode: str, scope: Scope, inside: bool) -> Text:
    """A defined name, or a parameter."""
    bound = scope.get(bare_name(node.name)) if node.prefix is None else None
    if bound is not None:
        return named_tree(work, bound.node, mode, bound.scope, inside)
    tree = defined(work, node)
    # A name is calculated like an array formula, but a plain reference in it stays a reference.
    reference = tree.operator in ":, " if isinstance(tree, Binary) else not isinstance(tree, Unary)
    if isinstance(tree, Call) and tree.name not in GIVE_REFERENCES and _is_builtin(work, tree):
        reference = False
    return named_tree(work, tree, mode if reference else "A", {}, inside)


def _is_builtin(work: Work, node: Call) -> bool:
    return node.name in SIGNATURES and work.book.name(node.name, work.site.sheet) is None


def named_tree(work: Work, tree: Node, mode: str, scope: Scope, inside: bool) -> Text:
    """What a name stands for, in brackets."""
    work.state.names += 1
    if work.state.names > _MAX_NAMES:
        raise CannotEvaluate(f"names within names deeper than {_MAX_NAMES} levels")
    text = work.emit(tree, mode, scope, inside=inside)
    work.state.names -= 1
    if len(text.pieces) == 1:
        return text
    return Text(["(", *text.pieces, ")"], text.many)


def defined(work: Work, node: NameUse) -> Node:
    """The tree of a defined name; an unknown name is #NAME?."""
    sheet = work.site.sheet
    if node.prefix is not None:
        sheet = sheets_meant(work, node.prefix)[0]
    found = work.book.name(node.name, sheet)
    if found is None:
        table = work.book.tables_by_name.get(node.name.lower())
        if table is not None:
            return Structured(table.name, "")
        if node.name.upper() in SIGNATURES:
            raise CannotEvaluate(f"the function {node.name} stands where a value is expected")
        return Literal("error", "#NAME?")
    try:
        return parse(f"({found.formula})", 1, 1)  # in brackets a comma unites areas, as it does in a name
    except FormulaError as reason:
        raise CannotEvaluate(f"the name {node.name} {reason}") from None


def structured(work: Work, node: Structured, mode: str, scope: Scope, inside: bool) -> Text:
    """A reference into a table."""
    del scope, inside
    table = work.site.table if node.table is None else work.book.tables_by_name.get(node.table.lower())
    if table is None:
        raise CannotEvaluate(f"the table {node.table or 'around the cell'} is not in the workbook")
    try:
        found = resolve(table, node.inside)
    except FormulaError as reason:
        raise CannotEvaluate(str(reason)) from None
    if found.this_row:
        return placed(work, ThisRow(table.sheet, found.area), mode)
    area = found.area
    first, last = Point(area.top, area.left, True, True), Point(area.bottom, area.right, True, True)
    return placed(work, Cells(table.sheet, first, last), mode)


def spilled(work: Work, node: Node, mode: str, scope: Scope) -> Text:
    """A1#: the cells that the array formula in A1 fills, as last saved."""
    if isinstance(node, NameUse) and bare_name(node.name) not in scope:
        node = defined(work, node)
    if not isinstance(node, Reference) or not node.single:
        raise CannotEvaluate("the spill operator behind something else than a cell")
    sheet = work.book.sheets_by_name[sheets_meant(work, node.prefix)[0].lower()]
    anchor = sheet.cells.get(node.first.at(work.site.row, work.site.column))
    if anchor is None or anchor.array is None:
        raise CannotEvaluate("the spill operator behind a cell that does not spill")
    area = anchor.array
    first, last = Point(area.top, area.left, True, True), Point(area.bottom, area.right, True, True)
    return placed(work, Cells(sheet.name, first, last), mode)


def calculated_range(work: Work, node: Binary, mode: str, scope: Scope) -> Text:
    """A1:INDEX(...): a range whose end is calculated."""
    if mode == "V":
        raise CannotEvaluate("a calculated range where one value is expected")
    left = work.emit(node.left, "R", scope, inside=False)
    right = work.emit(node.right, "R", scope, inside=False)
    work.state.functions.add("OFFSET")  # what it reads is known only once it is calculated
    return Text([*left.pieces, ":", *right.pieces], many=True)


def intersection(work: Work, node: Binary, mode: str, scope: Scope) -> Text:
    """The cells that two areas share."""
    areas = [work.emit(side, "R", scope, inside=False).pieces for side in (node.left, node.right)]
    cells = [pieces[0] for pieces in areas if len(pieces) == 1 and isinstance(pieces[0], Cells)]
    if len(cells) != 2:
        raise CannotEvaluate("an intersection of calculated areas")
    if cells[0].sheet != cells[1].sheet:
        raise CannotEvaluate("an intersection of areas on different sheets")
    common = Common(*cells)
    area = common.area(work.site.row, work.site.column)
    if area.size == 1:
        return recorded(work, common, many=False)
    return placed(work, common, mode)


def spread(work: Work, node: Node, mode: str, scope: Scope) -> list[list[Piece]] | None:
    """A union or a reference over several sheets as several arguments; None if it is neither."""
    if isinstance(node, Binary) and node.operator == ",":
        areas: list[list[Piece]] = []
        for side in (node.left, node.right):
            areas += spread(work, side, mode, scope) or [work.emit(side, "R", scope, inside=True).pieces]
        return areas
    if isinstance(node, Reference) and node.prefix is not None and ":" in node.prefix:
        sheets = sheets_meant(work, node.prefix)
        return [placed(work, Cells(sheet, node.first, node.last, node.moved), "R").pieces for sheet in sheets]
    if isinstance(node, NameUse) and bare_name(node.name) not in scope:
        tree = defined(work, node)
        if isinstance(tree, Binary) and tree.operator == ",":
            return spread(work, tree, mode, {})
    return None

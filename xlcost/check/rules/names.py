"""N01: defined names that are broken, unused or double."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.formula.parser import parse
from xlcost.formula.references import name_of, name_tree, sources
from xlcost.formula.tree import Call, NameUse, Node, walk
from xlcost.formula.unique import Formulas
from xlcost.outline.model import Model
from xlcost.workbook.records import Name
from xlcost.workbook.tokens import FormulaError

#: Names that Excel makes itself, and those that other programs look for.
_MADE_BY_PROGRAMS = ("_xlnm.", "_xlfn", "_xlpm", "_xlws", "Slicer_", "solver_", "_FilterDatabase", "xlwings")


@rule(
    "N01",
    Severity.WARNING,
    "No broken, unused or duplicate name",
    why="A name that lost its cells gives #REF! or #NAME?; two names for one cell look like two things.",
    mend="Formulas > Name Manager: mend or delete the name.",
    risk="Low. Names of single inputs and results that formulas read by address are an interface, and left alone.",
    profile=Profile.HOUSE,
)
def names_are_in_order(model: Model) -> Iterator[Hit]:
    """Names without cells, names that nothing uses, several names for the same cells."""
    used = used_names(model)
    by_target: dict[tuple[object, ...], Name] = {}
    for name in model.book.names:
        if name.name.startswith(_MADE_BY_PROGRAMS) or name.hidden:
            continue
        tree = name_tree(name)
        if tree is None or "#REF!" in name.formula:
            yield Hit(f"the name {name.name} is broken: ={name.formula[:60]}", name.scope)
            continue
        target = tuple(sources(model.book, tree, name.scope or model.book.sheets[0].name, 1, 1))
        is_reference = bool(target) and not any(isinstance(node, Call) for node in walk(tree))
        if is_reference:
            key = tuple((source.sheet, source.area) for source in target)
            other = by_target.setdefault(key, name)
            if other is not name:
                yield Hit(f"the names {other.name} and {name.name} mean the same cells: ={name.formula[:60]}")
        shadowed = name.scope is not None and (None, name.name.lower()) in model.book.names_by_scope
        if shadowed:
            yield Hit(f"the name {name.name} exists for the workbook and again for this sheet", name.scope)
        if (name.scope, name.name.lower()) not in used and not _is_interface(model, target, is_reference):
            yield Hit(f"nothing uses the name {name.name}: ={name.formula[:60]}", name.scope)


def _is_interface(model: Model, target: tuple[object, ...], is_reference: bool) -> bool:
    """A single cell that has content: people go there by name, and programs set or get it by name."""
    if not is_reference or len(target) != 1:
        return False
    sheet, area, _ = target[0]  # type: ignore[misc]
    return area.size == 1 and model.cell((sheet, area.top, area.left)) is not None  # type: ignore[has-type]


def used_names(model: Model) -> set[tuple[str | None, str]]:
    """(scope, lower-case name) of every name that a formula, validation, format or other name uses."""
    said: defaultdict[str, set[NameUse]] = defaultdict(set)  # by sheet
    used: set[tuple[str | None, str]] = set()
    for sheet_name, uses in model.formulas.fact(_said_in_cells).items():
        said[sheet_name] |= uses
    for name in model.book.names:
        tree = name_tree(name)
        if tree is not None:
            said[name.scope or model.book.sheets[0].name].update(_names_said(walk(tree)))
    for sheet in model.book.sheets:
        texts = [
            text for validation in sheet.validations for text in (validation.formula1, validation.formula2) if text
        ]
        texts += [text for conditional in sheet.conditional_formats for text in conditional.formulas]
        for text in dict.fromkeys(texts):
            try:
                said[sheet.name].update(_names_said(walk(parse(text, 1, 1))))
            except FormulaError:
                continue
        targets = [link.target.lstrip("#").lower() for link in sheet.links]
        used.update((None, target) for target in targets)
    meant = (name_of(model.book, use, sheet) for sheet, uses in said.items() for use in uses)
    used.update((name.scope, name.name.lower()) for name in meant if name is not None)
    return used


def _said_in_cells(formulas: Formulas) -> Mapping[str, Set[NameUse]]:
    """Sheet name -> the names in its formulas."""
    said: defaultdict[str, set[NameUse]] = defaultdict(set)
    for unique in formulas.uniques:
        said[unique.sheet].update(_names_said(unique.formula.nodes))
    return dict(said)


def _names_said(nodes: Iterable[Node]) -> Iterator[NameUse]:
    """The names in a formula; a LAMBDA's is called like a function."""
    for node in nodes:
        if isinstance(node, NameUse):
            yield node
        elif isinstance(node, Call):
            yield NameUse(None, node.name)

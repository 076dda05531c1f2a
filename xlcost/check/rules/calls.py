"""Rules about our own functions: that they are called rightly, and that the numbers shown are theirs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from difflib import get_close_matches

from xlcost.check.places import hits_at, hits_of, value_text
from xlcost.check.registry import Hit, Severity, rule
from xlcost.check.subject import Subject
from xlcost.errors import XlcostError
from xlcost.formula.graph import PlaceIndex
from xlcost.formula.signatures import EXCEL_FUNCTIONS
from xlcost.formula.tree import Call, Literal, Missing, NameUse, Node, Reference, Unary
from xlcost.functions import FUNCTIONS
from xlcost.outline.model import Model, needs_xlcost
from xlcost.workbook.records import Book, CellValue


@rule(
    "U02",
    Severity.ERROR,
    "Function names, arity and argument kinds match the registry; no path prefix",
    why="A wrong name shows #NAME?, wrong arguments show #VALUE!, and a path prefix ties the cell to one machine.",
    mend="Write the call as the Functions sheet or the reference gives it.",
    risk="Low. Functions of another add-in are reported as unknown, unless macros in the workbook may define them.",
    need=needs_xlcost,
    example="=PROMPT_COST(1000); put right: =PROMPT_COST(model, requests, input, output).",
)
def functions_are_called_rightly(model: Model) -> Iterator[Hit]:
    """Each call of each unique formula against the registry."""
    for unique in model.formulas.uniques:
        local = {node.name.upper() for node in unique.formula.nodes if isinstance(node, NameUse)}
        for call in unique.formula.calls:
            if call.name in local:
                continue
            for message in _call_faults(model, call):
                yield from hits_of(unique, message)


def _call_faults(model: Model, call: Call) -> Iterator[str]:
    function = FUNCTIONS.get(call.name)
    if call.prefix is not None and (function is not None or "[" in call.prefix or "\\" in call.prefix):
        yield f"{call.name} has the path prefix {call.prefix}!"
    if function is None:
        yield from _unknown(model.book, call)
        return
    given = len(call.arguments)
    if not function.min_args <= given <= function.max_args:
        least, most = function.min_args, function.max_args
        wanted = f"{least} to {most}" if least < most else str(least)
        yield f"{call.name} has {given} arguments and takes {wanted}: {function.signature}"
        return
    for argument, node in zip(function.arguments, call.arguments):
        if isinstance(node, Missing):
            if argument.required:
                yield f"{call.name}: the argument {argument.name} must be given: {function.signature}"
            continue
        if argument.is_table and argument.name == "prices" and isinstance(node, Reference) and node.single:
            yield f"{call.name}: prices must be a range with a header row, not one cell"
        literal = _literal(node)
        if literal is not None and not (literal == "" and not argument.required):
            try:
                argument.coerce(literal, argument.name)
            except XlcostError as error:
                yield f"{call.name}: {error}"


def _unknown(book: Book, call: Call) -> Iterator[str]:
    if call.name in EXCEL_FUNCTIONS or book.name(call.name) is not None:
        return
    near = get_close_matches(call.name, FUNCTIONS, n=1, cutoff=0.8)
    if near:
        yield f"there is no function {call.name}; {near[0]} is meant?"
    elif not book.has_macros:
        yield f"there is no function {call.name} in Excel or in xlcost"


def _literal(node: Node) -> CellValue:
    match node:
        case Literal("number", text):
            return float(text)
        case Literal("string", text):
            return text
        case Literal("bool", text):
            return text == "TRUE"
        case Unary("-", Literal("number", text)):
            return -float(text)
        case Unary("%", Literal("number", text)):
            return float(text) / 100
        case _:
            return None


@rule(
    "U04",
    Severity.ERROR,
    "Cached values equal a fresh recalculation",
    why="Whoever reads the file without Excel, or in Protected View, sees the cached values; stale ones are wrong.",
    mend="Run xlcost recalc on the workbook, or open it in Excel with the functions connected and save.",
    risk="Low. Cells that depend on the clock or chance, and those the engine cannot calculate, are left out.",
    need=needs_xlcost,
    example="A cached 540 where the formula gives 450; put right: recalculated and saved.",
)
def cached_values_are_fresh(model: Subject) -> Iterator[Hit]:
    """Where staleness begins; what only follows from it is counted."""
    fresh = model.recalculation.values
    cached = {
        place: cell.value
        for sheet in model.book.sheets
        for cell in sheet.formulas
        if (place := (sheet.name, cell.row, cell.column)) in fresh
        and place not in model.unstable
        and place in model.formulas.at
    }
    if cached and all(value is None for value in cached.values()):
        yield Hit(f"none of the {len(cached)} formula cells has a cached value: other programs show them empty")
        return
    stale = {place for place, value in cached.items() if not same(fresh[place], value, model.settings.tolerance)}
    index = PlaceIndex(stale)
    messages = {}
    for place in stale:
        read = (at for sheet, area, _ in model.graph.reads[place] for at in index.inside(sheet, area))
        if all(at == place for at in read):
            said, given = value_text(cached[place]), value_text(fresh[place])
            messages[place] = f"the file says {said}, a fresh calculation gives {given}"
    followers = len(stale) - len(messages)
    yield from hits_at(messages)
    if followers:
        yield Hit(f"{followers} more cell{'s are' if followers > 1 else ' is'} stale because of those")


def same(one: CellValue, other: CellValue, tolerance: float) -> bool:
    """Whether two values look the same to a reader of the cell; a blank equals an empty text and zero is not blank."""
    if type(one) is type(other) and one == other:
        return True
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=tolerance, abs_tol=1e-12)
    return ("" if one is None else one) == ("" if other is None else other)

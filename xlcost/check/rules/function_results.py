"""U01 and U03: what our functions give is guarded before it is summed, and proved by a plain-formula twin."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from xlcost.check.places import cell_area, hits_at, shown, value_text
from xlcost.check.registry import Hit, Severity, rule
from xlcost.check.subject import Subject
from xlcost.formula.graph import PlaceIndex
from xlcost.formula.references import Source
from xlcost.formula.tree import Binary, Call, Node, Operand
from xlcost.formula.trees import is_link, is_operand, our_calls
from xlcost.formula.unique import Formula, Formulas, Unique
from xlcost.functions import FUNCTIONS
from xlcost.outline.model import needs_xlcost
from xlcost.outline.roles import CHECKS, REFERENCE
from xlcost.workbook.records import CellValue, Place

#: Functions that skip a text in a range in silence.
_SKIP_TEXT = frozenset(
    {
        "SUM",
        "SUMPRODUCT",
        "AVERAGE",
        "MIN",
        "MAX",
        "SUMIF",
        "SUMIFS",
        "AVERAGEIF",
        "AVERAGEIFS",
        "SUBTOTAL",
        "AGGREGATE",
    }
    | {"PRODUCT", "MEDIAN", "STDEV", "NPV", "IRR", "LARGE", "SMALL", "MINIFS", "MAXIFS", "SUMSQ", "COUNT", "RANK"}
)
#: Calls in the same formula that notice a text among the numbers.
_NOTICE_TEXT = frozenset({"ISNUMBER", "ISTEXT", "COUNT", "COUNTA", "ISERROR", "ISNONTEXT", "TYPE"})
#: Functions that pass one of their arguments on as it is.
_PASS_ON = frozenset({"IF", "IFERROR", "IFNA", "CHOOSE", "INDEX", "SWITCH", "IFS"})
#: Functions whose result is words about the workbook, not a number that a twin could prove.
_WORDS = frozenset({"COST_EXPLAIN", "XLCOST_VERSION", "MODEL_PRICES", "COST_RANKING", "FINETUNE_REASONS"})
_ABSOLUTE_TOLERANCE = 1e-6
_DIFFERENCE = re.compile(r"\b(differences?|deviation|twin|proof|checks?|reconciliation|plain)\b", re.IGNORECASE)


@rule(
    "U01",
    Severity.ERROR,
    "Every function cell is guarded before it is summed",
    why="Where the functions are not connected a cell may hold a text, which SUM and its like skip: the total is then "
    "too low, and nothing shows it.",
    mend="A guard row =IF(ISNUMBER(cell),cell,NA()), and the total over the guards.",
    risk="Low. Adding with + needs no guard, because + fails on a text.",
    need=needs_xlcost,
    example="=SUM(B2:B9) over PROMPT_COST cells; put right: =SUM over =IF(ISNUMBER(B2),B2,NA()).",
)
def function_cells_are_guarded(model: Subject) -> Iterator[Hit]:
    """Totals over cells whose value is a function's own result."""
    raw = model.formulas.fact(_raw_results)
    index = PlaceIndex(raw | _spills_of(model, raw))
    messages = {}
    for unique in model.formulas.uniques:
        called = unique.formula.called
        if called.isdisjoint(_SKIP_TEXT) or not called.isdisjoint(_NOTICE_TEXT) or model.roles[unique.sheet] == CHECKS:
            continue  # in a check a sum that is too low fails the check
        totals = [call for call in unique.formula.calls if call.name in _SKIP_TEXT]
        for place in unique.places:
            for call in totals:
                summed = next(_raw_among(model, call, place, index), None)
                if summed is not None:
                    messages[place] = f"{call.name} reads the function cell {shown(summed, place[0])} without a guard"
    yield from hits_at(messages)


def _raw_results(formulas: Formulas) -> set[Place]:
    """The cells whose value may be a function's result as it came."""
    raw = (unique.places for unique in formulas.uniques if _gives_raw_result(unique.formula.tree))
    return set(chain.from_iterable(raw))


def _gives_raw_result(node: Node) -> bool:
    """Whether the value of a formula may be a function's result as it came."""
    if isinstance(node, Call):
        if node.name in FUNCTIONS:
            return True
        return node.name in _PASS_ON and any(map(_gives_raw_result, node.arguments))
    return False


def _spills_of(model: Subject, places: Iterable[Place]) -> set[Place]:
    """The cells that array formulas at the places fill."""
    return {at for place in places if place in model.arrays for at in model.filled_by(place) & model.spilled}


def _raw_among(model: Subject, call: Call, place: Place, raw: PlaceIndex) -> Iterator[Place]:
    """The function cells in the ranges and cells among the call's own arguments."""
    for argument in [argument for argument in call.arguments if is_operand(argument)]:
        for sheet, area, _ in model.formulas.sources_of_part(argument, place):
            yield from (cell for cell in raw.inside(sheet, area) if cell != place)


class Twin(NamedTuple):
    """A place that compares a function's result with another calculation of it."""

    function: Place
    plain: Place
    compared_at: Place


@rule(
    "U03",
    Severity.ERROR,
    "Every function result equals its plain-formula twin",
    why="Two independent calculations that agree are the proof that a reviewer without Python can follow.",
    mend="On the Audit sheet: the function's cell, the same by plain formulas, and the difference.",
    risk="Low. One proved cell is enough for all copies of a formula.",
    source="UAE CB 7.7.4",
    need=needs_xlcost,
    example="A PROMPT_COST that nothing recomputes; put right: its plain twin on Audit.",
)
def twins_agree(model: Subject) -> Iterator[Hit]:
    """Function cells without a twin, twins that differ, twins that are not independent."""
    functions = _functions(model)
    cells = [place for unique in functions for place in unique.places]
    twins = list(_twins(model, {*cells, *_spills_of(model, cells)}))
    proved = {twin.function for twin in twins}
    unproved: dict[Place, str] = {}
    for unique in functions:
        places = unique.places
        if proved.isdisjoint(places) and proved.isdisjoint(_spills_of(model, places)):
            calls = our_calls(unique.formula)
            unproved.update(dict.fromkeys(places, f"no plain formula proves this result of {calls[0].name}"))
    if functions and not twins:
        yield Hit(f"none of the {len(cells)} function cells is recomputed by a plain formula")
    else:
        yield from hits_at(unproved)
    for twin in twins:
        yield from _fault(model, twin)


def _fault(model: Subject, twin: Twin) -> Iterator[Hit]:
    sheet, row, column = twin.compared_at
    ours, plain = model.value(twin.function), model.value(twin.plain)
    if _depends_on_our_functions(model, twin):
        yield Hit(
            f"the twin {shown(twin.plain, sheet)} is not independent: it uses our functions or the result itself",
            sheet,
            cell_area(row, column),
        )
    elif model.is_unknown(twin.function) or model.is_unknown(twin.plain):
        return  # another rule reports that
    elif ours != "" and not _agree(ours, plain, model.settings.tolerance):
        message = f"the function in {shown(twin.function, sheet)} gives {value_text(ours)}, its plain twin "
        yield Hit(message + value_text(plain), sheet, cell_area(row, column))


def _agree(one: CellValue, other: CellValue, tolerance: float) -> bool:
    numbers = all(isinstance(value, (int, float)) for value in (one, other))
    if numbers:
        return math.isclose(float(one), float(other), rel_tol=max(tolerance, 1e-9), abs_tol=_ABSOLUTE_TOLERANCE)  # type: ignore[arg-type]
    return one == other


def _functions(model: Subject) -> list[Unique]:
    """The formulas that call a function whose result can be proved; worked examples are left out."""
    return [
        unique
        for unique in model.formulas.uniques
        if model.roles[unique.sheet] != REFERENCE and any(call.name not in _WORDS for call in our_calls(unique.formula))
    ]


def _twins(model: Subject, ours: set[Place]) -> Iterator[Twin]:
    """Every comparison or difference of two cells, one of which is, or links to, a function's cell."""
    for place, one, other, proves in model.formulas.fact(_compared_cells):
        if (one in ours) != (other in ours) and (proves or _is_called_a_difference(model, place)):
            function, plain = (one, other) if one in ours else (other, one)
            if plain in model.formulas.at:
                yield Twin(function, plain, place)


def _compared_cells(formulas: Formulas) -> list[tuple[Place, Place, Place, bool]]:
    """Where two cells are compared, or one is taken from the other; the two, and whether that proves them."""
    found = []
    for unique in formulas.uniques:
        pairs = _pairs(unique.formula)
        for place in unique.places if pairs else ():
            for pair, proves in pairs.items():
                one, other = (_cell_behind(formulas, side, place) for side in pair)
                if one is not None and other is not None:
                    found.append((place, one, other, proves))
    return found


def _pairs(formula: Formula) -> dict[tuple[Operand, Operand], bool]:
    """The operands that a formula compares; and whether it plainly proves them, as ABS(a-b) does and a-b may not."""
    pairs: dict[tuple[Operand, Operand], bool] = {}
    for node, above in formula.in_context if any(map(_compared, formula.nodes)) else ():
        pair = _compared(node)
        if pair is not None:
            in_abs = any(isinstance(up, Call) and up.name == "ABS" for up, _ in above)
            proves = in_abs or not (isinstance(node, Binary) and node.operator == "-")
            pairs[pair] = pairs.get(pair, False) or proves
    return pairs


def _is_called_a_difference(model: Subject, place: Place) -> bool:
    """Whether a subtraction stands where differences are looked for: a saving or a margin is none."""
    sheet, row, column = place
    if model.roles[sheet] == CHECKS:
        return True
    line = model.line_at(place)
    said = f"{line.label if line else ''} {model.layouts[sheet].headers(row, column) if sheet in model.layouts else ''}"
    return bool(_DIFFERENCE.search(said))


def _unwrapped(node: Node) -> Node:
    """The operand inside N(), VALUE() or IFERROR(), which change no number."""
    while isinstance(node, Call) and node.name in {"N", "VALUE", "IFERROR", "IFNA"} and node.arguments:
        node = node.arguments[0]
    return node


def _compared(node: Node) -> tuple[Operand, Operand] | None:
    if not isinstance(node, (Binary, Call)):  # most are not, and matching takes long
        return None
    match node:
        case Binary("-" | "=" | "<>", left, right) | Call(_, "EXACT", (left, right)):
            left, right = _unwrapped(left), _unwrapped(right)
            return (left, right) if is_operand(left) and is_operand(right) else None
        case _:
            return None


def _cell_behind(formulas: Formulas, node: Operand, place: Place) -> Place | None:
    """The single cell that an operand means; links are followed to where the value is made."""
    read: Collection[Source] = formulas.sources_of_part(node, place)
    for _ in range(20):
        source = next(iter(read)) if len(read) == 1 else None
        if source is None or source.area[:2] != source.area[2:]:
            return None
        at = (source.sheet, *source.area[:2])
        formula = formulas.at.get(at)
        if formula is None or not _passes_on(formula):
            return at
        read = dict.fromkeys(formulas.reads[at])
    return None


def _passes_on(formula: Formula) -> bool:
    """A link, or a guard that gives the cell it tests."""
    tree = formula.tree
    if isinstance(tree, Call) and tree.name in {"IF", "IFERROR", "IFNA"}:
        return not any(isinstance(part, Binary) for part in formula.nodes) and any(map(is_link, tree.arguments))
    return is_link(tree)


def _depends_on_our_functions(model: Subject, twin: Twin) -> bool:
    """Whether the twin calls our functions, or takes its value from the very cell it should prove."""
    formula = model.formulas.at.get(twin.plain)
    if formula is None:
        return False
    if our_calls(formula):
        return True
    return any(
        source.sheet == twin.function[0] and source.area.holds(*twin.function[1:])
        for source in model.graph.reads[twin.plain]
    )

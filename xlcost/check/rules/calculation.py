"""Rules about calculating: what the formulas give, and whether Excel will calculate them as here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from xlcost.check.places import hits_at, shown, value_text
from xlcost.check.registry import Hit, Severity, rule
from xlcost.errors import ERROR_TEXTS
from xlcost.formula.graph import PlaceIndex
from xlcost.formula.offsets import fixed_offset
from xlcost.formula.references import sources
from xlcost.formula.tree import Call, Literal, Node
from xlcost.formula.trees import PLACE_FUNCTIONS, is_operand
from xlcost.functions import FUNCTIONS
from xlcost.outline.model import Model
from xlcost.workbook.records import BLANK, ERROR, Place

#: Functions that give an answer where their argument is an error.
_ERROR_HANDLERS = frozenset(
    {"IFERROR", "IFNA", "ISERROR", "ISERR", "ISNA", "ISNUMBER", "ISTEXT", "ERROR.TYPE", "TYPE"}
    | {"COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "AGGREGATE"}
)


@rule(
    "F04",
    Severity.ERROR,
    "No error value after recalculation",
    why="An error value reaches every result that depends on it, and a total that skips it is wrong in silence.",
    mend="Correct the formula or the input it names; where the error is an answer, guard every cell that reads it.",
    risk="Low. An error that one of our functions gives on purpose counts as handled where every reader guards it.",
    source="ICAEW Financial Modelling Code",
    example="=B2/B3 where B3 is 0: #DIV/0!; put right: B3 filled in.",
)
def no_error_values(model: Model) -> Iterator[Hit]:
    """Each error where it begins, and in our workbooks each formula not calculated; what depends on it is counted."""
    troubles = _errors(model)
    if model.calls_our_functions:
        circular = model.graph.circular
        missing = {place: reason for place, reason in model.not_evaluated.items() if place not in circular}
        troubles |= {place: f"could not be calculated here: {reason}" for place, reason in missing.items()}
    roots = _roots(model, troubles)
    followers = Counter(root for place, root in roots.items() if place != root)
    messages = {}
    for place, root in roots.items():
        if place == root and not _is_handled(model, place, troubles) and not _lost_its_reference(model, place):
            cells = followers[place]
            spread = f"; {cells} more cell{'s' if cells > 1 else ''} cannot be trusted because of it" if cells else ""
            messages[place] = troubles[place] + spread
    yield from hits_at(messages)


def _errors(model: Model) -> dict[Place, str]:
    fresh = model.recalculation.values
    found = {place: str(value) for place, value in fresh.items() if isinstance(value, str) and value in ERROR_TEXTS}
    for place in model.not_evaluated:
        cell = model.cell(place)
        if cell is not None and cell.kind == ERROR:
            found[place] = str(cell.value)
    return {place: f"the value is {error}{_otherwise_in_file(model, place)}" for place, error in found.items()}


def _otherwise_in_file(model: Model, place: Place) -> str:
    """What the file has instead of an error: the reader may trust the program that saved it more than us."""
    cell = model.cell(place)
    known = cell is not None and cell.kind not in {BLANK, ERROR}
    return f" here, {value_text(cell.value)} in the file" if cell is not None and known else ""


def _roots(model: Model, troubles: Mapping[Place, str]) -> dict[Place, Place]:
    """Cell in trouble -> the cell where its trouble begins, which may be itself."""
    index = PlaceIndex(troubles)
    roots: dict[Place, Place] = {}
    for place in (*model.graph.order, *troubles) if troubles else ():
        if place in troubles and place not in roots:
            read = (at for sheet, area, _ in model.graph.reads.get(place, ()) for at in index.inside(sheet, area))
            cause = next((at for at in read if at != place), None)
            roots[place] = place if cause is None else roots.get(cause, cause)
    return roots


def _lost_its_reference(model: Model, place: Place) -> bool:
    """Whether the formula itself says #REF!, which F05 tells."""
    formula = model.formulas.at.get(place)
    return formula is not None and Literal("error", "#REF!") in formula.nodes


def _is_handled(model: Model, place: Place, errors: Mapping[Place, str]) -> bool:
    """Whether the error is a documented answer of one of our functions that every reader deals with."""
    formula = model.formulas.at.get(place)
    if formula is None or not any(call.name in FUNCTIONS for call in formula.calls):
        return False
    readers = model.graph.readers(place)
    return bool(readers) and all(
        reader not in errors and any(call.name in _ERROR_HANDLERS for call in model.formulas.at[reader].calls)
        for reader in readers
    )


@rule(
    "F06",
    Severity.ERROR,
    "No circular reference, iterative calculation off",
    why="A circle has no one answer: the result depends on the order and number of rounds.",
    mend="Break the circle: read the value of the period before, or solve the equation; switch iteration off.",
    risk="Low. A reference that only a branch never taken makes circular is reported too.",
    source="ICAEW Financial Modelling Code",
    example="B5 =B4*B6 and B6 =B5+1; put right: interest on the opening balance.",
)
def no_circles(model: Model) -> Iterator[Hit]:
    """Circles in the dependencies, and the switch that hides them."""
    told: dict[str, list[tuple[Place, ...]]] = {}
    for circle in filter(lambda circle: _turns(model, circle), model.graph.circles):
        told.setdefault(circle[0][0], []).append(circle)
    iterates = model.book.calculation.iterate
    on = "; iterative calculation is on" if iterates else ""
    for circles in told.values():
        first = circles[0]
        path = " > ".join(shown(place, first[0][0]) for place in (*first[:6], first[0]))
        dots = " (shortened)" if len(first) > 6 else ""
        more = f", and {len(circles) - 1:,} more on this sheet" if len(circles) > 1 else ""
        yield from hits_at(
            dict.fromkeys((circle[0] for circle in circles), f"circular reference: {path}{dots}{more}{on}")
        )
    if iterates and not told:
        yield Hit("iterative calculation is on, so that a circular reference goes unnoticed")


def _turns(model: Model, circle: tuple[Place, ...]) -> bool:
    """Whether each cell of a circle takes the value of the next; =ROWS(A$1:A9) in A9 only asks where it is."""
    return all(map(lambda reader, read: _takes_value(model, reader, read), circle, (*circle[1:], circle[0])))


def _takes_value(model: Model, reader: Place, read: Place) -> bool:
    return any(
        source.sheet == read[0] and source.area.holds(*read[1:])
        for node, above in model.formulas.at[reader].in_context
        if is_operand(node) and not any(_asks_where(up, part) for up, part in above)
        for source in sources(model.book, node, *reader)
    )


def _asks_where(node: Node, part: int) -> bool:
    """Whether a part of a call is asked for its place alone: OFFSET goes from there to the cell that it takes."""
    if not isinstance(node, Call):
        return False
    return node.name in PLACE_FUNCTIONS or (node.name == "OFFSET" and part == 0 and not fixed_offset(node))


@rule(
    "F07",
    Severity.ERROR,
    "Calculation mode automatic",
    why="In manual mode the numbers on the screen may be older than the inputs beside them.",
    mend="Formulas > Calculation Options > Automatic, then save.",
    risk="Low.",
    source="ICAEW Financial Modelling Code",
    example="A workbook saved with manual calculation; put right: automatic.",
)
def automatic_calculation(model: Model) -> Iterator[Hit]:
    """The mode in the file is the one Excel takes over when this workbook is opened first."""
    mode = model.book.calculation.mode
    if mode != "auto":
        words = {"manual": "manual", "autoNoTable": "automatic except for data tables"}.get(mode, mode)
        yield Hit(f"calculation is {words}")

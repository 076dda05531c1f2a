"""Rules about calculating: what the formulas give, and whether Excel will calculate them as here."""

from __future__ import annotations

from collections.abc import Iterator

from xlcost.check.model import Model
from xlcost.check.places import hits_at, shown
from xlcost.check.registry import Hit, Severity, rule
from xlcost.errors import ERROR_TEXTS
from xlcost.functions import FUNCTIONS
from xlcost.headless.records import ERROR, Place

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
)
def no_error_values(model: Model) -> Iterator[Hit]:
    """Each error where it begins; what depends on it is only counted."""
    errors = _errors(model)
    followers: dict[Place, Place] = {}
    for place in model.graph.order:
        if place in errors:
            cause = next((at for at in _error_precedents(model, place, errors) if at != place), None)
            if cause is not None:
                followers[place] = followers.get(cause, cause)
    counts: dict[Place, int] = {}
    for root in followers.values():
        counts[root] = counts.get(root, 0) + 1
    messages = {}
    for place, error in errors.items():
        if place in followers or _is_handled(model, place, errors):
            continue
        cells = counts.get(place, 0)
        spread = f"; {cells} more cell{'s show' if cells > 1 else ' shows'} an error because of it" if cells else ""
        messages[place] = f"the value is {error}{spread}"
    if model.calls_our_functions:
        on_circles = {place for circle in model.graph.circles for place in circle}
        messages |= {
            place: f"could not be calculated here: {reason}"
            for place, reason in model.not_evaluated.items()
            if place not in on_circles
        }
    yield from hits_at(messages)


def _errors(model: Model) -> dict[Place, str]:
    fresh = model.recalculation.values
    found = {place: str(value) for place, value in fresh.items() if isinstance(value, str) and value in ERROR_TEXTS}
    for place in model.not_evaluated:
        cell = model.cell(place)
        if cell is not None and cell.kind == ERROR:
            found[place] = str(cell.value)
    return found


def _error_precedents(model: Model, place: Place, errors: dict[Place, str]) -> Iterator[Place]:
    for sheet, area, _ in model.graph.reads.get(place, ()):
        if area.size == 1:
            if (sheet, area.top, area.left) in errors:
                yield (sheet, area.top, area.left)
        else:
            yield from (at for at in errors if at[0] == sheet and area.holds(at[1], at[2]))


def _is_handled(model: Model, place: Place, errors: dict[Place, str]) -> bool:
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
)
def no_circles(model: Model) -> Iterator[Hit]:
    """Circles in the dependencies, and the switch that hides them."""
    for circle in model.graph.circles:
        path = " > ".join(shown(place, circle[0][0]) for place in (*circle[:6], circle[0]))
        dots = " (shortened)" if len(circle) > 6 else ""
        yield from hits_at({circle[0]: f"circular reference: {path}{dots}"})
    if model.book.calculation.iterate:
        yield Hit("iterative calculation is on, so that a circular reference goes unnoticed")


@rule(
    "F07",
    Severity.ERROR,
    "Calculation mode automatic",
    why="In manual mode the numbers on the screen may be older than the inputs beside them.",
    mend="Formulas > Calculation Options > Automatic, then save.",
    risk="Low.",
    source="ICAEW Financial Modelling Code",
)
def automatic_calculation(model: Model) -> Iterator[Hit]:
    """The mode in the file is the one Excel takes over when this workbook is opened first."""
    mode = model.book.calculation.mode
    if mode != "auto":
        words = {"manual": "manual", "autoNoTable": "automatic except for data tables"}.get(mode, mode)
        yield Hit(f"calculation is {words}")

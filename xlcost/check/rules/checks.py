"""Rules about the model's own checks: each says 0 or 1 with a tolerance, one master check gathers and shows them."""

from __future__ import annotations

from collections.abc import Iterator

from xlcost.check.places import cell_area, hits_at, listed, shown
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.errors import ERROR_TEXTS
from xlcost.formula.references import sources
from xlcost.formula.tree import Binary, Call, Literal, Node, Unary
from xlcost.formula.trees import is_operand, number
from xlcost.formula.unique import Formula
from xlcost.outline.captions import spot
from xlcost.outline.controls import Controls, candidates, controls_of
from xlcost.outline.model import CannotApply, Model, needs_xlcost
from xlcost.outline.roles import SETTINGS
from xlcost.workbook.records import CellValue, Place

#: Results of these are whole numbers or texts, which need no tolerance.
_EXACT = frozenset(
    {"COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "COUNTBLANK", "ROWS", "COLUMNS", "LEN", "SUMPRODUCT", "ROUND", "INT"}
    | {"EXACT", "ISNUMBER", "ISERROR", "ISTEXT", "MATCH", "ROW", "COLUMN", "ABS", "SIGN", "ISBLANK", "YEAR", "MONTH"}
)
#: A tolerance wider than this share of what is compared catches nothing.
_WIDEST = 0.01


@rule(
    "C01",
    Severity.ERROR,
    "Each check returns 0 or 1 with a tolerance",
    why="A check that shows differences, texts or TRUE is not counted; one without tolerance fails on rounding noise.",
    mend="=IF(ABS(this-that)<=tolerance,1,0), with the tolerance in a cell of its own.",
    risk="Low. Only the cells that the master check gathers are looked at.",
    source="ICAEW Financial Modelling Code",
    need=needs_xlcost,
    profile=Profile.HOUSE,
)
def checks_give_0_or_1(model: Model) -> Iterator[Hit]:
    """Every cell that the master check gathers."""
    messages = {}
    for place in _controls(model).checks:
        fault = _fault(model, place)
        if fault:
            messages[place] = fault
    yield from hits_at(messages)


def _controls(model: Model) -> Controls:
    controls = controls_of(model)
    if controls is None:
        raise CannotApply("there is no master check")
    return controls


def _fault(model: Model, place: Place) -> str | None:
    formula = model.formulas.at.get(place)
    if formula is None:
        return None if place in model.spilled else "a typed value among the checks"
    value = model.value(place)
    if value in ERROR_TEXTS or place in model.not_evaluated:
        return None  # the rule about errors reports it
    if isinstance(value, bool):
        return "the check gives TRUE or FALSE, which SUM and MIN over a range skip"
    if value not in {0, 1}:
        return f"the check gives {_shown(value)}, not 0 or 1"
    return _tolerance_fault(model, formula, place)


def _tolerance_fault(model: Model, formula: Formula, place: Place) -> str | None:
    for node in formula.nodes:
        if isinstance(node, Binary) and node.operator in {"=", "<>"} and _needs_tolerance(model, node, place):
            return "the check compares calculated numbers without a tolerance"
        if isinstance(node, Binary) and node.operator in {"<", "<=", ">", ">="}:
            wide = _too_wide(model, node, place)
            if wide is not None:
                return f"the tolerance {wide:,.6g} is so wide that the check catches nothing"
    return None


def _shown(value: CellValue) -> str:
    return f"{value:,.6g}" if isinstance(value, float) else repr(value) if isinstance(value, str) else str(value)


def _needs_tolerance(model: Model, node: Binary, place: Place) -> bool:
    return all(_is_calculated(model, side, place) for side in (node.left, node.right))


def _is_calculated(model: Model, node: Node, place: Place) -> bool:
    """Whether an operand is a number that arithmetic produced."""
    if isinstance(node, Literal):
        return False
    if isinstance(node, Call):
        return node.name not in _EXACT
    if isinstance(node, (Unary, Binary)):
        return isinstance(node, Unary) or node.operator in "+-*/^"
    if is_operand(node):
        for source in model.formulas.sources_of_part(node, place):
            at = (source.sheet, source.area.top, source.area.left)
            value = model.value(at)
            number_there = isinstance(value, (int, float)) and not isinstance(value, bool)
            if source.area.size == 1 and number_there and value not in {0, 1} and at in model.formulas.at:
                return not any(call.name in _EXACT for call in model.formulas.at[at].calls)
    return False


def _too_wide(model: Model, node: Binary, place: Place) -> float | None:
    """The tolerance, where ABS(this - that) is compared with one that is large against both."""
    for side, limit in ((node.left, node.right), (node.right, node.left)):
        tolerance = _number_of(model, limit, place)
        if tolerance is None or tolerance < 0 or not _is_difference(model, side, place):
            continue
        amounts = [abs(value) for value in _numbers_read(model, side, place)]
        if amounts and tolerance > _WIDEST * max(amounts) and tolerance > _WIDEST:
            return tolerance
    return None


def _is_difference(model: Model, node: Node, place: Place) -> bool:
    if isinstance(node, Call) and node.name == "ABS":
        return True
    if is_operand(node):
        for source in model.formulas.sources_of_part(node, place):
            formula = model.formulas.at.get((source.sheet, source.area.top, source.area.left))
            if source.area.size == 1 and formula is not None:
                return any(isinstance(part, Binary) and part.operator == "-" for part in formula.nodes)
    return False


def _number_of(model: Model, node: Node, place: Place) -> float | None:
    typed = number(node)
    if typed is not None:
        return typed
    for source in model.formulas.sources_of_part(node, place) if is_operand(node) else ():
        value = model.value((source.sheet, source.area.top, source.area.left))
        if source.area.size == 1 and isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
    return None


def _numbers_read(model: Model, node: Node, place: Place) -> Iterator[float]:
    """The numbers behind a difference; a cell that holds the difference is followed to what it subtracts."""
    for source in sources(model.book, node, *place):
        at = (source.sheet, source.area.top, source.area.left)
        if source.area.size != 1:
            continue
        deeper = model.graph.reads.get(at, ()) if is_operand(node) else ()
        for inner in deeper or (source,):
            value = model.value((inner.sheet, inner.area.top, inner.area.left))
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                yield float(value)


@rule(
    "C02",
    Severity.ERROR,
    "The master check passes, covers all checks and shows on every sheet",
    why="A check that nobody gathers is never looked at, and a red one that is shown elsewhere is not seen.",
    mend="Gather every check in the master check, and show it on each sheet; then mend what it reports.",
    risk="Low to medium. Flags that are no checks are reported when they stand in the column of the checks.",
    source="FAST 2.03-05",
    need=needs_xlcost,
    profile=Profile.HOUSE,
)
def master_check_covers_all(model: Model) -> Iterator[Hit]:
    """Red, incomplete or out of sight."""
    controls = controls_of(model)
    if controls is None:
        yield Hit(
            "there is no master check",
            mend="Add a cell that gathers all checks, name it master_check, and show it on every sheet.",
        )
        return
    yield from _red(model, controls)
    covered = {*controls.checks, controls.master, *_gatherers(model, controls)}
    yield from hits_at(
        dict.fromkeys(
            (place for place in candidates(model, controls) if place not in covered and place not in controls.shown),
            f"the master check {shown(controls.master)} does not gather this check",
        )
    )
    shown_on = {place[0] for place in controls.shown}
    for sheet in model.book.sheets:
        looked_at = sheet.kind == "worksheet" and sheet.state == "visible" and model.roles[sheet.name] != SETTINGS
        if looked_at and sheet.cells and sheet.name not in shown_on:
            yield Hit(f"the master check {shown(controls.master)} is not shown on this sheet", sheet.name)


def _red(model: Model, controls: Controls) -> Iterator[Hit]:
    failing = [
        place
        for place in controls.checks
        if controls.passing is not None and model.value(place) in {0, 1} and model.value(place) != controls.passing
    ]
    if failing:
        sheet, row, column = controls.master
        named = (
            f"{shown(place, sheet)} {label}" if (label := spot(model, place).label) else shown(place, sheet)
            for place in failing
        )
        yield Hit(f"checks fail: {listed(named)}", sheet, cell_area(row, column))


def _gatherers(model: Model, controls: Controls) -> set[Place]:
    """The cells between the master and the single checks."""
    found: set[Place] = set()
    pending = [controls.master]
    checks = set(controls.checks)
    while pending:
        for source in model.graph.reads.get(pending.pop(), ()):
            place = (source.sheet, source.area.top, source.area.left)
            if source.area.size == 1 and place not in checks and place not in found and place in model.formulas.at:
                found.add(place)
                pending.append(place)
    return found

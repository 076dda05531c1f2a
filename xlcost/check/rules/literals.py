"""F29 and F30: numbers and texts written into formulas that bend a result: a plug, a date code of one language."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Final

from xlcost.check.places import cell_area, hits_of, shown
from xlcost.check.registry import Hit, Severity, rule
from xlcost.formula.tree import Binary, Call, Literal, Node
from xlcost.formula.trees import number
from xlcost.formula.unique import Formula
from xlcost.outline.model import Model
from xlcost.workbook.records import Place

_CHECK: Final = re.compile(r"\b(check|balance[sd]?|difference|out of balance|control|reconcil\w*)\b", re.IGNORECASE)
#: Formula cells that are followed from a plug to a check.
_FURTHEST: Final = 400
_ZERO: Final = 0.005
#: Letters of a date format that Excel reads in the language of Windows: y is J in German, d is j in French.
_DATE_CODE: Final = re.compile(r"(?<![\\\"a-z\[$-])(y{2,4}|d{1,4}|m{3,5})(?![a-z])", re.IGNORECASE)


@rule(
    "F29",
    Severity.ERROR,
    "No plug makes a check pass",
    why="The check says that all is well because somebody added the difference by hand; the fault is still there.",
    mend="Take the number out, and find what is missing.",
    risk="Low. Only a number added in a single cell on which a check of about zero depends is reported.",
    source="EuSpRIG",
    example="Total assets =SUM(B2:B5)+137 where the balance check is 0; put right: =SUM(B2:B5), and the fault found.",
)
def no_plug_makes_a_check_pass(model: Model) -> Iterator[Hit]:
    """Numbers added to a formula that stands alone, and a check on which it tells."""
    for unique in model.formulas.uniques:
        plug = _plug(unique.formula) if len(unique.cells) == 1 else None
        if plug is None:
            continue
        check = _check_reached(model, unique.first, abs(plug))
        if check is not None:
            message = f"{plug:+,g} is added by hand, and {shown(check, unique.sheet)} shows 0 because of it"
            yield Hit(message, unique.sheet, cell_area(*unique.first[1:]))


def _plug(formula: Formula) -> float | None:
    """The number that is added to or taken from cells at the top of a formula."""
    tree = formula.tree
    while isinstance(tree, Binary) and tree.operator in {"+", "-"}:
        value = number(tree.right)
        if value is not None and abs(value) > 1 and value not in {12, 100, 1000} and _reads(tree.left):
            return value if tree.operator == "+" else -value
        tree = tree.left
    return None


def _reads(node: Node) -> bool:
    return not isinstance(node, Literal)


def _check_reached(model: Model, start: Place, plug: float) -> Place | None:
    """A check of about zero that depends on the cell, and compares amounts larger than the plug."""
    waiting, seen = deque([start]), {start}
    while waiting and len(seen) < _FURTHEST:
        for reader in model.graph.readers(waiting.popleft()):
            if reader in seen:
                continue
            seen.add(reader)
            waiting.append(reader)
            line = model.line_at(reader)
            value = model.value(reader)
            if (
                line is not None
                and _CHECK.search(line.label)
                and isinstance(value, (int, float))
                and not isinstance(value, bool)
                and abs(value) < _ZERO
                and _is_difference(model.formulas.at[reader])
                and plug > _ZERO
            ):
                return reader
    return None


def _is_difference(formula: Formula) -> bool:
    return any(isinstance(node, Binary) and node.operator == "-" for node in formula.nodes)


@rule(
    "F30",
    Severity.INFO,
    "No date written by TEXT in one language's letters",
    why='TEXT takes its letters from the language of Windows: "yyyy" gives yyyy in Germany, where the year is JJJJ.',
    mend="Keep the date in a cell of its own with a date format; or DAY(), MONTH() and YEAR() joined by &.",
    risk="None where the workbook is opened in other languages; a team of one language may ignore it.",
    source="Microsoft",
    example='="As of "&TEXT(A1,"dd mmm yyyy"); put right: A1 in a cell of its own.',
)
def no_dates_by_text(model: Model) -> Iterator[Hit]:
    """TEXT whose format has letters of dates."""
    for unique in model.formulas.uniques:
        formats = [
            call.arguments[1].text
            for call in unique.formula.calls
            if _has_format(call) and isinstance(call.arguments[1], Literal)
        ]
        dated = next((text for text in formats if _DATE_CODE.search(text)), None)
        if dated is not None:
            yield from hits_of(unique, f'TEXT writes a date as "{dated[:30]}", which other languages spell otherwise')


def _has_format(call: Call) -> bool:
    return call.name == "TEXT" and len(call.arguments) == 2 and isinstance(call.arguments[1], Literal)

"""What engines have alike and Excel otherwise, as far as the text of a formula tells it: one table.

What hangs on values is refused where a formula is calculated in Python (xlcost/evaluate), by ``Ambiguous``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final, NamedTuple

from xlcost.errors import ERROR_TEXTS
from xlcost.formula.signatures import words
from xlcost.formula.tree import Call, Literal, Missing, Node, walk
from xlcost.formula.unique import Formulas
from xlcost.workbook.records import Place


class Dispute(NamedTuple):
    """Functions, and the calls of them of which no two engines prove anything."""

    functions: frozenset[str]
    concerns: Callable[[Call], bool]
    case: str  # one of tools/upstream/cases.py


def _any_call(_: Call) -> bool:
    return True


def _asks_for_errors(call: Call) -> bool:
    return any(
        isinstance(node, Literal) and node.kind == "string" and node.text.lstrip("<>=") in ERROR_TEXTS
        for node in call.arguments
    )


def _leaves_out(call: Call) -> bool:
    return any(isinstance(node, Missing) for node in call.arguments)


def _counts_parts_of_years(call: Call) -> bool:
    """Whether it is DATEDIF in other units than whole ones, which Excel's help itself says are inexact."""
    unit = call.arguments[-1]
    return not (isinstance(unit, Literal) and unit.text.upper() in {"Y", "M", "D", "YM"})


DISPUTES: Final = (
    Dispute(words("DELTA"), _any_call, "DELTA(3.000000000000001,3)"),
    Dispute(words("TEXTSPLIT"), _any_call, 'TEXTSPLIT("Hello","")'),
    Dispute(
        words("COUNTIF COUNTIFS SUMIF SUMIFS AVERAGEIF AVERAGEIFS MAXIFS MINIFS"),
        _asks_for_errors,
        'COUNTIF(Z1,"#DIV/0!")',
    ),
    Dispute(words("ADDRESS"), _leaves_out, 'ADDRESS(2,3,,,"x")'),
    Dispute(words("EDATE EOMONTH MROUND QUOTIENT GCD LCM"), _leaves_out, "LCM(,5)"),
    Dispute(words("DATEDIF"), _counts_parts_of_years, 'DATEDIF(45292,45657,"YD")'),
)

_BY_NAME: Final = {name: dispute for dispute in DISPUTES for name in dispute.functions}


def is_disputed(tree: Node) -> bool:
    """Whether engines have a call in a formula alike and Excel otherwise."""
    calls = (node for node in walk(tree) if isinstance(node, Call) and node.name in _BY_NAME)
    return any(_BY_NAME[call.name].concerns(call) for call in calls)


def disputed_cells(formulas: Formulas) -> Collection[Place]:
    """The cells of which no two engines prove anything; what names say is proved where they are called."""
    return [place for one in formulas.uniques if is_disputed(one.formula.tree) for place in one.places]

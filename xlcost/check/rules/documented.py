"""Numbers in formulas that are no assumption, by what stands around them: the calendar, an axis, a label's bounds."""

from __future__ import annotations

import re
from typing import Final

from xlcost.formula.tree import Binary, Call, Literal, Node
from xlcost.formula.unique import Unique
from xlcost.outline.axes import names_time
from xlcost.outline.captions import spot
from xlcost.outline.model import Model
from xlcost.workbook.records import Place

_COMPARING: Final = frozenset(["=", "<>", "<", ">", "<=", ">="])
_CALENDAR: Final = frozenset(["MONTH", "DAY", "WEEKDAY", "WEEKNUM", "ISOWEEKNUM", "HOUR", "MINUTE"])
#: The cell before, in a row or a column, and a number.
_STEP: Final = re.compile(r"(RC\[-1\]|R\[-1\]C)[+-][0-9.]+%?")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
#: A class of 30 to 39 ends before 40.
_NEXT: Final = 1.0


def is_documented(model: Model, unique: Unique, node: Literal, parent: Node | None) -> bool:
    """Whether a number is a month, the step of an axis, or a bound that the label of its line names."""
    if _STEP.fullmatch(unique.formula.r1c1):
        return _is_axis(model, unique)
    if not isinstance(parent, Binary) or parent.operator not in _COMPARING:
        return False
    other = parent.right if parent.left is node else parent.left
    if isinstance(other, Call) and other.name in _CALENDAR:
        return True
    called = spot(model, unique.first)
    named = map(float, _NUMBER.findall(f"{called.label} {called.header}"))
    return len(unique.cells) == 1 and any(abs(number - float(node.text)) <= _NEXT for number in named)


def _is_axis(model: Model, unique: Unique) -> bool:
    """Whether steps count periods, or head the rows or columns of a field that is calculated by one formula."""
    called = spot(model, unique.first)
    return names_time(called.label) or names_time(called.header) or _heads_a_field(model, unique.first)


def _heads_a_field(model: Model, place: Place) -> bool:
    own = model.formulas.at[place]
    readers = [reader for reader in model.graph.readers(place) if model.formulas.at[reader] is not own]
    if len(readers) < 2 or len({id(model.formulas.at[reader]) for reader in readers}) != 1:
        return False
    (_, row, column), (_, last_row, last_column) = readers[0], readers[-1]
    return (row == last_row == place[1]) or (column == last_column == place[2])

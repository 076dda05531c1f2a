"""Which formula cells are results: what a reader of the workbook looks at."""

from __future__ import annotations

import re
from typing import Final

from xlcost.outline.model import Model
from xlcost.outline.roles import CHECKS, INPUTS, OUTPUT, REFERENCE, SETTINGS
from xlcost.workbook.addresses import parse_address
from xlcost.workbook.records import Place

_DECISION: Final = re.compile(r".*\bdecision\b.*|.*\banswer\b.*|.*\bconclusion\b.*", re.IGNORECASE)


def named_cells(model: Model) -> frozenset[Place]:
    """The cells that have a name of their own."""
    found: set[Place] = set()
    for name in model.book.names:
        sheet, _, cell = name.formula.rpartition("!")
        known = model.book.sheets_by_name.get(sheet.strip("'").replace("''", "'").lower())
        if known is not None and (parsed := _one_cell(cell)) is not None:
            found.add((known.name, *parsed))
    return frozenset(found)


def _one_cell(text: str) -> tuple[int, int] | None:
    try:
        return parse_address(text)
    except ValueError:
        return None


def importance(model: Model, place: Place, named: frozenset[Place]) -> bool | None:
    """Whether a result is important; None for what is no result: inputs, checks, and whatever other cells read."""
    role = model.roles[place[0]]
    if role in {INPUTS, SETTINGS, REFERENCE}:
        return None
    if role == OUTPUT or place in named or _DECISION.fullmatch(place[0][:60]):
        return True
    return None if role == CHECKS or model.graph.is_read(place) else False

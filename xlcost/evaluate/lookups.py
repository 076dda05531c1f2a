"""Look-ups in Python alone, for ``functions``: values, and rows of them for ranges."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from xlcost.evaluate.reading import Error, NotKnown, alike, cells_of, compared, instead_of_blank, kind_of, number


def match(wanted: Any, searched: Any, kind: Any = 1.0) -> float:
    """MATCH: where a value is in a row or column of them."""
    if isinstance(wanted, Error):
        raise wanted
    if isinstance(wanted, list) or (isinstance(wanted, str) and any(sign in wanted for sign in "*?~")):
        raise NotKnown
    if isinstance(searched, list) and min(len(searched), len(searched[0])) > 1:
        raise Error("#N/A")
    wanted = instead_of_blank(wanted, 0.0)
    candidates = [
        (position, cell)
        for position, cell in enumerate(cells_of(searched), 1)
        if not (isinstance(cell, Error) or cell is None) and kind_of(cell) == kind_of(wanted)
    ]
    direction = number(kind)
    if direction == 0:
        found = next((position for position, cell in candidates if alike(cell, wanted)), None)
    else:
        values = [cell for _, cell in candidates]
        if any(compared(one, other) * direction > 0 for one, other in pairwise(values)):
            raise NotKnown  # out of order: it depends on where Excel looks first
        found = next(
            (position for position, cell in reversed(candidates) if compared(cell, wanted) * direction <= 0), None
        )
    if found is None:
        raise Error("#N/A")
    return float(found)

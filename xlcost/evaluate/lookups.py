"""Look-ups in Python alone, for ``functions``: values, and rows of them for ranges.

An approximate look-up halves what it searches. Where that is out of order, what Excel finds hangs on where it looks
first, and engines that agree prove nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Final

from xlcost.evaluate.reading import (
    Ambiguous,
    Error,
    NotKnown,
    alike,
    cells_of,
    compared,
    each,
    instead_of_blank,
    kind_of,
    number,
    truth_of,
)

_OUT_OF_ORDER: Final = "it looks approximately through what is out of order"
_BLANK: Final = "it looks approximately for a blank"

_Candidates = Sequence[tuple[int, Any]]


def match(wanted: Any, searched: Any, kind: Any = 1.0) -> Any:
    """MATCH: the position of a value among others; of rows of values, of each."""
    if isinstance(wanted, list):
        return each(lambda one: match(one, searched, kind), wanted)
    if isinstance(wanted, Error):
        raise wanted
    if isinstance(searched, list) and min(len(searched), len(searched[0])) > 1:
        raise Error("#N/A")
    wanted, candidates = instead_of_blank(wanted, 0.0), _candidates(wanted, searched)
    direction = number(kind)
    if direction:
        found = _approximately(wanted, candidates, sign_of(direction))
    elif isinstance(wanted, str) and any(sign in wanted for sign in "*?~"):
        raise NotKnown
    else:
        found = next((position for position, cell in candidates if alike(cell, wanted)), None)
    if found is None:
        raise Error("#N/A")
    return float(found)


def sign_of(value: float) -> int:
    """1 or -1."""
    return 1 if value > 0 else -1


def _candidates(wanted: Any, searched: Any) -> _Candidates:
    """What is of the same kind, and where."""
    kind = kind_of(instead_of_blank(wanted, 0.0))
    return [
        (position, cell)
        for position, cell in enumerate(cells_of(searched), 1)
        if not (isinstance(cell, Error) or cell is None) and kind_of(cell) == kind
    ]


def _approximately(wanted: Any, candidates: _Candidates, direction: int) -> int | None:
    """The last one that is not beyond what is wanted."""
    if _is_out_of_order([cell for _, cell in candidates], direction):
        try:
            sides = {compared(cell, wanted) * direction <= 0 for _, cell in candidates}
        except NotKnown:
            raise Ambiguous(_OUT_OF_ORDER) from None
        if len(sides) > 1 or direction < 0:  # what is beyond all else is at one end, if it halves
            raise Ambiguous(_OUT_OF_ORDER)
    found = [position for position, cell in candidates if compared(cell, wanted) * direction <= 0]
    if direction < 0 and found and _is_twice(candidates, found[-1]):
        raise Ambiguous(_OUT_OF_ORDER)  # which of equal ones, nobody says
    return found[-1] if found else None


def _is_out_of_order(values: Sequence[Any], direction: int) -> bool:
    """Whether two neighbours surely are."""
    for one, other in pairwise(values):
        try:
            if compared(one, other) * direction > 0:
                return True
        except NotKnown:
            continue
    return False


def _is_twice(candidates: _Candidates, position: int) -> bool:
    value = next(cell for at, cell in candidates if at == position)
    return sum(alike(cell, value) for _, cell in candidates) > 1


def vlookup(wanted: Any, table: Any, column: Any, approximate: Any = True) -> Any:
    """VLOOKUP, of rows of values for each."""
    return each(partial(_beside, table, approximate), wanted, column)


def hlookup(wanted: Any, table: Any, row: Any, approximate: Any = True) -> Any:
    """HLOOKUP, of rows of values for each."""
    return each(partial(_beside, _turned(table), approximate), wanted, row)


def _beside(table: Any, approximate: Any, wanted: Any, position: Any) -> Any:
    if isinstance(wanted, Error):
        raise wanted
    at = int(number(position))
    if at < 1:
        raise Error("#VALUE!")
    if at > len(table[0]):
        raise Error("#REF!")
    found = match(wanted, [[row[0]] for row in table], 1.0 if truth_of(approximate) else 0.0)
    return table[int(found) - 1][at - 1]


def lookup(wanted: Any, searched: Any, *results: Any) -> Any:
    """LOOKUP in a row or column and what is beside it, or in a table from one end to the other."""
    if not results:
        table = _turned(searched) if len(searched[0]) > len(searched) else searched
        searched, results = [[row[0]] for row in table], ([[row[-1]] for row in table],)
    values = list(cells_of(results[0]))
    if len(values) != len(list(cells_of(searched))):
        raise NotKnown
    return each(lambda one: values[int(match(one, searched)) - 1], wanted)


def xmatch(wanted: Any, searched: Any, mode: Any = 0.0, direction: Any = 1.0) -> Any:
    """XMATCH of whole values in turn; whether what is halved is in order."""
    return each(partial(_found, searched, mode, direction), wanted)


def _found(searched: Any, mode: Any, direction: Any, wanted: Any) -> float:
    if isinstance(wanted, Error):
        raise wanted
    how, step = number(mode), 1.0 if direction is None else number(direction)
    if wanted is None and how:
        raise Ambiguous(_BLANK)
    values = [cell for cell in cells_of(searched) if not (isinstance(cell, Error) or cell is None)]
    if abs(step) != 1 and _is_out_of_order(values, sign_of(step)):
        raise Ambiguous(_OUT_OF_ORDER)
    candidates = _candidates(wanted, searched)
    if how or abs(step) != 1 or wanted is None or wanted == "" or min(len(searched), len(searched[0])) > 1:
        raise NotKnown
    found = [position for position, cell in candidates if alike(cell, wanted)]
    if not found:
        raise Error("#N/A")
    return float(found[0 if step > 0 else -1])


def xlookup(
    wanted: Any, searched: Any, results: Any, instead: Any = None, mode: Any = 0.0, direction: Any = 1.0
) -> Any:
    """XLOOKUP of whole values in turn, in a row or column of results."""
    values = list(cells_of(results))
    if min(len(results), len(results[0])) > 1 or len(values) != len(list(cells_of(searched))):
        raise NotKnown

    def one(value: Any) -> Any:
        try:
            return values[int(_found(searched, mode, direction, value)) - 1]
        except Error as error:
            if str(error) != "#N/A" or isinstance(value, Error) or instead is None:
                raise
            return instead

    return each(one, wanted)


def _turned(table: Any) -> Any:
    return [list(column) for column in zip(*table, strict=True)]

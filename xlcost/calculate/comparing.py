"""What two values are to each other, to a reader and to a judge of engines; and how a cell's fate is told."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import combinations
from typing import Final

from xlcost.calculate.engines.protocol import Answer, NoAnswer
from xlcost.workbook.addresses import address
from xlcost.workbook.records import CellValue, Place

#: An engine reproduced a number within this share of it, and a zero within what rounding leaves of numbers that cancel.
RELATIVE: Final = 1e-9
CRUMB: Final = 1e-9
#: IRR and its kin are found by steps: Excel's help promises as many digits.
_ITERATED: Final = 1e-7
_BY_STEPS: Final = frozenset(["IRR", "XIRR", "RATE", "YIELD"])


def relative_for(called: Collection[str]) -> float:
    """How near two numbers are that a formula with these functions may both be right about."""
    return RELATIVE if _BY_STEPS.isdisjoint(called) else _ITERATED


def agree(one: Answer, other: CellValue, tolerance: tuple[float, float] = (RELATIVE, CRUMB)) -> bool:
    """Whether two values are the same to a reader; blank is the empty text, and TRUE is 1, as LibreOffice saves it."""
    if isinstance(one, NoAnswer):
        return False
    if one is None or other is None:  # a blank shows as nothing in a text and as 0 by itself
        return (one if other is None else other) in (None, "", 0)
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    relative, crumb = tolerance
    return math.isclose(one, other, rel_tol=relative, abs_tol=crumb if 0.0 in (one, other) or crumb > CRUMB else 0.0)


def alike(one: Answer, other: Answer, called: Collection[str] = ()) -> bool:
    """Whether two engines mean the same value, of a formula that calls some functions."""
    if isinstance(other, NoAnswer) or isinstance(one, NoAnswer):
        return False
    if isinstance(one, bool) is not isinstance(other, bool):
        return False
    if (one is None) is not (other is None):
        return (one if other is None else other) in (0, "")
    return agree(one, other, (relative_for(called), CRUMB))


def two_that_differ(values: Sequence[CellValue]) -> Sequence[CellValue]:
    """Two of the values that differ."""
    return next((pair for pair in combinations(values, 2) if not alike(*pair)), values[:2])


def rests_on(source: Place) -> str:
    """Why a cell was not evaluated that reads one which was not."""
    return f"it depends on '{source[0]}'!{address(*source[1:])}, which was not evaluated"


def written(value: CellValue) -> str:
    """A value as a sentence has it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else repr(value)

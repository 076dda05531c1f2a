"""Workbooks that count days from 1904: replacements/ counts from 1900, so days are moved on their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed

#: Days from one beginning to the other.
SHIFT: Final = 1462.0

#: The arguments that are days.
_TAKE_DAYS: Final[Mapping[str, tuple[int, ...]]] = {
    **dict.fromkeys(["YEAR", "MONTH", "DAY", "EDATE", "EOMONTH"], (0,)),
    "YEARFRAC": (0, 1),
    "XIRR": (1,),
    "XNPV": (2,),
}
_GIVE_DAYS: Final = frozenset({"DATE", "DATEVALUE", "EDATE", "EOMONTH"})


def from_1904(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function for a workbook that counts from 1904; the same where it has nothing to do with days."""
    taken = _TAKE_DAYS.get(name, ())
    if not taken and name not in _GIVE_DAYS:
        return function

    def moved(*arguments: Any) -> Any:
        result = function(*(_later(value) if at in taken else value for at, value in enumerate(arguments)))
        if name not in _GIVE_DAYS:
            return result
        if result < SHIFT:
            raise Failed("Num")
        return result - SHIFT

    return moved


def _later(value: Any) -> Any:
    """A day as a number is moved; a text says itself which day it means."""
    if isinstance(value, list):
        return [[None if cell is None else _later(cell) for cell in row] for row in value]
    if value is None:
        return SHIFT
    if value is MISSING or isinstance(value, (str, bool, dict)):
        return value
    return value + SHIFT

"""Blank cells of hosts that pass 0 for them: LibreOffice for a single cell, older Excel builds on the Office.js path.

For a number or a truth value such a 0 cannot be told from one that was typed, and stays 0. Where a text, a date or a
price range belongs, only a blank cell can be meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from xlcost.functions import coercion
from xlcost.functions.records import FUNCTIONS, Argument

_NUMBERS: Final = frozenset({int, float})  # and not bool: FALSE is no blank cell


def zeros_as_blanks(name: str, args: Sequence[Any]) -> list[Any]:
    """The arguments of a call, with None for each 0 that stands where no number can; a price range stays as it is."""
    given = list(args)
    for position, argument in enumerate(_meant(name, args)):
        if position < len(given) and not takes_zero(argument):
            given[position] = _blanked(given[position], argument)
    return given


def _blanked(value: Any, argument: Argument) -> Any:
    if value.__class__ in _NUMBERS:
        return value or None
    if value.__class__ is not list:
        return value
    if argument.is_table:
        return None if value == [[0]] and value[0][0] is not False else value
    return [[cell or None if cell.__class__ in _NUMBERS else cell for cell in row] for row in value]


def _meant(name: str, args: Sequence[Any]) -> Sequence[Argument]:
    """What each argument is: COST_EXPLAIN's are those of the function that it explains."""
    explained = args[0] if name == "COST_EXPLAIN" and args else None
    if explained.__class__ is list and len(explained) == len(explained[0]) == 1:
        explained = explained[0][0]
    return _arguments(name, explained.strip().upper() if isinstance(explained, str) else "")


@lru_cache(maxsize=256)
def _arguments(name: str, explained: str) -> Sequence[Argument]:
    own = FUNCTIONS[name].arguments
    return (own[0], *FUNCTIONS[explained].arguments) if explained in FUNCTIONS else own


def takes_zero(argument: Argument) -> bool:
    """Whether 0 can be meant by an argument, so that it cannot be told from a blank."""
    return (
        hasattr(argument.coerce, "domain")
        or argument.is_series
        or argument.coerce in (coercion.flag, coercion.anything)
    )

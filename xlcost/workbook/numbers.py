"""Numbers as XML writes them: what Python alone takes for one, such as 1_000 or Arabic digits, is damage.

Excel refuses such a file or reads another number; none must become a value without a word.
"""

from __future__ import annotations

import math
from typing import Final

_SHOWN: Final = 20


def whole(text: str) -> int:
    """The whole number that an attribute or an element holds.

    Raises:
        ValueError: it holds none.
    """
    if len(text) > _SHOWN or "_" in text or not text.isascii():
        raise ValueError(f"{text[:_SHOWN]!r} is no whole number")
    return int(text)


def real(text: str) -> float:
    """The number that an attribute or an element holds.

    Raises:
        ValueError: it holds none, or none that Excel knows: infinity, NaN.
    """
    number = float(text)
    if "_" in text or not text.isascii() or not math.isfinite(number):
        raise ValueError(f"{text[:_SHOWN]!r} is no number Excel knows")
    return number


def one_of(text: str, count: int) -> int | None:
    """The place, from 0, that a number from 1 to ``count`` names; None where the text is no such number."""
    try:
        number = whole(text)
    except ValueError:
        return None
    return number - 1 if 1 <= number <= count else None

"""Numbers as people write them on the command line and in files of inputs, 100k, 1.5M, 2,000, 20%; and counts told."""

from __future__ import annotations

import math
import re
from typing import Final

#: What may follow a number, as a power of ten: 35% is read as 35e-2, for 35 x 0.01 is not 0.35.
_SUFFIXES: Final = {"": 0, "%": -2, "k": 3, "m": 6, "b": 9, "g": 9}
_QUANTITY: Final = re.compile(
    r"([+-]?(?:\d+(?:[,_]\d{3})*|\d*)(?:\.\d*)?)(?:e([+-]?\d{1,4}))?\s*([%a-z]?)", re.IGNORECASE | re.ASCII
)


def quantity(written: str) -> float | None:
    """The number that a text writes, None where it writes none."""
    found = _QUANTITY.fullmatch(written.strip())
    shift = _SUFFIXES.get(found[3].lower()) if found else None
    if found is None or shift is None:
        return None
    try:
        number = float(f"{re.sub('[,_]', '', found[1])}e{int(found[2] or 0) + shift}")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def plural(count: int, what: str) -> str:
    """``1 input``, ``2 inputs``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"

"""A number that was typed or pasted as a text, read the same in every language; and a number as people write it.

Excel's own functions take the text "100000" for the number; so do ours. But Excel reads "1,500" and "1.500" by the
language of the office, one as 1500 and the other as 1.5, and a workbook must not change its price with the reader.
So only what no language reads otherwise is a number: digits with a decimal point, an exponent, one percent sign,
spaces around. Separators of thousands, currency signs, dates and fractions are not.
"""

from __future__ import annotations

import math
import re
from typing import Final

# ASCII digits only, and no underscores: Python's float() takes more than a cell means.
_NUMBER: Final = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?) *(%?)")


def number_in_text(text: str) -> float | None:
    """The number that a text is: 100000 for "100000", 0.9 for " 90% "; None where it is no number or beyond floats."""
    found = _NUMBER.fullmatch(text.strip(" "))
    if found is None:
        return None
    number = float(found[1]) / 100.0 if found[2] else float(found[1])
    return number if math.isfinite(number) else None


#: Beyond these a number is written with an exponent: nobody counts the digits.
_TINY, _VAST = 1e-9, 1e15
#: From here on a number that is not whole has two decimals, below it six digits.
_LARGE: Final = 1e5


def spelled(number: float) -> str:
    """A number as people write it: 1,000,000,000 and 0.000001, where Python writes 1e+09 and 1e-06."""
    if not _TINY <= abs(number) < _VAST:
        return f"{number:g}"
    if number % 1 == 0:
        return f"{number:,.0f}"
    if abs(number) >= _LARGE:
        return f"{number:,.2f}"
    text = f"{number:,.6g}"
    return f"{float(text):.15f}".rstrip("0") if "e" in text else text

"""A number that was typed or pasted as a text, read the same in every language.

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

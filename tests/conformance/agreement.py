"""When two routes agree: the same error, text or truth, and numbers within a relative tolerance."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Final

from reference_arguments import ANY

RELATIVE: Final = 1e-9
#: What is left of a number when like amounts cancel: below this a zero is a zero.
_CRUMB: Final = 1e-9


@dataclass(frozen=True)
class Matches:
    """A text of which a part is free."""

    pattern: str


def agree(expected: Any, actual: Any, relative: float = RELATIVE) -> bool:
    """Whether a route's value is the expected one; an empty text and a blank cell are one."""
    if expected is ANY:
        return True
    if isinstance(expected, Matches):
        return isinstance(actual, str) and re.search(expected.pattern, actual) is not None
    if isinstance(expected, list):
        return (
            isinstance(actual, list)
            and len(expected) == len(actual)
            and all(
                len(row) == len(line) and all(agree(*pair, relative) for pair in zip(row, line, strict=True))
                for row, line in zip(expected, actual, strict=True)
            )
        )
    if expected is None or expected == "":
        return actual is None or actual == ""
    if isinstance(expected, bool | str):
        return type(actual) is type(expected) and actual == expected
    if isinstance(actual, bool | str | list) or actual is None:
        return False
    return math.isclose(float(expected), float(actual), rel_tol=relative, abs_tol=_CRUMB)

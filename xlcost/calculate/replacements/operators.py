"""Excel's comparisons and joining where the engine's differ in the last digits."""

from __future__ import annotations

from typing import Any, Final

from xlcost.calculate.replacements.coercion import Failed, text
from xlcost.workbook.limits import MAX_TEXT

#: Excel compares 15 digits; numbers further apart than this differ in them.
_NEAR: Final = 1e-14


def compare(operator: str, left: Any, right: Any) -> bool:
    """``left operator right``: numbers before texts before FALSE and TRUE, texts without regard to case."""
    found = order(left, right)
    return {
        "=": found == 0,
        "<>": found != 0,
        "<": found < 0,
        ">": found > 0,
        "<=": found <= 0,
        ">=": found >= 0,
    }[operator]


def as_text(value: Any) -> str:
    """An operand of &, or another argument that is read as a text."""
    return text(value)


def joined(*parts: Any) -> str:
    """The operands of & in a row; what is longer than Excel allows is cut, and reported where it is shown.

    Cells that double each other's text must not fill the memory.
    """
    return "".join(map(text, parts))[: MAX_TEXT + 1]


def order(left: Any, right: Any) -> int:
    """-1, 0 or 1: which of two values comes first; errors fail."""
    for side in (left, right):
        if isinstance(side, dict):
            raise Failed(side.get("kind", "Value"))
    if left is None:
        left = _blank_beside(right)
    if right is None:
        right = _blank_beside(left)
    kinds = (_rank(left), _rank(right))
    if kinds[0] != kinds[1]:
        return -1 if kinds[0] < kinds[1] else 1
    if isinstance(left, str):
        left, right = left.lower(), right.lower()
    elif kinds[0] == 0 and left != right and abs(left - right) <= _NEAR * max(abs(left), abs(right)):
        left, right = float(f"{left:.15g}"), float(f"{right:.15g}")
    return int(left > right) - int(left < right)


def _blank_beside(other: Any) -> Any:
    if isinstance(other, str):
        return ""
    return False if isinstance(other, bool) else 0.0


def _rank(value: Any) -> int:
    if isinstance(value, bool):
        return 2
    return 1 if isinstance(value, str) else 0

"""Lines of 80 columns: what the reports for the terminal are made of."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Final

WIDTH: Final = 80
#: So many columns are left to the text, however deep it stands.
_LEAST: Final = 36
_LONGEST_FORMULA: Final = 400
#: What a formula is parted into where it does not fit a line: operands with the separators behind them.
_OPERANDS: Final = re.compile(r'"[^"]*"[^\w"$\']*|\'[^\']*\'![\w$.:]*[^\w"$\']*|[\w$.:!#]+[^\w"$\']*|.')


def pair(left: str, right: str, head: str, tail: str) -> Iterator[str]:
    """Left and right on one line where they fit, else the right one at the end of the next.

    ``head`` stands before the first line, ``tail`` before the others.
    """
    width = _width(head)
    space = width - len(head) - len(left) - len(right)
    if space >= 2 or not right:
        yield from wrapped(f"{left}{' ' * space}{right}" if right else left, head, tail)
        return
    yield from wrapped(left, head, tail + "  ")
    yield f"{tail}{right.rjust(width - len(tail))}"


def wrapped(text: str, head: str, tail: str) -> list[str]:
    """A text between words."""
    return textwrap.wrap(
        text,
        _width(max(head, tail, key=len)),
        initial_indent=head,
        subsequent_indent=tail,
        break_on_hyphens=False,
    )


def formula_lines(formula: str, tail: str) -> Iterator[str]:
    """A formula (no equals sign) between its operands; a very long one is cut."""
    width = _width(tail)
    text = f"= {formula}"
    if len(text) > _LONGEST_FORMULA:
        text = text[: _LONGEST_FORMULA - 1] + "…"
    line, indent = tail, tail
    for part in _OPERANDS.findall(text):
        if len(line) + len(part) > width and line != indent:
            yield line
            indent = tail + "  "
            line = indent
        line += part
        while len(line) > width:  # a text longer than a line
            yield line[:width]
            indent = tail + "  "
            line = indent + line[width:]
    yield line


def _width(indent: str) -> int:
    return max(WIDTH, len(indent) + _LEAST)

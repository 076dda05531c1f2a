"""Texts of files made inert: what a terminal, a browser or a spreadsheet would act on is shown instead.

Every output passes here or through Jinja's escaping: tables and lines for people, JSON, CSV.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any, Final

#: Categories of characters that are acted on instead of shown: controls, and marks that turn text round.
_ACTING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS: Final = "\u200c\u200d"  # joiners within words and emoji
#: Where such a character can be at all: nearly every text is passed over at once.
_DOUBTFUL: Final = re.compile("[^ -~\u00a1-\u00ac\u00ae-\u02ff]")
#: What makes a spreadsheet take a text for a formula.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def acts(char: str) -> bool:
    """Whether a character is acted on instead of shown."""
    return char not in _JOINERS and unicodedata.category(char) in _ACTING


def inert(text: str, kept: str = "\n") -> str:
    """The text with a replacement mark for each character that acts, but for those that are kept."""
    if _DOUBTFUL.search(text) is None:
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if acts(char) and char not in kept else char for char in text)


def csv_cell(value: Any) -> Any:
    """A cell of a CSV file: a text that a spreadsheet would take for a formula gets the apostrophe that stops it."""
    if not isinstance(value, str):
        return value
    return inert(f"'{value}" if value.startswith(_FORMULA_STARTS) else value, kept="\n\t\r")


def json_text(value: Any, **style: Any) -> str:
    """A JSON document; characters that act are written as their numbers, so that it may be shown on a terminal."""
    text = json.dumps(value, ensure_ascii=False, default=str, **({"indent": 2} | style))
    return _DOUBTFUL.sub(_numbered, text)


def _numbered(found: re.Match[str]) -> str:
    char = found[0]
    if char == "\n" or not acts(char):
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))

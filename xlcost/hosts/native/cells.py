"""Formula cells that call our functions, stored as Excel stores calls of LAMBDAs: as dynamic array formulas.

As a plain formula Excel would show such a cell as ``=@PROMPT_COST(...)``.
"""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import unescape

from xlcost.functions import FUNCTIONS
from xlcost.headless.tokens import FormulaError, tokenize

_CELL: Final = re.compile(
    rb"""<((?:[A-Za-z_][\w.-]*:)?)c(\s[^<>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^<>]*)><\1f>([^<]*)</\1f>"""
)
_QUOTES: Final = {"&quot;": '"', "&apos;": "'"}


def with_dynamic_formulas(xml: bytes) -> bytes:
    """A sheet's XML in which plain formulas that call our functions are dynamic; all other bytes as they were."""

    def dynamic(found: re.Match[bytes]) -> bytes:
        prefix, attributes, place, formula = found.groups()
        if not calls_ours(unescape(formula.decode("utf-8"), _QUOTES)):
            return found.group()
        opening = b"<" + prefix + b"c" + attributes + b' cm="1"><' + prefix + b'f t="array" ref="' + place + b'">'
        return opening + formula + b"</" + prefix + b"f>"

    return _CELL.sub(dynamic, xml)


def calls_ours(formula: str) -> bool:
    """Whether one of our functions is called in a formula; text that is no formula calls nothing."""
    try:
        return any(kind == "call" and text[:-1].upper() in FUNCTIONS for kind, text in tokenize(formula))
    except FormulaError:
        return False

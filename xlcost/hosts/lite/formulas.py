"""Formulas as Excel saves those with custom functions: ``_xldudf_PROMPT_COST(...)``, in dynamic array formulas.

A plain name in a file is shown as #NAME? until the formula is entered again.
"""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, unescape

from xlcost.functions import FUNCTIONS
from xlcost.headless.tokens import FormulaError, tokenize
from xlcost.hosts.dynamic import QUOTES, with_dynamic_formulas

PREFIX: Final = "_xldudf_"

_FORMULA: Final = re.compile(
    rb"(<((?:[A-Za-z_][\w.-]*:)?(?:f|calculatedColumnFormula|definedName))(?:\s[^<>]*)?(?<!/)>)([^<]*)(</\2\s*>)"
)


def with_custom_functions(xml: bytes) -> bytes:
    """A part's XML with the formulas that call our functions as Excel saves them; all other bytes as they were."""

    def renamed(found: re.Match[bytes]) -> bytes:
        opening, _, text, closing = found.groups()
        formula = unescape(text.decode("utf-8"), QUOTES)
        saved = as_saved(formula)
        return found.group() if saved == formula else opening + escape(saved).encode("utf-8") + closing

    return _FORMULA.sub(renamed, with_dynamic_formulas(xml, lambda formula: as_saved(formula) != formula))


def as_saved(formula: str) -> str:
    """The formula text as it stands in a file; one that is no formula stays as it is."""
    try:
        tokens = tokenize(formula)
    except FormulaError:
        return formula
    return "".join(
        PREFIX + text if kind == "call" and text.removesuffix("(").upper() in FUNCTIONS else text
        for kind, text in tokens
    )

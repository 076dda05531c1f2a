"""Formulas as Excel saves those with custom functions: ``_xldudf_PROMPT_COST(...)``, in dynamic array formulas.

A plain name in a file is shown as #NAME? until the formula is entered again.
"""

from __future__ import annotations

from typing import Final

from xlcost.functions import FUNCTIONS
from xlcost.hosts.dynamic import with_dynamic_formulas
from xlcost.hosts.spelling import respelled
from xlcost.workbook.tokens import FormulaError, tokenize

PREFIX: Final = "_xldudf_"


def with_custom_functions(xml: bytes) -> bytes:
    """A part's XML with the formulas that call our functions as Excel saves them; all other bytes as they were."""
    return respelled(with_dynamic_formulas(xml, lambda formula: as_saved(formula) != formula), as_saved)


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

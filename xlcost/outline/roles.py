"""What each sheet is for, by its name and, where that says nothing, by what is on it."""

from __future__ import annotations

import re
from typing import Final

from xlcost.workbook.records import BLANK, TEXT, Sheet

COVER: Final = "cover"
INPUTS: Final = "inputs"
DATA: Final = "data"  # lists and tables that formulas look up: prices, rates, actuals
CALCULATION: Final = "calculation"
OUTPUT: Final = "output"
CHECKS: Final = "checks"
REFERENCE: Final = "reference"  # documentation: examples there calculate nothing for the model
SETTINGS: Final = "settings"
CHART: Final = "chart"
TEXTS: Final = "text"  # nothing to calculate with

_BY_NAME: Final = (
    (SETTINGS, r".*\.conf|xlwings.*|_.*settings.*"),
    (
        COVER,
        r"cover.*|title.*|read ?me|about|(table of )?contents|introduction|welcome|start.*|(change ?)?log|history",
    ),
    (
        REFERENCE,
        r"functions|function reference|reference|help|glossary|documentation|docs|waivers|guide|notes?|legend|key",
    ),
    (INPUTS, r".*\binputs?\b.*|.*assumptions?.*|parameters?|params|drivers?|.*\binput sheet\b.*|settings"),
    (CHECKS, r".*\bchecks?\b.*|audit.*|controls?|integrity.*|validation|reconciliation.*|.*error checks?.*"),
    (
        DATA,
        r"prices?|price ?list|.*\bdata\b.*|rates|actuals.*|lists?|lookups?|.*tables?|fx.*|curves?|catalog(ue)?",
    ),
    (OUTPUT, r"outputs?|dashboard.*|summary.*|reports?|results?|charts?|kpis?|presentation|print.*|.*\breport"),
)
_ROLES: Final = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _BY_NAME)


def role_of(sheet: Sheet) -> str:
    """One of the roles above."""
    if sheet.kind != "worksheet":
        return CHART
    named = _by_name(sheet.name)
    if not any(cell.formula is not None or cell.kind not in {TEXT, BLANK} for cell in sheet.cells.values()):
        return named if named is not None and named in {COVER, REFERENCE, SETTINGS} else TEXTS
    if named is not None:
        return named
    return CALCULATION if sheet.formulas else DATA


def _by_name(name: str) -> str | None:
    return next((role for role, pattern in _ROLES if pattern.fullmatch(name.strip()[:60])), None)

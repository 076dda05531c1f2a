"""Waivers: what xlcost check finds in this workbook and why it stays, for each rule and sheet; check reads them here."""

from __future__ import annotations

from datetime import date
from typing import Final

from xlcost.template.records import Cell, Column, Sheet, Table

_NAME: Final = "xlcost"
_EXPIRES: Final = date(2030, 12, 31)
_STEPS: Final = "the numbers are places of a list or steps of a textbook formula, not assumptions"
_KINDS: Final = "alternatives are of different kinds: what one of them does not have is 0 or n/a there"
_TABLE: Final = "a list with its own numbers stands beside what is calculated from it, so that both are read together"
_RUN: Final = "the results of a simulation are values; one formula beside them says whether they still hold"
_COLUMNS: Final = "side-by-side tables have their own columns of labels and values"
_THREE: Final = "a figure is out of the question, not available, or known: three cases take two IFs in every Excel"
_LONG: Final = "one formula a row keeps a step together; Audit proves it against another way"
_BOTH: Final = "it shows what each alternative needs, which the months read, and beside it what each costs"
_NESTED: Final = (
    "Summary",
    "Alternatives",
    "Timeline",
    "Decision",
    "Evidence",
    "Sensitivity",
    "Cases",
    "Models",
    "Audit",
)
#: Rule, sheet and reason; the findings of one rule on one sheet have one reason.
WAIVERS: Final[tuple[tuple[str, str, str], ...]] = (
    *(("F10", sheet, _THREE) for sheet in _NESTED),
    *(("F11", sheet, _LONG) for sheet in _NESTED),
    ("S13", "Alternatives", _BOTH),
    (
        "S13",
        "Decision",
        "the second sentence names the next alternative, which Sensitivity finds; nothing goes in a circle",
    ),
    *(("F01", sheet, _STEPS) for sheet in ("Evidence", "Sensitivity", "Cases")),
    ("F02", "Alternatives", _KINDS),
    ("F03", "Inputs", "the currency is one word for all scenarios, between rates that differ by scenario"),
    ("U03", "Cases", "the live case prices the whole row of months at once; Audit holds it to the months one by one"),
    *(("S02", sheet, _TABLE) for sheet in ("Volumes", "Evidence", "Sensitivity", "Cases", "Models")),
    *(("S11", sheet, _COLUMNS) for sheet in ("Summary", "Volumes", "Evidence")),
    ("S02", "Risk", _RUN),
)


def sheet() -> Sheet:
    """The sheet."""
    count = len(WAIVERS)
    return Sheet(
        name="Waivers",
        title="Waivers",
        purpose="What xlcost check would find here, and why it stays. Each counts until the day on which it expires.",
        blocks=(
            Table(
                "waivers",
                (
                    Column("rule", "Rule", tuple(Cell(code, "label") for code, _, _ in WAIVERS)),
                    Column("address", "Address", tuple(Cell(place, "text") for _, place, _ in WAIVERS)),
                    Column("reason", "Reason", tuple(Cell(reason, "text") for *_, reason in WAIVERS)),
                    Column("name", "Name", (Cell(_NAME, "text"),) * count),
                    Column("expires", "Expires", (Cell(_EXPIRES, "text", "date"),) * count),
                ),
                count,
            ),
        ),
        widths={"A": 12, "B": 18, "C": 110, "D": 12, "E": 14},
        last_column=5,
        note_column=6,
        freeze="waivers",
        freeze_column=1,
        tab="settings",
        pages_high=1,
    )

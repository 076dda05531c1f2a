"""Waivers: what xlcost check finds in this workbook and why it stays, each reason once; check reads them here."""

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
_CASES: Final = (
    "a step that guards what it reads, or words a sentence: what it tells apart stands beside it; Audit proves it"
)
_LONG: Final = "one formula a row keeps a step together; Audit proves it against another way"
_BOTH: Final = "it shows what each alternative needs, which the months read, and beside it what each costs"
#: Rule, sheets and reason: each reason stands once.
WAIVERS: Final[tuple[tuple[str, str, str], ...]] = (
    ("F10", "Alternatives, Audit, Cases, Decision, Evidence, Models, Sensitivity, Summary, Timeline", _CASES),
    ("F11", "Alternatives, Audit, Cases, Decision, Evidence, Models, Sensitivity, Summary, Timeline", _LONG),
    ("S13", "Alternatives", _BOTH),
    (
        "S13",
        "Decision",
        "the second sentence names the next alternative, which Sensitivity finds; nothing goes in a circle",
    ),
    ("F01", "Cases, Evidence, Sensitivity", _STEPS),
    ("F01", "Audit", "the ends of what each input takes, as its data validation has them"),
    ("F02", "Alternatives", _KINDS),
    ("U03", "Cases", "the live case prices the whole row of months at once; Audit holds it to the months one by one"),
    ("S02", "Cases, Evidence, Models, Sensitivity, Volumes", _TABLE),
    ("S02", "Risk", _RUN),
    ("S11", "Evidence, Summary, Volumes", _COLUMNS),
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
                    Column("address", "Address", tuple(Cell(place, "note") for _, place, _ in WAIVERS)),
                    Column("reason", "Reason", tuple(Cell(reason, "text") for *_, reason in WAIVERS)),
                    Column("name", "Name", (Cell(_NAME, "text"),) * count),
                    Column("expires", "Expires", (Cell(_EXPIRES, "text", "date"),) * count),
                ),
                count,
            ),
        ),
        widths={"A": 8, "B": 50, "C": 100, "D": 10, "E": 13},
        last_column=5,
        note_column=6,
        freeze="waivers",
        freeze_column=1,
        tab="settings",
        pages_high=1,
    )

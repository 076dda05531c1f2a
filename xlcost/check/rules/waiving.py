"""Rules about waivers themselves, applied after all others."""

from __future__ import annotations

from typing import Final

from xlcost.check.registry import Rule, Severity, declare

EXPIRED: Final = declare(
    Rule(
        "W01",
        Severity.WARNING,
        "No expired waiver",
        why="Somebody promised to mend it by that day; the finding counts again.",
        mend="Mend the finding, or renew the waiver with a new date and reason.",
        risk="None.",
        source="",
        test=None,
        need=None,
        example="expires 2026-06-30, today 2026-11-25; put right: mended, or renewed.",
    )
)
UNUSED: Final = declare(
    Rule(
        "W02",
        Severity.WARNING,
        "No waiver without a finding",
        why="What it waived is mended or has moved; left behind, it would hide the next fault at that place.",
        mend="Delete the waiver, or correct its rule and address.",
        risk="None.",
        source="",
        test=None,
        need=None,
        example="A waiver of F01 at B1 where nothing is found; put right: deleted.",
    )
)
INCOMPLETE: Final = declare(
    Rule(
        "W03",
        Severity.ERROR,
        "Every waiver has rule, address, reason, name and expiry",
        why="A waiver without them cannot be reviewed; it does not count.",
        mend="Fill in what is missing: rule, address, reason, name, expires (a date).",
        risk="None.",
        source="",
        test=None,
        need=None,
        example="A waiver without a name; put right: all five fields.",
    )
)

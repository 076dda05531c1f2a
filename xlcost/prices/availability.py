"""When fine-tuning offers close: the curated events, with their sources."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

_FILE: Final = Path(__file__).parent / "data" / "tuning_availability.csv"


class Availability(NamedTuple):
    """One event: what closes or changes for whom, on which day (None: the source gives no day)."""

    provider: str
    scope: str
    event: str
    date: date | None
    source: str
    confidence: str


@cache
def availability() -> tuple[Availability, ...]:
    """Every known event, in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Availability(
                provider=line["provider"],
                scope=line["scope"],
                event=line["event"],
                date=date.fromisoformat(line["date"]) if line["date"] else None,
                source=line["source"],
                confidence=line["confidence"],
            )
            for line in csv.DictReader(lines)
        )

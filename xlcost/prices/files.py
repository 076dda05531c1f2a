"""The files of the package's catalogue, and how their lines become price rows.

prices.csv, aliases.csv and retirements.csv only ever grow: a published line never changes. releases.csv says how far
each of them went at each snapshot, and proves it with a hash.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from xlcost.prices.row import PriceRow

DATA: Final = Path(__file__).parent / "data"

PRICES: Final = "prices.csv"
ALIASES: Final = "aliases.csv"
RETIREMENTS: Final = "retirements.csv"
RELEASES: Final = "releases.csv"
UNLISTED: Final = "unlisted.csv"
NOTES: Final = "NOTES.md"

#: The files whose published lines never change.
APPEND_ONLY: Final = (PRICES, ALIASES, RETIREMENTS)

#: The columns of prices.csv: texts and dates, then numbers, then texts and a date.
_FIRST_NUMBER: Final = PriceRow._fields.index("input")
_AFTER_NUMBERS: Final = PriceRow._fields.index("source")


class Release(NamedTuple):
    """How far a file went at a snapshot: its first ``lines`` lines, header included, and their SHA-256."""

    snapshot: date
    file: str
    lines: int
    sha256: str
    sources: str


def read_rows(path: Path) -> Iterator[PriceRow]:
    """Price rows from a CSV file whose columns are the fields of a price row, in their order."""
    dates: dict[str, date | None] = {"": None}
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        for line in lines:
            for text in (line[2], line[3], line[-1]):
                if text not in dates:
                    dates[text] = date.fromisoformat(text)
            numbers = [float(text) if text else None for text in line[_FIRST_NUMBER:_AFTER_NUMBERS]]
            first_and_last_day = (dates[line[2]], dates[line[3]])
            yield PriceRow._make((*line[:2], *first_and_last_day, *numbers, *line[-3:-1], dates[line[-1]]))


def read_aliases(path: Path) -> dict[str, str]:
    """``provider/alias`` to the ``provider/model`` it stands for."""
    return {line["alias"]: line["stands_for"] for line in _lines(path)}


def read_retirements(path: Path) -> dict[tuple[str, str], date]:
    """The first day on which a provider no longer sells a model, by provider and model."""
    return {(line["provider"], line["model"]): date.fromisoformat(line["ended"]) for line in _lines(path)}


def read_releases(path: Path) -> list[Release]:
    """Every release, oldest first."""
    return [
        Release(
            snapshot=date.fromisoformat(line["snapshot"]),
            file=line["file"],
            lines=int(line["lines"]),
            sha256=line["sha256"],
            sources=line["sources"],
        )
        for line in _lines(path)
    ]


def retired(rows: Iterable[PriceRow], ends: dict[tuple[str, str], date]) -> Iterator[PriceRow]:
    """The rows, none of them beyond the day on which its model retired."""
    for row in rows:
        end = ends.get((row.provider, row.model)) if ends else None
        if end is None or (row.effective_to is not None and row.effective_to <= end):
            yield row
        elif row.effective_from is None or row.effective_from < end:
            yield row._replace(effective_to=end)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)

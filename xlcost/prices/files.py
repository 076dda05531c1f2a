"""The files of the package's catalogue, and how their lines become price lines, fee lines, events and aliases.

prices.csv, fees.csv and aliases.csv only ever grow: a published line never changes. releases.csv says how far each of
them went at each snapshot, and proves it with a hash.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from xlcost.prices.events import Event
from xlcost.prices.lines import FeeLine, PriceLine

DATA: Final = Path(__file__).parent / "data"

PRICES: Final = "prices.csv"
FEES: Final = "fees.csv"
ALIASES: Final = "aliases.csv"
EVENTS: Final = "events.csv"
RELEASES: Final = "releases.csv"
NOTES: Final = "NOTES.md"
#: How many tokens a request can have; no price rests on it.
CONTEXT: Final = "context.csv"

#: The files whose published lines never change.
APPEND_ONLY: Final = (PRICES, FEES, ALIASES)
#: The files on which the answers rest.
ANSWERING: Final = (*APPEND_ONLY, EVENTS)


class Release(NamedTuple):
    """How far a file went at a snapshot: its first ``lines`` lines, header included, and their SHA-256."""

    snapshot: date
    file: str
    lines: int
    sha256: str
    sources: str


def read_lines(path: Path) -> Iterator[PriceLine]:
    """Price lines from a CSV file whose columns are the fields of a price line, in their order."""
    day, number = _Days(), _number
    for line in _cells(path):
        yield PriceLine(
            line[0], line[1], line[2], day[line[3]], day[line[4]], number(line[5]), number(line[6]), number(line[7]),
            number(line[8]), number(line[9]), number(line[10]), line[11], line[12], day[line[13]],
        )  # fmt: skip


def read_fees(path: Path) -> Iterator[FeeLine]:
    """Fee lines from a CSV file whose columns are the fields of a fee line, in their order."""
    day = _Days()
    for line in _cells(path):
        yield FeeLine(
            line[0], line[1], line[2], line[3], line[4], float(line[5]), day[line[6]], day[line[7]], line[8], line[9],
            day[line[10]],
        )  # fmt: skip


def read_events(path: Path) -> list[Event]:
    """Every event, in the order of the file."""
    day = _Days()
    return [Event(line[0], line[1], line[2], day[line[3]], line[4], line[5], line[6]) for line in _cells(path)]


def read_aliases(path: Path) -> dict[str, str]:
    """``provider/alias`` to the ``provider/model`` it stands for."""
    return {line[0]: line[1] for line in _cells(path)}


def read_releases(path: Path) -> list[Release]:
    """Every release, oldest first."""
    return [Release(date.fromisoformat(line[0]), line[1], int(line[2]), line[3], line[4]) for line in _cells(path)]


class _Days(dict[str, date | None]):
    """Days by their ISO text, each read once."""

    def __missing__(self, text: str) -> date | None:
        day = self[text] = date.fromisoformat(text) if text else None
        return day


def _number(text: str) -> float | None:
    return float(text) if text else None


def _cells(path: Path) -> Iterator[list[str]]:
    """The lines of a CSV file without its header."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        yield from lines

"""Comparing candidates with what is published, and publishing what is new: append only, all files or none."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

from xlcost.prices.row import PriceRow

from tools.prices.candidates import Candidates
from tools.prices.naming import Alias
from tools.prices.notes import render
from xlcost.atomic import written_atomically
from xlcost.errors import XlcostError
from xlcost.prices.catalogue import full_name
from xlcost.prices.files import (
    ALIASES,
    APPEND_ONLY,
    NOTES,
    PRICES,
    RELEASES,
    RETIREMENTS,
    UNLISTED,
    Release,
    read_aliases,
    read_releases,
    read_rows,
)

#: The fields that a price row is published for; a change in any of them is a new price.
_PRICES: Final = PriceRow._fields[PriceRow._fields.index("input") : PriceRow._fields.index("source")]

_SOURCES: Final = ("genai-prices", "model-prices", "azure-genai-prices")


class Refused(NamedTuple):
    """A candidate that would change what a published row answers, and why it stays out."""

    candidate: PriceRow
    why: str


class Difference(NamedTuple):
    """What a refresh would add to the catalogue, what it would not, and what it no longer finds."""

    candidates: Candidates
    added: tuple[PriceRow, ...]
    aliases: tuple[Alias, ...]
    refused: tuple[Refused, ...]
    unchanged: int
    gone: tuple[str, ...]

    def __str__(self) -> str:
        """The difference as lines for a terminal."""
        counts = f"{len(self.added)} rows to add, {self.unchanged} unchanged"
        lines = [f"Sources of {self.candidates.snapshot}: {counts}."]
        lines += [f"  + {_short(row)}" for row in self.added]
        lines += [f"  + alias {alias.alias} = {alias.stands_for}" for alias in self.aliases]
        if self.refused:
            lines.append(f"{len(self.refused)} candidates differ from published rows, which never change:")
            lines += [f"  ! {_short(refusal.candidate)}: {refusal.why}" for refusal in self.refused]
        if self.gone:
            lines.append(f"{len(self.gone)} published models are no longer in the sources: {', '.join(self.gone)}")
        return "\n".join(lines)


def difference(candidates: Candidates, directory: Path) -> Difference:
    """Compare candidates with the published rows and aliases in a data folder."""
    published = _by_model(read_rows(directory / PRICES)) if (directory / PRICES).exists() else {}
    known = read_aliases(directory / ALIASES) if (directory / ALIASES).exists() else {}
    added: list[PriceRow] = []
    refused: list[Refused] = []
    unchanged = 0
    for row in candidates.rows:
        rows = published.get((row.provider, row.model), [])
        same_day = [old for old in rows if old.effective_from == row.effective_from]
        if same_day and _prices(same_day[0]) == _prices(row):
            unchanged += 1
        elif same_day:
            refused.append(Refused(row, f"published as {_short(same_day[0])}"))
        elif rows and _between(row, rows):
            refused.append(Refused(row, "its day lies between two published rows"))
        elif rows and _repeats(row, rows):
            unchanged += 1
        else:
            added.append(row)
    found = {(row.provider, row.model) for row in candidates.rows}
    return Difference(
        candidates=candidates,
        added=tuple(added),
        aliases=tuple(alias for alias in candidates.aliases if alias.alias not in known),
        refused=tuple(refused),
        unchanged=unchanged,
        gone=tuple("/".join(key) for key in published if key not in found),
    )


def publish(found: Difference, directory: Path) -> None:
    """Append what is new, and the release that freezes it; renew the notes.

    Every file is written whole beside its old self and then renamed over it, the releases last.

    Raises:
        XlcostError: a published line has changed since its release; nothing is written.
    """
    tampered = problems(directory)
    if tampered:
        raise XlcostError("; ".join(tampered))
    candidates = found.candidates
    contents = {
        PRICES: _grown(directory / PRICES, PriceRow._fields, (_cells(row) for row in found.added)),
        ALIASES: _grown(directory / ALIASES, Alias._fields, found.aliases),
        RETIREMENTS: (directory / RETIREMENTS).read_bytes(),
        UNLISTED: _table(("provider", "model", "status"), ((*key, what) for key, what in candidates.unlisted.items())),
    }
    sources = ", ".join(f"{name} {version(name)}" for name in _SOURCES)
    releases = [
        (candidates.snapshot, name, content.count(b"\n"), hashlib.sha256(content).hexdigest(), sources)
        for name in APPEND_ONLY
        for content in [contents[name]]
    ]
    contents[RELEASES] = _grown(directory / RELEASES, Release._fields, releases)
    for name, content in contents.items():
        _write(directory / name, content)
    _write(directory / NOTES, render(candidates, directory).encode())


def _write(path: Path, content: bytes) -> None:
    with written_atomically(path) as temporary:
        temporary.write_bytes(content)


def problems(directory: Path) -> list[str]:
    """What is wrong with the published files: each line that a release froze must still be as it was."""
    if not (directory / RELEASES).exists():
        return []
    found = []
    for release in read_releases(directory / RELEASES):
        lines = (directory / release.file).read_bytes().split(b"\n")[: release.lines]
        if hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest() != release.sha256:
            found.append(
                f"{release.file}: the {release.lines} lines published at {release.snapshot} have changed. Published"
                " lines are never edited: workbooks were priced with them. Restore them, and add a line at the end:"
                f" a row with a later effective_from in {PRICES}, or an end in retirements.csv"
            )
    return found


def _grown(path: Path, header: Iterable[str], lines: Iterable[Iterable[object]]) -> bytes:
    """The file as it is and the lines behind it; a new file begins with the header."""
    return path.read_bytes() + _csv(lines) if path.exists() else _table(header, lines)


def _table(header: Iterable[str], lines: Iterable[Iterable[object]]) -> bytes:
    return _csv([header]) + _csv(lines)


def _csv(lines: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def _cells(row: PriceRow) -> list[str]:
    return ["" if value is None else number(value) if isinstance(value, float) else str(value) for value in row]


def number(value: float) -> str:
    """A price as the shortest text that reads back as the same number."""
    return repr(value).removesuffix(".0")


def _by_model(rows: Iterable[PriceRow]) -> dict[tuple[str, str], list[PriceRow]]:
    found: dict[tuple[str, str], list[PriceRow]] = {}
    for row in rows:
        found.setdefault((row.provider, row.model), []).append(row)
    return found


def _between(row: PriceRow, published: list[PriceRow]) -> bool:
    days = [old.effective_from for old in published if old.effective_from]
    return row.effective_from is not None and bool(days) and min(days) < row.effective_from < max(days)


def _repeats(row: PriceRow, published: list[PriceRow]) -> bool:
    """Whether the row says on a later day what the newest published row says already."""
    newest = max(published, key=lambda old: old.effective_from or date.min)
    later = (row.effective_from or date.min) > (newest.effective_from or date.min)
    return later and newest.effective_to is None and _prices(newest) == _prices(row)


def _prices(row: PriceRow) -> tuple[float | None, ...]:
    return tuple(getattr(row, field) for field in _PRICES)


def _short(row: PriceRow) -> str:
    prices = ", ".join(f"{field} {number(value)}" for field in _PRICES if (value := getattr(row, field)) is not None)
    return f"{full_name(row)} from {row.effective_from}: {prices}"

"""Comparing a card with what is published, and publishing what is new: append only, all files or none."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from tools.prices import from_litellm
from tools.prices.card import Card
from tools.prices.naming import Alias
from tools.prices.notes import render
from tools.prices.pins import PACKAGES
from xlcost.atomic import written_atomically
from xlcost.errors import XlcostError
from xlcost.prices.events import Event
from xlcost.prices.files import (
    ALIASES,
    APPEND_ONLY,
    EVENTS,
    FEES,
    NOTES,
    PRICES,
    RELEASES,
    Release,
    read_aliases,
    read_events,
    read_fees,
    read_lines,
    read_releases,
)
from xlcost.prices.lines import PRICES as KINDS
from xlcost.prices.lines import STANDARD, FeeLine, Line, PriceLine, full_name, in_effect, name_with_tier


class Refused(NamedTuple):
    """A line that would change what a published one answers, and why it stays out."""

    candidate: Line
    why: str


class Difference(NamedTuple):
    """What a refresh would add to the data, what it would not, and what it no longer finds."""

    card: Card
    added: tuple[PriceLine, ...]
    fees: tuple[FeeLine, ...]
    aliases: tuple[Alias, ...]
    events: tuple[Event, ...]
    refused: tuple[Refused, ...]
    unchanged: int
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to publish."""
        return bool(self.added or self.fees or self.aliases or self.events)

    def __str__(self) -> str:
        """The difference as lines for a terminal."""
        counts = f"{len(self.added)} price lines and {len(self.fees)} fees to add, {self.unchanged} unchanged"
        lines = [f"Sources of {self.card.snapshot}: {counts}."]
        lines += [f"  + {_short(line)}" for line in _both(self.added, self.fees)]
        lines += [f"  + alias {alias.alias} = {alias.stands_for}" for alias in self.aliases]
        lines += [f"  + {event.provider}/{event.model}: {event}" for event in self.events]
        if self.refused:
            lines.append(f"{len(self.refused)} candidates differ from published lines, which never change:")
            lines += [f"  ! {_short(refusal.candidate)}: {refusal.why}" for refusal in self.refused]
        if self.card.withdrawn:
            lines.append(f"{len(self.card.withdrawn)} prices are withdrawn until somebody settles them:")
            lines += [f"  ? {_offer(gone.offer)} from {gone.since}: {gone.why}" for gone in self.card.withdrawn]
        if self.gone:
            lines.append(f"{len(self.gone)} published models are no longer in the sources: {', '.join(self.gone)}")
        return "\n".join(lines)


def difference(card: Card, directory: Path) -> Difference:
    """Compare a card with the published lines, aliases and events in a data folder."""
    prices = list(read_lines(directory / PRICES)) if (directory / PRICES).exists() else []
    fees = list(read_fees(directory / FEES)) if (directory / FEES).exists() else []
    known = read_aliases(directory / ALIASES) if (directory / ALIASES).exists() else {}
    events = set(read_events(directory / EVENTS)) if (directory / EVENTS).exists() else set()
    added, refused, unchanged = _compared(card.lines, prices)
    new_fees, refused_fees, unchanged_fees = _compared(card.fees, fees)
    found = {(line.provider, line.model) for line in _both(card.lines, card.fees)}
    published = dict.fromkeys((line.provider, line.model) for line in _both(prices, fees))
    return Difference(
        card=card,
        added=tuple(added),
        fees=tuple(new_fees),
        aliases=tuple(alias for alias in card.aliases if alias.alias not in known),
        events=tuple(event for event in card.events if event not in events),
        refused=(*refused, *refused_fees),
        unchanged=unchanged + unchanged_fees,
        gone=tuple("/".join(key) for key in published if key not in found),
    )


def _both(prices: Iterable[PriceLine], fees: Iterable[FeeLine]) -> Iterator[Line]:
    yield from prices
    yield from fees


def _compared(candidates: Sequence[Any], published: Iterable[Any]) -> tuple[list[Any], list[Refused], int]:
    """The candidates to add, those that are refused, and how many say what is published."""
    known: dict[tuple[object, ...], list[Any]] = {}
    for line in published:
        known.setdefault(_identity(line), []).append(line)
    added: list[Any] = []
    refused: list[Refused] = []
    unchanged = 0
    last: dict[tuple[object, ...], Any] = {}
    for line in candidates:
        lines = known.get(_identity(line), [])
        same_day = [old for old in lines if old.effective_from == line.effective_from]
        last[_identity(line)] = line
        if same_day and _said(same_day[0]) == _said(line):
            unchanged += 1
        elif same_day:
            refused.append(Refused(line, f"published as {_short(same_day[0])}"))
        elif lines and _between(line, lines):
            refused.append(Refused(line, "its day lies between two published lines"))
        elif lines and _repeats(line, lines):
            unchanged += 1
        else:
            added.append(line)
    for identity, line in last.items():
        if _ends_what_was_open(line, known.get(identity, [])):
            if isinstance(line, PriceLine):
                added.append(_closed(line, candidates))
            else:
                refused.append(Refused(line, f"it ends on {line.effective_to}: write an event"))
    return added, refused, unchanged


def _ends_what_was_open(line: Any, published: Iterable[Any]) -> bool:
    """Whether a model's last line in a tier ends, and what is published of it does not."""
    days = [old.effective_from for old in published if old.effective_to is None]
    return line.effective_to is not None and bool(days) and max(days) < line.effective_to


def _closed(line: PriceLine, candidates: Iterable[PriceLine]) -> PriceLine:
    """The end of an offer that was published as open, from the day of its end.

    A tier ends with a line without prices; a long context with one at the prices of a short one, which it costs then.
    """
    assert line.effective_to is not None  # noqa: S101 - it ends
    closed = PriceLine(line.provider, line.model, line.tier, line.effective_to, above_tokens=line.above_tokens)
    for short in candidates if line.above_tokens is not None else ():
        if short[:3] == line[:3] and short.above_tokens is None and in_effect(short, line.effective_to):
            closed = closed._replace(**{kind: getattr(short, kind) for kind in KINDS})
    return closed._replace(source=line.source, date_basis=line.date_basis, checked_on=line.checked_on)


def publish(found: Difference, directory: Path) -> None:
    """Append what is new, and the release that freezes it; renew the events and the notes.

    Every file is written whole beside its old self and then renamed over it, the releases last.

    Raises:
        XlcostError: a published line has changed since its release; nothing is written.
    """
    tampered = problems(directory)
    if tampered:
        raise XlcostError("; ".join(tampered))
    card = found.card
    contents = {
        PRICES: _grown(directory / PRICES, PriceLine._fields, (_cells(line) for line in found.added)),
        FEES: _grown(directory / FEES, FeeLine._fields, (_cells(fee) for fee in found.fees)),
        ALIASES: _grown(directory / ALIASES, Alias._fields, found.aliases),
        EVENTS: _table(Event._fields, (_cells(event) for event in card.events)),
    }
    releases = [
        (card.snapshot, name, content.count(b"\n"), hashlib.sha256(content).hexdigest(), sources())
        for name in APPEND_ONLY
        for content in [contents[name]]
    ]
    contents[RELEASES] = _grown(directory / RELEASES, Release._fields, releases)
    for name, content in contents.items():
        _write(directory / name, content)
    _write(directory / NOTES, render(card).encode())


def renew_notes(card: Card, directory: Path) -> bool:
    """Write the notes where they no longer say what the card does, as after a new explanation; whether they did not."""
    content = render(card).encode()
    stale = (directory / NOTES).read_bytes() != content
    if stale:
        _write(directory / NOTES, content)
    return stale


def sources() -> str:
    """The sources and their versions, as a release names them."""
    return ", ".join([*(f"{name} {version(name)}" for name in PACKAGES), f"LiteLLM {from_litellm.version()}"])


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
                f" a line with a later effective_from in {PRICES}, or an event in {EVENTS}"
            )
    return found


def number(value: float) -> str:
    """A price as the shortest text that reads back as the same number."""
    return repr(value).removesuffix(".0")


def _write(path: Path, content: bytes) -> None:
    with written_atomically(path) as temporary:
        temporary.write_bytes(content)


def _grown(path: Path, header: Iterable[str], lines: Iterable[Iterable[object]]) -> bytes:
    """The file as it is and the lines behind it; a new file begins with the header."""
    return path.read_bytes() + _csv(lines) if path.exists() else _table(header, lines)


def _table(header: Iterable[str], lines: Iterable[Iterable[object]]) -> bytes:
    return _csv([header]) + _csv(lines)


def _csv(lines: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def _cells(line: Iterable[object]) -> list[str]:
    return ["" if value is None else number(value) if isinstance(value, float) else str(value) for value in line]


def _identity(line: Line) -> tuple[object, ...]:
    """What a line is about, but for its dates."""
    about = line.fee if isinstance(line, FeeLine) else line.above_tokens
    return line.provider, line.model, line.tier, about


def _said(line: Line) -> tuple[float | None, ...]:
    """What a line says: a change in any of it is a new price."""
    return (line.usd,) if isinstance(line, FeeLine) else tuple(getattr(line, kind) for kind in KINDS)


def _between(line: Line, published: Iterable[Line]) -> bool:
    days = [old.effective_from for old in published if old.effective_from]
    return line.effective_from is not None and bool(days) and min(days) < line.effective_from < max(days)


def _repeats(line: Line, published: Iterable[Line]) -> bool:
    """Whether a line says on a later day what the newest published one says already."""
    newest = max(published, key=lambda old: old.effective_from or date.min)
    later = (line.effective_from or date.min) > (newest.effective_from or date.min)
    return later and newest.effective_to is None and _said(newest) == _said(line)


def _short(line: Line) -> str:
    return f"{name_with_tier(line)}{_above(line)} from {line.effective_from}: {', '.join(_prices(line))}"


def _above(line: Line) -> str:
    above = None if isinstance(line, FeeLine) else line.above_tokens
    return f" above {above:,.0f} tokens" if above is not None else ""


def _prices(line: Line) -> Iterator[str]:
    if isinstance(line, FeeLine):
        yield f"{line.fee} {number(line.usd)} {line.unit}"
        return
    prices = [f"{kind} {number(price)}" for kind in KINDS if (price := getattr(line, kind)) is not None]
    yield from prices or ["no longer sold"]


def _offer(offer: Any) -> str:
    name = full_name(PriceLine(offer.provider, offer.model))
    return name if offer.tier == STANDARD else f"{name}@{offer.tier}"

"""Real usage for a portfolio: rows of the sheet Actuals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from xlcost.portfolio.cases import LONGEST_TEXT, UseCase
from xlcost.report.texts import harmless
from xlcost.usage.files import sha256
from xlcost.usage.pricing import Priced
from xlcost.usage.report import Report

#: What the Actuals call usage that no label gives to a use case.
UNLABELLED: Final = "(no label)"
#: Of a file's SHA-256: enough to tell files apart, and to be compared by eye.
_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class LineKey:
    """Which price line a row was billed at."""

    model: str
    tier: str
    effective_from: date | None
    above_tokens: float | None


@dataclass(frozen=True, slots=True)
class Actual:
    """A month of a use case on a model, in one tier, at one price line, from one file."""

    month: date
    case: str
    line: LineKey
    requests: int
    input: int
    cache_read: int
    cache_write: int
    cache_write_1h: int
    output: int
    web_searches: int
    search_usd: Decimal
    billed: Decimal | None
    file: str
    remark: str = ""
    sha256: str = ""
    read_at: str = ""

    @property
    def sent(self) -> int:
        """All input tokens."""
        return self.input + self.cache_read + self.cache_write + self.cache_write_1h


def actuals(report: Report, cases: Sequence[UseCase] = ()) -> list[Actual]:
    """The rows of Actuals in a report that was grouped by use case; labels meet use cases whatever their capitals.

    Each says which file it is from and when that was read, and keeps saying so when later months are read: next month's
    export may have the same name.
    """
    now = f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC"
    places = {source.file: Path(source.file) for source in report.sources}
    digests = {file: sha256(path)[:_DIGITS] for file, path in places.items() if path.is_file()}
    known = {case.name.casefold(): case for case in cases}
    at = report.labels.index("use_case")
    found: dict[tuple[date, str, LineKey, str, str], list[Priced]] = {}
    for each in report.priced:
        if each.cost is None or each.group.meter:
            continue
        label = harmless(each.group.labels[at], LONGEST_TEXT) or UNLABELLED
        case = known[label.casefold()].name if label.casefold() in known else label
        line = LineKey(each.name, each.tier, each.price_from, each.price_above)
        month = date.fromisoformat(f"{each.group.month}-01")
        remark = "" if each.group.requests is not None else "requests estimated"
        found.setdefault((month, case, line, each.group.file, remark), []).append(each)
    return [
        replace(_actual(key, found[key], known.get(key[1].casefold())), sha256=digests.get(key[3], ""), read_at=now)
        for key in sorted(found, key=lambda key: (key[0], key[1], key[2].model, key[2].tier, str(key[2]), key[3]))
    ]


def _actual(key: tuple[date, str, LineKey, str, str], alike: Sequence[Priced], case: UseCase | None) -> Actual:
    groups = [each.group for each in alike]
    billed = [group.billed for group in groups if group.billed is not None]
    row = Actual(
        month=key[0],
        case=key[1],
        line=key[2],
        requests=sum(group.requests or 0 for group in groups),
        input=sum(group.input for group in groups),
        cache_read=sum(group.cache_read for group in groups),
        cache_write=sum(group.cache_write for group in groups),
        cache_write_1h=sum(group.cache_write_1h for group in groups),
        output=sum(group.output for group in groups),
        web_searches=sum(group.web_searches for group in groups),
        search_usd=sum((each.parts.web_search for each in alike), Decimal(0)),
        billed=sum(billed, Decimal(0)) if billed else None,
        file=harmless(key[3], LONGEST_TEXT),
        remark=key[4],
    )
    if not key[4]:
        return row
    # An export that counts no requests: as many as the plan's own length of a request makes of its tokens.
    each_sends = case.input_tokens if case is not None and case.input_tokens else 1000
    return replace(row, requests=max(1, round(row.sent / each_sends)))

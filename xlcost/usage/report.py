"""What usage came to: the priced groups, their total, what could not be priced, and the same grouped as asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlcost.errors import BadArgument, PriceUnavailable
from xlcost.quantities import plural
from xlcost.usage.engine import Group
from xlcost.usage.grouping import LABELS
from xlcost.usage.pricing import Parts, Priced
from xlcost.usage.sources.columns import named_shortly

if TYPE_CHECKING:
    import pandas as pd

#: What a report may be grouped by.
GROUP_BY: Final = ("month", "day", "provider", "model", "tier", "source", "file", *LABELS)
_NAMED: Final = 20
_ZERO: Final = Decimal(0)
_ON_A_DAY: Final = re.compile(r" on [0-9]{4}-[0-9][0-9]-[0-9][0-9]")


@dataclass(frozen=True, slots=True)
class Unpriced:
    """Rows that have no price, for one reason."""

    reason: str
    rows: int
    requests: int
    tokens: int
    example: str


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was read."""

    file: str
    format: str
    rows: int
    dropped: dict[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report: what it is grouped by, and sums."""

    keys: dict[str, str]
    rows: int
    requests: int | None
    input: int
    cache_read: int
    cache_write: int
    cache_write_1h: int
    output: int
    web_searches: int
    #: None where nothing of the line has a price.
    cost: Decimal | None
    billed: Decimal | None
    unpriced_rows: int
    parts: Parts


@dataclass(frozen=True, slots=True)
class Report:
    """Priced usage."""

    priced: tuple[Priced, ...]
    sources: tuple[Source, ...]
    labels: tuple[str, ...]
    group_by: tuple[str, ...]
    snapshot: date
    digest: str
    zone: str = "UTC"
    notes: tuple[str, ...] = field(default=())

    @property
    def total(self) -> Decimal:
        """USD of everything that has a price; a lower bound where something has none."""
        return sum((each.cost for each in self.priced if each.cost is not None), _ZERO)

    @property
    def basis(self) -> str:
        """Whether the total was priced from tokens or is what bills state."""
        return "billed" if self.priced and all(each.group.meter for each in self.priced) else "priced"

    @property
    def billed(self) -> Decimal | None:
        """What the sources themselves say these rows cost, where any does."""
        stated = [each.group.billed for each in self.priced if each.group.billed is not None]
        return sum(stated, _ZERO) if stated else None

    @property
    def rows(self) -> int:
        """Rows that count, without those dropped by rule."""
        return sum(each.group.rows for each in self.priced)

    @property
    def requests(self) -> int:
        """Requests, of the sources that count them."""
        return sum(each.group.requests or 0 for each in self.priced)

    @property
    def at_stake(self) -> Decimal:
        """What buckets taken for short requests would cost more at the long-context price."""
        return sum((each.at_stake for each in self.priced), _ZERO)

    def unpriced(self) -> list[Unpriced]:
        """Everything without a price by reason, the most tokens first."""
        found: dict[str, list[Priced]] = {}
        for each in self.priced:
            if each.cost is None:
                found.setdefault(_ON_A_DAY.sub("", each.reason), []).append(each)
        listed = [
            Unpriced(
                alike[0].reason,  # one reason for all days on which it held; it names the first
                sum(each.group.rows for each in alike),
                sum(each.group.requests or 0 for each in alike),
                sum(each.group.tokens for each in alike),
                _example(alike[0].group),
            )
            for alike in (sorted(each, key=lambda one: one.group.day) for each in found.values())
        ]
        return sorted(listed, key=lambda each: (-each.tokens, -each.rows, each.reason))

    def refuse_unpriced(self) -> None:
        """Raise one error that names everything without a price.

        Raises:
            PriceUnavailable: something has none.
        """
        found = self.unpriced()
        if not found:
            return
        named = [f"{each.reason} ({plural(each.rows, 'row')}, {each.tokens:,} tokens)" for each in found[:_NAMED]]
        more = [f"{plural(len(found) - _NAMED, 'more reason')}"] if len(found) > _NAMED else []
        rows = f"{sum(each.rows for each in found):,} of {plural(self.rows, 'row')}"
        raise PriceUnavailable(f"{rows} cannot be priced: {'; '.join([*named, *more])}")

    def lines(self, group_by: Sequence[str] | None = None) -> list[Line]:
        """The usage grouped, in the order of the keys."""
        keys = tuple(group_by) if group_by is not None else self.group_by
        found: dict[tuple[str, ...], list[Priced]] = {}
        for each in self.priced:
            found.setdefault(tuple(self.key(each, name) for name in keys), []).append(each)
        return [_line(dict(zip(keys, values, strict=True)), found[values]) for values in sorted(found)]

    def key(self, each: Priced, name: str) -> str:
        """What a priced group has for one of the keys of ``GROUP_BY``."""
        group = each.group
        plain = {
            "month": group.month, "day": f"{group.day}", "provider": each.provider, "model": each.name,
            "tier": each.tier, "source": group.source, "file": group.file,
        }  # fmt: skip
        return plain[name] if name in plain else group.labels[self.labels.index(name)]

    def to_frame(self) -> pd.DataFrame:
        """The lines as a pandas frame; ``cost`` is a float and NaN where a line has no price."""
        import pandas as pd

        return pd.DataFrame([flat(line) for line in self.lines()])


def checked_keys(group_by: Iterable[str]) -> tuple[str, ...]:
    """What to group by, checked.

    Raises:
        BadArgument: one is unknown.
    """
    keys = tuple(dict.fromkeys(group_by))
    unknown = [key for key in keys if key not in GROUP_BY]
    if unknown:
        raise BadArgument(f"cannot group by {', '.join(unknown)}; any of {', '.join(GROUP_BY)}")
    return keys


def _example(group: Group) -> str:
    return f"{named_shortly([group.model or group.meter])} on {group.day} in {group.file}"


def _line(keys: dict[str, str], alike: Sequence[Priced]) -> Line:
    groups = [each.group for each in alike]
    costs = [each.cost for each in alike if each.cost is not None]
    billed = [group.billed for group in groups if group.billed is not None]
    requests = [group.requests for group in groups if group.requests is not None]
    return Line(
        keys,
        sum(group.rows for group in groups),
        sum(requests) if requests else None,
        sum(group.input for group in groups),
        sum(group.cache_read for group in groups),
        sum(group.cache_write for group in groups),
        sum(group.cache_write_1h for group in groups),
        sum(group.output for group in groups),
        sum(group.web_searches for group in groups),
        sum(costs, _ZERO) if costs else None,
        sum(billed, _ZERO) if billed else None,
        sum(each.group.rows for each in alike if each.cost is None),
        Parts(*(sum(each, _ZERO) for each in zip(*(each.parts for each in alike), strict=True))),
    )


def flat(line: Line) -> dict[str, Any]:
    """A line as plain values: for frames, CSV and JSON."""
    return {
        **line.keys,
        "rows": line.rows,
        "requests": line.requests,
        "input_uncached_tokens": line.input,
        "cache_read_tokens": line.cache_read,
        "cache_write_tokens": line.cache_write,
        "cache_write_1h_tokens": line.cache_write_1h,
        "output_tokens": line.output,
        "web_searches": line.web_searches,
        "cost_usd": None if line.cost is None else float(line.cost),
        "billed_usd": None if line.billed is None else float(line.billed),
        "unpriced_rows": line.unpriced_rows,
    }


def as_json(report: Report, *, complete: bool) -> dict[str, Any]:
    """A report as one JSON document; ``complete`` says that its total is one, or asked for as a lower bound."""
    unpriced = report.unpriced()
    total = float(report.total)
    return {
        "total_usd": total if complete or not unpriced else None,
        "lower_bound_usd": total if unpriced else None,
        "basis": report.basis,
        "billed_usd": None if report.billed is None else float(report.billed),
        "rows": report.rows,
        "requests": report.requests,
        "unpriced": [
            {
                "reason": each.reason,
                "rows": each.rows,
                "requests": each.requests,
                "tokens": each.tokens,
                "example": each.example,
            }
            for each in unpriced
        ],
        "tier_assumed": {
            "rows": sum(each.group.rows for each in report.priced if each.assumed_short),
            "at_stake_usd": float(report.at_stake),
        },
        "group_by": list(report.group_by),
        "groups": [flat(line) for line in report.lines()],
        "sources": [
            {"file": each.file, "format": each.format, "rows": each.rows, "dropped": each.dropped}
            for each in report.sources
        ],
        "month_zone": report.zone,
        "price_snapshot": f"{report.snapshot}",
        "notes": list(report.notes),
    }

"""Real usage for a portfolio: rows of the sheet Actuals, and what a period says of each use case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from xlcost.portfolio.cases import UseCase
from xlcost.prices import Catalogue
from xlcost.prices.lines import STANDARD, PriceLine, batch_of
from xlcost.usage.pricing import Priced
from xlcost.usage.report import Report

#: What the Actuals call usage that no label gives to a use case.
UNLABELLED: Final = "(no label)"

_Key = tuple[str, str, bool]  # model, tier, whether its requests are long


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

    @property
    def sent(self) -> int:
        """All input tokens."""
        return self.input + self.cache_read + self.cache_write + self.cache_write_1h


def actuals(report: Report, cases: Sequence[UseCase] = ()) -> list[Actual]:
    """The rows of Actuals in a report that was grouped by use case; labels meet use cases whatever their capitals."""
    known = {case.name.casefold(): case for case in cases}
    at = report.labels.index("use_case")
    found: dict[tuple[date, str, LineKey, str, str], list[Priced]] = {}
    for each in report.priced:
        if each.cost is None or each.group.meter:
            continue
        label = each.group.labels[at] or UNLABELLED
        case = known[label.casefold()].name if label.casefold() in known else label
        line = LineKey(each.name, each.tier, each.price_from, each.price_above)
        month = date.fromisoformat(f"{each.group.month}-01")
        remark = "" if each.group.requests is not None else "requests estimated"
        found.setdefault((month, case, line, each.group.file, remark), []).append(each)
    return [
        _actual(key, found[key], known.get(key[1].casefold()))
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
        file=key[3],
        remark=key[4],
    )
    if not key[4]:
        return row
    # An export that counts no requests: as many as the plan's own length of a request makes of its tokens.
    each_sends = case.input_tokens if case is not None and case.input_tokens else 1000
    return replace(row, requests=max(1, round(row.sent / each_sends)))


def measured(rows: Iterable[Actual], cases: Sequence[UseCase], catalogue: Catalogue, period: str) -> list[UseCase]:
    """The use cases with what a period really was: token-weighted, a row for short and one for long requests.

    A use case keeps its model where it was used at all; usage on other models becomes a row of its own. The batch share
    is the one with which PROMPT_COST gives the actual cost exactly: (S - A) / (S - B), from the averages priced all
    standard, all batch and as billed.

    Args:
        rows: the actuals of the period.
        cases: the use cases as they are.
        catalogue: where models have tiers and batch prices.
        period: what the source column says, such as "usage of 2026-09".
    """
    by_case: dict[str, dict[_Key, list[Actual]]] = {}
    listed = list(rows)
    months = {row.month for row in listed}
    for row in listed:
        tier = row.line.tier.removesuffix("-batch") if row.line.tier.endswith("-batch") else row.line.tier
        plain = STANDARD if tier == "batch" else tier
        key = (row.line.model, plain, row.line.above_tokens is not None)
        by_case.setdefault(row.case.casefold(), {}).setdefault(key, []).append(row)
    result: dict[str, UseCase] = {}  # by name: a row that an earlier calibration added is measured anew
    for case in cases:
        parts = by_case.pop(case.name.casefold(), None)
        if parts is None:
            result.setdefault(case.name.casefold(), case)
            continue
        for name, key, alike in _named(case.name, parts):
            given = replace(case, name=name)
            result[name.casefold()] = _measured(given, key, alike, catalogue, period, max(1, len(months)))
    for parts in by_case.values():
        for name, key, alike in _named(next(iter(parts.values()))[0].case, parts):
            result[name.casefold()] = _measured(UseCase(name), key, alike, catalogue, period, max(1, len(months)))
    return list(result.values())


def _named(name: str, parts: dict[_Key, list[Actual]]) -> Iterator[tuple[str, _Key, list[Actual]]]:
    """The parts of a use case, the one with most requests first, which keeps the name; the others say what they are."""
    (first, most), *others = sorted(parts.items(), key=lambda item: (-_requests(item[1]), item[0]))
    yield name, first, most
    short = Counter(_suffix(key) for key, _ in others)
    for key, alike in others:
        yield f"{name} ({_suffix(key) if short[_suffix(key)] == 1 else _suffix(key, key[0])})", key, alike


def _requests(rows: Sequence[Actual]) -> int:
    return sum(row.requests for row in rows)


def _suffix(key: _Key, name: str = "") -> str:
    model, tier, is_long = key
    words = [name or model.rpartition("/")[2], tier if tier != STANDARD else "", "long requests" if is_long else ""]
    return ", ".join(word for word in words if word)


def _measured(
    case: UseCase, key: _Key, rows: Sequence[Actual], catalogue: Catalogue, period: str, months: int
) -> UseCase:
    requests = max(1, _requests(rows))
    sent = sum(row.sent for row in rows)
    share = {
        kind: (sum(getattr(row, kind) for row in rows) / sent if sent else 0.0)
        for kind in ("cache_read", "cache_write", "cache_write_1h")
    }
    return replace(
        case,
        model=key[0],
        tier=key[1] or STANDARD,
        requests=requests / (1 + case.retry_rate) / months,
        input_tokens=sent / requests,
        output_tokens=sum(row.output for row in rows) / requests,
        cached_share=share["cache_read"],
        cache_write_share=share["cache_write"],
        cache_write_1h_share=share["cache_write_1h"],
        batch_share=_batch_share(rows, key[1] or STANDARD, catalogue),
        source=f"measured: {period}, {', '.join(dict.fromkeys(row.file.rpartition('/')[2] for row in rows))}"[:200],
    )


def _batch_share(rows: Sequence[Actual], tier: str, catalogue: Catalogue) -> float:
    """The share of batch with which the averages cost what was billed, (S - A) / (S - B)."""
    batched = [row for row in rows if row.line.tier == batch_of(tier)]
    if not batched:
        return 0.0
    if len(batched) == len(rows):
        return 1.0
    as_billed, all_standard, all_batch = Decimal(0), Decimal(0), Decimal(0)
    for row in rows:
        standard, batch = (_line(catalogue, row, each) for each in (tier, batch_of(tier)))
        own = batch if row in batched else standard
        if standard is None or batch is None or own is None:
            return sum(row.requests for row in batched) / _requests(rows)
        all_standard += _cost(row, standard)
        all_batch += _cost(row, batch)
        as_billed += _cost(row, own)
    return float((all_standard - as_billed) / (all_standard - all_batch)) if all_standard != all_batch else 0.0


def _line(catalogue: Catalogue, row: Actual, tier: str) -> PriceLine | None:
    day = max(row.month, row.line.effective_from or row.month)
    for line in catalogue.model_lines(row.line.model)[0]:
        begun = line.effective_from is None or line.effective_from <= day
        holds = begun and (line.effective_to is None or day < line.effective_to)
        if line.tier == tier and holds and (line.above_tokens is None) == (row.line.above_tokens is None):
            return line
    return None


def _cost(row: Actual, line: PriceLine) -> Decimal:
    def price(kind: str) -> Decimal:
        own = getattr(line, kind)
        return Decimal(repr(own if own is not None else line.input or 0.0))

    return (
        row.input * price("input")
        + row.cache_read * price("cache_read")
        + row.cache_write * price("cache_write")
        + row.cache_write_1h * price("cache_write_1h")
        + row.output * price("output")
    )


def read_at() -> str:
    """The time of now, for the column that says when usage was read."""
    return f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC"

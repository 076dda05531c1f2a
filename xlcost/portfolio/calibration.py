"""Calibration: what a period of real usage says of each use case, and which use case a row of usage belongs to."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from xlcost.errors import BadFile
from xlcost.portfolio.cases import UseCase
from xlcost.portfolio.usage import Actual
from xlcost.prices import Catalogue
from xlcost.prices.lines import STANDARD, PriceLine, batch_of

PartKey = tuple[str, str, bool]  # model, tier, whether its requests are long


class Period(NamedTuple):
    """The months whose usage counts, the first and the last by their first days."""

    first: date
    last: date

    def __str__(self) -> str:
        """As people write it: 2026-09, 2026-07..2026-09."""
        return f"{self.first:%Y-%m}" if self.first == self.last else f"{self.first:%Y-%m}..{self.last:%Y-%m}"

    def of(self, rows: Iterable[Actual]) -> list[Actual]:
        """The rows of its months.

        Raises:
            BadFile: there are none.
        """
        found = [row for row in rows if self.first <= row.month <= self.last]
        if not found:
            raise BadFile(f"no usage in {self} to calibrate by")
        return found


class Change(NamedTuple):
    """One figure of a use case that calibration changes."""

    case: str
    what: str
    old: Any
    new: Any


def same(value: Any, earlier: Any) -> bool:
    """Whether two figures are one: a workbook keeps 15 digits of a number, as Excel does."""
    if isinstance(value, float) and isinstance(earlier, float):
        return math.isclose(value, earlier, rel_tol=1e-12)
    return bool(value == earlier)


def part_key(row: Actual) -> PartKey:
    """Model, tier without batch, and whether its requests are long: what one row of inputs can stand for."""
    tier = row.line.tier.removesuffix("-batch")
    return row.line.model, STANDARD if tier == "batch" else tier, row.line.above_tokens is not None


def placed(rows: Iterable[Actual], cases: Sequence[UseCase]) -> list[Actual]:
    """The rows under the use case that plans for them: one that calibration set apart, where there is such a one.

    Else budget and actual of such a part would stand in two cells of the variance, each without the other.
    """
    known = {case.name.casefold(): case for case in cases}

    def place(row: Actual) -> Actual:
        base, key = _base(row, known), part_key(row)
        for suffix in (_suffix(key), _suffix(key, key[0])):
            part = known.get(f"{base} ({suffix})".casefold())
            if part is not None and part.model == row.line.model:
                return replace(row, case=part.name)
        return replace(row, case=base)

    return [place(row) for row in rows]


def _base(row: Actual, known: Mapping[str, UseCase]) -> str:
    """The use case that a row was logged under, whatever part of it calibration gave it to."""
    for suffix in (_suffix(part_key(row)), _suffix(part_key(row), row.line.model)):
        base = row.case.removesuffix(f" ({suffix})")
        if base != row.case and base.casefold() in known:
            return known[base.casefold()].name
    return row.case


def whole(name: str, names: Container[str]) -> str:
    """The use case that a part belongs to, by their names; one that is no part is its own."""
    base = name.partition(" (")[0]
    return base if name.endswith(")") and base in names else name


def measured(rows: Iterable[Actual], cases: Sequence[UseCase], catalogue: Catalogue, period: str) -> list[UseCase]:
    """The use cases with what a period really was: token-weighted, a row for short and one for long requests.

    A use case keeps its model where it was used at all, however little; usage on other models, in other tiers and of
    long requests becomes a row of its own, without the fixed and up-front costs, which are the use case's once. A row
    of its own that the period did not use has 0 requests. The batch share is the one with which PROMPT_COST gives the
    actual cost exactly: (S - A) / (S - B), from the averages priced all standard, all batch and as billed.

    Args:
        rows: the actuals of the period.
        cases: the use cases as they are, every model by its full name.
        catalogue: where models have tiers and batch prices.
        period: what the source column says, such as "usage of 2026-09".
    """
    listed = list(rows)
    months = max(1, len({row.month for row in listed}))
    known = {case.name.casefold(): case for case in cases}
    by_case: dict[str, dict[PartKey, list[Actual]]] = {}
    result, added = dict(known), dict[str, list[UseCase]]()
    for row in listed:
        base = _base(row, known)
        known.setdefault(base.casefold(), UseCase(base))
        by_case.setdefault(base.casefold(), {}).setdefault(part_key(row), []).append(row)
    for name, parts in by_case.items():
        case, used = known[name], set()
        for own, key, alike in _named(case, parts):
            given = known.get(own.casefold()) or _part(case, own, key)
            after = _measured(given, key, alike, catalogue, period, months)
            used.add(own.casefold())
            if own.casefold() in result:
                result[own.casefold()] = after
            else:
                added.setdefault(name, []).append(after)
        for own, part in result.items():
            if own.startswith(f"{name} (") and part.source.startswith(_MEASURED) and own not in used:
                result[own] = replace(part, requests=0.0, source=f"{_MEASURED}not used, {period}")
    behind = [each for name, case in result.items() for each in (case, *added.pop(name, ()))]
    return [*behind, *(each for parts in added.values() for each in parts)]


_MEASURED: Final = "measured: "


def _part(case: UseCase, name: str, key: PartKey) -> UseCase:
    """A use case's usage on another model, in another tier or of long requests, as a row of its own."""
    if name == case.name:
        return case
    alternative = case.alternative if key[0] == case.model else ""
    return replace(case, name=name, fixed_monthly=0.0, upfront=0.0, alternative=alternative)


def _named(case: UseCase, parts: dict[PartKey, list[Actual]]) -> Iterator[tuple[str, PartKey, list[Actual]]]:
    """The parts of a use case: that on its own model, else the largest, keeps the name; others say what they are."""

    def order(item: tuple[PartKey, list[Actual]]) -> tuple[bool, bool, int, PartKey]:
        (model, tier, _), alike = item
        return model != case.model, tier != case.tier, -_requests(alike), item[0]

    (first, own), *others = sorted(parts.items(), key=order)
    yield case.name, first, own
    short = Counter(_suffix(key) for key, _ in others)
    for key, alike in others:
        yield f"{case.name} ({_suffix(key) if short[_suffix(key)] == 1 else _suffix(key, key[0])})", key, alike


def _requests(rows: Sequence[Actual]) -> int:
    return sum(row.requests for row in rows)


def _suffix(key: PartKey, name: str = "") -> str:
    model, tier, is_long = key
    words = [name or model.rpartition("/")[2], tier if tier != STANDARD else "", "long requests" if is_long else ""]
    return ", ".join(word for word in words if word)


def _measured(
    case: UseCase, key: PartKey, rows: Sequence[Actual], catalogue: Catalogue, period: str, months: int
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
        source=f"{_MEASURED}{period}, {', '.join(dict.fromkeys(row.file.rpartition('/')[2] for row in rows))}"[:200],
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


def cost_of(rows: Iterable[Actual], catalogue: Catalogue) -> Decimal:
    """What rows cost at the price lines that they were billed at, USD, without web searches."""
    total = Decimal(0)
    for row in rows:
        lines = catalogue.model_lines(row.line.model)[0]
        key = (row.line.tier, row.line.effective_from, row.line.above_tokens)
        total += next(_cost(row, line) for line in lines if (line.tier, line.effective_from, line.above_tokens) == key)
    return total / 1_000_000

"""What was billed against what we price: by model and day, with the likeliest reason for each difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Any, Final

from xlcost.errors import BadArgument, BadFile, XlcostError
from xlcost.prices import Catalogue
from xlcost.quantities import quantity
from xlcost.usage.pricing import Priced, priced, resolver
from xlcost.usage.report import Report

_ZERO: Final = Decimal(0)
#: What rounding makes of an amount: half a cent a billed line.
_HALF_A_CENT: Final = Decimal("0.005")
_CENT: Final = Decimal("0.01")
#: How alike two shares have to be to be one discount.
_SAME_SHARE: Final = Decimal("0.002")


@dataclass(frozen=True, slots=True)
class Difference:
    """One model on one day: USD priced, USD billed, and why they differ."""

    day: str
    model: str
    priced: Decimal | None
    billed: Decimal | None
    why: str = ""

    @property
    def difference(self) -> Decimal:
        """Billed less priced, USD."""
        return (self.billed or _ZERO) - (self.priced or _ZERO)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every model and day, and what is left unexplained."""

    lines: tuple[Difference, ...]
    tolerance: Decimal

    @property
    def priced(self) -> Decimal:
        """USD at our prices."""
        return sum((each.priced or _ZERO for each in self.lines), _ZERO)

    @property
    def billed(self) -> Decimal:
        """USD that the sources state."""
        return sum((each.billed or _ZERO for each in self.lines), _ZERO)

    def by_reason(self) -> dict[str, Decimal]:
        """Billed less priced, USD, by reason."""
        found: dict[str, Decimal] = {}
        for each in self.lines:
            reason = each.why.partition(":")[0]
            found[reason] = found.get(reason, _ZERO) + each.difference
        return found


def share(tolerance: object) -> Decimal:
    """A tolerance as the share that it is: 0.01, "0.01" or "1%".

    Raises:
        BadArgument: it is no number from 0 to 1.
    """
    if isinstance(tolerance, str):
        number = quantity(tolerance)
        found = None if number is None else Decimal(repr(number))
    elif isinstance(tolerance, int | float | Decimal) and not isinstance(tolerance, bool):
        found = Decimal(repr(tolerance)) if isinstance(tolerance, float) else Decimal(tolerance)
    else:
        found = None
    if found is None or not found.is_finite() or not 0 <= found <= 1:
        raise BadArgument(f"the tolerance must be a share from 0 to 1, such as 0.01 or 1%, not {f'{tolerance}'[:40]!r}")
    return found


def reconciled(report: Report, catalogue: Catalogue, tolerance: Decimal = Decimal("0.01")) -> Reconciliation:
    """Billed against priced, by model and day. Bills are taken where there are any, else the sources' own amounts.

    Raises:
        BadFile: there is nothing to compare: no bill and no source with amounts, or no usage.
    """
    with localcontext() as context:
        context.prec = 60
        usage = [each for each in report.priced if not each.group.meter]
        bills = [each for each in report.priced if each.group.meter]
        if not usage:
            raise BadFile("no usage with tokens to price: a bill alone cannot be reconciled")
        stated = bills or [replace(each, cost=each.group.billed) for each in usage if each.group.billed is not None]
        if not stated:
            raise BadFile("nothing is billed: no bill, and no source that states amounts")
        ours, theirs = _by_model_and_day(usage), _by_model_and_day(stated)
        lines = [
            Difference(day, model, _sum(ours.get((day, model))), _sum(theirs.get((day, model))))
            for day, model in sorted(ours.keys() | theirs.keys())
        ]
        discount = _one_discount(lines, tolerance)
        told = [
            replace(
                each,
                why=_why(
                    each,
                    ours.get((each.day, each.model), []),
                    theirs.get((each.day, each.model), []),
                    catalogue,
                    tolerance,
                    discount,
                ),
            )
            for each in lines
        ]
    return Reconciliation(tuple(told), tolerance)


def _by_model_and_day(found: Sequence[Priced]) -> dict[tuple[str, str], list[Priced]]:
    grouped: dict[tuple[str, str], list[Priced]] = {}
    for each in found:
        grouped.setdefault((f"{each.group.day}", each.name or each.group.meter), []).append(each)
    return grouped


def _sum(found: Sequence[Priced] | None) -> Decimal | None:
    costs = [each.cost for each in found or () if each.cost is not None]
    return sum(costs, _ZERO) if costs else None


def _rounded_off(theirs: Sequence[Priced]) -> Decimal:
    """What rounding each billed row to a cent can come to; nothing where amounts have more decimals than cents."""
    in_cents = all(each.cost is None or each.cost == each.cost.quantize(_CENT) for each in theirs)
    return sum(each.group.rows for each in theirs) * _HALF_A_CENT if in_cents else _ZERO


def _near(one: Decimal, other: Decimal, tolerance: Decimal) -> bool:
    return abs(one - other) <= tolerance * abs(other)


def _one_discount(lines: Sequence[Difference], tolerance: Decimal) -> Decimal | None:
    """The share that is billed of what we price, if it is the same on most lines that differ."""
    shares = [
        each.billed / each.priced
        for each in lines
        if each.priced and each.billed and not _near(each.billed, each.priced, tolerance)
    ]
    if len(shares) < 2:
        return None
    middle = sorted(shares)[len(shares) // 2]
    alike = sum(abs(share - middle) <= _SAME_SHARE for share in shares)
    return middle if alike * 2 > len(shares) and middle > 0 else None


def _why(
    line: Difference,
    ours: Sequence[Priced],
    theirs: Sequence[Priced],
    catalogue: Catalogue,
    tolerance: Decimal,
    discount: Decimal | None,
) -> str:
    """The likeliest reason: what is missing on one side, then what rounding, a tier or one discount would explain."""
    if line.billed is None:
        return "not billed: no bill has this model on this day"
    if line.priced is None:
        return "not priced: " + (ours[0].reason if ours else "no usage has this model on this day")
    if abs(line.difference) <= max(_rounded_off(theirs), tolerance * abs(line.priced)):
        return "rounding" if line.difference else "equal"
    if any(each.cost is None for each in ours):
        return "unpriced rows: " + next(each.reason for each in ours if each.cost is None)
    tier = _other_tier(line, ours, catalogue, tolerance)
    return f"tier: as billed at {tier}" if tier else _discounted(line, discount)


def _discounted(line: Difference, discount: Decimal | None) -> str:
    if discount is None or line.billed is None or line.priced is None:
        return "unknown"
    if not _near(line.billed, line.priced * discount, _SAME_SHARE):
        return "unknown"
    percent = (1 - discount) * 100
    return f"{'discount' if percent > 0 else 'surcharge'}: {abs(percent):.1f} % on every line"


def _other_tier(line: Difference, ours: Sequence[Priced], catalogue: Catalogue, tolerance: Decimal) -> str:
    """The tier at whose prices the usage of a line would come to what was billed, or ""."""
    if line.billed is None:
        return ""
    now = {each.tier for each in ours}
    try:
        tiers = {each.tier for each in catalogue.model_lines(ours[0].name)[0]} - now
    except XlcostError:
        return ""
    for tier in sorted(tiers):
        groups = [replace(each.group, model=each.name, tier=tier, reading="outside") for each in ours]
        total = _sum(priced(groups, catalogue, resolver(catalogue)))
        if total is not None and _near(total, line.billed, tolerance):
            return tier
    return ""


def as_json(found: Reconciliation) -> dict[str, Any]:
    """A reconciliation as one JSON document."""
    return {
        "priced_usd": float(found.priced),
        "billed_usd": float(found.billed),
        "difference_usd": float(found.billed - found.priced),
        "tolerance": float(found.tolerance),
        "by_reason": {reason: float(amount) for reason, amount in found.by_reason().items()},
        "lines": [
            {
                "day": each.day,
                "model": each.model,
                "priced_usd": None if each.priced is None else float(each.priced),
                "billed_usd": None if each.billed is None else float(each.billed),
                "difference_usd": float(each.difference),
                "why": each.why,
            }
            for each in found.lines
        ],
    }

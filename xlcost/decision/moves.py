"""What would change the advice: for each driver the smallest change, from the case as it stands, that flips it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from xlcost.decision.case import Case
from xlcost.decision.comparison import situation
from xlcost.decision.declaration import Change
from xlcost.decision.drivers import DRIVERS
from xlcost.decision.gates import Situation
from xlcost.decision.inputs import INPUTS
from xlcost.decision.runs import Column, run_many
from xlcost.decision.wording import sentence
from xlcost.functions.coercion import Domain
from xlcost.prices import Catalogue

#: Points tried between the value as it stands and each end, and again between the two that differ.
_POINTS: Final = 64
_ROUNDS: Final = 4
#: Farther away a change is no news: a tenth, or ten times as much.
_TENFOLD: Final = 10.0


@dataclass(frozen=True, slots=True)
class Move:
    """A change of one driver that flips the advice, money and units as in the inputs.

    ``change`` is a factor (``kind`` times), an amount added (plus) or the new value itself (value); ``live`` and
    ``value`` are the input before and at the flip where one input is moved, else None. ``effort`` is the change as a
    share of the range that the driver is tested at, so that changes of different drivers can be ranked.
    """

    driver: str
    label: str
    kind: Change
    change: float
    live: float | None
    value: float | None
    effort: float
    to: str | None  # the letter that is advised then; None where nothing qualifies

    def in_words(self, names: Mapping[str, str]) -> str:
        """The move as a reader says it, with what is advised then.

        Args:
            names: what to call the alternative of each letter.
        """
        slots = {"driver": self.label, "change": _changed(self)}
        if not self.to:
            return str(sentence("move.nothing", **slots))
        return str(sentence("move.advised", then=names.get(self.to, self.to), **slots))


def moves(case: Case, catalogue: Catalogue | None = None) -> tuple[Move, ...]:
    """The smallest change in each driver that flips the advice, the easiest first; drivers that cannot are left out.

    What is looked at is the cheapest alternative that qualifies, in the scenario that the case shows.

    Args:
        case: the case.
        catalogue: the prices; those that come with xlcost if it is left out.
    """
    of = situation(case, catalogue=catalogue)
    now = str(run_many(case, {}, catalogue).advised[0])
    found = [
        move
        for driver in _drivers(of)
        for side in (driver.low, driver.high)
        if (move := _flip(case, catalogue, driver, side, now)) is not None
    ]
    nearest = {move.driver: move for move in sorted(found, key=lambda move: -move.effort)}
    return tuple(sorted(nearest.values(), key=lambda move: move.effort))


@dataclass(frozen=True, slots=True)
class _Driver:
    key: str
    label: str
    kind: Change
    values: dict[str, float]  # input -> as it stands
    start: float  # the change that changes nothing
    low: float
    high: float
    scale: float  # a change that is as large as what the driver is tested at

    def columns(self, changes: Column) -> dict[str, Column]:
        """Input -> its values for some changes, kept within its domain."""
        made = {}
        for key, live in self.values.items():
            moved = live * changes if self.kind == "times" else live + changes if self.kind == "plus" else changes
            domain = _domain(key)
            lowest = np.nextafter(domain.low, domain.high) if domain.above_low else domain.low
            made[key] = np.clip(np.round(moved) if domain.whole else moved, lowest, domain.high)
        return made

    def effort(self, change: float) -> float:
        if self.kind == "times":
            return abs(math.log(change)) / self.scale if change > 0.0 else math.inf
        return abs(change - self.start) / self.scale


def _domain(key: str) -> Domain:
    domain = INPUTS[key].kind
    if not isinstance(domain, Domain):
        raise TypeError(f"{key} is no number")  # drivers move numbers only: a fault in their declaration
    return domain


def _drivers(of: Situation) -> Iterator[_Driver]:
    """The drivers of the tornado, those of each alternative one by one, and a discount on each one's tokens."""
    for driver in DRIVERS:
        values = _live(of, driver.inputs)
        own = [key for key in values if INPUTS[key].alternative]
        if not values:
            continue
        if driver.move == "times":
            scale = max(abs(math.log(end)) for end in driver.ends if end > 0.0)
            for label, part in _parts(of, driver.label, values, own if driver.apart else []):
                yield _Driver(
                    f"{driver.key}{'' if len(part) > 1 else ':' + next(iter(part))}", label, "times", part, 1.0,
                    1.0 / _TENFOLD, _TENFOLD, scale,
                )  # fmt: skip
        else:
            for key, live in values.items():
                domain = _domain(key)
                scale = max(abs(end - (live if driver.move == "value" else 0.0)) for end in driver.ends) or 1.0
                low, high = max(domain.low, live - _TENFOLD * scale), min(domain.high, live + _TENFOLD * scale)
                yield _Driver(f"{driver.key}:{key}", _label(of, key), "value", {key: live}, live, low, high, scale)
    for letter in of.offered:
        for key, live in _live(of, (f"{letter}_discount",)).items():
            yield _Driver(key, _label(of, key), "value", {key: live}, live, live, 0.95, 0.2)


def _live(of: Situation, keys: tuple[str, ...]) -> dict[str, float]:
    """The numbers that stand in some inputs of the alternatives that are considered; blanks follow something else."""
    considered = {"", *of.offered}
    return {
        key: float(of.values[key])
        for key in keys
        if key in INPUTS
        and INPUTS[key].shape == "scenario"
        and INPUTS[key].alternative in considered
        and isinstance(of.values.get(key), int | float)
        and math.isfinite(of.values[key])
    }


def _parts(
    of: Situation, label: str, values: dict[str, float], own: list[str]
) -> Iterator[tuple[str, dict[str, float]]]:
    if own:
        for key in own:
            if values[key]:
                yield _label(of, key), {key: values[key]}
    elif any(values.values()):
        yield (label if len(values) > 1 else _label(of, next(iter(values)))), values


def _label(of: Situation, key: str) -> str:
    declared = INPUTS[key]
    if not declared.alternative:
        return declared.label
    offer = of.offered[declared.alternative]
    return f"{declared.label} of {declared.alternative.upper()}, {offer.name}"


def _flip(case: Case, catalogue: Catalogue | None, driver: _Driver, end: float, now: str) -> Move | None:
    """The change nearest to none at which the advice is another one, towards one end; None where it never is."""
    near, far, to = driver.start, end, now
    if near == far:
        return None
    for _ in range(_ROUNDS):
        if driver.kind == "times":
            changes = np.geomspace(near, far, _POINTS + 1)[1:]
        else:
            changes = np.linspace(near, far, _POINTS + 1)[1:]
        advised = run_many(case, driver.columns(changes), catalogue).advised
        other = np.flatnonzero(np.broadcast_to(advised, len(changes)) != now)
        if not len(other):
            return None
        first = int(other[0])
        near, far, to = (float(changes[first - 1]) if first else near), float(changes[first]), str(advised[first])
    single: Any = next(iter(driver.values.items())) if len(driver.values) == 1 else None
    value = float(driver.columns(np.array([far]))[single[0]][0]) if single else None
    return Move(
        driver.key,
        driver.label,
        driver.kind,
        far,
        single[1] if single else None,
        value,
        driver.effort(far),
        to.upper() or None,
    )


def _changed(move: Move) -> str:
    """How the driver changes: 114 % more; down to 103,331 requests per month (now 300,000)."""
    if move.value is None or move.live is None:
        direction = "more" if move.change > 1.0 else "less"
        return str(sentence("move.factor", share=f"{abs(move.change - 1.0):.0%}", direction=direction))
    declared = INPUTS[move.driver.rpartition(":")[2]]
    way = "up" if move.value > move.live else "down"
    if declared.format == "share":
        points = _digits(abs(move.value - move.live) * 100.0)
        shares = {"value": f"{move.value:.1%}", "live": f"{move.live:.1%}"}
        return str(sentence("move.points", direction=way, points=points, **shares))
    amounts = {"value": _digits(move.value), "live": _digits(move.live), "unit": declared.unit}
    return str(sentence("move.value", direction=way, **amounts))


def amount(key: str, value: float) -> str:
    """A value of an input as it is read: shares in per cent, other numbers with the digits that matter."""
    return f"{value:.1%}" if INPUTS[key].format == "share" else _digits(value)


def _digits(number: float) -> str:
    """A number with the digits that matter: 310,000, 17.4, 0.031."""
    if number == 0.0:
        return "0"
    decimals = max(0, 2 - math.floor(math.log10(abs(number))))
    written = f"{number:,.{min(decimals, 6)}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written

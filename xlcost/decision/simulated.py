"""What a simulation gives; no NumPy is needed to hold it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

#: Bars of the histogram.
BINS: Final = 20


@dataclass(frozen=True, slots=True)
class Uncertain:
    """An input that varies: the ends, the most likely value, and how it is distributed between them."""

    key: str
    label: str
    unit: str
    low: float
    likely: float
    high: float
    shape: str  # PERT or lognormal


@dataclass(frozen=True, slots=True)
class Outcome:
    """One alternative over all runs, money in the reporting currency; None where there is no such figure.

    ``cheapest`` is the share of runs in which it costs least of those that qualify, ``qualifies`` the share in which it
    passes its gates. Costs are present values over the horizon, paybacks months counted from 1, None for never.
    """

    key: str
    name: str
    cheapest: float
    qualifies: float
    p10: float | None
    p50: float | None
    p90: float | None
    payback_p10: int | None
    payback_p50: int | None
    payback_p90: int | None


@dataclass(frozen=True, slots=True)
class Histogram:
    """The saving of ``alternative`` against A: where each bar begins and ends, and its share of the runs."""

    alternative: str
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the runs gave.

    ``advice`` and ``advised`` are those of the case as it stands, ``present`` is what it costs as advised, and ``none``
    the share of runs in which nothing qualifies.
    """

    case: str
    runs: int
    seed: int
    model_date: date
    currency: str
    horizon_months: int
    advice: str
    advised: str | None
    present: float | None
    none: float
    uncertain: tuple[Uncertain, ...]
    outcomes: tuple[Outcome, ...]
    histogram: Histogram | None

    def to_dict(self) -> dict[str, Any]:
        """As plain data, as ``xlcost simulate --json`` prints it."""
        return {**asdict(self), "model_date": self.model_date.isoformat()}

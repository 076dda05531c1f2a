"""``compare``: the alternatives of a case over its months, and what is advised."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlcost.costs.schedule import Schedule, payback
from xlcost.decision.advising import Advice, advise, per_good_answer
from xlcost.decision.case import Case, neutral_case, read_case, shipped_case, with_inputs
from xlcost.decision.changes import changes
from xlcost.decision.gates import Gate, Situation, gates
from xlcost.decision.inputs import BASELINE
from xlcost.decision.monthly import breakeven_ratio, breakeven_volume, token_breakeven_ratio
from xlcost.decision.offers import Offer, offers
from xlcost.decision.planning import filled, schedules
from xlcost.prices import Catalogue, package_catalogue

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative over the horizon, money in the reporting currency; None where there is no such figure.

    ``saving`` is against the baseline, in present value, up-front costs included. ``payback_first`` is the month at
    whose end the discounted saving has reached the up-front difference, ``payback_last`` the one from which it stays.
    """

    key: str
    kind: str
    model: str
    name: str
    month_1: float | None
    month_average: float | None
    month_last: float | None
    upfront: float | None
    horizon_cost: float | None
    present_cost: float | None
    saving: float | None
    payback_first: int | None
    payback_last: int | None
    cost_per_request: float | None
    cost_per_good_answer: float | None
    available_until: date | None
    month_1_breakeven_requests: (
        float | None
    )  # of one static month, undiscounted: from there on cheaper than the baseline
    month_1_breakeven_price_ratio: float | None  # token prices over the baseline's below which month 1 is cheaper
    month_1_token_breakeven_price_ratio: float | None  # the same with the tokens of both alone
    gates: tuple[Gate, ...]
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Comparison:
    """A case answered: every alternative that is considered, and the advice."""

    case: str
    currency: str
    horizon_months: int
    advice: Advice
    alternatives: tuple[Alternative, ...]
    changes: tuple[str, ...]
    situation: Situation

    @property
    def rate(self) -> float:
        """Reporting currency per USD in month 1."""
        values = self.situation.values
        return float(values["exchange_rates"][0] or values["exchange_rate"])

    def __getitem__(self, key: str) -> Alternative:
        """The alternative of a letter."""
        for alternative in self.alternatives:
            if alternative.key == key.upper():
                return alternative
        raise KeyError(f"no alternative {key!r}; there are {', '.join(one.key for one in self.alternatives)}")

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain data, as ``xlcost compare --json`` prints it."""
        return {
            "case": self.case,
            "currency": self.currency,
            "horizon_months": self.horizon_months,
            "advice": {
                "text": self.advice.text,
                "alternative": self.advice.alternative,
                "why": list(self.advice.why),
            },
            "alternatives": [_plain(alternative) for alternative in self.alternatives],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row an alternative and month: volume, every part of the cost, cost and present value.

        USD, but for ``cost`` and ``present``: reporting currency.
        """
        import pandas as pd

        starts = self.situation.starts
        frames = [
            pd.DataFrame(
                {
                    "alternative": one.key,
                    "model": [self.situation.offered[one.key.lower()].billed_in(month) for month in range(len(starts))],
                    "month": range(1, len(starts) + 1),
                    "starts": pd.to_datetime(starts),
                    **{column: getattr(one.schedule, column) for column in _COLUMNS},
                }
            )
            for one in self.alternatives
        ]
        return pd.concat(frames, ignore_index=True)


_COLUMNS = (
    "requests",
    "good_answers",
    "list_tokens",
    "tokens",
    "fees",
    "hosting",
    "people",
    "tuning",
    "quality",
    "cost",
    "present",
)
_PLAIN = (
    "key",
    "kind",
    "model",
    "month_1",
    "month_last",
    "upfront",
    "horizon_cost",
    "present_cost",
    "saving",
    "payback_first",
    "payback_last",
    "cost_per_request",
    "cost_per_good_answer",
)


def _plain(one: Alternative) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        "available_until": _day(one.available_until),
        "gates": [
            {
                "gate": gate.name,
                "value": _day(gate.value),
                "threshold": _day(gate.threshold),
                "passed": gate.passed,
                "why": gate.why,
            }
            for gate in one.gates
        ],
    }


def _day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def compare(case: Case | str | Path | Mapping[str, Any] = "current", catalogue: Catalogue | None = None) -> Comparison:
    """Answer a case: what each alternative costs over the months, when it pays back, and which one is advised.

    Args:
        case: a Case; the name of a shipped one (current, quality, article); the path of a file of inputs; or inputs
            by key, the rest at its default.
        catalogue: the prices; those that come with xlcost if it is left out.

    Returns:
        The comparison, for the scenario that the case shows. ``to_frame()`` has every month.

    Raises:
        BadArgument, BadFile: an input that is unknown or wrong.
        UnknownModel, AmbiguousModel: a model that the prices do not know, or know several of.
    """
    read = _read(case)
    return compared(read, situation(read, catalogue=catalogue))


def _read(case: Case | str | Path | Mapping[str, Any]) -> Case:
    if isinstance(case, Case):
        return case
    if isinstance(case, Mapping):
        return with_inputs(neutral_case(), case, "inputs")
    return read_case(case) if isinstance(case, Path) or str(case).endswith(".toml") else shipped_case(case)


def situation(case: Case, scenario: str = "", catalogue: Catalogue | None = None) -> Situation:
    """A case in one scenario (default: the one it shows): values without blanks, what is offered, the schedules."""
    values = case.live(scenario)
    offered = offers(values, case.letters, catalogue or package_catalogue())
    complete = filled(values, offered)
    return Situation(complete, offered, schedules(complete, offered))


def compared(case: Case, of: Situation) -> Comparison:
    """The comparison for a situation."""
    judged = {letter: gates(letter, of) for letter in of.offered}
    advice = advise(of, judged)
    return Comparison(
        case=case.title,
        currency=str(of.values["currency"]),
        horizon_months=int(of.values["horizon_months"]),
        advice=advice,
        alternatives=tuple(_alternative(offer, of, judged[letter]) for letter, offer in of.offered.items()),
        changes=changes(of, advice.alternative),
        situation=of,
    )


def _alternative(offer: Offer, of: Situation, judged: tuple[Gate, ...]) -> Alternative:
    made, base = of.schedules[offer.letter], of.schedules[BASELINE]
    nominal, requests = made.nominal_total, sum(made.requests)
    first, last = payback(base, made)
    is_baseline = offer.letter == BASELINE
    return Alternative(
        key=offer.letter.upper(),
        kind=offer.way,
        model=offer.model,
        name=offer.name,
        month_1=_figure(made.cost[0]),
        month_average=_figure(sum(made.cost) / len(made.cost)),
        month_last=_figure(made.cost[-1]),
        upfront=_figure(made.upfront),
        horizon_cost=_figure(nominal),
        present_cost=_figure(made.present_total),
        saving=None if is_baseline else _figure(base.present_total - made.present_total),
        payback_first=None if is_baseline else _month(first),
        payback_last=None if is_baseline else _month(last),
        cost_per_request=_figure(nominal / requests if requests else math.nan),
        cost_per_good_answer=_figure(per_good_answer(made)),
        available_until=offer.until,
        month_1_breakeven_requests=None if is_baseline else _figure(breakeven_volume(of, offer.letter)),
        month_1_breakeven_price_ratio=None if is_baseline else _figure(breakeven_ratio(of, offer.letter)),
        month_1_token_breakeven_price_ratio=None if is_baseline else _figure(token_breakeven_ratio(of, offer.letter)),
        gates=judged,
        schedule=made,
    )


def _figure(amount: float) -> float | None:
    return float(amount) if math.isfinite(amount) else None


def _month(month: float) -> int | None:
    return int(month) if math.isfinite(month) else None

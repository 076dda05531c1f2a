"""Month 1 as a static month: what depends on the volume and what does not. Shown as a note, and named so."""

from __future__ import annotations

import math
from dataclasses import dataclass

from xlcost.costs.decision import breakeven_requests
from xlcost.costs.schedule import token_cost
from xlcost.decision.gates import Situation
from xlcost.decision.inputs import BASELINE
from xlcost.decision.planning import plan_of, schedules

_MONTHS_PER_YEAR = 12.0


@dataclass(frozen=True, slots=True)
class RunRate:
    """Month 1 of an alternative at its run-rate, reporting currency.

    ``tokens``, and ``other`` for fees and quality, are of one request. ``fixed`` is a month of hosting, people and
    retraining, the year's runs spread evenly. ``upfront`` is paid before month 1.
    """

    tokens: float
    other: float
    fixed: float
    upfront: float
    requests: float

    @property
    def per_request(self) -> float:
        """What one more request costs."""
        return self.tokens + self.other

    @property
    def month(self) -> float:
        """The month in all."""
        return self.requests * self.per_request + self.fixed


def run_rate(situation: Situation, letter: str) -> RunRate:
    """Month 1 of one alternative."""
    values, made = situation.values, situation.schedules[letter]
    rate = values["exchange_rates"][0] or values["exchange_rate"]
    plan = plan_of(values, situation.offered[letter])
    yearly = plan.retrains_per_year * plan.retrain_cost[0] if plan.retrains_per_year else 0.0
    alone = {**values, "horizon_months": 1.0, "requests": 1.0, "volumes": (), "season": (1.0,) * 12}
    one = schedules(alone, situation.offered)[letter]
    return RunRate(
        tokens=one.tokens[0] * rate,
        other=(one.fees[0] + one.quality[0]) * rate,
        fixed=(made.hosting[0] + made.people[0] + yearly / _MONTHS_PER_YEAR) * rate,
        upfront=made.upfront,
        requests=made.requests[0],
    )


def breakeven_volume(situation: Situation, letter: str) -> float:
    """Requests a month from which an alternative is cheaper than the baseline; infinity where it never is.

    The up-front difference is spread over the horizon, undiscounted.
    """
    own, base = run_rate(situation, letter), run_rate(situation, BASELINE)
    return float(
        breakeven_requests(
            prompt_unit_cost=base.per_request,
            finetune_unit_cost=own.per_request,
            finetune_fixed_monthly=own.fixed,
            prompt_fixed_monthly=base.fixed,
            upfront=own.upfront - base.upfront,
            months=situation.values["horizon_months"],
        )
    )


def breakeven_ratio(situation: Situation, letter: str, *, with_fixed: bool = True) -> float:
    """The token prices of an alternative over the baseline's below which its month 1 is cheaper.

    0 or less where no price is low enough. Without ``with_fixed`` only the tokens of both are compared.
    """
    own, base = run_rate(situation, letter), run_rate(situation, BASELINE)
    offered, values = situation.offered, situation.values
    prices = offered[BASELINE].prices[0]
    traffic = plan_of(values, offered[letter]).traffic
    discount = values[f"{BASELINE}_discount"]
    rate = values["exchange_rates"][0] or values["exchange_rate"]
    if prices is None:
        return math.nan
    at_base_prices = float(token_cost(prices, own.requests, traffic) * (1.0 - discount) * rate)
    if not with_fixed:
        return base.requests * base.tokens / at_base_prices if at_base_prices else math.nan
    left = base.month - own.fixed - own.requests * own.other
    return left / at_base_prices if at_base_prices else math.nan

"""Month 1 as a static month: what depends on the volume and what does not. Shown as a note, and named so."""

from __future__ import annotations

import math
from dataclasses import dataclass

from xlcost.costs.decision import CRUMB_OF_A_RATE, breakeven_requests
from xlcost.costs.schedule import token_cost
from xlcost.decision.gates import Situation
from xlcost.decision.inputs import BASELINE
from xlcost.decision.planning import plan_of, schedules

_MONTHS_PER_YEAR = 12.0


@dataclass(frozen=True, slots=True)
class RunRate:
    """Month 1 of an alternative at its run-rate, reporting currency.

    ``tokens``, and ``other`` for fees and quality, are of one request, NaN in a month without any. ``fixed`` is a month
    of hosting, people and retraining, the year's runs spread evenly. ``upfront`` is paid before month 1.
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
    billed = rate if made.requests[0] else math.nan
    return RunRate(
        tokens=one.tokens[0] * billed,
        other=(one.fees[0] + one.quality[0]) * billed,
        fixed=(made.hosting[0] + made.people[0] + yearly / _MONTHS_PER_YEAR) * rate,
        upfront=made.upfront,
        requests=made.requests[0],
    )


def breakeven_volume(situation: Situation, letter: str) -> float:
    """Requests a month from which an alternative is cheaper than the baseline; infinity where it never is.

    NaN where month 1 has no requests, and so no run-rate, or a price that one of the two needs is not published.
    The up-front difference is spread over the horizon, undiscounted.
    """
    own, base = run_rate(situation, letter), run_rate(situation, BASELINE)
    if not own.requests or math.isnan(own.month + base.month):
        return math.nan
    if math.isclose(own.per_request, base.per_request, rel_tol=CRUMB_OF_A_RATE, abs_tol=0.0):
        return math.inf  # as much a request: no volume turns the order of the two
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


def breakeven_ratio(situation: Situation, letter: str) -> float:
    """The token prices of an alternative over the baseline's below which its month 1 is cheaper, all costs counted.

    0 or less where no price is low enough; NaN where it is billed by no token.
    """
    own, base = run_rate(situation, letter), run_rate(situation, BASELINE)
    left = base.month - own.fixed - own.requests * own.other
    return left / _at_base_prices(situation, letter, own)


def token_breakeven_ratio(situation: Situation, letter: str) -> float:
    """The same with the tokens of both alone: what the tokens that it needs allow its prices to be."""
    own, base = run_rate(situation, letter), run_rate(situation, BASELINE)
    return base.requests * base.tokens / _at_base_prices(situation, letter, own)


def _at_base_prices(situation: Situation, letter: str, own: RunRate) -> float:
    """What the tokens of an alternative's month 1 would cost at the baseline's contracted prices."""
    values, offered = situation.values, situation.offered
    prices = offered[BASELINE].prices[0]
    if prices is None or offered[letter].way == "self_host":
        return math.nan
    traffic, base = (plan_of(values, offered[of]).traffic for of in (letter, BASELINE))
    rate = values["exchange_rates"][0] or values["exchange_rate"]
    cost = float(token_cost(prices, own.requests, traffic) * base.contracted * rate)
    return cost or math.nan

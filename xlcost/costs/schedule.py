"""The schedule of months: what one way of doing the work costs, month by month.

Months are counted from 1. Every number may be a float or a NumPy array of scenarios: the same code serves both, and
needs NumPy only where an array arrives. USD until ``cost``, which is in the reporting currency. An amount that nobody
can know, because a price is not published or a model is no longer sold, is NaN; it makes every sum it enters NaN.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple

from xlcost.costs.decision import crossings
from xlcost.costs.elementwise import Numbers, ceil, floor, larger, where
from xlcost.costs.inference import TokenPrices, prompt_cost
from xlcost.costs.quality import quality_cost

HOURS_PER_MONTH: Final = 730.0
_SECONDS_PER_HOUR: Final = 3600.0
_MONTHS_PER_YEAR: Final = 12.0
_FEES_PER: Final = 1000.0
#: A count that floats miss by less than this is that count: 0.1 x 12 / 12 must not lose a retraining.
CRUMB_OF_A_COUNT: Final = 1e-9


class PriceStep(NamedTuple):
    """Token prices of requests with more input tokens than ``above_tokens``, USD per Mtok; NaN is not published."""

    above_tokens: float
    standard: TokenPrices
    batch: TokenPrices


class MonthPrices(NamedTuple):
    """What a model costs in one month: the prices in effect on its first day."""

    steps: tuple[PriceStep, ...]  # the shortest requests first
    hosting_hour: float = 0.0  # USD per hour and deployment
    storage_month: float = 0.0  # USD per month


class Traffic(NamedTuple):
    """What one request needs; shares are of the input tokens, ``batch_share`` and ``retry_rate`` of the requests."""

    input_tokens: Numbers
    output_tokens: Numbers
    cached_share: Numbers = 0.0
    cache_write_share: Numbers = 0.0
    cache_write_1h_share: Numbers = 0.0
    batch_share: Numbers = 0.0
    retry_rate: Numbers = 0.0
    tool_fees: Numbers = 0.0  # USD per 1,000 requests sent
    discount: Numbers = 0.0  # share off the list prices of tokens

    @property
    def contracted(self) -> Numbers:
        """What is paid of a list price."""
        return 1.0 - self.discount


class Quality(NamedTuple):
    """How good the answers are, and what bad ones and reviews cost; see ``quality_cost``."""

    success_rate: Numbers = 1.0
    bad_answer_cost: Numbers = 0.0
    reviewed_share: Numbers = 0.0
    review_minutes: Numbers = 0.0


class Gpus(NamedTuple):
    """Machines of one's own: how many a volume needs, and what they cost."""

    gpu_hour: Numbers  # USD per GPU-hour
    tokens_per_second: Numbers  # of one GPU
    utilisation: Numbers
    peak_factor: Numbers  # the busiest second over the average one
    min_gpus: Numbers


class Months(NamedTuple):
    """What all alternatives share, one value a month."""

    requests: Sequence[Numbers]
    token_growth: Sequence[Numbers]  # factor on the tokens of a request
    price_level: Sequence[Numbers]  # factor on the dated token prices
    exchange: Sequence[Numbers]  # reporting currency per USD
    discount: Sequence[Numbers]  # what 1 at the end of the month is worth today
    hourly_rate: Numbers  # USD per hour of work


@dataclass(frozen=True, slots=True)
class Plan:
    """One way of doing the work, in numbers.

    ``prices`` has None for a month in which the way is not available; it is empty for one that is billed by no token.
    ``hosting`` is USD per month where it was typed, and None where the price list says it. ``retrain_cost`` and
    ``moving_cost`` have one amount a month.
    """

    traffic: Traffic
    prices: Sequence[MonthPrices | None]
    quality: Quality
    upfront: Numbers = 0.0
    hosting: Numbers | None = None
    deployments: Numbers = 1.0
    people: Numbers = 0.0
    retrains_per_year: Numbers = 0.0
    retrain_cost: Sequence[Numbers] = ()
    moving_cost: Sequence[Numbers] = ()
    gpus: Gpus | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A way of doing the work, month by month. USD, but for ``cost`` and ``upfront``: reporting currency.

    ``cost`` is the sum of tokens, fees, hosting, people, tuning and quality at the month's exchange rate.
    """

    upfront: Numbers
    requests: Sequence[Numbers]
    good_answers: Sequence[Numbers]
    list_tokens: Sequence[Numbers]
    tokens: Sequence[Numbers]
    fees: Sequence[Numbers]
    hosting: Sequence[Numbers]
    people: Sequence[Numbers]
    tuning: Sequence[Numbers]
    quality: Sequence[Numbers]
    cost: Sequence[Numbers]
    present: Sequence[Numbers]  # cost, discounted to today

    @property
    def nominal_total(self) -> Numbers:
        """Up front and every month, undiscounted."""
        return self.upfront + sum(self.cost)

    @property
    def present_total(self) -> Numbers:
        """Up front and every month, discounted to today."""
        return self.upfront + sum(self.present)


def shared_months(
    horizon: int,
    requests: Numbers,
    *,
    monthly_growth: Numbers = 0.0,
    season: Sequence[Numbers] = (),
    volumes: Sequence[Numbers | None] = (),
    token_growth: Numbers = 0.0,
    annual_price_decline: Numbers = 0.0,
    annual_discount_rate: Numbers = 0.0,
    exchange: Sequence[Numbers] = (),
    hourly_rate: Numbers = 0.0,
) -> Months:
    """What all alternatives share.

    Args:
        horizon: months.
        requests: of month 1, before the season.
        monthly_growth: share per month; growth counts from month 2 on.
        season: a factor for each month, 1 where it is left out.
        volumes: a month's requests where they are known; None, or the end of the row, is growth and season.
        token_growth: share per month, of the tokens of a request.
        annual_price_decline: share per year, on top of the dated prices.
        annual_discount_rate: effective, a share per year; a month's cost counts at its end.
        exchange: reporting currency per USD for each month, 1 where it is left out.
        hourly_rate: USD per hour of work.
    """
    passed = range(horizon)  # months that have passed when a month begins
    typed = [*volumes, *(None,) * horizon]
    return Months(
        requests=[
            requests * (1.0 + monthly_growth) ** month * _at(season, month)
            if (volume := typed[month]) is None
            else volume
            for month in passed
        ],
        token_growth=[(1.0 + token_growth) ** month for month in passed],
        price_level=[(1.0 - annual_price_decline) ** (month / _MONTHS_PER_YEAR) for month in passed],
        exchange=[_at(exchange, month) for month in passed],
        discount=[(1.0 + annual_discount_rate) ** (-(month + 1) / _MONTHS_PER_YEAR) for month in passed],
        hourly_rate=hourly_rate,
    )


def _at(row: Sequence[Numbers], month: int) -> Numbers:
    return row[month] if month < len(row) else 1.0


def schedule(plan: Plan, months: Months) -> Schedule:
    """A plan, month by month."""
    traffic, quality = plan.traffic, plan.quality
    count = len(months.requests)
    sent = [requests * (1.0 + traffic.retry_rate) for requests in months.requests]
    by_list = [_list_tokens(plan, months, month) for month in range(count)]
    return _summed(
        plan.upfront,
        months,
        good_answers=[requests * quality.success_rate for requests in months.requests],
        list_tokens=by_list,
        tokens=[cost * traffic.contracted for cost in by_list],
        fees=[requests * traffic.tool_fees / _FEES_PER for requests in sent],
        hosting=[_hosting(plan, months, month) for month in range(count)],
        people=[plan.people] * count,
        tuning=[_tuning(plan, month) for month in range(count)],
        quality=[quality_cost(requests, *quality, months.hourly_rate) for requests in months.requests],
    )


def routed(plan: Plan, rest: Plan, share: Numbers, months: Months) -> Schedule:
    """A plan for a share of the requests; the rest goes on as in ``rest``, at its tokens, fees and quality.

    Work and up-front cost are the plan's own; the deployment of ``rest`` must stay while anything is left to it.
    """
    own, other = schedule(plan, months), schedule(rest, months)
    left = 1.0 - share

    def mixed(mine: Sequence[Numbers], others: Sequence[Numbers]) -> list[Numbers]:
        return [share * one + where(left > 0, left * another, 0.0) for one, another in zip(mine, others, strict=True)]

    return _summed(
        plan.upfront,
        months,
        good_answers=mixed(own.good_answers, other.good_answers),
        list_tokens=mixed(own.list_tokens, other.list_tokens),
        tokens=mixed(own.tokens, other.tokens),
        fees=mixed(own.fees, other.fees),
        hosting=[one + where(left > 0, another, 0.0) for one, another in zip(own.hosting, other.hosting, strict=True)],
        people=own.people,
        tuning=own.tuning,
        quality=mixed(own.quality, other.quality),
    )


def _summed(
    upfront: Numbers,
    months: Months,
    *,
    good_answers: Sequence[Numbers],
    list_tokens: Sequence[Numbers],
    tokens: Sequence[Numbers],
    fees: Sequence[Numbers],
    hosting: Sequence[Numbers],
    people: Sequence[Numbers],
    tuning: Sequence[Numbers],
    quality: Sequence[Numbers],
) -> Schedule:
    parts = zip(tokens, fees, hosting, people, tuning, quality, strict=True)
    cost = [sum(month) * rate for month, rate in zip(parts, months.exchange, strict=True)]
    return Schedule(
        upfront=upfront * months.exchange[0],
        requests=months.requests,
        good_answers=good_answers,
        list_tokens=list_tokens,
        tokens=tokens,
        fees=fees,
        hosting=hosting,
        people=people,
        tuning=tuning,
        quality=quality,
        cost=cost,
        present=[amount * factor for amount, factor in zip(cost, months.discount, strict=True)],
    )


def _list_tokens(plan: Plan, months: Months, month: int) -> Numbers:
    """The tokens of a month at list prices, USD."""
    if plan.gpus is not None:
        return 0.0
    prices = plan.prices[month]
    if prices is None:
        return math.nan
    growth = months.token_growth[month]
    return months.price_level[month] * token_cost(
        prices,
        months.requests[month],
        plan.traffic._replace(
            input_tokens=plan.traffic.input_tokens * growth, output_tokens=plan.traffic.output_tokens * growth
        ),
    )


def token_cost(prices: MonthPrices, requests: Numbers, traffic: Traffic) -> Numbers:
    """The tokens of some requests at list prices, USD; NaN where a price that they need is not published.

    A request with more input tokens than a step's threshold is billed whole at that step's prices.
    """
    cost: Numbers = math.nan
    for position, step in enumerate(prices.steps):
        at_step = prompt_cost(
            _needed(step.standard, traffic),
            _needed_batch(step.batch, traffic),
            requests,
            traffic.input_tokens,
            traffic.output_tokens,
            traffic.cached_share,
            traffic.cache_write_share,
            traffic.batch_share,
            traffic.retry_rate,
            traffic.cache_write_1h_share,
        )
        cost = where(traffic.input_tokens > step.above_tokens, at_step, cost) if position else at_step
    return cost


def _needed(prices: TokenPrices, traffic: Traffic) -> TokenPrices:
    """The prices, 0 for those that no token meets: one that nobody published does no harm there."""
    is_read = traffic.input_tokens > 0
    return prices._replace(
        cache_read=where(is_read & (traffic.cached_share > 0), prices.cache_read, 0.0),
        cache_write=where(is_read & (traffic.cache_write_share > 0), prices.cache_write, 0.0),
        cache_write_1h=where(is_read & (traffic.cache_write_1h_share > 0), prices.cache_write_1h, 0.0),
    )


def _needed_batch(prices: TokenPrices, traffic: Traffic) -> TokenPrices:
    return TokenPrices(*(where(traffic.batch_share > 0, price, 0.0) for price in _needed(prices, traffic)))


def _hosting(plan: Plan, months: Months, month: int) -> Numbers:
    """What stands ready in a month, used or idle, USD."""
    if plan.gpus is not None:
        needed = gpus_needed(plan.gpus, plan.traffic, months.requests[month], months.token_growth[month])
        return needed * plan.gpus.gpu_hour * HOURS_PER_MONTH
    if plan.hosting is not None:
        return plan.hosting
    prices = plan.prices[month]
    if prices is None:
        return math.nan
    return prices.hosting_hour * HOURS_PER_MONTH * plan.deployments + prices.storage_month


def gpus_needed(gpus: Gpus, traffic: Traffic, requests: Numbers, token_growth: Numbers = 1.0) -> Numbers:
    """GPUs that a month's requests need at their peak, at least the minimum."""
    seconds = HOURS_PER_MONTH * _SECONDS_PER_HOUR
    peak_requests = requests * (1.0 + traffic.retry_rate) / seconds * gpus.peak_factor
    tokens = (traffic.input_tokens + traffic.output_tokens) * token_growth
    load = peak_requests * tokens / (gpus.tokens_per_second * gpus.utilisation)
    return larger(ceil(load - CRUMB_OF_A_COUNT), gpus.min_gpus)


def _tuning(plan: Plan, month: int) -> Numbers:
    """Retraining and the move to a successor in a month, USD."""
    runs = retrains_in_month(plan.retrains_per_year, month + 1)
    cost = _amount(plan.retrain_cost, month)
    return where(runs > 0, runs * cost, 0.0) + _amount(plan.moving_cost, month)


def _amount(row: Sequence[Numbers], month: int) -> Numbers:
    return row[month] if month < len(row) else 0.0


def retrains_in_month(retrains_per_year: Numbers, month: int) -> Numbers:
    """Training runs in a month, counted from 1: those due by its end, less those due by the end of the one before.

    12 a year is one every month; 4 are in months 3, 6, 9, 12; 1 is in month 12.
    """

    def due(by: int) -> Numbers:
        return floor(retrains_per_year * by / _MONTHS_PER_YEAR + CRUMB_OF_A_COUNT)

    return due(month) - due(month - 1)


def cumulative_saving(baseline: Schedule, other: Schedule) -> list[Numbers]:
    """What has been saved by the end of each month, discounted, before any up-front cost."""
    return list(accumulate(was - now for was, now in zip(baseline.present, other.present, strict=True)))


def payback(baseline: Schedule, other: Schedule) -> tuple[Numbers, Numbers]:
    """First month at whose end the saving has reached the up-front difference, and the first from which it stays so.

    Counted from 1; infinity where there is none. Retraining can take the saving back in between.
    """
    outlay = other.upfront - baseline.upfront
    return crossings(cumulative_saving(baseline, other), outlay)

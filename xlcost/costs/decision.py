"""When fine-tuning pays back. "Never" is infinity here; the Excel functions turn it into #NUM! with the reason."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from xlcost.costs.elementwise import Numbers, expm1, log1p, where

_MONTHS_PER_YEAR = 12.0
#: Sums of cents miss a whole amount by a crumb; a millionth never decides a month.
CRUMB_OF_MONEY: Final = 1e-6
#: A rate, or a share of a cost, that floats miss by less than this is that one.
CRUMB_OF_A_RATE: Final = 1e-12


def breakeven_months(
    upfront: Numbers,
    prompt_monthly: Numbers,
    finetune_monthly: Numbers,
    annual_discount_rate: Numbers = 0.0,
) -> Numbers:
    """Months until the monthly saving has paid for ``upfront`` (USD); infinity where it never does.

    With a discount rate, the month n at which the present value of n equal savings equals ``upfront``; savings arrive
    at the end of each month, the annual rate is effective.
    """
    saving = prompt_monthly - finetune_monthly
    safe_saving = where(saving > 0, saving, 1.0)
    monthly_rate = expm1(log1p(annual_discount_rate) / _MONTHS_PER_YEAR)
    burden = upfront * monthly_rate / safe_saving  # interest on the outlay as a share of the saving; 1 is never
    pays_back = (saving > 0) & (burden < 1)
    discounted = -log1p(-where(pays_back, burden, 0.0)) / log1p(where(monthly_rate > 0, monthly_rate, 1.0))
    return where(pays_back, where(monthly_rate > 0, discounted, upfront / safe_saving), math.inf)


def breakeven_requests(
    upfront: Numbers,
    prompt_unit_cost: Numbers,
    finetune_unit_cost: Numbers,
    finetune_fixed_monthly: Numbers,
    prompt_fixed_monthly: Numbers = 0.0,
    months: Numbers = 12.0,
) -> Numbers:
    """Requests per month above which fine-tuning is cheaper over ``months``; infinity where it never is.

    Unit costs in USD per request, fixed costs in USD per month, ``upfront`` in USD. 0 where any volume will do.
    """
    saving_per_request = prompt_unit_cost - finetune_unit_cost
    fixed = finetune_fixed_monthly - prompt_fixed_monthly + upfront / months
    volume = fixed / where(saving_per_request > 0, saving_per_request, 1.0)
    return where(saving_per_request > 0, where(fixed > 0, volume, 0.0), math.inf)


def breakeven_price_ratio(
    prompt_monthly: Numbers, token_uplift: Numbers = 0.0, finetune_fixed_monthly: Numbers = 0.0
) -> Numbers:
    """Tuned price over base price below which tuning is cheaper a month; 0 or less where no price is low enough."""
    return (1.0 - finetune_fixed_monthly / prompt_monthly) / (1.0 + token_uplift)


def payback_months(
    prompt_costs: Sequence[float],
    finetune_costs: Sequence[float],
    upfront: float = 0.0,
    annual_discount_rate: float = 0.0,
) -> tuple[float, float]:
    """First and last payback month of two rows of monthly costs, counted from 1; infinity where there is none.

    First: the smallest month at whose end the discounted savings so far reach ``upfront`` (USD). Last: the smallest
    month from which they stay so to the end of the rows; a retraining can take the saving back in between.

    Args:
        prompt_costs: USD of each month, the first month first.
        finetune_costs: as many months, USD.
        upfront: USD before the first month.
        annual_discount_rate: effective, a share per year; savings arrive at the end of their month.
    """
    first, last = crossings(discounted_savings(prompt_costs, finetune_costs, annual_discount_rate), upfront)
    return float(first), float(last)


def crossings(saved: Sequence[Numbers], outlay: Numbers) -> tuple[Numbers, Numbers]:
    """First month by which ``saved`` has reached ``outlay``, and first month from which it stays so; else infinity.

    Args:
        saved: what has been saved by the end of each month, a number or a column of scenarios.
        outlay: what the savings are to pay for, in the same money.
    """
    first: Numbers = math.inf
    last: Numbers = math.inf
    for month, so_far in enumerate(saved, start=1):
        reached = so_far - outlay > -CRUMB_OF_MONEY
        first = where(reached & (first == math.inf), float(month), first)
        last = where(reached, where(last == math.inf, float(month), last), math.inf)
    return first, last


def discounted_savings(
    prompt_costs: Sequence[float], finetune_costs: Sequence[float], annual_discount_rate: float = 0.0
) -> list[float]:
    """What has been saved by the end of each month, discounted to the start, USD; negative where it cost more."""
    factor = (1.0 + annual_discount_rate) ** (-1.0 / _MONTHS_PER_YEAR)
    months = enumerate(zip(prompt_costs, finetune_costs, strict=True), start=1)
    return list(accumulate((prompting - tuned) * factor**month for month, (prompting, tuned) in months))

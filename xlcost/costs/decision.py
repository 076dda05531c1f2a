"""When fine-tuning pays back. "Never" is infinity here; the Excel functions turn it into #NUM! with the reason."""

from __future__ import annotations

import math

from xlcost.costs.elementwise import Numbers, expm1, log1p, where

_MONTHS_PER_YEAR = 12.0


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
    prompt_unit_cost: Numbers,
    finetune_unit_cost: Numbers,
    finetune_fixed_monthly: Numbers,
    prompt_fixed_monthly: Numbers = 0.0,
    upfront: Numbers = 0.0,
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

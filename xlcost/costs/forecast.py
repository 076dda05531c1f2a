"""A monthly cost carried forward: volume grows each month, prices fall each year."""

from __future__ import annotations

from xlcost.costs.elementwise import Numbers

_MONTHS_PER_YEAR = 12.0


def cost_in_month(
    monthly_cost: Numbers, month: Numbers, monthly_growth: Numbers = 0.0, annual_price_decline: Numbers = 0.0
) -> Numbers:
    """The cost in ``month`` (0 is the first), USD per month."""
    return monthly_cost * (1.0 + monthly_growth) ** month * (1.0 - annual_price_decline) ** (month / _MONTHS_PER_YEAR)


def cost_forecast(
    monthly_cost: float, months: int, monthly_growth: float = 0.0, annual_price_decline: float = 0.0
) -> list[float]:
    """The cost of each of the next ``months`` months, USD per month."""
    return [cost_in_month(monthly_cost, month, monthly_growth, annual_price_decline) for month in range(months)]

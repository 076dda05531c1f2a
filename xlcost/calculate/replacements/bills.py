"""Bills and notes that pay at the end: TBILLEQ, TBILLPRICE, TBILLYIELD, ACCRINTM, DISC, INTRATE and RECEIVED."""

from __future__ import annotations

import math
from typing import Any, Final

from xlcost.calculate.replacements.coercion import MISSING, Failed, strict_number
from xlcost.calculate.replacements.daycounts import yearfrac
from xlcost.calculate.replacements.days import civil, month_shifted, whole_day

_HALF_YEAR: Final = 182
_ACTUAL_360: Final = 2


def tbilleq(settlement: Any, maturity: Any, discount: Any) -> float:
    """TBILLEQ: the yield as of a bond; beyond half a year as of one that pays half-yearly."""
    days, rate = _days(settlement, maturity), _positive(discount)
    if days <= _HALF_YEAR:
        below = 360 - rate * days
        if below == 0:
            raise Failed("Div")
        return 365 * rate / below
    price = (100 - rate * 100 * days / 360) / 100
    year = 366 if days == 366 else 365
    part = days / year
    inside = part * part - (2 * part - 1) * (1 - 1 / price)
    if price <= 0 or inside < 0:
        raise Failed("Num")
    return (-2 * part + 2 * math.sqrt(inside)) / (2 * part - 1)


def tbillprice(settlement: Any, maturity: Any, discount: Any) -> float:
    """TBILLPRICE: per 100 of face value."""
    days, rate = _days(settlement, maturity), _positive(discount)
    price = 100 * (1 - rate * days / 360)
    if price < 0:
        raise Failed("Num")
    return price


def tbillyield(settlement: Any, maturity: Any, price: Any) -> float:
    """TBILLYIELD."""
    days, paid = _days(settlement, maturity), _positive(price)
    return (100 - paid) / paid * 360 / days


def accrintm(issue: Any, settlement: Any, rate: Any, par: Any = MISSING, basis: Any = MISSING) -> float:
    """ACCRINTM: the interest that a note has earned."""
    share = _share(issue, settlement, basis)
    return (1000.0 if par is MISSING else _positive(par)) * _positive(rate) * share


def disc(settlement: Any, maturity: Any, price: Any, redemption: Any, basis: Any = MISSING) -> float:
    """DISC: the discount rate."""
    share = _share(settlement, maturity, basis)
    paid, value = _positive(price), _positive(redemption)
    return (value - paid) / value / share


def intrate(settlement: Any, maturity: Any, investment: Any, redemption: Any, basis: Any = MISSING) -> float:
    """INTRATE: the interest rate."""
    share = _share(settlement, maturity, basis)
    paid, value = _positive(investment), _positive(redemption)
    return (value - paid) / paid / share


def received(settlement: Any, maturity: Any, investment: Any, discount: Any, basis: Any = MISSING) -> float:
    """RECEIVED: what is paid at the end."""
    share = _share(settlement, maturity, basis)
    paid, rate = _positive(investment), _positive(discount)
    left = 1 - rate * share
    if left <= 0:
        raise Failed("Num")
    return paid / left


def basis(given: Any) -> float:
    """The day count of PRICE and YIELD, which the engine has wrong for actual/360."""
    count = strict_number(given)
    if math.trunc(count) == _ACTUAL_360:
        raise Failed("NImpl")
    return count


def _days(settlement: Any, maturity: Any) -> int:
    """The days to maturity: at least one, at most a year."""
    first, last = whole_day(strict_number(settlement)), whole_day(strict_number(maturity))
    if first >= last or civil(last) > month_shifted(first, 12):
        raise Failed("Num")
    return last - first


def _share(first: Any, last: Any, basis: Any) -> float:
    start, end = strict_number(first), strict_number(last)
    if whole_day(start) >= whole_day(end):
        raise Failed("Num")
    return yearfrac(start, end, basis)


def _positive(given: Any) -> float:
    value = strict_number(given)
    if value <= 0:
        raise Failed("Num")
    return value

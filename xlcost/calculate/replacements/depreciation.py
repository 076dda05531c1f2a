"""DB and DDB: depreciation on what is left."""

from __future__ import annotations

import math
from typing import Any

from xlcost.calculate.replacements.coercion import MISSING, Failed, boolean, number, optional


def db(cost: Any, salvage: Any, life: Any, period: Any, month: Any = MISSING) -> float:
    """DB: the fixed rate has three decimals; the first year may have fewer than twelve months."""
    price, rest, years, at = number(cost), number(salvage), number(life), math.trunc(number(period))
    months = math.trunc(optional(month, 12.0))
    if price < 0 or rest < 0 or years <= 0 or at <= 0 or not 1 <= months <= 12:
        raise Failed("Num")
    if at > years + (months < 12):
        raise Failed("Num")
    if price == 0:
        return 0.0
    rate = round(1 - math.pow(rest / price, 1 / years), 3)
    first = price * rate * months / 12
    if at <= 1:
        return first
    spent = first
    for _ in range(2, at):
        spent += (price - spent) * rate
    part = (price - spent) * rate
    return part * (12 - months) / 12 if at > years else part


def ddb(cost: Any, salvage: Any, life: Any, period: Any, factor: Any = MISSING) -> float:
    """DDB: a multiple of the even rate, down to the salvage value."""
    price, rest, years, at = number(cost), number(salvage), number(life), number(period)
    times = optional(factor, 2.0)
    if price < 0 or rest < 0 or years <= 0 or at <= 0 or times <= 0 or at > years:
        raise Failed("Num")
    if at < 1:
        raise Failed("NImpl")
    rate = min(times / years, 1.0)
    before = price * math.pow(1 - rate, at - 1)
    after = price * math.pow(1 - rate, at)
    return max(before - max(after, rest), 0.0)


def vdb(
    cost: Any, salvage: Any, life: Any, start: Any, end: Any, factor: Any = MISSING, no_switch: Any = MISSING
) -> float:
    """VDB: declining balance between two moments, then straight-line where that is more."""
    price, rest, years = number(cost), number(salvage), number(life)
    first, last, times = number(start), number(end), optional(factor, 2.0)
    stays = no_switch is not MISSING and boolean(no_switch)
    if min(price, rest, first, times) < 0 or years <= 0 or last < first or last > years:
        raise Failed("Num")
    if first != int(first) or last != int(last) or years != int(years) or rest > price:
        raise Failed("NImpl")
    rate, left, total = min(times / years, 1.0), price, 0.0
    for period in range(int(last)):
        declining = min(left * rate, left - rest)
        even = (left - rest) / (years - period)
        part = declining if stays or declining >= even else even
        left -= part
        if period >= first:
            total += part
    return total

"""Why an actual cost differs from its budget: effects that add up to the difference exactly.

Pure arithmetic over cells, one for each use case and model; works with floats, decimals and fractions alike. The
workbook's sheet Variance has the same formulas, live.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, NamedTuple

_PER_MILLION: Final = 1_000_000


class Tokens(NamedTuple):
    """Tokens of a request on average, or prices in USD per million tokens, by kind."""

    input: Any  # read neither from nor written to a cache
    cache_read: Any = 0
    cache_write: Any = 0
    cache_write_1h: Any = 0
    output: Any = 0


class Side(NamedTuple):
    """One side of a cell: its requests (repeats among them), tokens a request, and the prices they were billed at.

    ``list_prices`` are the model's own on that side's day, where they are known: they part the price effect.
    """

    requests: Any
    tokens: Tokens
    prices: Tokens
    list_prices: Tokens | None = None


class Cell(NamedTuple):
    """A use case on a model: what was planned, None where nothing was, and what happened.

    A cell without a budget is held against its own actual tokens at ``budget_day_prices``: it differs by volume and
    mix, not by its tokens.
    """

    case: str
    model: str
    budget: Side | None
    actual: Side | None
    budget_day_prices: Tokens | None = None


@dataclass(frozen=True, slots=True)
class Effects:
    """Parts of the difference between actual and budget cost, USD; they add up to it."""

    volume: Any
    retries: Any
    use_case_mix: Any
    model_mix: Any
    input_tokens: Any
    cache_shares: Any
    output_tokens: Any
    price_list: Any
    price_tier_and_discount: Any

    @property
    def price(self) -> Any:
        """What changed prices come to, whatever changed them."""
        return self.price_list + self.price_tier_and_discount

    def total(self) -> Any:
        """All effects together."""
        return sum(getattr(self, field.name) for field in fields(self))


class _Joined(NamedTuple):
    """A cell with both sides filled in."""

    case: str
    planned: Any  # requests
    sent: Any  # requests
    budget: Side
    actual: Side


def variance(cells: Sequence[Cell], retries_budget: Any = 0, retries_actual: Any = 0) -> Effects:
    """The effects that explain actual less budget.

    Args:
        cells: one for each use case and model; those that vanished have no actual, new ones no budget.
        retries_budget: repeats for each request that was wanted, planned; 0.02 means 2 % are sent again.
        retries_actual: the same, as it happened.

    Raises:
        ValueError: a cell has neither side, or no budget and no prices of the budget's day.
    """
    joined = [_joined(cell) for cell in cells]
    planned, sent = sum(cell.planned for cell in joined), sum(cell.sent for cell in joined)
    unit = [unit_cost(cell.budget.tokens, cell.budget.prices) for cell in joined]
    budget_cost = sum(cell.planned * each for cell, each in zip(joined, unit))
    actual_at_budget_units = sum(cell.sent * each for cell, each in zip(joined, unit))
    mean = budget_cost / planned if planned else actual_at_budget_units / sent if sent else 0
    wanted = sent / (1 + retries_actual)
    use_case_mix, at_case_units = _mix(joined, unit, planned, sent)
    kinds = [_token_effects(cell) for cell in joined]
    return Effects(
        volume=(wanted - planned / (1 + retries_budget)) * (1 + retries_budget) * mean,
        retries=wanted * (retries_actual - retries_budget) * mean,
        use_case_mix=use_case_mix,
        model_mix=actual_at_budget_units - at_case_units,
        input_tokens=sum(each[0] for each in kinds),
        cache_shares=sum(each[1] for each in kinds),
        output_tokens=sum(each[2] for each in kinds),
        price_list=sum(_list_effect(cell) for cell in joined),
        price_tier_and_discount=sum(_price_effect(cell) - _list_effect(cell) for cell in joined),
    )


def unit_cost(tokens: Tokens, prices: Tokens) -> Any:
    """USD of a request of these tokens at these prices."""
    return sum(count * price for count, price in zip(tokens, prices)) / _PER_MILLION


def blended_input_price(tokens: Tokens, prices: Tokens) -> Any:
    """USD per million input tokens, cached ones among them, in the proportions of a request."""
    sent = sum(tokens[:-1])
    return sum(count * price for count, price in zip(tokens[:-1], prices[:-1])) / sent if sent else prices.input


def _joined(cell: Cell) -> _Joined:
    if cell.budget is None:
        if cell.actual is None:
            raise ValueError(f"{cell.case}, {cell.model}: neither a budget nor an actual")
        if cell.budget_day_prices is None:
            raise ValueError(f"{cell.case}, {cell.model}: no budget, and no prices of the budget's day")
        prices = cell.budget_day_prices
        return _Joined(cell.case, 0, cell.actual.requests, Side(0, cell.actual.tokens, prices, prices), cell.actual)
    actual = cell.actual or cell.budget._replace(requests=0)
    return _Joined(cell.case, cell.budget.requests, actual.requests, cell.budget, actual)


def _mix(joined: Sequence[_Joined], unit: Sequence[Any], planned: Any, sent: Any) -> tuple[Any, Any]:
    """The use-case mix effect, and what the actual requests would have cost at each case's own planned mean."""
    cases = dict.fromkeys(cell.case for cell in joined)
    at_means: Any = 0
    planned_cost: Any = 0
    for case in cases:
        own = [(cell, each) for cell, each in zip(joined, unit) if cell.case == case]
        case_planned, case_sent = sum(cell.planned for cell, _ in own), sum(cell.sent for cell, _ in own)
        cost_planned = sum(cell.planned * each for cell, each in own)
        cost_sent = sum(cell.sent * each for cell, each in own)
        # A case without a plan has no planned mix of models: its own mix is taken, and none of it is a model's effect.
        mean = cost_planned / case_planned if case_planned else cost_sent / case_sent if case_sent else 0
        at_means += case_sent * mean
        planned_cost += cost_planned
    # Without any plan there is no planned mix of cases either: what was sent is volume at its own mean.
    return at_means - sent * planned_cost / planned if planned else sent * 0, at_means


def _token_effects(cell: _Joined) -> tuple[Any, Any, Any]:
    """The effects of longer inputs, of other cache shares and of longer outputs in one cell."""
    planned, used, prices = cell.budget.tokens, cell.actual.tokens, cell.budget.prices
    blended = blended_input_price(planned, prices)
    sent, split = sum(used[:-1]), sum(count * price for count, price in zip(used[:-1], prices[:-1]))
    return (
        cell.sent * (sent - sum(planned[:-1])) * blended / _PER_MILLION,
        cell.sent * (split - sent * blended) / _PER_MILLION,
        cell.sent * (used.output - planned.output) * prices.output / _PER_MILLION,
    )


def _price_effect(cell: _Joined) -> Any:
    return cell.sent * (
        unit_cost(cell.actual.tokens, cell.actual.prices) - unit_cost(cell.actual.tokens, cell.budget.prices)
    )


def _list_effect(cell: _Joined) -> Any:
    """What the model's own list price did, where both lists are known."""
    before, now = cell.budget.list_prices, cell.actual.list_prices
    if before is None or now is None:
        return cell.sent * 0
    return cell.sent * (unit_cost(cell.actual.tokens, now) - unit_cost(cell.actual.tokens, before))


def cost(cells: Sequence[Cell]) -> tuple[Any, Any]:
    """Budget and actual cost, USD."""
    return _cost([cell.budget for cell in cells]), _cost([cell.actual for cell in cells])


def _cost(sides: Sequence[Side | None]) -> Any:
    return sum(side.requests * unit_cost(side.tokens, side.prices) for side in sides if side is not None)

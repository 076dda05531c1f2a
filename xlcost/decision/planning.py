"""From the values of a case and what is offered to the schedule of every alternative.

The values may be arrays of scenarios; offers, dates and switches are the same for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from xlcost.costs.elementwise import Numbers
from xlcost.costs.finetuning import training_cost
from xlcost.costs.schedule import Gpus, Months, Plan, Quality, Schedule, Traffic, routed, schedule, shared_months
from xlcost.decision.calendar import month_starts
from xlcost.decision.due import amount
from xlcost.decision.inputs import BASELINE, INPUTS
from xlcost.decision.offers import Offer

#: The rows of an alternative that a blank takes from the baseline.
_FROM_BASELINE: Final = ("input_tokens", "output_tokens", "bad_answer_cost")


def filled(values: Mapping[str, Any], offered: Mapping[str, Offer]) -> dict[str, Any]:
    """The values with every blank that stands for something replaced by what it stands for.

    Hosting is left blank: its default follows the prices of each month.
    """
    made = dict(values)
    for letter in offered:
        for row in _FROM_BASELINE:
            if made[f"{letter}_{row}"] is None:
                made[f"{letter}_{row}"] = made[f"{BASELINE}_{row}"]
        if f"{letter}_gpu_hour" in INPUTS and made[f"{letter}_gpu_hour"] is None:
            made[f"{letter}_gpu_hour"] = math.nan
        if made[f"{letter}_success_rate"] is None:
            made[f"{letter}_success_rate"] = tested_rate(made, letter)
        if f"{letter}_tokens_per_example" in INPUTS and made[f"{letter}_tokens_per_example"] is None:
            made[f"{letter}_tokens_per_example"] = made[f"{letter}_input_tokens"] + made[f"{letter}_output_tokens"]
    if made["required_success_rate"] is None:
        made["required_success_rate"] = made[f"{BASELINE}_success_rate"]
    return made


def tested_rate(values: Mapping[str, Any], letter: str) -> float:
    """The share of test cases passed; 1 where nothing was tested."""
    cases, passes = values[f"{letter}_test_cases"], values[f"{letter}_test_passes"]
    return passes / cases if cases and passes is not None else 1.0


def months_of(values: Mapping[str, Any]) -> Months:
    """What all alternatives of a case share."""
    starts = month_starts(values["model_date"], int(values["horizon_months"]))
    factors = [1.0 if factor is None else factor for factor in values["season"]]
    rates = values["exchange_rates"]
    return shared_months(
        len(starts),
        values["requests"],
        monthly_growth=values["monthly_growth"],
        season=[factors[start.month - 1] for start in starts],
        volumes=values["volumes"],
        token_growth=values["token_growth"],
        annual_price_decline=values["annual_price_decline"],
        annual_discount_rate=values["annual_discount_rate"],
        exchange=[values["exchange_rate"] if rate is None else rate for rate in rates[: len(starts)]],
        hourly_rate=values["hourly_rate"],
    )


def training_run(values: Mapping[str, Any], offer: Offer, month: int) -> Numbers:
    """What a training run in a month (counted from 1) costs, USD: as quoted, or by the price list; NaN if neither."""
    letter = offer.letter
    quoted = values[f"{letter}_training_cost"]
    if quoted is not None:
        return quoted
    price = offer.training[month - 1]
    if price is None:
        return math.nan
    return training_cost(
        price.per_mtok,
        values["examples"],
        values[f"{letter}_tokens_per_example"],
        values[f"{letter}_epochs"],
        values[f"{letter}_validation_tokens"],
        price.minimum,
    )


def plan_of(values: Mapping[str, Any], offer: Offer) -> Plan:
    """One alternative in numbers, from values without blanks."""

    def of(row: str) -> Any:
        return values[f"{offer.letter}_{row}"]

    quality = Quality(of("success_rate"), of("bad_answer_cost"), of("reviewed_share"), of("review_minutes"))
    upfront, people = (amount(values, offer.letter, due) for due in ("before", "month"))
    fees = amount(values, offer.letter, "requests")
    if offer.way == "self_host":
        traffic = Traffic(of("input_tokens"), of("output_tokens"), retry_rate=of("retry_rate"), tool_fees=fees)
        gpus = Gpus(of("gpu_hour"), of("tokens_per_second"), of("utilisation"), of("peak_factor"), of("min_gpus"))
        return Plan(traffic, (), quality, upfront, people=people, gpus=gpus)
    moving = amount(values, offer.letter, "move")
    plan = Plan(
        traffic=Traffic(**{row: of(row) for row in Traffic._fields if row != "tool_fees"}, tool_fees=fees),
        prices=offer.prices,
        quality=quality,
        upfront=upfront,
        hosting=of("hosting_cost"),
        deployments=of("replicas"),
        people=people,
        moving_cost=_in_month(offer.moved_in, moving, len(offer.prices)),
    )
    return _with_training(plan, values, offer) if offer.way == "finetune" else plan


def _with_training(plan: Plan, values: Mapping[str, Any], offer: Offer) -> Plan:
    runs, each = values[f"{offer.letter}_training_runs"], amount(values, offer.letter, "run")
    before = runs * (training_run(values, offer, 1) + each) if _any(runs) else 0.0
    again = each + amount(values, offer.letter, "retraining")
    return replace(
        plan,
        upfront=plan.upfront + before,
        retrains_per_year=values[f"{offer.letter}_retrains_per_year"],
        retrain_cost=[
            training_run(values, offer, month) + again if offer.trainable[month - 1] else math.nan
            for month in range(1, len(plan.prices) + 1)
        ],
    )


def _any(runs: Numbers) -> bool:
    return bool(runs.any()) if hasattr(runs, "any") else bool(runs)


def _in_month(month: int | None, amount: Numbers, months: int) -> Sequence[Numbers]:
    return [amount if position == month else 0.0 for position in range(1, months + 1)]


def schedules(values: Mapping[str, Any], offered: Mapping[str, Offer]) -> dict[str, Schedule]:
    """The schedule of every alternative, from values whose blanks are filled."""
    months = months_of(values)
    plans = {letter: plan_of(values, offer) for letter, offer in offered.items()}
    made = {}
    for letter, plan in plans.items():
        share = values.get(f"{letter}_share")
        routes = share is not None and not _is_one(share)
        made[letter] = routed(plan, plans[BASELINE], share, months) if routes else schedule(plan, months)
    return made


def _is_one(share: Numbers) -> bool:
    return not hasattr(share, "shape") and share == 1.0

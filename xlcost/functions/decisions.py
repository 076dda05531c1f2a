"""The decision: when fine-tuning pays back, at which volume and price, what lies ahead, and what the gates say."""

import math
from collections.abc import Sequence
from typing import Any, Final

from xlcost import costs
from xlcost.errors import NUM, VALUE, BadArgument, OutOfDomain
from xlcost.functions import arguments as arg
from xlcost.functions.finetuning import ARITHMETIC_ERRORS
from xlcost.functions.records import Example
from xlcost.functions.registry import excel_function
from xlcost.functions.requirements import unless_never
from xlcost.numbertext import spelled

_BREAKEVEN_ERRORS: Final = {**ARITHMETIC_ERRORS, NUM: "never breaks even, or a number outside its domain"}
_ADVICE_EXAMPLE: Final = {
    "examples": 20_000.0,
    "stable": True,
    "prompt_total": 5_400.0,
    "finetune_total": 28_980.0,
}


@excel_function(
    unit="months",
    errors=_BREAKEVEN_ERRORS,
    example=Example({"upfront": 6_000.0, "prompt_monthly": 1_500.0, "finetune_monthly": 900.0}, 10.0),
    shape="numpy",
)
def breakeven_months(
    upfront: arg.Upfront,
    prompt_monthly: arg.PromptMonthly,
    finetune_monthly: arg.FinetuneMonthly,
    annual_discount_rate: arg.AnnualDiscountRate = 0.0,
    if_never: arg.IfNever = None,
) -> Any:
    """Months until the monthly saving has paid for the up-front cost, discounted if a rate is given."""
    months = costs.breakeven_months(upfront, prompt_monthly, finetune_monthly, annual_discount_rate)
    return unless_never(
        months,
        months < math.inf,
        if_never,
        lambda: why_never(upfront, prompt_monthly, finetune_monthly, annual_discount_rate),
    )


@excel_function(
    unit="requests per month",
    errors=_BREAKEVEN_ERRORS,
    example=Example(
        {
            "upfront": 6_000.0,
            "prompt_unit_cost": 0.0045,
            "finetune_unit_cost": 0.003,
            "finetune_fixed_monthly": 1_000.0,
        },
        1_000_000.0,
    ),
    shape="numpy",
)
def breakeven_requests(
    upfront: arg.Upfront,
    prompt_unit_cost: arg.PromptUnitCost,
    finetune_unit_cost: arg.FinetuneUnitCost,
    finetune_fixed_monthly: arg.FinetuneFixedMonthly,
    prompt_fixed_monthly: arg.PromptFixedMonthly = 0.0,
    months: arg.Months = 12.0,
    if_never: arg.IfNever = None,
) -> Any:
    """Requests a month above which fine-tuning is cheaper, its up-front cost spread over some months."""
    volume = costs.breakeven_requests(
        upfront, prompt_unit_cost, finetune_unit_cost, finetune_fixed_monthly, prompt_fixed_monthly, months
    )
    return unless_never(
        volume,
        volume < math.inf,
        if_never,
        lambda: (
            f"never: a request costs {finetune_unit_cost:.6g} USD with the tuned model and "
            f"{prompt_unit_cost:.6g} USD with prompting, so no volume earns the fixed cost back"
        ),
    )


@excel_function(
    unit="ratio of tuned price to base price",
    errors=_BREAKEVEN_ERRORS,
    example=Example({"prompt_monthly": 450.0, "token_uplift": 0.25}, 0.8),
    shape="numpy",
)
def breakeven_price_ratio(
    prompt_monthly: arg.PromptMonthlyAboveZero,
    token_uplift: arg.TokenUplift = 0.0,
    finetune_fixed_monthly: arg.FinetuneFixedMonthly = 0.0,
    if_never: arg.IfNever = None,
) -> Any:
    """The tuned price as a share of the base price below which the tuned model is cheaper a month."""
    ratio = costs.breakeven_price_ratio(prompt_monthly, token_uplift, finetune_fixed_monthly)
    return unless_never(
        ratio,
        ratio > 0.0,
        if_never,
        lambda: (
            f"never: the fixed cost of {finetune_fixed_monthly:,.2f} USD a month alone is as much as prompting, "
            f"{prompt_monthly:,.2f} USD, so no price is low enough"
        ),
    )


@excel_function(
    unit="months",
    errors={**_BREAKEVEN_ERRORS, VALUE: "a blank or wrong cell, an unknown crossing, rows of different lengths"},
    example=Example(
        {
            "prompt_costs": [[1_000.0, 1_000.0, 1_000.0, 1_000.0]],
            "finetune_costs": [[700.0, 700.0, 700.0, 700.0]],
            "upfront": 750.0,
        },
        3.0,
    ),
    shape="cells",
)
def payback_month(
    prompt_costs: arg.PromptCosts,
    finetune_costs: arg.FinetuneCosts,
    upfront: arg.Upfront = 0.0,
    annual_discount_rate: arg.AnnualDiscountRate = 0.0,
    which: arg.Crossing = "first",
    if_never: arg.IfNever = None,
) -> Any:
    """The month, counted from 1, at whose end the discounted savings have paid for the up-front cost."""
    if len(prompt_costs) != len(finetune_costs):
        raise BadArgument(
            f"prompt_costs has {len(prompt_costs)} months and finetune_costs {len(finetune_costs)}; "
            "both need the same months"
        )
    first, last = costs.payback_months(prompt_costs, finetune_costs, upfront, annual_discount_rate)
    month = first if which == "first" else last
    return unless_never(
        float(month),
        month < math.inf,
        if_never,
        lambda: why_no_payback(prompt_costs, finetune_costs, upfront, annual_discount_rate, first),
    )


@excel_function(
    unit="column of USD per month",
    errors=ARITHMETIC_ERRORS,
    example=Example({"monthly_cost": 100.0, "months": 3.0, "monthly_growth": 0.1}, [[100.0], [110.0], [121.0]]),
    shape="table",
)
def cost_forecast(
    monthly_cost: arg.MonthlyCost,
    months: arg.ForecastMonths,
    monthly_growth: arg.MonthlyGrowth = 0.0,
    annual_price_decline: arg.AnnualPriceDecline = 0.0,
) -> list[list[float]]:
    """The cost of each coming month: volume grows every month, prices fall over the year."""
    try:
        forecast = costs.cost_forecast(monthly_cost, int(months), monthly_growth, annual_price_decline)
    except OverflowError:
        raise OutOfDomain(
            f"growth of {spelled(monthly_growth)} a month over {spelled(months)} months is too large"
        ) from None
    return [[cost] for cost in forecast]


@excel_function(
    unit="Prompt, Fine-tune or Fine-tune for quality",
    errors=ARITHMETIC_ERRORS,
    example=Example(_ADVICE_EXAMPLE, "Prompt"),
    shape="numpy",
)
def finetune_advice(
    examples: arg.HighQualityExamples,
    stable: arg.Stable,
    prompt_total: arg.PromptTotal,
    finetune_total: arg.FinetuneTotal,
    evidence: arg.Evidence = False,
    available: arg.Available = True,
    min_examples: arg.MinExamples = 10_000.0,
) -> str:
    """The recommendation by the gates data, stability, saving, evidence and availability; FINETUNE_REASONS says why."""
    return costs.recommend(examples, stable, prompt_total, finetune_total, evidence, available, min_examples)


@excel_function(
    unit="table: gate, value, threshold, passed, why",
    errors=ARITHMETIC_ERRORS,
    example=Example(
        _ADVICE_EXAMPLE,
        [
            ["gate", "value", "threshold", "passed", "why"],
            ["data", 20_000.0, 10_000.0, True, "20,000 high-quality examples are more than 10,000"],
            ["stability", True, True, True, "the task is stable, so a trained model stays right"],
            [
                "saving",
                28_980.0,
                5_400.0,
                False,
                "in all, fine-tuning costs 23,580.00 USD more than prompting",
            ],
            [
                "evidence",
                False,
                True,
                False,
                "it has not been shown that prompting cannot reach the quality or scale",
            ],
            [
                "available",
                True,
                True,
                True,
                "the tuned model can be trained and is on sale through the horizon",
            ],
        ],
    ),
    shape="table",
)
def finetune_reasons(
    examples: arg.HighQualityExamples,
    stable: arg.Stable,
    prompt_total: arg.PromptTotal,
    finetune_total: arg.FinetuneTotal,
    evidence: arg.Evidence = False,
    available: arg.Available = True,
    min_examples: arg.MinExamples = 10_000.0,
) -> list[list[Any]]:
    """The gates behind FINETUNE_ADVICE for the same arguments: value, threshold, passed or not, and why."""
    advice = costs.advise(examples, stable, prompt_total, finetune_total, evidence, available, min_examples)
    header: list[Any] = ["gate", "value", "threshold", "passed", "why"]
    return [header, *([gate.name, gate.value, gate.threshold, gate.passed, gate.why] for gate in advice.gates)]


def why_never(upfront: float, prompt_monthly: float, finetune_monthly: float, annual_discount_rate: float) -> str:
    """Why there is no break-even month, in one sentence with the numbers."""
    saving = prompt_monthly - finetune_monthly
    if saving <= 0.0:
        excess = f"{-saving:,.2f} USD more than" if saving < 0.0 else "as much as"
        return (
            f"never: a month with the tuned model costs {finetune_monthly:,.2f} USD, {excess} "
            f"prompting at {prompt_monthly:,.2f} USD, so nothing pays the up-front cost of {upfront:,.2f} USD back"
        )
    return (
        f"never: at {annual_discount_rate:.2%} a year the saving of {saving:,.2f} USD a month is worth less than "
        f"the up-front cost of {upfront:,.2f} USD, however long it lasts"
    )


def why_no_payback(
    prompt_costs: Sequence[float],
    finetune_costs: Sequence[float],
    upfront: float,
    annual_discount_rate: float,
    first: float,
) -> str:
    """Why the months given do not pay the up-front cost back, or not for good, in one sentence with the numbers."""
    months = len(prompt_costs)
    saved = costs.discounted_savings(prompt_costs, finetune_costs, annual_discount_rate)[-1] if months else 0.0
    so_far = f"by the end of month {months} {saved:,.2f} USD are saved and {upfront:,.2f} USD were paid up front"
    return f"never for good: paid back in month {first:.0f}, but {so_far}" if first < math.inf else f"never: {so_far}"

"""Quality: whether tests show a gain, how many cases that takes, and what bad and good answers cost."""

from typing import Any, Final

from xlcost import costs
from xlcost.costs.evidence import Evidence
from xlcost.errors import NUM, OutOfDomain
from xlcost.functions import arguments as arg
from xlcost.functions.finetuning import ARITHMETIC_ERRORS
from xlcost.functions.records import Example
from xlcost.functions.registry import excel_function
from xlcost.functions.requirements import require
from xlcost.numbertext import spelled

_COUNT_ERRORS: Final = {
    **ARITHMETIC_ERRORS,
    NUM: "a number outside its domain, a count that is not whole, or more passes than cases",
}
_UNIT: Final = "table: gain, low, high, p, verdict, cases needed"
#: What stands before each line of the result.
LABELS: Final = ("gain", "low", "high", "p", "verdict", "cases needed")


@excel_function(
    unit=_UNIT,
    errors=_COUNT_ERRORS,
    example=Example(
        {"base_passes": 400.0, "base_cases": 500.0, "tuned_passes": 440.0, "tuned_cases": 500.0},
        [
            ["gain", 0.08],
            ["low", 0.034641100594856235],
            ["high", 0.12524514468972223],
            ["p", ""],
            ["verdict", "shown"],
            ["cases needed", ""],
        ],
    ),
    shape="table",
)
def evidence(
    base_passes: arg.BasePasses,
    base_cases: arg.BaseCases,
    tuned_passes: arg.TunedPasses,
    tuned_cases: arg.TunedCases,
    min_gain: arg.MinGain = 0.0,
    confidence: arg.Confidence = 0.95,
) -> list[list[Any]]:
    """Whether different test sets show that the tuned model passes more often: gain, interval (Newcombe), verdict."""
    _at_most(base_passes, base_cases, "base_passes", "base_cases")
    _at_most(tuned_passes, tuned_cases, "tuned_passes", "tuned_cases")
    return _lines(costs.unpaired_evidence(base_passes, base_cases, tuned_passes, tuned_cases, min_gain, confidence))


@excel_function(
    unit=_UNIT,
    errors=_COUNT_ERRORS,
    example=Example(
        {"tuned_only": 25.0, "base_only": 10.0, "cases": 500.0},
        [
            ["gain", 0.03],
            ["low", 0.006600898815180382],
            ["high", 0.053160057360118425],
            ["p", 0.008336923900060356],
            ["verdict", "shown"],
            ["cases needed", ""],
        ],
    ),
    shape="table",
)
def evidence_paired(
    tuned_only: arg.TunedOnly,
    base_only: arg.BaseOnly,
    cases: arg.Cases,
    min_gain: arg.MinGain = 0.0,
    confidence: arg.Confidence = 0.95,
) -> list[list[Any]]:
    """Whether the same cases through both show a gain: interval (Agresti-Min), p (exact McNemar test), verdict."""
    _at_most(tuned_only + base_only, cases, "tuned_only and base_only together", "cases")
    return _lines(costs.paired_evidence(tuned_only, base_only, cases, min_gain, confidence))


@excel_function(
    unit="test cases for each side",
    errors={**ARITHMETIC_ERRORS, NUM: "a number outside its domain, or a rate and a gain above 1 together"},
    example=Example({"base_rate": 0.8, "gain": 0.05}, 903.0),
    shape="numpy",
)
def evidence_cases(
    base_rate: arg.BaseRate,
    gain: arg.Gain,
    confidence: arg.Confidence = 0.95,
    power: arg.Power = 0.8,
) -> float:
    """Test cases that each side needs to show a gain in the success rate, if the gain is there."""
    return require(
        costs.cases_needed(base_rate, gain, confidence, power),
        base_rate + gain <= 1.0 + _CRUMB,
        OutOfDomain,
        lambda: f"base_rate {spelled(base_rate)} and gain {spelled(gain)} are more than 1 together",
    )


@excel_function(
    unit="USD per month",
    errors=ARITHMETIC_ERRORS,
    example=Example(
        {
            "requests": 100_000.0,
            "success_rate": 0.95,
            "error_cost": 0.5,
            "review_share": 0.02,
            "review_minutes": 3.0,
            "hourly_rate": 60.0,
        },
        8_500.0,
    ),
    shape="numpy",
)
def quality_cost(
    requests: arg.Requests,
    success_rate: arg.SuccessRate,
    error_cost: arg.ErrorCost = 0.0,
    review_share: arg.ReviewShare = 0.0,
    review_minutes: arg.ReviewMinutes = 0.0,
    hourly_rate: arg.HourlyRate = 0.0,
) -> float:
    """What bad answers and the people who review answers cost in a month."""
    return costs.quality_cost(requests, success_rate, error_cost, review_share, review_minutes, hourly_rate)


@excel_function(
    unit="USD per good answer",
    errors={**ARITHMETIC_ERRORS, NUM: "a number outside its domain, or no good answer"},
    example=Example({"monthly_cost": 450.0, "requests": 100_000.0, "success_rate": 0.9}, 0.005),
    shape="numpy",
)
def cost_per_success(
    monthly_cost: arg.MonthlyCostInAll, requests: arg.Requests, success_rate: arg.SuccessRate
) -> float:
    """What a good answer costs: the month's cost over the requests that were answered well."""
    good = requests * success_rate
    return require(
        costs.cost_per_good_answer(monthly_cost, requests, success_rate),
        good > 0.0,
        OutOfDomain,
        lambda: (
            f"{spelled(requests)} requests at a success rate of {spelled(success_rate)} "
            "give no good answer to share the cost"
        ),
    )


#: 0.9 + 0.1 may be a crumb above 1 as floats.
_CRUMB: Final = 1e-12


def _at_most(passes: float, cases: float, name: str, of: str) -> None:
    if passes > cases:
        raise OutOfDomain(f"{name} is {spelled(passes)}, more than the {spelled(cases)} of {of}")


def _lines(found: Evidence) -> list[list[Any]]:
    values = (found.gain, found.low, found.high, found.p, found.verdict, found.cases_needed)
    return [[label, "" if value is None else value] for label, value in zip(LABELS, values)]

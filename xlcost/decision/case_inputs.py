"""The inputs of a case as a whole: when, how much work, in which money, and what is asked of an alternative."""

from __future__ import annotations

from typing import Final

from xlcost.decision.declaration import SCENARIOS, Input, Tested, section
from xlcost.functions.arguments import AT_LEAST_0, SHARE
from xlcost.functions.coercion import UNBOUNDED, Domain
from xlcost.prices.files import DATA, RELEASES, read_releases

#: The longest horizon, and so the length of every row of months.
MONTHS: Final = 60
MONTH_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NUMBERS: Final = tuple(f"Month {month}" for month in range(1, MONTHS + 1))

#: Answers to a question of the checklists.
ANSWERS: Final = ("Yes", "No", "Not assessed")
#: What a decision on record can say: nothing yet, or the letter of the alternative that was decided for.
RECORDED: Final = ("None", "A", "B", "C", "D")

#: The day of the price snapshot: what a case means that names no other.
_SNAPSHOT: Final = read_releases(DATA / RELEASES)[-1].snapshot
_ABOVE_0: Final = Domain(0.0, UNBOUNDED, above_low=True)
_GROWTH: Final = Domain(-0.9, 10.0)

TIME: Final = section(
    "Time and money",
    Input(
        "scenario",
        "Scenario shown",
        "choice",
        SCENARIOS,
        "text",
        "Base",
        "The scenario that every figure shows: Low, Base or High of each input.",
        "single",
    ),
    Input(
        "model_date",
        "Model date",
        "date",
        "date",
        "date",
        _SNAPSHOT,
        "First day of month 1. Month t starts t-1 months later and has the prices in effect on that day.",
        "single",
    ),
    Input(
        "horizon_months",
        "Horizon",
        "months",
        Domain(1.0, float(MONTHS), whole=True),
        "count",
        12,
        "Months that count: costs, saving, payback and advice are of these months.",
        "single",
    ),
    Input(
        "annual_discount_rate",
        "Discount rate",
        "share per year",
        Domain(0.0, 1.0),
        "share",
        0.0,
        "Effective annual rate; each month's cost counts at the end of its month. 0 counts every month alike.",
        tested=Tested("value", 0.0, 0.15),
    ),
    Input(
        "annual_price_decline",
        "Fall of token prices",
        "share per year",
        Domain(0.0, 0.95),
        "share",
        0.0,
        "An assumption on top of the dated prices: how much cheaper tokens get in a year, for every alternative.",
        tested=Tested("value", 0.0, 0.4, "Fall of token prices a year"),
    ),
    Input(
        "hourly_rate",
        "Cost of an hour of work",
        "USD per hour",
        AT_LEAST_0,
        "usd",
        100.0,
        "For preparation, upkeep, prompt maintenance and review.",
        tested=Tested("times", 0.75, 1.5),
    ),
    Input(
        "currency",
        "Reporting currency",
        "code",
        "text",
        "text",
        "USD",
        "Three letters, such as EUR. Prices and inputs stay in USD; results are in this currency.",
        "single",
    ),
    Input(
        "exchange_rate",
        "Exchange rate",
        "reporting currency per USD",
        _ABOVE_0,
        "ratio",
        1.0,
        "What one USD costs in the reporting currency; 1 where that is USD.",
    ),
    Input(
        "exchange_rate_date",
        "Date of the exchange rate",
        "date",
        "date",
        "date",
        None,
        "The day whose rate was taken.",
        "single",
        "none given",
    ),
    Input(
        "exchange_rates",
        "Exchange rate by month",
        "reporting currency per USD",
        _ABOVE_0,
        "ratio",
        (),
        "One rate a month where the budget has them.",
        "row",
        "the exchange rate above",
        _MONTH_NUMBERS,
    ),
)

WORKLOAD: Final = section(
    "Workload",
    Input(
        "requests",
        "Requests",
        "requests per month",
        AT_LEAST_0,
        "count",
        100_000,
        "Requests of month 1, before the factor of the season.",
        tested=Tested("times", 0.5, 2.0, also=("volumes",)),
    ),
    Input(
        "monthly_growth",
        "Growth of requests",
        "share per month",
        _GROWTH,
        "share",
        0.0,
        "5 % means 5 % more requests every month.",
        tested=Tested("plus", -0.05, 0.05),
    ),
    Input(
        "token_growth",
        "Growth of tokens per request",
        "share per month",
        _GROWTH,
        "share",
        0.0,
        "How much longer requests and answers get every month, as where retrieved context grows.",
        tested=Tested("plus", -0.02, 0.02),
    ),
    Input(
        "season",
        "Season",
        "factor of the calendar month",
        AT_LEAST_0,
        "factor",
        (1.0,) * len(MONTH_NAMES),
        "Twelve factors, January to December; 1.2 is 20 % more than an average month.",
        "row",
        "1",
        MONTH_NAMES,
        all_places=True,
    ),
    Input(
        "volumes",
        "Requests by month",
        "requests per month",
        AT_LEAST_0,
        "count",
        (),
        "One number a month where you have your own forecast.",
        "row",
        "requests with growth and season",
        _MONTH_NUMBERS,
    ),
)

GATES: Final = section(
    "What is asked for",
    Input(
        "examples",
        "Good training examples",
        "examples",
        AT_LEAST_0,
        "count",
        0,
        "High-quality examples at hand. The gate on data and the price-list cost of training use them.",
    ),
    Input(
        "min_examples",
        "Examples asked for",
        "examples",
        AT_LEAST_0,
        "count",
        10_000,
        "Fine-tuning needs more good examples than this.",
        "single",
    ),
    Input(
        "stable",
        "The task is stable",
        "TRUE or FALSE",
        "flag",
        "logical",
        True,
        "FALSE where the task changes often: each change would mean training again.",
    ),
    Input(
        "required_success_rate",
        "Success rate asked for",
        "share of answers",
        SHARE,
        "share",
        None,
        "An alternative is good enough from this share of good answers on.",
        blank="the baseline's success rate",
    ),
    Input(
        "tolerated_loss",
        "Loss of quality tolerated",
        "share of answers",
        SHARE,
        "share",
        0.02,
        "Below the success rate asked for, an alternative is still good enough when its tests rule out that it is "
        "worse than the baseline by more than this.",
        "single",
    ),
    Input(
        "confidence",
        "Confidence of the tests",
        "share",
        Domain(0.5, 0.999999),
        "share",
        0.95,
        "How sure the evidence of the tests must be.",
        "single",
    ),
    Input(
        "recorded_advice",
        "Decision on record",
        "alternative",
        RECORDED,
        "text",
        "None",
        "The letter of the alternative that was decided for. xlcost check tells when the advice is another one.",
        "single",
    ),
    Input(
        "ends_within_days",
        "Warn of an end of sale within",
        "days",
        Domain(0.0, 3650.0, whole=True),
        "count",
        90,
        "xlcost check tells when a model in use goes off sale within this many days.",
        "single",
    ),
    Input(
        "stale_after_days",
        "Prices are stale after",
        "days",
        Domain(0.0, 3650.0, whole=True),
        "count",
        180,
        "A price of a model in use that was last checked more than this many days before the model date is stale.",
        "single",
    ),
    Input(
        "audit_tolerance",
        "Tolerance of the checks",
        "USD",
        Domain(1e-9, 1.0),
        "tiny",
        1e-6,
        "The largest difference between two ways to the same figure that still counts as none.",
        "single",
    ),
)

PROMPTING_WINS: Final = {
    "knows_domain": "The base model already knows the domain",
    "limited_data": "Training data is limited",
    "needs_flexibility": "Behaviour must stay easy to change",
    "needs_speed": "Speed of iteration matters",
}
FINETUNING_WINS: Final = {
    "large_data": "There are large amounts of domain-specific data",
    "narrow_task": "The task is narrowly defined",
    "needs_style": "Style or format must be consistent",
    "needs_latency": "Latency matters: a smaller model can match a larger one",
}

CHECKLIST: Final = section(
    "Checklist: judgement, never mixed into the numbers",
    *(
        Input(
            key,
            label,
            "answer",
            ANSWERS,
            "text",
            "Not assessed",
            f"Your judgement; {side} wins when this is so. Shown beside the advice.",
            "single",
        )
        for side, items in (("prompting", PROMPTING_WINS), ("fine-tuning", FINETUNING_WINS))
        for key, label in items.items()
    ),
)

"""The arithmetic: pure functions on numbers, NumPy arrays and pandas columns. No Excel, no prices, no I/O.

Money is USD, prices are USD per million tokens, a month is one twelfth of a year. One formula serves a float and a
column: nothing here looks at the type of its numbers except ``elementwise``.
"""

from xlcost.costs.advice import Advice, Gate, advise, recommend
from xlcost.costs.decision import (
    breakeven_months,
    breakeven_price_ratio,
    breakeven_requests,
    discounted_savings,
    payback_months,
)
from xlcost.costs.evidence import Evidence, cases_needed, paired_evidence, unpaired_evidence
from xlcost.costs.finetuning import (
    FinetuneBreakdown,
    finetune_breakdown,
    finetune_cost,
    finetune_upfront,
    self_host_price,
    training_cost,
    tuned_tokens,
)
from xlcost.costs.forecast import cost_forecast, cost_in_month
from xlcost.costs.inference import (
    PromptBreakdown,
    TokenPrices,
    prompt_breakdown,
    prompt_cost,
    request_cost,
    usage_cost,
)
from xlcost.costs.quality import cost_per_good_answer, quality_cost

__all__ = [
    "Advice",
    "Evidence",
    "FinetuneBreakdown",
    "Gate",
    "PromptBreakdown",
    "TokenPrices",
    "advise",
    "breakeven_months",
    "breakeven_price_ratio",
    "breakeven_requests",
    "cases_needed",
    "cost_forecast",
    "cost_in_month",
    "cost_per_good_answer",
    "discounted_savings",
    "finetune_breakdown",
    "finetune_cost",
    "finetune_upfront",
    "paired_evidence",
    "payback_months",
    "prompt_breakdown",
    "prompt_cost",
    "quality_cost",
    "recommend",
    "request_cost",
    "self_host_price",
    "training_cost",
    "tuned_tokens",
    "unpaired_evidence",
    "usage_cost",
]

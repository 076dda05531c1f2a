"""The Python names of the functions, typed, in one place: ``import xlcost`` hands these on when they are first used."""

from xlcost.functions.decisions import (
    breakeven_months,
    breakeven_price_ratio,
    breakeven_requests,
    cost_forecast,
    finetune_advice,
    finetune_reasons,
    payback_month,
)
from xlcost.functions.evidence import cost_per_success, evidence, evidence_cases, evidence_paired, quality_cost
from xlcost.functions.explaining import cost_explain
from xlcost.functions.finetuning import (
    finetune_cost,
    finetune_cost_breakdown,
    finetune_upfront,
    self_host_price,
    training_cost,
)
from xlcost.functions.pricing import model_prices, token_price, xlcost_version
from xlcost.functions.prompting import cost_ranking, prompt_cost, prompt_cost_breakdown
from xlcost.functions.timing import model_status, price_changes

__all__ = [
    "breakeven_months",
    "breakeven_price_ratio",
    "breakeven_requests",
    "cost_explain",
    "cost_forecast",
    "cost_per_success",
    "cost_ranking",
    "evidence",
    "evidence_cases",
    "evidence_paired",
    "finetune_advice",
    "finetune_cost",
    "finetune_cost_breakdown",
    "finetune_reasons",
    "finetune_upfront",
    "model_prices",
    "model_status",
    "payback_month",
    "price_changes",
    "prompt_cost",
    "prompt_cost_breakdown",
    "quality_cost",
    "self_host_price",
    "token_price",
    "training_cost",
    "xlcost_version",
]

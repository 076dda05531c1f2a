"""Written by python -m tools.stubs from the register of functions; do not edit."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, overload

class Column(Protocol):
    """A pandas Series or a NumPy array."""

    def tolist(self) -> Any: ...
    def __len__(self) -> int: ...

_Numbers = float | Sequence[float] | Sequence[Sequence[float]] | Column
_Texts = str | Sequence[str] | Sequence[Sequence[str]] | Column
_Flags = bool | Sequence[bool] | Sequence[Sequence[bool]] | Column
_Days = date | str | float | Sequence[date | str | float] | Column | None

@overload
def token_price(model: str, kind: str = ..., as_of: date | str | float | None = ..., prices: Any = ...) -> float: ...
@overload
def token_price(model: _Texts, kind: _Texts = ..., as_of: _Days = ..., prices: Any = ...) -> Any: ...
def model_prices(search: str = ..., as_of: date | str | float | None = ...) -> list[list[Any]]: ...
def xlcost_version() -> str: ...
@overload
def model_status(model: str, as_of: date | str | float | None = ..., prices: Any = ...) -> str: ...
@overload
def model_status(model: _Texts, as_of: _Days = ..., prices: Any = ...) -> Any: ...
def price_changes(
    model: str,
    from_date: date | str | float | None = ...,
    to_date: date | str | float | None = ...,
    prices: Any = ...,
) -> list[list[Any]]: ...
@overload
def prompt_cost(
    model: str,
    requests: float,
    input_tokens: float,
    output_tokens: float,
    cached_share: float = ...,
    cache_write_share: float = ...,
    batch_share: float = ...,
    retry_rate: float = ...,
    as_of: date | str | float | None = ...,
    prices: Any = ...,
    cache_write_1h_share: float = ...,
) -> float: ...
@overload
def prompt_cost(
    model: _Texts,
    requests: _Numbers,
    input_tokens: _Numbers,
    output_tokens: _Numbers,
    cached_share: _Numbers = ...,
    cache_write_share: _Numbers = ...,
    batch_share: _Numbers = ...,
    retry_rate: _Numbers = ...,
    as_of: _Days = ...,
    prices: Any = ...,
    cache_write_1h_share: _Numbers = ...,
) -> Any: ...
def prompt_cost_breakdown(
    model: str,
    requests: float,
    input_tokens: float,
    output_tokens: float,
    cached_share: float = ...,
    cache_write_share: float = ...,
    batch_share: float = ...,
    retry_rate: float = ...,
    as_of: date | str | float | None = ...,
    prices: Any = ...,
    cache_write_1h_share: float = ...,
) -> list[list[Any]]: ...
def cost_ranking(
    requests: float,
    input_tokens: float,
    output_tokens: float,
    top: float = ...,
    cached_share: float = ...,
    cache_write_share: float = ...,
    batch_share: float = ...,
    retry_rate: float = ...,
    as_of: date | str | float | None = ...,
    prices: Any = ...,
    cache_write_1h_share: float = ...,
) -> list[list[Any]]: ...
@overload
def training_cost(
    model: str,
    examples: float,
    tokens_per_example: float,
    epochs: float = ...,
    validation_tokens: float = ...,
    as_of: date | str | float | None = ...,
    prices: Any = ...,
) -> float: ...
@overload
def training_cost(
    model: _Texts,
    examples: _Numbers,
    tokens_per_example: _Numbers,
    epochs: _Numbers = ...,
    validation_tokens: _Numbers = ...,
    as_of: _Days = ...,
    prices: Any = ...,
) -> Any: ...
@overload
def finetune_upfront(
    dataset_hours: float,
    hourly_rate: float,
    training_cost: float = ...,
    runs: float = ...,
    labelling_cost: float = ...,
    evaluation_cost: float = ...,
) -> float: ...
@overload
def finetune_upfront(
    dataset_hours: _Numbers,
    hourly_rate: _Numbers,
    training_cost: _Numbers = ...,
    runs: _Numbers = ...,
    labelling_cost: _Numbers = ...,
    evaluation_cost: _Numbers = ...,
) -> Any: ...
@overload
def finetune_cost(
    model: str,
    requests: float,
    input_tokens: float,
    output_tokens: float,
    token_uplift: float = ...,
    training_cost: float = ...,
    retrains_per_year: float = ...,
    hosting_cost: float = ...,
    upkeep_cost: float = ...,
    cached_share: float = ...,
    cache_write_share: float = ...,
    batch_share: float = ...,
    retry_rate: float = ...,
    as_of: date | str | float | None = ...,
    prices: Any = ...,
    cache_write_1h_share: float = ...,
) -> float: ...
@overload
def finetune_cost(
    model: _Texts,
    requests: _Numbers,
    input_tokens: _Numbers,
    output_tokens: _Numbers,
    token_uplift: _Numbers = ...,
    training_cost: _Numbers = ...,
    retrains_per_year: _Numbers = ...,
    hosting_cost: _Numbers = ...,
    upkeep_cost: _Numbers = ...,
    cached_share: _Numbers = ...,
    cache_write_share: _Numbers = ...,
    batch_share: _Numbers = ...,
    retry_rate: _Numbers = ...,
    as_of: _Days = ...,
    prices: Any = ...,
    cache_write_1h_share: _Numbers = ...,
) -> Any: ...
def finetune_cost_breakdown(
    model: str,
    requests: float,
    input_tokens: float,
    output_tokens: float,
    token_uplift: float = ...,
    training_cost: float = ...,
    retrains_per_year: float = ...,
    hosting_cost: float = ...,
    upkeep_cost: float = ...,
    cached_share: float = ...,
    cache_write_share: float = ...,
    batch_share: float = ...,
    retry_rate: float = ...,
    as_of: date | str | float | None = ...,
    prices: Any = ...,
    cache_write_1h_share: float = ...,
) -> list[list[Any]]: ...
@overload
def self_host_price(gpu_hour_usd: float, tokens_per_second: float, utilisation: float = ...) -> float: ...
@overload
def self_host_price(gpu_hour_usd: _Numbers, tokens_per_second: _Numbers, utilisation: _Numbers = ...) -> Any: ...
@overload
def breakeven_months(
    upfront: float,
    prompt_monthly: float,
    finetune_monthly: float,
    annual_discount_rate: float = ...,
) -> float: ...
@overload
def breakeven_months(
    upfront: _Numbers,
    prompt_monthly: _Numbers,
    finetune_monthly: _Numbers,
    annual_discount_rate: _Numbers = ...,
    if_never: Any = ...,
) -> Any: ...
@overload
def breakeven_requests(
    upfront: float,
    prompt_unit_cost: float,
    finetune_unit_cost: float,
    finetune_fixed_monthly: float,
    prompt_fixed_monthly: float = ...,
    months: float = ...,
) -> float: ...
@overload
def breakeven_requests(
    upfront: _Numbers,
    prompt_unit_cost: _Numbers,
    finetune_unit_cost: _Numbers,
    finetune_fixed_monthly: _Numbers,
    prompt_fixed_monthly: _Numbers = ...,
    months: _Numbers = ...,
    if_never: Any = ...,
) -> Any: ...
@overload
def breakeven_price_ratio(
    prompt_monthly: float,
    token_uplift: float = ...,
    finetune_fixed_monthly: float = ...,
) -> float: ...
@overload
def breakeven_price_ratio(
    prompt_monthly: _Numbers,
    token_uplift: _Numbers = ...,
    finetune_fixed_monthly: _Numbers = ...,
    if_never: Any = ...,
) -> Any: ...
@overload
def payback_month(
    prompt_costs: Any,
    finetune_costs: Any,
    upfront: float = ...,
    annual_discount_rate: float = ...,
    which: str = ...,
) -> float: ...
@overload
def payback_month(
    prompt_costs: Any,
    finetune_costs: Any,
    upfront: _Numbers = ...,
    annual_discount_rate: _Numbers = ...,
    which: _Texts = ...,
    if_never: Any = ...,
) -> Any: ...
def cost_forecast(
    monthly_cost: float,
    months: float,
    monthly_growth: float = ...,
    annual_price_decline: float = ...,
) -> list[list[float]]: ...
@overload
def finetune_advice(
    examples: float,
    stable: bool,
    prompt_total: float,
    finetune_total: float,
    evidence: bool = ...,
    available: bool = ...,
    min_examples: float = ...,
) -> str: ...
@overload
def finetune_advice(
    examples: _Numbers,
    stable: _Flags,
    prompt_total: _Numbers,
    finetune_total: _Numbers,
    evidence: _Flags = ...,
    available: _Flags = ...,
    min_examples: _Numbers = ...,
) -> Any: ...
def finetune_reasons(
    examples: float,
    stable: bool,
    prompt_total: float,
    finetune_total: float,
    evidence: bool = ...,
    available: bool = ...,
    min_examples: float = ...,
) -> list[list[Any]]: ...
def evidence(
    base_passes: float,
    base_cases: float,
    tuned_passes: float,
    tuned_cases: float,
    min_gain: float = ...,
    confidence: float = ...,
) -> list[list[Any]]: ...
def evidence_paired(
    tuned_only: float,
    base_only: float,
    cases: float,
    min_gain: float = ...,
    confidence: float = ...,
) -> list[list[Any]]: ...
@overload
def evidence_cases(base_rate: float, gain: float, confidence: float = ..., power: float = ...) -> float: ...
@overload
def evidence_cases(base_rate: _Numbers, gain: _Numbers, confidence: _Numbers = ..., power: _Numbers = ...) -> Any: ...
@overload
def quality_cost(
    requests: float,
    success_rate: float,
    error_cost: float = ...,
    review_share: float = ...,
    review_minutes: float = ...,
    hourly_rate: float = ...,
) -> float: ...
@overload
def quality_cost(
    requests: _Numbers,
    success_rate: _Numbers,
    error_cost: _Numbers = ...,
    review_share: _Numbers = ...,
    review_minutes: _Numbers = ...,
    hourly_rate: _Numbers = ...,
) -> Any: ...
@overload
def cost_per_success(monthly_cost: float, requests: float, success_rate: float) -> float: ...
@overload
def cost_per_success(monthly_cost: _Numbers, requests: _Numbers, success_rate: _Numbers) -> Any: ...
@overload
def cost_explain(
    function_name: str,
    argument_1: Any = ...,
    argument_2: Any = ...,
    argument_3: Any = ...,
    argument_4: Any = ...,
    argument_5: Any = ...,
    argument_6: Any = ...,
    argument_7: Any = ...,
    argument_8: Any = ...,
    argument_9: Any = ...,
    argument_10: Any = ...,
    argument_11: Any = ...,
    argument_12: Any = ...,
    argument_13: Any = ...,
    argument_14: Any = ...,
    argument_15: Any = ...,
    argument_16: Any = ...,
) -> str: ...
@overload
def cost_explain(
    function_name: _Texts,
    argument_1: Any = ...,
    argument_2: Any = ...,
    argument_3: Any = ...,
    argument_4: Any = ...,
    argument_5: Any = ...,
    argument_6: Any = ...,
    argument_7: Any = ...,
    argument_8: Any = ...,
    argument_9: Any = ...,
    argument_10: Any = ...,
    argument_11: Any = ...,
    argument_12: Any = ...,
    argument_13: Any = ...,
    argument_14: Any = ...,
    argument_15: Any = ...,
    argument_16: Any = ...,
) -> Any: ...

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

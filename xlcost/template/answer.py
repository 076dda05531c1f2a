"""A case answered in Python, scenario by scenario: what the workbook's Decision sheet says, without a workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xlcost import (
    breakeven_months,
    breakeven_price_ratio,
    breakeven_requests,
    finetune_advice,
    finetune_cost,
    finetune_reasons,
    finetune_upfront,
    prompt_cost,
    training_cost,
)
from xlcost.errors import NoBreakEven
from xlcost.template.case import Case
from xlcost.template.inputs import PRICE_LIST
from xlcost.template.records import SCENARIOS


@dataclass(frozen=True, slots=True)
class Figure:
    """A result that may be "never": the value, or None with the reason."""

    value: float | None
    why_never: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One scenario of a case. USD per month unless a name says otherwise."""

    scenario: str
    prompting: float
    tuned_inference: float
    finetuning: float
    training_run_usd: float
    upfront_usd: float
    dataset_usd: float
    breakeven_months: Figure
    breakeven_requests: Figure
    breakeven_price_ratio: Figure
    inference_price_ratio: Figure
    advice: str
    reasons: tuple[str, ...]


def answers(case: Case) -> tuple[Answer, ...]:
    """The case in all three scenarios, by the functions that the workbook calls."""
    return tuple(_answer(case, scenario, position) for position, scenario in enumerate(SCENARIOS))


def _answer(case: Case, scenario: str, position: int) -> Answer:
    given = {key: values[position if len(values) == len(SCENARIOS) else 0] for key, values in case.values.items()}
    as_of, rate = case.model_date, given["hourly_rate"]
    workload = {key: given[key] for key in ("requests", "input_tokens", "output_tokens")}
    traffic = {key: given[key] for key in ("cached_share", "cache_write_share", "batch_share", "retry_rate")}
    uplift = given["token_uplift"]
    prompting = prompt_cost(given["prompt_model"], **workload, **traffic, as_of=as_of)
    run = (
        training_cost(
            given["training_model"],
            given["examples"],
            given["tokens_per_example"],
            given["epochs"],
            given["validation_tokens"],
            as_of=as_of,
        )
        if given["training_basis"] == PRICE_LIST
        else float(given["quoted_training_cost"])
    )
    fixed = {
        "training_cost": run,
        "retrains_per_year": given["retrains_per_year"],
        "hosting_cost": given["hosting_rate"] * given["hosting_hours"] * given["replicas"] + given["storage_cost"],
        "upkeep_cost": given["upkeep_hours"] * rate,
    }
    tuned = finetune_cost(given["tuned_model"], **workload, token_uplift=uplift, **traffic, as_of=as_of)
    monthly = finetune_cost(given["tuned_model"], **workload, token_uplift=uplift, **traffic, **fixed, as_of=as_of)
    upfront = finetune_upfront(
        given["dataset_hours"], rate, run, given["training_runs"], given["labelling_cost"], given["evaluation_cost"]
    )
    one = {**workload, "requests": 1.0}
    prompt_unit = prompt_cost(given["prompt_model"], **one, **traffic, as_of=as_of)
    tuned_unit = finetune_cost(given["tuned_model"], **one, token_uplift=uplift, **traffic, as_of=as_of)
    horizon = given["horizon_months"]
    gates = {
        "examples": given["examples"],
        "stable": given["task_stable"],
        "prompt_total": prompting * horizon,
        "finetune_total": upfront + monthly * horizon,
        "evidence": given["evidence_shown"],
        "min_examples": given["min_examples"],
    }
    return Answer(
        scenario=scenario,
        prompting=prompting,
        tuned_inference=tuned,
        finetuning=monthly,
        training_run_usd=run,
        upfront_usd=upfront,
        dataset_usd=finetune_upfront(given["dataset_hours"], rate),
        breakeven_months=_figure(lambda: breakeven_months(upfront, prompting, monthly, given["discount_rate"])),
        breakeven_requests=_figure(
            lambda: breakeven_requests(
                upfront, prompt_unit, tuned_unit, monthly - tuned, months=given["horizon_months"]
            )
        ),
        breakeven_price_ratio=_figure(lambda: breakeven_price_ratio(prompting, uplift, monthly - tuned)),
        inference_price_ratio=_figure(lambda: breakeven_price_ratio(prompting, uplift)),
        advice=finetune_advice(**gates),
        reasons=tuple(str(row[-1]) for row in finetune_reasons(**gates)[1:]),
    )


def _figure(result: Callable[[], Any]) -> Figure:
    try:
        return Figure(float(result()))
    except NoBreakEven as never:
        return Figure(None, str(never))

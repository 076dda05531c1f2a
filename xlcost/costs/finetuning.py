"""What fine-tuning costs: training runs, the cost up front, the cost a month, and a token on a machine of one's own."""

from __future__ import annotations

from dataclasses import dataclass

from xlcost.costs.elementwise import Numbers, larger

_PER_MILLION = 1e6
_MONTHS_PER_YEAR = 12.0
_SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class FinetuneBreakdown:
    """The parts of a month with a fine-tuned model, USD per month; they add up to ``total``."""

    inference: Numbers
    retraining: Numbers
    hosting: Numbers
    upkeep: Numbers
    total: Numbers


def training_cost(
    price: Numbers,
    examples: Numbers,
    tokens_per_example: Numbers,
    epochs: Numbers = 3.0,
    validation_tokens: Numbers = 0.0,
    minimum: Numbers = 0.0,
) -> Numbers:
    """One training run, USD; ``price`` in USD per million trained tokens, ``minimum`` the provider's least charge."""
    trained_tokens = epochs * examples * tokens_per_example + validation_tokens
    return larger(price * trained_tokens / _PER_MILLION, minimum)


def tuned_tokens(tokens: Numbers, token_uplift: Numbers = 0.0) -> Numbers:
    """Tokens per request that the tuned model needs; ``token_uplift`` 0.2 is 20 % more, -0.2 is 20 % fewer."""
    # tokens x (1 + uplift) loses digits near -1: 1,250,000 tokens at -0.84 would miss a tier at 200,000 by a crumb
    return tokens + tokens * token_uplift


def finetune_upfront(
    dataset_hours: Numbers,
    hourly_rate: Numbers,
    training_cost: Numbers = 0.0,
    runs: Numbers = 1.0,
    labelling_cost: Numbers = 0.0,
    evaluation_cost: Numbers = 0.0,
) -> Numbers:
    """What is paid once before the tuned model serves, USD."""
    return dataset_hours * hourly_rate + runs * training_cost + labelling_cost + evaluation_cost


def finetune_breakdown(
    inference: Numbers,
    training_cost: Numbers = 0.0,
    retrains_per_year: Numbers = 0.0,
    hosting_cost: Numbers = 0.0,
    upkeep_cost: Numbers = 0.0,
) -> FinetuneBreakdown:
    """The parts of ``finetune_cost``, for the same arguments."""
    retraining = training_cost * retrains_per_year / _MONTHS_PER_YEAR
    return FinetuneBreakdown(
        inference=inference,
        retraining=retraining,
        hosting=hosting_cost,
        upkeep=upkeep_cost,
        total=inference + retraining + hosting_cost + upkeep_cost,
    )


def finetune_cost(
    inference: Numbers,
    training_cost: Numbers = 0.0,
    retrains_per_year: Numbers = 0.0,
    hosting_cost: Numbers = 0.0,
    upkeep_cost: Numbers = 0.0,
) -> Numbers:
    """A month with a fine-tuned model, USD per month; ``inference`` already carries the token uplift."""
    return finetune_breakdown(inference, training_cost, retrains_per_year, hosting_cost, upkeep_cost).total


def self_host_price(gpu_hour_usd: Numbers, tokens_per_second: Numbers, utilisation: Numbers = 1.0) -> Numbers:
    """USD per million tokens on a rented GPU, used or idle: ``utilisation`` is the share of the hour it works."""
    return gpu_hour_usd / (tokens_per_second * _SECONDS_PER_HOUR * utilisation / _PER_MILLION)

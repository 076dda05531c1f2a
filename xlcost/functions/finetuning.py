"""What fine-tuning costs: a training run, the cost up front, a month and its parts, a token on one's own GPU."""

from typing import Any, Final

from xlcost import costs
from xlcost.errors import NUM, VALUE
from xlcost.functions import arguments as arg
from xlcost.functions.lookup import token_prices, training_prices
from xlcost.functions.pricing import PRICE_ERRORS
from xlcost.functions.prompting import ARTICLE, INFERENCE_ERRORS, shares_that_fit
from xlcost.functions.records import Example
from xlcost.functions.registry import excel_function

ARITHMETIC_ERRORS: Final = {
    VALUE: "a blank required argument or a text where a number belongs",
    NUM: "a number outside its domain",
}
_TUNING_EXAMPLE: Final = {
    **ARTICLE,
    "token_uplift": 0.2,
    "training_cost": 500.0,
    "retrains_per_year": 12.0,
    "upkeep_cost": 1_000.0,
}


@excel_function(
    unit="USD per run",
    errors={**PRICE_ERRORS, NUM: ARITHMETIC_ERRORS[NUM]},
    example=Example(
        {
            "model": "tunable",
            "examples": 10_000.0,
            "tokens_per_example": 500.0,
            "prices": [["model", "input", "output", "training"], ["tunable", 3.0, 15.0, 25.0]],
        },
        375.0,
    ),
    shape="numpy",
)
def training_cost(
    model: arg.Model,
    examples: arg.Examples,
    tokens_per_example: arg.TokensPerExample,
    epochs: arg.Epochs = 3.0,
    validation_tokens: arg.ValidationTokens = 0.0,
    as_of: arg.AsOf = None,
    prices: arg.Prices = None,
) -> float:
    """What one training run costs: trained tokens times the training price, at least the provider's minimum."""
    price, minimum = training_prices(model, as_of, prices)
    return costs.training_cost(price, examples, tokens_per_example, epochs, validation_tokens, minimum)


@excel_function(
    unit="USD once",
    errors=ARITHMETIC_ERRORS,
    example=Example({"dataset_hours": 40.0, "hourly_rate": 100.0}, 4_000.0),
    shape="numpy",
)
def finetune_upfront(
    dataset_hours: arg.DatasetHours,
    hourly_rate: arg.HourlyRate,
    training_cost: arg.TrainingCost = 0.0,
    runs: arg.Runs = 1.0,
    labelling_cost: arg.LabellingCost = 0.0,
    evaluation_cost: arg.EvaluationCost = 0.0,
) -> float:
    """What fine-tuning costs before the tuned model serves: data preparation, training runs, labels, evaluation."""
    return costs.finetune_upfront(dataset_hours, hourly_rate, training_cost, runs, labelling_cost, evaluation_cost)


@excel_function(unit="USD per month", errors=INFERENCE_ERRORS, example=Example(_TUNING_EXAMPLE, 2_040.0), shape="numpy")
def finetune_cost(
    model: arg.Model,
    requests: arg.Requests,
    input_tokens: arg.InputTokens,
    output_tokens: arg.OutputTokens,
    token_uplift: arg.TokenUplift = 0.0,
    training_cost: arg.TrainingCost = 0.0,
    retrains_per_year: arg.RetrainsPerYear = 0.0,
    hosting_cost: arg.HostingCost = 0.0,
    upkeep_cost: arg.UpkeepCost = 0.0,
    cached_share: arg.CachedShare = 0.0,
    cache_write_share: arg.CacheWriteShare = 0.0,
    batch_share: arg.BatchShare = 0.0,
    retry_rate: arg.RetryRate = 0.0,
    as_of: arg.AsOf = None,
    prices: arg.Prices = None,
    cache_write_1h_share: arg.CacheWrite1hShare = 0.0,
) -> float:
    """What a month with a fine-tuned model costs: inference with its token uplift, retraining, hosting, upkeep."""
    inference = _inference(
        model,
        requests,
        input_tokens,
        output_tokens,
        token_uplift,
        cached_share,
        cache_write_share,
        batch_share,
        retry_rate,
        as_of,
        prices,
        cache_write_1h_share,
    )
    return costs.finetune_cost(inference, training_cost, retrains_per_year, hosting_cost, upkeep_cost)


@excel_function(
    unit="table: label and USD per month",
    errors=INFERENCE_ERRORS,
    example=Example(
        _TUNING_EXAMPLE,
        [["Inference", 540.0], ["Retraining", 500.0], ["Hosting", 0.0], ["Upkeep", 1_000.0], ["Total", 2_040.0]],
    ),
    shape="table",
)
def finetune_cost_breakdown(
    model: arg.Model,
    requests: arg.Requests,
    input_tokens: arg.InputTokens,
    output_tokens: arg.OutputTokens,
    token_uplift: arg.TokenUplift = 0.0,
    training_cost: arg.TrainingCost = 0.0,
    retrains_per_year: arg.RetrainsPerYear = 0.0,
    hosting_cost: arg.HostingCost = 0.0,
    upkeep_cost: arg.UpkeepCost = 0.0,
    cached_share: arg.CachedShare = 0.0,
    cache_write_share: arg.CacheWriteShare = 0.0,
    batch_share: arg.BatchShare = 0.0,
    retry_rate: arg.RetryRate = 0.0,
    as_of: arg.AsOf = None,
    prices: arg.Prices = None,
    cache_write_1h_share: arg.CacheWrite1hShare = 0.0,
) -> list[list[Any]]:
    """The parts of FINETUNE_COST for the same arguments: inference, retraining, hosting, upkeep, total."""
    inference = _inference(
        model,
        requests,
        input_tokens,
        output_tokens,
        token_uplift,
        cached_share,
        cache_write_share,
        batch_share,
        retry_rate,
        as_of,
        prices,
        cache_write_1h_share,
    )
    parts = costs.finetune_breakdown(inference, training_cost, retrains_per_year, hosting_cost, upkeep_cost)
    return [
        ["Inference", parts.inference],
        ["Retraining", parts.retraining],
        ["Hosting", parts.hosting],
        ["Upkeep", parts.upkeep],
        ["Total", parts.total],
    ]


@excel_function(
    unit="USD per Mtok",
    errors=ARITHMETIC_ERRORS,
    example=Example({"gpu_hour_usd": 3.6, "tokens_per_second": 1_000.0, "utilisation": 0.5}, 2.0),
    shape="numpy",
)
def self_host_price(
    gpu_hour_usd: arg.GpuHourUsd, tokens_per_second: arg.TokensPerSecond, utilisation: arg.Utilisation = 1.0
) -> float:
    """What a million tokens cost on rented GPUs that are paid for whether they work or idle."""
    return costs.self_host_price(gpu_hour_usd, tokens_per_second, utilisation)


def _inference(
    model: Any,
    requests: Any,
    input_tokens: Any,
    output_tokens: Any,
    token_uplift: Any,
    cached_share: Any,
    cache_write_share: Any,
    batch_share: Any,
    retry_rate: Any,
    as_of: Any,
    prices: Any,
    cache_write_1h_share: Any,
) -> Any:
    """PROMPT_COST of the tuned model with its own token counts; the long-context cliff applies to those."""
    cached_share = shares_that_fit(cached_share, cache_write_share, cache_write_1h_share)
    shares = (cached_share, cache_write_share, cache_write_1h_share, batch_share)
    tuned_input = costs.tuned_tokens(input_tokens, token_uplift)
    tuned_output = costs.tuned_tokens(output_tokens, token_uplift)
    standard, batch = token_prices(model, as_of, prices, tuned_input, tuned_output, *shares)
    return costs.prompt_cost(
        standard,
        batch,
        requests,
        tuned_input,
        tuned_output,
        cached_share,
        cache_write_share,
        batch_share,
        retry_rate,
        cache_write_1h_share,
    )

"""What prompting costs: a month, its parts, and the same workload on every model."""

from typing import Any, Final

from xlcost import costs
from xlcost.errors import NUM, VALUE, OutOfDomain, PriceUnavailable
from xlcost.functions import arguments as arg
from xlcost.functions.lookup import prices_of_row, rows_in_effect, token_prices
from xlcost.functions.pricing import PRICE_ERRORS
from xlcost.functions.registry import Example, excel_function
from xlcost.functions.requirements import require

INFERENCE_ERRORS: Final = {**PRICE_ERRORS, NUM: "a number outside its domain, or cached shares that exceed 1 together"}
ARTICLE: Final = {
    "model": "claude-3-5-sonnet-20241022",
    "requests": 100_000.0,
    "input_tokens": 1_000.0,
    "output_tokens": 100.0,
    "as_of": "2025-06-09",
}
BREAKDOWN_LABELS: Final = {
    "uncached_input": "Uncached input",
    "cache_reads": "Cache reads",
    "cache_writes": "Cache writes",
    "output": "Output",
    "retries": "Retries",
    "batch_saving": "Batch saving",
    "total": "Total",
}


@excel_function(unit="USD per month", errors=INFERENCE_ERRORS, example=Example(ARTICLE, 450.0), shape="numpy")
def prompt_cost(
    model: arg.Model,
    requests: arg.Requests,
    input_tokens: arg.InputTokens,
    output_tokens: arg.OutputTokens,
    cached_share: arg.CachedShare = 0.0,
    cache_write_share: arg.CacheWriteShare = 0.0,
    batch_share: arg.BatchShare = 0.0,
    retry_rate: arg.RetryRate = 0.0,
    as_of: arg.AsOf = None,
    prices: arg.Prices = None,
) -> float:
    """What a month of prompting costs: tokens times prices, with cache, batch, retries and long context.

    Above a model's long-context threshold every token of the request costs the tier's price.
    """
    cached_share = shares_that_fit(cached_share, cache_write_share)
    standard, batch = token_prices(model, as_of, prices, input_tokens, output_tokens, batch_share)
    return costs.prompt_cost(
        standard,
        batch,
        requests,
        input_tokens,
        output_tokens,
        cached_share,
        cache_write_share,
        batch_share,
        retry_rate,
    )


@excel_function(
    unit="table: label and USD per month",
    errors=INFERENCE_ERRORS,
    example=Example(
        {**ARTICLE, "cached_share": 0.8},
        [
            ["Uncached input", 60.0],
            ["Cache reads", 24.0],
            ["Cache writes", 0.0],
            ["Output", 150.0],
            ["Retries", 0.0],
            ["Batch saving", 0.0],
            ["Total", 234.0],
        ],
    ),
    shape="table",
)
def prompt_cost_breakdown(
    model: arg.Model,
    requests: arg.Requests,
    input_tokens: arg.InputTokens,
    output_tokens: arg.OutputTokens,
    cached_share: arg.CachedShare = 0.0,
    cache_write_share: arg.CacheWriteShare = 0.0,
    batch_share: arg.BatchShare = 0.0,
    retry_rate: arg.RetryRate = 0.0,
    as_of: arg.AsOf = None,
    prices: arg.Prices = None,
) -> list[list[Any]]:
    """The parts of PROMPT_COST for the same arguments: input, cache, output, retries, batch saving, total.

    The parts are at standard prices; the batch saving is negative where batch is cheaper. They add up to the total.
    """
    cached_share = shares_that_fit(cached_share, cache_write_share)
    standard, batch = token_prices(model, as_of, prices, input_tokens, output_tokens, batch_share)
    parts = costs.prompt_breakdown(
        standard,
        batch,
        requests,
        input_tokens,
        output_tokens,
        cached_share,
        cache_write_share,
        batch_share,
        retry_rate,
    )
    return [[label, getattr(parts, part)] for part, label in BREAKDOWN_LABELS.items()]


@excel_function(
    unit="table: rank, model, provider, USD per month",
    errors={VALUE: PRICE_ERRORS[VALUE], NUM: "a number outside its domain"},
    example=Example(
        {
            "requests": 100_000.0,
            "input_tokens": 1_000.0,
            "output_tokens": 100.0,
            "top": 2.0,
            "prices": [["model", "provider", "input", "output"], ["large", "A", 3.0, 15.0], ["small", "B", 0.8, 4.0]],
        },
        [["rank", "model", "provider", "USD per month"], [1, "small", "B", 120.0], [2, "large", "A", 450.0]],
    ),
    shape="table",
)
def cost_ranking(
    requests: arg.Requests,
    input_tokens: arg.InputTokens,
    output_tokens: arg.OutputTokens,
    top: arg.Top = 10.0,
    as_of: arg.AsOf = None,
    prices: arg.Prices = None,
) -> list[list[Any]]:
    """The models on which this workload costs least a month, cheapest first, with a header row.

    Models without a published price for what the workload needs are left out.
    """
    ranked = []
    for row in rows_in_effect("", as_of, prices):
        try:
            standard, batch = prices_of_row(row, input_tokens, output_tokens, 0.0)
        except PriceUnavailable:
            continue
        monthly = costs.prompt_cost(standard, batch, requests, input_tokens, output_tokens)
        ranked.append((monthly, row.provider, row.model))
    ranked.sort()
    header: list[Any] = ["rank", "model", "provider", "USD per month"]
    return [
        header,
        *([rank, model, provider, monthly] for rank, (monthly, provider, model) in enumerate(ranked[: int(top)], 1)),
    ]


def shares_that_fit(cached_share: Any, cache_write_share: Any) -> Any:
    """The cached share, once it is sure that no token is both read from the cache and written to it."""
    return require(
        cached_share,
        cached_share + cache_write_share <= 1.0,
        OutOfDomain,
        lambda: (
            f"cached_share and cache_write_share must not exceed 1 together, "
            f"they are {cached_share:g} and {cache_write_share:g}"
        ),
    )

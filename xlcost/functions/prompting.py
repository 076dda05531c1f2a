"""What prompting costs: a month, its parts, and the same workload on every model."""

from typing import Any, Final

from xlcost import costs
from xlcost.errors import NUM, VALUE, OutOfDomain, PriceUnavailable
from xlcost.functions import arguments as arg
from xlcost.functions.lookup import catalogue, prices_on_card, token_prices
from xlcost.functions.pricing import PRICE_ERRORS
from xlcost.functions.records import Example
from xlcost.functions.registry import excel_function
from xlcost.functions.requirements import require
from xlcost.numbertext import spelled

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
    cache_write_1h_share: arg.CacheWrite1hShare = 0.0,
) -> float:
    """What a month of prompting costs: tokens times prices, with cache, batch, retries and long context.

    Above a model's long-context threshold every token of the request costs the price of that length.
    """
    cached_share = shares_that_fit(cached_share, cache_write_share, cache_write_1h_share)
    shares = (cached_share, cache_write_share, cache_write_1h_share, batch_share)
    standard, batch = token_prices(model, as_of, prices, input_tokens, output_tokens, *shares)
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
        cache_write_1h_share,
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
    cache_write_1h_share: arg.CacheWrite1hShare = 0.0,
) -> list[list[Any]]:
    """The parts of PROMPT_COST for the same arguments: input, cache, output, retries, batch saving, total.

    The parts are at standard prices; the batch saving is negative where batch is cheaper. They add up to the total.
    """
    cached_share = shares_that_fit(cached_share, cache_write_share, cache_write_1h_share)
    shares = (cached_share, cache_write_share, cache_write_1h_share, batch_share)
    standard, batch = token_prices(model, as_of, prices, input_tokens, output_tokens, *shares)
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
        cache_write_1h_share,
    )
    return [[label, getattr(parts, part)] for part, label in BREAKDOWN_LABELS.items()]


@excel_function(
    unit="table: rank, model, provider, USD per month",
    errors={VALUE: PRICE_ERRORS[VALUE], NUM: INFERENCE_ERRORS[NUM]},
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
    cached_share: arg.CachedShare = 0.0,
    cache_write_share: arg.CacheWriteShare = 0.0,
    batch_share: arg.BatchShare = 0.0,
    retry_rate: arg.RetryRate = 0.0,
    as_of: arg.AsOf = None,
    prices: arg.Prices = None,
    cache_write_1h_share: arg.CacheWrite1hShare = 0.0,
) -> list[list[Any]]:
    """The models on which this workload costs least a month, cheapest first, with a header row.

    Only what can be bought on the day: no model that its maker has removed, none without a published price for what
    the workload needs. Tuned models are left out, because their training and hosting are no part of this workload.
    Several names of one model at one provider and price are one line.
    """
    cached_share = shares_that_fit(cached_share, cache_write_share, cache_write_1h_share)
    read, written, kept = (input_tokens * share for share in (cached_share, cache_write_share, cache_write_1h_share))
    quantities = (input_tokens, output_tokens, read, written, kept)
    ranked = []
    day: Any = as_of  # a date since its coercion
    for card in catalogue(prices).on_offer(day):
        try:
            standard, batch = prices_on_card(card, *quantities, batch_share)
        except PriceUnavailable:
            continue
        shares = (cached_share, cache_write_share, batch_share, retry_rate, cache_write_1h_share)
        monthly = costs.prompt_cost(standard, batch, requests, input_tokens, output_tokens, *shares)
        ranked.append((monthly, card.provider, card.model))
    ranked.sort()
    header: list[Any] = ["rank", "model", "provider", "USD per month"]
    return [
        header,
        *([rank, model, provider, monthly] for rank, (monthly, provider, model) in enumerate(ranked[: int(top)], 1)),
    ]


def shares_that_fit(cached_share: Any, cache_write_share: Any, cache_write_1h_share: Any = 0.0) -> Any:
    """The cached share, once it is sure that no token is read from the cache and written to it, or written twice."""
    return require(
        cached_share,
        cached_share + cache_write_share + cache_write_1h_share <= 1.0,
        OutOfDomain,
        lambda: (
            "cached_share, cache_write_share and cache_write_1h_share must not exceed 1 together, they are "
            f"{spelled(cached_share)}, {spelled(cache_write_share)} and {spelled(cache_write_1h_share)}"
        ),
    )

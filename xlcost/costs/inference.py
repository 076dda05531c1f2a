"""What inference costs, in either arm: tokens times prices, with cache, batch and retries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from xlcost.costs.elementwise import Numbers

#: Whole, so that exact numbers stay exact: decimals and fractions are priced by the same functions as floats.
_PER_MILLION = 1_000_000


class TokenPrices(NamedTuple):
    """The prices that one request meets, USD per million tokens (floats or columns).

    Complete by the time it gets here: whoever looked the prices up has already billed unpublished cache prices at the
    input price, and refused a price that is needed and missing.
    """

    input: Numbers
    output: Numbers
    cache_read: Numbers
    cache_write: Numbers
    cache_write_1h: Numbers


@dataclass(frozen=True, slots=True)
class PromptBreakdown:
    """The parts of a month's inference, USD per month; they add up to ``total``.

    The first four are at standard prices and without retries; ``batch_saving`` is negative where batch is cheaper.
    """

    uncached_input: Numbers
    cache_reads: Numbers
    cache_writes: Numbers
    output: Numbers
    retries: Numbers
    batch_saving: Numbers
    total: Numbers


def request_cost(
    prices: TokenPrices,
    input_tokens: Numbers,
    output_tokens: Numbers,
    cached_share: Numbers = 0.0,
    cache_write_share: Numbers = 0.0,
    cache_write_1h_share: Numbers = 0.0,
) -> Numbers:
    """One request, in USD per million requests (tokens x USD per million tokens)."""
    # 1 - (h + w), not 1 - h - w: 0.9 and 0.1 must leave exactly nothing, never a negative crumb
    uncached_share = 1.0 - (cached_share + cache_write_share + cache_write_1h_share)
    blended_input = (
        uncached_share * prices.input
        + cached_share * prices.cache_read
        + cache_write_share * prices.cache_write
        + cache_write_1h_share * prices.cache_write_1h
    )
    return input_tokens * blended_input + output_tokens * prices.output


def prompt_cost(
    standard: TokenPrices,
    batch: TokenPrices,
    requests: Numbers,
    input_tokens: Numbers,
    output_tokens: Numbers,
    cached_share: Numbers = 0.0,
    cache_write_share: Numbers = 0.0,
    batch_share: Numbers = 0.0,
    retry_rate: Numbers = 0.0,
    cache_write_1h_share: Numbers = 0.0,
) -> Numbers:
    """A month's inference, USD per month. ``batch`` may be ``standard`` itself where nothing goes through batch."""
    tokens = (input_tokens, output_tokens, cached_share, cache_write_share, cache_write_1h_share)
    request = request_cost(standard, *tokens)
    if batch is not standard:
        request = (1.0 - batch_share) * request + batch_share * request_cost(batch, *tokens)
    return requests * (1.0 + retry_rate) * request / _PER_MILLION


def prompt_breakdown(
    standard: TokenPrices,
    batch: TokenPrices,
    requests: Numbers,
    input_tokens: Numbers,
    output_tokens: Numbers,
    cached_share: Numbers = 0.0,
    cache_write_share: Numbers = 0.0,
    batch_share: Numbers = 0.0,
    retry_rate: Numbers = 0.0,
    cache_write_1h_share: Numbers = 0.0,
) -> PromptBreakdown:
    """The parts of ``prompt_cost``, for the same arguments; both kinds of cache writes are one part."""
    tokens = (input_tokens, output_tokens, cached_share, cache_write_share, cache_write_1h_share)
    writes = cache_write_share * standard.cache_write + cache_write_1h_share * standard.cache_write_1h
    per_month = requests / _PER_MILLION
    at_standard = per_month * request_cost(standard, *tokens)
    at_batch = per_month * request_cost(batch, *tokens)
    return PromptBreakdown(
        uncached_input=per_month
        * input_tokens
        * (1.0 - (cached_share + cache_write_share + cache_write_1h_share))
        * standard.input,
        cache_reads=per_month * input_tokens * cached_share * standard.cache_read,
        cache_writes=per_month * input_tokens * writes,
        output=per_month * output_tokens * standard.output,
        retries=retry_rate * at_standard,
        batch_saving=(1.0 + retry_rate) * batch_share * (at_batch - at_standard),
        total=prompt_cost(standard, batch, requests, *tokens[:4], batch_share, retry_rate, cache_write_1h_share),
    )


def usage_cost(
    standard: TokenPrices,
    batch: TokenPrices,
    input_tokens: Numbers,
    output_tokens: Numbers,
    cached_tokens: Numbers = 0.0,
    cache_write_tokens: Numbers = 0.0,
    batched: Numbers = 0.0,
    cache_write_1h_tokens: Numbers = 0.0,
) -> Numbers:
    """One logged request, USD: its tokens counted, those read from or written to the cache among the input tokens.

    ``batched`` is 1 for a request that went through the batch API, else 0.
    """

    def at(prices: TokenPrices) -> Numbers:
        return (
            (input_tokens - cached_tokens - cache_write_tokens - cache_write_1h_tokens) * prices.input
            + cached_tokens * prices.cache_read
            + cache_write_tokens * prices.cache_write
            + cache_write_1h_tokens * prices.cache_write_1h
            + output_tokens * prices.output
        )

    cost = at(standard)
    if batch is not standard:
        cost = (1.0 - batched) * cost + batched * at(batch)
    return cost / _PER_MILLION

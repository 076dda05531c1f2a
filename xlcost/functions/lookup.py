"""The prices that a request meets: the row in effect, its long-context tier, its batch prices, what is not published.

One rule for what is missing: a price is needed only where there are tokens to bill at it. An unpublished cache price
means the input price; any other unpublished price that is needed is an error, never zero and never a neighbour's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from xlcost.costs import TokenPrices
from xlcost.errors import PriceNotPublished
from xlcost.prices import Catalogue, PriceRow, package_catalogue
from xlcost.prices.catalogue import full_name


def catalogue(prices: Any) -> Catalogue:
    """The price range that was given, a catalogue since its coercion, else the package's catalogue."""
    return package_catalogue() if prices is None else prices


def price_row(model: str, as_of: Any, prices: Any) -> PriceRow:
    """The row of a model in effect on a date (a date since its coercion, or None)."""
    return (package_catalogue() if prices is None else prices).row(model, as_of)


def rows_in_effect(search: str, as_of: Any, prices: Any) -> list[PriceRow]:
    """Every row in effect on a date whose name contains the words, by provider and model."""
    return catalogue(prices).search(search, as_of)


def published_price(model: Any, kind: Any, as_of: Any, prices: Any) -> Any:
    """One kind of price of a model; a column where model, kind or date is one.

    Raises:
        PriceNotPublished: the row in effect has no such price.
    """
    if not (model.__class__ is str and kind.__class__ is str and _is_single_date(as_of)):
        from xlcost.functions.columns import price_rows, published_price_column

        return published_price_column(price_rows(catalogue(prices), model, as_of), kind)
    row = price_row(model, as_of, prices)
    price = getattr(row, kind)
    if price is None:
        raise not_published(row, kind)
    return price


def token_prices(
    model: Any,
    as_of: Any,
    prices: Any,
    input_tokens: Any,
    output_tokens: Any,
    batch_share: Any,
) -> tuple[TokenPrices, TokenPrices]:
    """Standard and batch prices of a request, USD per Mtok; columns where any of the arguments is one."""
    if not (
        model.__class__ is str
        and input_tokens.__class__ is float
        and output_tokens.__class__ is float
        and batch_share.__class__ is float
        and _is_single_date(as_of)
    ):
        from xlcost.functions.columns import price_rows, token_price_columns

        rows = price_rows(catalogue(prices), model, as_of)
        return token_price_columns(rows, input_tokens, output_tokens, batch_share)
    row = price_row(model, as_of, prices)
    return prices_of_row(row, input_tokens, output_tokens, batch_share)


def prices_of_row(
    row: PriceRow, input_tokens: float, output_tokens: float, batch_share: float
) -> tuple[TokenPrices, TokenPrices]:
    """Standard and batch prices of a request of this size on this row.

    Raises:
        PriceNotPublished: a price with tokens to bill at it is not on the row.
    """
    tier = "long_" if is_long(row, input_tokens) else ""
    standard = _request_prices(row, tier, "", input_tokens, output_tokens)
    if batch_share == 0.0:
        return standard, standard
    return standard, _request_prices(row, tier, "batch_", input_tokens, output_tokens)


def is_long(row: PriceRow, input_tokens: float) -> bool:
    """Whether a request of this size is billed at the long-context tier, all of it."""
    return row.long_context_above is not None and input_tokens > row.long_context_above


def _request_prices(row: PriceRow, tier: str, mode: str, input_tokens: float, output_tokens: float) -> TokenPrices:
    if (
        mode
    ):  # a price row has no batch price for cached tokens, so they are billed at the batch input price: never less
        batch_input = needed(row, f"{tier}batch_input", input_tokens)
        return TokenPrices(batch_input, needed(row, f"{tier}batch_output", output_tokens), batch_input, batch_input)
    if tier:
        input_price = needed(row, "long_input", input_tokens)
        output_price = needed(row, "long_output", output_tokens)
        read, write = row.long_cache_read, row.long_cache_write
    else:
        input_price = row.input if row.input is not None else needed(row, "input", input_tokens)
        output_price = row.output if row.output is not None else needed(row, "output", output_tokens)
        read, write = row.cache_read, row.cache_write
    return TokenPrices(
        input_price,
        output_price,
        input_price if read is None else read,
        input_price if write is None else write,
    )


def needed(row: PriceRow, kind: str, quantity: float) -> float:
    """A price of the row; 0.0 where nothing is billed at it.

    Raises:
        PriceNotPublished: something is billed at it and it is not published.
    """
    price: float | None = getattr(row, kind)
    if price is not None:
        return price
    if quantity == 0.0:
        return 0.0
    raise not_published(row, kind)


def training_prices(model: Any, as_of: Any, prices: Any) -> tuple[Any, Any]:
    """Training price, USD per Mtok, and least charge, USD per run; columns where model or date is one.

    Raises:
        PriceNotPublished: the model's row has no training price, whatever the number of examples.
    """
    if not (model.__class__ is str and _is_single_date(as_of)):
        from xlcost.functions.columns import price_rows, training_price_columns

        return training_price_columns(price_rows(catalogue(prices), model, as_of))
    row = price_row(model, as_of, prices)
    if row.training is None:
        raise not_published(row, "training")
    return row.training, row.training_minimum or 0.0


def _is_single_date(as_of: Any) -> bool:
    return as_of is None or isinstance(as_of, date)


def not_published(row: PriceRow, kind: str) -> PriceNotPublished:
    """The error for a price that is not on the row, saying which row that is."""
    since = f" (row of {row.effective_from})" if row.effective_from else ""
    return PriceNotPublished(f"{full_name(row)} has no published {kind} price{since}")

"""The price rules of ``lookup`` for columns: one look-up per distinct model and date, then NumPy.

Where a cell cannot be priced its prices are NaN or infinite, which the result inherits; ``broadcasting`` then asks the
scalar path for that cell, so that the error of a cell is decided in one place. Imported only when a column comes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from xlcost.costs import TokenPrices
from xlcost.errors import XlcostError
from xlcost.functions.arrays import Coded
from xlcost.prices import Catalogue, PriceRow

Column = npt.NDArray[np.float64]

#: Stands where there is no price row: infinite, so that not even zero tokens cost nothing there.
NO_ROW: Final = PriceRow("", "", input=math.inf, output=math.inf)


def price_rows(catalogue: Catalogue, model: Any, as_of: Any) -> Coded:
    """The price row of each cell; either of model and date, or both, are ``Coded``."""
    models, dates = _as_coded(model), _as_coded(as_of)
    pairs = models.codes * len(dates.values) + dates.codes
    if len(models.values) == 1 or len(dates.values) == 1:
        distinct, codes = range(len(models.values) * len(dates.values)), pairs
    else:
        used, codes = np.unique(pairs, return_inverse=True)
        distinct = used.tolist()
    found = [
        _row(catalogue, models.values[pair // len(dates.values)], dates.values[pair % len(dates.values)])
        for pair in distinct
    ]
    rows = list({id(row): row for row in found}.values())  # a model has few rows, however many dates there are
    place = {id(row): number for number, row in enumerate(rows)}
    return Coded(np.array([place[id(row)] for row in found])[codes].reshape(pairs.shape), rows)


def published_price_column(rows: Coded, kind: str | Coded) -> Column:
    """One kind of price of each cell's row, or each cell's own kind; NaN where it is not published."""
    if isinstance(kind, str):
        return _field(rows, kind)
    table = np.array([_prices(rows.values, name) if name else [np.nan] * len(rows.values) for name in kind.values])
    prices: Column = table[kind.codes, rows.codes]
    return prices


def token_price_columns(
    rows: Coded, input_tokens: Any, output_tokens: Any, batch_share: Any
) -> tuple[TokenPrices, TokenPrices]:
    """Standard and batch prices of each request, by the rules of ``lookup``; ``rows`` codes price rows."""
    tiered = any(row.long_context_above is not None for row in rows.values)
    is_long = input_tokens > _field(rows, "long_context_above") if tiered else False  # NaN, no tier, is never below

    def published(kind: str) -> Column:
        return np.where(is_long, _field(rows, f"long_{kind}"), _field(rows, kind)) if tiered else _field(rows, kind)

    def needed(kind: str, quantity: Any) -> Column:
        price = published(kind)
        missing = np.isnan(price)
        return np.where(missing & (np.asarray(quantity) == 0.0), 0.0, price) if missing.any() else price

    def or_input(kind: str) -> Column:
        price = published(kind)
        return np.where(np.isnan(price), input_price, price)

    input_price = needed("input", input_tokens)
    standard = TokenPrices(
        input_price, needed("output", output_tokens), or_input("cache_read"), or_input("cache_write")
    )
    batched = np.asarray(batch_share) > 0.0
    if not batched.any():
        return standard, standard
    batch_input = np.where(batched, needed("batch_input", input_tokens), standard.input)
    batch_output = np.where(batched, needed("batch_output", output_tokens), standard.output)
    return standard, TokenPrices(batch_input, batch_output, batch_input, batch_input)


def training_price_columns(rows: Coded) -> tuple[Column, Column]:
    """Training price and least charge of each run; the charge is 0 where there is none."""
    return _field(rows, "training"), np.nan_to_num(_field(rows, "training_minimum"))


def _as_coded(value: Any) -> Coded:
    return value if isinstance(value, Coded) else Coded(np.zeros((1, 1), np.intp), [value])


def _row(catalogue: Catalogue, model: str | None, as_of: Any) -> PriceRow:
    if model is None:
        return NO_ROW
    try:
        return catalogue.row(model, as_of)
    except XlcostError:
        return NO_ROW


def _field(rows: Coded, name: str) -> Column:
    prices: Column = _prices(rows.values, name)[rows.codes]
    return prices


def _prices(rows: Sequence[PriceRow], name: str) -> Column:
    prices = [getattr(row, name) for row in rows]
    return np.array([np.nan if price is None else price for price in prices], dtype=float)

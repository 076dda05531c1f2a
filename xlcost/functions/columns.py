"""Price look-ups for columns: one look-up per distinct model and date, then NumPy. Imported only when a column comes.

Where a row cannot be priced its prices are NaN, which the result inherits; ``broadcasting`` then asks the scalar path
for that row, so that the error of a row is decided in one place.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from xlcost.costs import TokenPrices
from xlcost.errors import XlcostError
from xlcost.prices import Catalogue, PriceRow

Column = npt.NDArray[np.float64]

_TIER_KINDS: Final = (
    "input",
    "output",
    "cache_read",
    "cache_write",
    "batch_input",
    "batch_output",
)
_FIELDS: Final = (*_TIER_KINDS, *(f"long_{kind}" for kind in _TIER_KINDS), "long_context_above")
_INDICES: Final = tuple(PriceRow._fields.index(name) for name in _FIELDS)

_TRAINING: Final = (PriceRow._fields.index("training"), PriceRow._fields.index("training_minimum"))


def price_columns(catalogue: Catalogue, model: Any, as_of: Any, fields: tuple[int, ...]) -> list[Any]:
    """The named fields of each row's price row: a column per field, a float each where model and date are single."""
    if isinstance(model, str) and not isinstance(as_of, np.ndarray):
        return list(_fields(catalogue, model, as_of, fields))
    size = len(model) if isinstance(model, np.ndarray) else len(as_of)
    models = model.tolist() if isinstance(model, np.ndarray) else [model] * size
    dates = as_of.tolist() if isinstance(as_of, np.ndarray) else [as_of] * size
    seen: dict[tuple[Any, Any], int] = {}
    codes = [seen.setdefault(pair, len(seen)) for pair in zip(models, dates, strict=True)]
    table = np.array([_fields(catalogue, *pair, fields) for pair in seen], dtype=float)
    return list(table[codes].T)


def token_price_columns(
    catalogue: Catalogue,
    model: Any,
    as_of: Any,
    input_tokens: Any,
    output_tokens: Any,
    batch_share: Any,
) -> tuple[TokenPrices, TokenPrices]:
    """Standard and batch prices of each row, by the rules of ``lookup``."""
    columns = dict(zip(_FIELDS, price_columns(catalogue, model, as_of, _INDICES), strict=True))
    is_long = input_tokens > columns["long_context_above"]  # NaN, no tier, compares as False
    priced = {kind: np.where(is_long, columns[f"long_{kind}"], columns[kind]) for kind in _TIER_KINDS}

    def needed(kind: str, quantity: Any) -> Any:
        return np.where((np.isnan(priced[kind])) & (np.asarray(quantity) == 0.0), 0.0, priced[kind])

    input_price, output_price = needed("input", input_tokens), needed("output", output_tokens)
    standard = TokenPrices(
        input_price,
        output_price,
        np.where(np.isnan(priced["cache_read"]), input_price, priced["cache_read"]),
        np.where(np.isnan(priced["cache_write"]), input_price, priced["cache_write"]),
    )
    batched = np.asarray(batch_share) > 0.0
    batch_input = np.where(batched, needed("batch_input", input_tokens), input_price)
    batch_output = np.where(batched, needed("batch_output", output_tokens), output_price)
    return standard, TokenPrices(batch_input, batch_output, batch_input, batch_input)


def training_price_columns(catalogue: Catalogue, model: Any, as_of: Any) -> tuple[Any, Any]:
    """Training price and least charge of each row; the charge is 0 where there is none."""
    price, minimum = price_columns(catalogue, model, as_of, _TRAINING)
    return price, np.where(np.isnan(minimum), 0.0, minimum)


def _fields(catalogue: Catalogue, model: Any, as_of: Any, fields: tuple[int, ...]) -> tuple[float, ...]:
    """Some fields of a price row, NaN for what is not published and for rows that cannot be priced at all."""
    try:
        row = catalogue.row(model, as_of)
    except XlcostError:
        return (np.nan,) * len(fields)
    values: Any = row
    return tuple(np.nan if values[index] is None else values[index] for index in fields)

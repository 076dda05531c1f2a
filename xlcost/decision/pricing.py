"""What the price list says of a model in the months of a case: the one place here that knows the catalogue."""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

from xlcost.costs.inference import TokenPrices
from xlcost.costs.schedule import MonthPrices, PriceStep
from xlcost.errors import PriceUnavailable
from xlcost.prices import Catalogue, PriceRow
from xlcost.prices.availability import availability
from xlcost.prices.catalogue import full_name

_NEW_ORGANISATIONS = "organisations that never fine-tuned"


class TrainingPrice(NamedTuple):
    """What training costs: USD per million trained tokens, and at least so much a run."""

    per_mtok: float
    minimum: float


def full_model_name(catalogue: Catalogue, model: str) -> str:
    """``provider/model`` as the price list writes it.

    Raises:
        UnknownModel, AmbiguousModel: no model of that name, or several.
    """
    return full_name(catalogue._find(model)[1][0])


def month_prices(catalogue: Catalogue, model: str, day: date) -> MonthPrices:
    """The prices in effect on a day.

    Raises:
        PriceUnavailable: the model has none on that day.
    """
    row = catalogue.row(model, day)
    tuned = row.model.startswith("ft:")
    steps = [PriceStep(0.0, _standard(row, "", tuned), _batch(row, ""))]
    if row.long_context_above is not None:
        steps.append(PriceStep(row.long_context_above, _standard(row, "long_", tuned), _batch(row, "long_")))
    return MonthPrices(tuple(steps), row.hosting_hour or 0.0, row.storage_month or 0.0)


def _standard(row: PriceRow, prefix: str, tuned: bool) -> TokenPrices:
    price = {kind: getattr(row, f"{prefix}{kind}") for kind in ("input", "output", "cache_read", "cache_write")}
    blank = None if tuned else price["input"]
    return TokenPrices(
        _or_nan(price["input"]),
        _or_nan(price["output"]),
        _or_nan(price["cache_read"] if price["cache_read"] is not None else blank),
        _or_nan(price["cache_write"] if price["cache_write"] is not None else blank),
    )


def _batch(row: PriceRow, prefix: str) -> TokenPrices:
    read_in = _or_nan(getattr(row, f"{prefix}batch_input"))
    return TokenPrices(read_in, _or_nan(getattr(row, f"{prefix}batch_output")), read_in, read_in)


def _or_nan(price: float | None) -> float:
    return math.nan if price is None else price


def available_until(catalogue: Catalogue, model: str, day: date) -> date | None:
    """The first day on which a model that is on sale on a day no longer is; None where no end is known."""
    name = full_model_name(catalogue, model)
    rows = [row for row in catalogue.rows if full_name(row) == name]
    return rows[-1].effective_to


def training_price(catalogue: Catalogue, model: str, day: date) -> TrainingPrice | None:
    """What training a model costs on a day; None where it has no published price then, or is not in the list."""
    try:
        row = catalogue.row(model, day)
    except PriceUnavailable:
        return None
    return None if row.training is None else TrainingPrice(row.training, row.training_minimum or 0.0)


def training_until(catalogue: Catalogue, model: str, day: date) -> date | None:
    """The first day on which a model can no longer be trained; None where no end is known, or it never could."""
    try:
        name = full_model_name(catalogue, model)
    except PriceUnavailable:
        return None
    rows = [row for row in catalogue.rows if full_name(row) == name]
    trained = [position for position, row in enumerate(rows) if row.training is not None]
    return rows[trained[-1]].effective_to if trained else None


def closed_to_new(catalogue: Catalogue, model: str, day: date) -> date | None:
    """Since when the model's provider trains for no organisation that never tuned there; None where it still does."""
    provider = full_model_name(catalogue, model).partition("/")[0]
    closed = [
        event.date
        for event in availability()
        if event.provider == provider and event.scope == _NEW_ORGANISATIONS and event.date and event.date <= day
    ]
    return min(closed, default=None)

"""What the price list says of a model in the months of a case: the one place here that knows the catalogue."""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

from xlcost.costs.inference import TokenPrices
from xlcost.costs.schedule import MonthPrices, PriceStep
from xlcost.errors import PriceUnavailable
from xlcost.prices import Catalogue
from xlcost.prices.card import Rate
from xlcost.prices.events import CLOSES_TRAINING_TO_NEW, REMOVED
from xlcost.prices.lines import STANDARD

_NOTHING_PUBLISHED = TokenPrices(*[math.nan] * 5)


class TrainingPrice(NamedTuple):
    """What training costs: USD per million trained tokens, and at least so much a run."""

    per_mtok: float
    minimum: float


def full_model_name(catalogue: Catalogue, model: str) -> str:
    """``provider/model`` as the price list writes it, with ``@tier`` where that is not the standard one.

    Raises:
        UnknownModel, AmbiguousModel: no model of that name, or several.
        PriceNotPublished: the model has no price in the tier that is named.
    """
    tier = catalogue.cards_of(model)[0].tier
    name = catalogue.full_model(model)
    return name if tier == STANDARD else f"{name}@{tier}"


def month_prices(catalogue: Catalogue, model: str, day: date) -> MonthPrices:
    """The prices in effect on a day.

    Raises:
        PriceUnavailable: the model has none on that day.
    """
    card = catalogue.card(model, day)
    steps = (
        PriceStep(max(step.above, 0.0), _prices(step.standard), _prices(step.batch)) for step in reversed(card.steps)
    )
    return MonthPrices(tuple(steps), card.published("hosting_hour") or 0.0, card.published("storage_month") or 0.0)


def _prices(rate: Rate | None) -> TokenPrices:
    """The prices of a rate, NaN where one is not published."""
    if rate is None:
        return _NOTHING_PUBLISHED
    return TokenPrices(*(math.nan if price is None else price for price in rate.published))


def available_until(catalogue: Catalogue, model: str) -> date | None:
    """The first day on which a model can no longer be had; None where no end is known.

    A model that its maker has taken off the list, nobody knows when, is gone by the day of the price snapshot.
    """
    ends = [catalogue.available_until(model)]
    ends += [event.date or catalogue.snapshot for event in catalogue.events_of(model) if event.event == REMOVED]
    return min((end for end in ends if end), default=None)


def training_price(catalogue: Catalogue, model: str, day: date) -> TrainingPrice | None:
    """What training a model costs on a day; None where it has no published price then, or is not in the list."""
    try:
        card = catalogue.card(model, day)
    except PriceUnavailable:
        return None
    price = card.published("training")
    return None if price is None else TrainingPrice(price, card.published("training_minimum") or 0.0)


def training_until(catalogue: Catalogue, model: str) -> date | None:
    """The first day on which a model can no longer be trained; None where no end is known, or it never could."""
    try:
        return catalogue.training_until(model)
    except PriceUnavailable:
        return None


def closed_to_new(catalogue: Catalogue, model: str, day: date) -> date | None:
    """Since when the model's provider trains for no organisation that never tuned there; None where it still does."""
    closed = [
        event.date
        for event in catalogue.events_of(model)
        if event.event == CLOSES_TRAINING_TO_NEW and event.date and event.date <= day
    ]
    return min(closed, default=None)

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
from xlcost.prices import Card, Catalogue, PriceLine
from xlcost.prices.card import Rate, Step

Column = npt.NDArray[np.float64]

_NOWHERE: Final = PriceLine("", "")
_INFINITE: Final = Rate(_NOWHERE, TokenPrices(*[math.inf] * 5), None)
#: Stands where there is no card: infinite, so that not even zero tokens cost nothing there.
NO_CARD: Final = Card("", "", "", None, None, (Step(-1.0, _INFINITE, _INFINITE),), (), (), {})


def price_cards(catalogue: Catalogue, model: Any, as_of: Any) -> Coded:
    """The card of each cell; either of model and date, or both, are ``Coded``."""
    models, dates = _as_coded(model), _as_coded(as_of)
    pairs = models.codes * len(dates.values) + dates.codes
    if len(models.values) == 1 or len(dates.values) == 1:
        distinct, codes = range(len(models.values) * len(dates.values)), pairs
    else:
        used, codes = np.unique(pairs, return_inverse=True)
        distinct = used.tolist()
    found = [
        _card(catalogue, models.values[pair // len(dates.values)], dates.values[pair % len(dates.values)])
        for pair in distinct
    ]
    cards = list({id(card): card for card in found}.values())  # a model has few cards, however many dates there are
    place = {id(card): number for number, card in enumerate(cards)}
    return Coded(np.array([place[id(card)] for card in found])[codes].reshape(pairs.shape), cards)


def published_price_column(cards: Coded, kind: str | Coded) -> Column:
    """One kind of price of each cell's card, or each cell's own kind; NaN where it is not published."""
    if isinstance(kind, str):
        return _published(cards, kind)
    blank = [np.nan] * len(cards.values)
    table = np.array(
        [_numbers(card.published(word) for card in cards.values) if word else blank for word in kind.values]
    )
    prices: Column = table[kind.codes, cards.codes]
    return prices


def token_price_columns(
    cards: Coded,
    input_tokens: Any,
    output_tokens: Any,
    cached_tokens: Any,
    cache_write_tokens: Any,
    cache_write_1h_tokens: Any,
    batch_share: Any,
) -> tuple[TokenPrices, TokenPrices]:
    """Standard and batch prices of each request; ``cards`` codes price cards.

    The steps of all cards stand below one another in one table, and each cell has the place of its step there.
    """
    steps: Sequence[Step] = [step for card in cards.values for step in card.steps]
    first = np.cumsum([0, *(len(card.steps) for card in cards.values)])[:-1]
    place = first[cards.codes]
    for number in range(1, max((len(card.steps) for card in cards.values), default=1)):
        # how many of the card's steps the request is too short for
        above = _numbers(card.steps[number - 1].above if len(card.steps) > number else None for card in cards.values)
        place = place + (input_tokens <= above[cards.codes])
    quantities = (input_tokens, output_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens)

    def met(rates: Sequence[Rate | None]) -> TokenPrices:
        return TokenPrices(*(needed(rates, number, quantity) for number, quantity in enumerate(quantities)))

    def needed(rates: Sequence[Rate | None], number: int, quantity: Any) -> Column:
        """A price of each request; NaN where it is not published and there are tokens to bill at it."""
        if number > 1 and not np.any(quantity):  # no cached tokens anywhere
            return np.zeros(1)
        table = _numbers(None if rate is None else rate.published[number] for rate in rates)
        price: Column = table[place]
        if not np.isnan(table).any():
            return price
        unknown = np.isnan(_numbers(None if rate is None else 0.0 for rate in rates))[place]
        return np.where(np.isnan(price) & (np.asarray(quantity) == 0.0) & ~unknown, 0.0, price)

    standard = met([step.standard for step in steps])
    batched = np.asarray(batch_share) > 0.0
    if not batched.any():
        return standard, standard
    batch = met([step.batch for step in steps])
    return standard, TokenPrices(*(np.where(batched, at_batch, usual) for at_batch, usual in zip(batch, standard)))


def training_price_columns(cards: Coded) -> tuple[Column, Column]:
    """Training price and least charge of each run; the charge is 0 where there is none."""
    return _published(cards, "training"), np.nan_to_num(_published(cards, "training_minimum"))


def _as_coded(value: Any) -> Coded:
    return value if isinstance(value, Coded) else Coded(np.zeros((1, 1), np.intp), [value])


def _card(catalogue: Catalogue, model: str | None, as_of: Any) -> Card:
    if model is None:
        return NO_CARD
    try:
        return catalogue.card(model, as_of)
    except XlcostError:
        return NO_CARD


def _published(cards: Coded, kind: str) -> Column:
    prices: Column = _numbers(card.published(kind) for card in cards.values)[cards.codes]
    return prices


def _numbers(prices: Any) -> Column:
    return np.array([np.nan if price is None else price for price in prices], dtype=float)

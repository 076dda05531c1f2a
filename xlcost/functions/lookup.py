"""The prices that a request meets: the card in effect, the line its length is billed at, batch, what is missing.

``xlcost.prices.card`` states which line applies and what a blank cache price means. Here a price is needed only where
there are tokens to bill at it; a price that is needed and not published is an error, never zero and never a
neighbour's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from xlcost.costs import TokenPrices
from xlcost.errors import PriceNotPublished
from xlcost.prices import Card, Catalogue, package_catalogue
from xlcost.prices.card import Rate
from xlcost.prices.lines import batch_of, name_with_tier


def catalogue(prices: Any) -> Catalogue:
    """The price range that was given, a catalogue since its coercion, else the package's catalogue."""
    return package_catalogue() if prices is None else prices


def price_card(model: str, as_of: Any, prices: Any) -> Card:
    """The card of a model in effect on a date (a date since its coercion, or None)."""
    return (package_catalogue() if prices is None else prices).card(model, as_of)


def published_price(model: Any, kind: Any, as_of: Any, prices: Any) -> Any:
    """One kind of price of a model; a column where model, kind or date is one.

    Raises:
        PriceNotPublished: the card in effect has no such price.
    """
    if not (model.__class__ is str and kind.__class__ is str and _is_single_date(as_of)):
        from xlcost.functions.columns import price_cards, published_price_column

        return published_price_column(price_cards(catalogue(prices), model, as_of), kind)
    card = price_card(model, as_of, prices)
    price = card.published(kind)
    if price is None:
        raise PriceNotPublished(card.why_not_published(kind))
    return price


def token_prices(
    model: Any,
    as_of: Any,
    prices: Any,
    input_tokens: Any,
    output_tokens: Any,
    cached_share: Any,
    cache_write_share: Any,
    cache_write_1h_share: Any,
    batch_share: Any,
) -> tuple[TokenPrices, TokenPrices]:
    """Standard and batch prices of a request, USD per Mtok; columns where any of the arguments is one."""
    cached, written, kept = (
        input_tokens * cached_share,
        input_tokens * cache_write_share,
        input_tokens * cache_write_1h_share,
    )
    if not (
        model.__class__ is str
        and cached.__class__ is float
        and written.__class__ is float
        and kept.__class__ is float
        and output_tokens.__class__ is float
        and batch_share.__class__ is float
        and _is_single_date(as_of)
    ):
        from xlcost.functions.columns import price_cards, token_price_columns

        cards = price_cards(catalogue(prices), model, as_of)
        return token_price_columns(cards, input_tokens, output_tokens, cached, written, kept, batch_share)
    card = price_card(model, as_of, prices)
    return prices_on_card(card, input_tokens, output_tokens, cached, written, kept, batch_share)


def prices_on_card(
    card: Card,
    input_tokens: float,
    output_tokens: float,
    cached_tokens: float,
    cache_write_tokens: float,
    cache_write_1h_tokens: float,
    batch_share: float,
) -> tuple[TokenPrices, TokenPrices]:
    """Standard and batch prices of a request on this card, whatever it is not billed at being 0.

    Raises:
        PriceNotPublished: a price with tokens to bill at it is not on the card.
    """
    step = card.steps[0] if len(card.steps) == 1 else card.step(input_tokens)
    quantities = (input_tokens, output_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens)
    standard = _met(card, step.standard, card.tier, quantities)
    return standard, standard if batch_share == 0.0 else _met(card, step.batch, batch_of(card.tier), quantities)


def _met(card: Card, rate: Rate | None, tier: str, quantities: tuple[float, ...]) -> TokenPrices:
    if rate is None:
        raise PriceNotPublished(card.why_no_rate(tier, quantities[0]))
    if rate.usual is not None and not quantities[4]:
        return rate.usual
    found = []
    for kind, price, quantity in zip(TokenPrices._fields, rate.published, quantities):
        if price is None and quantity:
            since = f" (line of {rate.line.effective_from})" if rate.line.effective_from else ""
            above = f" above {rate.line.above_tokens:,.0f} tokens" if rate.line.above_tokens else ""
            raise PriceNotPublished(f"{name_with_tier(rate.line)} has no published {kind} price{above}{since}")
        found.append(price or 0.0)
    return TokenPrices._make(found)


def training_prices(model: Any, as_of: Any, prices: Any) -> tuple[Any, Any]:
    """Training price, USD per Mtok, and least charge, USD per run; columns where model or date is one.

    Raises:
        PriceNotPublished: the model's card has no training price, whatever the number of examples.
    """
    if not (model.__class__ is str and _is_single_date(as_of)):
        from xlcost.functions.columns import price_cards, training_price_columns

        return training_price_columns(price_cards(catalogue(prices), model, as_of))
    known = catalogue(prices)
    card = known.card(model, as_of)
    price = card.published("training")
    if price is None:
        raise PriceNotPublished(known.why_no_training(card, as_of))
    return price, card.published("training_minimum") or 0.0


def _is_single_date(as_of: Any) -> bool:
    return as_of is None or isinstance(as_of, date)

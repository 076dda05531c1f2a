"""What tokens cost: TOKEN_PRICE, MODEL_PRICES and the version that says which prices those are."""

from typing import Any, Final

from xlcost import __version__
from xlcost.errors import NA, NUM, VALUE
from xlcost.functions import arguments as arg
from xlcost.functions.lookup import catalogue, published_price
from xlcost.functions.records import Example
from xlcost.functions.registry import excel_function
from xlcost.prices import FEES, PRICES, Card, PriceLine, package_catalogue

PRICE_ERRORS: Final = {
    NA: "unknown or ambiguous model, no price in effect on that date, or a price that is not published",
    VALUE: "a blank required argument, a text where a number belongs, a malformed date or price range",
    NUM: "a number that is no date",
}
#: The columns of MODEL_PRICES: fields of a price line, and the fees that stand beside the line without a threshold.
MODEL_PRICES_COLUMNS: Final = (
    "model",
    "provider",
    "tier",
    "above_tokens",
    *PRICES,
    *FEES,
    "effective_from",
    "source",
)


@excel_function(
    unit="USD per Mtok; fees in their own unit",
    errors=PRICE_ERRORS,
    example=Example({"model": "claude-3-5-sonnet-20241022", "kind": "output", "as_of": "2025-06-09"}, 15.0),
    shape="numpy",
)
def token_price(model: arg.Model, kind: arg.Kind = "input", as_of: arg.AsOf = None, prices: arg.Prices = None) -> float:
    """What a model's tokens cost on a date, in USD per million tokens, or one of its fees.

    Fees: training (per Mtok), training_hour, training_minimum (per run), hosting_hour, storage_month,
    cache_storage_hour (per Mtok and hour), web_search (per 1,000). A tier is named behind the model: ``gpt-5.4@batch``.
    """
    return published_price(model, kind, as_of, prices)


@excel_function(
    unit="table: model, provider, each price in USD, effective date, source",
    errors={VALUE: "a search that is not a text, a malformed date", NUM: "a number that is no date"},
    example=Example({"search": "anthropic/claude-3-5-sonnet-20241022", "as_of": "2025-06-09"}, None),
    shape="table",
)
def model_prices(search: arg.Search = "", as_of: arg.AsOf = None) -> list[list[Any]]:
    """The price table of every model whose name contains the search words, with a header row.

    A price that is not published is an empty cell.
    """
    return price_list(search, as_of, None)


def price_list(search: str, as_of: Any, prices: Any) -> list[list[Any]]:
    """MODEL_PRICES of a catalogue (of the package's where it is None), its arguments coerced already."""
    cards = catalogue(prices).search(search, as_of)
    listed = [
        (card, line) for card in cards for line in card.lines or (PriceLine(card.provider, card.model, card.tier),)
    ]
    return [
        list(MODEL_PRICES_COLUMNS),
        *([_shown(_value(card, line, name)) for name in MODEL_PRICES_COLUMNS] for card, line in listed),
    ]


def _value(card: Card, line: PriceLine, name: str) -> Any:
    """A field of a line, or a fee, which is stated once for the model."""
    if name in FEES:
        return card.published(name) if line.above_tokens is None else None
    return getattr(line, name)


@excel_function(
    unit="text",
    errors={},
    example=Example({}, None),
    shape="cells",
)
def xlcost_version() -> str:
    """The version of xlcost, the date of its price snapshot and a short hash of the price data."""
    prices = package_catalogue()
    return f"xlcost {__version__}, prices {prices.snapshot.isoformat()}, data {prices.digest}"


def _shown(value: Any) -> Any:
    """A field of a price row as a cell value: dates as text, which no host reads in its own date system."""
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else value

"""What tokens cost: TOKEN_PRICE, MODEL_PRICES and the version that says which prices those are."""

from typing import Any, Final

from xlcost import __version__
from xlcost.errors import NA, NUM, VALUE
from xlcost.functions import arguments as arg
from xlcost.functions.lookup import published_price, rows_in_effect
from xlcost.functions.registry import Example, excel_function
from xlcost.prices import PRICE_KINDS, package_catalogue

PRICE_ERRORS: Final = {
    NA: "unknown or ambiguous model, no price in effect on that date, or a price that is not published",
    VALUE: "a blank required argument, a text where a number belongs, a malformed date or price range",
    NUM: "a number that is no date",
}
#: The columns of MODEL_PRICES, which are fields of a price row.
MODEL_PRICES_COLUMNS: Final = (
    "model",
    "provider",
    *PRICE_KINDS,
    "long_context_above",
    "long_input",
    "long_output",
    "effective_from",
    "source",
)


@excel_function(
    unit="USD per Mtok; per hour for hosting_hour, per month for storage_month",
    errors=PRICE_ERRORS,
    example=Example({"model": "claude-3-5-sonnet-20241022", "kind": "output", "as_of": "2025-06-09"}, 15.0),
    shape="numpy",
)
def token_price(model: arg.Model, kind: arg.Kind = "input", as_of: arg.AsOf = None, prices: arg.Prices = None) -> float:
    """What a model's tokens cost on a date, in USD per million tokens.

    With kind "hosting_hour" in USD per hour, with "storage_month" in USD per month.
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
    rows = rows_in_effect(search, as_of, prices)
    return [
        list(MODEL_PRICES_COLUMNS),
        *([_shown(getattr(row, name)) for name in MODEL_PRICES_COLUMNS] for row in rows),
    ]


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

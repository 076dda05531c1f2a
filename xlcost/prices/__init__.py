"""What a token costs: a dated rate card, look-up by model, tier and date, price ranges of a worksheet."""

from xlcost.prices.card import Card
from xlcost.prices.catalogue import Catalogue
from xlcost.prices.lines import FEES, PRICE_KINDS, PRICES, FeeLine, PriceLine
from xlcost.prices.package import package_catalogue
from xlcost.prices.relation import rate_card
from xlcost.prices.worksheet import worksheet_catalogue

__all__ = [
    "FEES",
    "PRICES",
    "PRICE_KINDS",
    "Card",
    "Catalogue",
    "FeeLine",
    "PriceLine",
    "package_catalogue",
    "rate_card",
    "worksheet_catalogue",
]

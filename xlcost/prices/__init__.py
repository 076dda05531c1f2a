"""What a token costs: a dated catalogue of prices, look-up by model and date, price ranges of a worksheet."""

from xlcost.prices.catalogue import Catalogue
from xlcost.prices.package import package_catalogue
from xlcost.prices.row import PRICE_KINDS, PriceRow
from xlcost.prices.worksheet import worksheet_catalogue

__all__ = ["PRICE_KINDS", "Catalogue", "PriceRow", "package_catalogue", "worksheet_catalogue"]

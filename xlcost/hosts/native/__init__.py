"""The native edition: the functions as named LAMBDAs of Excel 365 and 2024, with nothing installed."""

from xlcost.hosts.native.edition import PRICE_TABLE, add_native
from xlcost.hosts.native.lambdas import NOT_NATIVE, lambda_text

__all__ = ["NOT_NATIVE", "PRICE_TABLE", "add_native", "lambda_text"]

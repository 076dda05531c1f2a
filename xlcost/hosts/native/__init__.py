"""The native edition: the functions as named LAMBDAs of Excel 365 and 2024, with nothing installed."""

from xlcost.hosts.native.edition import add_native

__all__ = ["add_native"]

"""The modules that declare rules, in the order in which the reference page lists them."""

from xlcost.check import calculation, xlcost_rules

__all__ = ["calculation", "xlcost_rules"]

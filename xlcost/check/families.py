"""The modules that declare rules, in the order in which the reference page lists them."""

from xlcost.check import (
    calculation,
    checks,
    formulas,
    function_results,
    labels,
    names,
    price_rules,
    ranges,
    references,
    runs,
    separation,
    structure,
    totals,
    validation,
    waivers,
    xlcost_rules,
)

__all__ = [
    "calculation",
    "checks",
    "formulas",
    "function_results",
    "labels",
    "names",
    "price_rules",
    "ranges",
    "references",
    "runs",
    "separation",
    "structure",
    "totals",
    "validation",
    "waivers",
    "xlcost_rules",
]

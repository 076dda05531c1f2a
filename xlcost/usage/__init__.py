"""Real usage priced: exports of the makers, clouds and gateways, logs, frames; what was billed beside it.

sources     one module a maker: how an export is recognised, and what its columns mean
files       which files are meant, and whether each is whole
records     JSON exports as tables
engine      DuckDB counts rows into groups; grouping is its SELECT
pricing     groups get prices, exactly, by the one cost function
checks      what is there twice, or cannot be
report      totals, lines, what could not be priced
reconciliation  billed against priced
writing     CSV, Parquet, FOCUS
portable    the grouping SELECT for the engine that holds the log
per_row     a pandas frame of requests, a cost in each row: frame, stretches
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlcost.usage.api import price, reconcile, sql
    from xlcost.usage.per_row import price_usage

__all__ = ["price", "price_usage", "reconcile", "sql"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: price_usage brings pandas, price does not."""
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module 'xlcost.usage' has no attribute {name!r}")
    value = getattr(import_module("xlcost.usage.per_row" if name == "price_usage" else "xlcost.usage.api"), name)
    globals()[name] = value
    return value

"""Our functions as the engine binds them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from xlcost.errors import XlcostError
from xlcost.headless.binding import BoundFunction


def our_functions() -> Mapping[str, BoundFunction]:
    """The registry of xlcost.functions; price ranges are read once, not once for each cell that uses them."""
    from xlcost.functions import FUNCTIONS, call

    return {
        name: BoundFunction(
            call=partial(call, name),
            min_args=function.min_args,
            max_args=function.max_args,
            tables=frozenset(position for position, argument in enumerate(function.arguments) if argument.is_table),
            read_table=_price_table,
        )
        for name, function in FUNCTIONS.items()
    }


def _price_table(rows: list[list[Any]]) -> Any:
    """A price range as a catalogue; one that cannot be read stays a range, so that each call says what is wrong."""
    from xlcost.prices.worksheet import worksheet_catalogue

    try:
        return worksheet_catalogue(rows)
    except (XlcostError, ValueError, TypeError):
        return rows

"""How a Python function is bound into the engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from xlcost.errors import XlcostError
from xlcost.workbook.addresses import Area


class BoundFunction(NamedTuple):
    """A function that the engine calls with Excel values (the contract of ``xlcost.functions.call``).

    ``tables`` are the positions of arguments that are whole tables, such as price ranges; ``read_table`` turns one into
    what ``call`` takes in its place, once however many cells use it. Both may raise ``GivesUp``.
    """

    call: Callable[[Sequence[Any]], Any]
    min_args: int
    max_args: int
    tables: frozenset[int] = frozenset()
    read_table: Callable[[list[list[Any]]], Any] = lambda rows: rows


class GivesUp(Exception):
    """A call whose value in Excel is not known here, or a table that cannot be read as it would be there.

    ``source`` is the range with the table, where there is one: sheet and area.
    """

    def __init__(self, why: str, source: tuple[str, Area] | None = None) -> None:
        super().__init__(why)
        self.source = source


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


def our_name(name: str, ours: Collection[str]) -> str | None:
    """Our function meant by a call, whatever add-in prefix a file gave it; None if it is none of ours."""
    if name in ours:
        return name
    for namespace in ("XLCOST_", "XLCOST."):
        if name.startswith(namespace) and name.removeprefix(namespace) in ours:
            return name.removeprefix(namespace)
    return None


def _price_table(rows: list[list[Any]]) -> Any:
    """A price range as a catalogue; one that cannot be read stays a range, so that each call says what is wrong."""
    from xlcost.prices.worksheet import worksheet_catalogue

    try:
        return worksheet_catalogue(rows)
    except (XlcostError, ValueError, TypeError):
        return rows

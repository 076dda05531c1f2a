"""How a Python function is bound into the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from xlcost.headless.addresses import Area


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

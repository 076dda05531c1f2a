"""The functions a second time, in decimal arithmetic, written from the design documents and from nothing else.

Nothing here imports xlcost: that is the point. Numbers are taken as they are typed (0.1 is one tenth, not the nearest
binary fraction), and 50 digits are carried. ``answer`` gives what a cell must show; texts whose wording is free are
``ANY``.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from typing import Any, Final

from reference_arguments import ARGUMENTS, ERRORS, NA, NUM, VALUE, CellError, Number, Prices, Series
from reference_results import RESULTS

DIGITS: Final = Context(prec=50)


def answer(function: str, args: Sequence[Any]) -> Any:
    """What the cell shows: a Decimal, a text (an error is its text), a boolean, or rows of them."""
    takes = ARGUMENTS[function]
    if len(args) > len(takes):
        return VALUE
    whole = [isinstance(kind, Prices | Series) for _, kind, *_ in takes]  # a range is one value
    single = [value if takes_range else _only_cell(value) for takes_range, value in zip(whole, args)]
    ranged = [isinstance(value, list) and not takes_range for takes_range, value in zip(whole, single)]
    if not any(ranged):
        return _cell(function, single)
    height = max(len(value) for value, ranges in zip(single, ranged) if ranges)
    width = max(len(value[0]) for value, ranges in zip(single, ranged) if ranges)
    return [
        [
            _cell(function, [_at(value, row, column) if ranges else value for value, ranges in zip(single, ranged)])
            for column in range(width)
        ]
        for row in range(height)
    ]


_BEYOND: Final = object()


def _only_cell(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 1 and len(value[0]) == 1:
        return value[0][0]
    return value


def _at(grid: list[list[Any]], row: int, column: int) -> Any:
    """The cell that a position of the result meets: one row or column repeats, beyond anything else is nothing."""
    row, column = 0 if len(grid) == 1 else row, 0 if len(grid[0]) == 1 else column
    return grid[row][column] if row < len(grid) and column < len(grid[0]) else _BEYOND


def _cell(function: str, args: Sequence[Any]) -> Any:
    if any(value is _BEYOND for value in args):
        return NA
    try:
        with localcontext(DIGITS):
            return _representable(RESULTS[function](_taken(function, args)))
    except CellError as error:
        return error.shown


def _representable(result: Any) -> Any:
    """The result, if a cell can hold its numbers."""
    cells = [cell for row in result for cell in row] if isinstance(result, list) else [result]
    if any(isinstance(cell, Decimal) and abs(cell) > Decimal("1.7976931348623157e308") for cell in cells):
        raise CellError(NUM)
    return result


def _taken(function: str, args: Sequence[Any]) -> dict[str, Any]:
    """The arguments by name; the first wrong one from the left decides the error."""
    taken: dict[str, Any] = {}
    for position, (name, takes, *default) in enumerate(ARGUMENTS[function]):
        value = args[position] if position < len(args) else None
        if value is None or value == "":
            if not default:
                raise CellError(VALUE)
            taken[name] = Decimal(default[0]) if isinstance(takes, Number) else default[0]
        elif isinstance(value, str) and value in ERRORS:
            raise CellError(value)
        else:
            taken[name] = takes.take(value)
    return taken

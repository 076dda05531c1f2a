"""Look-ups that are not for an exact value, where the engine's own are wrong: MATCH, XLOOKUP, XMATCH."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from xlcost.calculate.replacements.coercion import MISSING, Failed, number, optional
from xlcost.calculate.replacements.operators import order
from xlcost.calculate.replacements.wildcards import is_like


def line(given: Any) -> float:
    """The number of a row or column, as INDEX reads it: of a negative one it says #VALUE!."""
    found = number(given)
    if found < 0:
        raise Failed("Value")
    return found


def xlookup(
    wanted: Any,
    searched: Any,
    returned: Any,
    if_not_found: Any = MISSING,
    match_mode: Any = MISSING,
    search_mode: Any = MISSING,
) -> Any:
    """XLOOKUP; of a table with several columns or rows the whole row or column found."""
    down, values = _line(searched)
    grid = returned if isinstance(returned, list) else [[returned]]
    if len(values) != (len(grid) if down else len(grid[0])):
        raise Failed("Value")
    found = _found(wanted, values, match_mode, search_mode)
    if found is None:
        if if_not_found is MISSING:
            raise Failed("Na")
        return if_not_found
    line = [grid[found]] if down else [[row[found]] for row in grid]
    return line[0][0] if len(line) == len(line[0]) == 1 else line


def xmatch(wanted: Any, searched: Any, match_mode: Any = MISSING, search_mode: Any = MISSING) -> float:
    """XMATCH."""
    found = _found(wanted, _line(searched)[1], match_mode, search_mode)
    if found is None:
        raise Failed("Na")
    return float(found + 1)


def match(wanted: Any, searched: Any, kind: Any = MISSING) -> float:
    """MATCH for the nearest value: the last one that is not larger (kind 1), or not smaller (kind -1).

    Only values of the same kind (number, text, truth value) are looked at. They must be in order, as Excel's halving
    search finds in others whatever it comes across; but a value beyond all of them is found whatever their order.
    """
    if isinstance(wanted, dict):
        raise Failed(wanted.get("kind", "Value"))
    if isinstance(wanted, list):
        raise Failed("NImpl")
    sense = optional(kind, 1.0)
    wanted = 0.0 if wanted is None or wanted is MISSING else wanted
    values = _line(searched)[1]
    if sense == 0:
        wild = isinstance(wanted, str) and any(mark in wanted for mark in "*?~")
        equal = is_like(wanted) if wild else lambda value: _same(wanted, value)
        exact = next((place for place, value in enumerate(values) if equal(value)), None)
        if exact is None:
            raise Failed("Na")
        return float(exact + 1)
    sign = 1 if sense > 0 else -1
    places = [place for place, value in enumerate(values) if value is not None and _kind(value) == _kind(wanted)]
    near = [sign * order(values[place], wanted) <= 0 for place in places]
    if not any(near):
        raise Failed("Na")
    ordered = all(sign * order(values[one], values[other]) <= 0 for one, other in pairwise(places))
    if not all(near) and not ordered:
        raise Failed("NImpl")
    found = places[max(position for position, is_near in enumerate(near) if is_near)]
    if sign < 0 and order(values[found], wanted) == 0:
        found = next(place for place in places if order(values[place], wanted) == 0)
    return float(found + 1)


def vlookup(wanted: Any, table: Any, column: Any) -> Any:
    """VLOOKUP for the nearest value, in a table that is calculated."""
    grid = _grid(table)
    return _beside(wanted, [row[0] for row in grid], column, list(zip(*grid, strict=True)))


def hlookup(wanted: Any, table: Any, row: Any) -> Any:
    """HLOOKUP for the nearest value, in a table that is calculated."""
    grid = _grid(table)
    return _beside(wanted, grid[0], row, grid)


def lookup(wanted: Any, searched: Any, results: Any = MISSING) -> Any:
    """LOOKUP: in the first column of a table, or in the first row of one that is wider than high."""
    grid = _grid(searched)
    wide = len(grid[0]) > len(grid)
    line = grid[0] if wide else [row[0] for row in grid]
    found = int(match(wanted, [line])) - 1
    if results is MISSING:
        return grid[-1][found] if wide else grid[found][-1]
    others = _line(results)[1]
    if found >= len(others):
        raise Failed("Na")
    return others[found]


def _beside(wanted: Any, line: Sequence[Any], number_of: Any, lines: Sequence[Sequence[Any]]) -> Any:
    place = int(number(number_of))
    if place < 1:
        raise Failed("Value")
    if place > len(lines):
        raise Failed("Ref")
    return lines[place - 1][int(match(wanted, [list(line)])) - 1]


def _grid(values: Any) -> list[list[Any]]:
    return values if isinstance(values, list) else [[values]]


def _line(searched: Any) -> tuple[bool, list[Any]]:
    """Whether the values run down, and the values."""
    grid = searched if isinstance(searched, list) else [[searched]]
    if len(grid[0]) == 1:
        return True, [row[0] for row in grid]
    if len(grid) == 1:
        return False, grid[0]
    raise Failed("Value")


def _found(wanted: Any, values: list[Any], match_mode: Any, search_mode: Any) -> int | None:
    mode, search = int(optional(match_mode, 0.0)), int(optional(search_mode, 1.0))
    if mode not in {-1, 0, 1, 2} or search not in {-2, -1, 1, 2}:
        raise Failed("NImpl" if mode == 3 else "Value")
    if mode == 2 and abs(search) == 2:
        raise Failed("Value")
    if isinstance(wanted, list):
        raise Failed("NImpl")
    if isinstance(wanted, dict):
        raise Failed(wanted.get("kind", "Value"))
    if wanted is MISSING:
        wanted = None
    if abs(search) == 2:  # a halving search, which in what is not in order finds whatever it comes across
        raise Failed("NImpl")
    places = range(len(values) - 1, -1, -1) if search == -1 else range(len(values))
    equal = is_like(wanted) if mode == 2 and isinstance(wanted, str) else lambda value: _same(wanted, value)
    exact = next((place for place in places if equal(values[place])), None)
    if exact is not None or mode in {0, 2}:
        return exact
    return _nearest(wanted, values, places, smaller=mode == -1)


def _same(wanted: Any, value: Any) -> bool:
    if wanted is None or value is None:
        return wanted is None and value is None
    return _kind(wanted) == _kind(value) and order(wanted, value) == 0


def _nearest(wanted: Any, values: list[Any], places: Iterable[int], *, smaller: bool) -> int | None:
    best: int | None = None
    for place in places:
        value = values[place]
        if value is None or isinstance(value, dict):
            continue
        if (order(value, wanted) < 0) != smaller:
            continue
        step = 1 if best is None else order(value, values[best])
        if best is None or step == (1 if smaller else -1):
            best = place
    return best


def _kind(value: Any) -> type:
    return float if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)) else type(value)

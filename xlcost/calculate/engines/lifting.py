"""Functions of single values over whole arrays: LEN(A1:A9), LARGE(A1:A9,{1,2,3}), COUNTIF(A1:A9,A1:A9).

The engine does not carry its functions over arrays by itself. Here each combination of elements is calculated once, by
a second, small workbook of the engine's, and the results are put together as Excel does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, Final

import formualizer

from xlcost.calculate.engines.values import GIVES_UP, OMITTED
from xlcost.calculate.replacements import REPLACEMENTS, Replacement
from xlcost.calculate.replacements.criteria import is_plain
from xlcost.formula.signatures import BY_CRITERIA
from xlcost.workbook.addresses import Area, column_letters
from xlcost.workbook.limits import MAX_COLUMNS

_SHEET: Final = "L"
_MAX_ELEMENTS: Final = 200_000
#: Characters of all texts of one result together, and how many results are had before they are counted.
_MAX_CHARACTERS: Final = 32_000_000
_AT_A_TIME: Final = 1_000
_MISSING: Final = {"type": "Error", "kind": "Na"}


def lifter(replacements: Mapping[str, Replacement]) -> Callable[..., Any]:
    """``lift`` with these functions in the place of the engine's own."""
    return partial(lift, replacements, cache(_new_workbook))


def lift(
    replacements: Mapping[str, Replacement], shared: Callable[[str], Any], specification: str, *arguments: Any
) -> Any:
    """A function over arrays. Takes and gives engine values.

    Args:
        replacements: the functions in the place of the engine's own.
        shared: gives the small workbook that all calls with a specification share.
        specification: ``NAME:CLASSES``, one class an argument: V where single values are expected (arrays there are
            gone through), R where a range goes in whole, M where the argument is left out.
        arguments: those that are not left out.
    """
    name, _, classes = specification.partition(":")
    given = iter(arguments)
    values = [None if kind == "M" else next(given) for kind in classes]
    arrays = [value if isinstance(value, list) else [[value]] for value in values]
    through = [position for position, kind in enumerate(classes) if kind == "V"]
    rows = max(len(arrays[position]) for position in through)
    columns = max(len(arrays[position][0]) for position in through)
    wide = len(through) + 2 + sum(len(arrays[position][0]) for position, kind in enumerate(classes) if kind == "R")
    if rows * columns > _MAX_ELEMENTS or wide > MAX_COLUMNS:
        return GIVES_UP
    combinations = [
        tuple(_element(arrays[position], row, column) for position in through)
        for row in range(rows)
        for column in range(columns)
    ]
    keys = [tuple(map(_key, combination)) for combination in combinations]
    unique = dict(zip(keys, combinations, strict=True))
    if name in BY_CRITERIA and not all(is_plain(*combination) for combination in unique.values()):
        name = f"XLC.{name}"
    found: list[Any] = []
    characters = 0
    for part in _parts(list(unique.values())):
        found += _calculated(replacements, shared, name, classes, arrays, part)
        characters += sum(len(value) for value in found[-len(part) :] if isinstance(value, str))
        if characters > _MAX_CHARACTERS:
            return GIVES_UP
    results = dict(zip(unique, found, strict=True))
    flat = [results[key] for key in keys]
    return [flat[row * columns : (row + 1) * columns] for row in range(rows)]


def _parts(combinations: list[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    for start in range(0, len(combinations), _AT_A_TIME):
        yield combinations[start : start + _AT_A_TIME]


def _element(array: list[list[Any]], row: int, column: int) -> Any:
    line = array[0] if len(array) == 1 else array[row] if row < len(array) else None
    if line is None:
        return _MISSING
    return line[0] if len(line) == 1 else line[column] if column < len(line) else _MISSING


def _key(value: Any) -> Any:
    return ("error", value.get("kind")) if isinstance(value, dict) else (value.__class__, value)


def _calculated(
    replacements: Mapping[str, Replacement],
    shared: Callable[[str], Any],
    name: str,
    classes: str,
    arrays: Sequence[list[list[Any]]],
    combinations: Sequence[tuple[Any, ...]],
) -> list[Any]:
    """The function's value for each combination of single values."""
    replacement = replacements.get(name)
    if replacement is not None and "R" not in classes:
        return [_called(replacement.call, classes, combination) for combination in combinations]
    work = shared(f"{name}:{classes}") if replacement is None and "R" not in classes else _new_workbook()
    if replacement is not None:
        work.register_function(
            name,
            replacement.call,
            min_args=replacement.min_args,
            max_args=replacement.max_args,
            allow_override_builtin=True,
        )
    width = len(combinations[0])
    work.set_values_batch(_SHEET, 1, 1, [list(combination) for combination in combinations])
    wholes = _placed(work, classes, arrays, width + 2)
    formulas = [[_formula(name, classes, wholes, row)] for row in range(1, len(combinations) + 1)]
    work.set_formulas_batch(_SHEET, 1, width + 1, formulas)
    work.evaluate_all()
    return [_single(work.get_value(_SHEET, row, width + 1)) for row in range(1, len(combinations) + 1)]


def _new_workbook(specification: str = "") -> Any:
    """A small workbook for calls with one specification; what a longer call left below the rows is never read."""
    del specification
    work = formualizer.Workbook()
    work.set_temporal_egress("serial")
    work.add_sheet(_SHEET)
    return work


def _called(call: Callable[..., Any], classes: str, combination: tuple[Any, ...]) -> Any:
    given = iter(combination)
    return _single(call(*(next(given) if kind == "V" else OMITTED for kind in classes)))


def _placed(work: Any, classes: str, arrays: Sequence[list[list[Any]]], column: int) -> Mapping[int, Area]:
    """Puts the ranges that go in whole side by side into the sheet."""
    places = {}
    for position, kind in enumerate(classes):
        if kind == "R":
            rows = arrays[position]
            work.set_values_batch(_SHEET, 1, column, rows)
            places[position] = Area(1, column, len(rows), column + len(rows[0]) - 1)
            column += len(rows[0])
    return places


def _formula(name: str, classes: str, wholes: Mapping[int, Area], row: int) -> str:
    column = 0
    left_out = f'"{OMITTED}"' if name in REPLACEMENTS else ""
    texts = []
    for position, kind in enumerate(classes):
        if kind == "V":
            column += 1
            texts.append(f"{column_letters(column)}{row}")
        else:
            texts.append(str(wholes[position]) if kind == "R" else left_out)
    return f"={name}({','.join(texts)})"


def _single(value: Any) -> Any:
    """One element of the result: an array there has no place, a blank counts as 0."""
    if isinstance(value, list):
        return GIVES_UP
    return 0.0 if value is None else value

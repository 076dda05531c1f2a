"""What Excel hands to the functions of a workbook: every call, recorded while the workbook is recalculated headless."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from xlcost.calculate.certified import recalculate
from xlcost.calculate.engines import ranges
from xlcost.evaluate.binding import BoundFunction, our_functions
from xlcost.functions import FUNCTIONS, call
from xlcost.functions.coercion import serial

#: In place of an argument left out, which the engine does not tell from a blank cell.
LEFT_OUT = object()


class Recorded(NamedTuple):
    """One call: the function, its arguments as Office.js sends them, and what the cell shows."""

    name: str
    arguments: list[Any]
    shown: Any


@contextmanager
def _told_what_is_left_out() -> Any:
    argument = ranges.Ranges.argument

    def told(self: Any, name: str, function: BoundFunction, position: int, text: str) -> Any:
        return LEFT_OUT if text == ranges.OMITTED else argument(self, name, function, position, text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranges.Ranges, "argument", told)
        yield


def _bound(change: Callable[[str, Sequence[Any]], Any]) -> Mapping[str, BoundFunction]:
    """Our functions, every call of which goes through ``change``; price ranges come as rows of cells."""

    def one(name: str) -> Callable[[Sequence[Any]], Any]:
        return lambda arguments: change(name, arguments)

    return {
        name: function._replace(call=one(name), read_table=lambda rows: rows)
        for name, function in our_functions().items()
    }


def values_with_blanks_as(blank: Any, path: Path) -> Mapping[Any, Any]:
    """The workbook's values on a host that passes ``blank`` for every empty cell it hands to a function."""
    from xlcost.functions.blanks import zeros_as_blanks

    def changed(name: str, arguments: Sequence[Any]) -> Any:
        given = [None if value is LEFT_OUT else _filled(blank, value) for value in arguments]
        return call(name, zeros_as_blanks(name, given))

    with _told_what_is_left_out():
        return recalculate(path, _bound(changed)).values


def _filled(blank: Any, value: Any) -> Any:
    if isinstance(value, list):
        return [[blank if cell is None else cell for cell in row] for row in value]
    return blank if value is None else value


def recorded_calls(path: Path) -> list[Recorded]:
    """Every distinct call in a workbook."""
    found: dict[str, Recorded] = {}

    def recorded(name: str, arguments: Sequence[Any]) -> Any:
        plain = [None if value is LEFT_OUT else value for value in arguments]
        shown = call(name, plain)
        sent = [None if value is LEFT_OUT else _on_sheet(value) for value in arguments]
        sent += [None] * (FUNCTIONS[name].max_args - len(sent))
        found.setdefault(json.dumps([name, sent]), Recorded(name, sent, shown))
        return shown

    with _told_what_is_left_out():
        recalculate(path, _bound(recorded))
    return list(found.values())


def _on_sheet(value: Any) -> list[list[Any]]:
    rows = value if isinstance(value, list) else [[value]]
    return [[serial(cell) if isinstance(cell, date) else cell for cell in row] for row in rows]


#: What cells show for the errors that Office.js has as records.
_ERRORS = {
    "Div0": "#DIV/0!",
    "Name": "#NAME?",
    "NotAvailable": "#N/A",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}


def as_shown(rows: list[list[Any]]) -> list[list[Any]]:
    """What cells show for a function's answer on the Office.js path."""
    return [[_ERRORS[cell["errorType"]] if isinstance(cell, dict) else cell for cell in row] for row in rows]


def differences(calls: Sequence[Recorded], answers: Sequence[list[list[Any]]]) -> list[tuple[Recorded, Any]]:
    """The calls whose answer is not what the cell shows headless."""
    return [
        (asked, got)
        for asked, answer in zip(calls, answers, strict=True)
        if (got := as_shown(answer)) != _rows(asked.shown)
    ]


def _rows(shown: Any) -> list[list[Any]]:
    rows = shown if isinstance(shown, list) else [[shown]]
    return [["" if cell is None else cell for cell in row] for row in rows]

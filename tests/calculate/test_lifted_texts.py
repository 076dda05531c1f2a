"""A function carried over many cells makes no more characters than the bound, however long each text would be."""

from __future__ import annotations

from typing import Any

import pytest

from xlcost.calculate.engines import lifting
from xlcost.calculate.engines.values import GIVES_UP


def test_long_texts_are_given_up_when_the_bound_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    calculated = lifting._calculated

    def counted(*arguments: Any) -> list[Any]:
        found = calculated(*arguments)
        made.append(sum(map(len, found)))
        return found

    monkeypatch.setattr(lifting, "_calculated", counted)
    monkeypatch.setattr(lifting, "_MAX_CHARACTERS", 5_000)
    monkeypatch.setattr(lifting, "_AT_A_TIME", 10)
    counts = [[float(number)] for number in range(1, 1_001)]
    assert lifting.lifter({})("REPT:VV", "x", counts) == GIVES_UP
    assert sum(made) < 5_000 + 10 * len(made) * 10
    assert lifting.lifter({})("REPT:VV", "x", counts[:25])[24] == ["x" * 25]


def test_functions_in_turn_over_arrays_of_other_widths_do_not_meet() -> None:
    lift = lifting.lifter({})
    for step in (1.0, 2.0, 3.0):
        numbers = [[step * number] for number in (0.5, 1.25, 2.0)]
        assert lift("INT:V", numbers) == [[float(step * number // 1)] for number in (0.5, 1.25, 2.0)]
        assert lift("ROUNDUP:VV", numbers, 0.0) == [[float(-(-step * number // 1))] for number in (0.5, 1.25, 2.0)]
        assert lift("MOD:VV", numbers, [[2.0], [3.0], [4.0]]) == [
            [step * number % base] for number, base in zip((0.5, 1.25, 2.0), (2.0, 3.0, 4.0), strict=True)
        ]

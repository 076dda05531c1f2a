"""A function carried over many cells makes no more characters than the bound, however long each text would be."""

from __future__ import annotations

from typing import Any

import pytest

from xlcost.calculate.translation import lifting
from xlcost.calculate.translation.enginevalues import GIVES_UP


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

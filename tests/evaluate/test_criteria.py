"""Wildcards mean what a regular expression for them would, and are found without ever going back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost.evaluate import criteria
from xlcost.evaluate.criteria import first_like, is_like

PATTERNS = st.text("ab?*~é", max_size=8)
TEXTS = st.text("abAB?*~éÉ\n", max_size=14)


def expression(wanted: str) -> str:
    """The regular expression of a pattern, which goes back."""
    pieces = re.findall(r"~.|.", wanted, re.DOTALL)
    means = {"?": ".", "*": ".*", "~": ""}
    return "".join(means.get(piece) if piece in means else re.escape(piece[-1]) for piece in pieces)


@given(PATTERNS, TEXTS)
def test_alike_is_what_the_regular_expression_matches(wanted: str, text: str) -> None:
    expected = re.fullmatch(expression(wanted), text, re.IGNORECASE | re.DOTALL) is not None
    assert is_like(wanted)(text) is expected


@given(PATTERNS, TEXTS, st.integers(0, 3))
def test_the_first_place_is_the_regular_expressions(wanted: str, text: str, start: int) -> None:
    found = re.compile(expression(wanted), re.IGNORECASE | re.DOTALL).search(text, start)
    assert first_like(wanted, text, start) == (None if found is None else found.start())


def test_only_texts_are_alike() -> None:
    assert [is_like("*")(value) for value in ("", "x", 1.0, None, True)] == [True, True, False, False, False]


class Counted:
    """An expression that counts how often it is asked."""

    asked = 0

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        Counted.asked += 1
        return getattr(self._pattern, name)


@pytest.mark.parametrize("stars", [10, 100, 1000])
def test_each_piece_is_looked_for_once(monkeypatch: pytest.MonkeyPatch, stars: int) -> None:
    compiled = re.compile
    monkeypatch.setattr(criteria.re, "compile", lambda *args: Counted(compiled(*args)))
    criteria._pieces.cache_clear()
    Counted.asked = 0
    assert first_like("*a" * stars + "b", "a" * 2 * stars) is None
    assert Counted.asked <= stars + 1
    assert not is_like("*a" * stars + "b")("a" * 2 * stars)
    assert Counted.asked <= 2 * (stars + 1)
    criteria._pieces.cache_clear()

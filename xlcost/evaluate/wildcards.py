"""Texts with wildcards: ? is any character, * any characters, ~ makes the next character mean itself.

A pattern is cut at its stars, and the pieces are found one after the other, each as far to the left as it goes. No
piece has a quantifier, so nothing is tried again once it was found: one search takes at most as many steps as the text
has characters times those of the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple


class _Piece(NamedTuple):
    """What stands between two stars, and how many characters it is like."""

    like: re.Pattern[str]
    length: int


def is_like(wanted: str) -> Callable[[Any], bool]:
    """Whether a value is a text that is like the pattern from its beginning to its end; case does not matter."""
    first, *others = _pieces(wanted)

    def whole(value: Any) -> bool:
        return isinstance(value, str) and first.like.fullmatch(value) is not None

    def in_pieces(value: Any) -> bool:
        if not isinstance(value, str) or first.like.match(value) is None:
            return False
        *middle, last = others
        begin = len(value) - last.length
        end = _found_in_turn(middle, value, first.length)
        return end is not None and end <= begin and last.like.fullmatch(value, begin) is not None

    return in_pieces if others else whole


def first_like(wanted: str, within: str, start: int = 0) -> int | None:
    """Where the first part of a text that is like the pattern begins, at ``start`` or behind it; None if none is.

    What is not found behind the first place of the first piece is not found behind a later one either.
    """
    first, *others = _pieces(wanted)
    found = first.like.search(within, start)
    if found is None or _found_in_turn(others, within, found.end()) is None:
        return None
    return found.start()


def _found_in_turn(pieces: Sequence[_Piece], within: str, at: int) -> int | None:
    """Where the last piece ends when each is found behind the one before it; None if one is not."""
    for piece in pieces:
        found = piece.like.search(within, at)
        if found is None:
            return None
        at = found.end()
    return at


@lru_cache(maxsize=64)
def _pieces(wanted: str) -> tuple[_Piece, ...]:
    return tuple(_Piece(re.compile("".join(piece), re.IGNORECASE | re.DOTALL), len(piece)) for piece in _cut(wanted))


def _cut(wanted: str) -> Iterator[list[str]]:
    """The pieces between stars, each as the expressions of its characters."""
    piece: list[str] = []
    characters = iter(wanted)
    for character in characters:
        if character == "*":
            yield piece
            piece = []
        elif character == "~":
            piece += [re.escape(meant) for meant in islice(characters, 1)]
        else:
            piece.append("." if character == "?" else re.escape(character))
    yield piece

"""Which cells a criterion means: COUNTIF, SUMIFS, and texts with wildcards.

Of these ? is any character, * any characters, and ~ makes the next character mean itself. A pattern is cut at its
stars, and the pieces are found one after the other, each as far to the left as it goes. No piece has a quantifier, so
nothing is tried again once it was found: one search takes at most as many steps as the text has characters times those
of the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final, NamedTuple

from xlcost.evaluate.reading import (
    NUMBER_TEXT,
    Ambiguous,
    Error,
    NotKnown,
    cells_of,
    compared,
    each,
    kind_of,
    lettered,
    may_be_number,
    total_of,
)

_TRUTHS: Final = frozenset({"TRUE", "FALSE"})
_CRITERION: Final = re.compile(r"(<>|<=|>=|=|<|>)?(.*)", re.DOTALL)


def _meets(criterion: Any) -> Callable[[Any], bool]:
    """Whether a cell meets a criterion: a value, or a text with a relation before one."""
    operator, wanted = "=", 0.0 if criterion is None else criterion
    if isinstance(criterion, str):
        written, text = _CRITERION.fullmatch(criterion).groups()  # type: ignore[union-attr]
        operator, wanted = written or "=", text
        if not criterion:
            return lambda cell: cell is None or cell == ""
        if text in Error.TEXTS:
            raise Ambiguous  # engines pass over errors
        if NUMBER_TEXT.fullmatch(text):
            wanted = float(text)
        elif not text or text.upper() in _TRUTHS:
            raise NotKnown
        elif may_be_number(text):
            return _text_or_number(operator, text)
    if isinstance(wanted, str) and operator in ("=", "<>"):
        like = is_like(wanted)
        return like if operator == "=" else lambda cell: not like(cell)
    if not isinstance(wanted, float | str):
        raise NotKnown

    def met(cell: Any) -> bool:
        if operator in ("=", "<>") and isinstance(cell, str) and isinstance(wanted, float) and may_be_number(cell):
            raise NotKnown
        alike = not isinstance(cell, Error) and cell is not None and kind_of(cell) == kind_of(wanted)
        return _HOLDS[operator](compared(cell, wanted)) if alike else operator == "<>"

    return met


def _text_or_number(operator: str, wanted: str) -> Callable[[Any], bool]:
    """Whether a cell meets a criterion such as K3, which is a text in most regions and an amount in some.

    Where a cell is met by one and not by the other, nobody knows.
    """
    amount = lettered(wanted)
    if amount is None or operator not in ("=", "<>"):
        raise NotKnown
    whether_alike = operator == "="

    def met(cell: Any) -> bool:
        if cell == wanted:
            return whether_alike
        if isinstance(cell, str):
            if may_be_number(cell) and lettered(cell) in (None, amount):
                raise NotKnown
        elif kind_of(cell) == 0 and not (cell is None or isinstance(cell, Error)):
            raise NotKnown
        return not whether_alike

    return met


class Searched:
    """Cells that criteria are held to: which of them meet one is found once, however many formulas ask."""

    def __init__(self, rows: list[list[Any]], walk: Callable[[int], None] = lambda cells: None) -> None:
        """``walk`` counts cells that are held to a criterion."""
        self.size = (len(rows), len(rows[0]))
        self.cells = tuple(cells_of(rows))
        self._walk = walk
        self._found: dict[tuple[type, Any], tuple[frozenset[int], frozenset[int]]] = {}

    def meeting(self, criterion: Any) -> tuple[frozenset[int], frozenset[int]]:
        """The positions of the cells that meet a criterion, and of those of which nobody knows."""
        key = (criterion.__class__, criterion)
        if key not in self._found:
            met = _meets(criterion)
            self._walk(len(self.cells))
            meeting: set[int] = set()
            unknown: set[int] = set()
            for position, cell in enumerate(self.cells):
                try:
                    if met(cell):
                        meeting.add(position)
                except NotKnown:
                    unknown.add(position)
            self._found[key] = frozenset(meeting), frozenset(unknown)
        return self._found[key]


def countif(*pairs: Any) -> Any:
    """COUNTIF and COUNTIFS: how many rows meet all criteria; of a row of criteria, a row of counts."""
    return _of_those_met(pairs[0], pairs, lambda met: float(len(met)))


def sumifs(summed: Any, *pairs: Any) -> Any:
    """SUMIFS: the sum of the numbers beside the cells that meet all criteria; an error among them is the sum."""
    return _of_those_met(summed, pairs, lambda met: total_of([[met]]))


def sumif(searched: Any, criterion: Any, summed: Any = None) -> Any:
    """SUMIF: SUMIFS of one criterion; where the cells to be summed are not as many, Excel takes others than these."""
    summed = searched if summed is None else summed
    if _searched(summed).size != _searched(searched).size:
        raise NotKnown
    return sumifs(summed, searched, criterion)


def _of_those_met(cells: Any, pairs: Sequence[Any], result: Callable[[list[Any]], float]) -> Any:
    """What is made of the cells beside which each range meets its criterion; of a row of criteria, a row of results."""
    values, searched = _searched(cells), [_searched(range_of) for range_of in pairs[::2]]
    if any(one.size != values.size for one in searched):
        raise Error("#VALUE!")

    def of(*criteria: Any) -> float:
        left: frozenset[int] | None = None  # all
        for one, criterion in zip(searched, criteria, strict=True):
            meeting, unknown = one.meeting(criterion)
            if unknown if left is None else left & unknown:
                raise NotKnown
            left = meeting if left is None else left & meeting
        return result([values.cells[position] for position in sorted(left or ())])

    return each(of, *pairs[1::2])


def _searched(cells: Any) -> Searched:
    return cells if isinstance(cells, Searched) else Searched(cells)


_HOLDS: Final[Mapping[str, Callable[[int], bool]]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}


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

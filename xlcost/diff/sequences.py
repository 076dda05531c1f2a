"""Two sequences aligned as a person would pair them: what is surely the same first, what is alike after that.

Pure text-book work on keys, with bounds: anchors (keys that occur once on both sides, in their longest common order,
as in a patience diff) cut the sequences into gaps, looser keys cut the gaps further, and what is left over is paired
by likeness where the gap is small and by position where it is not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Final, NamedTuple

#: Keys of the items of both sequences; None is a key that is like no other.
Keys = tuple[Sequence[Hashable | None], Sequence[Hashable | None]]
#: How alike two items are, 0 to 1, by their positions in the two sequences.
Likeness = Callable[[int, int], float]

#: Pairs of items that likeness may be asked for in one alignment; beyond, items are paired by position.
_MAX_COMPARED: Final = 100_000
#: Items less alike than this are not the same item changed, but two items.
_LEAST_LIKENESS: Final = 0.3
#: How often a gap is searched for anchors; each round shortens the gaps.
_ROUNDS: Final = 8


class Aligned(NamedTuple):
    """The pairs of positions that keep their order, and those of items that were moved elsewhere."""

    pairs: list[tuple[int, int]]
    moved: list[tuple[int, int]]


class _Gap(NamedTuple):
    """Positions not yet paired: from (included) and to (excluded) in both sequences."""

    old: int
    old_end: int
    new: int
    new_end: int

    @property
    def size(self) -> int:
        """How many pairs there could be."""
        return (self.old_end - self.old) * (self.new_end - self.new)


def align(levels: Sequence[Keys], likeness: Likeness) -> Aligned:
    """Pairs the items of two sequences by several kinds of keys, the strictest first.

    The first two levels must say enough about an item to recognise it where it was moved to.
    """
    gaps = [_Gap(0, len(levels[0][0]), 0, len(levels[0][1]))]
    pairs: list[tuple[int, int]] = []
    for keys in levels:
        for _ in range(_ROUNDS):
            found = [pair for gap in gaps for pair in _in_gap(keys, gap)]
            if not found:
                break
            pairs = sorted(pairs + found)
            gaps = list(_gaps(pairs, levels[0]))
    budget = _MAX_COMPARED
    alike: list[tuple[int, int]] = []
    for gap in gaps:
        if gap.size <= budget:
            budget -= gap.size
            alike += _by_likeness(gap, likeness)
        else:
            alike += zip(range(gap.old, gap.old_end), range(gap.new, gap.new_end), strict=False)
    pairs = sorted(pairs + alike)
    return Aligned(pairs, _moved(levels[:2], pairs))


def _gaps(pairs: Sequence[tuple[int, int]], keys: Keys) -> Iterator[_Gap]:
    old = new = 0
    for next_old, next_new in [*pairs, (len(keys[0]), len(keys[1]))]:
        if next_old > old and next_new > new:
            yield _Gap(old, next_old, new, next_new)
        old, new = next_old + 1, next_new + 1


def _in_gap(keys: Keys, gap: _Gap) -> list[tuple[int, int]]:
    """The same keys at both ends of a gap, then those that occur once on either side."""
    old, new = keys
    first = last = 0
    length = min(gap.old_end - gap.old, gap.new_end - gap.new)
    while first < length and _same(old[gap.old + first], new[gap.new + first]):
        first += 1
    while last < length - first and _same(old[gap.old_end - 1 - last], new[gap.new_end - 1 - last]):
        last += 1
    inner = _Gap(gap.old + first, gap.old_end - last, gap.new + first, gap.new_end - last)
    return [
        *((gap.old + step, gap.new + step) for step in range(first)),
        *_anchors(keys, inner),
        *((inner.old_end + step, inner.new_end + step) for step in range(last)),
    ]


def _same(one: Hashable | None, other: Hashable | None) -> bool:
    return one is not None and one == other


def _anchors(keys: Keys, gap: _Gap) -> list[tuple[int, int]]:
    """Keys that occur once on both sides, the most of them that are in the same order."""
    old = _single(keys[0], range(gap.old, gap.old_end))
    new = _single(keys[1], range(gap.new, gap.new_end))
    return _longest_in_order([(position, new[key]) for key, position in old.items() if key in new])


def _single(keys: Sequence[Hashable | None], positions: range) -> dict[Hashable, int]:
    """The keys that occur once, with their positions, in order."""
    counted = Counter(keys[position] for position in positions)
    return {key: position for position in positions if (key := keys[position]) is not None and counted[key] == 1}


def _longest_in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest selection in which both positions rise; the first of each pair does already."""
    ends: list[int] = []  # the lowest second position at which a selection of that length ends
    at: list[int] = []  # and the pair it ends with
    before: list[int] = []
    for index, (_, position) in enumerate(pairs):
        length = bisect_left(ends, position)
        before.append(at[length - 1] if length else -1)
        if length == len(ends):
            ends.append(position)
            at.append(index)
        else:
            ends[length] = position
            at[length] = index
    chosen = []
    index = at[-1] if at else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _by_likeness(gap: _Gap, likeness: Likeness) -> list[tuple[int, int]]:
    """The pairs in order whose likeness adds up to the most."""
    olds, news = range(gap.old, gap.old_end), range(gap.new, gap.new_end)
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    alike = [[likeness(old, new) for new in news] for old in olds]
    for row in range(len(olds) - 1, -1, -1):
        for column in range(len(news) - 1, -1, -1):
            apart = max(best[row + 1][column], best[row][column + 1])
            together = alike[row][column]
            best[row][column] = (
                max(apart, together + best[row + 1][column + 1]) if together >= _LEAST_LIKENESS else apart
            )
    pairs = []
    row = column = 0
    while row < len(olds) and column < len(news):
        together = alike[row][column]
        if together >= _LEAST_LIKENESS and best[row][column] == together + best[row + 1][column + 1]:
            pairs.append((olds[row], news[column]))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return pairs


def _moved(levels: Sequence[Keys], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Items left over on both sides that no other one is like: they were moved."""
    paired_old, paired_new = {old for old, _ in pairs}, {new for _, new in pairs}
    moved: list[tuple[int, int]] = []
    for old_keys, new_keys in levels:
        old = _single_left(old_keys, paired_old)
        new = _single_left(new_keys, paired_new)
        for key in old.keys() & new.keys():
            moved.append((old[key], new[key]))
            paired_old.add(old[key])
            paired_new.add(new[key])
    return sorted(moved)


def _single_left(keys: Sequence[Hashable | None], paired: set[int]) -> dict[Hashable, int]:
    counted = Counter(keys)
    return {
        key: position
        for position, key in enumerate(keys)
        if key is not None and counted[key] == 1 and position not in paired
    }

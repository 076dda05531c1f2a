"""What the lines of a sheet do beside each other: where they go on together, and where they change.

A *seam* lies between two cells beside each other in a line.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import Final, NamedTuple

from xlcost.check.rules.likeness import is_nearly
from xlcost.outline.model import Model
from xlcost.outline.subtotals import in_periods, subtotal_columns
from xlcost.workbook.records import NUMBER, TEXT

#: What a cell does in its line: its formula, the same for all copies, or one of these: a number, a text is typed.
TYPED: Final = "#"
TEXT_TYPED: Final = '"'
NO_FORMULA: Final = frozenset({None, TYPED, TEXT_TYPED})
Keys = Mapping[tuple[int, int], str]
#: Line -> what it says -> where, in order.
_Positions = Mapping[int, Mapping[str, Sequence[int]]]
#: Lines further away than this belong to other tables.
_NEAR: Final = 20
#: A seam is whole where so many other lines go on over it, and so many times as many as break off.
SEVERAL: Final = 2
_TIMES: Final = 3
#: A line that says for itself what belongs there has so many copies of its formula, nearly all of its cells.
_BY_ITSELF: Final = 5
_NEARLY_ALL: Final = 0.75
#: So many typed numbers besides one are how the line is filled in.
MEANT: Final = 2
#: So many formulas of a line are looked at.
_MOST: Final = 200


class Seam(NamedTuple):
    """How many other lines go on over a seam, and how many change at it; and how many have the same formula there."""

    joined: int
    broken: int
    alike: int

    def is_whole(self, fewest: int = SEVERAL, times: int = _TIMES) -> bool:
        """Whether what stands on both sides does alike by the other lines."""
        return self.alike >= fewest or (self.joined >= fewest and self.joined >= times * self.broken)

    @property
    def is_cut(self) -> bool:
        """Whether another part of the table begins there."""
        return self.broken > self.joined


class Line:
    """The cells of one row or column, and the lines beside it.

    Periods stand beside each other over the totals between them, and so do the totals.
    """

    def __init__(self, model: Model, sheet: str, line: int, totals: Set[int], *, along_row: bool) -> None:
        self._keys = keys_of(model, sheet, along_row=along_row)
        self._line, self._along_row, self._totals = line, along_row, totals
        positions = model.remembered(_positions_in_rows if along_row else _positions_in_columns)[sheet]
        self._positions = positions.get(line, {})

    def key(self, row: int, column: int) -> str | None:
        """What a cell of the sheet does."""
        return self._keys.get((row, column))

    def __getitem__(self, at: int) -> str | None:
        return self._at(self._line, at)

    def _at(self, line: int, at: int) -> str | None:
        return self._keys.get((line, at) if self._along_row else (at, line))

    def beside(self, at: int, by: int) -> int:
        """The position of the period, or of the total, before (-1) or after (1) one."""
        if at in self._totals:
            others = [total for total in self._totals if (total - at) * by > 0]
            return min(others, key=lambda total: abs(total - at), default=0)
        at += by
        while at in self._totals:
            at += by
        return at

    def run(self, at: int) -> tuple[int, int]:
        """From where to where the cells do as the one there; an empty one is alone."""
        first = last = at
        if self[at] is not None:
            while self[self.beside(first, -1)] == self[at]:
                first = self.beside(first, -1)
            while self[self.beside(last, 1)] == self[at]:
                last = self.beside(last, 1)
        return first, last

    def seams(self, pair: tuple[int, int], usual: str) -> tuple[Seam, Seam]:
        """What the lines right beside do between two positions, and what all lines near by do."""
        near = [self._seam(pair, usual, (self._line + by * step for step in range(1, _NEAR + 1))) for by in (-1, 1)]
        beside = [self._seam(pair, usual, self._lines_beside(pair, by)) for by in (-1, 1)]
        return (_summed(beside), _summed(near))

    def _lines_beside(self, pair: tuple[int, int], by: int) -> Iterator[int]:
        line = self._line + by
        while abs(line - self._line) <= _NEAR and any(self._at(line, at) for at in pair):
            yield line
            line += by

    def _seam(self, pair: tuple[int, int], usual: str, lines: Iterable[int]) -> Seam:
        said = [(self._at(line, pair[0]), self._at(line, pair[1])) for line in lines]
        said = [two for two in said if not NO_FORMULA.issuperset(two)]
        joined = sum(one == other for one, other in said)
        return Seam(joined, len(said) - joined, sum(one == other == usual for one, other in said))

    def count(self, key: str) -> int:
        """How often a formula stands in the line."""
        return len(self._positions.get(key, ()))

    def is_of_copies(self, first: int, last: int, usual: str) -> bool:
        """Whether nearly all cells around a stretch, from the first copy of a formula to the last, are copies."""
        while self[first - 1] not in {None, TEXT_TYPED}:
            first -= 1
        while self[last + 1] not in {None, TEXT_TYPED}:
            last += 1
        copies = [at for at in range(first, last + 1) if self[at] == usual]
        return len(copies) >= max(_BY_ITSELF, _NEARLY_ALL * (copies[-1] - copies[0] + 1))

    def is_a_mapping(self, own: str | None, usual: str) -> bool:
        """Whether the line has more than one other formula that is nearly the usual one: each cell reads its own."""
        if own in NO_FORMULA:
            return False
        apart = NO_FORMULA | {own, usual}
        others = (said for said in islice(self._positions, _MOST) if said not in apart)
        near = (said for said in others if is_nearly(said, usual))
        return len(list(islice(near, MEANT))) == MEANT

    def is_single(self, key: str | None, first: int, last: int, usual: str, meant: int) -> bool:
        """Whether the line has it nowhere else: a formula not at all, fewer than so many numbers among the copies."""
        if key is None:
            return True
        places, copies = self._positions[key], self._positions[usual]
        own = bisect_right(places, last) - bisect_left(places, first)
        if key not in NO_FORMULA:
            return own == len(places)
        among = bisect_left(places, copies[-1]) - bisect_right(places, copies[0])
        return among - (own if copies[0] < first < copies[-1] else 0) < meant


def _summed(seams: Iterable[Seam]) -> Seam:
    return Seam(*map(sum, zip(*seams, strict=True)))


def keys_of(model: Model, sheet: str, *, along_row: bool) -> Keys:
    """What each cell of a sheet does, along its rows or down its columns."""
    return model.remembered(_by_rows if along_row else _by_columns)[sheet]


def _positions_in_rows(model: Model) -> Mapping[str, _Positions]:
    return {sheet: _positions(keys, 0) for sheet, keys in model.remembered(_by_rows).items()}


def _positions_in_columns(model: Model) -> Mapping[str, _Positions]:
    return {sheet: _positions(keys, 1) for sheet, keys in model.remembered(_by_columns).items()}


def _positions(keys: Keys, of_line: int) -> _Positions:
    found: dict[int, dict[str, list[int]]] = {}
    for at, said in sorted(keys.items()):
        found.setdefault(at[of_line], {}).setdefault(said, []).append(at[1 - of_line])
    return found


def _by_rows(model: Model) -> Mapping[str, Keys]:
    totals = model.formulas.fact(subtotal_columns)
    return {
        sheet.name: _of_sheet(model, sheet.name, totals.get(sheet.name, frozenset())) for sheet in model.book.sheets
    }


def _by_columns(model: Model) -> Mapping[str, Keys]:
    return {sheet.name: _of_sheet(model, sheet.name, frozenset()) for sheet in model.book.sheets}


def _of_sheet(model: Model, sheet: str, totals: Set[int]) -> Keys:
    found = {
        (row, column): in_periods(formula.r1c1.lstrip("+"), column, totals)
        for (row, column), formula in model.formulas.by_sheet.get(sheet, {}).items()
    }
    for at, cell in model.sheet(sheet).cells.items():
        if (
            cell.formula is None
            and (sheet, *at) not in model.spilled
            and cell.kind in {NUMBER, TEXT}
            and cell.value != ""
        ):
            found[at] = TYPED if cell.kind == NUMBER else TEXT_TYPED
    return found

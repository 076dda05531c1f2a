"""Where a value comes from: the cells behind a cell, down to those that somebody typed.

>>> [step.spot.label for step in trace("model.xlsx", "Decision.monthly_saving").root.steps]
['Prompting, per month', 'Fine-tuning, per month']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import fsum
from pathlib import Path
from typing import Final

from xlcost.calculate.certified import EMBEDDED, recalculate_with
from xlcost.calculate.results import Recalculation
from xlcost.explain.calls import Asked, explanations
from xlcost.explain.records import RangeFacts, Step, StepKind, Trace
from xlcost.formula.references import Source
from xlcost.outline.captions import content_of, spot
from xlcost.outline.model import Model
from xlcost.workbook.addresses import Area, cells_in
from xlcost.workbook.places import find_place
from xlcost.workbook.reader import open_book
from xlcost.workbook.records import Book, Place

#: Cells and ranges that one trace follows at most, and levels below the cell.
MAX_STEPS: Final = 2_000
MAX_LEVELS: Final = 150
#: A range of up to so many cells is shown and followed cell by cell, a larger one formula by formula.
_FEW: Final = 6
_SHOWN_VALUES: Final = 3
#: Of an array formula that fills more, only the cells in the file count.
_MOST_FILLED: Final = 10_000


def trace(book: Book | str | Path, where: str, *, depth: int | None = None) -> Trace:
    """The cells behind a cell, level by level, with fresh values; each is followed once.

    Args:
        book: a workbook; the file is not touched.
        where: ``Sheet!A1``, a defined name, or ``Sheet.name``.
        depth: levels below the cell; None for all of them, up to MAX_LEVELS.

    Raises:
        BadFile: the workbook cannot be read, or must not be.
        BadArgument: there is no such cell.
    """
    opened = book if isinstance(book, Book) else open_book(book)
    place = find_place(opened, where)
    proved = recalculate_with(EMBEDDED, opened)
    tracer = _Tracer(Model(opened, calculated=proved), proved)
    return tracer.trace(place, MAX_LEVELS if depth is None else min(depth, MAX_LEVELS))


@dataclass
class _Draft:
    """A step before those below it are known."""

    step: Step
    place: Place | None  # None for a range
    level: int
    below: list[_Draft] = field(default_factory=list)


@dataclass(frozen=True)
class _Tracer:
    """One workbook being traced; breadth first, so that a cell is followed where it is nearest to the one asked for."""

    model: Model
    proved: Recalculation

    def trace(self, place: Place, depth: int) -> Trace:
        """The trace of one cell."""
        root = _Draft(self._cell(place, None), place, 0)
        drafts = [root]
        followed: set[Place | tuple[str, Area]] = set()
        for draft in drafts:  # grows while it is walked through
            step = draft.step
            if step.kind in {"typed", "blank", "copy"}:
                continue
            key = draft.place or (step.spot.sheet, step.area)
            if key in followed:
                draft.step = replace(step, repeated=True)
                continue
            below = list(self._below(draft))
            if draft.level >= depth or len(drafts) + len(below) > MAX_STEPS:
                draft.step = replace(step, not_followed=len(below))
                continue
            followed.add(key)
            draft.below = below
            drafts += below
        self._explain(drafts)
        for draft in reversed(drafts):
            draft.step = replace(draft.step, steps=tuple(child.step for child in draft.below))
        return Trace(str(self.model.book.package.path), root.step, len(drafts))

    def _below(self, draft: _Draft) -> Iterator[_Draft]:
        level = draft.level + 1
        if draft.place is None:
            yield from (_Draft(step, step.spot.place, level) for step in self._inside(draft.step))
            return
        for source in dict.fromkeys(self.model.formulas.sources(self._anchor(draft.place))):
            if source.area.size > 1:
                yield _Draft(self._range(source), None, level)
                continue
            place = (source.sheet, source.area.top, source.area.left)
            if self._same(place, draft.place):
                first, cells = self._start_of_run(place)
                area = Area(*map(min, first[1:], place[1:]), *map(max, first[1:], place[1:]))
                step = replace(self._cell(first, source.through), kind="run", alike=cells, area=area)
                yield _Draft(step, first, level)
            else:
                yield _Draft(self._cell(place, source.through), place, level)

    def _cell(self, place: Place, through: str | None) -> Step:
        formula = self._formula(place)
        value = content_of(self.model, place)
        kind: StepKind = "formula" if formula is not None else "typed"
        return Step(
            kind="blank" if formula is None and value is None else kind,
            spot=spot(self.model, place),
            area=_only(place),
            value=value,
            through=through,
            formula=formula,
            note=self.model.not_evaluated.get(self._anchor(place), ""),
        )

    def _range(self, source: Source) -> Step:
        sheet, area, through = source
        first = (sheet, area.top, area.left)
        facts = self._facts_of.get((sheet, area))
        if facts is None:
            facts = self._facts_of[sheet, area] = self._facts(sheet, area)
        return Step("range", spot(self.model, first), area, None, through, facts=facts)

    def _facts(self, sheet: str, area: Area) -> RangeFacts:
        places = self._places(sheet, area)
        values = [value for place in places if (value := content_of(self.model, place)) not in {None, ""}]
        numbers = [value for value in values if isinstance(value, float)]
        return RangeFacts(
            rows=area.rows,
            columns=area.columns,
            filled=len(values),
            numbers=len(numbers),
            total=fsum(numbers) if 2 * len(numbers) > len(values) else None,
            formulas=sum(self._formula(place) is not None for place in places),
            first=tuple(values if len(values) <= _FEW else values[:_SHOWN_VALUES]),
        )

    def _inside(self, step: Step) -> Iterator[Step]:
        """The cells of a small range, unless its facts say as much; of a large one the first cell of each formula."""
        sheet, facts = step.spot.sheet, step.facts
        places = self._places(sheet, step.area)
        alike: dict[str, list[Place]] = {}
        for place in places:
            formula = self.model.formulas.at.get(self._anchor(place))
            if formula is not None:
                alike.setdefault(formula.r1c1, []).append(place)
        firsts = {found[0]: len(found) for found in alike.values()}
        if len(places) > _FEW:
            yield from (replace(self._cell(place, None), alike=cells) for place, cells in firsts.items())
        elif firsts or (step.area.rows > 1 and facts is not None and facts.total is not None):
            copies = {place for found in alike.values() for place in found[1:]}
            for place in places:
                cell = self._cell(place, None)
                yield replace(cell, kind="copy") if place in copies else cell

    def _formula(self, place: Place) -> str | None:
        """The formula that gives a cell its value, though it may stand in another cell and spill."""
        cell = self.model.cell(self._anchor(place))
        return None if cell is None else cell.formula

    def _same(self, one: Place, other: Place) -> bool:
        """Whether two cells have the same formula, as copying gives it."""
        at = self.model.formulas.at
        return one[0] == other[0] and one in at and at[one] is at.get(other)

    def _start_of_run(self, place: Place) -> tuple[Place, int]:
        """From a cell that reads a copy of its own formula, and so on, to the last copy; and how many there are."""
        seen = {place}
        while True:
            copies = (
                before
                for sheet, area, _ in self.model.formulas.sources(place)
                if area.size == 1 and self._same(before := (sheet, area.top, area.left), place) and before not in seen
            )
            found = next(copies, None)
            if found is None:
                return place, len(seen)
            seen.add(found)
            place = found

    def _anchor(self, place: Place) -> Place:
        """The cell whose array formula fills a cell; the cell itself where none does."""
        return self._anchors.get(place, place)

    @cached_property
    def _anchors(self) -> dict[Place, Place]:
        """By each cell that an array formula fills: the cell with the formula."""
        return {
            (sheet.name, *at): (sheet.name, cell.row, cell.column)
            for sheet in self.model.book.sheets
            for cell in sheet.formulas
            if cell.array is not None and cell.array.size > 1
            for at in (cell.array.cells() if cell.array.size <= _MOST_FILLED else cells_in(sheet.cells, cell.array))
        }

    @cached_property
    def _unsaved(self) -> tuple[Place, ...]:
        """The filled cells that the file does not have."""
        return tuple(place for place in self._anchors if self.model.cell(place) is None)

    def _places(self, sheet: str, area: Area) -> list[Place]:
        """The cells of an area that hold something, row by row."""
        saved = [(sheet, *at) for at in cells_in(self.model.sheet(sheet).cells, area)]
        return sorted([*saved, *(at for at in self._unsaved if at[0] == sheet and area.holds(*at[1:]))])

    @cached_property
    def _facts_of(self) -> dict[tuple[str, Area], RangeFacts]:
        return {}

    def _explain(self, drafts: Sequence[_Draft]) -> None:
        """Adds to each formula that is shown what our functions in it do."""
        shown: list[_Draft] = []
        asked: list[Asked] = []
        for draft in drafts:
            step = draft.step
            if draft.place is not None and step.formula is not None and step.kind != "copy" and not step.repeated:
                sheet, row, column = self._anchor(draft.place)
                cell = self.model.sheet(sheet).cells[row, column]
                shown.append(draft)
                asked.append(Asked(sheet, cell, draft.place[1] - row, draft.place[2] - column))
        for draft, found in zip(shown, explanations(self.proved, asked), strict=True):
            draft.step = replace(draft.step, explanations=found)


def _only(place: Place) -> Area:
    return Area(place[1], place[2], place[1], place[2])

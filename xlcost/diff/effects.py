"""What each change does alone, by recalculating the old workbook with one change at a time.

Inputs and prices are set in memory, one after the other. A changed formula, row or name cannot be set like that; all
of them together are what is left in the new workbook when its inputs and prices are the old ones.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xlcost.diff.drivers import seeds
from xlcost.diff.outputs import Moved
from xlcost.diff.records import Driver, Effect, ResultChange, Value
from xlcost.diff.values import same_result
from xlcost.formula.reach import positions, reached
from xlcost.outline.captions import spot
from xlcost.outline.model import Model
from xlcost.report.texts import typed
from xlcost.scenarios.model import WhatIf
from xlcost.workbook.records import CellValue, Place

#: Recalculations that may be spent on telling changes apart; what is not measured counts as "together".
_MAX_RUNS: Final = 60


def explained(old: Model, new: Model, moved: Sequence[Moved], drivers: Sequence[Driver]) -> Iterator[ResultChange]:
    """The moved results, each with the drivers that it depends on and what they do alone."""
    before = reached(old.graph, seeds(drivers, old=True))
    after = reached(new.graph, seeds(drivers, old=False))
    depends = [positions(before.get(result.old, 0) | after.get(result.new, 0)) for result in moved]
    effects = _measured(old, new, moved, drivers, depends)
    for number, result in enumerate(moved):
        yield ResultChange(
            spot=spot(new, result.new),
            old_value=_meant(old, result.old, old.value(result.old)),
            new_value=_meant(new, result.new, new.value(result.new)),
            cells=result.cells,
            important=result.important,
            drivers=depends[number],
            effects=tuple(effects.get(number, ())),
        )


def _measured(
    old: Model, new: Model, moved: Sequence[Moved], drivers: Sequence[Driver], depends: Sequence[tuple[int, ...]]
) -> Mapping[int, list[Effect]]:
    """By the number of the result; only results with several drivers need telling apart."""
    settable = {index for index, driver in enumerate(drivers) if _is_settable(driver, old, new)}
    waiting: dict[int, list[int]] = {}
    for number, indices in enumerate(depends):
        if len(indices) > 1:
            for index in settable.intersection(indices):
                waiting.setdefault(index, []).append(number)
    found: dict[int, list[Effect]] = {}
    for index, values in _alone(old, new, moved, drivers, waiting) if waiting else ():
        for number, value in values.items():
            found.setdefault(number, []).append(Effect((index,), value))
    for number, effect in _of_the_rest(old, new, moved, drivers, depends, settable):
        found.setdefault(number, []).append(effect)
    return {number: sorted(effects) for number, effects in found.items()}


def _alone(
    old: Model, new: Model, moved: Sequence[Moved], drivers: Sequence[Driver], waiting: Mapping[int, Sequence[int]]
) -> Iterator[tuple[int, Mapping[int, Value]]]:
    """By driver, what the results that wait for it are with it alone.

    Most changes of a large comparison do nothing alone. So drivers are tried together, twice as many after each trial
    that moved nothing and half as many after one that did: only those that do something get a run of their own.
    """
    what_if = WhatIf(old.book, proved=old.recalculation)
    was = {
        number: _meant(old, moved[number].old, old.value(moved[number].old))
        for number in set().union(*waiting.values())
    }
    queue = deque(sorted(waiting, key=lambda index: (drivers[index].kind != "input", -len(waiting[index]), index)))
    size = 1
    for _ in range(_MAX_RUNS):
        tried = [queue.popleft() for _ in range(min(size, len(queue)))]
        numbers = sorted(set().union(*(waiting[index] for index in tried)))
        settings = [setting for index in tried for setting in _apply(drivers[index], new)]
        values = _with(what_if, settings, [moved[number].old for number in numbers])
        now = {number: _meant(old, moved[number].old, value) for number, value in zip(numbers, values, strict=True)}
        moves = any(not same_result(now[number], was[number]) for number in numbers)
        if moves and len(tried) > 1:
            queue.extendleft(reversed(tried))
            size = len(tried) // 2
            continue
        for index in tried:
            yield index, {number: now[number] for number in waiting[index]}
        if not queue:
            return
        size = 1 if moves else 2 * size


def _of_the_rest(
    old: Model,
    new: Model,
    moved: Sequence[Moved],
    drivers: Sequence[Driver],
    depends: Sequence[tuple[int, ...]],
    settable: set[int],
) -> Iterator[tuple[int, Effect]]:
    """What formulas, names, rows and columns do together: the new workbook with the old inputs and prices."""
    mixed = [
        number
        for number, indices in enumerate(depends)
        if settable.intersection(indices) and not settable.issuperset(indices)
    ]
    if not mixed:
        return
    typed_back = [setting for index in settable for setting in _revert(drivers[index], old)]
    values = _with(WhatIf(new.book, proved=new.recalculation), typed_back, [moved[number].new for number in mixed])
    for number, value in zip(mixed, values, strict=True):
        rest = tuple(index for index in depends[number] if index not in settable)
        yield number, Effect(rest, _meant(new, moved[number].new, value))


def _is_settable(driver: Driver, old: Model, new: Model) -> bool:
    """Whether the change is one of typed values in cells that both workbooks have."""
    return bool(driver.typed) and all(
        before is not None and after is not None and not _has_formula(old, before) and not _has_formula(new, after)
        for before, after in driver.typed
    )


def _has_formula(model: Model, place: Place) -> bool:
    cell = model.cell(place)
    return (cell is not None and cell.formula is not None) or place in model.spilled


def _apply(driver: Driver, new: Model) -> list[tuple[Place, CellValue]]:
    return [(before, new.value(after)) for before, after in driver.typed if before and after]


def _revert(driver: Driver, old: Model) -> list[tuple[Place, CellValue]]:
    return [(after, old.value(before)) for before, after in driver.typed if before and after]


def _with(what_if: WhatIf, settings: Sequence[tuple[Place, CellValue]], wanted: Sequence[Place]) -> list[CellValue]:
    """The wanted values after the settings; the model is as before afterwards."""
    settings = [(place, value) for place, value in settings if what_if.book.value(place) != value]
    cells = [what_if.book.cell(place) for place, _ in settings]
    for place, value in settings:
        what_if.set(place, value)
    values = [what_if.value(place) for place in wanted]
    for (place, _), cell in zip(settings, cells, strict=True):
        what_if.set(place, None if cell is None else cell.value)
    return values


def _meant(model: Model, place: Place, value: CellValue) -> Value:
    cell = model.cell(place)
    return value if cell is None else typed(value, model.style(cell), date1904=model.book.calculation.date1904)

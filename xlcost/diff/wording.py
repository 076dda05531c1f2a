"""A comparison in words: what every report for people says alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import Final, NamedTuple

from xlcost.diff.drivers import line_text
from xlcost.diff.records import (
    Difference,
    Effect,
    FormulaChange,
    LineChange,
    PriceChange,
    ResultChange,
    SheetChange,
    Value,
)
from xlcost.diff.values import same_result
from xlcost.outline.captions import Spot
from xlcost.quantities import plural
from xlcost.report.texts import harmless, written
from xlcost.workbook.addresses import column_letters

_SHOWN_LABELS: Final = 4
#: Changes that a heading over results lists by letter.
_LISTED: Final = 8
#: A text up to this long is told in passing.
_SHORT: Final = 28
#: Lines that are nil in a sound model.
_CHECK: Final = re.compile(r"\b(check|checks|control|proof|probe)\b", re.IGNORECASE)
#: How a formula changed, as a heading says it.
FORMULA_KINDS: Final = {
    "changed": "",
    "overwritten": "a value typed over the formula",
    "calculated": "a formula in place of the value",
    "added": "new formula",
    "removed": "formula removed",
}


def summary(difference: Difference) -> str:
    """Everything in one sentence: ``1 input and 2 formulas changed; 140 of 4,872 results moved``."""
    counted = [
        (len(difference.inputs), "input"),
        (len(difference.prices), "price row"),
        (len(difference.formulas), "formula"),
        (len(difference.settings), "setting"),
        (len(difference.texts), "text"),
        (len(difference.sheets), "sheet"),
        *((_stretch(difference.lines, axis), axis) for axis in ("row", "column")),
    ]
    parts = [plural(count, what) for count, what in counted if count]
    if not parts and not difference.results:
        return "No change."
    said = f"Changed: {', '.join(parts)}." if parts else "Nothing was changed by hand."
    return f"{said} {moved(difference)}"


def is_one_input(difference: Difference) -> bool:
    """Whether one typed value is all that was changed by hand."""
    others = (difference.sheets, difference.lines, difference.prices, difference.formulas)
    return len(difference.inputs) == 1 and not any((*others, difference.settings, difference.texts))


def headline(difference: Difference) -> str:
    """First of all: whether a headline result moved, and the one change that moved it most."""
    if difference.not_compared or not difference.changed:
        return ""
    if is_one_input(difference):
        return _of_one_input(difference)
    if difference.decision and difference.decision.cost:
        return f"Headline: {harmless(difference.decision.cost)}."
    result = _headline_result(difference)
    if result is None:
        return "No figure moved." if not difference.results else ""
    figures = change_text(result.old_value, result.new_value, result.spot.number_format)
    said = f"{_what(result)}: {result.spot.where} {name_of(result.spot)} {figures}"
    driver = _moved_most_by(result)
    if driver is None:
        return f"{said}."
    others = len(result.drivers) - 1
    by = "by" if not others else f"most by one of {others + 1} changes:"
    return f"{said}, moved {by} {harmless(difference.drivers[driver].text)}."


def _of_one_input(difference: Difference) -> str:
    """One sentence for one change: what was typed, what moved most, how much of the rest."""
    change = difference.inputs[0]
    form = change.spot.number_format
    typed = change_text(change.old_value, change.new_value, form)
    said = f"the one change, {change.spot.where} {name_of(change.spot)} {typed}"
    if difference.decision and difference.decision.cost:
        return f"Headline: {harmless(difference.decision.cost)}, by {said}. {moved(difference)}"
    result = _headline_result(difference)
    if result is None:
        return f"{said[0].upper()}{said[1:]}. {moved(difference)}"
    figures = change_text(result.old_value, result.new_value, result.spot.number_format)
    return f"{_what(result)}: {result.spot.where} {name_of(result.spot)} {figures}, by {said}. {moved(difference)}"


def _headline_result(difference: Difference) -> ResultChange | None:
    """The figure that a reader meets first: outputs, then named cells; else the one that moved most, but for checks."""
    numeric = [result for result in difference.results if result.change is not None]
    numeric = [result for result in numeric if not _CHECK.search(result.spot.label)] or numeric
    important = (result for result in numeric if result.important)
    return next(important, None) or max(numeric, key=lambda one: abs(one.change or 0), default=None)


def _what(result: ResultChange) -> str:
    return "Headline" if result.important else "Most moved"


def _moved_most_by(result: ResultChange) -> int | None:
    """The change that moves a result most when it is made alone; None where that is not known."""
    if len(result.drivers) == 1:
        return result.drivers[0]
    alone = [
        (abs(effect.alone - result.old_value), effect.drivers[0])
        for effect in result.effects
        if len(effect.drivers) == 1 and isinstance(effect.alone, float) and isinstance(result.old_value, float)
    ]
    return max(alone)[1] if alone else None


def moved(difference: Difference) -> str:
    """How many results moved."""
    if difference.not_compared:
        return f"Results were not compared: {harmless(difference.not_compared)}."
    counts = difference.counts
    unknown = f" {plural(counts.unknown, 'formula cell')} could not be compared." if counts.unknown else ""
    if not counts.moved:
        return f"No result moved.{unknown}"
    shows = "shows" if counts.moved == 1 else "show"
    return f"{counts.moved:,} of {plural(counts.formulas, 'formula cell')} {shows} another result.{unknown}"


def change_text(old: Value, new: Value, number_format: str = "General") -> str:
    """``100 -> 120 (+20%)``; long texts are cut."""
    before, after = (harmless(written(value, number_format), 60) for value in (old, new))
    return f"{before} -> {after}{percent(old, new)}"


def percent(old: Value, new: Value) -> str:
    """`` (+20%)`` for numbers that have a ratio, else nothing."""
    if isinstance(old, float) and isinstance(new, float) and old and (old > 0) == (new > 0) and new:
        return f" ({(new / old - 1) * 100:+.3g}%)"
    return ""


def name_of(spot: Spot) -> str:
    """Label and header on one line."""
    return harmless(spot.name, 70)


def line_title(change: LineChange) -> str:
    """``Inputs row 16 inserted: System prompt (3 constants, 1 formula)``."""
    labels = [harmless(label, 40) for label in change.labels[:_SHOWN_LABELS]]
    more = f" and {len(change.labels) - _SHOWN_LABELS} more" if change.labels[_SHOWN_LABELS:] else ""
    named = f": {', '.join(labels)}{more}" if labels else ""
    values = len(change.places) - change.formulas
    counted = ((values, "constant"), (change.formulas, "formula"))
    held = ", ".join(plural(count, what) for count, what in counted if count)
    where = "" if change.moved_to is None else f" to {_ends(change, change.moved_to)}"
    return f"{line_text(change)} {change.kind}{where}{named} ({held})"


def _ends(change: LineChange, first: int) -> str:
    """``7`` or ``7-9``, ``D`` or ``D-F``: as many lines as the change has, from ``first`` on."""
    ends = (first, first + change.last - change.first)
    shown = [str(at) if change.axis == "row" else column_letters(at) for at in ends]
    return shown[0] if shown[0] == shown[1] else "-".join(shown)


def sheet_title(change: SheetChange) -> str:
    """``Functions removed (32 formulas, 1,400 constants)``."""
    held = f"({plural(change.formulas, 'formula')}, {plural(change.constants, 'constant')})"
    if change.kind == "renamed":
        return f"{harmless(change.name)} renamed to {harmless(change.new_name or '')} {held}"
    return f"{harmless(change.name)} {change.kind} {held}"


def formula_sides(change: FormulaChange) -> tuple[str, str]:
    """Before and after; a typed value where there was, or is, no formula.

    One cell's formula as it shows it, with an equals sign; that of several in R1C1, the same in all of them.
    """
    form = change.spot.number_format
    single = change.cells == 1 and (change.old_a1, change.new_a1) != (None, None) and change.old_a1 != change.new_a1
    old = f"={change.old_a1}" if single and change.old_a1 is not None else change.old
    new = f"={change.new_a1}" if single and change.new_a1 is not None else change.new
    before = old if old is not None else written(change.old_value, form)
    after = new if new is not None else written(change.new_value, form)
    return harmless(before), harmless(after)


def moves_own_result(change: FormulaChange) -> bool:
    """Whether the first cell of a changed formula shows another value, as far as both are known."""
    values = (change.old_value, change.new_value)
    return change.kind == "changed" and None not in values and not same_result(*values)


def price_name(change: PriceChange) -> str:
    """``provider/model``, or the model alone where the table names no provider."""
    return harmless(f"{change.provider}/{change.model}" if change.provider else change.model)


def is_long(value: Value) -> bool:
    """Whether a text is a sentence rather than a word."""
    return isinstance(value, str) and len(value) > _SHORT


def told_once(results: Sequence[ResultChange]) -> list[ResultChange]:
    """Without the sentences that stand in several places: once each is enough."""
    said: set[tuple[Value, Value]] = set()
    kept = []
    for result in results:
        values = (result.old_value, result.new_value)
        if values not in said:
            kept.append(result)
        if is_long(result.new_value):
            said.add(values)
    return kept


class Group(NamedTuple):
    """Results that the same changes moved, or some of very many; ``names`` has the letters of those that are listed."""

    drivers: tuple[int, ...]
    names: Mapping[int, str]
    results: Sequence[ResultChange]


def grouped(results: Sequence[ResultChange]) -> list[Group]:
    """The results by what moves them; those that depend on more changes than a heading lists stand together."""
    groups: dict[tuple[int, ...] | None, list[ResultChange]] = {}
    for result in results:
        groups.setdefault(result.drivers if len(result.drivers) <= _LISTED else None, []).append(result)
    found = []
    for drivers, alike in groups.items():
        everyone = tuple(sorted({driver for result in alike for driver in result.drivers}))
        listed = everyone if drivers is not None else _most_telling(alike) or everyone[:_LISTED]
        found.append(Group(everyone, dict(zip(listed, ascii_lowercase, strict=False)), alike))
    return found


def _most_telling(results: Sequence[ResultChange]) -> list[int]:
    """The changes that move most of the results alone, in their own order."""
    moves = Counter(
        effect.drivers[0]
        for result in results
        for effect in result.effects
        if len(effect.drivers) == 1 and _does_something(result, effect)
    )
    return sorted(sorted(moves, key=lambda driver: (-moves[driver], driver))[:_LISTED])


def _does_something(result: ResultChange, effect: Effect) -> bool:
    return not same_result(effect.alone, result.old_value)


def effects_text(result: ResultChange, names: Mapping[int, str]) -> str:
    """What each listed driver does alone, by its letter: ``a +450, b -50, together -50``.

    Of many, only what does something: ``c +450, 7 others alone too, 12 others together -3``.
    """
    said: dict[str, list[str]] = {}  # what is done -> by whom: texts change by several in the same words
    others = 0
    many = not names.keys() >= set(result.drivers)
    for effect in result.effects:
        if many and not _does_something(result, effect):
            continue
        if names.keys() >= set(effect.drivers):
            who = "+".join(names[driver] for driver in effect.drivers)
        elif len(effect.drivers) == 1:
            others += 1
            continue
        else:
            who = f"{len(effect.drivers)} others together"
        said.setdefault(_alone(result, effect.alone), []).append(who)
    parts = list(_by_whom(said, apart=isinstance(result.old_value, float)))
    if others:
        parts.append(f"{plural(others, 'other')} alone too")
    unmeasured = set(result.drivers) - {driver for effect in result.effects for driver in effect.drivers}
    together = result.together
    if unmeasured and parts:
        parts.append("the others not told apart")
    elif many:
        parts = parts or ["none of the changes does it alone"]
    elif together is not None and abs(together) > 1e-9 * max(abs(result.change or 0.0), 1e-12):
        parts.append(f"together {_by(result, together)}")
    return (", " if isinstance(result.old_value, float) else "; ").join(parts)


#: What several do, where one "does it".
_OF_SEVERAL: Final = {
    "changes it": "change it",
    "alone does it": "alone do it",
    "alone changes nothing": "alone change nothing",
}


def _by_whom(said: Mapping[str, Sequence[str]], *, apart: bool) -> Iterator[str]:
    """``a +450`` and ``b -50``; of texts, whoever does the same together: ``a, b change it``."""
    for done, whose in said.items():
        if apart:
            yield from (f"{who} {done}" for who in whose)
        else:
            yield f"{', '.join(whose)} {_OF_SEVERAL.get(done, done) if len(whose) > 1 else done}"


def _alone(result: ResultChange, alone: Value) -> str:
    form = result.spot.number_format
    if isinstance(alone, float) and isinstance(result.old_value, float):
        return _by(result, alone - result.old_value)
    if alone == result.new_value:
        return "alone does it"
    if alone == result.old_value:
        return "alone changes nothing"
    shown = written(alone, form)
    return f"alone: {shown}" if len(shown) <= _SHORT else "changes it"


def _by(result: ResultChange, amount: float) -> str:
    return f"{amount * 100:+,.6g}%" if "%" in result.spot.number_format else f"{amount:+,.6g}"


def _stretch(lines: Sequence[LineChange], axis: str) -> int:
    return sum(change.last - change.first + 1 for change in lines if change.axis == axis)

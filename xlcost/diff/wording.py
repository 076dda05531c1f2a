"""A comparison in words: what every report for people says alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from xlcost.diff.drivers import line_text
from xlcost.diff.records import Difference, FormulaChange, LineChange, ResultChange, SheetChange, Value
from xlcost.explain.captions import Spot
from xlcost.explain.texts import harmless, written

#: How a formula changed, as a heading says it.
FORMULA_KINDS = {
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
        *((len(list(group)), kind) for kind, group in groupby(difference.sheets, lambda _: "sheet")),
        *((_stretch(difference.lines, axis), axis) for axis in ("row", "column")),
    ]
    parts = [plural(count, what) for count, what in counted if count]
    if not parts and not difference.results:
        return "No change."
    said = f"Changed: {', '.join(parts)}." if parts else "Nothing was changed by hand."
    return f"{said} {moved(difference)}"


def moved(difference: Difference) -> str:
    """How many results moved."""
    if difference.not_compared:
        return f"Results were not compared: {harmless(difference.not_compared)}."
    counts = difference.counts
    if not counts.moved:
        return "No result moved."
    return f"{counts.moved:,} of {plural(counts.formulas, 'formula cell')} show another result."


def plural(count: int, what: str) -> str:
    """``1 input``, ``2 inputs``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


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
    """``Inputs row 16 inserted: System prompt (3 values, 1 formula)``."""
    labels = [harmless(label, 40) for label in change.labels[:3]]
    more = f" and {len(change.labels) - 3} more" if change.labels[3:] else ""
    named = f": {', '.join(labels)}{more}" if labels else ""
    values = len(change.places) - change.formulas
    held = ", ".join(plural(count, what) for count, what in ((values, "value"), (change.formulas, "formula")) if count)
    where = f" to {change.moved_to}" if change.moved_to is not None else ""
    return f"{line_text(change)} {change.kind}{where}{named} ({held})"


def sheet_title(change: SheetChange) -> str:
    """``Functions removed (32 formulas, 1,400 values)``."""
    held = f"({plural(change.formulas, 'formula')}, {plural(change.constants, 'value')})"
    if change.kind == "renamed":
        return f"{harmless(change.name)} renamed to {harmless(change.new_name or '')} {held}"
    return f"{harmless(change.name)} {change.kind} {held}"


def formula_sides(change: FormulaChange) -> tuple[str, str]:
    """Before and after, in R1C1; a typed value where there was, or is, no formula."""
    form = change.spot.number_format
    before = change.old if change.old is not None else written(change.old_value, form)
    after = change.new if change.new is not None else written(change.new_value, form)
    return harmless(before), harmless(after)


def effects_text(result: ResultChange, letters: Sequence[str]) -> str:
    """What each driver does alone, by its letter: ``a +450, b -50, together -50``."""
    parts = []
    for effect in result.effects:
        which = "+".join(letters[result.drivers.index(driver)] for driver in effect.drivers)
        parts.append(f"{which} {_alone(result, effect.alone)}")
    unmeasured = set(result.drivers) - {driver for effect in result.effects for driver in effect.drivers}
    together = result.together
    if unmeasured and parts:
        parts.append("the others not told apart")
    elif together is not None and abs(together) > 1e-9 * max(abs(result.change or 0.0), 1e-12):
        parts.append(f"together {together:+,.6g}")
    return ", ".join(parts)


def _alone(result: ResultChange, alone: Value) -> str:
    form = result.spot.number_format
    if isinstance(alone, float) and isinstance(result.old_value, float):
        by = alone - result.old_value
        return f"{by * 100:+,.6g}%" if "%" in form else f"{by:+,.6g}"
    if alone == result.new_value:
        return "alone does it"
    if alone == result.old_value:
        return "alone changes nothing"
    return f"alone: {harmless(written(alone, form), 40)}"


def _stretch(lines: Sequence[LineChange], axis: str) -> int:
    return sum(change.last - change.first + 1 for change in lines if change.axis == axis)

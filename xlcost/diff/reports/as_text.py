"""The comparison for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from xlcost.diff.records import Difference, FormulaChange, PriceChange, ResultChange, SettingChange, Value, ValueChange
from xlcost.diff.wording import (
    FORMULA_KINDS,
    Group,
    change_text,
    effects_text,
    formula_sides,
    grouped,
    headline,
    is_long,
    is_one_input,
    line_title,
    moves_own_result,
    name_of,
    percent,
    price_name,
    sheet_title,
    summary,
    told_once,
)
from xlcost.outline.captions import Spot, area_text
from xlcost.quantities import plural
from xlcost.report.texts import harmless, written

_WIDTH: Final = 80
#: Price rows that came or went and are told of one by one.
_FEW: Final = 3


def render(difference: Difference, limit: int | None) -> str:
    """Sections for what was changed, then the results that moved, by what moved them."""
    lines = [*_wrapped(f"{harmless(difference.old)} -> {harmless(difference.new)}"), *_decision(difference)]
    lines += _wrapped(headline(difference))
    one = is_one_input(difference) and not difference.not_compared
    lines += _wrapped("" if one else summary(difference))
    for title, entries in (
        ("Sheets", [[_indented(sheet_title(change))] for change in difference.sheets]),
        ("Rows and columns", [[_indented(line_title(change))] for change in difference.lines]),
        ("Inputs", [] if one else [list(_value(change)) for change in difference.inputs]),
        ("Prices", list(_prices(difference.prices, limit))),
        ("Formulas", [list(_formula(change)) for change in difference.formulas]),
        ("Names, validations and settings", [list(_setting(change)) for change in difference.settings]),
        ("Texts, and numbers that no result depends on", [list(_value(change)) for change in difference.texts]),
        ("Cells that now show an error", [list(_error_lines(difference))] if difference.new_errors else []),
    ):
        lines += _section(title, entries, limit)
    lines += _results(difference, limit)
    return "\n".join(lines)


def _decision(difference: Difference) -> Iterator[str]:
    """Whether the advice flipped, before anything else."""
    decision = difference.decision
    if decision is None:
        return
    if not decision.flipped:
        yield from _wrapped(f"The advice is unchanged: {harmless(decision.new)}")
        return
    yield from _wrapped(f"THE ADVICE FLIPPED: {harmless(decision.old)} -> {harmless(decision.new)}")
    for reason in decision.why:
        yield from _wrapped(f"- {harmless(reason)}", 2, 4)


def _section(title: str, entries: Sequence[Sequence[str]], limit: int | None) -> Iterator[str]:
    if not entries:
        return
    yield ""
    yield title
    for entry in entries[:limit]:
        yield from entry
    yield from _rest(len(entries), limit)


def _rest(count: int, limit: int | None) -> Iterator[str]:
    if limit is not None and count > limit:
        yield f"  and {count - limit:,} more (--all shows them)"


def _value(change: ValueChange) -> Iterator[str]:
    yield from _moved_value(change.spot, name_of(change.spot), change.old_value, change.new_value)


def _prices(changes: Sequence[PriceChange], limit: int | None) -> Iterator[list[str]]:
    """Changed rows before those that came or went; many of these are one line, which ``--all`` unfolds."""
    for kind in ("changed", "added", "removed"):
        alike = [change for change in changes if change.kind == kind]
        if limit is None or kind == "changed" or len(alike) <= _FEW:
            yield from ([*_price(change)] for change in alike)
        else:
            names = ", ".join(price_name(change) for change in alike[:_FEW])
            more = f" and {len(alike) - _FEW} more (--all shows them)"
            yield [*_wrapped(f"{len(alike)} rows {kind}: {names}{more}", 2, 6)]


def _price(change: PriceChange) -> Iterator[str]:
    verb = "" if change.kind == "changed" else f" {change.kind}"
    unit = f", {change.unit}" if change.unit else ""
    yield from _wrapped(f"{price_name(change)}{verb} ({harmless(change.where + unit)})", 2)
    for item in change.fields:
        if change.kind == "changed":
            yield from _pair(harmless(item.name), change_text(item.old, item.new), 4)
    yield from _wrapped(harmless(change.new_source or change.old_source), 4)


def _formula(change: FormulaChange) -> Iterator[str]:
    areas = ", ".join(area_text(change.spot.sheet, area) for area in change.areas[:3])
    more = f" and {len(change.areas) - 3} more areas" if change.areas[3:] else ""
    cells = f"({plural(change.cells, 'cell')})" if change.cells > 1 else ""
    said = ", ".join(part for part in (name_of(change.spot), FORMULA_KINDS[change.kind]) if part)
    yield from _wrapped(harmless(" ".join(part for part in (areas + more, said, cells) if part)), 2)
    before, after = formula_sides(change)
    if before == after:
        yield from _wrapped(f"= {before}", 4, 6)
        yield from _wrapped("reads other cells than before: rows, columns or sheets changed under it", 6)
    else:
        if change.kind != "added":
            yield from _wrapped(f"- {before}", 4, 6)
        if change.kind != "removed":
            yield from _wrapped(f"+ {after}", 4, 6)
    if moves_own_result(change):
        shown = change_text(change.old_value, change.new_value, change.spot.number_format)
        yield from _pair(f"  {change.spot.where} shows", shown, 4)


def _setting(change: SettingChange) -> Iterator[str]:
    old, new = (harmless(text, 160) or "(none)" for text in (change.old, change.new))
    yield from _pair(harmless(change.subject, 100), f"{old} -> {new}", 2)


def _error_lines(difference: Difference) -> Iterator[str]:
    for change in difference.new_errors:
        areas = ", ".join(area_text(change.sheet, area) for area in change.areas[:4])
        more = " ..." if change.areas[4:] else ""
        yield from _wrapped(f"{change.error}  {harmless(areas)}{more} ({plural(change.cells, 'cell')})", 2)


def _results(difference: Difference, limit: int | None) -> Iterator[str]:
    results = told_once(difference.results)
    important = [result for result in results if result.important]
    shown = results if limit is None or not important else important
    for group in grouped(shown):
        yield ""
        yield from _driver_lines(difference, group)
        for result in group.results[:limit]:
            yield from _result(result, group.names)
        yield from _rest(len(group.results), limit)
    if len(shown) < len(results):
        yield ""
        yield from _wrapped(f"{plural(len(results) - len(shown), 'line')} of other results moved (--all shows them)")
    elif difference.counts.moved and not shown:
        yield ""
        yield from _wrapped("None of them is an output: named, on a sheet of outputs, or the end of a chain.")


def _result(result: ResultChange, names: Mapping[int, str]) -> Iterator[str]:
    more = f" (+{plural(result.cells - 1, 'cell')})" if result.cells > 1 else ""
    yield from _moved_value(result.spot, name_of(result.spot) + more, result.old_value, result.new_value)
    if len(result.drivers) > 1 and result.effects:
        yield from _wrapped(effects_text(result, names), 6, 8)


def _driver_lines(difference: Difference, group: Group) -> Iterator[str]:
    drivers = group.drivers
    if not drivers:
        yield from _wrapped("Results moved by what formulas do not name (INDIRECT, OFFSET)")
    elif len(drivers) == 1:
        yield from _wrapped(f"Results moved by {difference.drivers[drivers[0]].text}", 0, 4)
    else:
        yield f"Results moved by {len(drivers)} changes"
        for driver, letter in group.names.items():
            yield from _wrapped(f"{letter}  {difference.drivers[driver].text}", 2, 5)
        if len(drivers) > len(group.names):
            yield f"  and {len(drivers) - len(group.names)} more"


def _moved_value(spot: Spot, name: str, old: Value, new: Value) -> Iterator[str]:
    """One line: where, what, old and new; long texts below each other."""
    title = harmless(f"{spot.where} {name}")
    before, after = (written(value, spot.number_format) for value in (old, new))
    if is_long(old) or is_long(new):
        yield from _wrapped(title, 2, 6)
        yield from _wrapped(f"- {before}", 4, 6)
        yield from _wrapped(f"+ {after}", 4, 6)
    else:
        unit = f" {harmless(spot.unit, 30)}" if spot.unit else ""
        yield from _pair(title, f"{before} -> {after}{unit}{percent(old, new)}", 2)


def _pair(left: str, right: str, indent: int) -> Iterator[str]:
    """Left and right on one line where they fit, else the right one below."""
    space = _WIDTH - indent - len(left) - len(right)
    if space >= 2:
        yield f"{' ' * indent}{left}{' ' * space}{right}"
    else:
        yield from _wrapped(left, indent, indent + 4)
        if len(right) <= _WIDTH - indent - 4:
            yield right.rjust(_WIDTH)
        else:
            yield from _wrapped(right, indent + 4)


def _indented(text: str) -> str:
    return "\n".join(_wrapped(text, 2, 6))


def _wrapped(text: str, indent: int = 0, following: int | None = None) -> Iterable[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if following is None else following),
        break_on_hyphens=False,
    )

"""A trace as a tree for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlcost.explain.records import Dependents, RangeFacts, Step, Trace
from xlcost.explain.reports.lines import formula_lines, pair, wrapped
from xlcost.outline.captions import area_text
from xlcost.quantities import plural
from xlcost.report.texts import harmless, written
from xlcost.workbook.addresses import Area

_LONGEST_VALUE: Final = 34


def render(trace: Trace) -> str:
    """The cell, its formula and what our functions in it do; below it the same for each cell that it reads."""
    return "\n".join(line.rstrip() for line in _lines(trace.root))


def _lines(root: Step) -> Iterator[str]:
    """Depth first with a stack of its own: a chain of cells may be longer than Python's."""
    pending: list[tuple[Step, str, str]] = [(root, "", "")]
    told: set[tuple[str, Area]] = set()
    while pending:
        step, head, tail = pending.pop()
        if not step.repeated:
            told.add((step.spot.sheet, step.area))
        above = (step.spot.sheet, step.area) in told
        yield from _step(step, head, tail + ("│ " if step.steps else "  "), above=above)
        for number, child in reversed(list(enumerate(step.steps, 1))):
            mark, line = ("├ ", "│ ") if number < len(step.steps) else ("└ ", "  ")
            pending.append((child, tail + mark, tail + line))


def _step(step: Step, head: str, tail: str, *, above: bool) -> Iterator[str]:
    """The title line with the value at its end, then what there is to say of it."""
    again = f"(see {'above' if above else 'below'})" if step.repeated else ""
    again = "(the same formula)" if step.kind == "copy" else again
    title = " ".join(part for part in (_where(step), harmless(step.name, 70), again) if part)
    value = _value(step)
    long = len(value) > _LONGEST_VALUE
    yield from pair(title, "" if long else value, head, tail)
    if step.repeated or step.kind == "copy":
        return
    for text in [*([value] if long else []), *_details(step)]:
        yield from wrapped(text, tail, tail + "  ")
    if step.formula is not None:
        yield from formula_lines(harmless(step.formula), tail)
    for explanation in step.explanations:
        yield from wrapped(harmless(explanation.text), tail, tail + "  ")
    if step.note:
        yield from wrapped(f"saved in the file, not calculated here: {harmless(step.note)}", tail, tail + "  ")
    if step.not_followed:
        yield f"{tail}{plural(step.not_followed, 'precedent')} not shown"


def _where(step: Step) -> str:
    where = harmless(area_text(step.spot.sheet, step.area))
    return f"{where} ({harmless(step.through, 40)})" if step.through else where


def _value(step: Step) -> str:
    if step.facts is not None:
        return ""
    unit = f" {harmless(step.spot.unit, 30)}" if step.spot.unit and isinstance(step.value, float) else ""
    return f"{written(step.value, step.spot.number_format)}{unit}"


def _details(step: Step) -> Iterator[str]:
    if step.kind == "run":
        yield f"where {plural(step.alike, 'cell')} of the formula above {'begins' if step.alike == 1 else 'begin'}"
    elif step.alike > 1:
        yield f"one of {step.alike:,} cells with this formula"
    if step.facts is not None:
        yield range_text(step.facts)


def range_text(facts: RangeFacts) -> str:
    """``49 rows x 3 columns, 120 numbers, sum 1,234; first 1, 2, 3``."""
    size = " x ".join(plural(count, what) for count, what in ((facts.rows, "row"), (facts.columns, "column")))
    parts = [size if facts.filled else f"{size}, all blank"]
    if facts.total is not None:
        parts.append(f"{plural(facts.numbers, 'number')}, sum {written(facts.total)}")
    if facts.formulas:
        parts.append(plural(facts.formulas, "formula"))
    first = ", ".join(harmless(written(value), 24) for value in facts.first)
    more = ", ..." if facts.filled > len(facts.first) else ""
    return ", ".join(parts) + (f"; {first}{more}" if first else "")


def render_dependents(found: Dependents, limit: int | None) -> str:
    """What a cell moves, sheet by sheet; of each at most so many formulas, the direct ones first, texts last."""
    return "\n".join(line.rstrip() for line in _dependents(found, limit))


def _dependents(found: Dependents, limit: int | None) -> Iterator[str]:
    title = harmless(f"{found.spot.where} {found.spot.name}")
    unit = f" {harmless(found.spot.unit, 30)}" if found.spot.unit else ""
    yield from pair(title, f"{harmless(written(found.value, found.spot.number_format), 40)}{unit}", "", "")
    cells = sum(group.cells for group in found.moved)
    sheets = list(dict.fromkeys(group.spot.sheet for group in found.moved))
    if found.moved:
        yield f"moves {plural(cells, 'formula cell')} on {plural(len(sheets), 'sheet')}; > reads it directly"
    else:
        yield "moves nothing: no formula depends on it"
    if found.hidden:
        hidden = plural(found.hidden, "formula cell")
        yield from wrapped(f"{hidden} may depend on it without naming it (INDIRECT, OFFSET)", "", "")
    for sheet in sheets:
        groups = [group for group in found.moved if group.spot.sheet == sheet]
        groups.sort(key=lambda group: (not group.direct, isinstance(group.value, str)))
        yield ""
        yield f"{harmless(sheet)} ({plural(sum(group.cells for group in groups), 'cell')})"
        for group in groups[:limit]:
            where = str(group.areas[0]) + (" ..." if len(group.areas) > 1 else "")
            mark = "> " if group.direct else "  "
            value = harmless(written(group.value, group.spot.number_format), _LONGEST_VALUE)
            yield from pair(f"{where} {harmless(group.spot.name, 60)}", value, mark, "  ")
        if limit is not None and len(groups) > limit:
            yield f"  and {len(groups) - limit:,} more (--all shows them)"

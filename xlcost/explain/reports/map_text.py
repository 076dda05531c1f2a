"""A map for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xlcost.explain.records import Flow, Loose, Map, MappedFormula
from xlcost.explain.reports.lines import formula_lines, pair, wrapped
from xlcost.outline.captions import area_text
from xlcost.quantities import plural
from xlcost.report.texts import harmless, written
from xlcost.workbook.places import shown

_LONGEST_NAME: Final = 22
_SHOWN_AREAS: Final = 3
_SHOWN_CIRCLE: Final = 6


def render(found: Map, limit: int | None) -> str:
    """Sheets and the flow between them, what is tied to nothing, the formulas; ``limit`` of each kind and sheet."""
    return "\n".join(line.rstrip() for line in _lines(found, limit))


def _lines(found: Map, limit: int | None) -> Iterator[str]:
    yield from wrapped(harmless(found.path), "", "  ")
    yield from wrapped(summary(found), "", "")
    yield ""
    yield from _sheets(found)
    yield ""
    yield "Flow between sheets: formula cells that read another sheet"
    yield from _flows(found)
    yield ""
    yield from _loose("Inputs with no effect", found.inputs_without_effect, limit)
    yield from _loose("Outputs with no input", found.outputs_without_input, limit)
    for doubt in doubts(found, limit):
        yield from wrapped(doubt, "", "  ")
    for sheet in found.sheets:
        formulas = found.formulas_on.get(sheet.name, ())
        if formulas:
            yield ""
            count = plural(sheet.formulas, "formula cell")
            yield f"{harmless(sheet.name)}: {count}, {plural(len(formulas), 'different formula')}"
            for formula in formulas[:limit]:
                yield from _formula(formula)
            yield from _rest(len(formulas), limit)


def summary(found: Map) -> str:
    """``13 sheets, 4,882 formula cells, 528 different formulas, 767 inputs``."""
    counts = (
        (len(found.sheets), "sheet"),
        (found.formula_cells, "formula cell"),
        (len(found.formulas), "different formula"),
        (found.inputs, "input"),
    )
    return ", ".join(plural(count, what) for count, what in counts)


def _sheets(found: Map) -> Iterator[str]:
    width = max(10, *(min(len(sheet.name), _LONGEST_NAME) for sheet in found.sheets))
    yield f"{'Sheet':<{width}}  {'Role':<12}{'Formulas':>10}{'Different':>11}{'Inputs':>10}"
    for sheet in found.sheets:
        inputs = sum(area.size for area in sheet.inputs)
        state = "" if sheet.state == "visible" else f"  {sheet.state}"
        counts = f"{sheet.formulas:>10,}{sheet.unique_formulas:>11,}{inputs:>10,}"
        yield f"{harmless(sheet.name, _LONGEST_NAME):<{width}}  {sheet.role:<12}{counts}{state}"


def _flows(found: Map) -> Iterator[str]:
    if not found.flows:
        yield "  none"
    for giver, own in found.flows_from.items():
        figures = ", ".join(_flow(flow, flow.figures) for flow in own if flow.figures)
        texts = ", ".join(harmless(flow.reader, _LONGEST_NAME) for flow in own if not flow.figures)
        aside = f"texts and status: {texts}" if texts else ""
        said = "; ".join(part for part in (figures, aside) if part)
        yield from wrapped(f"{harmless(giver, _LONGEST_NAME)} -> {said}", "  ", "      ")


def _flow(flow: Flow, count: int) -> str:
    return f"{harmless(flow.reader, _LONGEST_NAME)} {count:,}"


def _loose(title: str, loose: Sequence[Loose], limit: int | None) -> Iterator[str]:
    yield f"{title}: {'none' if not loose else plural(sum(one.cells for one in loose), 'cell')}"
    for one in loose[:limit]:
        more = f" and {plural(one.cells - 1, 'cell')} more" if one.cells > 1 else ""
        where = f"{harmless(area_text(one.spot.sheet, one.area))} {harmless(one.spot.name, 60)}{more}"
        yield from pair(where, harmless(written(one.value, one.spot.number_format), 30), "  ", "    ")
        yield from wrapped(harmless(one.why), "    ", "    ")
    yield from _rest(len(loose), limit)


def doubts(found: Map, limit: int | None) -> Iterator[str]:
    """What makes the map itself less sure, a sentence each."""
    for circle in found.circles[:limit]:
        cells = " reads ".join(shown(place) for place in circle[:_SHOWN_CIRCLE])
        more = f" and {len(circle) - _SHOWN_CIRCLE} more" if circle[_SHOWN_CIRCLE:] else ""
        yield f"Circular: {harmless(cells)}{more}"
    if found.links:
        yield f"Other workbooks: {harmless(', '.join(found.links))}"
    for one in found.unreadable[:limit]:
        yield f"Not a formula: {harmless(one.where)} {harmless(one.formula, 60)} ({harmless(one.why)})"
    for count, what in (
        (found.hidden, "read cells that they do not name (INDIRECT, OFFSET): more may depend on them"),
        (found.not_calculated, "could not be calculated here: their saved values are shown"),
    ):
        if count:
            yield f"{plural(count, 'formula cell')} {what}"


def _formula(formula: MappedFormula) -> Iterator[str]:
    areas = ", ".join(map(str, formula.areas[:_SHOWN_AREAS]))
    more = f" and {len(formula.areas) - _SHOWN_AREAS} more areas" if formula.areas[_SHOWN_AREAS:] else ""
    count = plural(formula.cells, "cell") if formula.cells > 1 else ""
    yield from pair(f"{areas}{more} {harmless(formula.spot.name, 60)}", count, "  ", "    ")
    yield from formula_lines(harmless(formula.a1), "    ")


def _rest(count: int, limit: int | None) -> Iterator[str]:
    if limit is not None and count > limit:
        yield f"  and {count - limit:,} more (--all shows them)"

"""A map as one self-contained page: nothing is loaded from elsewhere, and no script is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import PurePath

from xlcost import __version__
from xlcost.explain.records import Loose, Map, MappedFormula, MappedSheet
from xlcost.explain.reports.flow_picture import flow_picture
from xlcost.explain.reports.map_text import doubts, summary
from xlcost.explain.reports.sheet_picture import colour, sheet_picture
from xlcost.outline.captions import area_text
from xlcost.report.page import Row, folded, html_text, page, section, table
from xlcost.report.templates import breakable
from xlcost.report.texts import plural, written

_SHOWN_AREAS = 4


def render(found: Map, limit: int | None) -> str:
    """One page; what goes beyond the limit is folded away, not left out."""
    name = PurePath(found.path).name
    body = (
        *_top(found, name),
        *_flow(found),
        *_loose("Inputs with no effect", found.inputs_without_effect, limit),
        *_loose("Outputs with no input", found.outputs_without_input, limit),
        *(line for sheet in found.sheets for line in _sheet(found, sheet, limit)),
        f"<footer>Made by xlcost {escape(__version__)}: xlcost map {html_text(name)}. "
        "A formula is one however often it is copied.</footer>",
    )
    return page(f"Map of {name}", body)


def _top(found: Map, name: str) -> Iterator[str]:
    yield f'<header><p class="kind">xlcost map</p><h1>{html_text(name)}</h1></header>'
    without_effect = sum(one.cells for one in found.inputs_without_effect)
    without_input = sum(one.cells for one in found.outputs_without_input)
    tiles = (
        (len(found.sheets), "sheet", "info"),
        (found.formula_cells, "formula cell", "info"),
        (len(found.formulas), "different formula", "info"),
        (found.inputs, "input", "info"),
        (without_effect, "input without effect", "warning"),
        (without_input, "output without input", "warning"),
    )
    yield '<section class="card summary"><div class="tiles">'
    for count, what, kind in tiles:
        words = plural(count, what).partition(" ")[2]
        words = words.replace("input without effects", "inputs without effect")
        words = words.replace("output without inputs", "outputs without input")
        yield f'<div class="tile {kind if count else "none"}"><b>{count:,}</b><span>{words}</span></div>'
    yield f'</div><p class="facts">{html_text(found.path)}: {summary(found)}</p>'
    for doubt in doubts(found, None):
        yield f'<p class="facts">{html_text(doubt)}</p>'
    yield "</section>"


def _flow(found: Map) -> Iterator[str]:
    yield '<h3>Flow between sheets</h3><section class="card">'
    yield from flow_picture(found)
    rows = [
        (
            f'<a href="#sheet{number}">{html_text(sheet.name)}</a>',
            sheet.role if sheet.state == "visible" else f"{sheet.role}, {sheet.state}",
            f"{sheet.formulas:,}",
            f"{sheet.unique_formulas:,}",
            f"{sum(area.size for area in sheet.inputs):,}",
            _reads(found, sheet.name),
        )
        for number, sheet in enumerate(found.sheets)
    ]
    yield table(["Sheet", "Role", "Formulas", "Different", "Inputs", "Reads (cells)"], rows)
    yield "</section>"


def _reads(found: Map, name: str) -> str:
    figures = [
        f"{html_text(flow.giver)} {flow.figures:,}" for flow in found.flows if flow.reader == name and flow.figures
    ]
    texts = [html_text(flow.giver) for flow in found.flows if flow.reader == name and not flow.figures]
    aside = f'<span class="soft">texts and status: {", ".join(texts)}</span>' if texts else ""
    return "; ".join(part for part in (", ".join(figures), aside) if part)


def _loose(title: str, loose: Sequence[Loose], limit: int | None) -> Iterator[str]:
    rows: list[Row] = [
        (
            html_text(area_text(one.spot.sheet, one.area)),
            html_text(one.spot.name),
            html_text(written(one.value, one.spot.number_format)),
            html_text(one.why),
            f"{one.cells:,}",
        )
        for one in loose
    ]
    yield from section(title, ["Where", "What", "Value", "Why", "Cells"], rows, limit)


def _sheet(found: Map, sheet: MappedSheet, limit: int | None) -> Iterator[str]:
    formulas = [formula for formula in found.formulas if formula.spot.sheet == sheet.name]
    number = found.sheets.index(sheet)
    counts = f"{plural(sheet.formulas, 'formula cell')}, {plural(len(formulas), 'different formula')}"
    if not formulas and not sheet.inputs:
        return
    yield f'<h3 id="sheet{number}">{html_text(sheet.name)} <small>{counts}</small></h3><section class="card">'
    yield f'<div class="onsheet">{"".join(sheet_picture(sheet, formulas))}<div>'
    rows = [_formula(formula, place) for place, formula in enumerate(formulas)]
    yield from folded(["Where", "What", "Formula of the first cell", "Cells"], rows, limit)
    yield "</div></div></section>"


def _formula(formula: MappedFormula, place: int) -> Row:
    areas = "<br>".join(map(str, formula.areas[:_SHOWN_AREAS]))
    more = (
        f'<br><span class="soft">and {len(formula.areas) - _SHOWN_AREAS} more</span>'
        if formula.areas[_SHOWN_AREAS:]
        else ""
    )
    swatch = f'<svg class="swatch" viewBox="0 0 9 9"><rect fill="{colour(place)}" width="9" height="9" rx="2"/></svg>'
    return (
        f"{swatch} {areas}{more}",
        html_text(formula.spot.name),
        f'<code title="{html_text(formula.r1c1)}">={breakable(formula.a1, 0)}</code>',
        f"{formula.cells:,}",
    )

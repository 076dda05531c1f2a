"""The comparison as one self-contained page: nothing is loaded from elsewhere, and no script is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from pathlib import PurePath
from typing import Final

from xlcost import __version__
from xlcost.diff.records import Difference, FormulaChange, LineChange, PriceChange, ResultChange, Value, ValueChange
from xlcost.diff.wording import (
    FORMULA_KINDS,
    effects_text,
    formula_sides,
    headline,
    is_long,
    letters,
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
from xlcost.report.page import Row, folded, html_text, page, section, table
from xlcost.report.texts import plural, written

#: Longer formulas are shown without marking what differs in them.
_MAX_MARKED: Final = 2_000
_WORDS: Final = re.compile(r"\d[\d,.]*\d|\w+|\s+|.", re.DOTALL)


def render(difference: Difference, limit: int | None) -> str:
    """One page; what goes beyond the limit is folded away, not left out."""
    names = [PurePath(path).name for path in (difference.old, difference.new)]
    body = (
        *_top(difference, names),
        *_results(difference, limit),
        *_changes(difference, limit),
        f"<footer>Made by xlcost {escape(__version__)}: xlcost diff {html_text(names[0])} {html_text(names[1])}. "
        "Both workbooks were recalculated; results are told by what moves them.</footer>",
    )
    return page(f"{names[0]} to {names[1]}", body)


def _decision(difference: Difference) -> Iterator[str]:
    """Whether the advice flipped, before anything else."""
    decision = difference.decision
    if decision is None:
        return
    if not decision.flipped:
        yield f"<p>The advice is unchanged: {html_text(decision.new)}</p>"
        return
    yield f"<h2>The advice flipped: {html_text(decision.old)} &rarr; {html_text(decision.new)}</h2>"
    yield f"<ul>{''.join(f'<li>{html_text(reason)}</li>' for reason in decision.why)}</ul>"


def _top(difference: Difference, names: Sequence[str]) -> Iterator[str]:
    word = ("same", "No change") if not difference.changed else ("changed", "Changed")
    yield '<header><p class="kind">xlcost diff</p>'
    yield f"<h1>{html_text(names[0])} &rarr; {html_text(names[1])}</h1>"
    yield f'<p class="verdict {"passes" if word[0] == "same" else "changed"}">{word[1]}</p></header>'
    yield from _decision(difference)
    if headline(difference):
        yield f"<p><b>{html_text(headline(difference))}</b></p>"
    tiles = (
        (len(difference.inputs), "input"),
        (len(difference.prices), "price row"),
        (len(difference.formulas), "formula"),
        (len(difference.lines), "row and column change"),
        (difference.counts.moved, "result moved"),
        (sum(change.cells for change in difference.new_errors), "new error"),
    )
    yield '<section class="card summary"><div class="tiles">'
    for count, what in tiles:
        kind = "none" if not count else "error" if what == "new error" else "info"
        words = plural(count, what).partition(" ")[2].replace("result moveds", "results moved")
        yield f'<div class="tile {kind}"><b>{count:,}</b><span>{words}</span></div>'
    yield f'</div><p class="facts">{html_text(summary(difference))}</p>'
    yield f'<p class="facts">{html_text(difference.old)}<br>{html_text(difference.new)}</p></section>'


def _results(difference: Difference, limit: int | None) -> Iterator[str]:
    if not difference.results:
        return
    yield "<h3>What it does to the results</h3>"
    groups: dict[tuple[int, ...], list[ResultChange]] = {}
    for result in told_once(difference.results):
        groups.setdefault(result.drivers, []).append(result)
    for drivers, results in groups.items():
        names = letters(len(drivers))
        yield '<section class="card"><ul class="drivers">'
        for letter, driver in zip(names, drivers, strict=True):
            mark = f'<span class="driver">{letter}</span>' if len(drivers) > 1 else ""
            yield f"<li>{mark}{html_text(difference.drivers[driver].text)}</li>"
        if not drivers:
            yield "<li>Moved by what formulas do not name (INDIRECT, OFFSET)</li>"
        yield "</ul>"
        headings = ["Where", "Result", "Before", "After", "Change", "By"][: 6 if len(drivers) > 1 else 5]
        rows = [_result(result, names)[: len(headings)] for result in results]
        first = [row for row, result in zip(rows, results, strict=True) if result.important]
        rest = [row for row, result in zip(rows, results, strict=True) if not result.important]
        yield from folded(headings, [*first, *rest], len(first) if limit is not None else None)
        yield "</section>"


def _result(result: ResultChange, names: Sequence[str]) -> Row:
    more = f' <span class="soft">and {plural(result.cells - 1, "cell")} more</span>' if result.cells > 1 else ""
    by = html_text(effects_text(result, names)) if result.effects else ""
    return (*_value_cells(result.spot, result.old_value, result.new_value, more), by)


def _changes(difference: Difference, limit: int | None) -> Iterator[str]:
    values = ["Where", "What", "Before", "After", "Change"]
    yield from section("Inputs", values, map(_value, difference.inputs), limit)
    if difference.prices:
        yield f"<h3>Prices</h3>{''.join(map(_price, difference.prices))}"
    if difference.formulas:
        yield '<h3>Formulas</h3><section class="card">'
        rows = [_formula(change) for change in difference.formulas]
        yield from folded(["Where", "What", "Before and after"], rows, limit)
        yield "</section>"
    structure = [*map(sheet_title, difference.sheets)]
    if structure or difference.lines:
        yield '<h3>Sheets, rows and columns</h3><section class="card"><ul>'
        yield from (f"<li>{html_text(title)}</li>" for title in structure)
        yield from map(_line, difference.lines)
        yield "</ul></section>"
    errors = (
        (html_text(", ".join(area_text(change.sheet, area) for area in change.areas)), change.error, str(change.cells))
        for change in difference.new_errors
    )
    yield from section("Cells that now show an error", ["Where", "Error", "Cells"], errors, limit)
    settings = (
        (html_text(change.subject), html_text(change.old or "(none)"), html_text(change.new or "(none)"))
        for change in difference.settings
    )
    yield from section("Names, validations and settings", ["What", "Before", "After"], settings, limit)
    yield from section("Texts and numbers that no formula reads", values, map(_value, difference.texts), limit)


def _value(change: ValueChange) -> Row:
    return _value_cells(change.spot, change.old_value, change.new_value, "")


def _value_cells(spot: Spot, old: Value, new: Value, more: str) -> Row:
    """Where, what, before, after, change; sentences stand below each other instead."""
    unit = f' <span class="unit">{html_text(spot.unit)}</span>' if spot.unit else ""
    what = f"{html_text(name_of(spot))}{unit}{more}"
    before, after = (written(value, spot.number_format) for value in (old, new))
    if is_long(old) or is_long(new):
        was, now = _marked(before, after)
        both = f'<div class="sentence"><p class="was">{was}</p><p class="now">{now}</p></div>'
        return html_text(spot.where), f"{what}{both}", None, None, None
    return html_text(spot.where), what, html_text(before), f"<b>{html_text(after)}</b>", _percent(old, new)


def _percent(old: Value, new: Value) -> str:
    return percent(old, new).strip(" ()")


def _price(change: PriceChange) -> str:
    verb = "" if change.kind == "changed" else f" {change.kind}"
    unit = f' <span class="unit">{html_text(change.unit)}</span>' if change.unit else ""
    rows = [
        (
            html_text(item.name),
            html_text(written(item.old)),
            f"<b>{html_text(written(item.new))}</b>",
            _percent(item.old, item.new),
        )
        for item in change.fields
    ]
    sources = "".join(
        f'<p class="soft"><b>{word}</b> {html_text(source)}</p>'
        for word, source in (("Before:", change.old_source), ("Now:", change.new_source))
        if source
    )
    return (
        f'<section class="card"><h4>{html_text(price_name(change))}{verb}{unit}'
        f'<span class="count">{html_text(change.where)}</span></h4>'
        f"{table(['Column', 'Before', 'After', 'Change'], rows)}{sources}</section>"
    )


def _formula(change: FormulaChange) -> Row:
    where = "<br>".join(html_text(area_text(change.spot.sheet, area)) for area in change.areas)
    notes = [FORMULA_KINDS[change.kind], plural(change.cells, "cell") if change.cells > 1 else ""]
    said = "; ".join(note for note in notes if note)
    shows = ""
    if moves_own_result(change):
        old, new = (written(value, change.spot.number_format) for value in (change.old_value, change.new_value))
        shows = f'<br><span class="soft">{html_text(f"{change.spot.where} shows {old} -> {new}")}</span>'
    what = f'{html_text(name_of(change.spot))}<br><span class="soft">{said}</span>{shows}'
    before, after = formula_sides(change)
    if before == after:
        note = "reads other cells than before: rows, columns or sheets changed under it"
        return where, what, f'<code>{html_text(after)}</code><p class="soft">{note}</p>'
    marked = _marked(before, after)
    sides = []
    if change.kind != "added":
        sides.append(f'<code class="was">{marked[0]}</code>')
    if change.kind != "removed":
        sides.append(f'<code class="now">{marked[1]}</code>')
    return where, what, "".join(sides)


def _marked(before: str, after: str) -> tuple[str, str]:
    """Both texts, harmless already, as HTML, with marks on what is not in the other one."""
    if len(before) + len(after) > _MAX_MARKED:
        return escape(before), escape(after)
    olds, news = _WORDS.findall(before), _WORDS.findall(after)
    left, right = [], []
    for kind, first, last, start, end in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        one, other = escape("".join(olds[first:last])), escape("".join(news[start:end]))
        left.append(one if kind == "equal" or not one else f"<del>{one}</del>")
        right.append(other if kind == "equal" or not other else f"<ins>{other}</ins>")
    return "".join(left), "".join(right)


def _line(change: LineChange) -> str:
    contents = [(html_text(address), f"<code>{html_text(content)}</code>") for address, content in change.contents]
    inside = table(["Where", "Content"], contents)
    return f"<li>{html_text(line_title(change))}<details><summary>contents</summary>{inside}</details></li>"

"""The comparison as one self-contained page: nothing is loaded from elsewhere, and no script is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from importlib.resources import files
from pathlib import PurePath
from typing import Final

from xlcost import __version__
from xlcost.diff.records import Difference, FormulaChange, LineChange, PriceChange, ResultChange, Value, ValueChange
from xlcost.diff.wording import (
    FORMULA_KINDS,
    effects_text,
    formula_sides,
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
from xlcost.explain.captions import Spot, area_text
from xlcost.explain.texts import harmless, plural, written

#: Longer formulas are shown without marking what differs in them.
_MAX_MARKED: Final = 2_000
_WORDS: Final = re.compile(r"\d[\d,.]*\d|\w+|\s+|.", re.DOTALL)

#: Cells that are HTML already; None lets the cell before it reach over this column.
Row = Sequence[str | None]


def render(difference: Difference, limit: int | None) -> str:
    """One page; what goes beyond the limit is folded away, not left out."""
    styles = "".join(
        files(package).joinpath(name).read_text(encoding="utf-8")
        for package, name in (("xlcost.check.reports", "report.css"), ("xlcost.diff.reports", "diff.css"))
    )
    names = [PurePath(path).name for path in (difference.old, difference.new)]
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(names[0])} to {_text(names[1])}</title>",
            f"<style>{styles}</style></head><body><main>",
            *_top(difference, names),
            *_results(difference, limit),
            *_changes(difference, limit),
            f"<footer>Made by xlcost {escape(__version__)}: xlcost diff {_text(names[0])} {_text(names[1])}. "
            "Both workbooks were recalculated; results are told by what moves them.</footer>",
            "</main></body></html>",
        )
    )


def _top(difference: Difference, names: Sequence[str]) -> Iterator[str]:
    word = ("same", "No change") if not difference.changed else ("changed", "Changed")
    yield '<header><p class="kind">xlcost diff</p>'
    yield f"<h1>{_text(names[0])} &rarr; {_text(names[1])}</h1>"
    yield f'<p class="verdict {"passes" if word[0] == "same" else "changed"}">{word[1]}</p></header>'
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
    yield f'</div><p class="facts">{_text(summary(difference))}</p>'
    yield f'<p class="facts">{_text(difference.old)}<br>{_text(difference.new)}</p></section>'


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
            yield f"<li>{mark}{_text(difference.drivers[driver].text)}</li>"
        if not drivers:
            yield "<li>Moved by what formulas do not name (INDIRECT, OFFSET)</li>"
        yield "</ul>"
        headings = ["Where", "Result", "Before", "After", "Change", "By"][: 6 if len(drivers) > 1 else 5]
        rows = [_result(result, names)[: len(headings)] for result in results]
        first = [row for row, result in zip(rows, results, strict=True) if result.important]
        rest = [row for row, result in zip(rows, results, strict=True) if not result.important]
        yield from _folded(headings, [*first, *rest], len(first) if limit is not None else None)
        yield "</section>"


def _result(result: ResultChange, names: Sequence[str]) -> Row:
    more = f' <span class="soft">and {plural(result.cells - 1, "cell")} more</span>' if result.cells > 1 else ""
    by = _text(effects_text(result, names)) if result.effects else ""
    return (*_value_cells(result.spot, result.old_value, result.new_value, more), by)


def _changes(difference: Difference, limit: int | None) -> Iterator[str]:
    values = ["Where", "What", "Before", "After", "Change"]
    yield from _section("Inputs", values, map(_value, difference.inputs), limit)
    if difference.prices:
        yield f"<h3>Prices</h3>{''.join(map(_price, difference.prices))}"
    if difference.formulas:
        yield '<h3>Formulas</h3><section class="card">'
        rows = [_formula(change) for change in difference.formulas]
        yield from _folded(["Where", "What", "Before and after, in R1C1"], rows, limit)
        yield "</section>"
    structure = [*map(sheet_title, difference.sheets)]
    if structure or difference.lines:
        yield '<h3>Sheets, rows and columns</h3><section class="card"><ul>'
        yield from (f"<li>{_text(title)}</li>" for title in structure)
        yield from map(_line, difference.lines)
        yield "</ul></section>"
    errors = (
        (_text(", ".join(area_text(change.sheet, area) for area in change.areas)), change.error, str(change.cells))
        for change in difference.new_errors
    )
    yield from _section("Cells that now show an error", ["Where", "Error", "Cells"], errors, limit)
    settings = (
        (_text(change.subject), _text(change.old or "(none)"), _text(change.new or "(none)"))
        for change in difference.settings
    )
    yield from _section("Names, validations and settings", ["What", "Before", "After"], settings, limit)
    yield from _section("Texts and numbers that no formula reads", values, map(_value, difference.texts), limit)


def _section(title: str, headings: Sequence[str], rows: Iterable[Row], limit: int | None) -> Iterator[str]:
    listed = list(rows)
    if listed:
        yield f'<h3>{title}</h3><section class="card">'
        yield from _folded(headings, listed, limit)
        yield "</section>"


def _folded(headings: Sequence[str], rows: Sequence[Row], limit: int | None) -> Iterator[str]:
    """A table of cells that are HTML already; rows beyond the limit can be unfolded."""
    if rows[:limit]:
        yield _table(headings, rows[:limit])
    rest = rows[limit:] if limit is not None else []
    if rest:
        yield f"<details><summary>{len(rest):,} more</summary>{_table(headings, rest)}</details>"


def _table(headings: Sequence[str], rows: Iterable[Row]) -> str:
    classes = ["n" if name in {"Before", "After", "Change", "Cells"} else name.lower().split()[0] for name in headings]
    head = "".join(f'<th class="{kind}">{name}</th>' for kind, name in zip(classes, headings, strict=True))
    body = "".join(f"<tr>{''.join(_cells(classes, row))}</tr>" for row in rows)
    return f'<table class="changes"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cells(classes: Sequence[str], row: Row) -> Iterator[str]:
    for column, (kind, content) in enumerate(zip(classes, row, strict=True)):
        if content is not None:
            after = next((at for at in range(column + 1, len(row)) if row[at] is not None), len(row))
            over = f' colspan="{after - column}"' if after > column + 1 else ""
            yield f'<td class="{kind}"{over}>{content}</td>'


def _value(change: ValueChange) -> Row:
    return _value_cells(change.spot, change.old_value, change.new_value, "")


def _value_cells(spot: Spot, old: Value, new: Value, more: str) -> Row:
    """Where, what, before, after, change; sentences stand below each other instead."""
    unit = f' <span class="unit">{_text(spot.unit)}</span>' if spot.unit else ""
    what = f"{_text(name_of(spot))}{unit}{more}"
    before, after = (written(value, spot.number_format) for value in (old, new))
    if is_long(old) or is_long(new):
        was, now = _marked(before, after)
        both = f'<div class="sentence"><p class="was">{was}</p><p class="now">{now}</p></div>'
        return _text(spot.where), f"{what}{both}", None, None, None
    return _text(spot.where), what, _text(before), f"<b>{_text(after)}</b>", _percent(old, new)


def _percent(old: Value, new: Value) -> str:
    return percent(old, new).strip(" ()")


def _price(change: PriceChange) -> str:
    verb = "" if change.kind == "changed" else f" {change.kind}"
    unit = f' <span class="unit">{_text(change.unit)}</span>' if change.unit else ""
    rows = [
        (_text(item.name), _text(written(item.old)), f"<b>{_text(written(item.new))}</b>", _percent(item.old, item.new))
        for item in change.fields
    ]
    sources = "".join(
        f'<p class="soft"><b>{word}</b> {_text(source)}</p>'
        for word, source in (("Before:", change.old_source), ("Now:", change.new_source))
        if source
    )
    return (
        f'<section class="card"><h4>{_text(price_name(change))}{verb}{unit}'
        f'<span class="count">{_text(change.where)}</span></h4>'
        f"{_table(['Column', 'Before', 'After', 'Change'], rows)}{sources}</section>"
    )


def _formula(change: FormulaChange) -> Row:
    where = "<br>".join(_text(area_text(change.spot.sheet, area)) for area in change.areas)
    notes = [FORMULA_KINDS[change.kind], plural(change.cells, "cell") if change.cells > 1 else ""]
    said = "; ".join(note for note in notes if note)
    shows = ""
    if moves_own_result(change):
        old, new = (written(value, change.spot.number_format) for value in (change.old_value, change.new_value))
        shows = f'<br><span class="soft">{_text(f"{change.spot.where} shows {old} -> {new}")}</span>'
    what = f'{_text(name_of(change.spot))}<br><span class="soft">{said}</span>{shows}'
    before, after = formula_sides(change)
    if before == after:
        note = "reads other cells than before: rows, columns or sheets changed under it"
        return where, what, f'<code>{_text(after)}</code><p class="soft">{note}</p>'
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
    contents = [(_text(address), f"<code>{_text(content)}</code>") for address, content in change.contents]
    inside = _table(["Where", "Content"], contents)
    return f"<li>{_text(line_title(change))}<details><summary>contents</summary>{inside}</details></li>"


def _text(text: str) -> str:
    return escape(harmless(text) if "\n" not in text else " ".join(map(harmless, text.splitlines())))

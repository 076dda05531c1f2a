"""What self-contained pages are made of: nothing is loaded from elsewhere, and no script is in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from typing import Final

from xlcost.report.texts import harmless

#: Cells that are HTML already; None lets the cell before it reach over this column.
Row = Sequence[str | None]

#: A stylesheet: the package that it is in, and its name.
Stylesheet = tuple[str, str]

#: The headings of columns with numbers.
_NUMERIC: Final = frozenset({"Before", "After", "Change", "Cells", "Formulas", "Different", "Inputs"})
_SHARED: Final[tuple[Stylesheet, ...]] = (
    ("xlcost.report", "report.css"),
    ("xlcost.report", "page.css"),
)

_HTML: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\0": "<wbr>"})


def page(title: str, body: Iterable[str], *stylesheets: Stylesheet) -> str:
    """A whole page in the style of all reports; the body's parts are HTML already."""
    styles = "".join(
        files(package).joinpath(name).read_text(encoding="utf-8") for package, name in (*_SHARED, *stylesheets)
    )
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{html_text(title)}</title>",
            f"<style>{styles}</style></head><body><main>",
            *body,
            "</main></body></html>",
        )
    )


def html_text(content: str) -> str:
    """A text of the workbook as HTML, on one line and harmless."""
    return escape(harmless(content) if "\n" not in content else " ".join(map(harmless, content.splitlines())))


def breakable(formula: str) -> str:
    """The formula, to be broken after commas and operators rather than within names."""
    return re.sub(r"([,;(+*/&^=<>-])(?![=<>])", r"\1\0", formula).translate(_HTML)


def section(title: str, headings: Sequence[str], rows: Iterable[Row], limit: int | None) -> Iterator[str]:
    """A titled table; nothing where there are no rows."""
    listed = list(rows)
    if listed:
        yield f'<h3>{title}</h3><section class="card">'
        yield from folded(headings, listed, limit)
        yield "</section>"


def folded(headings: Sequence[str], rows: Sequence[Row], limit: int | None) -> Iterator[str]:
    """A table of cells that are HTML already; rows beyond the limit can be unfolded."""
    if rows[:limit]:
        yield table(headings, rows[:limit])
    rest = rows[limit:] if limit is not None else []
    if rest:
        yield f"<details><summary>{len(rest):,} more</summary>{table(headings, rest)}</details>"


def table(headings: Sequence[str], rows: Iterable[Row]) -> str:
    """A table of cells that are HTML already; the classes of its columns are their headings."""
    classes = ["n" if name in _NUMERIC else name.lower().split()[0] for name in headings]
    head = "".join(f'<th class="{kind}">{name}</th>' for kind, name in zip(classes, headings, strict=True))
    body = "".join(f"<tr>{''.join(_cells(classes, row))}</tr>" for row in rows)
    return f'<table class="listing"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cells(classes: Sequence[str], row: Row) -> Iterator[str]:
    for column, (kind, content) in enumerate(zip(classes, row, strict=True)):
        if content is not None:
            after = next((at for at in range(column + 1, len(row)) if row[at] is not None), len(row))
            over = f' colspan="{after - column}"' if after > column + 1 else ""
            yield f'<td class="{kind}"{over}>{content}</td>'

"""What self-contained pages are made of: nothing is loaded from elsewhere, and no script is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from xlcost.report.templates import page_from
from xlcost.report.texts import harmless

#: Cells that are HTML already; None lets the cell before it reach over this column.
Row = Sequence[str | None]

#: The headings of columns with numbers.
_NUMERIC: Final = frozenset({"Before", "After", "Change", "Cells", "Formulas", "Different", "Inputs"})


def page(title: str, body: Iterable[str]) -> str:
    """A whole page in the style of all reports; the body's parts are HTML already."""
    from markupsafe import Markup

    return page_from("report/page.html", title=title, body=Markup("\n".join(body)))  # noqa: S704 - escaped by its makers


def html_text(content: str) -> str:
    """A text of the workbook as HTML, on one line and harmless."""
    return escape(harmless(content) if "\n" not in content else " ".join(map(harmless, content.splitlines())))


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

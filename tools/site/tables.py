"""Tables of pages that are made of declarations: each stands between two comments that name what makes it."""

from __future__ import annotations

from collections.abc import Iterable


def with_table(page: str, name: str, rows: Iterable[tuple[str, ...]]) -> str:
    """A page with the table ``name``, made by ``tools.site.NAME``, as it is declared now; its first row is the header.

    Raises:
        ValueError: the page has no place for it.
    """
    before, begin, rest = page.partition(f"<!-- {name}: made by python -m tools.site.{name} -->\n")
    _, end, after = rest.partition(f"<!-- end of {name} -->\n")
    if not begin or not end:
        raise ValueError(f"the page has no place for the table of {name}")
    header, *others = rows
    lines = (header, ("---",) * len(header), *others)
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return f"{before}{begin}{table}{end}{after}"

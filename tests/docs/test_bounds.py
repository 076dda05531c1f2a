"""The table of bounds says what is declared."""

from __future__ import annotations

from tools.site.bounds import PAGE, bounds, with_table


def test_the_table_is_as_declared() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page) == page, "python -m tools.site.bounds"
    assert len(bounds()) > 15

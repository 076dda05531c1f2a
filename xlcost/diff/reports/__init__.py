"""The comparison as a document: each format a module with ``render(difference, limit)``, which gives one text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from xlcost.diff.records import Difference

FORMATS: Final = ("text", "json", "html")
#: Entries of one kind that are shown before the rest is only counted.
LIMIT: Final = 12

Render = Callable[[Difference, int | None], str]


def rendered(kind: str, difference: Difference, limit: int | None = LIMIT) -> str:
    """The comparison in a format; ``limit`` is for people's formats, None shows everything."""
    render: Render = import_module(f"xlcost.diff.reports.as_{kind}").render
    return render(difference, limit)

"""The report formats: each a function from reports to one text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Final

from xlcost.check.report import Report

#: Format -> the module that renders it; imported when asked for.
FORMATS: Final[Mapping[str, str]] = {
    "text": "text",
}


def rendered(kind: str, reports: Sequence[Report]) -> str:
    """The reports as one document of a format."""
    render: Callable[[Sequence[Report]], str] = import_module(f"xlcost.check.reports.{FORMATS[kind]}").render
    return render(reports)

"""The report formats: each a module with ``render(reports, fail_on)``, which gives one text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from xlcost.check.report import Report

FORMATS: Final = ("text", "json", "sarif", "junit", "html")

Render = Callable[[Sequence[Report], str], str]


def rendered(kind: str, reports: Sequence[Report], fail_on: str) -> str:
    """The reports as one document of a format; ``fail_on`` is the severity from which findings count as failures."""
    render: Render = import_module(f"xlcost.check.reports.as_{kind}").render
    return render(reports, fail_on)

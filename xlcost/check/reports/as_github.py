"""Workflow commands that GitHub Actions shows as annotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlcost.check.registry import Severity
from xlcost.check.report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(reports: Sequence[Report], fail_on: str) -> str:
    """One command a finding."""
    del fail_on  # GitHub decides by the exit code
    return "\n".join(line for report in reports for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    path = _property(report.path)
    if report.unreadable is not None:
        yield f"::error file={path},title=xlcost check::{_message(report.unreadable)}"
    for finding in report.findings:
        title = _property(f"{finding.rule} {finding.where or 'workbook'}")
        text = _message(f"{finding.message}\n{finding.mend}")
        yield f"::{_COMMANDS[finding.severity]} file={path},title={title}::{text}"
    for code, fault in report.failed.items():
        yield f"::error file={path},title={code}::{_message(f'a fault of xlcost, please report it ({fault})')}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")

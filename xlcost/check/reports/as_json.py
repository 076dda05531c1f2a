"""The report for a program; README.md describes every key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from xlcost import __version__
from xlcost.check.report import Finding, Report, counts_as_failure, exit_code
from xlcost.check.rules import all_rules
from xlcost.inert import json_text

#: Raised when a key changes its meaning or goes; new keys do not count.
SCHEMA_VERSION: Final = 2


def render(reports: Sequence[Report], fail_on: str) -> str:
    """One JSON document with every file."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "xlcost check", "version": __version__},
        "fail_on": fail_on,
        "exit_code": exit_code(reports, fail_on),
        "files": [_file(report, fail_on) for report in reports],
    }
    return json_text(document)


def _file(report: Report, fail_on: str) -> dict[str, Any]:
    return {
        "path": report.path,
        "unreadable": report.unreadable,
        "profile": report.profile,
        "counts": {level.value: count for level, count in report.counts.items()},
        "facts": dict(report.facts),
        "findings": [
            {**_finding(finding), "fails": counts_as_failure(finding, fail_on)} for finding in report.findings
        ],
        "waived": [
            {**_finding(waived.finding), "reason": waived.reason, "name": waived.name, "expires": waived.expires}
            for waived in report.waived
        ],
        "applied": list(report.applied),
        "skipped": dict(report.skipped),
        "failed": dict(report.failed),
        "seconds": round(report.seconds, 4),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "title": all_rules()[finding.rule].title,
        "severity": finding.severity.value,
        "where": finding.where,
        "sheet": finding.sheet,
        "area": None if finding.area is None else str(finding.area),
        "message": finding.message,
        "mend": finding.mend,
        "formula": finding.formula,
        "value": finding.value,
        "label": finding.label,
        "areas": [str(area) for area in finding.areas],
        "cells": finding.cells,
        "reach": finding.reach,
    }

"""SARIF 2.1.0, which code-scanning dashboards read.

A workbook has no lines; a finding's region is its row and column, and its logical location the sheet and cells.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from xlcost import __version__
from xlcost.check.registry import Rule, Severity
from xlcost.check.report import Finding, Report, Waived
from xlcost.check.rules import all_rules
from xlcost.inert import json_text

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
#: The name by which paths say that they begin there; where that is on this machine is nobody else's business.
_WORKING_FOLDER: Final = "%SRCROOT%"


def render(reports: Sequence[Report], fail_on: str) -> str:
    """One log with one run over all files; waived findings are there as suppressed."""
    del fail_on  # a log states what was found; whether that fails is the reader's rule
    rules = all_rules()
    order = {code: index for index, code in enumerate(rules)}
    results = [
        result
        for report in reports
        for result in (
            *(_result(report, finding, order) for finding in report.findings),
            *(_suppressed(report, waived, order) for waived in report.waived),
        )
    ]
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "xlcost check",
                        "version": __version__,
                        "rules": [_rule(rule) for rule in rules.values()],
                    }
                },
                "invocations": [_invocation(reports)],
                "originalUriBaseIds": {
                    _WORKING_FOLDER: {"description": {"text": "The folder in which xlcost check was run."}}
                },
                "artifacts": [{"location": _location(report.path)} for report in reports],
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json_text(document)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.mend}\nFalse alarms: {rule.risk}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"source": rule.source},
    }


def _invocation(reports: Sequence[Report]) -> dict[str, Any]:
    troubles = [report.unreadable for report in reports if report.unreadable is not None]
    troubles += [f"{report.path}: rule {code}: {fault}" for report in reports for code, fault in report.failed.items()]
    return {
        "executionSuccessful": not troubles,
        "toolExecutionNotifications": [{"level": "error", "message": {"text": text}} for text in troubles],
    }


def _result(report: Report, finding: Finding, order: dict[str, int]) -> dict[str, Any]:
    place = finding.where or "workbook"
    physical: dict[str, Any] = {"artifactLocation": _location(report.path)}
    if finding.area is not None:
        top, left, bottom, right = finding.area
        physical["region"] = {"startLine": top, "startColumn": left, "endLine": bottom, "endColumn": right + 1}
    else:
        physical["region"] = {"startLine": 1}
    identity = f"{finding.rule}|{place}|{finding.message}".encode(errors="backslashreplace")
    return {
        "ruleId": finding.rule,
        "ruleIndex": order[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{place}: {finding.message}. {finding.mend}"},
        "locations": [{"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": place}]}],
        "partialFingerprints": {"finding/v1": hashlib.sha256(identity).hexdigest()[:32]},
    }


def _suppressed(report: Report, waived: Waived, order: dict[str, int]) -> dict[str, Any]:
    reason = f"{waived.reason} ({waived.name}, until {waived.expires})"
    return {
        **_result(report, waived.finding, order),
        "suppressions": [{"kind": "external", "status": "accepted", "justification": reason}],
    }


def _location(path: str) -> dict[str, str]:
    """Relative to the working folder, where dashboards look for files; a file elsewhere has its whole address."""
    where, here = Path(os.path.abspath(path)), Path.cwd()  # noqa: PTH100 - resolve() would follow links out of it
    if not where.is_relative_to(here):
        return {"uri": where.as_uri()}
    within = where.relative_to(here).as_posix()
    return {"uri": quote(within, safe="/", errors="surrogateescape"), "uriBaseId": _WORKING_FOLDER}

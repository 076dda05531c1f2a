"""The report as one self-contained page, to be filtered by rule and sheet; no script is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

from xlcost.check.registry import Severity
from xlcost.check.report import Report, beside, by_reason, by_rule, first_place, joined, reach_text, verdict
from xlcost.check.rules import all_rules
from xlcost.report.templates import page_from

#: Findings that are told in full before the rest.
_FIRST: Final = 10


def render(reports: Sequence[Report], fail_on: str) -> str:
    """One page for all files."""
    del fail_on  # the words are the same whatever makes the run fail
    grade, words = verdict(reports)
    return page_from(
        "check/reports/report.html",
        title="Workbook check" if len(reports) != 1 else f"Check of {PurePath(reports[0].path).name}",
        grade=grade,
        words=words,
        levels=list(Severity),
        beside=beside,
        joined=joined,
        reach_text=reach_text,
        where=first_place,
        rules=all_rules(),
        files=[_file(report) for report in reports],
    )


def _file(report: Report) -> Mapping[str, Any]:
    sheets = list(dict.fromkeys(finding.sheet or "" for finding in report.findings))
    return {
        "report": report,
        "name": PurePath(report.path).name,
        "counts": report.counts,
        "by_rule": by_rule(report),
        "sheets": sheets,  # what filters call by number: a name may be anything
        "first": report.findings[:_FIRST],
        "rest": report.findings[_FIRST:],
        "skipped": by_reason(report),
    }

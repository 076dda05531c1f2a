"""The report for a terminal: a block for each file, a line for each finding, how to mend it below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlcost.check.registry import Severity
from xlcost.check.report import Finding, Report


def render(reports: Sequence[Report]) -> str:
    """All files, one after the other; those that could not be read have had their line on stderr."""
    return "\n".join(line for report in reports if report.unreadable is None for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.path}: {summary(report)}"
    mended = ""
    for finding in report.findings:
        yield f"  {finding.severity.value.upper():7} {finding.rule}  {finding.where or 'workbook'}: {finding.message}"
        if finding.mend != mended:
            yield f"               {finding.mend}"
            mended = finding.mend
    for waived in report.waived:
        until = f" until {waived.expires}" if waived.expires else ""
        yield f"  waived  {_short(waived.finding)}: {waived.reason} ({waived.name}{until})"
    reasons: dict[str, list[str]] = {}
    for code, reason in report.skipped.items():
        reasons.setdefault(reason, []).append(code)
    for reason, codes in reasons.items():
        yield f"  skipped {' '.join(codes)}: {reason}"


def _short(finding: Finding) -> str:
    return f"{finding.rule}  {finding.where or 'workbook'}"


def summary(report: Report) -> str:
    """``2 errors, 1 warning`` or ``clean``, with what was looked at."""
    parts = [_counted(count, level) for level, count in report.counts.items() if count]
    facts = report.facts
    seen = f"{facts.get('formulas', 0):,} formulas, {len(report.applied)} rules"
    return f"{', '.join(parts) or 'clean'} ({seen})"


def _counted(count: int, level: Severity) -> str:
    plural = count != 1 and level is not Severity.INFO
    return f"{count} {level}{'s' if plural else ''}"

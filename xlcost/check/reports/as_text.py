"""The report for a terminal: a block for each file, a line for each finding, how to mend it below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlcost.check.registry import Severity
from xlcost.check.report import Report, Waived
from xlcost.report.texts import harmless, plural


def render(reports: Sequence[Report], fail_on: str) -> str:
    """All files, one after the other; those that could not be read have had their line on stderr."""
    del fail_on  # the words are the same whatever makes the run fail
    return "\n".join(line for report in reports if report.unreadable is None for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield f"{harmless(report.path)}: {summary(report)}"
    mended = ""
    for finding in report.findings:
        where = finding.where or "workbook"
        yield f"  {finding.severity.value:7}  {finding.rule}  {harmless(f'{where}: {finding.message}')}"
        if finding.mend != mended:
            yield f"                {harmless(finding.mend)}"
            mended = finding.mend
    for waived in _waived_by_sheet(report):
        finding, reason, name, expires = waived[0]
        where = finding.where if len(waived) == 1 else f"{finding.sheet}, {len(waived)} places"
        said = f"{where or 'workbook'}: {reason} ({name}, until {expires})"
        yield f"  waived   {finding.rule}  {harmless(said)}"
    for code, fault in report.failed.items():
        yield f"  failed   {code}: a fault of xlcost, please report it ({harmless(fault)})"
    for reason, codes in by_reason(report).items():
        yield f"  skipped  {' '.join(codes)}: {harmless(reason)}"


def _waived_by_sheet(report: Report) -> list[list[Waived]]:
    """What is waived for one reason on one sheet is one line: a waiver may stand for a hundred cells."""
    found: dict[tuple[str, str, str], list[Waived]] = {}
    for waived in report.waived:
        finding = waived.finding
        found.setdefault((finding.rule, finding.sheet or "", waived.reason), []).append(waived)
    return list(found.values())


def by_reason(report: Report) -> dict[str, list[str]]:
    """Why rules were skipped, and which."""
    reasons: dict[str, list[str]] = {}
    for code, reason in report.skipped.items():
        reasons.setdefault(reason, []).append(code)
    return reasons


def summary(report: Report) -> str:
    """``2 errors, 1 warning (214 formulas, 42 rules)``, or ``clean`` instead of the counts."""
    parts = [_counted(count, level) for level, count in report.counts.items() if count]
    seen = f"{plural(report.facts.get('formulas', 0), 'formula')}, {plural(len(report.applied), 'rule')}"
    kept = report.facts.get("not_evaluated", 0)
    unseen = f", {plural(kept, 'formula')} not calculated here" if kept else ""
    return f"{', '.join(parts) or 'clean'} ({seen}{unseen})"


def _counted(count: int, level: Severity) -> str:
    plural = count != 1 and level is not Severity.INFO
    return f"{count} {level}{'s' if plural else ''}"

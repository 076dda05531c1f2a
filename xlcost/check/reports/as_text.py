"""The report for a terminal of 80 columns: counts by rule, what weighs most and how to mend it, then the rest."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from xlcost.check.registry import FAMILIES, Severity
from xlcost.check.report import Finding, Report, Waived, beside, by_reason, by_rule, place_text, summary
from xlcost.quantities import plural
from xlcost.report.texts import harmless

_WIDTH: Final = 80
#: Findings that are told in full.
_FIRST: Final = 10
#: More waived lines than these are counted: whoever waived them has read them.
_MOST_WAIVED: Final = 5
#: Fewer findings than this need no table.
_WORTH_A_TABLE: Final = 4
_INDENT: Final = " " * 11


def render(reports: Sequence[Report], fail_on: str) -> str:
    """All files, one after the other; those that could not be read have had their line on stderr."""
    del fail_on  # the words are the same whatever makes the run fail
    return "\n".join(line for report in reports if report.unreadable is None for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield from _wrapped(f"{harmless(report.path)}: {summary(report)}", "", "  ")
    if len(report.findings) >= _WORTH_A_TABLE:
        yield from _table(report)
    first, rest = report.findings[:_FIRST], report.findings[_FIRST:]
    if rest:
        yield f"The {len(first)} that weigh most"
    mended: set[str] = set()
    for finding in first:
        yield from _told(finding)
        formula, _ = beside(finding)
        if formula:
            yield _INDENT + harmless(formula, _WIDTH - len(_INDENT))
        if finding.mend not in mended:
            yield from _wrapped(f"mend: {harmless(finding.mend)}", _INDENT, _INDENT + "  ")
            mended.add(finding.mend)
    if rest:
        yield f"The rest, {plural(len(rest), 'finding')}"
        for finding in rest:
            yield from _told(finding)
    groups = _waived_by_sheet(report)
    if len(groups) <= _MOST_WAIVED:
        for waived in groups:
            yield from _waived(waived)
    else:
        reasons = len({(waived.finding.rule, waived.reason) for waived in report.waived})
        said = (
            f"{plural(len(report.waived), 'place')} for {plural(reasons, 'reason')}; --json lists each with its reason"
        )
        yield from _entry("waived", said)
    for code, fault in report.failed.items():
        yield from _entry("failed", f"{code}: a fault of xlcost, please report it ({harmless(fault)})")
    yield from _skipped(report)


def _skipped(report: Report) -> Iterator[str]:
    """Why rules did not apply; of those that had nothing to look at, for several reasons, only what they are about."""
    reasons = by_reason(report)
    absent = [codes for codes in reasons.values() if report.absent.issuperset(codes)]
    if len(absent) > 1:
        families = dict.fromkeys(code[0] for codes in absent for code in codes)
        about = ", ".join(f"{family} ({FAMILIES[family][0].lower()}{FAMILIES[family][1:]})" for family in families)
        count = sum(map(len, absent))
        yield from _entry("skipped", f"{plural(count, 'rule')} that have nothing to look at here: {about}")
    for reason, codes in reasons.items():
        if len(absent) <= 1 or codes not in absent:
            yield from _entry("skipped", f"{' '.join(codes)}: {harmless(reason)}")


def _table(report: Report) -> Iterator[str]:
    """How many findings each rule has, by severity."""
    yield ""
    yield "  errors  warnings  notes"
    for rule, counts in by_rule(report):
        figures = (f"{counts.get(level) or '.':>{width}}" for level, width in zip(Severity, (8, 10, 7), strict=True))
        yield f"{''.join(figures)}  {textwrap.shorten(f'{rule.code} {rule.title}', _WIDTH - 27, placeholder='...')}"
    yield ""


def _told(finding: Finding) -> Iterator[str]:
    yield from _entry(
        finding.severity.value, f"{finding.rule}  {harmless(f'{place_text(finding)}: {finding.message}')}"
    )


def _entry(kind: str, said: str) -> Iterator[str]:
    yield from _wrapped(said, f"  {kind:<7}  ", _INDENT)


def _wrapped(said: str, first: str, others: str) -> Iterator[str]:
    yield from textwrap.wrap(
        said, _WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False, drop_whitespace=True
    )


def _waived_by_sheet(report: Report) -> list[list[Waived]]:
    """What is waived for one reason on one sheet is one line: a waiver may stand for a hundred cells."""
    found: dict[tuple[str, str, str], list[Waived]] = {}
    for waived in report.waived:
        finding = waived.finding
        found.setdefault((finding.rule, finding.sheet or "", waived.reason), []).append(waived)
    return list(found.values())


def _waived(waived: Sequence[Waived]) -> Iterator[str]:
    finding, reason, name, expires = waived[0]
    where = finding.where if len(waived) == 1 else f"{finding.sheet}, {len(waived)} places"
    said = f"{where or 'workbook'}: {reason} ({name}, until {expires})"
    yield from _entry("waived", f"{finding.rule}  {harmless(said)}")

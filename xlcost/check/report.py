"""What a run found, as plain records that every report format prints, and the words that several of them use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from xlcost.check.registry import Rule, Severity
from xlcost.check.rules import all_rules
from xlcost.quantities import plural
from xlcost.report.texts import harmless
from xlcost.workbook.addresses import Area, named_sheet, rectangles

#: From so many other areas on, they are counted.
_MANY: Final = 3
#: Up to so many cells that depend on a finding are counted.
_COUNTED: Final = 1_000


class Finding(NamedTuple):
    """One thing to mend."""

    rule: str
    severity: Severity
    sheet: str | None
    area: Area | None
    message: str
    mend: str
    formula: str | None = None  # of the first cell, with its equals sign
    value: str | None = None  # of the first cell, as a reader knows it
    label: str = ""  # of the line on which the first cell stands
    areas: tuple[Area, ...] = ()  # every stretch of which the same is to be said; the first is ``area``
    reach: int = 0  # formula cells that depend on them; counted up to a thousand

    @property
    def where(self) -> str:
        """``Sheet!A1:B2``, the sheet alone, or nothing for the whole workbook."""
        if self.sheet is None:
            return ""
        sheet = named_sheet(self.sheet)
        return sheet if self.area is None else f"{sheet}!{self.area}"

    @property
    def cells(self) -> int:
        """How many cells it speaks of."""
        return sum(area.size for area in self.areas)


class Waived(NamedTuple):
    """A finding that somebody took responsibility for; ``expires`` is an ISO date."""

    finding: Finding
    reason: str
    name: str
    expires: str


@dataclass(frozen=True)
class Report:
    """The outcome for one file; ``unreadable`` is the one line that says why there is none."""

    path: str
    findings: tuple[Finding, ...] = ()
    waived: tuple[Waived, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)  # rule -> why it did not apply
    absent: frozenset[str] = frozenset()  # of the skipped: what they are about is not in the workbook
    failed: Mapping[str, str] = field(default_factory=dict)  # rule -> the fault of ours that stopped it
    applied: tuple[str, ...] = ()
    facts: Mapping[str, int] = field(default_factory=dict)  # sheets, cells, formulas, unique_formulas, not_evaluated
    seconds: float = 0.0
    profile: str = ""  # audit or house
    unreadable: str | None = None

    @cached_property
    def counts(self) -> Mapping[Severity, int]:
        """Findings by severity."""
        return {level: sum(finding.severity == level for finding in self.findings) for level in Severity}

    def fails(self, fail_on: str) -> bool:
        """Whether a finding counts; see ``counts_as_failure``."""
        return any(counts_as_failure(finding, fail_on) for finding in self.findings)


def counts_as_failure(finding: Finding, fail_on: str) -> bool:
    """Whether a finding is at or above a severity; never for "never"."""
    return fail_on != "never" and finding.severity.rank <= Severity(fail_on).rank


def exit_code(reports: Sequence[Report], fail_on: str) -> int:
    """0 clean, 1 findings that count, 2 a file could not be read or a rule could not be applied for a fault of ours."""
    if any(report.unreadable or report.failed for report in reports):
        return 2
    return int(any(report.fails(fail_on) for report in reports))


def by_reason(report: Report) -> dict[str, list[str]]:
    """Why rules were skipped, and which."""
    reasons: dict[str, list[str]] = {}
    for code, reason in report.skipped.items():
        reasons.setdefault(reason, []).append(code)
    return reasons


def by_rule(report: Report) -> list[tuple[Rule, Mapping[Severity, int]]]:
    """The rules that found something, with how many findings of each severity; in the order of the findings."""
    counts: dict[str, dict[Severity, int]] = {}
    for finding in report.findings:
        own = counts.setdefault(finding.rule, {})
        own[finding.severity] = own.get(finding.severity, 0) + 1
    return [(all_rules()[code], own) for code, own in counts.items()]


def place_text(finding: Finding) -> str:
    """Where a finding is, in words: ``Costs!D7:Q7, D9 "Revenue"``, or ``workbook``; of many areas the first."""
    others = joined(finding)[1:]
    more = f" and {len(others):,} more" if len(others) >= _MANY else "".join(f", {area}" for area in others)
    label = f' "{harmless(finding.label, 40)}"' if finding.label else ""
    return f"{first_place(finding) or 'workbook'}{more}{label}"


def first_place(finding: Finding) -> str:
    """The first of its places; the sheet alone, or nothing for the whole workbook."""
    return finding._replace(area=joined(finding)[0]).where if len(finding.areas) > 1 else finding.where


def joined(finding: Finding) -> tuple[Area, ...]:
    """The areas of a finding, those beside each other as one where they are small."""
    if len(finding.areas) < 2 or finding.cells > _COUNTED:
        return finding.areas
    return rectangles(
        (row, column)
        for area in finding.areas
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    )


def beside(finding: Finding) -> tuple[str, str]:
    """The formula and the value of the first cell, each empty where the message tells it already."""
    formula, value = finding.formula or "", finding.value or ""
    return "" if formula in finding.message else formula, "" if value in finding.message.split() else value


def reach_text(finding: Finding) -> str:
    """``27 more cells depend on it``; cells are counted up to a thousand."""
    if finding.reach >= _COUNTED:
        return f"More than {_COUNTED:,} cells depend on it"
    verb = "depends" if finding.reach == 1 else "depend"
    return f"{plural(finding.reach, 'more cell')} {verb} on it" if finding.reach else ""


def summary(report: Report) -> str:
    """``2 errors, 1 warning (214 formulas, 42 rules of the profile audit)``, or ``clean`` and the same."""
    return f"{found(report) or 'clean'} ({extent(report)})"


def found(report: Report) -> str:
    """``2 errors, 1 warning``; empty where nothing was found."""
    return ", ".join(_counted(count, level) for level, count in report.counts.items() if count)


def extent(report: Report) -> str:
    """What was looked at, and by what: ``214 formulas, 42 rules of the profile audit``."""
    profile = f" of the profile {report.profile}" if report.profile else ""
    seen = f"{plural(report.facts.get('formulas', 0), 'formula')}, {plural(len(report.applied), 'rule')}{profile}"
    kept = report.facts.get("not_evaluated", 0)
    return f"{seen}, {plural(kept, 'formula')} not calculated here" if kept else seen


def verdict(reports: Sequence[Report]) -> tuple[str, str]:
    """The gravest thing that was found, as a class of the page and in words; a setting never makes errors pass."""
    if any(report.unreadable or report.failed for report in reports):
        return "error", "Could not be checked in full"
    for level in Severity:
        count = sum(report.counts[level] for report in reports)
        if count:
            return level.value, _counted(count, level)
    return "good", "Nothing found"


def _counted(count: int, level: Severity) -> str:
    return plural(count, "note" if level is Severity.INFO else level.value)

"""What a run found, as plain records that every report format prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from xlcost.check.registry import Severity
from xlcost.workbook.addresses import Area


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

    @property
    def where(self) -> str:
        """``Sheet!A1:B2``, the sheet alone, or nothing for the whole workbook."""
        if self.sheet is None:
            return ""
        sheet = self.sheet if self.sheet.replace("_", "").isalnum() else "'" + self.sheet.replace("'", "''") + "'"
        return sheet if self.area is None else f"{sheet}!{self.area}"


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
    failed: Mapping[str, str] = field(default_factory=dict)  # rule -> the fault of ours that stopped it
    applied: tuple[str, ...] = ()
    facts: Mapping[str, int] = field(default_factory=dict)  # sheets, cells, formulas, unique_formulas, not_evaluated
    seconds: float = 0.0
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

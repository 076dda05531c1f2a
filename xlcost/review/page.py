"""What the reviewer's page says, and the page as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final

from xlcost.check.report import Finding, Report, beside, extent, found, place_text, verdict
from xlcost.diff import wording
from xlcost.diff.records import Difference
from xlcost.explain.records import Map
from xlcost.prices import package_catalogue
from xlcost.quantities import plural
from xlcost.report.templates import page_from
from xlcost.report.texts import written
from xlcost.review.dossier import Dossier

_FIRST: Final = 8
#: Changes of each kind that fit on the page.
_CHANGES: Final = 5


def render(dossier: Dossier) -> str:
    """One page."""
    return page_from("review/review.html", **content(dossier))


def content(dossier: Dossier) -> dict[str, Any]:
    """What the page says, by the names that the template and the sheet use."""
    report = dossier.report
    grade, words = verdict((report,))
    flows = [flow for flow in dossier.map.flows if flow.figures]
    return {
        "title": f"Review of {PurePath(report.path).name}",
        "grade": grade,
        "found": found(report) or words,
        "extent": extent(report),
        "findings": list(_findings(report)),
        "more": len(report.findings) - _FIRST,
        "waived": len(report.waived),
        "inputs": _inputs(dossier.map),
        "sheets": [
            (sheet, [flow.giver for flow in flows if flow.reader == sheet.name])
            for sheet in dossier.map.sheets
            if sheet.formulas or sheet.inputs
        ],
        "changes": None if dossier.difference is None else _changes(dossier.difference),
        "fingerprints": dossier.fingerprints,
        "snapshot": package_catalogue().snapshot.isoformat(),
    }


def _findings(report: Report) -> Iterator[tuple[Finding, str, str, str]]:
    """The gravest: each with its place, its formula where the message does not tell it, and advice not given before."""
    given: set[str] = set()
    for finding in report.findings[:_FIRST]:
        yield finding, place_text(finding), beside(finding)[0], "" if finding.mend in given else finding.mend
        given.add(finding.mend)


def _inputs(seen: Map) -> str:
    """How much of the workbook its inputs move."""
    idle = sum(found.cells for found in seen.inputs_without_effect)
    stuck = sum(found.cells for found in seen.outputs_without_input)
    parts = [f"{plural(seen.inputs, 'input')}, {idle:,} of them without effect on any result"]
    if stuck:
        parts.append(f"{plural(stuck, 'result')} that no input moves")
    if seen.links:
        parts.append(f"reads {plural(len(seen.links), 'other workbook')}")
    return "; ".join(parts) + "."


def _changes(difference: Difference) -> dict[str, Any]:
    """What changed, in a few lines."""
    decision = difference.decision
    return {
        "old": PurePath(difference.old).name,
        "headline": wording.headline(difference),
        "summary": wording.summary(difference),
        "decision": ""
        if decision is None
        else f"The advice flipped: {decision.old} to {decision.new}"
        if decision.flipped
        else f"The advice is unchanged: {decision.new}",
        "why": decision.why if decision else (),
        "inputs": [
            (
                change.spot.where,
                wording.name_of(change.spot),
                written(change.old_value, change.spot.number_format),
                written(change.new_value, change.spot.number_format),
            )
            for change in difference.inputs[:_CHANGES]
        ],
        "formulas": [
            (change.spot.where, wording.name_of(change.spot), *wording.formula_sides(change))
            for change in difference.formulas[:_CHANGES]
        ],
        "left": max(0, len(difference.inputs) - _CHANGES) + max(0, len(difference.formulas) - _CHANGES),
    }

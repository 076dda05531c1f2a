"""From what rules say of cells to findings for people: one for a stretch of alike cells, the weightiest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from xlcost.check.report import Finding
from xlcost.check.subject import Subject
from xlcost.outline.captions import spot
from xlcost.workbook.addresses import Area, cells_in
from xlcost.workbook.records import Place

#: Cells that depend on a finding are counted up to here: more of them weigh no more.
_FURTHEST: Final = 1_000


def grouped(subject: Subject, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of one rule that say the same, or that copies of one formula give, as one; gravest first."""
    by_message: dict[tuple[str, str | None, str], list[Finding]] = {}
    for finding in findings:
        by_message.setdefault((finding.rule, finding.sheet, finding.message), []).append(finding)
    by_formula: dict[object, list[Finding]] = {}
    for same in by_message.values():
        finding = _merged(same)
        by_formula.setdefault(_formula_key(subject, finding), []).append(finding)
    told = [_merged(same) for same in by_formula.values()]
    stretches: list[list[Finding]] = []
    for finding in sorted(told, key=_in_reading_order):
        if stretches and _goes_on(subject, stretches[-1][-1], finding):
            stretches[-1].append(finding)
        else:
            stretches.append([finding])
    positions = {sheet.name: sheet.index for sheet in subject.book.sheets}
    seen = [_seen(subject, _merged(finding)) for finding in stretches]
    return tuple(sorted(seen, key=lambda finding: _weight(finding, positions)))


def _formula_key(subject: Subject, finding: Finding) -> object:
    """What findings have in common that one slip made: the rule, and copies of one formula wherever they stand."""
    if finding.sheet is None or finding.area is None:
        return id(finding)
    own = subject.formulas.at.get((finding.sheet, finding.area.top, finding.area.left))
    return id(finding) if own is None else (finding.rule, finding.sheet, own.r1c1)


def _merged(findings: Sequence[Finding]) -> Finding:
    """One finding over the cells of several; it says what the first says."""
    areas = dict.fromkeys(area for finding in findings for area in finding.areas)
    return findings[0]._replace(areas=tuple(areas)) if areas else findings[0]


def _in_reading_order(finding: Finding) -> tuple[str, str, tuple[int, ...]]:
    return finding.rule, finding.sheet or "", tuple(finding.area or ())


def _goes_on(subject: Subject, before: Finding, after: Finding) -> bool:
    """Whether a finding stands right beside one of the same rule, or below it in a cell that does the same.

    Beside each other in a row are periods of one line, whatever their formulas say.
    """
    if (before.rule, before.sheet) != (after.rule, after.sheet) or before.area is None or after.area is None:
        return False
    last, first = before.areas[-1], after.area
    at = subject.formulas.at
    sheet = before.sheet or ""
    one, other = at.get((sheet, last.top, last.left)), at.get((sheet, first.top, first.left))
    if (last.top, last.bottom, last.right + 1) == (first.top, first.bottom, first.left):
        return (one is None) == (other is None)
    return (last.left, last.right, last.bottom + 1) == (first.left, first.right, first.top) and one is other


def _seen(subject: Subject, finding: Finding) -> Finding:
    """With the label of its line and how far it reaches."""
    if finding.sheet is None or finding.area is None:
        return finding
    place = (finding.sheet, finding.area.top, finding.area.left)
    called = spot(subject, place)
    label = called.label or called.header
    return finding._replace(label=label, reach=_reach(subject, finding.sheet, finding.areas))


def _reach(subject: Subject, sheet: str, areas: Sequence[Area]) -> int:
    """How many other formula cells depend on the cells of a finding."""
    waiting: deque[Place] = deque(_cells(subject, sheet, areas))
    own = set(waiting)
    seen = set(own)
    while waiting:
        for reader in subject.graph.reading(waiting.popleft()):
            if reader not in seen:
                seen.add(reader)
                waiting.append(reader)
                if len(seen) - len(own) >= _FURTHEST:
                    return _FURTHEST
    return len(seen) - len(own)


def _cells(subject: Subject, sheet: str, areas: Sequence[Area]) -> Iterator[Place]:
    """The cells of the areas that are in the file, as far as they count."""
    there = subject.sheet(sheet).cells
    inside = (at for area in areas for at in cells_in(there, area))
    for row, column in islice(inside, _FURTHEST):
        yield sheet, row, column


def _weight(finding: Finding, positions: dict[str, int]) -> tuple[int, int, int, tuple[int, ...], str]:
    """Gravest first; of those the ones on which most depends; then as one would walk through the workbook."""
    place = -1 if finding.sheet is None else positions.get(finding.sheet, -1)
    return finding.severity.rank, -finding.reach, place, tuple(finding.area or ()), finding.rule

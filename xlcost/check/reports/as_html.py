"""The report as one self-contained page: no script is needed to read it, none is loaded from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from pathlib import PurePath

from xlcost import __version__
from xlcost.check.registry import Rule, Severity
from xlcost.check.report import Finding, Report, counts_as_failure, exit_code
from xlcost.check.reports.as_text import by_reason
from xlcost.check.rules import all_rules
from xlcost.report.page import breakable
from xlcost.report.texts import plural

_WORDS = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFO: ("note", "notes"),
}
#: More places than this of one rule are folded away.
_SHOWN_PLACES = 12


def render(reports: Sequence[Report], fail_on: str) -> str:
    """One page for all files."""
    styles = files("xlcost.report").joinpath("report.css").read_text(encoding="utf-8")
    title = "Workbook check" if len(reports) != 1 else f"Check of {PurePath(reports[0].path).name}"
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>{styles}</style></head><body><main>",
            *_top(reports, title, fail_on),
            *(line for number, report in enumerate(reports) for line in _file(report, number, len(reports), fail_on)),
            f"<footer>Made by xlcost {escape(__version__)}; <code>xlcost check --rules</code> explains the rules.",
            "</footer>",
            "</main></body></html>",
        )
    )


def _top(reports: Sequence[Report], title: str, fail_on: str) -> Iterator[str]:
    code = exit_code(reports, fail_on)
    words = ("Passes", "Does not pass", "Could not be checked in full")[code]
    yield f'<header><p class="kind">xlcost check</p><h1>{escape(title)}</h1>'
    yield f'<p class="verdict {"fails" if code else "passes"}">{words}</p></header>'
    if len(reports) > 1:
        yield '<section class="card"><table class="overview"><thead><tr><th>Workbook</th>'
        yield (
            "".join(f'<th class="n">{words[1].capitalize()}</th>' for words in _WORDS.values()) + "</tr></thead><tbody>"
        )
        for number, report in enumerate(reports):
            counts = "".join(_count_cell(report, level) for level in Severity)
            name = escape(PurePath(report.path).name)
            yield f'<tr><td><a href="#file{number}">{name}</a></td>{counts}</tr>'
        yield "</tbody></table></section>"


def _count_cell(report: Report, level: Severity) -> str:
    count = report.counts[level]
    if report.unreadable is not None:
        return '<td class="n none">not read</td>' if level is Severity.ERROR else '<td class="n none"></td>'
    return f'<td class="n {level.value if count else "none"}">{count}</td>'


def _file(report: Report, number: int, total: int, fail_on: str) -> Iterator[str]:
    yield f'<article id="file{number}">'
    if total > 1:
        yield f"<h2>{escape(report.path)}</h2>"
    if report.unreadable is not None:
        yield f'<section class="card"><p class="unreadable">{escape(report.unreadable)}</p></section></article>'
        return
    yield from _summary(report, total)
    for level in Severity:
        yield from _level(report, level, fail_on, number)
    yield from _waived(report)
    yield from _not_applied(report)
    yield "</article>"


def _summary(report: Report, total: int) -> Iterator[str]:
    yield '<section class="card summary"><div class="tiles">'
    for level in Severity:
        count = report.counts[level]
        word = _WORDS[level][count != 1]
        yield f'<div class="tile {level.value if count else "none"}"><b>{count}</b><span>{word}</span></div>'
    if report.waived:
        yield f'<div class="tile waived"><b>{len(report.waived)}</b><span>waived</span></div>'
    yield "</div>"
    facts = report.facts
    words = [
        plural(facts.get("sheets", 0), "sheet"),
        f"{plural(facts.get('formulas', 0), 'formula')}, {facts.get('unique_formulas', 0):,} of them different",
        f"{plural(len(report.applied), 'rule')} applied",
    ]
    if facts.get("not_evaluated"):
        words.append(f"{plural(facts['not_evaluated'], 'formula')} could not be calculated here")
    path = f"<br>{escape(report.path)}" if total == 1 else ""
    yield f'<p class="facts">{"; ".join(words)}.{path}</p>'
    yield from _by_sheet(report)
    yield "</section>"


def _by_sheet(report: Report) -> Iterator[str]:
    """Where the findings are: a bar for each sheet."""
    counted: dict[str, Counter[Severity]] = {}
    for finding in report.findings:
        counted.setdefault(finding.sheet or "Workbook", Counter())[finding.severity] += 1
    if not counted:
        return
    most = max(sum(counts.values()) for counts in counted.values())
    yield '<table class="sheets"><tbody>'
    for sheet, counts in counted.items():
        found = [(level, counts[level]) for level in Severity if counts[level]]
        parts = "".join(
            f'<i class="{level.value}" style="width:{100 * count / most:.1f}%"></i>' for level, count in found
        )
        said = ", ".join(f"{count} {_WORDS[level][count != 1]}" for level, count in found)
        yield f'<tr><th>{escape(sheet)}</th><td><div class="bar" title="{said}">{parts}</div></td>'
        yield f'<td class="n">{sum(counts.values())}</td></tr>'
    yield "</tbody></table>"


def _level(report: Report, level: Severity, fail_on: str, number: int) -> Iterator[str]:
    findings = [finding for finding in report.findings if finding.severity is level]
    if not findings:
        return
    aside = "" if counts_as_failure(findings[0], fail_on) else " <small>do not fail the check</small>"
    yield f'<h3 class="{level.value}">{_WORDS[level][1].capitalize()}{aside}</h3>'
    for code, rule in all_rules().items():
        own = [finding for finding in findings if finding.rule == code]
        if own:
            yield from _rule(rule, own, number)


def _rule(rule: Rule, findings: Sequence[Finding], number: int) -> Iterator[str]:
    count = plural(len(findings), "place")
    yield f'<section class="card rule {rule.severity.value}" id="file{number}-{rule.code}">'
    yield f'<h4><code>{rule.code}</code> {escape(rule.title)}<span class="count">{count}</span></h4>'
    yield f'<p class="why">{escape(rule.why)}</p>'
    has_formulas = any(finding.formula is not None for finding in findings)
    headings = ["Where", "What", "Formula", "Value"][: 4 if has_formulas else 2]
    yield _table(headings, (_place(finding)[: len(headings)] for finding in findings[:_SHOWN_PLACES]))
    rest = findings[_SHOWN_PLACES:]
    if rest:
        yield f"<details><summary>{len(rest)} more</summary>"
        yield _table(headings, (_place(finding)[: len(headings)] for finding in rest))
        yield "</details>"
    mends = list(dict.fromkeys(finding.mend for finding in findings))
    yield f'<p class="mend"><b>Mend</b> {" ".join(map(escape, mends[:3]))}</p>'
    yield f'<p class="risk"><b>False alarms</b> {escape(rule.risk)}</p></section>'


def _place(finding: Finding) -> tuple[str, ...]:
    """Where, what, formula, value, as HTML."""
    formula = "" if finding.formula is None else f"<code>{breakable(_cut(finding.formula))}</code>"
    return (
        f"<b>{escape(finding.where or 'Workbook')}</b>",
        escape(finding.message),
        formula,
        escape(finding.value or ""),
    )


def _cut(text: str) -> str:
    return text if len(text) <= 160 else text[:157] + "..."


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f'<th class="{heading.lower()}">{heading}</th>' for heading in headings)
    body = "".join(f"<tr>{''.join(map(_cell, headings, row))}</tr>" for row in rows)
    return f'<table class="places"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cell(heading: str, content: str) -> str:
    return f'<td class="{heading.lower()}">{content}</td>'


def _waived(report: Report) -> Iterator[str]:
    if report.waived:
        rows = (
            (finding.rule, finding.where or "Workbook", finding.message, reason, name, expires)
            for finding, reason, name, expires in report.waived
        )
        yield '<h3>Waived</h3><section class="card">'
        yield _table(("Rule", "Where", "What", "Reason", "By", "Until"), (list(map(escape, row)) for row in rows))
        yield "</section>"


def _not_applied(report: Report) -> Iterator[str]:
    reasons = by_reason(report)
    if not reasons and not report.failed:
        return
    yield '<h3>Not applied</h3><section class="card"><ul>'
    for code, fault in report.failed.items():
        words = f"stopped by a fault of xlcost, please report it: {escape(fault)}"
        yield f'<li class="unreadable"><code>{code}</code> {words}</li>'
    for reason, codes in reasons.items():
        listed = " ".join(f"<code>{code}</code>" for code in codes)
        yield f"<li>{listed}: {escape(reason)}</li>"
    yield "</ul></section>"

"""JUnit XML, which every CI server shows: a suite for each workbook, a test case for each rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from xlcost.check.registry import Rule
from xlcost.check.report import Finding, Report, counts_as_failure
from xlcost.check.rules import all_rules
from xlcost.inert import inert

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(reports: Sequence[Report], fail_on: str) -> str:
    """One document; findings that do not count as failures are in the case's output."""
    root = Xml.Element("testsuites", name="xlcost check")
    for report in reports:
        root.append(_suite(report, fail_on))
    for kind in ("tests", "failures", "errors", "skipped"):
        root.set(kind, str(sum(int(suite.get(kind, "0")) for suite in root)))
    root.set("time", f"{sum(report.seconds for report in reports):.3f}")
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode")


def _suite(report: Report, fail_on: str) -> Xml.Element:
    path = _clean(report.path)
    suite = Xml.Element("testsuite", name=path, time=f"{report.seconds:.3f}")
    if report.unreadable is not None:
        case = Xml.SubElement(suite, "testcase", classname=path, name="the file can be read", time="0")
        Xml.SubElement(case, "error", message=_clean(report.unreadable), type="unreadable")
    else:
        for code, rule in all_rules().items():
            findings = [finding for finding in report.findings if finding.rule == code]
            if code in report.applied or code in report.skipped or code in report.failed or findings:
                suite.append(_case(report, rule, findings, path, fail_on))
    suite.set("tests", str(len(suite)))
    for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(kind, str(sum(case.find(tag) is not None for case in suite)))
    return suite


def _case(report: Report, rule: Rule, findings: list[Finding], path: str, fail_on: str) -> Xml.Element:
    case = Xml.Element("testcase", classname=path, name=f"{rule.code} {rule.title}", time="0")
    failing = [finding for finding in findings if counts_as_failure(finding, fail_on)]
    if rule.code in report.failed:
        Xml.SubElement(case, "error", message=_clean(report.failed[rule.code]), type="fault of xlcost")
    elif rule.code in report.skipped:
        Xml.SubElement(case, "skipped", message=_clean(report.skipped[rule.code]))
    elif failing:
        failure = Xml.SubElement(case, "failure", message=_clean(_line(failing[0])), type=rule.severity.value)
        failure.text = _clean("\n".join(map(_line, failing)) + f"\n{failing[0].mend}")
    quiet = [finding for finding in findings if finding not in failing]
    if quiet:
        Xml.SubElement(case, "system-out").text = _clean("\n".join(map(_line, quiet)))
    return case


def _line(finding: Finding) -> str:
    return f"{finding.where or 'workbook'}: {finding.message}"


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold, or that a terminal acts on."""
    return inert(_NOT_XML.sub("?", text))

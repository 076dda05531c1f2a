"""Each report format is read by somebody else's program, whatever a workbook holds: its structure is theirs."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote, urlparse
from xml.etree import ElementTree

import pytest

from xlcost.check.registry import Severity
from xlcost.check.report import Finding, Report, Waived, exit_code
from xlcost.check.reports import FORMATS, rendered
from xlcost.check.rules import all_rules
from xlcost.workbook.addresses import Area

HOSTILE = "<script>alert(1)</script> & \"'\r\n::error::x %0A ]]> \x1b[2J \x00 \u202e \ud83d :,"
AREA = Area(2, 3, 4, 5)
FINDINGS = (
    Finding(
        "F03",
        Severity.ERROR,
        "Costs",
        AREA,
        "a number is typed",
        "Copy the formula.",
        "=A1*2",
        "540",
        "Rent",
        (AREA,),
        7,
    ),
    Finding("L01", Severity.WARNING, "It's", None, HOSTILE, HOSTILE, f"=A1&{HOSTILE}", HOSTILE),
    Finding("X01", Severity.INFO, None, None, "the title is not set", "Fill in the title."),
)
WAIVED = Waived(
    Finding("F12", Severity.ERROR, "Tariff", AREA, "not exact", "Ask for it."), HOSTILE, "Ada", "2027-06-30"
)
FULL = Report(
    "models/a b.xlsx",
    FINDINGS,
    (WAIVED,),
    skipped={"U01": "it calls no xlcost function"},
    applied=("F03", "F12", "L01", "X01", "S05"),
    facts={"sheets": 2, "formulas": 3, "unique_formulas": 2, "not_evaluated": 1},
)
CLEAN = Report("clean.xlsx", applied=("F03",), facts={"sheets": 1})
UNREADABLE = Report("bad.xlsx", unreadable="bad.xlsx: the file is empty; copy it again")
FAULTY = Report("faulty.xlsx", failed={"F02": "KeyError: 1"}, applied=("F03",))
ALL = (FULL, CLEAN, UNREADABLE, FAULTY)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("reports", [(), (FULL,), (CLEAN,), (UNREADABLE,), ALL], ids=len)
def test_every_format_takes_every_report(kind, reports):
    text = rendered(kind, reports, "error")
    assert text == rendered(kind, reports, "error")


@pytest.mark.parametrize(
    ("reports", "fail_on", "code"),
    [
        ((CLEAN,), "info", 0),
        ((FULL,), "error", 1),
        ((FULL,), "never", 0),
        ((Report("x", FINDINGS[1:]),), "error", 0),
        ((Report("x", FINDINGS[1:]),), "warning", 1),
        ((Report("x", FINDINGS[2:]),), "warning", 0),
        ((Report("x", FINDINGS[2:]),), "info", 1),
        ((CLEAN, UNREADABLE), "never", 2),
        ((CLEAN, FAULTY), "never", 2),
    ],
)
def test_the_exit_code(reports, fail_on, code):
    assert exit_code(reports, fail_on) == code


# text


def test_the_text_says_where_what_and_how_to_mend_it():
    assert rendered("text", (Report("a.xlsx", FINDINGS[:1]),), "error") == (
        "a.xlsx: 1 error (0 formulas, 0 rules)\n"
        '  error    F03  Costs!C2:E4 "Rent": a number is typed\n'
        "           =A1*2\n"
        "           mend: Copy the formula."
    )


def test_the_same_advice_is_given_once():
    twice = Report("a.xlsx", (FINDINGS[0], FINDINGS[0]._replace(message="another")))
    assert rendered("text", (twice,), "error").count("Copy the formula.") == 1


def test_advice_given_before_is_not_given_again_after_another():
    three = (FINDINGS[0], FINDINGS[2], FINDINGS[0]._replace(message="another"))
    assert rendered("text", (Report("a.xlsx", three),), "error").count("Copy the formula.") == 1


@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_formula_that_the_message_tells_is_told_once(kind):
    told = FINDINGS[0]._replace(message="=A1*2 differs from its neighbours")
    assert rendered(kind, (Report("a.xlsx", (told,)),), "error").count("A1*2") == 1


def test_a_long_formula_is_cut_to_its_line():
    long = FINDINGS[0]._replace(formula="=" + "+".join(f"A{row}" for row in range(1, 400)))
    lines = rendered("text", (Report("a.xlsx", (long,)),), "error").splitlines()
    assert len(lines) == 4
    assert lines[2].endswith("\N{HORIZONTAL ELLIPSIS}")
    assert len(lines[2]) <= 80


@pytest.mark.parametrize(
    ("rows", "said"), [((2, 4), "Costs!D2, D4"), ((2, 4, 6), "Costs!D2, D4, D6"), ((2, 4, 6, 8), "Costs!D2 and 3 more")]
)
def test_few_areas_are_named_and_many_counted(rows, said):
    areas = tuple(Area(row, 4, row, 4) for row in rows)
    finding = FINDINGS[0]._replace(area=areas[0], areas=areas)
    assert f'{said} "Rent": ' in rendered("text", (Report("a.xlsx", (finding,)),), "error")


def test_areas_beside_each_other_are_one_place():
    areas = (Area(3, 3, 3, 3), Area(4, 3, 7, 3), Area(2, 3, 2, 3))
    finding = FINDINGS[0]._replace(area=areas[0], areas=areas)
    assert 'Costs!C2:C7 "Rent": ' in rendered("text", (Report("a.xlsx", (finding,)),), "error")


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (1, "1 more cell depends on it."),
        (7, "7 more cells depend on it."),
        (1_120, "More than 1,000 cells depend on it."),
    ],
)
def test_cells_that_depend_are_counted_up_to_a_thousand(reach, said):
    assert said in rendered("html", (Report("a.xlsx", (FINDINGS[0]._replace(reach=reach),)),), "error")


def test_rules_that_had_nothing_to_look_at_are_counted():
    skipped = {"U01": "it calls none", "U02": "it calls none", "P04": "no table", "D01": "the case cannot be answered"}
    text = rendered("text", (Report("a.xlsx", skipped=skipped, absent=frozenset({"U01", "U02", "P04"})),), "error")
    assert text.splitlines()[1:] == [
        "  skipped  3 rules that have nothing to look at here: U (xlcost functions), P",
        "           (prices)",
        "  skipped  D01: the case cannot be answered",
    ]


def test_many_findings_are_counted_by_rule_first_and_ten_told_with_how_to_mend_them():
    many = tuple(FINDINGS[0]._replace(message=f"number {at} is typed") for at in range(25))
    lines = rendered("text", (Report("a.xlsx", many),), "error").splitlines()
    assert lines[2:4] == ["  errors  warnings  notes", "      25         .      .  F03 " + all_rules()["F03"].title]
    assert lines.index("The 10 that weigh most") < lines.index("The rest, 15 findings")
    assert sum("is typed" in line for line in lines) == 25


def test_the_text_fits_80_columns():
    assert max(map(len, rendered("text", ALL, "error").splitlines())) <= 80


def test_what_was_not_looked_at_is_said():
    text = rendered("text", (FULL, FAULTY), "error")
    assert "skipped  U01: it calls no xlcost function" in text
    assert "failed   F02: a fault of xlcost, please report it (KeyError: 1)" in text
    assert "1 formula not calculated here" in " ".join(text.split())
    assert "waived   F12  Tariff!C2:E4: " in text


def test_many_waived_places_are_one_line():
    waived = tuple(
        Waived(FINDINGS[0]._replace(sheet=f"Sheet {at}"), "as agreed", "Ada", "2030-01-01") for at in range(9)
    )
    said = rendered("text", (Report("a.xlsx", waived=waived),), "error")
    assert "  waived   9 places for 1 reason; --json lists each with its reason" in said
    assert said.count("waived") == 1


def test_no_text_of_a_workbook_steers_the_terminal_or_the_log():
    text = rendered("text", (FULL,), "error")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert not any(line.startswith("::") for line in text.splitlines())


# json


def test_the_json_holds_everything():
    document = json.loads(rendered("json", ALL, "warning"))
    assert (document["schema_version"], document["fail_on"], document["exit_code"]) == (2, "warning", 2)
    full, clean, unreadable, faulty = document["files"]
    assert full["counts"] == {"error": 1, "warning": 1, "info": 1}
    assert [finding["fails"] for finding in full["findings"]] == [True, True, False]
    assert full["findings"][0] == {
        "rule": "F03",
        "title": all_rules()["F03"].title,
        "severity": "error",
        "where": "Costs!C2:E4",
        "sheet": "Costs",
        "area": "C2:E4",
        "message": "a number is typed",
        "mend": "Copy the formula.",
        "formula": "=A1*2",
        "value": "540",
        "label": "Rent",
        "areas": ["C2:E4"],
        "cells": 9,
        "reach": 7,
        "fails": True,
    }
    assert full["findings"][1]["message"] == HOSTILE
    assert full["waived"][0]["name"] == "Ada"
    assert (clean["findings"], unreadable["unreadable"], faulty["failed"]) == (
        [],
        UNREADABLE.unreadable,
        {"F02": "KeyError: 1"},
    )


# sarif: the properties that the OASIS schema of 2.1.0 requires, and the values it allows


@pytest.fixture(scope="module")
def sarif():
    return json.loads(rendered("sarif", ALL, "error"))


def test_the_log_has_one_run_of_a_named_tool(sarif):
    assert set(sarif) <= {"$schema", "version", "runs"}
    assert sarif["version"] == "2.1.0"
    (run,) = sarif["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == list(all_rules())
    for rule in driver["rules"]:
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))


def test_each_result_refers_to_its_rule_and_its_place(sarif):
    (run,) = sarif["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert all(type(value) is int and value >= 1 for value in region.values())
        assert region["startLine"] <= region.get("endLine", region["startLine"])
        assert location["logicalLocations"][0]["fullyQualifiedName"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 2,
        "startColumn": 3,
        "endLine": 4,
        "endColumn": 6,  # the column after the last
    }


def test_places_are_uri_references(sarif):
    (run,) = sarif["runs"]
    uris = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert len(uris) == len(set(uris))
    assert [unquote(uri) for uri in uris] == [report.path for report in ALL]
    assert all(re.fullmatch(r"[A-Za-z0-9/%._~-]+", uri) and not urlparse(uri).scheme for uri in uris)


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/home/a b.xlsx", {"uri": "file:///home/a%20b.xlsx"}),
        ("../b.xlsx", {"uri": "file:///home/b.xlsx"}),
        ("/home/books/models/b.xlsx", {"uri": "models/b.xlsx", "uriBaseId": "%SRCROOT%"}),
        ("./models/b.xlsx", {"uri": "models/b.xlsx", "uriBaseId": "%SRCROOT%"}),
        ("a:b.xlsx", {"uri": "a%3Ab.xlsx", "uriBaseId": "%SRCROOT%"}),
        ("\udcff.xlsx", {"uri": "%FF.xlsx", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_paths_are_relative_to_the_working_folder(monkeypatch, path, location):
    monkeypatch.setattr("os.getcwd", lambda: "/home/books")
    (run,) = json.loads(rendered("sarif", (replace(FULL, path=path),), "error"))["runs"]
    physical = run["results"][0]["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == run["artifacts"][0]["location"] == location
    assert set(run["originalUriBaseIds"]) == {"%SRCROOT%"}


def test_a_waived_finding_is_suppressed_with_its_reason(sarif):
    suppressed = [result for result in sarif["runs"][0]["results"] if "suppressions" in result]
    assert [result["ruleId"] for result in suppressed] == ["F12"]
    (suppression,) = suppressed[0]["suppressions"]
    assert suppression["kind"] in {"inSource", "external"}
    assert suppression["status"] in {"accepted", "underReview", "rejected"}
    assert "Ada, until 2027-06-30" in suppression["justification"]


def test_what_could_not_be_read_makes_the_invocation_fail(sarif):
    (invocation,) = sarif["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    texts = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert texts == [UNREADABLE.unreadable, "faulty.xlsx: rule F02: KeyError: 1"]


def test_a_finding_keeps_its_fingerprint_and_others_have_another(sarif):
    prints = [result["partialFingerprints"]["finding/v1"] for result in sarif["runs"][0]["results"]]
    assert len(set(prints)) == len(prints)
    assert [
        result["partialFingerprints"]["finding/v1"]
        for result in json.loads(rendered("sarif", (FULL,), "never"))["runs"][0]["results"]
    ] == prints


# junit


@pytest.fixture(scope="module")
def junit():
    return ElementTree.fromstring(rendered("junit", ALL, "error"))


def test_a_suite_for_each_workbook_and_a_case_for_each_rule(junit):
    assert junit.tag == "testsuites"
    assert [suite.get("name") for suite in junit] == [report.path for report in ALL]
    assert [case.get("name")[:3] for case in junit[0]] == ["S05", "F03", "F12", "U01", "L01", "X01"]


def test_the_counts_are_those_of_the_cases(junit):
    for suite in junit:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(kind)) == len(suite.findall(f"testcase/{tag}"))
    for kind in ("tests", "failures", "errors", "skipped"):
        assert int(junit.get(kind)) == sum(int(suite.get(kind)) for suite in junit)


def test_only_what_counts_fails_a_case(junit):
    failures = {case.get("name")[:3]: case.find("failure") for case in junit[0]}
    assert [code for code, failure in failures.items() if failure is not None] == ["F03"]
    assert failures["F03"].get("message") == "Costs!C2:E4: a number is typed"
    warned = next(case for case in junit[0] if case.get("name").startswith("L01"))
    assert "<script>" in warned.findtext("system-out")


def test_an_unreadable_file_and_a_fault_of_ours_are_errors(junit):
    messages = [error.get("message") for error in junit.iter("error")]
    assert messages == [UNREADABLE.unreadable, "KeyError: 1"]


# html


class Reader(HTMLParser):
    """Collects tags, what is fetched, and the text that is shown."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.links, self.open, self.texts = [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for key, value in attributes if key in {"href", "src", "action", "data", "srcset"}]
        assert not any(key.startswith("on") for key, _ in attributes)
        if tag not in {"meta", "wbr", "br", "link", "img", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


@pytest.fixture(scope="module")
def page():
    return rendered("html", ALL, "error")


def test_the_page_is_sound_and_needs_nothing_from_elsewhere(page):
    read = Reader(page)
    assert read.open == []
    assert set(read.tags).isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form", "base"})
    assert all(link.startswith("#") for link in read.links)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    assert "url(" not in style
    assert "@import" not in style


def test_links_of_the_page_lead_somewhere(page):
    targets = set(re.findall(r'id="([^"]+)"', page))
    assert {link[1:] for link in Reader(page).links} <= targets


def test_what_a_workbook_holds_is_shown_and_not_obeyed(page):
    shown = "".join(Reader(page).texts)
    assert shown.count("<script>alert(1)</script>") == 5  # message, mend, formula, value, reason of the waiver
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", page)


def test_the_page_says_the_verdict_first():
    texts = [text for text in Reader(rendered("html", (CLEAN,), "error")).texts if text.strip()]
    assert texts[1:4] == ["xlcost check", "Check of clean.xlsx", "Nothing found"]


@pytest.mark.parametrize("fail_on", ["error", "never"])
def test_no_setting_makes_errors_pass(fail_on):
    page = rendered("html", (FULL,), fail_on)
    assert '<p class="verdict error">1 error</p>' in page
    assert '<p class="verdict warning">1 warning</p>' in rendered("html", (Report("x", FINDINGS[1:]),), fail_on)
    assert "Could not be checked in full" in rendered("html", ALL, fail_on)


def test_findings_can_be_filtered_by_rule_and_sheet(page):
    for code in ("F03", "L01", "X01"):
        assert f'class="pick-r-{code}"' in page
        assert f"#file0:has(.pick-r-{code}:checked) .finding:not(.r-{code})" in page
    assert re.findall(r'class="pick-s-\d">([^<]*)', page) == ["Costs", "It&#39;s", "Workbook"]


def test_every_finding_is_there():
    many = tuple(FINDINGS[0]._replace(area=Area(row, 1, row, 1)) for row in range(1, 31))
    page = rendered("html", (Report("a.xlsx", many),), "error")
    assert "20 findings" in page
    assert "Costs!A30" in page


def test_a_page_offers_no_filter_with_one_choice():
    one = rendered("html", (Report("a.xlsx", FINDINGS[:1]),), "error")
    assert "<fieldset" not in one
    assert rendered("html", (Report("a.xlsx", FINDINGS[:2]),), "error").count("<fieldset") == 2


def test_the_label_stands_beside_the_first_place_and_other_places_follow():
    areas = tuple(Area(row, 4, row, 4) for row in range(2, 18, 2))
    page = rendered("html", (Report("a.xlsx", (FINDINGS[0]._replace(area=areas[0], areas=areas),)),), "error")
    assert 'Costs!D2 <span class="label">Rent</span> <span class="soft">and 7 more: D4, D6, D8, D10, D12, ...' in page

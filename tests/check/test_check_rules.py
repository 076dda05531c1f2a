"""Every rule of the register: broken by one smallest workbook, content with the same put right, explained on the page."""

from datetime import date
from pathlib import Path

import pytest
from rule_books import as_book
from rule_pairs import PAIRS

from xlcost.check.reference import reference_page
from xlcost.check.registry import FAMILIES, Profile, Rule, Severity, declare
from xlcost.check.rules import all_rules
from xlcost.check.run import check_book
from xlcost.check.settings import Settings
from xlcost.check.waivers import read_waivers

RULES = all_rules()
TODAY = date(2026, 11, 25)


def report(work):
    book = as_book(work)
    return check_book(book, Settings(profile="house"), waivers=read_waivers(book), today=TODAY)


def codes(found):
    return {finding.rule for finding in found.findings}


@pytest.mark.parametrize("code", [code for code in RULES if code in PAIRS])
def test_a_broken_workbook_is_found(code):
    found = report(PAIRS[code].broken)
    assert code in codes(found)
    assert found.failed == {}


@pytest.mark.parametrize("code", [code for code in RULES if code in PAIRS])
def test_the_same_put_right_is_let_pass(code):
    found = report(PAIRS[code].right)
    assert code not in codes(found)
    assert found.failed == {}
    assert code in found.applied or RULES[code].test is None


def test_every_rule_has_its_pair():
    assert set(PAIRS) == set(RULES), "rule_pairs.py: a workbook that breaks the rule, and the same put right"


def test_findings_carry_what_a_reader_needs():
    for finding in report(PAIRS["F01"].broken).findings:
        assert finding.message
        assert finding.mend.endswith(".")
        assert finding.severity is RULES[finding.rule].severity


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_every_rule_explains_itself(rule):
    assert rule.code[0] in FAMILIES
    assert rule.code[1:].isdigit()
    assert rule.title[0].isupper()
    assert all(text.endswith((".", "?")) or rule.code == "C01" for text in (rule.why, rule.mend, rule.risk))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_every_rule_for_anybody_s_books_has_an_example(rule):
    assert rule.profile is Profile.HOUSE or rule.example.endswith(".")


def test_the_reference_page_is_the_register():
    page = Path(__file__).parents[2] / "docs" / "rules.md"
    assert page.read_text(encoding="utf-8") == reference_page(), "run xlcost check --rules > docs/rules.md"


def test_the_design_s_rules_are_all_there():
    design = """S01 S02 S04 S05 S06 S08 S10 S11 S12 S13 F01 F02 F03 F04 F05 F06 F07 F08 F09 F10 F11 F12 F13 F14 F15 F16 F17
    F18 F20 F21 U01 U02 U03 U04 L01 L02 L03 L04 L05 L06 L07 V01 V02 C01 C02 P01 P02 P03 N01 X01"""
    assert set(design.split()) <= set(RULES)


def test_a_code_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        declare(Rule("F01", Severity.ERROR, "", "", "", "", "", None, None))

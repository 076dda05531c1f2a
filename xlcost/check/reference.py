"""The reference page of the rules, from the register: ``xlcost check --rules`` and docs/rules.md are this text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlcost.check.registry import FAMILIES, Rule
from xlcost.check.rules import all_rules
from xlcost.functions.registry import docstring

_ABOUT_PROFILES: Final = (
    "Rules of the profile audit are asked of every workbook, those of the profile house of ours alone: of models of",
    "others they say how they are built, not what is wrong. On 39 public finance models saved by Excel, before there",
    "were profiles (3,561 findings, 165 of them judged by an auditor's eye), L01, L04 and L06 were right in at most",
    "half of the cases, and L02, S02 and V01 said the same of nearly every model: they moved to house, with the other",
    "rules of style. How often a rule of audit is wrong was counted on [122 workbooks of",
    "others](check.md#workbooks-of-others), where it found anything in them.",
)


def reference_page() -> str:
    """Every rule in Markdown: what it asks, why, how to mend, and when a finding is no fault."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    rules = all_rules()
    yield "# The rules of `xlcost check`"
    yield ""
    yield "Made from the register of rules; a test keeps this page equal to `xlcost check --rules`."
    yield ""
    yield from _ABOUT_PROFILES
    yield ""
    yield "| code | profile | severity | rule |"
    yield "| --- | --- | --- | --- |"
    for rule in rules.values():
        yield f"| [{rule.code}](#{rule.code.lower()}) | {rule.profile} | {rule.severity} | {rule.title} |"
    family = ""
    for rule in rules.values():
        if rule.code[0] != family:
            family = rule.code[0]
            yield ""
            yield f"## {FAMILIES[family]}"
        yield from _entry(rule)


def _entry(rule: Rule) -> Iterator[str]:
    yield ""
    yield f"### {rule.code}"
    yield ""
    yield f"**{rule.title}** ({rule.severity}, profile {rule.profile})"
    yield ""
    yield rule.why
    yield ""
    if rule.test is not None and (looks_at := docstring(rule.test)):
        yield f"- What it looks at: {' '.join(looks_at.split())}"
    if rule.example:
        yield f"- Example: {rule.example}"
    yield f"- Use instead: {rule.mend}"
    yield f"- How often it is wrong: {rule.risk}"
    if rule.source:
        yield f"- From: {rule.source}"
    if rule.need is not None:
        yield f"- {docstring(rule.need).splitlines()[0]}"

"""The reference page of the rules, from the register: ``xlcost check --rules`` and docs/rules.md are this text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlcost.check.registry import Rule
from xlcost.check.rules import all_rules

_FAMILY_TITLES: Final = {
    "S": "Structure",
    "F": "Formulas",
    "U": "xlcost functions",
    "L": "Labels and looks",
    "V": "Validation and protection",
    "C": "Checks",
    "P": "Prices",
    "D": "The decision",
    "N": "Names",
    "X": "Properties",
    "W": "Waivers",
}


def reference_page() -> str:
    """Every rule in Markdown: what it asks, why, how to mend, and when a finding is no fault."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    rules = all_rules()
    yield "# The rules of `xlcost check`"
    yield ""
    yield "Made from the register of rules; a test keeps this page equal to `xlcost check --rules`."
    yield ""
    yield "| code | severity | rule |"
    yield "| --- | --- | --- |"
    for rule in rules.values():
        yield f"| [{rule.code}](#{rule.code.lower()}) | {rule.severity} | {rule.title} |"
    family = ""
    for rule in rules.values():
        if rule.code[0] != family:
            family = rule.code[0]
            yield ""
            yield f"## {_FAMILY_TITLES[family]}"
        yield from _entry(rule)


def _entry(rule: Rule) -> Iterator[str]:
    yield ""
    yield f"### {rule.code}"
    yield ""
    yield f"**{rule.title}** ({rule.severity})"
    yield ""
    yield rule.why
    yield ""
    yield f"- Mend: {rule.mend}"
    yield f"- False alarms: {rule.risk}"
    if rule.source:
        yield f"- From: {rule.source}"
    if rule.need is not None:
        yield f"- {(rule.need.__doc__ or '').splitlines()[0]}"

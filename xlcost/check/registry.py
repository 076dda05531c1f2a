"""The register of rules: each a small function with its code, severity and the words that explain it.

From it come the run, the reports, ``xlcost check --rules`` and the page docs/rules.md. Nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from xlcost.check.subject import Subject
from xlcost.workbook.addresses import Area


class Severity(StrEnum):
    """How much a finding matters, the gravest first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Profile(StrEnum):
    """For whose workbook a rule is meant."""

    AUDIT = "audit"  # anybody's: what is probably wrong
    HOUSE = "house"  # ours: also how FAST and the ICAEW would have it built

    def takes(self, rule: Rule) -> bool:
        """Whether a rule is asked in this profile; the house asks them all."""
        return self is Profile.HOUSE or rule.profile is Profile.AUDIT


class Hit(NamedTuple):
    """What a rule says of a place: of the whole workbook without a sheet, of a whole sheet without an area."""

    message: str
    sheet: str | None = None
    area: Area | None = None
    mend: str | None = None  # instead of the rule's own, where the place shows better what to do


class Test(Protocol):
    """What a rule does: looks at a model and says what it finds."""

    __name__: str

    def __call__(self, model: Subject) -> Iterator[Hit]:
        """The hits, in any order."""
        ...


#: Why a rule makes no sense for a workbook; None where it does.
Need = Callable[[Subject], str | None]


@dataclass(frozen=True)
class Rule:
    """One rule, with everything a report or page says of it."""

    code: str
    severity: Severity
    title: str
    why: str
    mend: str
    risk: str  # how often, and when, a finding is no fault
    source: str  # the standard or practice it comes from; may be empty
    test: Test | None = field(repr=False)  # None for rules about waivers, which come after all others
    need: Need | None = field(repr=False)
    profile: Profile = Profile.AUDIT
    example: str = ""  # what breaks it, and what does not

    @property
    def name(self) -> str:
        """A name for machines that want one beside the code: NoErrorValues."""
        words = self.code if self.test is None else self.test.__name__
        return "".join(word.capitalize() for word in words.split("_"))


#: The first letter of a code and what its rules are about, in the order in which reports and pages list them.
FAMILIES: Final = {
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

#: Every rule, by code, in the order of the modules that declare them.
RULES: Final[dict[str, Rule]] = {}


def rule(
    code: str,
    severity: Severity,
    title: str,
    *,
    why: str,
    mend: str,
    risk: str,
    source: str = "",
    need: Need | None = None,
    profile: Profile = Profile.AUDIT,
    example: str = "",
) -> Callable[[Test], Test]:
    """Registers the function that follows as the rule ``code``."""

    def register(test: Test) -> Test:
        declare(Rule(code, severity, title, why, mend, risk, source, test, need, profile, example))
        return test

    return register


def declare(declared: Rule) -> Rule:
    """Adds a rule to the register."""
    if declared.code in RULES:
        raise ValueError(f"the rule {declared.code} is declared twice; docs/rules.md has the codes that are taken")
    RULES[declared.code] = declared
    return declared

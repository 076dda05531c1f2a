"""Which rules are asked of a workbook: all of them of our own, what is probably wrong of anybody else's."""

from __future__ import annotations

from typing import Final

from xlcost.check.registry import Profile, Rule
from xlcost.check.subject import Subject
from xlcost.outline.decided import needs_decision

#: Chooses the profile by whose workbook it is.
BY_BOOK: Final = "auto"
CHOICES: Final = (BY_BOOK, *(profile.value for profile in Profile))
#: What our books say of who made them.
_MAKER: Final = "xlcost"


def profile_of(subject: Subject) -> Profile:
    """The profile that was asked for, else the one that suits the workbook."""
    if subject.settings.profile != BY_BOOK:
        return Profile(subject.settings.profile)
    return Profile.HOUSE if is_ours(subject) else Profile.AUDIT


def is_ours(subject: Subject) -> bool:
    """Whether ``xlcost new`` made the workbook, or it holds a decision of ours."""
    return subject.book.properties.get("creator") == _MAKER or needs_decision(subject) is None


def is_asked(rule: Rule, subject: Subject, profile: Profile) -> bool:
    """Whether a rule is to be applied: one that is selected by its code or family is, whatever the profile."""
    return subject.settings.takes(rule.code) and (bool(subject.settings.select) or profile.takes(rule))

"""What was tested: the cases, the alternatives, and which of them passed which case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from xlcost.errors import BadFile

#: A bill of models has few alternatives; a file with more of them has another shape than it seems.
MOST_ALTERNATIVES: Final = 50


@dataclass(frozen=True, slots=True)
class Source:
    """A file of results: its name without the folder, and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Answers:
    """Alternative -> case -> whether it passed; None where it was asked and gave no answer that could be judged.

    A case that is not there was not asked of that alternative.
    """

    passed: Mapping[str, Mapping[str, bool | None]]
    sources: tuple[Source, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The alternatives in the order of the files."""
        return tuple(self.passed)

    def answered(self, name: str) -> dict[str, bool]:
        """The cases that an alternative answered."""
        return {case: passed for case, passed in self.passed[name].items() if passed is not None}


def together(parts: Iterable[Answers]) -> Answers:
    """The results of several files; an alternative of the same name in two of them gets its file's name too.

    Raises:
        BadFile: more alternatives than can be meant.
    """
    parts = list(parts)
    named = [name.casefold() for part in parts for name in part.names]
    passed: dict[str, Mapping[str, bool | None]] = {}
    for part in parts:
        for name, cases in part.passed.items():
            own = name if named.count(name.casefold()) == 1 else f"{name} ({part.sources[0].name})"
            unique, number = own, 2
            while unique in passed:
                unique, number = f"{own} {number}", number + 1
            passed[unique] = cases
    if len(passed) > MOST_ALTERNATIVES:
        raise BadFile(f"{len(passed)} alternatives are more than {MOST_ALTERNATIVES}; give a column or file to each")
    return Answers(passed, tuple(source for part in parts for source in part.sources))
